//! Finds error codes in source: the arms of `fn code` with the kinds of the `fn kind` beside it, and the codes
//! that HTTP code names next to a status.

use crate::tidy::tokens::{Token, closing, shipped};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Eq)]
pub struct Given {
    pub code: String,
    pub line: usize,
    pub kind: Option<(String, u16)>,
}

/// Name of the kind, its status. The same table as `platform::problem::status_of`.
const KINDS: [(&str, u16); 10] = [
    ("NotFound", 404),
    ("Invalid", 422),
    ("Refused", 409),
    ("Conflict", 409),
    ("Forbidden", 403),
    ("Unauthenticated", 401),
    ("Limited", 429),
    ("Full", 507),
    ("Unavailable", 503),
    ("Bug", 500),
];

/// Statuses that HTTP code names, with the kind they are nearest to.
const STATUSES: [(&str, u16, &str); 15] = [
    ("BAD_REQUEST", 400, "Invalid"),
    ("UNAUTHORIZED", 401, "Unauthenticated"),
    ("FORBIDDEN", 403, "Forbidden"),
    ("NOT_FOUND", 404, "NotFound"),
    ("METHOD_NOT_ALLOWED", 405, "Invalid"),
    ("CONFLICT", 409, "Conflict"),
    ("GONE", 410, "NotFound"),
    ("PAYLOAD_TOO_LARGE", 413, "Limited"),
    ("UNSUPPORTED_MEDIA_TYPE", 415, "Invalid"),
    ("UNPROCESSABLE_ENTITY", 422, "Invalid"),
    ("TOO_MANY_REQUESTS", 429, "Limited"),
    ("INTERNAL_SERVER_ERROR", 500, "Bug"),
    ("SERVICE_UNAVAILABLE", 503, "Unavailable"),
    ("GATEWAY_TIMEOUT", 504, "Unavailable"),
    ("INSUFFICIENT_STORAGE", 507, "Full"),
];

pub fn given(source: &str) -> Vec<Given> {
    let tokens = shipped(source);
    let mut found = beside_a_status(&tokens);
    let kinds = bodies(&tokens, "kind");
    for (nth, body) in bodies(&tokens, "code").into_iter().enumerate() {
        let kinds = kinds.get(nth).map(|body| kinds_of(body)).unwrap_or_default();
        let arms = codes_of(body);
        if arms.is_empty() && names(body, "self") && source.contains("impl Coded for") {
            found.extend(constants(&tokens, &kinds));
        }
        for (variants, token, code) in arms {
            let kind = variants.iter().chain([&"_".to_owned()]).find_map(|variant| kinds.get(variant)).cloned();
            found.push(Given { code, line: token.line, kind });
        }
    }
    found
}

/// `StatusCode::NOT_FOUND, "room.code"` and `Problem::field("room.code", …)`.
fn beside_a_status(tokens: &[Token]) -> Vec<Given> {
    let mut found = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some(code) = code_of(token) else { continue };
        let before = |back: usize| index.checked_sub(back).map(|at| &tokens[at]);
        let word = |back: usize| before(back).and_then(Token::ident).unwrap_or("");
        let is_mark = |back: usize, mark: char| before(back).is_some_and(|it| it.is_mark(mark));
        let kind = if is_mark(1, ',') && word(5) == "StatusCode" {
            STATUSES.iter().find(|(name, ..)| *name == word(2)).map(|&(_, status, kind)| (kind.to_owned(), status))
        } else if is_mark(1, '(') && word(2) == "field" && word(5) == "Problem" {
            Some(("Invalid".to_owned(), 422))
        } else {
            continue;
        };
        found.push(Given { code, line: token.line, kind });
    }
    found
}

/// The bodies of all functions of that name.
fn bodies<'t>(tokens: &'t [Token], name: &str) -> Vec<&'t [Token]> {
    let mut found = Vec::new();
    for at in 0..tokens.len().saturating_sub(1) {
        if !(tokens[at].is_ident("fn") && tokens[at + 1].is_ident(name)) {
            continue;
        }
        // A trait only declares it: a semicolon comes before any brace.
        let end_of_head = tokens[at..].iter().position(|it| it.is_mark('{') || it.is_mark(';'));
        if let Some(open) = end_of_head.map(|offset| at + offset).filter(|&open| tokens[open].is_mark('{')) {
            found.push(&tokens[open + 1..closing(tokens, open)]);
        }
    }
    found
}

/// Codes in a body of `fn code`, with the variants of the arm they stand in.
fn codes_of(body: &[Token]) -> Vec<(Vec<String>, &Token, String)> {
    let arms = body.iter().enumerate().filter_map(|(at, token)| code_of(token).map(|code| (at, token, code)));
    arms.map(|(at, token, code)| (variants_before(body, at), token, code)).collect()
}

/// Variant → kind; `_` stands for all the rest and for a body without arms.
fn kinds_of(body: &[Token]) -> BTreeMap<String, (String, u16)> {
    let mut found = BTreeMap::new();
    for at in 0..body.len() {
        let is_kind = body[at].is_ident("Kind") && body.get(at + 1).is_some_and(|it| it.is_mark(':'));
        let Some(name) = body.get(at + 3).and_then(Token::ident).filter(|_| is_kind) else { continue };
        let Some(&(name, status)) = KINDS.iter().find(|(known, _)| *known == name) else { continue };
        let mut variants = variants_before(body, at);
        if variants.is_empty() {
            variants.push("_".to_owned());
        }
        for variant in variants {
            found.entry(variant).or_insert_with(|| (name.to_owned(), status));
        }
    }
    found
}

/// The variants named by the arm whose value begins at `at`, read backwards from its `=>`; none if there is no arm.
fn variants_before(body: &[Token], at: usize) -> Vec<String> {
    let is_arrow = |end: usize| end >= 2 && body[end - 1].is_mark('>') && body[end - 2].is_mark('=');
    let braced = at >= 1 && body[at - 1].is_mark('{');
    let mut end = match (is_arrow(at), braced && is_arrow(at - 1)) {
        (true, _) => at - 2,
        (_, true) => at - 3,
        _ => return Vec::new(),
    };
    let mut variants = Vec::new();
    while end > 0 {
        let token = &body[end - 1];
        if token.is_mark(')') || token.is_mark('}') {
            // The end of `Self::A { .. }` belongs to this pattern; the end of the last arm's block does not.
            let continues =
                body.get(end).is_some_and(|next| next.is_mark('=') || next.is_mark('|') || next.is_ident("if"));
            if token.is_mark('}') && !continues {
                break;
            }
            end = opening(body, end - 1);
        } else if token.is_mark(',') || token.is_mark('{') {
            break;
        } else {
            let is_variant = token.ident().is_some_and(|name| name == "_" || name.starts_with(char::is_uppercase));
            if is_variant && !token.is_ident("Self") && !body[end].is_mark(':') {
                variants.extend(token.ident().map(str::to_owned));
            }
            end -= 1;
        }
    }
    variants
}

/// Index of the bracket that opens what closes at `close`.
fn opening(tokens: &[Token], close: usize) -> usize {
    let mut depth = 0_usize;
    for at in (0..=close).rev() {
        if ['}', ')', ']'].iter().any(|&mark| tokens[at].is_mark(mark)) {
            depth += 1;
        } else if ['{', '(', '['].iter().any(|&mark| tokens[at].is_mark(mark)) {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    0
}

/// An error that carries its code names it in constants: `const TOO_LONG: &str = "address.too_long"`.
fn constants(tokens: &[Token], kinds: &BTreeMap<String, (String, u16)>) -> Vec<Given> {
    let mut found = Vec::new();
    for window in tokens.windows(2).filter(|window| window[0].is_mark('=')) {
        if let Some(code) = code_of(&window[1]) {
            found.push(Given { code, line: window[1].line, kind: kinds.get("_").cloned() });
        }
    }
    found
}

fn names(body: &[Token], name: &str) -> bool {
    body.iter().any(|token| token.is_ident(name))
}

/// `room.code`: two words of small letters.
fn code_of(token: &Token) -> Option<String> {
    let text = token.text()?;
    let (room, code) = text.split_once('.')?;
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    (is_word(room) && is_word(code)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[(&str, &str)]) {
        let found = given(source);
        let shown: Vec<(&str, &str)> = found
            .iter()
            .map(|it| (it.code.as_str(), it.kind.as_ref().map_or("?", |(kind, _)| kind.as_str())))
            .collect();
        assert_eq!(shown, expect, "{source}");
    }

    #[test]
    fn arms_meet_their_kinds() {
        check(
            "impl Coded for E { fn code(&self) -> &'static str { match self {
                Self::A => \"x.a\", Self::B { .. } => \"x.b\", Self::C(_) | Self::D { n, m } => { \"x.c\" } Self::E(e) => e.code(), } }
              fn kind(&self) -> Kind { match self { Self::A | Self::C(_) => { Kind::Refused } Self::B { n: 0 } if q => Kind::Limited,
                Self::E(e) => e.kind(), _ => Kind::Bug } } }",
            &[("x.a", "Refused"), ("x.b", "Limited"), ("x.c", "Refused")],
        );
        check(
            "fn code(&self) -> &str { match self { Self::A => \"x.a\", Self::B => \"x.b\" } } fn kind(&self) -> Kind { Kind::Invalid }",
            &[("x.a", "Invalid"), ("x.b", "Invalid")],
        );
        check("trait Coded { fn code(&self) -> &'static str; fn kind(&self) -> Kind; }", &[]);
        check("fn code(&self) -> &str { match self { Self::A => \"x.a\" } }", &[("x.a", "?")]);
    }

    #[test]
    fn two_errors_of_a_file_keep_their_own_kinds() {
        check(
            "fn code(&self) -> &str { \"x.a\" } fn kind(&self) -> Kind { Kind::Bug } fn code(&self) -> &str { \"x.b\" } \
             fn kind(&self) -> Kind { Kind::Full }",
            &[("x.a", "Bug"), ("x.b", "Full")],
        );
    }

    #[test]
    fn codes_beside_a_status_and_in_constants_are_seen() {
        check("Problem::new(StatusCode::GONE, \"x.gone\")", &[("x.gone", "NotFound")]);
        check("Problem::field(\"x.short\", \"/a\")", &[("x.short", "Invalid")]);
        check("f(\"x.csv\"); let a = \"b.c\";", &[]);
        check(
            "const LONG: &str = \"x.long\"; impl Coded for E { fn code(&self) -> &'static str { self.code } \
             fn kind(&self) -> Kind { Kind::Invalid } }",
            &[("x.long", "Invalid")],
        );
    }
}
