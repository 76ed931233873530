# الشحنات، للمتسوّق ولوحة التحكم.
tracking-page-title = شحنتك من { $shop }
tracking-page-foot = لا يرى هذه الصفحة إلا من معه رابطها، ولا يظهر فيها من بياناتك سوى اسمك الأول ومدينتك.
tracking-dead-title = هذا الرابط لم يعد يعمل
tracking-hello = أهلًا { $name }
tracking-order = طلب
tracking-parcel-of = الشحنة { $place } من { $count }
tracking-day-word = { $word } { $weekday }
tracking-day-near = { $word } { $date }
tracking-head-on = يصلك { $day }
tracking-head-by = يصلك بحلول { $day }
tracking-head-today = يصلك اليوم
tracking-head-late = تأخرنا عن موعدك
tracking-head-stuck = تعثرت شحنتك في الطريق
tracking-head-delivered = وصلك { $day }
tracking-head-returned = عادت الشحنة إلى المتجر
tracking-head-returning = شحنتك عائدة إلى المتجر
tracking-head-pickup = جاهزة لتستلمها
tracking-head-unknown = في الطريق إليك
tracking-window = بين { $first } و{ $last }
tracking-when-expected = متوقعة { $day }
tracking-when-late = كان موعدها { $day }
tracking-when-delivered = وصلت { $day }
tracking-when-returned = عادت { $day }
tracking-when-returning = في طريق عودتها إلى المتجر
tracking-when-pickup = بانتظارك في نقطة الاستلام
tracking-when-unknown = لم يُعرف الموعد بعد
tracking-late = متأخرة
tracking-status-Pending = قيد التجهيز
tracking-status-InfoReceived = بانتظار شركة الشحن
tracking-status-InTransit = في الطريق إليك
tracking-status-OutForDelivery = خرجت للتوصيل
tracking-status-AttemptFail = محاولة لم تنجح
tracking-status-AvailableForPickup = جاهزة للاستلام
tracking-status-Delivered = تم التسليم
tracking-status-Exception = متعثرة
tracking-status-Expired = انقطعت أخبارها
tracking-status-Returning = عائدة إلى المتجر
tracking-status-Returned = عادت إلى المتجر
tracking-next-Pending = نجهّز طلبك الآن، ثم تستلمه شركة الشحن وتتابعه من هنا.
tracking-next-InfoReceived = طلبك مغلّف وجاهز، وينتظر أن تستلمه شركة الشحن.
tracking-next-InTransit = شحنتك تنتقل بين المحطات، وحين تصل إلى مندوب مدينتك ستجد ذلك هنا.
tracking-next-OutForDelivery = شحنتك مع المندوب وهو في الطريق إليك، فأبقِ جوالك قريبًا.
tracking-next-AttemptFail = لم يتمكن المندوب من تسليمها وسيحاول مرة أخرى. أخبر المتجر إن أردت تغيير العنوان أو الوقت.
tracking-next-AvailableForPickup = شحنتك بانتظارك في نقطة الاستلام، فاصطحب هويتك معك.
tracking-next-Delivered = سُلّمت شحنتك. إن لم تكن عندك أو كان فيها ما لا يرضيك فالمتجر يساعدك فورًا.
tracking-next-Exception = نعتذر، فهناك ما يعيق شحنتك. المتجر يرى ذلك ويتابعه، ولك أن تسأل متى شئت.
tracking-next-Expired = لم تصلنا أخبار من شركة الشحن منذ مدة، والمتجر يسأل عنها.
tracking-next-ArrivedInCity = وصلت شحنتك إلى مدينتك، وسيخرج بها المندوب إليك.
tracking-next-InCustoms = شحنتك لدى الجمارك وتتابع طريقها حال فسحها، ولا يلزمك شيء ما لم يراسلك المتجر.
tracking-next-Late = نعتذر عن التأخير. لم تصلك شحنتك بعد، والمتجر يرى ذلك ويتابعه، ولك أن تسأل متى شئت.
tracking-next-Returning = تعذّر تسليم شحنتك فهي عائدة إلى المتجر. إن كنت لا تزال تريدها فأخبر المتجر.
tracking-next-Returned = عادت شحنتك إلى المتجر، وسيخبرك بما يلي.
tracking-scan-created = بدأنا تجهيز طلبك
tracking-scan-Pending = خبر من شركة الشحن
tracking-scan-InfoReceived = أُبلغت شركة الشحن بشحنتك
tracking-scan-picked-up = استلمتها شركة الشحن من المتجر
tracking-scan-departed = انطلقت من المحطة
tracking-scan-at-hub = وصلت إلى مركز الفرز
tracking-scan-in-customs = لدى الجمارك لإنهاء إجراءاتها
tracking-scan-customs-cleared = فسحتها الجمارك وتابعت طريقها
tracking-scan-InTransit = على الطريق
tracking-scan-OutForDelivery = خرجت للتوصيل مع المندوب
tracking-scan-AttemptFail = جرت محاولة تسليم
tracking-scan-AvailableForPickup = جاهزة في نقطة الاستلام
tracking-scan-Delivered = سُلّمت إليك
tracking-scan-Exception = تعثرت
tracking-scan-Expired = لا أخبار من شركة الشحن
tracking-scan-arrived-in-city = وصلت إلى مدينتك
tracking-seen-arrived-in-city = وصلت إلى مدينة العميل
tracking-seen-Delivered = سُلّمت
tracking-seen-cash-collected = سُلّمت ودُفع ثمنها
tracking-scan-returning = في طريق عودتها إلى المتجر
tracking-scan-returned = عادت إلى المتجر
tracking-scan-cash-collected = سُلّمت إليك ودُفع ثمنها
tracking-steps = أين وصلت
tracking-step-packed = جُهّزت
tracking-step-shipped = مع شركة الشحن
tracking-step-city = في مدينتك
tracking-step-home = بين يديك
tracking-inspect-first = افتح الشحنة وعاينها قبل أن تعطي المندوب رمز التسليم.
tracking-contact = اسأل المتجر
tracking-chat = تحدّث مع { $shop }
tracking-call = اتصل
tracking-mail = راسل
tracking-way = مسار الشحنة
tracking-told-again = { $n ->
    [zero] لم يُسجّل منذ { $since }
    [one] سُجّل مرة منذ { $since }
    [two] سُجّل مرتين منذ { $since }
    [few] سُجّل { $n } مرات منذ { $since }
    [many] سُجّل { $n } مرة منذ { $since }
   *[other] سُجّل { $n } مرة منذ { $since }
}
tracking-map-between = مسار الشحنة على الخريطة: من { $from } إلى { $to }، وآخر مكان سُجّلت فيه { $here }.
tracking-map-there = مسار الشحنة على الخريطة: من { $from } إلى { $to }، وهي فيها.
tracking-map-so-far = مسار الشحنة على الخريطة حتى الآن: من { $from }، وآخر مكان سُجّلت فيه { $here }.
tracking-no-scans = لم يصل خبر عنها بعد.
tracking-shared-time = ورد وقت تسليم واحد لكل شحنات هذا الطلب.
tracking-goods = في هذه الشحنة
tracking-others = شحنات أخرى من طلبك
tracking-pieces = { $count ->
    [zero] لا قطع
    [one] قطعة واحدة
    [two] قطعتان
    [few] { $count } قطع
    [many] { $count } قطعة
   *[other] { $count } قطعة
}
tracking-shipments = الشحنات
tracking-shipment = الشحنة
tracking-filters = التصفية
tracking-filter-all = الكل
tracking-filter-open = في الطريق
tracking-filter-waiting = لم تُسلَّم للشحن
tracking-filter-late = متأخرة
tracking-filter-trouble = متعثرة
tracking-filter-delivered = سُلّمت
tracking-filter-came_late = سُلّمت متأخرة
tracking-filter-on_time = سُلّمت في موعدها
tracking-filter-promised = سُلّمت ولها موعد
tracking-period = { $what }، من { $first } إلى { $last }
tracking-on-lane = من { $from } إلى { $to }
tracking-show-all = كل الشحنات
tracking-none-waiting = كل الشحنات لدى شركات الشحن.
tracking-none-open = لا شيء في الطريق الآن.
tracking-none-late = لا شحنة متأخرة، وكلها ضمن موعدها.
tracking-none-trouble = لا شحنة متعثرة.
tracking-none-came_late = لم تتأخر شحنة في هذه الأيام.
tracking-none-delivered = لم تُسلَّم شحنة في هذه الأيام.
tracking-none-title = لا شحنات هنا
tracking-none-text = تظهر الشحنات حين يُشحن طلب من صفحته أو عبر واجهة البرمجة.
tracking-col-shipment = الشحنة
tracking-col-state = الحالة
tracking-col-expected = الوصول
tracking-col-to = إلى
tracking-col-order = الطلب
tracking-carrier = شركة الشحن
tracking-carrier-aramex = أرامكس
tracking-carrier-jt = جيه آند تي
tracking-carrier-smsa = سمسا
tracking-carrier-spl = البريد السعودي سبل
tracking-lane = المسار
tracking-promised = الموعد
tracking-delivered-at = وقت التسليم
tracking-facts = التفاصيل
tracking-as-sent = كما ورد:
tracking-from-future = مؤرخ في المستقبل
tracking-add-event = أضف ما حدث
tracking-what-happened = ما الذي حدث
tracking-place = المكان
tracking-note = ملاحظة
tracking-save-event = احفظ
tracking-link = صفحة العميل
tracking-open-page = افتح الصفحة
tracking-link-note = من معه هذا الرابط يرى الشحنة. الرابط الجديد ينهي القديم فورًا.
tracking-renew-link = أنهِ هذا الرابط وأنشئ غيره
tracking-fulfil = اشحن
tracking-fulfil-lead = كل ما تبقى من الطلب يذهب في شحنة واحدة.
tracking-number = رقم التتبّع

error-tracking-not_found = لا توجد شحنة كهذه.
error-tracking-link_dead = هذا الرابط لا يقود إلى شحنة، أو أنهاه المتجر. اطلب من المتجر رابطًا جديدًا.
error-tracking-invalid = هذا البيان من بيانات الشحنة ناقص أو غير صحيح.
error-tracking-bad_time = الوقت يحتاج إلى تاريخ وساعة ومنطقة زمنية، مثل 2026-11-22T09:40:00+03:00.
error-tracking-too_many_events = أرسل { $max } حدثًا على الأكثر في المرة الواحدة.
error-tracking-unknown_number = لا توجد شحنة بهذا الرقم في هذا الاتصال.

audit-shipment-created = إنشاء شحنة
audit-shipment-scanned_by_hand = تسجيل حركة شحنة يدويًا
audit-tracking_link-renewed = تجديد رابط تتبع
