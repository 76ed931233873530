//! Every code of this room has an Arabic and an English sentence, and every word a page may ask for is there.

mod support;

use wasl_base::{AddressError, Lang, PhoneError};
use wasl_i18n::Locale;
use wasl_orders::{OrderError, OrderState, PaymentState};

fn install() {
    let texts: Vec<_> = support::rooms().iter().map(|module| module.texts).collect();
    wasl_i18n::install(&texts);
}

#[test]
fn every_code_is_said_in_both_languages() {
    install();
    let codes: Vec<&str> = OrderError::CODES
        .iter()
        .chain(wasl_customers::CustomerError::CODES)
        .chain(&AddressError::CODES)
        .copied()
        .collect();
    let phones = PhoneError::ALL.map(|error| wasl_base::Coded::code(&error));
    for lang in Lang::ALL {
        let locale = Locale::new(lang, wasl_base::Zone::utc());
        for code in codes.iter().chain(&phones) {
            assert!(locale.has(&format!("error-{}", code.replace('.', "-"))), "{code} in {lang:?}");
        }
        for state in OrderState::ALL {
            assert!(locale.has(&format!("orders-state-{}", state.as_str())));
        }
        for payment in PaymentState::ALL {
            assert!(locale.has(&format!("orders-payment-{}", payment.as_str())));
        }
        for method in ["card", "bank_transfer", "cash_on_delivery", "bnpl", "voucher", "other"] {
            assert!(locale.has(&format!("orders-method-{method}")));
        }
    }
}
