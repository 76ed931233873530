error-customers-not_found = لا نجد هذا العميل.
error-customers-too_long = النص أطول من { $max } حرفًا. اختصره ثم أعد المحاولة.
error-customers-control_character = في النص رمز خفيّ لا يمكن حفظه. أعد كتابته من دون نسخ.
error-customers-email = هذا ليس بريدًا إلكترونيًا صحيحًا. مثال: noura@example.com
