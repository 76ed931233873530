//! Every code, status, sub-status and step of this room is said in Arabic and in English.

mod support;

use wasl_base::Lang;
use wasl_events::Status;
use wasl_i18n::Locale;
use wasl_tracking::{Substatus, TrackingError};

#[test]
fn every_word_is_said_in_both_languages() {
    let texts: Vec<_> = support::rooms().iter().map(|module| module.texts).collect();
    wasl_i18n::install(&texts);
    let mut keys: Vec<String> =
        TrackingError::CODES.iter().map(|code| format!("error-{}", code.replace('.', "-"))).collect();
    let states = Status::ALL.iter().map(|status| status.as_str()).chain(["Returned", "Returning"]);
    for word in states {
        keys.extend([format!("tracking-status-{word}"), format!("tracking-next-{word}")]);
    }
    keys.extend(Status::ALL.iter().map(|status| format!("tracking-scan-{}", status.as_str())));
    keys.extend(Substatus::ALL.iter().map(|sub| format!("tracking-scan-{}", sub.as_str().replace('_', "-"))));
    keys.extend(["Delivered", "arrived-in-city", "cash-collected"].map(|word| format!("tracking-seen-{word}")));
    keys.push("tracking-next-InCustoms".to_owned());
    for lang in Lang::ALL {
        let locale = Locale::new(lang, wasl_base::Zone::utc());
        for key in &keys {
            assert!(locale.has(key), "{key} in {lang:?}");
        }
    }
}
