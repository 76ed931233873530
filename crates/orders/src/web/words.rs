//! How states, methods and people stand on a page: words and tone together, never colour alone.

use crate::{Order, OrderState, PaymentState};
use maud::{Markup, html};
use wasl_events::PaymentMethod;
use wasl_i18n::Locale;
use wasl_ui::{Tone, badge};

pub fn state_word(locale: &Locale, state: OrderState) -> String {
    locale.t(&format!("orders-state-{}", state.as_str()))
}

pub fn method_word(locale: &Locale, method: PaymentMethod) -> String {
    locale.t(&format!("orders-method-{}", method.as_str()))
}

/// Nobody is late with money that the carrier collects at the door.
pub fn payment_word(locale: &Locale, order: &Order) -> String {
    if is_due_at_the_door(order) {
        return locale.t("orders-payment-at_the_door");
    }
    locale.t(&format!("orders-payment-{}", order.payment.as_str()))
}

pub fn payment_state_word(locale: &Locale, payment: PaymentState) -> String {
    locale.t(&format!("orders-payment-{}", payment.as_str()))
}

pub fn state_badge(locale: &Locale, state: OrderState) -> Markup {
    let tone = match state {
        OrderState::Placed | OrderState::PartlyFulfilled => Tone::Accent,
        OrderState::Fulfilled | OrderState::Cancelled => Tone::Neutral,
        OrderState::Completed => Tone::Good,
        OrderState::Returned => Tone::Warn,
    };
    badge(tone, &state_word(locale, state))
}

pub fn payment_badge(locale: &Locale, order: &Order) -> Markup {
    let tone = match order.payment {
        PaymentState::Unpaid if is_due_at_the_door(order) => Tone::Neutral,
        PaymentState::NotDue => Tone::Neutral,
        PaymentState::Unpaid | PaymentState::PartlyPaid | PaymentState::Overpaid | PaymentState::RefundDue => {
            Tone::Warn
        }
        PaymentState::Paid => Tone::Good,
        PaymentState::Refused => Tone::Bad,
    };
    badge(tone, &payment_word(locale, order))
}

fn is_due_at_the_door(order: &Order) -> bool {
    order.is_cash_on_delivery() && order.payment == PaymentState::Unpaid
}

/// Who receives it, or a dash that is read as such.
pub fn recipient(locale: &Locale, order: &Order) -> Markup {
    match order.recipient() {
        Some(name) => html! { bdi { (name) } },
        None => html! { span.muted { (locale.t("orders-no-name")) } },
    }
}
