//! The description of the API (OpenAPI 3.1), served as JSON and as a page a person can read without any script.

use super::{Visitor, plain_locale};
use crate::House;
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use maud::{Markup, html};
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(title = "Wasl", description = "Orders, parcels and books of a shop. Errors are application/problem+json.\n\n\
        Every write takes an Idempotency-Key of your making (1 to 200 visible characters), so that it is safe to \
        repeat. The first answer is kept for seven days, unless the operator chose otherwise: the same key with the \
        same method, path and body gets it again, marked Idempotency-Replayed: true; with another request the key is \
        refused (422). Refusals are not kept. Tracking links are not kept either: a repeat tells the link that lives \
        now. After those days a key is as good as new."),
    components(schemas(crate::problem::ProblemBody, crate::problem::Messages)),
    security(("key" = []))
)]
struct Base;

pub fn base() -> OpenApiRouter<House> {
    let mut description = Base::openapi();
    description
        .components
        .get_or_insert_default()
        .add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    OpenApiRouter::with_openapi(description)
}

/// The whole API of these rooms, for those who want to read it without a server.
pub fn describe(modules: Vec<crate::Module>) -> utoipa::openapi::OpenApi {
    let mut api = modules.into_iter().fold(base(), |api, module| api.merge(module.api)).split_for_parts().1;
    super::described::complete(&mut api);
    api
}

pub fn routes(description: utoipa::openapi::OpenApi) -> Router<House> {
    let description = Arc::new(description);
    let for_page = Arc::clone(&description);
    Router::new()
        .route("/api/openapi.json", get(move || async move { Json(description.as_ref().clone()).into_response() }))
        .route("/api/docs", get(move |visitor: Visitor| async move { page(&visitor, &for_page) }))
}

fn page(visitor: &Visitor, description: &utoipa::openapi::OpenApi) -> Markup {
    let locale = plain_locale(visitor.lang);
    let body = html! {
        p { (locale.t("platform-api-intro")) " " a href="/api/openapi.json" { bdi { "openapi.json" } } }
        p { (locale.t("platform-api-repeat")) }
        @for (path, item) in &description.paths.paths {
            @for (method, operation) in operations(item) {
                (operation_card(method, path, operation))
            }
        }
    };
    super::pages::wide_page(visitor, &locale.t("platform-api-title"), body)
}

fn operations(item: &utoipa::openapi::PathItem) -> Vec<(&'static str, &Operation)> {
    [("GET", &item.get), ("POST", &item.post), ("PATCH", &item.patch), ("PUT", &item.put), ("DELETE", &item.delete)]
        .into_iter()
        .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
        .collect()
}

/// Those written in place; ours never refer elsewhere.
fn parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().flatten().filter_map(|parameter| match parameter {
        RefOr::T(parameter) => Some(parameter),
        RefOr::Ref(_) => None,
    })
}

fn operation_card(method: &str, path: &str, operation: &Operation) -> Markup {
    html! {
        section.card.operation dir="ltr" lang="en" {
            h2 { code { (method) " " (path) } }
            @if let Some(text) = &operation.summary { p { (text) } }
            @if let Some(text) = &operation.description { p.muted { (text) } }
            ul {
                @for parameter in parameters(operation) {
                    li { code { (parameter.name) } " " (parameter.description.as_deref().unwrap_or("")) }
                }
                @for (status, _) in &operation.responses.responses {
                    li { "→ " code { (status) } }
                }
            }
        }
    }
}
