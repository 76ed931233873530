//! Shopify's webhooks: the Admin REST resources as JSON, `X-Shopify-…` headers (shopify.dev/docs/apps/build/webhooks and
//! …/api/admin-rest, read 2026-11).

use super::lenient::{AddressParts, address_of, clean, email_of, method_of, name_of, phone_of};
use super::{HeaderNames, Piece, carrier_code};
use crate::error::StorefrontError;
use crate::model::{Cancelled, FulfilmentTold, LineTold, ObjectKind, OrderTold, ProductTold, Told, VariantTold};
use wasl_base::{Currency, Instant, Lang};
use wasl_customers::Contact;
use wasl_events::{PaymentMethod, Status};
use wasl_orders::{TaxMode, VatCategory};
use wasl_platform::Shop;

pub const HEADERS: HeaderNames =
    HeaderNames { topic: "x-shopify-topic", webhook_id: "x-shopify-webhook-id", signature: "x-shopify-hmac-sha256" };

pub const TOPICS: &[&str] = &[
    "orders/create",
    "orders/updated",
    "orders/paid",
    "orders/cancelled",
    "orders/fulfilled",
    "orders/delete",
    "fulfillments/create",
    "fulfillments/update",
    "products/create",
    "products/update",
    "products/delete",
    "customers/create",
    "customers/update",
];

/// Characters of a text that an order keeps: a note, a customisation.
const NOTE_CHARS_MAX: usize = 1_000;
/// Characters of a title, a SKU and an order's number.
const TITLE_CHARS_MAX: usize = 200;
const SKU_CHARS_MAX: usize = 64;
const NUMBER_CHARS_MAX: usize = 40;
/// Further on than any order that is only changed.
const PROGRESS_CANCELLED: i64 = 1_000_000;

pub fn read(topic: &str, body: &Piece<'_>, received_at: Instant) -> Result<Vec<Told>, StorefrontError> {
    match topic.split_once('/') {
        Some(("orders", deed)) => read_order(deed, body, received_at),
        Some(("fulfillments", _)) => read_fulfilment(body, &body.needed_id("order_id")?),
        Some(("products", deed)) => Ok(vec![read_plain(ObjectKind::Product, deed, body, received_at)?]),
        Some(("customers", "create" | "update" | "enable" | "disable")) => {
            Ok(vec![read_plain(ObjectKind::Customer, "", body, received_at)?])
        }
        _ => Ok(Vec::new()),
    }
}

/// What was deleted is told by its id alone, and stands for when that was heard.
fn read_plain(kind: ObjectKind, deed: &str, body: &Piece<'_>, received_at: Instant) -> Result<Told, StorefrontError> {
    let version = if deed == "delete" { Some(received_at) } else { body.instant("updated_at")? };
    Ok(Told {
        kind,
        external_id: body.needed_id("id")?,
        parent: None,
        version: version.ok_or_else(|| body.unreadable("updated_at"))?,
        progress: 0,
        value: body.value.clone(),
    })
}

fn read_order(deed: &str, body: &Piece<'_>, received_at: Instant) -> Result<Vec<Told>, StorefrontError> {
    let order = read_plain(ObjectKind::Order, deed, body, received_at)?;
    let id = order.external_id.clone();
    let mut told = vec![Told { progress: progress(body)?, ..order }];
    for fulfilment in body.list("fulfillments")? {
        told.extend(read_fulfilment(&fulfilment, &id)?);
    }
    Ok(told)
}

fn read_fulfilment(body: &Piece<'_>, order: &str) -> Result<Vec<Told>, StorefrontError> {
    let external_id = body.needed_id("id")?;
    let version = body.instant("updated_at")?.or(body.instant("created_at")?);
    let version = version.ok_or_else(|| body.unreadable("updated_at"))?;
    let status = body.text("shipment_status").filter(|word| status_of(word).is_some());
    let scan = status.map(|status| super::told_scan(order, &external_id, &status, version));
    let is_cancelled = body.text("status").as_deref() == Some("cancelled");
    let fulfilment = Told {
        kind: ObjectKind::Fulfilment,
        external_id,
        parent: Some(order.to_owned()),
        version,
        progress: i64::from(is_cancelled),
        value: body.value.clone(),
    };
    Ok(std::iter::once(fulfilment).chain(scan).collect())
}

/// Goods that were sent. Only those that Shopify calls a success, or is about to, are goods on their way.
pub fn fulfilment(body: &Piece<'_>) -> Result<FulfilmentTold, StorefrontError> {
    let mut lines = Vec::new();
    for line in body.list("line_items")? {
        let quantity = line.whole("quantity")?.filter(|count| *count > 0);
        lines.extend(quantity.map(|quantity| Ok::<_, StorefrontError>((line.needed_id("id")?, quantity))).transpose()?);
    }
    let numbers = body.list("tracking_numbers")?;
    let number = body.text("tracking_number").or_else(|| numbers.first()?.value.as_str().map(str::to_owned));
    let sent_at = body.instant("created_at")?.or(body.instant("updated_at")?);
    Ok(FulfilmentTold {
        carrier: carrier_code(body.text("tracking_company")),
        number: clean(number, SKU_CHARS_MAX),
        lines,
        sent_at,
        is_cancelled: matches!(body.text("status").as_deref(), Some("cancelled" | "error" | "failure")),
    })
}

/// `shipment_status` in our words; none for a word that is not known.
pub fn status_of(word: &str) -> Option<Status> {
    Some(match word {
        "label_printed" | "label_purchased" | "confirmed" => Status::InfoReceived,
        "in_transit" | "carrier_picked_up" | "delayed" => Status::InTransit,
        "out_for_delivery" => Status::OutForDelivery,
        "attempted_delivery" => Status::AttemptFail,
        "ready_for_pickup" => Status::AvailableForPickup,
        "delivered" | "picked_up" => Status::Delivered,
        "failure" => Status::Exception,
        _ => return None,
    })
}

pub fn product(body: &Piece<'_>, shop: &Shop) -> Result<Option<ProductTold>, StorefrontError> {
    let Some(title) = clean(body.text("title"), TITLE_CHARS_MAX) else { return Ok(None) };
    let variants = body.list("variants")?;
    let is_taxed = variants.iter().all(|variant| variant.flag("taxable"));
    let read = |variant: &Piece<'_>| {
        Ok::<_, StorefrontError>(VariantTold {
            external_id: variant.needed_id("id")?,
            sku: clean(variant.text("sku"), SKU_CHARS_MAX),
            title: clean(variant.text("title"), TITLE_CHARS_MAX).filter(|title| title != "Default Title"),
            price: variant.amount("price", shop.currency)?,
            weight_grams: variant.whole("grams")?.filter(|grams| *grams > 0),
        })
    };
    Ok(Some(ProductTold {
        title,
        category: clean(body.text("product_type"), 80),
        is_taxed,
        is_active: body.text("status").is_none_or(|status| status == "active"),
        variants: variants.iter().map(read).collect::<Result<_, _>>()?,
    }))
}

pub fn customer(body: &Piece<'_>, shop: &Shop) -> Result<Option<Contact>, StorefrontError> {
    let address = body.get("default_address");
    let of = |name: &str| address.as_ref().and_then(|address| address.text(name));
    let country = of("country_code").unwrap_or_default();
    Ok(Some(Contact {
        name: name_of(body.text("first_name"), body.text("last_name")).or_else(|| clean(of("name"), 100)),
        phone: phone_of(&[body.text("phone"), of("phone")], &[&country, &shop.country]),
        email: email_of(body.text("email")),
        external_ref: body.id("id"),
        lang: body.text("locale").map(|text| Lang::negotiate(&text)),
        city: clean(of("city"), 100),
    }))
}

/// Of two tellings in one second: what was called off, then what was refunded, shipped and paid.
fn progress(body: &Piece<'_>) -> Result<i64, StorefrontError> {
    let cancelled = if body.get("cancelled_at").is_some() { PROGRESS_CANCELLED } else { 0 };
    let count = |name| Ok::<_, StorefrontError>(i64::try_from(body.list(name)?.len()).unwrap_or(0));
    let paid = match body.text("financial_status").as_deref() {
        Some("paid" | "refunded" | "partially_refunded") => 2,
        Some("partially_paid") => 1,
        _ => 0,
    };
    Ok(cancelled + count("refunds")? * 1_000 + count("fulfillments")? * 10 + paid)
}

pub fn order(body: &Piece<'_>, shop: &Shop) -> Result<Option<OrderTold>, StorefrontError> {
    // What was deleted is told by its id alone.
    if body.get("line_items").is_none() && body.get("created_at").is_none() {
        return Ok(None);
    }
    let currency: Currency = body.needed("currency")?.parse().map_err(|_| body.unreadable("currency"))?;
    let placed_at = body.instant("processed_at")?.or(body.instant("created_at")?);
    let method = method_of(&gateways(body)?.join(" "));
    let total = body.amount("total_price", currency)?;
    let number = body.text("name").or(body.text("order_number")).ok_or_else(|| body.unreadable("name"))?;
    let cancelled = body.instant("cancelled_at")?.map(|at| Cancelled { at, reason: reason(body) });
    Ok(Some(OrderTold {
        number: clean(Some(number.trim_start_matches('#').to_owned()), NUMBER_CHARS_MAX)
            .ok_or_else(|| body.unreadable("name"))?,
        placed_at: placed_at.ok_or_else(|| body.unreadable("created_at"))?,
        currency,
        tax_mode: if body.flag("taxes_included") { TaxMode::Included } else { TaxMode::Excluded },
        method,
        gateway: gateways(body)?.first().cloned(),
        contact: contact(body, shop),
        lang: body.text("customer_locale").map(|text| Lang::negotiate(&text)),
        address: address(body, shop),
        note: clean(body.text("note"), NOTE_CHARS_MAX),
        lines: body.list("line_items")?.iter().map(|line| read_line(line, currency)).collect::<Result<_, _>>()?,
        discount: 0,
        shipping: shipping(body, currency)?,
        cod_fee: 0,
        tax: body.amount("total_tax", currency)?,
        total,
        paid: paid(body, method, currency, total)?,
        paid_at: body.instant("updated_at")?,
        refunded: refunded(body, currency)?,
        cancelled,
    }))
}

fn gateways(body: &Piece<'_>) -> Result<Vec<String>, StorefrontError> {
    let named = body.list("payment_gateway_names")?;
    Ok(named.iter().filter_map(|name| clean(name.value.as_str().map(str::to_owned), 60)).collect())
}

fn reason(body: &Piece<'_>) -> Option<String> {
    clean(body.text("cancel_reason"), NOTE_CHARS_MAX)
}

/// Money that came in beforehand. Cash at the door is known by the delivery, whatever is ticked off in the storefront.
fn paid(body: &Piece<'_>, method: PaymentMethod, currency: Currency, total: i64) -> Result<i64, StorefrontError> {
    if method == PaymentMethod::CashOnDelivery {
        return Ok(0);
    }
    Ok(match body.text("financial_status").as_deref() {
        Some("paid" | "refunded" | "partially_refunded") => total,
        Some("partially_paid") => (total - body.amount("total_outstanding", currency)?).clamp(0, total.max(0)),
        _ => 0,
    })
}

/// What really went back: refunds hold tries as well.
fn refunded(body: &Piece<'_>, currency: Currency) -> Result<i64, StorefrontError> {
    let mut sum = 0i64;
    for refund in body.list("refunds")? {
        for one in refund.list("transactions")? {
            if one.text("kind").as_deref() == Some("refund") && one.text("status").as_deref() == Some("success") {
                sum = sum.saturating_add(one.amount("amount", currency)?);
            }
        }
    }
    Ok(sum)
}

fn contact(body: &Piece<'_>, shop: &Shop) -> Contact {
    let customer = body.get("customer");
    let of_customer = |name: &str| customer.as_ref().and_then(|customer| customer.text(name));
    let billing = body.get("billing_address");
    let shipping = body.get("shipping_address");
    let phones = [
        body.text("phone"),
        of_customer("phone"),
        shipping.as_ref().and_then(|part| part.text("phone")),
        billing.as_ref().and_then(|part| part.text("phone")),
    ];
    let country = shipping.as_ref().or(billing.as_ref()).and_then(|part| part.text("country_code")).unwrap_or_default();
    let name = name_of(of_customer("first_name"), of_customer("last_name"))
        .or_else(|| billing.as_ref().and_then(|part| clean(part.text("name"), 100)));
    Contact {
        name,
        phone: phone_of(&phones, &[&country, &shop.country]),
        email: email_of(body.text("email").or(body.text("contact_email")).or(of_customer("email"))),
        external_ref: customer.as_ref().and_then(|customer| customer.id("id")),
        lang: body.text("customer_locale").map(|text| Lang::negotiate(&text)),
        city: None,
    }
}

/// The shipping address; the billing address for what is not shipped.
fn address(body: &Piece<'_>, shop: &Shop) -> wasl_base::Address {
    let Some(part) = body.get("shipping_address").or(body.get("billing_address")) else {
        return address_of(AddressParts::default(), &shop.country);
    };
    let parts = AddressParts {
        recipient: part.text("name").or_else(|| name_of(part.text("first_name"), part.text("last_name"))),
        company: part.text("company"),
        line_1: part.text("address1"),
        line_2: part.text("address2"),
        district: None,
        city: part.text("city"),
        region: part.text("province"),
        postal_code: part.text("zip"),
        country: part.text("country_code"),
    };
    address_of(parts, &shop.country)
}

fn read_line(line: &Piece<'_>, currency: Currency) -> Result<LineTold, StorefrontError> {
    let quantity = line.pieces("quantity")?;
    let unit_price = line.amount("price", currency)?;
    let given = line.list("discount_allocations")?;
    let discount = match given.as_slice() {
        [] => line.amount("total_discount", currency)?,
        parts => parts.iter().map(|part| part.amount("amount", currency)).sum::<Result<i64, _>>()?,
    };
    let title = clean(line.text("title").or(line.text("name")), TITLE_CHARS_MAX);
    let variant = clean(line.text("variant_title"), TITLE_CHARS_MAX).filter(|title| title != "Default Title");
    let both: Vec<String> = [title, variant].into_iter().flatten().collect();
    Ok(LineTold {
        external_id: line.needed_id("id")?,
        sku: clean(line.text("sku"), SKU_CHARS_MAX),
        title: clean(Some(both.join(" · ")), TITLE_CHARS_MAX).ok_or_else(|| line.unreadable("title"))?,
        quantity,
        unit_price,
        discount: discount.clamp(0, unit_price.saturating_mul(quantity).max(0)),
        vat_category: if line.flag("taxable") { VatCategory::Standard } else { VatCategory::Zero },
        weight_grams: line.whole("grams")?.filter(|grams| *grams > 0),
        customisation: customisation(line)?,
    })
}

/// What the customer asked for: `Engraving: نورة`.
fn customisation(line: &Piece<'_>) -> Result<Option<String>, StorefrontError> {
    let wished = line.list("properties")?;
    let words: Vec<String> = wished
        .iter()
        // A name that begins with an underscore is for the storefront's own programs.
        .filter_map(|one| Some((one.text("name").filter(|name| !name.starts_with('_'))?, one.text("value")?)))
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    Ok(clean(Some(words.join(", ")), NOTE_CHARS_MAX))
}

fn shipping(body: &Piece<'_>, currency: Currency) -> Result<i64, StorefrontError> {
    let lines = body.list("shipping_lines")?;
    let price = |line: &Piece<'_>| {
        let name = if line.get("discounted_price").is_some() { "discounted_price" } else { "price" };
        line.amount(name, currency)
    };
    lines.iter().map(price).sum()
}
