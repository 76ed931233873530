//! What a command that moves a whole store says on its way: a line for each table, and more for a long one.

use wasl_db::{MoveStep, Moved};

/// Rows of one table after which a line says how far it has come.
const TOLD_EVERY_ROWS: u64 = 100_000;

pub fn told_rows(tell: &dyn Fn(String)) -> impl Fn(MoveStep<'_>) {
    move |step: MoveStep<'_>| {
        if step.is_whole {
            tell(format!("{:>10}  {}", step.rows, step.table));
        } else if step.rows.is_multiple_of(TOLD_EVERY_ROWS) {
            tell(format!("{:>10}  {} …", step.rows, step.table));
        }
    }
}

pub fn told_sum(moved: &[Moved]) -> String {
    let rows: u64 = moved.iter().map(|table| table.rows).sum();
    format!("{rows:>10}  rows in {} tables, each the same on both sides by count and SHA-256", moved.len())
}
