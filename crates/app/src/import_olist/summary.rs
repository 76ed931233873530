//! What came of an import, in sums that must agree: the input by rows, orders by what became of them, what was
//! written, what was noted, and the books.

use super::settle::Course;
use super::source::Input;
use super::write::Written;
use anyhow::ensure;
use std::fmt;
use std::path::Path;
use std::time::Duration;
use wasl_base::Money;
use wasl_ledger::read::trial_balance;
use wasl_platform::{House, Shop};

#[derive(Clone, Debug)]
pub struct Summary {
    pub input: Input,
    /// By all runs together, and by those before this one.
    pub written: Written,
    pub before: Written,
    /// Deliveries of the outbox that this run worked off.
    pub drained: u64,
    /// Sums of the trial balance, debit and credit.
    pub books: Vec<(Money, Money)>,
    pub took: Duration,
}

pub(super) struct Parts {
    pub input: Input,
    pub written: Written,
    pub before: Written,
    pub deliveries: u64,
    pub took: Duration,
}

impl Summary {
    pub(super) async fn build(house: &House, shop: &Shop, parts: Parts) -> anyhow::Result<Self> {
        let today = house.clock.now().date_in(&shop.zone);
        let mut read = house.db.report().await?;
        let books = trial_balance(&mut read, shop.id, today).await?.totals();
        let Parts { input, written, before, deliveries, took } = parts;
        Ok(Self { input, written, before, drained: deliveries, books, took })
    }

    /// Do the sums agree? Errors name the first that does not.
    pub fn check(&self) -> anyhow::Result<()> {
        let (input, written) = (&self.input, &self.written);
        let same = |what: &str, read: u64, kept: i64| {
            ensure!(u64::try_from(kept) == Ok(read), "{what}: {read} read, {kept} written");
            Ok(())
        };
        same("orders", input.counts.orders, written.orders_seen())?;
        same("orders by outcome", input.courses.values().sum(), written.orders_seen())?;
        // Orders of an earlier, other set keep what that set said of them.
        if written.orders_known == 0 {
            same("payments", input.payments - input.payments_idle, written.payments)?;
            same("parcels", input.parcels, written.parcels)?;
            same("deliveries", input.deliveries, written.deliveries)?;
        }
        for (debits, credits) in &self.books {
            ensure!(debits == credits, "the books do not balance: {debits} against {credits}");
        }
        Ok(())
    }

    #[expect(clippy::print_stdout, reason = "the command's answer")]
    pub fn print(&self, errors: &Path) {
        println!("{self}\nerror file: {}", errors.display());
    }

    fn rate(&self) -> f64 {
        let added = self.written.orders_seen() - self.before.orders_seen();
        added as f64 / self.took.as_secs_f64().max(0.001)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (input, written) = (&self.input, &self.written);
        writeln!(out, "rows read")?;
        for (file, rows) in &input.counts.rows {
            writeln!(out, "  {rows:>9}  {file}")?;
        }
        writeln!(out, "orders")?;
        for course in Course::ALL {
            let count = input.courses.get(&course).copied().unwrap_or(0);
            writeln!(out, "  {count:>9}  {}", course.word())?;
        }
        writeln!(out, "  {:>9}  in all: {} added", input.counts.orders, written.orders_added)?;
        if written.orders_known > 0 {
            writeln!(out, "  {:>9}  were in the shop before", written.orders_known)?;
        }
        if self.before.orders_seen() > 0 {
            writeln!(out, "  {:>9}  of them by an earlier run of this import", self.before.orders_seen())?;
        }
        writeln!(out, "written")?;
        writeln!(out, "  {:>9}  lines, of {} items", written.lines, input.items)?;
        let idle = input.payments_idle;
        writeln!(
            out,
            "  {:>9}  payments, of {} ({idle} of nothing or never approved)",
            written.payments, input.payments
        )?;
        writeln!(out, "  {:>9}  parcels", written.parcels)?;
        writeln!(out, "  {:>9}  parcels delivered", written.deliveries)?;
        writeln!(
            out,
            "  {:>9}  reviews not stored: there is no room for them ({} of {} rows are the first of their order)",
            input.reviews, input.orders_reviewed, input.reviews
        )?;
        writeln!(out, "noted in the error file")?;
        for (reason, count) in &input.reasons {
            writeln!(out, "  {count:>9}  {}: {}", reason.code(), reason.plain())?;
        }
        for (debits, credits) in &self.books {
            let difference = debits.minor - credits.minor;
            writeln!(out, "trial balance: debit {debits}, credit {credits}, difference {difference}")?;
        }
        let seconds = self.took.as_secs_f64();
        write!(out, "{:.0} orders/s over {seconds:.1} s, {} deliveries drained", self.rate(), self.drained)
    }
}
