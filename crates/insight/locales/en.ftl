# The owner's home page.
error-insight-bad_days = Ask for 1 to { $max } days; { $usual } is usual.
error-insight-bad_date = This isn’t a date. Write it as 2026-11-22.
error-insight-period_backwards = The period ends before it begins. Swap the two dates.
error-insight-period_too_long = A period may have { $max } days at most. Choose a shorter one.
