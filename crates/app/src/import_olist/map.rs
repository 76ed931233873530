//! What an order of the set becomes in our words. Pure. Cost is not in the set and stays 0; freight is shipping; an
//! approval is the moment of payment. Prices are final: the shop's country is outside the VAT table's reach (code O).

use super::model::{Key, OlistItem, OlistOrder, OlistPaymentType, Seller};
use super::settle::{Course, Settled};
use wasl_base::{Address, Currency, Instant, OrderId};
use wasl_customers::Contact;
use wasl_events::PaymentMethod;
use wasl_orders::{CancelOrder, GivenTotals, MarkPaid, NewLine, NewTender, PlaceOrder, Settlement, TaxMode};

pub const COUNTRY: &str = "BR";
/// Where a place is not known.
pub const NOWHERE: &str = "—";

/// How an order is called, in letters of its key. No counter: it would make all writers wait for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberLetters {
    /// 48 bits: as good as distinct.
    Short,
    /// All of them, for the day on which two orders begin alike.
    Whole,
}

impl NumberLetters {
    fn count(self) -> usize {
        match self {
            Self::Short => 12,
            Self::Whole => 32,
        }
    }
}

/// The lines of an order, and which pieces of them travel together.
pub struct Goods {
    pub lines: Vec<NewLine>,
    pub parcels: Vec<SellerParcel>,
}

/// What one seller sends: (place of the line, pieces).
pub struct SellerParcel {
    pub seller: Seller,
    pub pieces: Vec<(usize, i64)>,
}

/// Pieces of one product from one seller at one price are one line.
pub fn goods(order: &OlistOrder) -> Goods {
    let mut goods = Goods { lines: Vec::new(), parcels: Vec::new() };
    let mut keys: Vec<(Key, Key, i64)> = Vec::new();
    for item in &order.items {
        let key = (item.product.key, item.seller.key, item.price_minor);
        let place = keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            keys.push(key);
            goods.lines.push(line(item));
            goods.lines.len() - 1
        });
        goods.lines[place].quantity += 1;
        goods.take(item.seller, place);
    }
    goods
}

impl Goods {
    fn take(&mut self, seller: Seller, line: usize) {
        let place = self.parcels.iter().position(|parcel| parcel.seller.key == seller.key).unwrap_or_else(|| {
            self.parcels.push(SellerParcel { seller, pieces: Vec::new() });
            self.parcels.len() - 1
        });
        let pieces = &mut self.parcels[place].pieces;
        match pieces.iter_mut().find(|(of, _)| *of == line) {
            Some((_, count)) => *count += 1,
            None => pieces.push((line, 1)),
        }
    }
}

/// A line of no pieces yet.
fn line(item: &OlistItem) -> NewLine {
    let sku = item.product.key.to_string();
    let category = item.product.category.as_deref().map(|name| name.replace('_', " "));
    let title = format!("{} · {}", category.as_deref().unwrap_or("product"), &sku[..8]);
    NewLine {
        sku: Some(sku),
        title: Some(title),
        category,
        unit_price: Some(item.price_minor),
        unit_cost: Some(0),
        weight_grams: item.product.weight_grams,
        ..NewLine::default()
    }
}

pub fn place_order(order: &OlistOrder, lines: Vec<NewLine>, letters: NumberLetters) -> PlaceOrder {
    let place = order.buyer.place.as_ref();
    let city = place.map(|place| place.city.to_string()).filter(|city| !city.is_empty());
    let address = Address {
        country: COUNTRY.to_owned(),
        region: place.map(|place| place.state.as_str().to_owned()),
        city: city.clone().unwrap_or_else(|| NOWHERE.to_owned()),
        postal_code: place.map(|place| place.zip.clone()).filter(|zip| !zip.is_empty()),
        ..Address::default()
    };
    let key = order.key.to_string();
    PlaceOrder {
        number: Some(key[..letters.count()].to_owned()),
        external_ref: Some(key),
        customer: Contact { external_ref: Some(order.buyer.key.to_string()), city, ..Contact::default() },
        tax_mode: TaxMode::Included,
        lines,
        shipping: order.items.iter().map(|item| item.freight_minor).sum(),
        given: GivenTotals { tax: None, total: Some(order.total_minor()) },
        placed_at: Some(order.placed_at),
        promised_on: order.promised_on,
        note: installments_note(order),
        ..PlaceOrder::new(Currency::BRL, method(order), address)
    }
}

/// Instalments agreed with the card's bank: they change nothing in our books, and the shop wants to see them.
fn installments_note(order: &OlistOrder) -> Option<String> {
    let most = order.payments.iter().map(|payment| payment.installments).max().unwrap_or(0);
    (most > 1).then(|| format!("{most} installments"))
}

/// The means that paid the most.
fn method(order: &OlistOrder) -> PaymentMethod {
    let most = order.payments.iter().max_by_key(|payment| (payment.value_minor, std::cmp::Reverse(payment.number)));
    most.map_or(PaymentMethod::Other, |payment| method_of(payment.kind))
}

fn method_of(kind: OlistPaymentType) -> PaymentMethod {
    match kind {
        OlistPaymentType::CreditCard | OlistPaymentType::DebitCard => PaymentMethod::Card,
        OlistPaymentType::Boleto => PaymentMethod::BankTransfer,
        OlistPaymentType::Voucher => PaymentMethod::Voucher,
        OlistPaymentType::NotDefined => PaymentMethod::Other,
    }
}

/// What came in when the payment was approved; `None` when nothing did. Payments of nothing are passed over.
pub fn mark_paid(order: &OlistOrder, id: OrderId) -> Option<MarkPaid> {
    let paid_at = order.approved_at?;
    let tenders: Vec<NewTender> = order
        .payments
        .iter()
        .filter(|payment| payment.value_minor > 0)
        .map(|payment| NewTender {
            method: method_of(payment.kind),
            gateway: None,
            amount: payment.value_minor,
            external_ref: Some(format!("{}:{}", order.key, payment.number)),
        })
        .collect();
    if tenders.is_empty() {
        return None;
    }
    let settlement = Settlement::Whole;
    Some(MarkPaid { order: id, expected_version: None, currency: None, tenders, paid_at: Some(paid_at), settlement })
}

/// The set does not say when an order was called off: after the last thing that is known of it.
pub fn cancel_order(settled: &Settled, id: OrderId) -> Option<CancelOrder> {
    let reason = match settled.course {
        Course::Cancelled => "canceled",
        Course::Unavailable => "unavailable",
        Course::Placed | Course::InHand | Course::OnItsWay | Course::Delivered => return None,
    };
    let order = &settled.order;
    let known: [Option<Instant>; 3] = [Some(order.placed_at), order.approved_at, order.handed_over_at];
    let cancelled_at = known.into_iter().flatten().max();
    Some(CancelOrder { order: id, expected_version: None, reason: Some(reason.to_owned()), cancelled_at })
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
