//! The API as a page of Markdown, from its own description: docs/api.md is this text, so it cannot say anything else.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use utoipa::openapi::OpenApi;

const INTRO: &str = "# API\n\nWritten by `cargo xtask docs` from the OpenAPI document, which a running house serves at `/api/openapi.json` and, to be\n\
                     read, at `/api/docs`; `wasl openapi` prints it. Callers send `Authorization: Bearer <key>`. Errors are\n\
                     `application/problem+json`, see [problems](problems.md).\n";
const METHODS: [&str; 5] = ["get", "post", "patch", "put", "delete"];

/// Every room's endpoints as one document.
pub fn description() -> OpenApi {
    wasl_platform::web::describe(crate::modules())
}

/// Endpoints by section, then the bodies they take and give.
pub fn page(description: &OpenApi) -> Result<String, serde_json::Error> {
    let document = serde_json::to_value(description)?;
    let mut page = String::from(INTRO);
    let mut sections: BTreeMap<&str, Vec<(&str, &str, &Value)>> = BTreeMap::new();
    for (path, item) in members(&document["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let section = operation["tags"][0].as_str().unwrap_or("others");
                sections.entry(section).or_default().push((path, method, operation));
            }
        }
    }
    for (section, endpoints) in sections {
        put(&mut page, &format!("\n## {section}"));
        for (path, method, operation) in endpoints {
            endpoint(&mut page, path, method, operation);
        }
    }
    common(&mut page, &document);
    page.push_str("\n## Bodies\n");
    for (name, schema) in members(&document["components"]["schemas"]) {
        body(&mut page, name, schema);
    }
    Ok(page)
}

fn endpoint(page: &mut String, path: &str, method: &str, operation: &Value) {
    put(page, &format!("\n### {} `{path}`", method.to_uppercase()));
    for words in [&operation["summary"], &operation["description"]].into_iter().filter_map(Value::as_str) {
        put(page, &format!("\n{words}"));
    }
    let taken = operation.pointer("/requestBody/content/application~1json/schema");
    if let Some(schema) = taken {
        put(page, &format!("\nTakes {}.", kind_of(schema)));
    }
    page.push('\n');
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, place) = (word(&parameter["name"]), word(&parameter["in"]));
        put(page, &format!("- `{name}` ({place}): {}", line(&parameter["description"])));
    }
    for (status, answer) in members(&operation["responses"]) {
        // What any call may meet is told once.
        if answer.get("$ref").is_none() {
            put(page, &format!("- **{status}** {}{}", line(&answer["description"]), given(answer)));
        }
    }
}

fn given(answer: &Value) -> String {
    let schema = |kind| answer.pointer(&format!("/content/{kind}/schema"));
    let given = schema("application~1json").or_else(|| schema("application~1problem+json"));
    given.map(|schema| format!(", {}", kind_of(schema))).unwrap_or_default()
}

/// The refusals that no endpoint names, by status.
fn common(page: &mut String, document: &Value) {
    put(page, "\n## What any call may meet\n");
    let mut rows: BTreeMap<&str, &str> = BTreeMap::new();
    for (_, item) in members(&document["paths"]) {
        for (status, answer) in
            METHODS.iter().filter_map(|method| item.get(method)).flat_map(|one| members(&one["responses"]))
        {
            if let Some(name) = answer["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
                rows.insert(status, name);
            }
        }
    }
    for (status, name) in rows {
        let answer = &document["components"]["responses"][name];
        put(page, &format!("- **{status}** {}{}", line(&answer["description"]), given(answer)));
    }
}

fn body(page: &mut String, name: &str, schema: &Value) {
    put(page, &format!("\n### {name}"));
    if let Some(words) = schema["description"].as_str() {
        put(page, &format!("\n{}", words.replace('\n', " ")));
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
        put(page, &format!("\nOne of {}.", words.join(", ")));
    }
    if let Some(form) = schema["pattern"].as_str() {
        put(page, &format!("\nForm: `{form}`"));
    }
    let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut rows = members(&schema["properties"]).peekable();
    if rows.peek().is_some() {
        page.push_str("\n| field | type | |\n|---|---|---|\n");
    }
    for (field, property) in rows {
        let mark = if needed.contains(&field) { "" } else { "?" };
        let meaning = line(&property["description"]).replace('|', "\\|");
        put(page, &format!("| `{field}`{mark} | {} | {meaning} |", kind_of(property).replace('|', "\\|")));
    }
}

/// A type in a few words; what is described elsewhere becomes a link to it.
fn kind_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(some) = schema[choice].as_array() {
            let kinds: Vec<String> = some.iter().filter(|one| one["type"] != "null").map(kind_of).collect();
            return kinds.join(" or ");
        }
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(some) => some.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        one => one.as_str().into_iter().collect(),
    };
    match kinds[..] {
        ["array"] => format!("list of {}", kind_of(&schema["items"])),
        _ => kinds.join(" or "),
    }
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn line(value: &Value) -> String {
    word(value).replace('\n', " ")
}

fn put(page: &mut String, text: &str) {
    // A String takes everything.
    let _ = writeln!(page, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `cargo xtask docs` writes it.
    const COMMITTED: &str = include_str!("../../../docs/api.md");

    #[test]
    fn the_committed_page_is_the_description_of_the_api() {
        let page = page(&description()).expect("a page");
        let differs = page.lines().zip(COMMITTED.lines()).find(|(now, held)| now != held);
        assert!(page == COMMITTED, "run `cargo xtask docs`; the first line that differs: {differs:?}");
    }

    #[test]
    fn every_endpoint_stands_in_its_section_with_its_bodies() {
        let page = page(&description()).expect("a page");
        for piece in [
            "## orders\n",
            "### POST `/api/v1/orders`",
            "Takes [NewOrder",
            "## ledger\n",
            "- `Idempotency-Key` (header)",
        ] {
            assert!(page.contains(piece), "no {piece}");
        }
        // Every link leads to a body of this page.
        for target in page.split("](#").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(
                page.lines().any(|line| line.strip_prefix("### ").is_some_and(|name| name.to_lowercase() == target)),
                "{target}"
            );
        }
    }
}
