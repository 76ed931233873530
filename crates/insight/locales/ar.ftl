# صفحة البداية لصاحب المتجر.
error-insight-bad_days = اطلب عدد أيام من 1 إلى { $max }، والمعتاد { $usual }.
error-insight-bad_date = هذا ليس تاريخًا صحيحًا. اكتبه بهذه الصورة: 2026-11-22.
error-insight-period_backwards = تنتهي الفترة قبل أن تبدأ. بدّل بين التاريخين.
error-insight-period_too_long = أقصى طول للفترة { $max } يومًا. اختر فترة أقصر.
