# صفحات تجيب عنها عدة غرف معًا.
app-orders = الطلبات
app-order = الطلب
app-order-title = الطلب { $number }
app-parcels = الشحنات
app-no-parcels = لم يغادر شيء من هذا الطلب بعد.
app-timeline = ما الذي حدث
app-books = في الدفاتر
app-no-entries = لا شيء في الدفاتر عن هذا الطلب بعد.
app-entry = القيد
app-fact = الواقعة
app-day = اليوم
app-amount = المبلغ

error-import-io = تعذّرت قراءة ملف أو كتابته.
error-import-not_an_archive = هذا ليس مجلدًا ولا أرشيف tar.zst.
error-import-damaged = الأرشيف تالف.
error-import-escapes = في الأرشيف ملف يخرج عن مجلده.
error-import-repeat_file = ملف مكرر في الأرشيف.
error-import-too_large = المجموعة أكبر مما يُسمح باستيراده.
error-import-missing_file = أحد ملفات المجموعة مفقود.
error-import-header = لا يبدأ أحد الملفات بالترويسة المطلوبة.
error-import-endless_row = في أحد الملفات سطر أطول من المعقول، وربما علامة اقتباس لم تُغلق.
