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

error-import-io = A file could not be read or written.
error-import-not_an_archive = That is neither a folder nor a .tar.zst archive.
error-import-damaged = The archive is damaged.
error-import-escapes = An entry of the archive leads out of its folder.
error-import-repeat_file = A file stands twice in the archive.
error-import-too_large = The set is larger than an import may be.
error-import-missing_file = A file of the set is missing.
error-import-header = A file does not begin with the header it should have.
error-import-endless_row = A row is longer than a row can be. Perhaps a quote is never closed.
