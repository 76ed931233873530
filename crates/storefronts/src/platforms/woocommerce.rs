//! WooCommerce's webhooks: the body is the REST resource (v3), `X-WC-Webhook-…` headers
//! (woocommerce.github.io/woocommerce-rest-api-docs, read 2026-11). Amounts are before tax; times named `_gmt` are UTC.

use super::lenient::{AddressParts, address_of, clean, email_of, method_of, name_of, phone_of};
use super::{HeaderNames, Headers, Piece, carrier_code};
use crate::error::StorefrontError;
use crate::model::{Cancelled, FulfilmentTold, LineTold, ObjectKind, OrderTold, ProductTold, Told, VariantTold};
use wasl_base::{Address, Currency, Instant};
use wasl_customers::Contact;
use wasl_events::PaymentMethod;
use wasl_orders::{TaxMode, VatCategory};
use wasl_platform::Shop;

pub const HEADERS: HeaderNames = HeaderNames {
    topic: "x-wc-webhook-topic",
    webhook_id: "x-wc-webhook-delivery-id",
    signature: "x-wc-webhook-signature",
};

pub const TOPICS: &[&str] = &[
    "order.created",
    "order.updated",
    "order.deleted",
    "order.restored",
    "product.created",
    "product.updated",
    "product.deleted",
    "customer.created",
    "customer.updated",
];

const NOTE_CHARS_MAX: usize = 1_000;
const TITLE_CHARS_MAX: usize = 200;
const SKU_CHARS_MAX: usize = 64;
const NUMBER_CHARS_MAX: usize = 40;
const PROGRESS_CANCELLED: i64 = 1_000_000;
/// Seconds of the Unix epoch that a time may have: the end of the year 2999.
const SECONDS_MAX: i64 = 32_503_680_000;
/// Bytes of the first call, `webhook_id=123`.
const GREETING_BYTES_MAX: usize = 40;

/// On saving a webhook the store calls once with its number as a form, to see whether somebody answers.
pub fn is_greeting(headers: &Headers<'_>, body: &[u8]) -> bool {
    let digits = body.strip_prefix(b"webhook_id=");
    headers.signature.is_none()
        && body.len() <= GREETING_BYTES_MAX
        && digits.is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// Where the plug-in "Shipment Tracking", and those that follow it, keep what was sent.
const SENT_KEY: &str = "_wc_shipment_tracking_items";

pub fn read(topic: &str, body: &Piece<'_>, received_at: Instant) -> Result<Vec<Told>, StorefrontError> {
    match topic.split_once('.') {
        Some(("order", deed)) => read_order(deed, body, received_at),
        Some(("product", deed)) => Ok(vec![read_plain(ObjectKind::Product, deed, body, received_at)?]),
        Some(("customer", "created" | "updated")) => Ok(vec![read_plain(ObjectKind::Customer, "", body, received_at)?]),
        _ => Ok(Vec::new()),
    }
}

/// What was deleted is told by its id alone, and stands for when that was heard.
fn read_plain(kind: ObjectKind, deed: &str, body: &Piece<'_>, received_at: Instant) -> Result<Told, StorefrontError> {
    let version = match deed {
        "deleted" => Some(received_at),
        // A customer who changed nothing yet has no such time.
        _ => body.instant_utc("date_modified_gmt")?.or(body.instant_utc("date_created_gmt")?),
    };
    Ok(Told {
        kind,
        external_id: body.needed_id("id")?,
        parent: None,
        version: version.ok_or_else(|| body.unreadable("date_modified_gmt"))?,
        progress: 0,
        value: body.value.clone(),
    })
}

fn read_order(deed: &str, body: &Piece<'_>, received_at: Instant) -> Result<Vec<Told>, StorefrontError> {
    let order = read_plain(ObjectKind::Order, deed, body, received_at)?;
    let (id, version) = (order.external_id.clone(), order.version);
    let mut told = vec![Told { progress: progress(body)?, ..order }];
    for data in body.list("meta_data")?.iter().filter(|data| data.text("key").as_deref() == Some(SENT_KEY)) {
        for item in data.list("value")? {
            told.push(Told {
                kind: ObjectKind::Fulfilment,
                external_id: item
                    .id("tracking_id")
                    .or_else(|| item.id("tracking_number"))
                    .ok_or_else(|| item.unreadable("tracking_id"))?,
                parent: Some(id.clone()),
                version,
                progress: 0,
                value: item.value.clone(),
            });
        }
    }
    Ok(told)
}

/// One number of the plug-in: it names no lines, so it stands for all that is left.
pub fn fulfilment(body: &Piece<'_>) -> Result<FulfilmentTold, StorefrontError> {
    let seconds = body.whole("date_shipped")?.filter(|seconds| (1..SECONDS_MAX).contains(seconds));
    let named = body.text("tracking_provider").or(body.text("custom_tracking_provider"));
    Ok(FulfilmentTold {
        carrier: carrier_code(named),
        number: clean(body.text("tracking_number"), SKU_CHARS_MAX),
        lines: Vec::new(),
        sent_at: seconds.map(|seconds| Instant::from_us(seconds * 1_000_000)),
        is_cancelled: false,
    })
}

/// What is sold: a plain product, or one variation of another. One that only holds variations is not sold itself.
pub fn product(body: &Piece<'_>, shop: &Shop) -> Result<Option<ProductTold>, StorefrontError> {
    let kind = body.text("type").unwrap_or_default();
    let Some(title) = clean(body.text("name"), TITLE_CHARS_MAX).filter(|_| kind != "variable" && kind != "grouped")
    else {
        return Ok(None);
    };
    let categories = body.list("categories")?;
    let variant = VariantTold {
        external_id: body.needed_id("id")?,
        sku: clean(body.text("sku"), SKU_CHARS_MAX),
        title: None,
        price: body.amount("price", shop.currency)?.max(0),
        weight_grams: None,
    };
    Ok(Some(ProductTold {
        title,
        category: categories.first().and_then(|one| clean(one.text("name"), 80)),
        is_taxed: body.text("tax_status").is_none_or(|status| status == "taxable"),
        is_active: body.text("status").is_none_or(|status| status == "publish"),
        variants: vec![variant],
    }))
}

pub fn customer(body: &Piece<'_>, shop: &Shop) -> Result<Option<Contact>, StorefrontError> {
    let billing = body.get("billing");
    let of = |name: &str| billing.as_ref().and_then(|part| part.text(name));
    let country = of("country").unwrap_or_default();
    Ok(Some(Contact {
        name: name_of(body.text("first_name"), body.text("last_name"))
            .or_else(|| name_of(of("first_name"), of("last_name"))),
        phone: phone_of(&[of("phone")], &[&country, &shop.country]),
        email: email_of(body.text("email").or(of("email"))),
        external_ref: body.id("id"),
        lang: None,
        city: clean(of("city"), 100),
    }))
}

fn progress(body: &Piece<'_>) -> Result<i64, StorefrontError> {
    let cancelled = if is_called_off(body) { PROGRESS_CANCELLED } else { 0 };
    let refunds = i64::try_from(body.list("refunds")?.len()).unwrap_or(0);
    let is_completed = body.text("status").as_deref() == Some("completed");
    Ok(cancelled + refunds * 1_000 + i64::from(is_completed) * 10 + i64::from(body.get("date_paid_gmt").is_some()))
}

fn is_called_off(body: &Piece<'_>) -> bool {
    matches!(body.text("status").as_deref(), Some("cancelled" | "trash"))
}

pub fn order(body: &Piece<'_>, shop: &Shop) -> Result<Option<OrderTold>, StorefrontError> {
    // What was deleted is told by its id alone; what is still at the checkout is no order.
    let Some(status) = body.text("status") else { return Ok(None) };
    if status == "checkout-draft" || status == "auto-draft" {
        return Ok(None);
    }
    let currency: Currency = body.needed("currency")?.parse().map_err(|_| body.unreadable("currency"))?;
    let placed_at = body.instant_utc("date_created_gmt")?.ok_or_else(|| body.unreadable("date_created_gmt"))?;
    let code = body.text("payment_method").unwrap_or_default();
    let method = method_of(&code);
    let total = body.amount("total", currency)?;
    let (fees, cod_fee, off) = fees(body, currency, method)?;
    let mut lines: Vec<LineTold> =
        body.list("line_items")?.iter().map(|line| read_line(line, currency)).collect::<Result<_, _>>()?;
    lines.extend(fees);
    let is_paid = body.get("date_paid_gmt").is_some() && method != PaymentMethod::CashOnDelivery;
    let number = clean(body.text("number").or(body.text("id")), NUMBER_CHARS_MAX);
    let cancelled_at = body.instant_utc("date_modified_gmt")?.filter(|_| is_called_off(body));
    Ok(Some(OrderTold {
        number: number.ok_or_else(|| body.unreadable("number"))?,
        placed_at,
        currency,
        tax_mode: TaxMode::Excluded,
        method,
        gateway: clean(Some(code), 60),
        contact: contact(body, shop),
        lang: None,
        address: address(body, shop),
        note: clean(body.text("customer_note"), NOTE_CHARS_MAX),
        lines,
        discount: off,
        shipping: body.amount("shipping_total", currency)?.max(0),
        cod_fee,
        tax: body.amount("total_tax", currency)?.max(0),
        total,
        paid: if is_paid { total } else { 0 },
        paid_at: body.instant_utc("date_paid_gmt")?,
        // Told as sums below zero.
        refunded: -body.list("refunds")?.iter().map(|one| one.amount("total", currency)).sum::<Result<i64, _>>()?,
        cancelled: cancelled_at.map(|at| Cancelled { at, reason: None }),
    }))
}

fn contact(body: &Piece<'_>, shop: &Shop) -> Contact {
    let billing = body.get("billing");
    let of = |name: &str| billing.as_ref().and_then(|part| part.text(name));
    let shipping_phone = body.get("shipping").and_then(|part| part.text("phone"));
    let country = of("country").unwrap_or_default();
    Contact {
        name: name_of(of("first_name"), of("last_name")),
        phone: phone_of(&[of("phone"), shipping_phone], &[&country, &shop.country]),
        email: email_of(of("email")),
        external_ref: body.id("customer_id"),
        lang: None,
        city: None,
    }
}

/// The shipping address; the billing address where nothing is shipped or both are one.
fn address(body: &Piece<'_>, shop: &Shop) -> Address {
    let has_place = |part: &Piece<'_>| part.text("address_1").is_some() || part.text("city").is_some();
    let Some(part) = body.get("shipping").filter(has_place).or(body.get("billing")) else {
        return address_of(AddressParts::default(), &shop.country);
    };
    let parts = AddressParts {
        recipient: name_of(part.text("first_name"), part.text("last_name")),
        company: part.text("company"),
        line_1: part.text("address_1"),
        line_2: part.text("address_2"),
        district: None,
        city: part.text("city"),
        region: part.text("state"),
        postal_code: part.text("postcode"),
        country: part.text("country"),
    };
    address_of(parts, &shop.country)
}

/// The store knows what a line came to before (`subtotal`) and after (`total`) its coupons. A piece's price is the former
/// over its pieces, rounded up; what rounding adds is part of the discount.
fn read_line(line: &Piece<'_>, currency: Currency) -> Result<LineTold, StorefrontError> {
    let quantity = line.pieces("quantity")?;
    let total = line.amount("total", currency)?;
    let before = line.amount("subtotal", currency)?.max(total);
    if total < 0 {
        return Err(line.unreadable("total"));
    }
    let unit_price = before / quantity + i64::from(before % quantity > 0);
    Ok(LineTold {
        external_id: line.needed_id("id")?,
        sku: clean(line.text("sku"), SKU_CHARS_MAX),
        title: clean(line.text("name"), TITLE_CHARS_MAX).ok_or_else(|| line.unreadable("name"))?,
        quantity,
        unit_price,
        discount: unit_price * quantity - total,
        vat_category: category_of(line, total, currency)?,
        weight_grams: None,
        customisation: customisation(line)?,
    })
}

/// What bears no tax in an order that has some is not taxed at the standard rate.
fn category_of(line: &Piece<'_>, total: i64, currency: Currency) -> Result<VatCategory, StorefrontError> {
    let is_untaxed = total > 0 && line.get("total_tax").is_some() && line.amount("total_tax", currency)? == 0;
    Ok(if is_untaxed { VatCategory::Zero } else { VatCategory::Standard })
}

/// What the customer chose, as the store shows it. Keys that begin with an underscore are for programs.
fn customisation(line: &Piece<'_>) -> Result<Option<String>, StorefrontError> {
    let data = line.list("meta_data")?;
    let words: Vec<String> = data
        .iter()
        .filter(|one| one.text("key").is_some_and(|key| !key.starts_with('_')))
        .filter_map(|one| {
            let name = one.text("display_key").or(one.text("key"))?;
            let value = one.text("display_value").or(one.text("value"))?;
            (!value.contains('<')).then(|| format!("{name}: {value}"))
        })
        .collect();
    Ok(clean(Some(words.join(", ")), NOTE_CHARS_MAX))
}

/// Fees as lines of their own, the one for cash at the door, and what negative ones take off.
fn fees(
    body: &Piece<'_>,
    currency: Currency,
    method: PaymentMethod,
) -> Result<(Vec<LineTold>, i64, i64), StorefrontError> {
    let (mut lines, mut cod_fee, mut off) = (Vec::new(), 0, 0);
    for fee in body.list("fee_lines")? {
        let amount = fee.amount("total", currency)?;
        if amount < 0 {
            off -= amount;
        } else if method == PaymentMethod::CashOnDelivery {
            cod_fee += amount;
        } else if amount > 0 {
            lines.push(LineTold {
                external_id: fee.needed_id("id")?,
                sku: None,
                title: clean(fee.text("name"), TITLE_CHARS_MAX).ok_or_else(|| fee.unreadable("name"))?,
                quantity: 1,
                unit_price: amount,
                discount: 0,
                vat_category: category_of(&fee, amount, currency)?,
                weight_grams: None,
                customisation: None,
            });
        }
    }
    Ok((lines, cod_fee, off))
}
