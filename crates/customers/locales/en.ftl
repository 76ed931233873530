error-customers-not_found = We can’t find this customer.
error-customers-too_long = The text is longer than { $max } characters. Shorten it and try again.
error-customers-control_character = The text holds an invisible character that can’t be kept. Type it again instead of pasting.
error-customers-email = This is not a valid e-mail address. Example: noura@example.com
