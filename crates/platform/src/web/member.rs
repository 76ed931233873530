//! A person at the console: a living session and a role in the shop of the address. Strangers get a 404.

use super::{Visitor, frame_locale};
use crate::access::{Permission, Role, User, csrf_of, find_session, find_user, lacks_second_step, role_in};
use crate::{House, PageProblem, Problem, Shop, find_shop_by_handle};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use wasl_base::{ShopId, UserId};
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

/// Nobody signed in goes to the sign-in page, whoever lacks the second step of their role sets it up first; all else is a
/// problem page.
pub enum MemberRefusal {
    SignIn(String),
    SecondStep(String),
    Problem(PageProblem),
}

impl IntoResponse for MemberRefusal {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(path) => Redirect::to(&format!("/sign-in?next={}", encode(&path))).into_response(),
            Self::SecondStep(path) => {
                Redirect::to(&format!("/second-step/set-up?next={}", encode(&path))).into_response()
            }
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
        if self.may(permission) { Ok(()) } else { Err(not_allowed()) }
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

/// Who somebody was when their form began to arrive. A form may be long on its way, on purpose: whoever was removed,
/// given another role or signed out since does nothing with it.
#[derive(Clone)]
pub(super) struct Standing {
    token: String,
    user: UserId,
    shop: ShopId,
    role: Role,
}

impl Standing {
    /// Errors: as if the whole form came now.
    pub(super) async fn check(&self, house: &House) -> Result<(), Problem> {
        let is_signed_in = find_session(house, &self.token).await? == Some(self.user);
        let mut read = house.db.read().await?;
        let role = role_in(&mut read, self.user, self.shop).await?.filter(|_| is_signed_in);
        if role.ok_or_else(Problem::not_found)? == self.role { Ok(()) } else { Err(not_allowed()) }
    }
}

fn not_allowed() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "platform.not_allowed")
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
        if lacks_second_step(house, &mut read, user.id).await? {
            return Err(MemberRefusal::SecondStep(visitor.path.clone()));
        }
        drop(read);
        let locale = frame_locale(&shop, &visitor);
        parts.extensions.insert(Standing { token: token.clone(), user: user.id, shop: shop.id, role });
        Ok(Self { user, role, shop, locale, csrf: csrf_of(&token), visitor })
    }
}

/// Whoever is signed in, on pages that belong to no shop, and the token of their forms.
pub(super) async fn signed_in(house: &House, visitor: &Visitor) -> Result<Option<(User, String)>, PageProblem> {
    let Some(token) = visitor.session(&house.config) else { return Ok(None) };
    let Some(user) = find_session(house, token).await? else { return Ok(None) };
    let mut read = house.db.read().await?;
    Ok(find_user(&mut read, user).await?.map(|user| (user, csrf_of(token))))
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
