# Pages that several rooms answer together.
app-orders = Orders
app-order = Order
app-order-title = Order { $number }
app-parcels = Parcels
app-no-parcels = Nothing of this order has left yet.
app-timeline = What happened
app-books = In the books
app-no-entries = The books hold nothing of this order yet.
app-entry = Entry
app-fact = Fact
app-day = Day
app-amount = Amount
