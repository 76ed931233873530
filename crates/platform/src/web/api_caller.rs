//! A machine at the door: `Authorization: Bearer wasl_<shop>_<secret>`.

use super::Visitor;
use crate::access::{Scope, find_api_key, short_of};
use crate::{House, Problem, Shop, shop_by_short};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use std::sync::Arc;
use wasl_base::{ApiKeyId, Lang};

/// A request with a living API key.
#[derive(Clone, Debug)]
pub struct ApiCaller {
    pub shop: Arc<Shop>,
    pub key: ApiKeyId,
    pub scopes: Vec<Scope>,
    pub lang: Lang,
}

/// The shop alone, for handlers that need nothing else.
pub type BearerShop = Arc<Shop>;

impl ApiCaller {
    /// Errors: `platform.scope_missing` (403).
    pub fn require(&self, scope: Scope) -> Result<(), Problem> {
        if self.scopes.contains(&scope) || self.scopes.contains(&Scope::Admin) {
            Ok(())
        } else {
            Err(Problem::new(StatusCode::FORBIDDEN, "platform.scope_missing").with_value("scope", scope.as_str()))
        }
    }

    /// How the audit names it.
    pub fn actor(&self) -> String {
        self.key.to_string()
    }
}

impl FromRequestParts<House> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Problem> {
        let unknown = || Problem::new(StatusCode::UNAUTHORIZED, "platform.key_unknown");
        let line = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).ok_or_else(unknown)?;
        let key = line.strip_prefix("Bearer ").ok_or_else(unknown)?.trim();
        let short = short_of(key).ok_or_else(unknown)?;
        let shop = match shop_by_short(house, short).await {
            Ok(shop) => shop,
            Err(crate::ShopError::NotFound) => return Err(unknown()),
            Err(error) => return Err(error.into()),
        };
        let held = find_api_key(house, &shop, key).await?.ok_or_else(unknown)?;
        if held.is_expired {
            return Err(Problem::new(StatusCode::UNAUTHORIZED, "platform.key_expired"));
        }
        house.rate.admit_key(shop.id, held.id, house.clock.now())?;
        let lang = Visitor::of_parts(parts).lang;
        Ok(Self { shop, key: held.id, scopes: held.scopes, lang })
    }
}
