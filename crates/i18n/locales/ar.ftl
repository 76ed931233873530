# Near days, spans of time, and the errors of shared values.
i18n-today = اليوم
i18n-tomorrow = غدًا
i18n-yesterday = أمس
i18n-now = الآن

# How long ago; the dual follows a preposition.
i18n-ago-minutes =
    { $n ->
         [zero] قبل { $n } دقيقة
         [one] قبل دقيقة
         [two] قبل دقيقتين
         [few] قبل { $n } دقائق
         [many] قبل { $n } دقيقة
        *[other] قبل { $n } دقيقة
    }
i18n-ago-hours =
    { $n ->
         [zero] قبل { $n } ساعة
         [one] قبل ساعة
         [two] قبل ساعتين
         [few] قبل { $n } ساعات
         [many] قبل { $n } ساعة
        *[other] قبل { $n } ساعة
    }
i18n-ago-days =
    { $n ->
         [zero] قبل { $n } يوم
         [one] قبل يوم
         [two] قبل يومين
         [few] قبل { $n } أيام
         [many] قبل { $n } يومًا
        *[other] قبل { $n } يوم
    }

# How far ahead.
i18n-ahead-minutes =
    { $n ->
         [zero] خلال { $n } دقيقة
         [one] خلال دقيقة
         [two] خلال دقيقتين
         [few] خلال { $n } دقائق
         [many] خلال { $n } دقيقة
        *[other] خلال { $n } دقيقة
    }
i18n-ahead-hours =
    { $n ->
         [zero] خلال { $n } ساعة
         [one] خلال ساعة
         [two] خلال ساعتين
         [few] خلال { $n } ساعات
         [many] خلال { $n } ساعة
        *[other] خلال { $n } ساعة
    }
i18n-ahead-days =
    { $n ->
         [zero] خلال { $n } يوم
         [one] خلال يوم
         [two] خلال يومين
         [few] خلال { $n } أيام
         [many] خلال { $n } يومًا
        *[other] خلال { $n } يوم
    }

# Errors of shared values.
error-phone-empty = اكتب رقم الهاتف.
error-phone-scientific_notation = حوّل برنامج الجداول هذا الرقم إلى صيغة علمية فضاعت خاناته الأخيرة. اجعل العمود نصًّا وصدّر الملف من جديد.
error-phone-letters = رقم الهاتف أرقام فقط، وفي هذا حروف.
error-phone-characters = في الرقم رموز لا تأتي في أرقام الهواتف. اكتبه أرقامًا فقط.
error-phone-too_long = هذا الرقم أطول من أي رقم هاتف. راجعه من فضلك.
error-phone-too_short = هذا الرقم أقصر من أن يكون رقم هاتف. راجعه من فضلك.
error-phone-country_code_missing = اكتب الرقم مع مفتاح الدولة، مثل { "\u200E" }+966.
error-phone-not_in_plan = هذا الرقم لا يطابق أرقام بلده. راجع عدد الخانات وبدايته.
error-address-required = هذا الحقل مطلوب.
error-address-too_long = النص أطول من المسموح في هذا الحقل.
error-address-control_character = في النص رموز غير مرئية لا يمكن حفظها. أعد كتابته من فضلك.
error-address-country = رمز الدولة حرفان لاتينيان، مثل SA.
error-address-building = رقم المبنى أربعة أرقام.
error-address-postal_code = الرمز البريدي خمسة أرقام.
error-address-additional_number = الرقم الإضافي أربعة أرقام.
error-address-short_address = العنوان المختصر أربعة حروف لاتينية ثم أربعة أرقام، مثل RRRD2929.
