//! The export read by a program that is not ours: hledger accepts it, and its balances are ours to the last minor unit.

mod support;

use std::collections::BTreeMap;
use std::process::Command;
use support::{day, draft, modules, post};
use wasl_base::SeededChance;
use wasl_ledger::{AccountCode, CHART, export_hledger, read};
use wasl_platform::testing::{TestHouse, on_both};

/// Random entries in four currencies: two decimals, three, none.
async fn fill(t: &TestHouse) {
    let chance = SeededChance::new(7);
    let pick = |bound: u64| i64::try_from(chance.below(bound)).expect("small");
    for n in 0..120 {
        let mut lines = Vec::new();
        for currency in ["SAR", "KWD", "JPY", "AED"] {
            if pick(2) == 0 && currency != "SAR" {
                continue;
            }
            let (first, second) = (1 + pick(5_000_000), pick(90_000) - 45_000);
            let account = |place: i64| CHART[usize::try_from(place).expect("place")].code.number();
            let count = i64::try_from(CHART.len()).expect("small");
            lines.push((account(pick(count as u64)), currency, first));
            lines.push((account(pick(count as u64)), currency, second));
            lines.push((account(pick(count as u64)), currency, -first - second));
        }
        let date = format!("2026-{:02}-{:02}", 1 + pick(11), 1 + pick(28));
        post(t, draft(&format!("random;{n}|x"), &date, &lines)).await.expect("post");
    }
}

async fn exported(t: &TestHouse) -> String {
    let mut out = Vec::new();
    let mut read = t.house.db.report().await.expect("read");
    let head = read::head(&mut read, t.shop.id).await.expect("head");
    let count = export_hledger(&mut read, t.shop.id, &mut out).await.expect("export");
    assert_eq!((count.entries, count.last_hash), (head.seq, head.hash));
    String::from_utf8(out).expect("text")
}

fn hledger(journal: &str, args: &[&str]) -> Result<String, String> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("books.journal");
    std::fs::write(&path, journal).expect("journal");
    let out = Command::new("hledger")
        .arg("-f")
        .arg(&path)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("hledger runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    if out.status.success() { Ok(text(out.stdout)) } else { Err(text(out.stderr)) }
}

/// Account path and currency to the decimal text of its balance; zeroes left out.
type Balances = BTreeMap<(String, String), String>;

fn theirs(csv: &str) -> Balances {
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("\"account\",\"balance\""));
    let mut balances = Balances::new();
    for row in rows {
        let (account, amounts) = row.trim_matches('"').split_once("\",\"").expect(row);
        for amount in amounts.split(", ").filter(|amount| *amount != "0") {
            let (number, currency) = amount.split_once(' ').expect(amount);
            balances.insert((account.to_owned(), currency.to_owned()), number.to_owned());
        }
    }
    balances
}

async fn ours(t: &TestHouse) -> Balances {
    let mut read = t.house.db.report().await.expect("read");
    let trial = read::trial_balance(&mut read, t.shop.id, day("2026-12-31")).await.expect("balance");
    let rows = trial.rows.iter().filter(|row| row.net().minor != 0);
    rows.map(|row| ((row.account.account().path.to_owned(), row.currency.to_string()), row.net().decimal())).collect()
}

#[tokio::test]
async fn hledger_agrees_to_the_last_minor_unit() {
    if Command::new("hledger").arg("--version").output().is_err() {
        eprintln!("SKIPPED suite hledger: no hledger");
        return;
    }
    on_both(modules, |t| async move {
        fill(&t).await;
        let journal = exported(&t).await;
        let csv = hledger(&journal, &["balance", "-O", "csv", "--flat", "--no-total"]).expect("hledger accepts it");
        let balances = ours(&t).await;
        assert!(balances.len() > 100, "{} balances", balances.len());
        assert_eq!(theirs(&csv), balances);
        hledger(&journal, &["check", "--strict"]).expect("every account and currency is declared");

        // The assertions bite: a posting changed on both sides is still in balance, and yet refused.
        let path = AccountCode::SALES.account().path;
        let forged =
            format!("{journal}\n2026-01-01 forged\n    {path}    0.01 SAR\n    Assets:Cash:OnHand    -0.01 SAR\n");
        let refused = hledger(&forged, &["balance"]).expect_err("a forged entry");
        assert!(refused.contains("balance assertion"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn an_export_tells_what_it_holds() {
    on_both(modules, |t| async move {
        let empty = exported(&t).await;
        assert!(empty.contains("; entries: 0\n"));
        fill(&t).await;
        let journal = exported(&t).await;
        let mut read = t.house.db.read().await.expect("read");
        let head = read::head(&mut read, t.shop.id).await.expect("head");
        assert!(journal.contains(&format!(
            "; entries: {}\n; last hash: {}\n",
            head.seq,
            wasl_ledger::canonical::hex(&head.hash)
        )));
        assert_eq!(journal.lines().filter(|line| line.contains(" * (")).count(), 120);
    })
    .await;
}
