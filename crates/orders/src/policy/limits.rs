//! How much of anything an order may hold, and the one way a text of it is judged.

use crate::OrderError;

/// Lines of an order.
pub const LINES_MAX: usize = 200;
/// Pieces of one line.
pub const QUANTITY_MAX: i64 = 10_000;
/// Characters of an order number.
pub const NUMBER_CHARS_MAX: usize = 40;
/// Characters of a key the storefront or a gateway gives.
pub const EXTERNAL_REF_CHARS_MAX: usize = 120;
/// Characters of a product's or a line's title.
pub const TITLE_CHARS_MAX: usize = 200;
/// Characters of a stock-keeping unit's code.
pub const SKU_CHARS_MAX: usize = 64;
/// Characters of a category.
pub const CATEGORY_CHARS_MAX: usize = 80;
/// Characters of a note, a customisation or a reason.
pub const NOTE_CHARS_MAX: usize = 1_000;
/// Variants of one product.
pub const VARIANTS_MAX: usize = 100;
/// Grams of one piece: ten tonnes.
pub const WEIGHT_GRAMS_MAX: i64 = 10_000_000;
/// Minor units of any one amount and of an order's total (see `wasl_base::MINOR_MAX` in money.rs).
pub const AMOUNT_MINOR_MAX: i64 = 1_000_000_000_000_000;
/// Seconds that a storefront's clock may run ahead of ours.
pub const CLOCK_SKEW_SECONDS_MAX: i64 = 300;

/// Trimmed; absent when empty. Errors: too long, or a control character other than a line break.
pub fn tidy_text(field: &str, text: Option<&str>, chars_max: usize) -> Result<Option<String>, OrderError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\r') {
        return Err(OrderError::ControlCharacter { field: field.to_owned() });
    }
    if text.chars().count() > chars_max {
        return Err(OrderError::TooLong { field: field.to_owned(), max: chars_max });
    }
    Ok(Some(text.to_owned()))
}

/// The same for a text that must be there.
pub fn needed_text(field: &str, text: &str, chars_max: usize) -> Result<String, OrderError> {
    tidy_text(field, Some(text), chars_max)?.ok_or_else(|| OrderError::Required { field: field.to_owned() })
}

/// An amount that is neither negative nor beyond any order.
pub fn check_amount(field: &str, minor: i64) -> Result<(), OrderError> {
    match minor {
        minor if minor < 0 => Err(OrderError::NegativeAmount { field: field.to_owned() }),
        minor if minor > AMOUNT_MINOR_MAX => Err(OrderError::AmountTooLarge { field: field.to_owned() }),
        _ => Ok(()),
    }
}

/// A count between two limits.
pub fn check_range(field: &str, number: i64, min: i64, max: i64) -> Result<(), OrderError> {
    if (min..=max).contains(&number) {
        Ok(())
    } else {
        Err(OrderError::OutOfRange { field: field.to_owned(), min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::Coded;

    #[test]
    fn texts_are_trimmed_and_bounded() {
        let check = |text: &str, expect: Result<Option<&str>, &str>| {
            let found = tidy_text("/note", Some(text), 5);
            assert_eq!(found.as_ref().map(Option::as_deref).map_err(Coded::code), expect, "{text:?}");
        };
        check("  نعم ", Ok(Some("نعم")));
        check(" ", Ok(None));
        check("a\nb", Ok(Some("a\nb")));
        check("a\0b", Err("orders.control_character"));
        check("a\u{7}b", Err("orders.control_character"));
        check("123456", Err("orders.too_long"));
        assert_eq!(needed_text("/title", " ", 5).expect_err("empty").code(), "orders.required");
    }
}
