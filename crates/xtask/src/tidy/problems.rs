//! Every error code an error type can give stands in docs/problems.md with its sentence in both languages.

use super::Finding;
use crate::docs::{self, PROBLEMS_PAGE};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let problems = docs::problems(tree);
    let mut found = Vec::new();
    for problem in &problems {
        if problem.texts.is_none() {
            found.push(Finding::at(
                &problem.path,
                problem.line,
                format!("`{}` has no text `{}`", problem.code, problem.key()),
            ));
        }
        if problem.kind.is_none() {
            found.push(Finding::at(
                &problem.path,
                problem.line,
                format!("the kind of `{}` cannot be read", problem.code),
            ));
        }
    }
    if problems.is_empty() {
        return found;
    }
    match tree.find(PROBLEMS_PAGE) {
        Some(page) if page.text == docs::page(&problems) => {}
        _ => found.push(Finding::on(PROBLEMS_PAGE, "is not what `cargo xtask docs` writes")),
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::expect;
    use super::*;

    const ERROR: &str = "impl Coded for E { fn code(&self) -> &'static str { match self { Self::Gone(_) => \"orders.gone\" } } \
                         fn kind(&self) -> Kind { Kind::NotFound } }";
    const AR: (&str, &str) = ("crates/orders/locales/ar.ftl", "error-orders-gone = ذهب");
    const EN: (&str, &str) = ("crates/orders/locales/en.ftl", "error-orders-gone = Gone");

    #[test]
    fn codes_have_texts_and_a_page() {
        let error = ("crates/orders/src/error.rs", ERROR);
        let page = docs::page(&docs::problems(&Tree::of(&[error, AR, EN])));
        assert!(page.contains("orders.gone") && page.contains("ذهب") && page.contains("404"), "{page}");
        expect(check, &[error, AR, EN, (PROBLEMS_PAGE, &page)], 0);
        expect(check, &[error, AR, EN], 1);
        expect(check, &[error, AR, EN, (PROBLEMS_PAGE, "old")], 1);
        expect(check, &[error, AR, (PROBLEMS_PAGE, "old")], 2);
        expect(check, &[("crates/orders/src/lib.rs", "fn a() {}")], 0);
    }
}
