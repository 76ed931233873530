//! The words that the API of orders takes and gives, as its description lists them.

use super::reading::{METHODS, SETTLEMENTS};
use crate::model::{TaxMode, VatCategory};
use crate::states::{OrderState, PaymentState};
use wasl_events::PaymentMethod;
use wasl_platform::describe_as;
use wasl_platform::web::shape::{id_of, one_of};

describe_as!(OrderStateWord, "OrderState", one_of("Where an order stands.", OrderState::ALL.map(OrderState::as_str)));
describe_as!(
    PaymentStateWord,
    "PaymentState",
    one_of("How an order's money stands.", PaymentState::ALL.map(PaymentState::as_str))
);
describe_as!(
    PaymentMethodWord,
    "PaymentMethod",
    one_of("How an order is paid for.", METHODS.map(PaymentMethod::as_str))
);
describe_as!(SettlementWord, "Settlement", one_of("Does more follow?", SETTLEMENTS));
describe_as!(TaxModeWord, "TaxMode", one_of("Do prices hold VAT?", TaxMode::ALL.map(TaxMode::as_str)));
describe_as!(VatCategoryWord, "VatCategory", one_of("How goods are taxed.", VatCategory::ALL.map(VatCategory::as_str)));
describe_as!(VariantIdText, "VariantId", id_of("var"));
