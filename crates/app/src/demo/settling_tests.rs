//! Settlements of lines that were never in a database.

use super::*;
use wasl_base::Money;
use wasl_ledger::{AccountCode, Dims, LineDraft};

fn day(text: &str) -> CalendarDate {
    text.parse().expect(text)
}

fn settle(held: &Held, today: &str) -> Vec<EntryDraft> {
    entries(held, day(today), &"Asia/Riyadh".parse().expect("zone")).expect("entries")
}

fn line(account: AccountCode, dims: Dims, on: &str, minor: i64) -> AccountLine {
    let line = LineDraft::debit(account, Money::new(minor, Currency::SAR), dims);
    AccountLine { seq: 1, place: 1, date: day(on), key: "fact:1".to_owned(), line }
}

fn paid(gateway: &str, on: &str, minor: i64) -> AccountLine {
    line(AccountCode::GATEWAYS, Dims { gateway: Some(gateway.to_owned()), ..Dims::default() }, on, minor)
}

fn collected(carrier: &str, on: &str, minor: i64) -> AccountLine {
    line(AccountCode::COD, Dims { carrier: Some(carrier.to_owned()), ..Dims::default() }, on, minor)
}

/// The lines of `drafts` on an account, as the books would tell them the next time.
fn booked(drafts: &[EntryDraft], account: AccountCode) -> Vec<AccountLine> {
    let of = |draft: &EntryDraft| {
        let (date, key) = (draft.heading().date, draft.heading().key.clone());
        let lines = draft.lines().iter().filter(|line| line.account == account).cloned();
        lines.map(|line| AccountLine { seq: 1, place: 1, date, key: key.clone(), line }).collect::<Vec<_>>()
    };
    drafts.iter().flat_map(of).collect()
}

fn told(drafts: &[EntryDraft]) -> Vec<String> {
    let lines = |draft: &EntryDraft| {
        let lines = draft.lines().iter().map(|line| format!(" {}:{}", line.account, line.debit - line.credit));
        lines.collect::<String>()
    };
    drafts.iter().map(|draft| format!("{} {}{}", draft.heading().date, draft.heading().key, lines(draft))).collect()
}

/// 2026-11-01 is a Sunday.
#[test]
fn payouts_come_on_their_day_for_what_is_old_enough_and_once() {
    let by_gateways = vec![
        paid("mada", "2026-11-02", 10_000),
        paid("mada", "2026-11-03", 13_000),
        paid("mada", "2026-11-04", 50_000),
    ];
    let mut held = Held { by_gateways, ..Held::default() };
    let first = settle(&held, "2026-11-08");
    let expect = "2026-11-08 gateway.settled:mada-2026-11-08 1020:22109 6110:775 1210:116 1120:-23000";
    assert_eq!(told(&first), [expect]);
    held.by_gateways.extend(booked(&first, AccountCode::GATEWAYS));
    assert!(settle(&held, "2026-11-14").is_empty(), "the next Sunday is not yet");
    // Told late, it is paid with the next.
    held.by_gateways.push(paid("mada", "2026-11-03", 1_000));
    let next = settle(&held, "2026-11-15");
    assert_eq!(booked(&next, AccountCode::GATEWAYS)[0].line.credit, 51_000);
    held.by_gateways.extend(booked(&next, AccountCode::GATEWAYS));
    assert!(settle(&held, "2026-12-31").is_empty());
}

#[test]
fn each_carrier_hands_over_its_own_week_s_cash() {
    let by_carriers = vec![
        collected("smsa", "2026-11-03", 24_150),
        collected("jt", "2026-11-01", 10_000),
        collected("smsa", "2026-11-04", 5_000),
    ];
    let held = Held { by_carriers, ..Held::default() };
    let expect = [
        "2026-11-10 cod.remitted:jt-2026-11-10 1020:9425 6030:500 1210:75 1130:-10000",
        "2026-11-10 cod.remitted:smsa-2026-11-10 1020:23575 6030:500 1210:75 1130:-24150",
        "2026-11-17 cod.remitted:smsa-2026-11-17 1020:4425 6030:500 1210:75 1130:-5000",
    ];
    assert_eq!(told(&settle(&held, "2026-11-17")), expect);
    assert!(settle(&Held::default(), "2026-11-17").is_empty());
}
