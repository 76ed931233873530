storefronts-none-title = No storefront is connected yet
storefronts-none-text = Connect one, and its orders, payments and cancellations come here by themselves.
storefronts-connect = Connect a storefront
storefronts-connect-lead = It takes a few minutes: you get an address, enter it in your store, and place a test order.
storefronts-connect-submit = Connect
storefronts-platform = Made with
storefronts-name = Name
storefronts-name-hint = What you call it here, such as "Main store". At most { $max } characters.
storefronts-health = State
storefronts-last-heard = Last message
storefronts-never-heard = nothing yet
storefronts-refused = Refused
storefronts-is-ended = disconnected
storefronts-is-unsigned = wrong signature
storefronts-is-troubled = some refused
storefronts-is-new = waiting for its first message
storefronts-is-well = well

storefronts-address = Address for its messages
storefronts-address-text = Only messages that are signed with the secret are taken here; whoever knows the address alone can do nothing with it.
storefronts-steps = Connect { $name }, step by step
storefronts-steps-shopify-1 = In the Shopify admin open Settings → Notifications → Webhooks.
storefronts-steps-shopify-2 = Create a webhook for each event below: format JSON, the address above, the newest version.
storefronts-steps-shopify-3 = Shopify now shows the key that it signs with, under the list of webhooks. Copy it.
storefronts-steps-shopify-4 = Enter it here under "Secret" and save.
storefronts-steps-shopify-5 = Place a test order in your store, and look here again.
storefronts-steps-woocommerce-1 = In WordPress open WooCommerce → Settings → Advanced → Webhooks.
storefronts-steps-woocommerce-2 = Add a webhook for each event below: state "Active", the address above, the secret that you copied when you connected, the newest API version.
storefronts-steps-woocommerce-3 = Save. WooCommerce calls here once to see whether somebody answers.
storefronts-steps-woocommerce-4 = Place a test order in your store, and look here again.
storefronts-topics = Events:
storefronts-test-order = Nothing has come yet. Once the test order is here, this page shows it.
storefronts-look-again = Look again

storefronts-secret = Secret
storefronts-secret-made = This is the secret, shown only now: copy it to the store's webhooks.
storefronts-secret-theirs = { $name } makes the secret. Enter it as it is shown there; the one before is good for two more days.
storefronts-secret-ours = A new secret is made here and entered at { $name }; the one before is good for two more days, so that nothing is lost meanwhile.
storefronts-secret-save = Save the secret
storefronts-secret-new = Make a new secret
storefronts-two-secrets = The secret was changed. The one before is good until
storefronts-unsigned-text = Somebody called with a signature that does not fit the secret. If it was your store, the secret here and there are not the same. Last time:
storefronts-done-secret = The secret is saved.
storefronts-done-replayed = The messages are being looked at again.
storefronts-done-ended = The storefront is disconnected.

storefronts-end-title = Disconnect
storefronts-end = Disconnect
storefronts-end-question = Disconnect { $name }?
storefronts-end-text = Its messages are refused from now on. What came so far stays. It cannot be connected again under the same address.
storefronts-ended-text = This storefront is disconnected since

storefronts-differences = What differs
storefronts-differences-text = Changes in the store that could not be followed here, because money or goods have moved already. Look at the order and put it right by hand.
storefronts-differs = What
storefronts-differs-lines_differ = Its lines or prices were changed in the store after it was paid or shipped here.
storefronts-differs-cancelled_too_late = It was cancelled in the store after a parcel had reached the customer.
storefronts-differs-cancelled_here = It is cancelled here and stands in the store.
storefronts-differs-parcel_differs = The storefront sent goods that are not left here, or in another parcel. Look at the parcels of the order.
storefronts-differs-refunded_there = Money was given back in the store. Write it down where you keep your books: here the order still counts as paid.
storefronts-since = Since

storefronts-messages = Messages
storefronts-topic = Event
storefronts-about = About
storefronts-state = State
storefronts-came = Came
storefronts-id = Id
storefronts-body = As it came
storefronts-message-title = Message { $topic }
storefronts-times = { $n ->
    [one] came { $n } time
   *[other] came { $n } times
}
storefronts-state-all = All
storefronts-state-waiting = waiting
storefronts-state-done = taken in
storefronts-state-overtaken = overtaken
storefronts-state-held = waits for its order
storefronts-state-refused = refused
storefronts-state-ignored = no concern of ours
storefronts-kind-order = order
storefronts-kind-fulfilment = parcel
storefronts-kind-refund = refund
storefronts-kind-transaction = payment
storefronts-kind-product = product
storefronts-kind-customer = customer
storefronts-kind-cart = cart
storefronts-replay = Look at it again
storefronts-replay-refused = Look at all refused ones again
storefronts-rest-line = Difference in the store's total

error-storefronts-not_found = There is no such storefront.
error-storefronts-bad_signature = This message is not signed with the secret of this connection.
error-storefronts-unreadable = The message does not hold there what it should.
error-storefronts-required = This is needed.
error-storefronts-too_long = At most { $max } characters.
error-storefronts-too_short = At least { $min } characters.
error-storefronts-too_many = A shop has at most { $max } connections.

audit-storefront-connected = Storefront connected
audit-storefront-secret_changed = Storefront's secret changed
audit-storefront-ended = Storefront disconnected
audit-storefront-replayed = Storefront's messages looked at again
