//! The platform's own pages: sign in, enter by link, first-run set-up, your shops, and the page of a problem.

use super::form::{CheckedForm, Nothing, OpenForm};
use super::visitor::{
    DEVICE_COOKIE, SECURE_DEVICE_COOKIE, SECURE_SESSION_COOKIE, SESSION_COOKIE, Visitor, plain_locale,
};
use super::{audit, invited, keys, own_sign_in, second_step, settings, stuck, team};
use crate::access::{
    DEVICE_SECONDS, Founder, HALF_SECONDS, SESSION_SECONDS_MAX, SignedIn, csrf_of, end_session, find_session,
    needs_setup, set_up_house, shops_of, sign_in, use_one_time_link,
};
use crate::shops::NewShop;
use crate::{House, PageProblem, Problem};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;
use wasl_i18n::{Calendar, Digits, Locale};
use wasl_ui::{Field, PlainFrame, Tone};

pub fn routes() -> Router<House> {
    Router::new()
        .route("/", get(start))
        .route("/sign-in", get(sign_in_page).post(take_sign_in))
        .route("/sign-out", post(take_sign_out))
        .route("/second-step", get(second_step::ask_page).post(second_step::take_code))
        .route("/second-step/set-up", get(second_step::set_up_page).post(second_step::take_set_up))
        .route("/enter/{token}", get(enter_page).post(take_enter))
        .route("/setup/{token}", get(setup_page).post(take_setup))
        .route("/shops", get(shops_page))
        .route("/invited/{token}", get(invited::invited_page).post(invited::take_account))
        .route("/invited/{token}/join", post(invited::take_join))
        .route("/s/{shop}/settings", get(settings::page))
        .route("/s/{shop}/keys", get(keys::page).post(keys::make))
        .route("/s/{shop}/keys/revoked", post(keys::revoke))
        .route("/s/{shop}/audit", get(audit::page))
        .route("/s/{shop}/audit/export", post(audit::export))
        .route("/s/{shop}/team", get(team::page))
        .route("/s/{shop}/team/invitations", post(team::take_invitation))
        .route("/s/{shop}/team/invitations/taken-back", post(team::take_back))
        .route("/s/{shop}/team/{id}", get(team::person_page))
        .route("/s/{shop}/team/{id}/role", post(team::take_role))
        .route("/s/{shop}/team/{id}/removal", post(team::take_removal))
        .route("/s/{shop}/me", get(own_sign_in::page))
        .route("/s/{shop}/me/password", post(own_sign_in::take_password))
        .route("/s/{shop}/me/sessions", post(own_sign_in::take_session))
        .route("/s/{shop}/me/second-step", post(second_step::take_change))
        .route("/s/{shop}/stuck", get(stuck::page))
        .route("/s/{shop}/stuck/deliveries", post(stuck::retry_delivery))
        .route("/s/{shop}/stuck/listeners", post(stuck::retry_listener))
        .route("/s/{shop}/stuck/jobs", post(stuck::retry_job))
}

/// A page outside any shop: narrow, centred.
pub(super) fn page(visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let locale = plain_locale(visitor.lang);
    let switch = visitor.switch_href();
    wasl_ui::plain_page(&PlainFrame { locale: &locale, title, language_href: &switch, is_wide: false }, body)
}

/// The same for documents that need the room.
pub fn wide_page(visitor: &Visitor, title: &str, body: Markup) -> Markup {
    let locale = plain_locale(visitor.lang);
    let switch = visitor.switch_href();
    wasl_ui::plain_page(&PlainFrame { locale: &locale, title, language_href: &switch, is_wide: true }, body)
}

/// What a person sees when something is in the way: what happened and where to go.
pub fn problem_page(visitor: &Visitor, problem: &Problem) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        (wasl_ui::notice(Tone::Warn, &problem.text(visitor.lang)))
        p { a.button href="/" { (locale.t("platform-problem-home")) } }
        p.muted.small { bdi { (problem.code) } }
    };
    page(visitor, &locale.t("platform-problem-title"), body)
}

async fn start(State(house): State<House>, visitor: Visitor) -> Result<Response, PageProblem> {
    let signed_in = match visitor.session(&house.config) {
        Some(token) => find_session(&house, token).await?.is_some(),
        None => false,
    };
    Ok(Redirect::to(if signed_in { "/shops" } else { "/sign-in" }).into_response())
}

#[derive(Deserialize)]
struct Next {
    next: Option<String>,
}

async fn sign_in_page(visitor: Visitor, Query(query): Query<Next>) -> Markup {
    sign_in_form(&visitor, query.next.as_deref(), None, "")
}

fn sign_in_form(visitor: &Visitor, next: Option<&str>, problem: Option<&Problem>, email: &str) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        p.muted { (locale.t("platform-sign-in-lead")) }
        @if let Some(problem) = problem { (wasl_ui::notice(Tone::Bad, &problem.text(visitor.lang))) }
        form.form method="post" action="/sign-in" {
            @if let Some(next) = next { input type="hidden" name="next" value=(next); }
            (wasl_ui::field(&Field { name: "email", label: &locale.t("platform-email"), value: email, kind: "email", is_required: true, autocomplete: Some("username"), is_ltr: true, ..Field::default() }))
            (wasl_ui::field(&Field { name: "password", label: &locale.t("platform-password"), kind: "password", is_required: true, autocomplete: Some("current-password"), is_ltr: true, ..Field::default() }))
            (wasl_ui::submit_button(&locale.t("platform-sign-in")))
        }
    };
    page(visitor, &locale.t("platform-sign-in-title"), body)
}

#[derive(Deserialize)]
struct SignInForm {
    email: String,
    password: String,
    next: Option<String>,
}

async fn take_sign_in(
    State(house): State<House>,
    visitor: Visitor,
    OpenForm(form): OpenForm<SignInForm>,
) -> Result<Response, PageProblem> {
    match sign_in(&house, &form.email, &form.password, visitor.device(&house.config)).await {
        Ok(entered) => Ok(let_in(&house, &entered, safe_next(form.next.as_deref()))),
        Err(error) => {
            let problem = Problem::from(error);
            let page = sign_in_form(&visitor, form.next.as_deref(), Some(&problem), &form.email);
            Ok((problem.status, page).into_response())
        }
    }
}

/// Only our own paths may follow a sign-in.
pub(super) fn safe_next(next: Option<&str>) -> &str {
    next.filter(|path| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control)
    })
    .unwrap_or("/shops")
}

/// Onwards with the cookies of a new session; whoever is half in goes by the question for their second step.
pub(super) fn let_in(house: &House, entered: &SignedIn, to: &str) -> Response {
    let asked = format!("/second-step?next={}", super::encode(to));
    let mut response = Redirect::to(if entered.is_half { &asked } else { to }).into_response();
    give_cookies(house, entered, &mut response);
    response
}

/// The session's cookie, and the device's where it was not known before.
pub(super) fn give_cookies(house: &House, entered: &SignedIn, response: &mut Response) {
    let is_https = house.config.is_https();
    let (session, device, secure) = if is_https {
        (SECURE_SESSION_COOKIE, SECURE_DEVICE_COOKIE, "; Secure")
    } else {
        (SESSION_COOKIE, DEVICE_COOKIE, "")
    };
    let line = |name: &str, token: &str, seconds: i64| {
        format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}").parse::<HeaderValue>().ok()
    };
    let cookies = [
        line(session, &entered.session, if entered.is_half { HALF_SECONDS } else { SESSION_SECONDS_MAX }),
        entered.device.as_ref().and_then(|token| line(device, token, DEVICE_SECONDS)),
    ];
    for value in cookies.into_iter().flatten() {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

async fn take_sign_out(
    State(house): State<House>,
    visitor: Visitor,
    CheckedForm(_): CheckedForm<Nothing>,
) -> Result<Response, PageProblem> {
    if let Some(token) = visitor.session(&house.config) {
        end_session(&house, token).await?;
    }
    let mut response = Redirect::to("/sign-in").into_response();
    for name in [SESSION_COOKIE, SECURE_SESSION_COOKIE] {
        let secure = if name == SECURE_SESSION_COOKIE { "; Secure" } else { "" };
        if let Ok(value) = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}").parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    // Not "cookies": that would empty those of the merchant's other sites under the same domain.
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"storage\""));
    Ok(response)
}

/// A GET changes nothing (mail scanners open links): the button does.
async fn enter_page(visitor: Visitor, Path(token): Path<String>) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        p.muted { (locale.t("platform-enter-lead")) }
        form.form method="post" action={ "/enter/" (super::encode(&token)) } {
            (wasl_ui::submit_button(&locale.t("platform-enter")))
        }
    };
    page(&visitor, &locale.t("platform-enter-title"), body)
}

async fn take_enter(
    State(house): State<House>,
    Path(token): Path<String>,
    OpenForm(_): OpenForm<Nothing>,
) -> Result<Response, PageProblem> {
    let entered = use_one_time_link(&house, &token).await?;
    Ok(let_in(&house, &entered, "/shops"))
}

async fn shops_page(State(house): State<House>, visitor: Visitor) -> Result<Response, PageProblem> {
    let Some(token) = visitor.session(&house.config).map(str::to_owned) else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let Some(user) = find_session(&house, &token).await? else {
        return Ok(Redirect::to("/sign-in").into_response());
    };
    let shops = shops_of(&house, user).await?;
    if let [only] = shops.as_slice() {
        return Ok(Redirect::to(&format!("/s/{}", only.handle)).into_response());
    }
    let locale = plain_locale(visitor.lang);
    let body = html! {
        ul.plain-list {
            @for shop in &shops { li { a.button href={ "/s/" (shop.handle) } { bdi { (shop.name(visitor.lang)) } } } }
        }
        form method="post" action="/sign-out" {
            input type="hidden" name="csrf" value=(csrf_of(&token));
            (wasl_ui::submit_button(&locale.t("platform-sign-out")))
        }
    };
    Ok(page(&visitor, &locale.t("platform-shops-title"), body).into_response())
}

async fn setup_page(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Markup, PageProblem> {
    if !needs_setup(&house).await? {
        return Err(Problem::new(StatusCode::NOT_FOUND, "platform.link_dead").into());
    }
    Ok(setup_form(&visitor, &token, None, &SetupForm::default()))
}

#[derive(Default, Deserialize)]
struct SetupForm {
    name_ar: String,
    name_en: String,
    handle: String,
    city: String,
    country: String,
    name: String,
    email: String,
    password: String,
}

/// Country, its currency and its zone: what set-up offers.
const COUNTRIES: [(&str, &str, &str); 8] = [
    ("SA", "SAR", "Asia/Riyadh"),
    ("AE", "AED", "Asia/Dubai"),
    ("KW", "KWD", "Asia/Kuwait"),
    ("QA", "QAR", "Asia/Qatar"),
    ("BH", "BHD", "Asia/Bahrain"),
    ("OM", "OMR", "Asia/Muscat"),
    ("EG", "EGP", "Africa/Cairo"),
    ("JO", "JOD", "Asia/Amman"),
];

fn setup_form(visitor: &Visitor, token: &str, problem: Option<&Problem>, form: &SetupForm) -> Markup {
    let locale = plain_locale(visitor.lang);
    let wrong = |name: &str| problem.and_then(|problem| problem.text_at(name, visitor.lang));
    let line = |name: &'static str, key: &str, value: &str, kind: &'static str, hint: Option<&str>, is_ltr: bool| {
        let error = wrong(name);
        let hint = hint.map(|key| locale.t(key));
        wasl_ui::field(&Field {
            name,
            label: &locale.t(key),
            value,
            kind,
            hint: hint.as_deref(),
            error: error.as_deref(),
            is_required: true,
            is_ltr,
            ..Field::default()
        })
    };
    let body = html! {
        p.muted { (locale.t("platform-setup-lead")) }
        @if let Some(problem) = problem { (wasl_ui::notice(Tone::Bad, &problem.text(visitor.lang))) }
        form.form method="post" action={ "/setup/" (super::encode(token)) } {
            h2 { (locale.t("platform-setup-shop")) }
            (line("name_ar", "platform-setup-name-ar", &form.name_ar, "text", None, false))
            (line("name_en", "platform-setup-name-en", &form.name_en, "text", None, true))
            (line("handle", "platform-setup-handle", &form.handle, "text", Some("platform-setup-handle-hint"), true))
            (line("city", "platform-setup-city", &form.city, "text", None, false))
            (country_select(&locale, &form.country))
            h2 { (locale.t("platform-setup-you")) }
            (line("name", "platform-setup-your-name", &form.name, "text", None, false))
            (line("email", "platform-email", &form.email, "email", None, true))
            (line("password", "platform-password", "", "password", Some("platform-setup-password-hint"), true))
            (wasl_ui::submit_button(&locale.t("platform-setup-finish")))
        }
    };
    page(visitor, &locale.t("platform-setup-title"), body)
}

fn country_select(locale: &Locale, chosen: &str) -> Markup {
    let options: Vec<(String, String)> = COUNTRIES
        .iter()
        .map(|(code, ..)| ((*code).to_owned(), locale.t(&format!("platform-country-{code}"))))
        .collect();
    wasl_ui::select("country", &locale.t("platform-setup-country"), &options, chosen)
}

async fn take_setup(
    State(house): State<House>,
    visitor: Visitor,
    Path(token): Path<String>,
    OpenForm(form): OpenForm<SetupForm>,
) -> Result<Response, PageProblem> {
    let made = match new_shop(&form, visitor.lang) {
        Ok(shop) => {
            let (email, name, password) = (form.email.clone(), form.name.clone(), form.password.clone());
            set_up_house(&house, &token, shop, &Founder { email, name, password }).await.map_err(Problem::from)
        }
        Err(problem) => Err(problem),
    };
    match made {
        Ok((shop, entered)) => Ok(let_in(&house, &entered, &format!("/s/{}", shop.handle))),
        Err(problem) => Ok((problem.status, setup_form(&visitor, &token, Some(&problem), &form)).into_response()),
    }
}

fn new_shop(form: &SetupForm, lang: wasl_base::Lang) -> Result<NewShop, Problem> {
    let wrong = || Problem::field("platform.shop_invalid", "/country");
    let (country, currency, zone) = COUNTRIES.iter().find(|(code, ..)| *code == form.country).ok_or_else(wrong)?;
    Ok(NewShop {
        handle: form.handle.trim().to_owned(),
        name_ar: form.name_ar.trim().to_owned(),
        name_en: form.name_en.trim().to_owned(),
        currency: currency.parse().map_err(|_| wrong())?,
        country: (*country).to_owned(),
        zone: zone.parse().map_err(|_| wrong())?,
        lang,
        digits: Digits::Western,
        calendar: Calendar::Gregorian,
        hue: 168,
        city: form.city.trim().to_owned(),
        region: None,
        contact_phone: None,
        contact_email: Some(form.email.trim().to_owned()),
        contact_whatsapp: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_follow_a_sign_in() {
        for (given, expect) in [
            (Some("/s/nakheel/orders?state=paid"), "/s/nakheel/orders?state=paid"),
            (Some("//evil.example"), "/shops"),
            (Some("https://evil.example"), "/shops"),
            (Some("/\\evil.example"), "/shops"),
            (Some("/\t/evil.example"), "/shops"),
            (None, "/shops"),
        ] {
            assert_eq!(safe_next(given), expect);
        }
    }
}
