storefronts-none-title = لم تُربط أي واجهة بيع بعد
storefronts-none-text = اربط متجرك فتصل طلباته ومدفوعاته وإلغاءاته إلى هنا وحدها.
storefronts-connect = اربط واجهة بيع
storefronts-connect-lead = يستغرق الربط دقائق: تحصل على عنوان، وتدخله في متجرك، ثم تجرّب بطلب واحد.
storefronts-connect-submit = اربط
storefronts-platform = المنصة
storefronts-name = الاسم
storefronts-name-hint = ما تسمّيها به هنا، مثل «المتجر الرئيسي». { $max } حرفًا على الأكثر.
storefronts-health = الحالة
storefronts-last-heard = آخر رسالة
storefronts-never-heard = لا شيء بعد
storefronts-refused = المرفوضة
storefronts-is-ended = مفصولة
storefronts-is-unsigned = توقيع غير صحيح
storefronts-is-troubled = رُفض بعضها
storefronts-is-new = بانتظار أول رسالة
storefronts-is-well = سليمة

storefronts-address = عنوان استقبال رسائلها
storefronts-address-text = لا تُقبل هنا إلا رسائل موقّعة بالسر؛ ومن عرف العنوان وحده لم ينفعه شيئًا.
storefronts-steps = ربط { $name } خطوة بخطوة
storefronts-steps-shopify-1 = في لوحة Shopify افتح Settings ثم Notifications ثم Webhooks.
storefronts-steps-shopify-2 = أنشئ Webhook لكل حدث مذكور أدناه: الصيغة JSON، والعنوان أعلاه، وأحدث إصدار.
storefronts-steps-shopify-3 = تعرض Shopify الآن تحت القائمة المفتاح الذي توقّع به. انسخه.
storefronts-steps-shopify-4 = أدخله هنا في خانة «السر» واحفظ.
storefronts-steps-shopify-5 = أنشئ طلبًا تجريبيًا في متجرك، ثم عُد إلى هنا.
storefronts-steps-woocommerce-1 = في WordPress افتح WooCommerce ثم الإعدادات ثم متقدم ثم Webhooks.
storefronts-steps-woocommerce-2 = أضف Webhook لكل حدث مذكور أدناه: الحالة «نشط»، والعنوان أعلاه، والسر الذي نسخته عند الربط، وأحدث إصدار للواجهة.
storefronts-steps-woocommerce-3 = احفظ. تتصل WooCommerce هنا مرة واحدة لترى هل من مجيب.
storefronts-steps-woocommerce-4 = أنشئ طلبًا تجريبيًا في متجرك، ثم عُد إلى هنا.
storefronts-topics = الأحداث:
storefronts-test-order = لم يصل شيء بعد. متى وصل الطلب التجريبي ظهر في هذه الصفحة.
storefronts-look-again = تحقّق مجددًا

storefronts-secret = السر
storefronts-secret-made = هذا هو السر، ولن يظهر إلا الآن: انسخه إلى إعدادات Webhooks في متجرك.
storefronts-secret-theirs = { $name } هي التي تنشئ السر. أدخله كما يظهر فيها؛ ويبقى السابق صالحًا يومين.
storefronts-secret-ours = يُنشأ سر جديد هنا ويُدخل في { $name }؛ ويبقى السابق صالحًا يومين حتى لا يضيع شيء في هذه الأثناء.
storefronts-secret-save = احفظ السر
storefronts-secret-new = أنشئ سرًا جديدًا
storefronts-two-secrets = تغيّر السر. ويبقى السابق صالحًا حتى
storefronts-unsigned-text = اتصل أحدهم بتوقيع لا يوافق السر. فإن كان متجرك فالسر هنا غير السر هناك. آخر مرة:
storefronts-done-secret = حُفظ السر.
storefronts-done-replayed = يُنظر في الرسائل من جديد.
storefronts-done-ended = فُصلت واجهة البيع.

storefronts-end-title = فصل الربط
storefronts-end = افصل
storefronts-end-question = فصل { $name }؟
storefronts-end-text = تُرفض رسائلها من الآن، ويبقى ما وصل منها. ولا يمكن إعادة ربطها بالعنوان نفسه.
storefronts-ended-text = هذه الواجهة مفصولة منذ

storefronts-differences = ما يختلف
storefronts-differences-text = تغييرات في المتجر تعذّر اتباعها هنا لأن مالًا أو بضاعة تحرّكا من قبل. راجع الطلب وصحّحه بنفسك.
storefronts-differs = الاختلاف
storefronts-differs-lines_differ = تغيّرت بنوده أو أسعاره في المتجر بعد أن دُفع أو شُحن هنا.
storefronts-differs-cancelled_too_late = أُلغي في المتجر بعد أن وصلت شحنة منه إلى العميل.
storefronts-differs-cancelled_here = ملغى هنا وقائم في المتجر.
storefronts-differs-parcel_differs = أرسل المتجر بضاعة ليست باقية هنا أو هي في شحنة أخرى. راجع شحنات الطلب.
storefronts-differs-refunded_there = أُعيد مال للعميل في المتجر. دوّنه في دفاترك: فالطلب هنا ما زال محسوبًا مدفوعًا.
storefronts-since = منذ

storefronts-messages = الرسائل
storefronts-topic = الحدث
storefronts-about = الموضوع
storefronts-state = الحالة
storefronts-came = وصلت
storefronts-id = المعرّف
storefronts-body = كما وصلت
storefronts-message-title = رسالة { $topic }
storefronts-times = { $n ->
    [zero] لم تصل
    [one] وصلت مرة واحدة
    [two] وصلت مرتين
    [few] وصلت { $n } مرات
    [many] وصلت { $n } مرة
   *[other] وصلت { $n } مرة
}
storefronts-state-all = الكل
storefronts-state-waiting = قيد الانتظار
storefronts-state-done = أُخذ بها
storefronts-state-overtaken = سبقها أحدث منها
storefronts-state-held = تنتظر طلبها
storefronts-state-refused = مرفوضة
storefronts-state-ignored = لا تعنينا
storefronts-kind-order = طلب
storefronts-kind-fulfilment = شحنة
storefronts-kind-refund = رد مبلغ
storefronts-kind-transaction = دفعة
storefronts-kind-product = منتج
storefronts-kind-customer = عميل
storefronts-kind-cart = سلة
storefronts-replay = انظر فيها من جديد
storefronts-replay-refused = انظر في كل المرفوضة من جديد
storefronts-rest-line = فرق في مجموع المتجر

error-storefronts-not_found = لا توجد واجهة بيع كهذه.
error-storefronts-bad_signature = هذه الرسالة غير موقّعة بسر هذا الربط.
error-storefronts-unreadable = ليس في الرسالة عند هذا الموضع ما ينبغي.
error-storefronts-required = هذا الحقل مطلوب.
error-storefronts-too_long = { $max } حرفًا على الأكثر.
error-storefronts-too_short = { $min } حرفًا على الأقل.
error-storefronts-too_many = للمتجر { $max } ربطًا على الأكثر.

audit-storefront-connected = رُبطت واجهة بيع
audit-storefront-secret_changed = تغيّر سر واجهة بيع
audit-storefront-ended = فُصلت واجهة بيع
audit-storefront-replayed = نُظر في رسائل واجهة بيع من جديد
