//! What is demanded of the texts before they are used: both languages say the same things with the same values, and
//! Arabic counts in all six plural forms. Found at start and in every test, not by a customer.

use crate::message::{Form, Key, Piece};
use std::collections::BTreeSet;
use wasl_base::Lang;

/// Plural categories (CLDR) with the number that may stand for each.
const ARABIC_FORMS: [(&str, Option<i64>); 6] =
    [("zero", Some(0)), ("one", Some(1)), ("two", Some(2)), ("few", None), ("many", None), ("other", None)];
const ENGLISH_FORMS: [(&str, Option<i64>); 2] = [("one", Some(1)), ("other", None)];

/// What one message needs.
#[derive(Clone, Default, Debug, PartialEq)]
pub(crate) struct Facts {
    pub variables: BTreeSet<&'static str>,
    /// Variables whose number chooses a form: they are counts.
    pub counts: BTreeSet<&'static str>,
}

/// The facts of a message; its lacking plural forms go to `faults`.
pub(crate) fn facts_of(lang: Lang, pieces: &[Piece], faults: &mut Vec<String>) -> Facts {
    let mut facts = Facts::default();
    read(lang, pieces, &mut facts, faults);
    facts
}

fn read(lang: Lang, pieces: &[Piece], facts: &mut Facts, faults: &mut Vec<String>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Value(name) => {
                facts.variables.insert(name);
            }
            Piece::Choice { by, forms, .. } => {
                facts.variables.insert(by);
                if is_plural(forms) {
                    facts.counts.insert(by);
                    check_forms(lang, forms, faults);
                }
                for form in forms {
                    read(lang, &form.pieces, facts, faults);
                }
            }
        }
    }
}

/// `other` alone says nothing: a choice by word has it too.
fn is_plural(forms: &[Form]) -> bool {
    forms.iter().any(|form| match form.key {
        Key::Number(_) => true,
        Key::Word(word) => word != "other" && ARABIC_FORMS.iter().any(|(form, _)| *form == word),
    })
}

fn check_forms(lang: Lang, forms: &[Form], faults: &mut Vec<String>) {
    let demanded: &[(&str, Option<i64>)] = if lang == Lang::Ar { &ARABIC_FORMS } else { &ENGLISH_FORMS };
    for (word, number) in demanded {
        let said = forms.iter().any(|form| match form.key {
            Key::Word(name) => name == *word,
            Key::Number(exact) => Some(exact) == *number,
        });
        if !said {
            faults.push(format!("lacks the plural form [{word}]"));
        }
    }
}
