# صفحة البداية لصاحب المتجر.
insight-home = الرئيسية
insight-good-morning = صباح الخير يا { $name }
insight-good-afternoon = طاب نهارك يا { $name }
insight-good-evening = مساء الخير يا { $name }
insight-search = رقم الطلب، جوال، اسم…

# ما هو مفتوح الآن.
insight-in-transit = في الطريق الآن
insight-not-handed-over =
    { $n ->
         [zero] لا شيء منها عندك
         [one] واحدة منها ما زالت عندك
         [two] اثنتان منها ما زالتا عندك
         [few] { $n } منها ما زالت عندك
         [many] { $n } منها ما زالت عندك
        *[other] { $n } منها ما زالت عندك
    }
insight-late-now = متأخرة الآن
insight-past-promise = فات اليوم الموعود
insight-none-late = لا شيء تجاوز موعده
insight-in-trouble = تحتاج إلى متابعة
insight-need-you = توقفت في الطريق وتنتظرك
insight-none-in-trouble = لا شيء متوقف
insight-cash-owed = نقد لم يُورَّد، { $currency }
insight-cash-owed-note = حصّلته شركات الشحن
insight-nothing-owed = لا شيء معلّق
insight-and = و{ $amounts }
insight-needs-you = تحتاجك الآن
insight-all-in-trouble = عرض الكل
insight-shipment = الشحنة
insight-what-happened = ما الذي حدث
insight-customer = العميل
insight-since = منذ

# الفترة.
insight-period = الفترة
insight-days =
    { $n ->
         [zero] { $n } يوم
         [one] يوم واحد
         [two] يومان
         [few] { $n } أيام
         [many] { $n } يومًا
        *[other] { $n } يوم
    }
insight-last-days =
    { $n ->
         [zero] آخر { $n } يوم
         [one] آخر يوم
         [two] آخر يومين
         [few] آخر { $n } أيام
         [many] آخر { $n } يومًا
        *[other] آخر { $n } يوم
    }
insight-from-to = من { $first } إلى { $last }
insight-days-compared = { $days }، مقارنةً بمدة مماثلة قبلها
insight-compared = مقارنةً بمدة مماثلة قبلها
insight-not-compared = تبدأ أرقامك بعد المدة السابقة، فلا مقارنة هنا
insight-historical = لا يوجد ما هو أحدث من { $day }، فتنتهي الأرقام عند ذلك اليوم.
insight-other-days = أيام أخرى
insight-from = من
insight-to = إلى
insight-show = اعرض

# الأرقام وكيف تغيّرت.
insight-orders = الطلبات
insight-sales = المبيعات مع الضريبة، { $currency }
insight-on-time = وصلت في موعدها
insight-days-to-deliver = أيام التوصيل، الوسيط
insight-nine-of-ten = تسع من كل عشر خلال { $days }
insight-or-more = { $days } فأكثر
insight-none = —
insight-of-all = { $part } من { $all }
insight-no-promises = لم يصل شيء له موعد
insight-none-delivered = لم يصل شيء
insight-as-before = كما كان من قبل
insight-more = ▲ أكثر من قبل بنسبة { $share }
insight-less = ▼ أقل من قبل بنسبة { $share }
insight-better = ▲ أفضل من قبل بمقدار { $points } نقطة
insight-worse = ▼ أسوأ من قبل بمقدار { $points } نقطة
insight-faster = ▼ أسرع من قبل بمقدار { $days } يوم
insight-slower = ▲ أبطأ من قبل بمقدار { $days } يوم

# على مر الأيام.
insight-orders-by-day = الطلبات باليوم
insight-orders-by-week = الطلبات بالأسبوع
insight-orders-by-four-weeks = الطلبات كل أربعة أسابيع
insight-cancelled =
    { $n ->
         [zero] لا طلبات ملغاة
         [one] طلب واحد أُلغي
         [two] طلبان أُلغيا
         [few] { $n } طلبات أُلغيت
         [many] { $n } طلبًا أُلغي
        *[other] { $n } طلب أُلغي
    }
insight-no-orders = لم يُطلب شيء في هذه الأيام.
insight-on-time-by-day = في الموعد، باليوم
insight-on-time-by-week = في الموعد، بالأسبوع
insight-on-time-by-four-weeks = في الموعد، كل أربعة أسابيع
insight-came-late =
    { $n ->
         [zero] لم تتأخر أي شحنة
         [one] شحنة واحدة تأخرت
         [two] شحنتان تأخرتا
         [few] { $n } شحنات تأخرت
         [many] { $n } شحنة تأخرت
        *[other] { $n } شحنة تأخرت
    }
insight-too-few-points = ما وصل من شحنات لها موعد أقل من أن يُرسم به خط.

# المسارات.
insight-worst-lanes = مسارات تتأخر
insight-lane = المسار
insight-from-place-to-place = من { $from } إلى { $to }
insight-lane-late = المتأخرة
insight-late-of-all =
    { $late ->
         [zero] { $late } من { $all }
         [one] { $late } من { $all }
         [two] { $late } من { $all }
         [few] { $late } من { $all }
         [many] { $late } من { $all }
        *[other] { $late } من { $all }
    }
insight-lane-share = النسبة
insight-lane-days = الأيام، المتوسط
insight-no-late-lanes = لم تتأخر أي شحنة في المسارات التي تكفي شحناتها للحكم.
insight-no-ranked-lanes = لا يوجد مسار تكفي شحناته للحكم عليه.
insight-lanes-how =
    { $min ->
         [zero] مرتبة بحسب نسبة التأخر المؤكدة.
         [one] مرتبة بحسب نسبة التأخر المؤكدة، ويلزم المسارَ شحنةٌ واحدة.
         [two] مرتبة بحسب نسبة التأخر المؤكدة، ويلزم المسارَ شحنتان.
         [few] مرتبة بحسب نسبة التأخر المؤكدة، ويلزم المسارَ { $min } شحنات.
         [many] مرتبة بحسب نسبة التأخر المؤكدة، ويلزم المسارَ { $min } شحنة.
        *[other] مرتبة بحسب نسبة التأخر المؤكدة، ويلزم المسارَ { $min } شحنة.
    }
insight-lanes-unranked =
    { $parcels ->
         [zero] ولم يمر شيء بمسارات أصغر.
         [one] وشحنة واحدة مرت بمسار أصغر فلم نحكم عليها.
         [two] وشحنتان مرتا بمسارات أصغر فلم نحكم عليهما.
         [few] و{ $parcels } شحنات مرت بمسارات أصغر فلم نحكم عليها.
         [many] و{ $parcels } شحنة مرت بمسارات أصغر فلم نحكم عليها.
        *[other] و{ $parcels } شحنة مرت بمسارات أصغر فلم نحكم عليها.
    }

# متجر جديد.
insight-new-title = متجرك مفتوح
insight-new-text = ما إن يصل أول طلب حتى ترى هنا ما في الطريق وما تأخر وما بعت.
insight-new-by-api = أرسل طلبًا عبر واجهة البرمجة
insight-new-orders = افتح الطلبات
insight-new-import = قادم من نظام آخر؟ أحضر طلباتك السابقة بالأمر

# الأخطاء.
error-insight-bad_days = اطلب عدد أيام من 1 إلى { $max }، والمعتاد { $usual }.
error-insight-bad_date = هذا ليس تاريخًا صحيحًا. اكتبه بهذه الصورة: 2026-11-22.
error-insight-period_backwards = تنتهي الفترة قبل أن تبدأ. بدّل بين التاريخين.
error-insight-period_too_long = أقصى طول للفترة { $max } يومًا. اختر فترة أقصر.
