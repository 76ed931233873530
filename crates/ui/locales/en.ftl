# Words that belong to the frame of every page.
ui-wasl = Wasl
ui-skip = Skip to the content
ui-navigation = Main
ui-menu = Menu
ui-other-language = العربية
ui-sign-out = Sign out
ui-pages = Pages
ui-first-page = First page
ui-next-page = Next
ui-as-table = The numbers
ui-copy = Copy
ui-copied = Copied
ui-sample-word = On its way
ui-sample-sentence = It left Jeddah last night and is on its way to you.
