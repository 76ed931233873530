//! The storefronts whose messages we read: who signed, what it is about, what it tells. Pure; a new one is a file here.

mod lenient;
mod piece;
mod settle_totals;
mod shopify;
mod signature;
mod woocommerce;

use crate::error::StorefrontError;
use crate::model::{FulfilmentTold, ObjectKind, OrderTold, ProductTold, ScanTold, Told};
use serde_json::Value;
use settle_totals::settle_totals;
use wasl_base::Instant;
use wasl_customers::Contact;
use wasl_platform::Shop;

pub(crate) use piece::Piece;
pub use signature::base64_hmac;

/// Characters of a carrier's code.
const CARRIER_CHARS_MAX: usize = 64;

/// A storefront's make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Platform {
    Shopify,
    WooCommerce,
}

/// What a message says about itself beside its body.
#[derive(Clone, Copy, Debug, Default)]
pub struct Headers<'a> {
    pub topic: Option<&'a str>,
    pub webhook_id: Option<&'a str>,
    pub signature: Option<&'a str>,
}

/// The names under which a make sends [`Headers`].
#[derive(Clone, Copy, Debug)]
pub struct HeaderNames {
    pub topic: &'static str,
    pub webhook_id: &'static str,
    pub signature: &'static str,
}

impl Platform {
    pub const ALL: [Self; 2] = [Self::Shopify, Self::WooCommerce];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::WooCommerce => "woocommerce",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|platform| platform.as_str() == text)
    }

    /// As it calls itself; the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shopify => "Shopify",
            Self::WooCommerce => "WooCommerce",
        }
    }

    /// Does the storefront make the secret? Otherwise we do, and it is entered there.
    pub fn makes_the_secret(self) -> bool {
        match self {
            Self::Shopify => true,
            Self::WooCommerce => false,
        }
    }

    pub fn header_names(self) -> HeaderNames {
        match self {
            Self::Shopify => shopify::HEADERS,
            Self::WooCommerce => woocommerce::HEADERS,
        }
    }

    /// What a person subscribes to there, as it is called there.
    pub fn topics(self) -> &'static [&'static str] {
        match self {
            Self::Shopify => shopify::TOPICS,
            Self::WooCommerce => woocommerce::TOPICS,
        }
    }

    /// Is `body` signed with one of `secrets`? Compared in constant time.
    pub fn is_signed(self, headers: &Headers<'_>, body: &[u8], secrets: &[Vec<u8>]) -> bool {
        // Both sign the raw body with HMAC-SHA256 and say so in base 64.
        headers.signature.is_some_and(|given| signature::is_base64_hmac(given, body, secrets))
    }

    /// The first call of a storefront that only wants to see whether somebody is there: unsigned, and tells nothing.
    pub fn is_greeting(self, headers: &Headers<'_>, body: &[u8]) -> bool {
        match self {
            Self::Shopify => false,
            Self::WooCommerce => woocommerce::is_greeting(headers, body),
        }
    }

    /// Is each telling an event of its own even when its body repeats? So are deletions, which say nothing but an id.
    pub fn says_when(self, topic: &str) -> bool {
        !topic.ends_with("delete") && !topic.ends_with("deleted")
    }

    /// What a message tells; nothing when its topic is no concern of ours.
    pub fn read(self, topic: &str, body: &Value, received_at: Instant) -> Result<Vec<Told>, StorefrontError> {
        match self {
            Self::Shopify => shopify::read(topic, &Piece::of(body), received_at),
            Self::WooCommerce => woocommerce::read(topic, &Piece::of(body), received_at),
        }
    }

    /// An order that [`Platform::read`] told of, in our words. None when there is no order in it: a draft, or what was
    /// deleted before it was told.
    pub fn order(self, value: &Value, shop: &Shop) -> Result<Option<OrderTold>, StorefrontError> {
        let told = match self {
            Self::Shopify => shopify::order(&Piece::of(value), shop),
            Self::WooCommerce => woocommerce::order(&Piece::of(value), shop),
        }?;
        Ok(told.map(|mut order| {
            let lang = order.lang.unwrap_or(shop.lang);
            settle_totals(&mut order, &shop.locale(lang).t("storefronts-rest-line"));
            order
        }))
    }

    /// Goods that were sent, in our words.
    pub fn fulfilment(self, value: &Value) -> Result<FulfilmentTold, StorefrontError> {
        match self {
            Self::Shopify => shopify::fulfilment(&Piece::of(value)),
            Self::WooCommerce => woocommerce::fulfilment(&Piece::of(value)),
        }
    }

    /// Where goods were, in our words: of what [`told_scan`] keeps.
    pub fn scan(self, value: &Value) -> Result<ScanTold, StorefrontError> {
        let piece = Piece::of(value);
        let word = piece.needed("status")?;
        let status = match self {
            Self::Shopify => shopify::status_of(&word),
            Self::WooCommerce => None,
        };
        let status = status.ok_or_else(|| piece.unreadable("status"))?;
        Ok(ScanTold { fulfilment: piece.needed("fulfilment")?, status, word })
    }

    pub fn product(self, value: &Value, shop: &Shop) -> Result<Option<ProductTold>, StorefrontError> {
        match self {
            Self::Shopify => shopify::product(&Piece::of(value), shop),
            Self::WooCommerce => woocommerce::product(&Piece::of(value), shop),
        }
    }

    pub fn customer(self, value: &Value, shop: &Shop) -> Result<Option<Contact>, StorefrontError> {
        match self {
            Self::Shopify => shopify::customer(&Piece::of(value), shop),
            Self::WooCommerce => woocommerce::customer(&Piece::of(value), shop),
        }
    }
}

/// A status of goods that were sent: each telling stands for itself, so that none is lost to a newer one.
fn told_scan(order: &str, fulfilment: &str, status: &str, at: Instant) -> Told {
    Told {
        kind: ObjectKind::Scan,
        external_id: format!("{fulfilment}/{status}@{}", at.us()),
        parent: Some(order.to_owned()),
        version: at,
        progress: 0,
        value: serde_json::json!({ "fulfilment": fulfilment, "status": status }),
    }
}

/// A carrier's name as its code: `SMSA Express` is `smsa-express`; `other` when nothing is left of it.
fn carrier_code(name: Option<String>) -> String {
    let folded = wasl_base::fold(&name.unwrap_or_default());
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let code: String = words.join("-").chars().take(CARRIER_CHARS_MAX).collect();
    let code = code.trim_end_matches('-');
    if code.is_empty() { "other".to_owned() } else { code.to_owned() }
}
