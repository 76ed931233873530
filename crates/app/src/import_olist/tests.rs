//! The sample imported into a house, interrupted and repeated, on both engines.

use super::*;
use std::io::Write;
use wasl_ledger::export_hledger;
use wasl_orders::read::{OrderFilter, list_orders};
use wasl_platform::testing::{TestHouse, on_both};

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/olist-sample")
}

fn options(source: &Path, errors: &Path) -> ImportOptions {
    ImportOptions { batch_orders: 4, ..ImportOptions::new(source, errors) }
}

const WHOLE: Written =
    Written { orders_added: 21, orders_known: 0, lines: 19, payments: 18, parcels: 13, deliveries: 10 };

async fn count_orders(t: &TestHouse) -> usize {
    let shop = find_shop_by_handle(&t.house, HANDLE).await.expect("shop");
    let mut read = t.house.db.read().await.expect("read");
    let (orders, more) = list_orders(&mut read, shop.id, &OrderFilter::default(), None, 100).await.expect("list");
    assert!(more.is_none());
    orders.len()
}

#[tokio::test]
async fn an_interrupted_import_goes_on_and_adds_nothing_twice() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let options = options(&sample(), &place.path().join("errors.csv"));
        let cut = import(&t.house, &ImportOptions { batches_max: Some(2), ..options.clone() }).await.expect("cut");
        assert_eq!((cut.written.orders_seen(), cut.written.orders_added), (8, 8));
        assert!(cut.check().is_err());
        assert_eq!(count_orders(&t).await, 8);

        let whole = import(&t.house, &options).await.expect("goes on");
        whole.check().expect("sums agree");
        assert_eq!((whole.before, whole.written), (cut.written, WHOLE));
        assert_eq!(count_orders(&t).await, 21);

        let again = import(&t.house, &options).await.expect("again");
        again.check().expect("sums agree");
        assert_eq!((again.before, again.written, again.drained), (WHOLE, WHOLE, 0));
        assert_eq!(again.input, whole.input);
        assert_eq!(again.books, whole.books);
        assert_eq!(count_orders(&t).await, 21);
    })
    .await;
}

#[tokio::test]
async fn orders_of_another_set_that_are_there_already_are_left_alone() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let errors = place.path().join("errors.csv");
        import(&t.house, &options(&sample(), &errors)).await.expect("first").check().expect("sums agree");

        let larger = place.path().join("larger");
        std::fs::create_dir(&larger).expect("folder");
        for entry in std::fs::read_dir(sample()).expect("lists") {
            let entry = entry.expect("entry");
            std::fs::copy(entry.path(), larger.join(entry.file_name())).expect("copies");
        }
        let orders = larger.join(rows::Table::Orders.file());
        let mut file = std::fs::OpenOptions::new().append(true).open(orders).expect("opens");
        let buyer = "c0000000000000000000000000000001";
        writeln!(file, "0d000000000000000000000000000077,{buyer},created,2019-03-12 10:00:00,,,,").expect("appends");
        drop(file);
        let second = import(&t.house, &options(&larger, &errors)).await.expect("second");
        second.check().expect("sums agree");
        assert_eq!((second.written.orders_known, second.written.orders_added), (21, 1));
        assert_eq!(count_orders(&t).await, 22);
    })
    .await;
}

#[tokio::test]
async fn the_books_balance_and_the_export_says_the_same() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let summary = import(&t.house, &options(&sample(), &place.path().join("errors.csv"))).await.expect("imports");
        let [(debits, credits)] = summary.books[..] else { panic!("one currency: {:?}", summary.books) };
        assert!(debits == credits && debits.minor > 0, "{debits} {credits}");

        let shop = find_shop_by_handle(&t.house, HANDLE).await.expect("shop");
        let mut read = t.house.db.read().await.expect("read");
        let mut journal = Vec::new();
        let exported = export_hledger(&mut read, shop.id, &mut journal).await.expect("exports");
        let text = String::from_utf8(journal).expect("text");
        assert!(exported.entries >= 18, "{}", exported.entries);
        // Postings are indented; the closing ones, of nothing, assert what our trial balance says.
        let postings =
            text.lines().filter(|line| line.starts_with("    ") && !line.contains('=') && !line.contains("format"));
        let amounts = postings.filter_map(|line| {
            let amount = line.split_whitespace().rev().find_map(|word| word.parse::<f64>().ok())?;
            Some((amount * 100.0).round() as i64)
        });
        let amounts: Vec<i64> = amounts.collect();
        assert!(!amounts.is_empty());
        assert_eq!(amounts.iter().sum::<i64>(), 0);
        let file = place.path().join("olist.journal");
        std::fs::write(&file, &text).expect("writes");
        check_with_hledger(&file);
    })
    .await;
}

/// A program that is not ours reads the journal and compares every closing balance to the cent.
fn check_with_hledger(journal: &Path) {
    match std::process::Command::new("hledger").arg("-f").arg(journal).arg("check").output() {
        Ok(said) => assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr)),
        Err(_) => eprintln!("SKIPPED suite hledger: not installed"),
    }
}

#[tokio::test]
async fn history_is_silent_and_the_error_file_names_places() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let errors = place.path().join("errors.csv");
        let summary = import(&t.house, &options(&sample(), &errors)).await.expect("imports");
        let text = std::fs::read_to_string(&errors).expect("written");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len() as u64, 1 + summary.input.reasons.values().sum::<u64>());
        assert!(
            lines.iter().any(|line| line.starts_with("olist_order_reviews_dataset.csv,6,repeat_review,")),
            "{text}"
        );
        assert!(lines.iter().any(|line| line.starts_with("olist_orders_dataset.csv,7,delivered_before_hand_over,")));

        let shop = find_shop_by_handle(&t.house, HANDLE).await.expect("shop");
        let mut read = t.house.db.read().await.expect("read");
        let (orders, _) = list_orders(&mut read, shop.id, &OrderFilter::default(), None, 100).await.expect("list");
        assert!(orders.iter().all(|order| order.origin == wasl_base::Origin::Backfill));
    })
    .await;
}
