# كلمات إطار كل صفحة وكلمات الأجزاء نفسها.
ui-wasl = وصل
ui-skip = انتقل إلى المحتوى
ui-navigation = الرئيسية
ui-menu = القائمة
ui-find = ابحث عن أي شيء
ui-other-language = English
ui-sign-out = خروج
ui-pages = الصفحات
ui-first-page = الصفحة الأولى
ui-next-page = التالي
ui-as-table = الأرقام
ui-copy = انسخ
ui-copied = نُسخ
ui-crumbs = أنت هنا
ui-keep = لا، اتركه
ui-loading = جارٍ التحميل…
ui-too-many = { $n ->
    [zero] لا صفوف معروضة.
    [one] يظهر الصف الأول وحده. ابحث أو رشّح لتجد الباقي.
    [two] يظهر أول صفين. ابحث أو رشّح لتجد الباقي.
    [few] تظهر أول { $n } صفوف. ابحث أو رشّح لتجد الباقي.
    [many] يظهر أول { $n } صفًا. ابحث أو رشّح لتجد الباقي.
   *[other] يظهر أول { $n } صف. ابحث أو رشّح لتجد الباقي.
}
ui-keys = المفاتيح
ui-keys-search = ابحث عن أي شيء
ui-keys-next = الصف التالي
ui-keys-back = الصف السابق
ui-keys-open = افتح الصف
ui-keys-help = أظهر هذه المفاتيح
ui-close = أغلق
ui-living = الأجزاء
ui-sample-word = في الطريق إليك
ui-sample-sentence = غادرت جدة مساء أمس وهي في طريقها إليك.
ui-day-near = { $word } { $date }
