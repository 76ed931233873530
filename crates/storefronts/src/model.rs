//! A storefront that is connected, a message of it, and what a message tells, in our words. Which of two tellings of one
//! thing is the newer is decided here, so that any order of arrival ends in the same state.

use crate::platforms::Platform;
use serde_json::Value;
use sha2::{Digest, Sha256};
use wasl_base::{Address, Currency, Instant, Lang, OrderId, StorefrontId, StorefrontMessageId};
use wasl_customers::Contact;
use wasl_events::{PaymentMethod, Status};
use wasl_orders::{TaxMode, VatCategory};

/// How long the secret before the last change is still good, in seconds: two days, so that nothing is lost meanwhile.
pub const SECRET_OVERLAP_SECONDS: i64 = 2 * 86_400;

/// A connection, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storefront {
    pub id: StorefrontId,
    pub platform: Platform,
    pub name: String,
    /// Opens the references of its orders: `shopify:450789469`.
    pub prefix: String,
    pub secret_changed_at: Option<Instant>,
    pub created_at: Instant,
    pub ended_at: Option<Instant>,
    /// When somebody last came with a wrong signature, to within a minute.
    pub refused_at: Option<Instant>,
}

impl Storefront {
    /// Is the secret before the last change still good?
    pub fn has_two_secrets(&self, now: Instant) -> bool {
        self.secret_changed_at.is_some_and(|at| now.seconds_since(at) < SECRET_OVERLAP_SECONDS)
    }

    /// The reference under which something of it stands with us.
    pub fn reference(&self, external_id: &str) -> String {
        format!("{}:{external_id}", self.prefix)
    }
}

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MessageState {
    /// Not looked at yet.
    Waiting,
    /// What it tells stands with us.
    Done,
    /// Something newer had been told before.
    Overtaken,
    /// It belongs to an order that was not told yet.
    Held,
    /// It cannot be read, or a rule says no.
    Refused,
    /// Nothing that concerns us.
    Ignored,
}

impl MessageState {
    pub const ALL: [Self; 6] = [Self::Waiting, Self::Done, Self::Overtaken, Self::Held, Self::Refused, Self::Ignored];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Overtaken => "overtaken",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Ignored => "ignored",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A message as the page shows it, without its body.
#[derive(Clone, Debug)]
pub struct MessageRow {
    pub id: StorefrontMessageId,
    pub topic: String,
    pub state: MessageState,
    pub times: i64,
    pub received_at: Instant,
    pub code: Option<String>,
    pub field: Option<String>,
    pub about: Option<String>,
    pub order: Option<OrderId>,
}

/// Kinds of things that storefronts tell of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    Order,
    /// A line of an order: only our row that stands for it is kept.
    Line,
    /// Goods of an order that were sent.
    Fulfilment,
    /// Where such goods were at some time: every telling stands for itself.
    Scan,
    Product,
    Customer,
}

impl ObjectKind {
    pub const ALL: [Self; 6] = [Self::Order, Self::Line, Self::Fulfilment, Self::Scan, Self::Product, Self::Customer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Line => "line",
            Self::Fulfilment => "fulfilment",
            Self::Scan => "scan",
            Self::Product => "product",
            Self::Customer => "customer",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One thing as it is told, still in the storefront's own form.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub kind: ObjectKind,
    pub external_id: String,
    /// The order it belongs to.
    pub parent: Option<String>,
    /// When the storefront changed it.
    pub version: Instant,
    /// Of two tellings at one instant, the one that is further on.
    pub progress: i64,
    pub value: Value,
}

/// What orders two tellings of one thing; the greater one holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub version: i64,
    pub progress: i64,
    pub digest: Vec<u8>,
}

impl Told {
    /// The digest is of the JSON with its names in order, so that the same content ranks the same.
    pub fn rank(&self) -> Rank {
        let digest = Sha256::digest(self.value.to_string()).to_vec();
        Rank { version: self.version.us(), progress: self.progress, digest }
    }
}

/// An order as its storefront tells it. Amounts are minor units of `currency`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderTold {
    pub number: String,
    pub placed_at: Instant,
    pub currency: Currency,
    pub tax_mode: TaxMode,
    pub method: PaymentMethod,
    pub gateway: Option<String>,
    pub contact: Contact,
    pub lang: Option<Lang>,
    pub address: Address,
    pub note: Option<String>,
    pub lines: Vec<LineTold>,
    pub discount: i64,
    pub shipping: i64,
    pub cod_fee: i64,
    pub tax: i64,
    pub total: i64,
    /// What came in beforehand; cash at the door is known by the delivery.
    pub paid: i64,
    pub paid_at: Option<Instant>,
    /// What was given back of it.
    pub refunded: i64,
    pub cancelled: Option<Cancelled>,
}

/// That and why an order was called off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    pub at: Instant,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineTold {
    pub external_id: String,
    pub sku: Option<String>,
    pub title: String,
    pub quantity: i64,
    pub unit_price: i64,
    /// Off the line as a whole.
    pub discount: i64,
    pub vat_category: VatCategory,
    pub weight_grams: Option<i64>,
    pub customisation: Option<String>,
}

/// Goods that a storefront says were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FulfilmentTold {
    /// As the shop calls the carrier, e.g. `smsa`.
    pub carrier: String,
    pub number: Option<String>,
    /// The storefront's lines and how many pieces of each; none named means all that is left.
    pub lines: Vec<(String, i64)>,
    /// When this was told, where the storefront does not say.
    pub sent_at: Option<Instant>,
    /// It was taken back before it left.
    pub is_cancelled: bool,
}

/// Where goods were, as a storefront says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanTold {
    /// The storefront's id of the fulfilment.
    pub fulfilment: String,
    pub status: Status,
    /// The storefront's own word.
    pub word: String,
}

/// Something that is sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductTold {
    pub title: String,
    pub category: Option<String>,
    pub is_taxed: bool,
    pub is_active: bool,
    pub variants: Vec<VariantTold>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantTold {
    pub external_id: String,
    pub sku: Option<String>,
    pub title: Option<String>,
    /// Minor units of the shop's currency.
    pub price: i64,
    pub weight_grams: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_telling_holds_then_the_one_further_on_then_one_of_them() {
        let told = |version: i64, progress: i64, text: &str| Told {
            kind: ObjectKind::Order,
            external_id: "1".to_owned(),
            parent: None,
            version: Instant::from_us(version),
            progress,
            value: serde_json::json!({ "text": text }),
        };
        let mut all = [told(1, 9, "a"), told(2, 1, "a"), told(2, 0, "b"), told(2, 0, "a")];
        all.sort_by_key(Told::rank);
        let last = all.last().expect("one");
        assert_eq!((last.version.us(), last.progress), (2, 1));
        assert_eq!(told(2, 0, "a").rank(), told(2, 0, "a").rank());
        assert_ne!(told(2, 0, "a").rank(), told(2, 0, "b").rank());
    }
}
