//! The texts of all rooms in one process-wide table. A message without values is resolved at [`install`] and costs one
//! look-up afterwards; one with values is written from pieces, its plural form chosen by CLDR's rules.

use crate::check::{self, Facts};
use crate::locale::Locale;
use crate::message::{self, Compiler, Patterns, Piece};
use crate::variant::Variant;
use fluent_syntax::ast::Entry;
use fluent_syntax::parser;
use std::cell::Cell;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock};
use wasl_base::{Coded, Lang};

/// One room's texts in both languages (Fluent 1.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resource {
    pub room: &'static str,
    pub ar: &'static str,
    pub en: &'static str,
}

/// This crate's own words (days, durations) and the errors of `wasl_base`. Always installed.
pub const TEXTS: Resource =
    Resource { room: "i18n", ar: include_str!("../locales/ar.ftl"), en: include_str!("../locales/en.ftl") };

/// A value for a message. A number is written in the locale's digits and chooses the plural form; a text is walled off
/// from the sentence's direction where it needs to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

struct Store {
    resources: Vec<Resource>,
    messages: HashMap<String, Message>,
}

struct Message {
    /// In the order of [`Variant::ALL`]. Without values it is one piece.
    pieces: [Vec<Piece>; 3],
    facts: Facts,
}

/// Replaced whole when rooms are added; the former table is leaked on purpose, so that readers hold no lock while they
/// work. It happens once in a process, a few times in tests.
static STORE: LazyLock<RwLock<&'static Store>> = LazyLock::new(|| {
    let store = Store::build(vec![TEXTS]).unwrap_or_else(|faults| unreachable!("{}", told(&faults)));
    RwLock::new(Box::leak(Box::new(store)))
});

/// How many times the table was replaced, counted while it is held.
static TABLES: AtomicU64 = AtomicU64::new(0);

static MISSING: AtomicU64 = AtomicU64::new(0);

/// Adds rooms' texts. Once per process at start; again with the same or further rooms in tests.
///
/// # Panics
/// With the whole list when the languages differ in keys or values, a message cannot be read, an Arabic count lacks one
/// of its six forms, or two rooms say the same key: a process that cannot speak does not start.
pub fn install(resources: &[Resource]) {
    let mut held = STORE.write().unwrap_or_else(PoisonError::into_inner);
    let mut all = held.resources.clone();
    for resource in resources {
        if !all.contains(resource) {
            all.push(*resource);
        }
    }
    if all.len() == held.resources.len() {
        return;
    }
    match Store::build(all) {
        Ok(store) => {
            *held = Box::leak(Box::new(store));
            TABLES.fetch_add(1, Ordering::Release);
        }
        Err(faults) => {
            drop(held);
            panic!("{}", told(&faults));
        }
    }
}

/// How many times a text or a value was asked for that is not there, since the process began. Tests hold it at zero.
pub fn missing() -> u64 {
    MISSING.load(Ordering::Relaxed)
}

/// Every installed key, in order.
pub fn keys() -> Vec<String> {
    store().messages.keys().cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

impl Locale {
    /// A message without values. An unknown key gives `⟦key⟧` and counts as [`missing`].
    pub fn t(&self, key: &str) -> String {
        self.tv(key, &[])
    }

    /// A message with values, e.g. `tv("orders-count", &[("n", 3.into())])`. A value that is not given shows as `⟦$n⟧`
    /// and counts as [`missing`].
    pub fn tv(&self, key: &str, values: &[(&str, Arg)]) -> String {
        let variant = self.variant();
        let Some(message) = store().messages.get(key) else {
            MISSING.fetch_add(1, Ordering::Relaxed);
            return format!("⟦{key}⟧");
        };
        let pieces = &message.pieces[variant.index()];
        if let [Piece::Text(text)] = pieces.as_slice() {
            return text.clone();
        }
        let mut text = String::new();
        let lacking = message::write(pieces, variant, values, &mut text);
        if lacking > 0 {
            MISSING.fetch_add(lacking, Ordering::Relaxed);
        }
        text
    }

    /// Is there a text under this key?
    pub fn has(&self, key: &str) -> bool {
        store().messages.contains_key(key)
    }

    /// What the customer reads of an error: `orders.not_found` is the message `error-orders-not_found` with the error's
    /// values. A value that the message counts by is a number, any other is text.
    pub fn error(&self, error: &dyn Coded) -> String {
        let key = error_key(error.code());
        let counts = store().messages.get(&key).map(|message| &message.facts.counts);
        let values: Vec<(&str, Arg)> = error
            .values()
            .into_iter()
            .map(|(name, text)| match text.parse::<i64>() {
                Ok(number) if counts.is_some_and(|names| names.contains(name)) => (name, Arg::Number(number)),
                _ => (name, Arg::Text(text)),
            })
            .collect();
        self.tv(&key, &values)
    }
}

/// The message key of an error code.
fn error_key(code: &str) -> String {
    format!("error-{}", code.replace('.', "-"))
}

thread_local! {
    /// The table as this thread last saw it, and the count of tables then: a page asks for a hundred texts, and a lock
    /// that all threads take so often costs them more than the texts.
    static SEEN: Cell<Option<(u64, &'static Store)>> = const { Cell::new(None) };
}

fn store() -> &'static Store {
    let count = TABLES.load(Ordering::Acquire);
    match SEEN.get() {
        Some((seen, store)) if seen == count => store,
        _ => {
            let store = *STORE.read().unwrap_or_else(PoisonError::into_inner);
            SEEN.set(Some((count, store)));
            store
        }
    }
}

fn told(faults: &[String]) -> String {
    format!("the texts do not agree:\n  {}", faults.join("\n  "))
}

impl Store {
    fn build(resources: Vec<Resource>) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let arabic = read_language(Lang::Ar, &resources, &mut faults);
        let english = read_language(Lang::En, &resources, &mut faults);
        let said = |patterns: &Patterns| -> BTreeSet<String> {
            patterns.keys().filter(|key| !key.starts_with('-')).cloned().collect()
        };
        let (ours, theirs) = (said(&arabic), said(&english));
        faults.extend(ours.difference(&theirs).map(|key| format!("en lacks {key}")));
        faults.extend(theirs.difference(&ours).map(|key| format!("ar lacks {key}")));
        let mut messages = HashMap::with_capacity(ours.len());
        for key in ours.intersection(&theirs) {
            messages.insert(key.clone(), Message::build(key, &arabic, &english, &mut faults));
        }
        if faults.is_empty() { Ok(Self { resources, messages }) } else { Err(faults) }
    }
}

impl Message {
    fn build(key: &str, arabic: &Patterns, english: &Patterns, faults: &mut Vec<String>) -> Self {
        let mut compile = |variant: Variant| {
            let lang = variant.lang();
            let patterns = if lang == Lang::Ar { arabic } else { english };
            let mut compiler = Compiler { variant, patterns, faults: Vec::new() };
            let pieces = compiler.message(key);
            let facts = check::facts_of(lang, &pieces, &mut compiler.faults);
            if variant != Variant::ArabicIndic {
                faults.extend(compiler.faults.iter().map(|what| format!("{} {key}: {what}", lang.as_str())));
            }
            (pieces, facts)
        };
        let [(western, facts), (indic, _), (latin, other)] = Variant::ALL.map(&mut compile);
        if facts.variables != other.variables {
            faults.push(format!("{key}: ar uses {:?}, en uses {:?}", facts.variables, other.variables));
        }
        Self { pieces: [western, indic, latin], facts: Facts { counts: &facts.counts | &other.counts, ..facts } }
    }
}

fn read_language(lang: Lang, resources: &[Resource], faults: &mut Vec<String>) -> Patterns {
    let mut patterns = Patterns::new();
    for resource in resources {
        let text = if lang == Lang::Ar { resource.ar } else { resource.en };
        let parsed = parser::parse(text).unwrap_or_else(|(parsed, errors)| {
            faults.extend(errors.iter().map(|error| {
                let line = text.get(..error.pos.start).map_or(0, |before| before.lines().count());
                format!("{}/{}.ftl near line {line}: {error}", resource.room, lang.as_str())
            }));
            parsed
        });
        for entry in parsed.body {
            let (key, pattern, attributes) = match entry {
                Entry::Message(message) => (message.id.name.to_owned(), message.value, message.attributes),
                Entry::Term(term) => (format!("-{}", term.id.name), Some(term.value), term.attributes),
                _ => continue,
            };
            let (Some(pattern), true) = (pattern, attributes.is_empty()) else {
                faults.push(format!("{} {key}: a message is one text, without attributes", lang.as_str()));
                continue;
            };
            if patterns.insert(key.clone(), pattern).is_some() {
                faults.push(format!("{} {key}: said twice", lang.as_str()));
            }
        }
    }
    patterns
}
