//! Tables that become cards on a phone instead of scrolling sideways, and the way from page to page.

use crate::content::{back, forward};
use maud::{Markup, html};
use wasl_i18n::Locale;

#[derive(Clone, Debug)]
pub struct Column {
    pub title: String,
    /// Numbers stand at the end of their column.
    pub is_number: bool,
}

impl Column {
    pub fn text(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_number: false }
    }

    pub fn number(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_number: true }
    }
}

#[derive(Clone, Debug)]
pub struct Table {
    /// Read to those who do not see it.
    pub caption: String,
    pub columns: Vec<Column>,
    /// One cell per column; the first names the row.
    pub rows: Vec<Vec<Markup>>,
}

pub fn table(table: &Table) -> Markup {
    html! {
        div.table-wrap {
            table.stacks {
                caption.visually-hidden { (table.caption) }
                thead { tr { @for column in &table.columns {
                    th scope="col" class=[column.is_number.then_some("end")] { (column.title) }
                } } }
                tbody {
                    @for row in &table.rows {
                        tr { @for (cell, column) in row.iter().zip(&table.columns) {
                            td data-label=(column.title) class=[column.is_number.then_some("end num")] { (cell) }
                        } }
                    }
                }
            }
        }
    }
}

/// Links to the first page and to the next one.
pub fn pager(locale: &Locale, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        @if first.is_some() || next.is_some() {
            nav.pager aria-label=(locale.t("ui-pages")) {
                span { @if let Some(href) = first { a.button href=(href) { (back()) (locale.t("ui-first-page")) } } }
                span { @if let Some(href) = next { a.button href=(href) { (locale.t("ui-next-page")) (forward()) } } }
            }
        }
    }
}
