//! Tables that become cards on a phone instead of scrolling sideways.

use maud::{Markup, html};

#[derive(Clone, Debug)]
pub struct Column {
    /// Empty over buttons, which speak for themselves: such a column has no heading at all.
    pub title: String,
    /// Numbers stand at the end of their column.
    pub is_number: bool,
    /// Its cells say what they are without their title: on a phone they stand side by side.
    pub is_plain: bool,
}

impl Column {
    pub fn text(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_number: false, is_plain: false }
    }

    pub fn number(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_number: true, is_plain: false }
    }

    /// For badges, names and days, which need no title to be understood.
    pub fn plain(title: impl Into<String>) -> Self {
        Self { title: title.into(), is_number: false, is_plain: true }
    }
}

#[derive(Clone, Debug)]
pub struct Table {
    /// Read to those who do not see it.
    pub caption: String,
    pub columns: Vec<Column>,
    /// One cell per column; the first names the row. A link of class `cover` in it opens the whole row.
    pub rows: Vec<Vec<Markup>>,
}

pub fn table(table: &Table) -> Markup {
    let is_brief = table.columns.iter().any(|column| column.is_plain);
    draw(table, &[], is_brief)
}

/// On a phone its rows are a name, a figure at the end, and the rest side by side below.
pub fn brief_table(table: &Table) -> Markup {
    draw(table, &[], true)
}

/// The same with a last row of sums.
pub fn table_with_sums(table: &Table, sums: &[Markup]) -> Markup {
    draw(table, sums, false)
}

fn draw(table: &Table, sums: &[Markup], is_brief: bool) -> Markup {
    html! {
        div.table-wrap {
            table.stacks.lone[ends_in_one_figure(&table.columns)].brief[is_brief] {
                caption.visually-hidden { (table.caption) }
                thead { tr { @for column in &table.columns {
                    @if column.title.is_empty() { td {} } @else {
                        th scope="col" class=[column.is_number.then_some("end")] { (column.title) }
                    }
                } } }
                tbody { @for row in &table.rows { (cells(&table.columns, row)) } }
                @if !sums.is_empty() { tfoot { (cells(&table.columns, sums)) } }
            }
        }
    }
}

/// Whether a row closes with a figure that needs no label to be understood, such as its total.
fn ends_in_one_figure(columns: &[Column]) -> bool {
    const CELLS_MIN: usize = 4;
    columns.len() >= CELLS_MIN && matches!(columns, [.., before, last] if last.is_number && !before.is_number)
}

fn cells(columns: &[Column], row: &[Markup]) -> Markup {
    html! {
        tr { @for (cell, column) in row.iter().zip(columns) {
            td data-label=[(!column.title.is_empty() && !column.is_plain).then_some(&column.title)] class=[class_of(column, cell)] { div { (cell) } }
        } }
    }
}

/// An empty cell says nothing on a phone, where it would be a label without a value.
fn class_of(column: &Column, cell: &Markup) -> Option<&'static str> {
    match (cell.0.is_empty(), column.is_number) {
        (true, _) => Some("none"),
        (false, true) => Some("end num"),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lone_figure_leaves_its_label() {
        let columns = |kinds: &str| -> Vec<Column> {
            kinds.chars().map(|kind| if kind == 'n' { Column::number("n") } else { Column::text("t") }).collect()
        };
        for (kinds, expect) in
            [("tttn", true), ("tttnn", false), ("ttn", false), ("tttt", false), ("tntn", true), ("", false)]
        {
            assert_eq!(ends_in_one_figure(&columns(kinds)), expect, "{kinds}");
        }
    }
}
