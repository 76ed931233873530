# Near days, spans of time, and the errors of shared values.
i18n-today = today
i18n-tomorrow = tomorrow
i18n-yesterday = yesterday
i18n-now = just now

# How long ago.
i18n-ago-minutes =
    { $n ->
         [one] { $n } minute ago
        *[other] { $n } minutes ago
    }
i18n-ago-hours =
    { $n ->
         [one] { $n } hour ago
        *[other] { $n } hours ago
    }
i18n-ago-days =
    { $n ->
         [one] { $n } day ago
        *[other] { $n } days ago
    }

# How far ahead.
i18n-ahead-minutes =
    { $n ->
         [one] in { $n } minute
        *[other] in { $n } minutes
    }
i18n-ahead-hours =
    { $n ->
         [one] in { $n } hour
        *[other] in { $n } hours
    }
i18n-ahead-days =
    { $n ->
         [one] in { $n } day
        *[other] in { $n } days
    }

# Errors of shared values.
error-phone-empty = Enter a phone number.
error-phone-scientific_notation = A spreadsheet turned this number into scientific notation and lost its last digits. Format the column as text and export the file again.
error-phone-letters = A phone number has digits only; this one has letters.
error-phone-characters = This number has characters that phone numbers don’t. Write it in digits only.
error-phone-too_long = This is longer than any phone number. Please check it.
error-phone-too_short = This is too short for a phone number. Please check it.
error-phone-country_code_missing = Write the number with its country code, such as +966.
error-phone-not_in_plan = This number doesn’t fit its country. Check its length and its first digits.
error-address-required = This field is required.
error-address-too_long = This is longer than the field allows.
error-address-control_character = The text holds invisible characters that can’t be kept. Please type it again.
error-address-country = A country code is two letters, such as SA.
error-address-building = The building number has four digits.
error-address-postal_code = The postal code has five digits.
error-address-additional_number = The additional number has four digits.
error-address-short_address = A short address is four letters and four digits, such as RRRD2929.
