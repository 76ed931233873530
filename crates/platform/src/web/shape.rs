//! Forms of texts, for the description of the API alone: a field is a `String` to us and read by its room, but a caller's
//! own tools ought to know that only some texts are taken. Every form here admits all that is read, and little more.

use super::json_body::SAFE_INTEGER_MAX;
use utoipa::openapi::schema::{AnyOfBuilder, KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type};

/// Makes a type that stands for a form in `#[schema(value_type = …)]`: name, title in the document, form.
#[macro_export]
macro_rules! describe_as {
    ($name:ident, $title:literal, $form:expr) => {
        pub enum $name {}

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::RefOr::T($form)
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed($title)
            }
        }
    };
}

describe_as!(
    Amount,
    "Amount",
    by_pattern("A decimal with at most the currency's places.", r"^[0-9]+(\.[0-9]+)?$", Some("230.00"))
);
describe_as!(CurrencyCode, "CurrencyCode", one_of("ISO 4217.", wasl_base::Currency::codes()));
describe_as!(LangCode, "LangCode", one_of("Arabic or English.", wasl_base::Lang::ALL.map(wasl_base::Lang::as_str)));
describe_as!(Day, "Day", by_format("A day of the years 2000 to 2099.", KnownFormat::Date, "2026-11-25"));
describe_as!(
    Moment,
    "Moment",
    by_format("RFC 3339 with a zone, of the years 2000 to 2099.", KnownFormat::DateTime, "2026-11-22T09:40:00+03:00")
);
describe_as!(DayIfAny, "DayIfAny", either(&[text_of(KnownFormat::Date), text().max_length(Some(0)).build()]));
describe_as!(DayOrMoment, "DayOrMoment", either(&[text_of(KnownFormat::Date), text_of(KnownFormat::DateTime)]));

describe_as!(Version, "Version", whole(0, SAFE_INTEGER_MAX.cast_signed()));

/// One of these words.
pub fn one_of(about: &str, words: impl IntoIterator<Item = &'static str>) -> Schema {
    text().description(Some(about)).enum_values(Some(words)).build().into()
}

/// An id of ours: `ord_` and thirteen letters and digits.
pub fn id_of(prefix: &str) -> Schema {
    let pattern = format!("^{prefix}_[0-7][0-9a-hjkmnp-tv-z]{{12}}$");
    by_pattern("An id as we gave it.", &pattern, Some(&format!("{prefix}_02ng5x9k3m000")))
}

/// A text that a regular expression (ECMA 262) describes.
pub fn by_pattern(about: &str, pattern: &str, example: Option<&str>) -> Schema {
    text().description(Some(about)).pattern(Some(pattern)).examples(example).build().into()
}

fn by_format(about: &str, format: KnownFormat, example: &str) -> Schema {
    ObjectBuilder::from(text_of(format)).description(Some(about)).examples([example]).build().into()
}

/// A whole number between two limits.
fn whole(min: i64, max: i64) -> Schema {
    let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(max));
    number.build().into()
}

fn either(forms: &[Object]) -> Schema {
    forms.iter().fold(AnyOfBuilder::new(), |any, form| any.item(Schema::from(form.clone()))).build().into()
}

fn text_of(format: KnownFormat) -> Object {
    // The years that are read; a moment near their ends depends on its zone.
    let years = matches!(format, KnownFormat::Date).then_some("^20[0-9]{2}-");
    text().format(Some(SchemaFormat::KnownFormat(format))).pattern(years).build()
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}
