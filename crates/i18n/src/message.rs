//! A Fluent message made ready to be written: references resolved, digits in place, plural forms chosen by ICU4X.
//! Own because the ready-made bundle takes its plural rules from a crate that counts 103 as `other` in Arabic.

use crate::bidi::isolated;
use crate::numbers;
use crate::texts::Arg;
use crate::variant::Variant;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;
use icu::plurals::{PluralCategory, PluralRules};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// References within references; a circle ends here.
const DEPTH_MAX: usize = 8;

/// The patterns of one language by key; terms under `-name`.
pub(crate) type Patterns = BTreeMap<String, Pattern<&'static str>>;

#[derive(Debug)]
pub(crate) enum Piece {
    Text(String),
    Value(&'static str),
    Choice { by: &'static str, forms: Vec<Form>, otherwise: usize },
}

#[derive(Debug)]
pub(crate) struct Form {
    pub key: Key,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Key {
    Number(i64),
    /// A plural category or any other word.
    Word(&'static str),
}

static RULES: LazyLock<[PluralRules; 3]> = LazyLock::new(|| {
    Variant::ALL.map(|variant| {
        PluralRules::try_new_cardinal(variant.icu().into())
            .unwrap_or_else(|fault| unreachable!("{} is compiled in: {fault}", variant.tag()))
    })
});

/// Turns patterns into pieces for one variant.
pub(crate) struct Compiler<'p> {
    pub variant: Variant,
    pub patterns: &'p Patterns,
    /// What could not be turned, without the key it was found in.
    pub faults: Vec<String>,
}

impl Compiler<'_> {
    pub fn message(&mut self, key: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.reference(key, 0, &mut pieces);
        pieces
    }

    fn reference(&mut self, key: &str, depth: usize, pieces: &mut Vec<Piece>) {
        let patterns = self.patterns;
        match patterns.get(key) {
            _ if depth > DEPTH_MAX => self.faults.push(format!("refers to {key} in a circle or too deeply")),
            Some(pattern) => self.pattern(pattern, depth, pieces),
            None => self.faults.push(format!("refers to {key}, which is not there")),
        }
    }

    fn pattern(&mut self, pattern: &Pattern<&'static str>, depth: usize, pieces: &mut Vec<Piece>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text(value, pieces),
                PatternElement::Placeable { expression } => self.expression(expression, depth, pieces),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'static str>, depth: usize, pieces: &mut Vec<Piece>) {
        let (selector, variants) = match expression {
            Expression::Inline(inline) => return self.inline(inline, depth, pieces),
            Expression::Select { selector, variants } => (selector, variants),
        };
        let InlineExpression::VariableReference { id } = selector else {
            return self.faults.push("chooses by something that is no value".into());
        };
        let mut forms = Vec::with_capacity(variants.len());
        for variant in variants {
            let key = match variant.key {
                VariantKey::Identifier { name } => Key::Word(name),
                VariantKey::NumberLiteral { value } => match value.parse() {
                    Ok(number) => Key::Number(number),
                    Err(_) => return self.faults.push(format!("chooses by {value}, which is no whole number")),
                },
            };
            let mut inner = Vec::new();
            self.pattern(&variant.value, depth, &mut inner);
            forms.push(Form { key, pieces: inner });
        }
        let otherwise = variants.iter().position(|variant| variant.default).unwrap_or(0);
        pieces.push(Piece::Choice { by: id.name, forms, otherwise });
    }

    fn inline(&mut self, inline: &InlineExpression<&'static str>, depth: usize, pieces: &mut Vec<Piece>) {
        match inline {
            InlineExpression::StringLiteral { value } => self.text(&unescape_unicode_to_string(value), pieces),
            InlineExpression::NumberLiteral { value } => self.text(value, pieces),
            InlineExpression::VariableReference { id } => pieces.push(Piece::Value(id.name)),
            InlineExpression::MessageReference { id, attribute: None } => self.reference(id.name, depth + 1, pieces),
            InlineExpression::TermReference { id, attribute: None, arguments: None } => {
                self.reference(&format!("-{}", id.name), depth + 1, pieces);
            }
            InlineExpression::Placeable { expression } => self.expression(expression, depth, pieces),
            InlineExpression::FunctionReference { id, .. } => {
                self.faults.push(format!("calls {}: format the value before", id.name));
            }
            InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. } => {
                self.faults.push("refers with attributes or arguments".into());
            }
        }
    }

    fn text(&self, text: &str, pieces: &mut Vec<Piece>) {
        let text = self.variant.digits_of(text);
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(&text),
            _ => pieces.push(Piece::Text(text)),
        }
    }
}

/// Writes a message with its values; returns how many values it lacked.
pub(crate) fn write(pieces: &[Piece], variant: Variant, values: &[(&str, Arg)], out: &mut String) -> u64 {
    let value = |name: &str| values.iter().find(|(given, _)| *given == name).map(|(_, value)| value);
    let mut lacking = 0;
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(name) => match value(name) {
                Some(Arg::Number(number)) => out.push_str(&numbers::whole(variant, *number)),
                Some(Arg::Text(text)) => out.push_str(&isolated(variant.lang(), text)),
                None => {
                    lacking += 1;
                    out.push_str(&format!("⟦${name}⟧"));
                }
            },
            Piece::Choice { by, forms, otherwise } => {
                let chosen = match value(by) {
                    Some(Arg::Number(number)) => by_number(variant, *number, forms),
                    Some(Arg::Text(text)) => {
                        forms.iter().find(|form| matches!(form.key, Key::Word(word) if word == text))
                    }
                    None => {
                        lacking += 1;
                        None
                    }
                };
                if let Some(form) = chosen.or_else(|| forms.get(*otherwise)) {
                    lacking += write(&form.pieces, variant, values, out);
                }
            }
        }
    }
    lacking
}

/// The form of exactly this number, or that of its plural category.
fn by_number(variant: Variant, number: i64, forms: &[Form]) -> Option<&Form> {
    let category = category_word(RULES[variant.index()].category_for(number));
    let exact = forms.iter().find(|form| form.key == Key::Number(number));
    exact.or_else(|| forms.iter().find(|form| form.key == Key::Word(category)))
}

fn category_word(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}
