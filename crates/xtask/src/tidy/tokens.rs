//! Rust source as tokens with line numbers: enough to tell code from comments and strings, and no more.

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Ident(String),
    /// The content of a string literal of any kind.
    Text(String),
    Comment(String),
    Mark(char),
    /// Numbers, characters and lifetimes: no law looks at them.
    Other,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub line: usize,
}

impl Token {
    pub fn is_ident(&self, name: &str) -> bool {
        matches!(&self.kind, Kind::Ident(it) if it == name)
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    pub fn ident(&self) -> Option<&str> {
        if let Kind::Ident(name) = &self.kind { Some(name) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Kind::Text(text) = &self.kind { Some(text) } else { None }
    }
}

/// All tokens but comments.
pub fn code(source: &str) -> Vec<Token> {
    let mut tokens = tokens(source);
    tokens.retain(|token| !matches!(token.kind, Kind::Comment(_)));
    tokens
}

/// The code that ships: without comments and without what stands under `#[cfg(test)]`.
pub fn shipped(source: &str) -> Vec<Token> {
    let all = code(source);
    let mut kept = Vec::with_capacity(all.len());
    let mut at = 0;
    while at < all.len() {
        if is_cfg_test(&all[at..]) {
            at = end_of_item(&all, at + CFG_TEST.len());
        } else {
            kept.push(all[at].clone());
            at += 1;
        }
    }
    kept
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn is_cfg_test(tokens: &[Token]) -> bool {
    tokens.len() >= CFG_TEST.len() && CFG_TEST.iter().zip(tokens).all(|(word, token)| is_word(token, word))
}

fn is_word(token: &Token, word: &str) -> bool {
    match &token.kind {
        Kind::Ident(name) => name == word,
        Kind::Mark(mark) => word.len() == 1 && word.starts_with(*mark),
        _ => false,
    }
}

/// Behind the item that begins at `at`: its closing brace, or its semicolon if it has no body.
fn end_of_item(tokens: &[Token], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.kind {
            Kind::Mark('{' | '(' | '[') => depth += 1,
            Kind::Mark(closing @ ('}' | ')' | ']')) => {
                depth = depth.saturating_sub(1);
                if depth == 0 && closing == '}' {
                    return index + 1;
                }
            }
            Kind::Mark(';') if depth == 0 => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Index of the bracket that closes the one at `open`; the end if it never closes.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.kind {
            Kind::Mark('{' | '(' | '[') => depth += 1,
            Kind::Mark('}' | ')' | ']') => {
                depth -= 1;
                if depth == 0 {
                    return index;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

pub fn tokens(source: &str) -> Vec<Token> {
    let mut reader = Reader { rest: source, line: 1 };
    let mut found = Vec::new();
    while let Some(first) = reader.rest.chars().next() {
        let line = reader.line;
        if let Some(kind) = reader.next(first) {
            found.push(Token { kind, line });
        }
    }
    found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self, first: char) -> Option<Kind> {
        if first.is_whitespace() {
            self.take(first.len_utf8());
            return None;
        }
        if self.rest.starts_with("//") {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            return Some(Kind::Comment(self.take(end)));
        }
        if self.rest.starts_with("/*") {
            return Some(Kind::Comment(self.block_comment()));
        }
        if let Some(text) = self.string() {
            return Some(Kind::Text(text));
        }
        if first == '\'' {
            return Some(self.char_or_lifetime());
        }
        if first.is_ascii_digit() {
            self.take(self.word_length());
            return Some(Kind::Other);
        }
        if first.is_alphanumeric() || first == '_' {
            let raw = if self.rest.starts_with("r#") { 2 } else { 0 };
            self.take(raw);
            let word = self.word_length();
            return Some(Kind::Ident(self.take(word)));
        }
        self.take(first.len_utf8());
        Some(Kind::Mark(first))
    }

    fn take(&mut self, bytes: usize) -> String {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken.to_owned()
    }

    fn word_length(&self) -> usize {
        self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len())
    }

    fn block_comment(&mut self) -> String {
        let mut depth = 0_usize;
        let mut at = 0;
        while at < self.rest.len() {
            if self.rest[at..].starts_with("/*") {
                depth += 1;
                at += 2;
            } else if self.rest[at..].starts_with("*/") {
                depth -= 1;
                at += 2;
                if depth == 0 {
                    break;
                }
            } else {
                at += self.rest[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        self.take(at)
    }

    /// Any string literal: plain, raw, bytes, C.
    fn string(&mut self) -> Option<String> {
        let prefix = self.rest.find(|c: char| !matches!(c, 'r' | 'b' | 'c')).filter(|&length| length <= 2)?;
        let is_raw = self.rest[..prefix].contains('r');
        let after = &self.rest[prefix..];
        let hashes = if is_raw { after.find(|c| c != '#')? } else { 0 };
        if !after[hashes..].starts_with('"') {
            return None;
        }
        self.take(prefix + hashes + 1);
        if is_raw {
            let end_mark = format!("\"{}", "#".repeat(hashes));
            let end = self.rest.find(&end_mark).unwrap_or(self.rest.len());
            let text = self.take(end);
            self.take(end_mark.len().min(self.rest.len()));
            return Some(text);
        }
        Some(self.plain_string())
    }

    fn plain_string(&mut self) -> String {
        let mut end = self.rest.len();
        let mut escaped = false;
        for (at, letter) in self.rest.char_indices() {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        let text = self.take(end);
        self.take(1.min(self.rest.len()));
        text.replace("\\\n", "\n").replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\")
    }

    fn char_or_lifetime(&mut self) -> Kind {
        let mut letters = self.rest.char_indices().skip(1);
        let first = letters.next();
        let length = match first {
            // An escape: up to the next quote that is not the escaped one.
            Some((_, '\\')) => self.rest[3.min(self.rest.len())..].find('\'').map_or(self.rest.len(), |end| end + 4),
            Some((at, letter)) if self.rest[at + letter.len_utf8()..].starts_with('\'') => at + letter.len_utf8() + 1,
            _ => 1 + self.rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len() - 1),
        };
        self.take(length.min(self.rest.len()));
        Kind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expect: &[&str]) {
        let shown: Vec<String> = tokens(source)
            .into_iter()
            .map(|token| match token.kind {
                Kind::Ident(name) => name,
                Kind::Text(text) => format!("«{text}»"),
                Kind::Comment(text) => format!("({text})"),
                Kind::Mark(mark) => mark.to_string(),
                Kind::Other => "~".to_owned(),
            })
            .collect();
        assert_eq!(shown, expect, "{source}");
    }

    #[test]
    fn code_comments_and_strings_are_told_apart() {
        check("let a = \"b // c\"; // d", &["let", "a", "=", "«b // c»", ";", "(// d)"]);
        check(r##"r#"a "b" c"# + b"x""##, &["«a \"b\" c»", "+", "«x»"]);
        check("/* a /* b */ c */ d", &["(/* a /* b */ c */)", "d"]);
        check("'x' '\\'' 'static '\\u{7f}' a", &["~", "~", "~", "~", "a"]);
        check("'\"' \"a\\\"b\"", &["~", "«a\"b»"]);
        check("1_000i64 r#type break", &["~", "type", "break"]);
        check("«ع» 'ع'", &["«", "ع", "»", "~"]);
    }

    #[test]
    fn lines_are_counted_through_strings() {
        let found = tokens("a\n\"x\ny\"\nb");
        let lines: Vec<usize> = found.iter().map(|token| token.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn tests_are_not_shipped() {
        let source = "fn a() {} #[cfg(test)] mod tests { fn b() { c[0]; } } #[cfg(test)] use d; fn e() {}";
        let names: Vec<_> = shipped(source).iter().filter_map(|token| token.ident().map(str::to_owned)).collect();
        assert_eq!(names, ["fn", "a", "fn", "e"]);
    }
}
