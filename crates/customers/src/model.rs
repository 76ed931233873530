//! A customer, and a contact as someone wrote it: which forms are read, which are refused, what they are known by.

use crate::CustomerError;
use crate::search::Terms;
use wasl_base::{CustomerId, Instant, Lang, Origin, Phone};

/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 120;
/// Characters of an e-mail address (RFC 5321 §4.5.3.1.3 allows 254).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Characters of the storefront's own key.
pub const EXTERNAL_REF_CHARS_MAX: usize = 120;
/// Characters of a city.
pub const CITY_CHARS_MAX: usize = 100;

/// One person, across channels.
#[derive(Clone, PartialEq, Eq)]
pub struct Customer {
    pub id: CustomerId,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub lang: Option<Lang>,
    pub city: Option<String>,
    pub origin: Origin,
    pub created_at: Instant,
}

impl Customer {
    /// The words this person is found by.
    pub fn terms(&self) -> Terms {
        terms_of(self.name.as_deref(), self.phone.as_ref(), self.email.as_deref(), self.city.as_deref())
    }
}

/// Ids only: debug output ends in logs, and logs hold no personal data.
impl std::fmt::Debug for Customer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Customer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A person as an order or an import describes them; everything may be missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Contact {
    pub name: Option<String>,
    /// As written; read by the shop's country.
    pub phone: Option<String>,
    pub email: Option<String>,
    /// The storefront's key for this person.
    pub external_ref: Option<String>,
    pub lang: Option<Lang>,
    pub city: Option<String>,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Contact(…)")
    }
}

/// A contact whose form is good.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct CheckedContact {
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub email: Option<String>,
    pub external_ref: Option<String>,
    pub lang: Option<Lang>,
    pub city: Option<String>,
}

impl std::fmt::Debug for CheckedContact {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("CheckedContact(…)")
    }
}

/// What a person can be known by, in the order in which keys are claimed: two writers never wait for each other in
/// a circle, because each waits only for a kind at or after those it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    External,
    Phone,
    Email,
}

impl KeyKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::External => "external",
            Self::Phone => "phone",
            Self::Email => "email",
        }
    }
}

impl Contact {
    /// Reads the contact by the numbering plan of `country` (ISO 3166 alpha-2).
    /// Errors: `phone.*`, `customers.email`, `customers.too_long`, `customers.control_character` with the field.
    pub fn checked(&self, country: &str) -> Result<CheckedContact, CustomerError> {
        let phone = match self.phone.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(Phone::parse(text, country)?),
            None => None,
        };
        Ok(CheckedContact {
            name: tidy("name", self.name.as_deref(), NAME_CHARS_MAX)?,
            phone,
            email: tidy("email", self.email.as_deref(), EMAIL_CHARS_MAX)?.map(read_email).transpose()?,
            external_ref: tidy("external_ref", self.external_ref.as_deref(), EXTERNAL_REF_CHARS_MAX)?,
            lang: self.lang,
            city: tidy("city", self.city.as_deref(), CITY_CHARS_MAX)?,
        })
    }
}

impl CheckedContact {
    /// What this person is known by, in claiming order.
    pub fn keys(&self) -> Vec<(KeyKind, &str)> {
        [
            (KeyKind::External, self.external_ref.as_deref()),
            (KeyKind::Phone, self.phone.as_ref().map(Phone::as_str)),
            (KeyKind::Email, self.email.as_deref()),
        ]
        .into_iter()
        .filter_map(|(kind, value)| value.map(|value| (kind, value)))
        .collect()
    }
}

/// The words a customer is found by: name and city by letters and by sound, the telephone, the mail.
pub fn terms_of(name: Option<&str>, phone: Option<&Phone>, email: Option<&str>, city: Option<&str>) -> Terms {
    Terms::default().name(name).name(city).phone(phone).text(email)
}

fn tidy(field: &'static str, text: Option<&str>, max: usize) -> Result<Option<String>, CustomerError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().any(char::is_control) {
        return Err(CustomerError::ControlCharacter { field });
    }
    if text.chars().count() > max {
        return Err(CustomerError::TooLong { field, max });
    }
    Ok(Some(text.to_owned()))
}

/// Lower case, one `@`, something on both sides, a dot in the domain, no space. Only a letter tells more.
fn read_email(text: String) -> Result<String, CustomerError> {
    let folded = text.to_lowercase();
    let in_form = folded.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.split('.').count() >= 2
            && domain.split('.').all(|label| !label.is_empty())
            && !folded.chars().any(char::is_whitespace)
    });
    if in_form { Ok(folded) } else { Err(CustomerError::Email) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasl_base::Coded;

    #[test]
    fn contacts_are_read_as_people_write_them() {
        let contact = Contact {
            name: Some(" نورة العتيبي ".to_owned()),
            phone: Some("٠٥٠١٢٣٤٥٦٧".to_owned()),
            email: Some("Noura@Example.COM".to_owned()),
            ..Contact::default()
        };
        let checked = contact.checked("SA").expect("good");
        assert_eq!(checked.name.as_deref(), Some("نورة العتيبي"));
        assert_eq!(checked.phone.as_ref().map(Phone::as_str), Some("+966501234567"));
        assert_eq!(checked.email.as_deref(), Some("noura@example.com"));
        let kinds: Vec<_> = checked.keys().iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds, [KeyKind::Phone, KeyKind::Email]);
        let mut sorted = kinds.clone();
        sorted.sort_unstable();
        assert_eq!(kinds, sorted, "keys come in claiming order");
    }

    #[test]
    fn what_is_wrong_names_its_field() {
        let check = |change: &dyn Fn(&mut Contact), code: &str, field: &str| {
            let mut contact = Contact::default();
            change(&mut contact);
            let error = contact.checked("SA").expect_err(code);
            assert_eq!((error.code(), error.field().as_deref()), (code, Some(field)));
        };
        check(&|c| c.phone = Some("9.66501E+11".into()), "phone.scientific_notation", "/phone");
        check(&|c| c.phone = Some("0501".into()), "phone.not_in_plan", "/phone");
        for mail in ["noura", "@x.com", "a@b", "a@b..com", "a b@c.com", "a@b@c.com"] {
            check(&|c| c.email = Some(mail.into()), "customers.email", "/email");
        }
        check(&|c| c.name = Some("a\0b".into()), "customers.control_character", "/name");
        check(&|c| c.name = Some("ن".repeat(121)), "customers.too_long", "/name");
    }
}
