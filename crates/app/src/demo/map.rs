//! The plan in the words of the rooms that keep it. Pure.

use super::goods::{GOODS, Good};
use super::plan::{Plan, PlannedOrder};
use wasl_base::{Currency, Lang, Money, OrderId};
use wasl_customers::Contact;
use wasl_events::PaymentMethod;
use wasl_orders::catalogue::{NewProduct, NewVariant, Titles, VariantRef};
use wasl_orders::{
    CancelOrder, GivenTotals, MarkPaid, NewLine, NewTender, PlaceOrder, Settlement, TaxMode, VatCategory,
};

/// Order numbers begin above this.
const NUMBERS_FROM: usize = 10_000;

pub fn products() -> impl Iterator<Item = NewProduct> {
    GOODS.iter().map(product)
}

fn product(good: &Good) -> NewProduct {
    NewProduct {
        titles: Titles { ar: Some(good.title_ar.to_owned()), en: Some(good.title_en.to_owned()) },
        category: Some(good.category.word().to_owned()),
        vat_category: VatCategory::Standard,
        is_active: true,
        variants: vec![NewVariant {
            sku: good.sku.to_owned(),
            titles: Titles::default(),
            price: Money::new(good.price_minor, Currency::SAR),
            cost: good.cost_minor,
            weight_grams: Some(good.weight_grams),
            is_active: true,
        }],
    }
}

pub fn place_order(plan: &Plan, order: &PlannedOrder) -> PlaceOrder {
    let customer = &plan.customers[order.customer];
    let is_export = customer.city.country != "SA";
    let line = |line: &super::plan::PlannedLine| NewLine {
        variant: Some(VariantRef::Sku(line.good.sku.to_owned())),
        quantity: line.quantity,
        // Goods that leave the country bear no VAT.
        vat_category: is_export.then_some(VatCategory::Zero),
        customisation: line.customisation.clone(),
        ..NewLine::default()
    };
    let city = match customer.person.lang {
        Lang::Ar => customer.city.name_ar,
        Lang::En => customer.city.name_en,
    };
    PlaceOrder {
        number: Some((NUMBERS_FROM + order.serial).to_string()),
        external_ref: Some(plan.external_ref(order.serial)),
        customer: Contact {
            name: Some(customer.person.name().to_owned()),
            phone: Some(customer.phone.clone()),
            email: customer.email.clone(),
            external_ref: Some(format!("demo-customer-{}", order.customer + 1)),
            lang: Some(customer.person.lang),
            city: Some(city.to_owned()),
        },
        tax_mode: TaxMode::Included,
        lines: order.lines.iter().map(line).collect(),
        discount: order.discount_minor,
        shipping: order.shipping_minor,
        cod_fee: order.cod_fee_minor,
        given: GivenTotals { tax: is_export.then_some(0), total: None },
        placed_at: Some(order.placed_at),
        promised_on: Some(order.promised_on),
        note: order.note.map(str::to_owned),
        ..PlaceOrder::new(Currency::SAR, order.method, customer.address.clone())
    }
}

/// The whole amount, when money came before the parcel.
pub fn mark_paid(planned: &PlannedOrder, id: OrderId, total: Money) -> Option<MarkPaid> {
    let gateway = if planned.method == PaymentMethod::Card { Some("mada".to_owned()) } else { None };
    let external_ref = Some(format!("demo-payment-{}", planned.serial));
    let tender = NewTender { method: planned.method, gateway, amount: total.minor, external_ref };
    planned.paid_at.map(|paid_at| MarkPaid {
        order: id,
        expected_version: None,
        currency: Some(total.currency),
        tenders: vec![tender],
        paid_at: Some(paid_at),
        settlement: Settlement::Whole,
    })
}

pub fn cancel_order(planned: &PlannedOrder, id: OrderId) -> Option<CancelOrder> {
    let (at, reason) = planned.cancelled?;
    Some(CancelOrder { order: id, expected_version: None, reason: Some(reason.to_owned()), cancelled_at: Some(at) })
}
