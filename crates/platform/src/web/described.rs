//! What holds for every operation stands here once and not at each handler: the refusals that any call may meet, the form
//! of problems, the headers of writes and the parameters of lists. Handlers describe what is their own.

use super::cursor::{LIMIT_DEFAULT, LIMIT_MAX};
use super::shape::by_pattern;
use crate::idempotency::KEY_BYTES_MAX;
use std::collections::BTreeSet;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{ContentBuilder, OpenApi, PathItem, Ref, RefOr, Required};

const PROBLEM: &str = "application/problem+json";

/// A refusal that needs no saying at each operation.
struct Refusal {
    status: &'static str,
    name: &'static str,
    told: &'static str,
    header: Option<(&'static str, &'static str)>,
    is_met_by: fn(&Call) -> bool,
}

/// What decides which refusals an operation may meet.
struct Call {
    has_body: bool,
    has_query: bool,
}

const RETRY: Option<(&str, &str)> = Some(("Retry-After", "Seconds to wait before it is worth another try."));

const REFUSALS: [Refusal; 10] = [
    Refusal {
        status: "400",
        name: "Unreadable",
        told: "It cannot be read: no JSON, a parameter that stands twice, or an Idempotency-Key out of form",
        header: None,
        is_met_by: |call| call.has_body || call.has_query,
    },
    Refusal {
        status: "401",
        name: "Unknown",
        told: "The key is missing or not known",
        header: Some(("WWW-Authenticate", "`Bearer`: a key is asked for.")),
        is_met_by: |_| true,
    },
    Refusal { status: "403", name: "Forbidden", told: "The key lacks the scope", header: None, is_met_by: |_| true },
    Refusal {
        status: "413",
        name: "TooLarge",
        told: "The body is larger than 1 MiB",
        header: None,
        is_met_by: |call| call.has_body,
    },
    Refusal {
        status: "415",
        name: "NotJson",
        told: "The body is sent as something else than JSON",
        header: None,
        is_met_by: |call| call.has_body,
    },
    Refusal {
        status: "422",
        name: "Invalid",
        told: "A field, a parameter or a header is wrong, or the Idempotency-Key stands for another request",
        header: None,
        is_met_by: |call| call.has_body || call.has_query,
    },
    Refusal {
        status: "429",
        name: "TooManyRequests",
        told: "More requests than the key or its shop may send",
        header: RETRY,
        is_met_by: |_| true,
    },
    Refusal {
        status: "503",
        name: "Unavailable",
        told: "The store does not answer; nothing was kept, unless the code is `db.commit_unknown`",
        header: RETRY,
        is_met_by: |_| true,
    },
    Refusal {
        status: "504",
        name: "TooSlow",
        told: "It took too long and was broken off; what it was to write may have been kept: repeat it with the same Idempotency-Key",
        header: None,
        is_met_by: |_| true,
    },
    Refusal {
        status: "507",
        name: "Full",
        told: "The store is full; nothing was kept, reading goes on",
        header: RETRY,
        is_met_by: |call| call.has_body,
    },
];

/// Adds what is common to the rooms' own descriptions.
pub fn complete(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    let without_needs: BTreeSet<String> =
        components.schemas.iter().filter(|(_, schema)| needs_nothing(schema)).map(|(name, _)| name.clone()).collect();
    for refusal in &REFUSALS {
        components.responses.insert(refusal.name.to_owned(), RefOr::T(refusal.described()));
    }
    for operation in api.paths.paths.values_mut().flat_map(operations_mut) {
        for parameter in operation.parameters.iter_mut().flatten() {
            if let RefOr::T(parameter) = parameter {
                describe_parameter(parameter);
            }
        }
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            // An empty body reads as `{}`.
            if names_one_of(body, &without_needs) {
                body.required = Some(Required::False);
            }
        }
        describe_answers(operation);
    }
}

fn operations_mut(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}

fn needs_nothing(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.required.is_empty())
}

fn names_one_of(body: &RequestBody, names: &BTreeSet<String>) -> bool {
    body.content.values().any(|content| match content {
        RefOr::T(content) => match &content.schema {
            Some(RefOr::Ref(to)) => to.ref_location.rsplit('/').next().is_some_and(|name| names.contains(name)),
            _ => false,
        },
        RefOr::Ref(_) => false,
    })
}

/// Those that mean the same wherever they stand.
fn describe_parameter(parameter: &mut Parameter) {
    let schema = match (&parameter.parameter_in, parameter.name.as_str()) {
        (ParameterIn::Header, "Idempotency-Key") => {
            let pattern = format!("^[!-~]{{1,{KEY_BYTES_MAX}}}$");
            by_pattern("A key of your making.", &pattern, None)
        }
        (ParameterIn::Header, "If-Match") => {
            by_pattern("A version as `ETag` has it, or `*`.", r#"^(\*|(W/)?"[0-9]{1,18}"|[0-9]{1,18})$"#, Some("\"3\""))
        }
        // Sixteen bytes in base64url without padding (RFC 4648 §5).
        (ParameterIn::Query, "cursor") => by_pattern("As an answer gave it.", "^([A-Za-z0-9_-]{21}[AQgw])?$", None),
        (ParameterIn::Query, "limit") => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(LIMIT_MAX))
            .default(Some(LIMIT_DEFAULT.into()))
            .build()
            .into(),
        _ => return,
    };
    parameter.schema = Some(RefOr::T(schema));
}

fn describe_answers(operation: &mut Operation) {
    let call = Call { has_body: operation.request_body.is_some(), has_query: is_given(operation, &ParameterIn::Query) };
    let is_repeatable = is_given(operation, &ParameterIn::Header);
    let answers = &mut operation.responses.responses;
    for (status, answer) in answers.iter_mut() {
        let RefOr::T(answer) = answer else { continue };
        if status.starts_with(['4', '5']) {
            *answer = problem(&answer.description);
        } else if is_repeatable {
            let told = "`true` when this is the first answer to the key, given again.";
            answer.headers.insert("Idempotency-Replayed".to_owned(), RefOr::T(header(told)));
        }
    }
    for refusal in REFUSALS.iter().filter(|refusal| (refusal.is_met_by)(&call)) {
        let known = || RefOr::Ref(Ref::from_response_name(refusal.name));
        answers.entry(refusal.status.to_owned()).or_insert_with(known);
    }
}

fn is_given(operation: &Operation, place: &ParameterIn) -> bool {
    operation.parameters.iter().flatten().any(|one| matches!(one, RefOr::T(one) if one.parameter_in == *place))
}

impl Refusal {
    fn described(&self) -> Response {
        let mut response = problem(self.told);
        if let Some((name, told)) = self.header {
            response.headers.insert(name.to_owned(), RefOr::T(header(told)));
        }
        response
    }
}

fn problem(told: &str) -> Response {
    let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("ProblemBody"))).build();
    ResponseBuilder::new().description(told).content(PROBLEM, body).build()
}

fn header(told: &str) -> utoipa::openapi::Header {
    let text = ObjectBuilder::new().schema_type(Type::String);
    HeaderBuilder::new().schema(Some(Schema::from(text.build()))).description(Some(told)).build()
}
