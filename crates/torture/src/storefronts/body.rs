//! A telling as its storefront sends it: the Admin REST resource of Shopify, the REST resource of WooCommerce.

use super::tale::{Line, Make, Means, Tale, Telling, Why};
use serde_json::{Value, json};
use wasl_base::Instant;

/// Seconds that Riyadh is ahead.
const RIYADH_SECONDS: i64 = 3 * 3_600;

/// What a storefront calls its message, and under which names it says so.
pub struct Names {
    pub topic: &'static str,
    pub webhook_id: &'static str,
    pub signature: &'static str,
}

pub fn names(make: Make) -> Names {
    match make {
        Make::Shopify => {
            Names { topic: "x-shopify-topic", webhook_id: "x-shopify-webhook-id", signature: "x-shopify-hmac-sha256" }
        }
        Make::WooCommerce => Names {
            topic: "x-wc-webhook-topic",
            webhook_id: "x-wc-webhook-delivery-id",
            signature: "x-wc-webhook-signature",
        },
    }
}

/// Shopify tells of some things twice, under two names.
pub fn topics(make: Make, why: Why) -> &'static [&'static str] {
    match (make, why) {
        (Make::Shopify, Why::Created) => &["orders/create"],
        (Make::Shopify, Why::Changed | Why::Restored) => &["orders/updated"],
        (Make::Shopify, Why::Paid) => &["orders/paid", "orders/updated"],
        (Make::Shopify, Why::Cancelled) => &["orders/cancelled", "orders/updated"],
        (Make::Shopify, Why::Deleted) => &["orders/delete"],
        (Make::WooCommerce, Why::Created) => &["order.created"],
        (Make::WooCommerce, Why::Deleted) => &["order.deleted"],
        (Make::WooCommerce, _) => &["order.updated"],
    }
}

pub fn body(tale: &Tale, telling: &Telling) -> Value {
    match tale.make() {
        _ if telling.why == Why::Deleted => json!({ "id": tale.id }),
        Make::Shopify => shopify(tale, telling),
        Make::WooCommerce => woocommerce(tale, telling),
    }
}

fn shopify(tale: &Tale, telling: &Telling) -> Value {
    let amount = |minor| amount(tale, minor);
    let at = riyadh(telling.at);
    let status = match (telling.is_ticked, telling.paid) {
        (true, _) => "paid",
        (false, 0) => "pending",
        (false, _) => "partially_paid",
    };
    let gateway = match tale.means {
        Means::Card => "shopify_payments",
        Means::Bank => "Bank Deposit",
        Means::Later => "Tamara",
        Means::Cash => "Cash on Delivery (COD)",
    };
    let total = tale.total(telling);
    let line = |line: &Line| {
        json!({
            "id": tale.id * 100 + line.id, "title": "عباية كريب", "variant_title": "أسود / 54",
            "sku": format!("AB-{}", line.id), "quantity": line.quantity, "price": amount(line.price),
            "total_discount": "0.00", "taxable": line.is_taxed, "grams": 700,
            "discount_allocations": if line.off > 0 { json!([{ "amount": amount(line.off) }]) } else { json!([]) },
            "properties": []
        })
    };
    json!({
        "id": tale.id,
        "name": format!("#{}", tale.id),
        "order_number": tale.id,
        "created_at": riyadh(tale.created),
        "processed_at": riyadh(tale.created),
        "updated_at": at,
        "currency": tale.coin,
        "taxes_included": tale.is_taxed_within,
        "total_price": amount(total),
        "total_tax": amount(tale.tax(telling)),
        "total_outstanding": amount(total - telling.paid),
        "financial_status": status,
        "cancelled_at": telling.is_off.then_some(&at),
        "cancel_reason": telling.is_off.then_some("customer"),
        "payment_gateway_names": [gateway],
        "email": format!("buyer{}@example.com", tale.buyer),
        "phone": phone(telling),
        "customer_locale": "ar",
        "note": telling.note,
        "customer": { "id": tale.buyer + 1, "first_name": tale.name, "last_name": "" },
        "shipping_address": {
            "name": tale.name, "address1": "طريق أنس بن مالك", "city": telling.city, "country_code": "SA"
        },
        "line_items": telling.lines.iter().map(line).collect::<Vec<_>>(),
        "shipping_lines": [{ "price": amount(telling.shipping) }],
        "fulfillments": [],
        "refunds": []
    })
}

fn woocommerce(tale: &Tale, telling: &Telling) -> Value {
    let amount = |minor| amount(tale, minor);
    let code = match tale.means {
        Means::Card => "moyasar",
        Means::Bank => "bacs",
        Means::Later => "tamara-gateway",
        Means::Cash => "cod",
    };
    let status = match (telling.is_off, telling.is_ticked) {
        (true, _) => "cancelled",
        (false, true) => "processing",
        (false, false) => "pending",
    };
    let line = |line: &Line| {
        json!({
            "id": tale.id * 100 + line.id, "name": "عباية كريب", "quantity": line.quantity,
            "sku": format!("AB-{}", line.id), "subtotal": amount(line.price * line.quantity),
            "total": amount(line.total()), "total_tax": amount(if line.is_taxed { line.total() * 15 / 100 } else { 0 }),
            "meta_data": []
        })
    };
    let fees = if telling.fee == 0 {
        json!([])
    } else {
        json!([{ "id": tale.id * 100 + 99, "name": "رسوم", "total": amount(telling.fee) }])
    };
    json!({
        "id": tale.id,
        "number": tale.id.to_string(),
        "status": status,
        "currency": tale.coin,
        "date_created_gmt": utc(tale.created),
        "date_modified_gmt": utc(telling.at),
        "date_paid_gmt": telling.is_ticked.then(|| utc(telling.at)),
        "prices_include_tax": false,
        "shipping_total": amount(telling.shipping),
        "total": amount(tale.total(telling)),
        "total_tax": amount(tale.tax(telling)),
        "customer_id": tale.buyer + 1,
        "payment_method": code,
        "customer_note": telling.note.unwrap_or_default(),
        "billing": {
            "first_name": tale.name, "last_name": "", "email": format!("buyer{}@example.com", tale.buyer),
            "phone": phone(telling), "address_1": "طريق أنس بن مالك", "city": telling.city, "country": "SA"
        },
        "shipping": { "first_name": "", "last_name": "", "address_1": "", "city": "" },
        "line_items": telling.lines.iter().map(line).collect::<Vec<_>>(),
        "fee_lines": fees,
        "refunds": []
    })
}

pub fn phone(telling: &Telling) -> String {
    format!("+9665{:08}", telling.phone)
}

/// `-3.05`, with the decimals of the order's currency.
fn amount(tale: &Tale, minor: i64) -> String {
    let unit = 10_i64.pow(tale.decimals);
    let sign = if minor < 0 { "-" } else { "" };
    let (whole, part) = (minor.abs() / unit, minor.abs() % unit);
    format!("{sign}{whole}.{part:0width$}", width = tale.decimals as usize)
}

fn riyadh(second: i64) -> String {
    utc(second + RIYADH_SECONDS) + "+03:00"
}

fn utc(second: i64) -> String {
    Instant::from_us(second * 1_000_000).to_string().trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storefronts::tale::tell;
    use wasl_base::SeededChance;

    #[test]
    fn amounts_and_times_are_told_as_storefronts_do() {
        let mut tale = tell(&SeededChance::new(1), 0, 1_795_338_000);
        tale.decimals = 3;
        assert_eq!([amount(&tale, 5), amount(&tale, -1_005), amount(&tale, 0)], ["0.005", "-1.005", "0.000"]);
        assert_eq!(
            (utc(1_795_338_000).as_str(), riyadh(0).as_str()),
            ("2026-11-22T09:00:00", "1970-01-01T03:00:00+03:00")
        );
    }
}
