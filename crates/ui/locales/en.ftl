# Words that belong to the frame of every page and to the components themselves.
ui-wasl = Wasl
ui-skip = Skip to the content
ui-navigation = Main
ui-menu = Menu
ui-find = Find anything
ui-other-language = العربية
ui-sign-out = Sign out
ui-pages = Pages
ui-first-page = First page
ui-next-page = Next
ui-as-table = The numbers
ui-copy = Copy
ui-copied = Copied
ui-crumbs = You are here
ui-keep = No, leave it
ui-loading = Loading…
ui-too-many = { $n ->
    [one] Only the first row is shown. Search or filter to find the rest.
   *[other] The first { $n } rows are shown. Search or filter to find the rest.
}
ui-keys = Keys
ui-keys-search = Find anything
ui-keys-next = Next row
ui-keys-back = Row before
ui-keys-open = Open the row
ui-keys-help = Show these keys
ui-close = Close
ui-living = Components
ui-sample-word = On its way
ui-sample-sentence = It left Jeddah last night and is on its way to you.
ui-day-near = { $word }, { $date }
