//! A JSON body, strictly: limits, no duplicate keys, no U+0000, no numbers that JavaScript would bend; every fault names its field.

use super::plain_json::PlainJson;
use crate::idempotency::{IdempotencyKey, KEY_BYTES_MAX};
use crate::{House, Problem};
use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::RefCell;
use std::fmt;

/// Largest body, in bytes.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;
/// Deepest nesting.
pub const DEPTH_MAX: usize = 32;
/// Largest whole number that every JSON reader keeps (RFC 8259 §6: 2^53 − 1).
pub const SAFE_INTEGER_MAX: u64 = (1 << 53) - 1;

/// A checked body, and the caller's `Idempotency-Key` when there is one.
#[derive(Clone, Debug)]
pub struct JsonBody<T> {
    pub value: T,
    pub key: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned> FromRequest<House> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _house: &House) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        check_kind(&parts.headers)?;
        let bytes = to_bytes(body, BODY_BYTES_MAX)
            .await
            .map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "platform.body_too_large"))?;
        let key = key_of(&parts.headers, parts.method.as_str(), parts.uri.path(), &bytes)?;
        Ok(Self { value: read_json(&bytes)?, key })
    }
}

fn check_kind(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).map_or("application/json", |kind| kind.to_str().unwrap_or(""));
    let kind = kind.split(';').next().unwrap_or("").trim();
    if kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json") {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "platform.unsupported_media_type"))
    }
}

fn key_of(headers: &HeaderMap, method: &str, path: &str, body: &[u8]) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let bad = || Problem::new(StatusCode::BAD_REQUEST, "platform.bad_idempotency_key");
    let key = value.to_str().map_err(|_| bad())?;
    if key.is_empty() || key.len() > KEY_BYTES_MAX || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(bad());
    }
    let conditions: Vec<&[u8]> = headers.get_all(header::IF_MATCH).iter().map(HeaderValue::as_bytes).collect();
    Ok(Some(IdempotencyKey::new(key, method, path, body, &conditions)))
}

/// Reads JSON into `T`; an empty body reads as `{}`. The problem names code and field.
pub fn read_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let bytes = if bytes.iter().all(u8::is_ascii_whitespace) { b"{}" } else { bytes };
    let value = strict_value(bytes)?;
    serde_path_to_error::deserialize(PlainJson(value)).map_err(|error| {
        let reason: String = error.inner().to_string().chars().take(200).collect();
        let pointer = pointer_of(error.path()) + &missing_in(&reason);
        Problem::field("platform.bad_field", pointer).with_value("reason", reason)
    })
}

/// serde tells what is missing by name and where its parent is.
fn missing_in(reason: &str) -> String {
    let name = reason.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    name.map(|name| format!("/{}", escape(name))).unwrap_or_default()
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } => format!("/{}", escape(key)),
            Segment::Enum { variant } => format!("/{variant}"),
            Segment::Unknown => String::new(),
        })
        .collect()
}

fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn strict_value(bytes: &[u8]) -> Result<Value, Problem> {
    let walk = Walk::default();
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let read = Strict { walk: &walk }.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|_| {
        walk.fault.into_inner().unwrap_or_else(|| Problem::new(StatusCode::BAD_REQUEST, "platform.bad_json"))
    })
}

/// Where the reader is, and the first fault it met. The pointer is spelled out only for a fault.
#[derive(Default)]
struct Walk {
    path: RefCell<Vec<Step>>,
    fault: RefCell<Option<Problem>>,
}

enum Step {
    Key(String),
    Index(usize),
}

impl Walk {
    fn stop<E: serde::de::Error>(&self, code: &'static str) -> E {
        let path = self.path.borrow();
        let pointer: String = path
            .iter()
            .map(|step| match step {
                Step::Key(key) => format!("/{}", escape(&key.replace('\0', ""))),
                Step::Index(index) => format!("/{index}"),
            })
            .collect();
        *self.fault.borrow_mut() = Some(Problem::field(code, pointer));
        E::custom(code)
    }

    fn enter(&self, step: Step) {
        self.path.borrow_mut().push(step);
    }

    fn leave(&self) {
        self.path.borrow_mut().pop();
    }

    fn is_too_deep(&self) -> bool {
        self.path.borrow().len() >= DEPTH_MAX
    }
}

/// Walks the text once and stops at the first fault.
#[derive(Clone, Copy)]
struct Strict<'w> {
    walk: &'w Walk,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > SAFE_INTEGER_MAX {
            return Err(self.walk.stop("platform.number_too_large"));
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        if value > SAFE_INTEGER_MAX {
            return Err(self.walk.stop("platform.number_too_large"));
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if value.abs() > SAFE_INTEGER_MAX as f64 {
            return Err(self.walk.stop("platform.number_too_large"));
        }
        if value.fract() == 0.0 {
            // `2.0` and `2e0` are whole numbers to JSON Schema and to JavaScript.
            return Ok(Value::Number((value as i64).into()));
        }
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        if wasl_base::has_nul(text) {
            return Err(self.walk.stop("platform.nul_character"));
        }
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        if self.walk.is_too_deep() {
            return Err(self.walk.stop("platform.too_deep"));
        }
        let mut out = Vec::new();
        loop {
            self.walk.enter(Step::Index(out.len()));
            match items.next_element_seed(self)? {
                Some(item) => out.push(item),
                None => break,
            }
            self.walk.leave();
        }
        self.walk.leave();
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        if self.walk.is_too_deep() {
            return Err(self.walk.stop("platform.too_deep"));
        }
        let mut out = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            self.walk.enter(Step::Key(key.clone()));
            if wasl_base::has_nul(&key) {
                return Err(self.walk.stop("platform.nul_character"));
            }
            if out.contains_key(&key) {
                return Err(self.walk.stop("platform.duplicate_key"));
            }
            let value = fields.next_value_seed(self)?;
            self.walk.leave();
            out.insert(key, value);
        }
        Ok(Value::Object(out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[serde(default)]
        lines: Vec<Line>,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Line {
        quantity: i64,
    }

    #[test]
    fn every_fault_names_code_and_field() {
        let check = |body: &str, code: &str, field: Option<&str>| {
            let problem = read_json::<Sample>(body.as_bytes()).expect_err(body);
            assert_eq!((problem.code, problem.field.as_deref()), (code, field), "{body}");
        };
        check("{", "platform.bad_json", None);
        check("{} x", "platform.bad_json", None);
        check("\u{feff}{}", "platform.bad_json", None);
        check(r#"{"lines":[],"lines":[]}"#, "platform.duplicate_key", Some("/lines"));
        check(r#"{"lines":[{"quantity":9007199254740992}]}"#, "platform.number_too_large", Some("/lines/0/quantity"));
        check(r#"{"lines":[{"quantity":1e300}]}"#, "platform.number_too_large", Some("/lines/0/quantity"));
        check(r#"{"lines":[{"quantity":1.5}]}"#, "platform.bad_field", Some("/lines/0/quantity"));
        check(r#"{"lines":[{}]}"#, "platform.bad_field", Some("/lines/0/quantity"));
        check(r#"[[]]"#, "platform.bad_field", Some(""));
        check(r#"{"lines":[[1]]}"#, "platform.bad_field", Some("/lines/0"));
        check(r#"{"lines":[{"quantity":"1"}]}"#, "platform.bad_field", Some("/lines/0/quantity"));
        check(r#"{"a\u0000b":1}"#, "platform.nul_character", Some("/ab"));
        check(r#"{"a/b":"\u0000"}"#, "platform.nul_character", Some("/a~1b"));
        check(r#"{"other":1}"#, "platform.bad_field", Some("/other"));
        let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
        assert_eq!(read_json::<Sample>(deep.as_bytes()).expect_err("deep").code, "platform.too_deep");
        assert_eq!(read_json::<Sample>(b" ").expect("empty").lines.len(), 0);
        let good = read_json::<Sample>(br#"{"lines":[{"quantity":9007199254740991}]}"#).expect("good");
        assert_eq!(good.lines[0].quantity, 9_007_199_254_740_991);
        for whole in ["2", "2.0", "2e0", "0.2e1"] {
            let body = format!(r#"{{"lines":[{{"quantity":{whole}}}]}}"#);
            assert_eq!(read_json::<Sample>(body.as_bytes()).expect(whole).lines[0].quantity, 2);
        }
    }
}
