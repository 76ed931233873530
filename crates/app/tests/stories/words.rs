//! Every SQL text is understood by both engines, and every code a caller may meet has its sentence in both languages.

use wasl_base::{Lang, Zone};
use wasl_i18n::Locale;
use wasl_platform::testing::on_both;

/// Written from the error types by `cargo xtask docs`, which CI compares with the tree.
const PROBLEMS: &str = include_str!("../../../../docs/problems.md");

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    on_both(wasl::modules, |t| async move {
        for module in wasl::modules() {
            wasl_db::testing::check_statements(&t.house.db, module.statements).await;
        }
    })
    .await;
}

#[test]
fn every_problem_speaks_both_languages() {
    wasl_i18n::install(&wasl::texts(&wasl::modules()));
    let codes: Vec<&str> = PROBLEMS.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(codes.len() > 50, "the page of problems lists {} codes", codes.len());
    let mut mute = Vec::new();
    for lang in Lang::ALL {
        let locale = Locale::new(lang, Zone::utc());
        for code in &codes {
            if !locale.has(&format!("error-{}", code.replace('.', "-"))) {
                mute.push(format!("{code} ({})", lang.as_str()));
            }
        }
    }
    assert_eq!(mute, Vec::<String>::new());
}
