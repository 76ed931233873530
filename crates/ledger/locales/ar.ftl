ledger-title = الدفاتر
ledger-journal = دفتر اليومية
ledger-period = الفترة
ledger-period-this-month = هذا الشهر
ledger-period-last-month = الشهر الماضي
ledger-period-this-year = هذه السنة
ledger-period-everything = كل الفترات
ledger-from = من
ledger-to = إلى
ledger-show = عرض
ledger-in-period = خلال الفترة
ledger-at-end-of = في نهاية { $day }
ledger-sales = المبيعات دون الضريبة
ledger-vat = ضريبة القيمة المضافة على المبيعات
ledger-cost = تكلفة البضاعة المباعة
ledger-cash-owed = نقد لك عند شركات الشحن
ledger-lag-none = الدفاتر محدَّثة.
ledger-lag-due = { $n ->
    [zero] لا وقائع بانتظار التسجيل.
    [one] واقعة واحدة بانتظار التسجيل.
    [two] واقعتان بانتظار التسجيل.
    [few] { $n } وقائع بانتظار التسجيل.
    [many] { $n } واقعة بانتظار التسجيل.
   *[other] { $n } واقعة بانتظار التسجيل.
}
ledger-lag-parked = { $n ->
    [zero] لا وقائع متعذرة التسجيل.
    [one] واقعة واحدة تعذّر تسجيلها وتحتاج من ينظر فيها.
    [two] واقعتان تعذّر تسجيلهما وتحتاجان من ينظر فيهما.
    [few] { $n } وقائع تعذّر تسجيلها وتحتاج من ينظر فيها.
    [many] { $n } واقعة تعذّر تسجيلها وتحتاج من ينظر فيها.
   *[other] { $n } واقعة تعذّر تسجيلها وتحتاج من ينظر فيها.
}
ledger-empty-title = لم يُسجَّل شيء حتى الآن
ledger-empty-text = تظهر القيود من تلقاء نفسها حين يُدفع طلب أو تتحرك شحنة.
ledger-account-empty-title = لا حركة على هذا الحساب
ledger-account-empty-text = لم يمسّ هذا الحساب أي قيد حتى الآن.
ledger-trial-caption = ميزان المراجعة بعملة { $currency }، { $day }
ledger-vat-caption = ضريبة القيمة المضافة بعملة { $currency } حسب الرمز، من { $first } إلى { $last }
ledger-vat-code = الرمز
ledger-vat-base = المبلغ دون الضريبة
ledger-vat-tax = الضريبة
ledger-vat-code-standard = النسبة الأساسية { $percent }٪
ledger-vat-code-zero = خاضع لنسبة الصفر
ledger-vat-code-exempt = معفى
ledger-vat-code-out_of_scope = خارج نطاق الضريبة
ledger-vat-code-none = بلا رمز
ledger-account = الحساب
ledger-moved-debit = مدين الفترة
ledger-moved-credit = دائن الفترة
ledger-balance-debit = رصيد مدين
ledger-balance-credit = رصيد دائن
ledger-total = المجموع
ledger-balance-of = الرصيد بعملة { $currency }
ledger-type-asset = أصل
ledger-type-liability = التزام
ledger-type-equity = حقوق ملكية
ledger-type-revenue = إيراد
ledger-type-expense = مصروف
ledger-entry-number = القيد
ledger-entry-title = القيد { $n }
ledger-what = ما حدث
ledger-date = التاريخ
ledger-amount = المبلغ
ledger-currency = العملة
ledger-debit = مدين
ledger-credit = دائن
ledger-about = يخص
ledger-order = الطلب
ledger-shipment = الشحنة
ledger-happened = وقت الحدوث
ledger-recorded = وقت التسجيل
ledger-document = المستند
ledger-key = مفتاح الواقعة
ledger-memo = ملاحظة
ledger-hash = الختم (SHA-256)
ledger-reverses = يعكس القيد
ledger-reversed-by = عُكس بالقيد
ledger-reversed = معكوس
ledger-reversal = قيد عكسي
ledger-reverse = اعكس هذا القيد
ledger-reverse-text = يُضاف قيد مساوٍ ومضاد بتاريخ اليوم، ويبقى القيدان في اليومية ولا يُمحى شيء.
ledger-reverse-why = السبب
ledger-reverse-hint = جملة واحدة لمن يقرأ اليومية بعد سنة.
ledger-fact-books-opened = افتُتحت الدفاتر
ledger-fact-goods-bought = اشتُريت بضاعة
ledger-fact-supplier-paid = سُدِّد للمورّد
ledger-fact-gateway-settled = حوّلت بوابة الدفع مستحقاتنا
ledger-fact-cod-remitted = سلّمت شركة الشحن ما حصّلته نقدًا
ledger-fact-order-paid = دُفع الطلب
ledger-fact-order-cancelled = أُلغي طلب مدفوع
ledger-fact-shipment-label = أجرة شركة الشحن المستحقة
ledger-fact-shipment-shipped = سُلّمت البضاعة لشركة الشحن
ledger-fact-shipment-shipped-revenue = تحقق البيع عند الشحن
ledger-fact-shipment-shipped-cost = تكلفة البيع المشحون
ledger-fact-shipment-delivered-revenue = وصلت الشحنة: البيع
ledger-fact-shipment-delivered-cost = وصلت الشحنة: التكلفة
ledger-fact-shipment-returned = عادت البضاعة إلى المخزون
ledger-fact-shipment-returned-revenue = استُرد البيع
ledger-fact-shipment-returned-voided = سُلّمت شحنة قيل إنها عادت: خرجت البضاعة من المخزون
ledger-fact-shipment-returned-voided-revenue = سُلّمت شحنة قيل إنها عادت: ثبت البيع
ledger-fact-entry-reversed = عُكس قيد

error-ledger-unbalanced = المدين والدائن بعملة { $currency } غير متساويين.
error-ledger-too_many_lines = لا يزيد القيد الواحد على { $max } سطر.
error-ledger-line_amount = لا يمكن تسجيل هذا المبلغ على الحساب { $account }.
error-ledger-unknown_account = لا يوجد حساب برقم { $account }.
error-ledger-text = نص «{ $field }» فارغ أو أطول من المسموح أو فيه رموز لا تُكتب.
error-ledger-key_reused = هذه الواقعة مسجّلة في الدفاتر بأرقام أخرى، ولم يُسجَّل شيء.
error-ledger-entry_not_found = لا يوجد قيد بهذا الرقم.
error-ledger-already_reversed = سبق عكس هذا القيد بالقيد رقم { $entry }.
error-ledger-paid_on_delivery = يُسجَّل الدفع عند الاستلام وقت تسليم الشحنة.
error-ledger-date = هذا ليس تاريخاً صالحاً. اكتبه هكذا 2026-11-22 ولا تجعل النهاية قبل البداية.
error-ledger-order_id = هذا ليس معرّف طلب.

audit-ledger-entry_reversed = عكس قيد
