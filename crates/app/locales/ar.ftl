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
