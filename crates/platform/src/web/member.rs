//! A person at the console: a living session and a role in the shop of the address. Strangers get a 404.

use super::{Visitor, frame_locale};
use crate::access::{Permission, Role, User, csrf_of, find_session, find_user, role_in};
use crate::{House, PageProblem, Problem, Shop, find_shop_by_handle};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct Member {
    pub user: User,
    pub role: Role,
    pub shop: Arc<Shop>,
    pub locale: Locale,
    /// For the hidden field `csrf` of every form.
    pub csrf: String,
    /// Path and query of this page, for the language switch and the navigation.
    pub visitor: Visitor,
}

/// Nobody signed in goes to the sign-in page; all else is a problem page.
pub enum MemberRefusal {
    SignIn(String),
    Problem(PageProblem),
}

impl IntoResponse for MemberRefusal {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(path) => Redirect::to(&format!("/sign-in?next={}", encode(&path))).into_response(),
            Self::Problem(problem) => problem.into_response(),
        }
    }
}

impl<E: Into<PageProblem>> From<E> for MemberRefusal {
    fn from(error: E) -> Self {
        Self::Problem(error.into())
    }
}

impl Member {
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }

    /// Errors: `platform.not_allowed` (403).
    pub fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.may(permission) { Ok(()) } else { Err(Problem::new(StatusCode::FORBIDDEN, "platform.not_allowed")) }
    }

    /// How the audit names this person.
    pub fn actor(&self) -> String {
        self.user.id.to_string()
    }

    /// An address inside this shop's console: `path` begins with a slash or is empty for its home.
    pub fn href(&self, path: &str) -> String {
        format!("/s/{}{path}", self.shop.handle)
    }
}

impl FromRequestParts<House> for Member {
    type Rejection = MemberRefusal;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, MemberRefusal> {
        let visitor = Visitor::clone(&Visitor::of_parts(parts));
        let sign_in = || MemberRefusal::SignIn(visitor.path.clone());
        let token = visitor.session(&house.config).map(str::to_owned).ok_or_else(sign_in)?;
        let user = find_session(house, &token).await?.ok_or_else(sign_in)?;
        let params = RawPathParams::from_request_parts(parts, house).await.map_err(|_| Problem::not_found())?;
        let handle = params.iter().find(|(name, _)| *name == "shop").map(|(_, value)| value.to_owned());
        let shop = find_shop_by_handle(house, &handle.ok_or_else(Problem::not_found)?).await?;
        let mut read = house.db.read().await?;
        let role = role_in(&mut read, user, shop.id).await?.ok_or_else(Problem::not_found)?;
        let user = find_user(&mut read, user).await?.ok_or_else(sign_in)?;
        drop(read);
        let locale = frame_locale(&shop, &visitor);
        Ok(Self { user, role, shop, locale, csrf: csrf_of(&token), visitor })
    }
}

/// Percent-encodes what may not stand in a query value (RFC 3986 unreserved and slash stay).
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
