//! What the API of orders answers. Names are stable; every amount is a decimal string in the order's currency.

use super::forms_of_words::{OrderStateWord, PaymentMethodWord, PaymentStateWord, TaxModeWord, VatCategoryWord};
use crate::{Order, OrderLine, Payment};
use serde::Serialize;
use utoipa::ToSchema;
use wasl_base::{Address, Currency, Money};
use wasl_platform::web::shape::LangCode;

#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderAnswer {
    #[schema(example = "ord_02ng5x9k3m000")]
    pub id: String,
    #[schema(example = "NK-1042")]
    pub number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    pub customer_id: String,
    #[schema(value_type = OrderStateWord)]
    pub state: &'static str,
    #[schema(value_type = PaymentStateWord)]
    pub payment_state: &'static str,
    #[schema(value_type = PaymentMethodWord)]
    pub payment_method: &'static str,
    #[schema(example = "SAR")]
    pub currency: String,
    #[schema(value_type = TaxModeWord)]
    pub tax_mode: &'static str,
    /// As the customer saw them.
    pub discount: String,
    pub shipping: String,
    pub cod_fee: String,
    pub money: MoneyAnswer,
    /// RFC 3339, UTC.
    #[schema(example = "2026-11-22T06:40:00Z")]
    pub placed_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-25")]
    pub promised_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[schema(value_type = LangCode)]
    pub lang: &'static str,
    pub address: AddressAnswer,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<String>,
    /// A parcel reached the customer after the order was called off, and the order stands again; RFC 3339, UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reinstated_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// `live`, `backfill` or `simulated`.
    #[schema(example = "live")]
    pub origin: &'static str,
    /// Give it back with a change, so that two people do not overwrite each other.
    #[schema(example = 1)]
    pub version: i64,
    /// Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<LineAnswer>>,
    /// Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payments: Option<Vec<PaymentAnswer>>,
}

/// The order's money: all but `vat`, `total`, `paid` and `due` are net of VAT.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderMoney)]
pub struct MoneyAnswer {
    #[schema(example = "200.00")]
    pub goods: String,
    #[schema(example = "20.00")]
    pub discount: String,
    #[schema(example = "20.00")]
    pub shipping: String,
    #[schema(example = "0.00")]
    pub cod_fee: String,
    #[schema(example = "30.00")]
    pub vat: String,
    #[schema(example = "230.00")]
    pub total: String,
    #[schema(example = "0.00")]
    pub paid: String,
    #[schema(example = "230.00")]
    pub due: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Address)]
pub struct AddressAnswer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    pub country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    pub city: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_address: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct LineAnswer {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    pub quantity: i64,
    /// Pieces that are in a shipment.
    pub fulfilled: i64,
    /// One piece, as the customer saw it.
    pub unit_price: String,
    pub discount: String,
    #[schema(value_type = VatCategoryWord)]
    pub vat_category: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_grams: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customisation: Option<String>,
    pub vat: String,
    /// With VAT, after every discount.
    pub total: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Payment)]
pub struct PaymentAnswer {
    pub id: String,
    #[schema(value_type = PaymentMethodWord)]
    pub method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<String>,
    pub amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_ref: Option<String>,
    pub paid_at: String,
}

impl OrderAnswer {
    /// As lists have it: without lines and payments.
    pub fn brief(order: &Order) -> Self {
        let decimal = |minor: i64| Money::new(minor, order.currency()).decimal();
        Self {
            id: order.id.to_string(),
            number: order.number.clone(),
            external_ref: order.external_ref.clone(),
            customer_id: order.customer.to_string(),
            state: order.state.as_str(),
            payment_state: order.payment.as_str(),
            payment_method: order.method.as_str(),
            currency: order.currency().to_string(),
            tax_mode: order.quoted.tax_mode.as_str(),
            discount: decimal(order.quoted.discount),
            shipping: decimal(order.quoted.shipping),
            cod_fee: decimal(order.quoted.cod_fee),
            money: MoneyAnswer {
                goods: decimal(order.money.goods),
                discount: decimal(order.money.discount),
                shipping: decimal(order.money.shipping),
                cod_fee: decimal(order.money.cod_fee),
                vat: decimal(order.money.vat),
                total: decimal(order.money.total()),
                paid: decimal(order.paid),
                due: order.due().decimal(),
            },
            placed_at: order.placed_at.to_string(),
            promised_on: order.promised_on.map(|day| day.to_string()),
            phone: order.phone.as_ref().map(|phone| phone.as_str().to_owned()),
            email: order.email.clone(),
            lang: order.lang.as_str(),
            address: AddressAnswer::of(&order.address),
            note: order.note.clone(),
            cancelled_at: order.cancelled_at.map(|at| at.to_string()),
            reinstated_at: order.reinstated_at.map(|at| at.to_string()),
            cancel_reason: order.cancel_reason.clone(),
            origin: order.origin.as_str(),
            version: order.version,
            lines: None,
            payments: None,
        }
    }

    pub fn whole(order: &Order, lines: &[OrderLine], payments: &[Payment]) -> Self {
        let currency = order.currency();
        Self {
            lines: Some(lines.iter().map(|line| LineAnswer::of(line, currency)).collect()),
            payments: Some(payments.iter().map(PaymentAnswer::of).collect()),
            ..Self::brief(order)
        }
    }
}

impl AddressAnswer {
    fn of(address: &Address) -> Self {
        let address = address.clone();
        Self {
            recipient: address.recipient,
            line: address.line,
            country: address.country,
            region: address.region,
            city: address.city,
            district: address.district,
            street: address.street,
            building: address.building,
            unit: address.unit,
            postal_code: address.postal_code,
            additional_number: address.additional_number,
            short_address: address.short_address,
        }
    }
}

impl LineAnswer {
    fn of(line: &OrderLine, currency: Currency) -> Self {
        let decimal = |minor: i64| Money::new(minor, currency).decimal();
        Self {
            id: line.id.to_string(),
            variant: line.variant.map(|id| id.to_string()),
            sku: line.sku.clone(),
            title: line.title.clone(),
            category: line.category.clone(),
            quantity: line.quantity,
            fulfilled: line.fulfilled,
            unit_price: decimal(line.unit_price),
            discount: decimal(line.quoted_discount),
            vat_category: line.vat_category.as_str(),
            weight_grams: line.weight_grams,
            customisation: line.customisation.clone(),
            vat: decimal(line.vat),
            total: decimal(line.total()),
        }
    }
}

impl PaymentAnswer {
    fn of(payment: &Payment) -> Self {
        Self {
            id: payment.id.to_string(),
            method: payment.method.as_str(),
            gateway: payment.gateway.clone(),
            amount: payment.amount.decimal(),
            external_ref: payment.external_ref.clone(),
            paid_at: payment.paid_at.to_string(),
        }
    }
}
