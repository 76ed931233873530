//! A known person is told anew by whoever keeps their account: what is told holds from now on, what is not told stays. The
//! keys they were known by before still find them.

use crate::find_or_create_customer::SEARCH_KIND;
use crate::model::{CheckedContact, Customer};
use crate::{CustomerError, search, store};
use wasl_base::{CustomerId, Phone, ShopId};
use wasl_db::{Tx, args};
use wasl_platform::Stamp;

/// Inside someone's transaction. A key that is another person's stays theirs. Errors: `customers.not_found`.
pub async fn change_customer_in(
    tx: &mut Tx,
    stamp: &Stamp,
    shop: ShopId,
    id: CustomerId,
    contact: &CheckedContact,
) -> Result<(), CustomerError> {
    for (kind, value) in contact.keys() {
        tx.run(store::CLAIM_KEY, args![shop, kind.as_str(), value, id]).await?;
    }
    let found = tx.opt_locked(store::FIND_CUSTOMER, args![shop, id], store::customer_of).await?;
    let before = found.ok_or(CustomerError::NotFound)?;
    let after = Customer {
        name: contact.name.clone().or(before.name.clone()),
        phone: contact.phone.clone().or(before.phone.clone()),
        email: contact.email.clone().or(before.email.clone()),
        lang: contact.lang.or(before.lang),
        city: contact.city.clone().or(before.city.clone()),
        ..before.clone()
    };
    if after == before {
        return Ok(());
    }
    let row = args![
        shop,
        id,
        &after.name,
        after.phone.as_ref().map(Phone::as_str),
        &after.email,
        after.lang.map(wasl_base::Lang::as_str),
        &after.city,
        stamp.now
    ];
    tx.send(store::CHANGE_CUSTOMER, row).await?;
    let (old, new) = (before.terms(), after.terms());
    search::drop_terms_in(tx, shop, SEARCH_KIND, id.number(), &old.without(&new)).await?;
    Ok(search::add_terms_in(tx, shop, SEARCH_KIND, id.number(), &new.without(&old)).await?)
}
