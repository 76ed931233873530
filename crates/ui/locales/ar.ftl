# كلمات إطار كل صفحة.
ui-wasl = وصل
ui-skip = انتقل إلى المحتوى
ui-navigation = الرئيسية
ui-menu = القائمة
ui-other-language = English
ui-sign-out = خروج
ui-pages = الصفحات
ui-first-page = الصفحة الأولى
ui-next-page = التالي
ui-as-table = الأرقام
ui-copy = انسخ
ui-copied = نُسخ
ui-sample-word = في الطريق إليك
ui-sample-sentence = غادرت جدة مساء أمس وهي في طريقها إليك.
