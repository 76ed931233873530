//! The sample imported into a house, interrupted and repeated, on both engines.

use super::*;
use std::io::Write;
use wasl_events::Status;
use wasl_ledger::export_hledger;
use wasl_orders::read::{OrderFilter, list_orders, order_lines, order_payments};
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

/// The sample as it would be downloaded.
fn archive_of_the_sample(folder: &Path) -> PathBuf {
    let path = folder.join("sample.tar.zst");
    let file = std::fs::File::create(&path).expect("archive");
    let mut archive = tar::Builder::new(zstd::Encoder::new(file, 3).expect("encoder"));
    for table in rows::Table::ALL {
        archive.append_path_with_name(sample().join(table.file()), table.file()).expect("appends");
    }
    archive.into_inner().expect("archive").finish().expect("frame");
    path
}

#[tokio::test]
async fn folder_and_archive_give_the_same_figures_on_both_engines() {
    let place = tempfile::tempdir().expect("folder");
    let (archive, errors) = (archive_of_the_sample(place.path()), place.path().join("errors.csv"));
    let seen = std::sync::Mutex::new(Vec::new());
    for source in [sample(), archive] {
        on_both(crate::modules, |t| {
            let (options, errors, seen) = (options(&source, &errors), &errors, &seen);
            async move {
                let summary = import(&t.house, &options).await.expect("imports");
                summary.check().expect("sums agree");
                let noted = std::fs::read_to_string(errors).expect("error file");
                let figures = (summary.input, summary.written, summary.drained, summary.books, noted);
                seen.lock().expect("figures").push(figures);
            }
        })
        .await;
    }
    let seen = seen.into_inner().expect("figures");
    assert!(seen.len() >= 2 && seen.iter().all(|figures| *figures == seen[0]), "{seen:?}");
}

/// Rows of a file of the sample, counted without our reader.
fn rows_of(table: rows::Table) -> u64 {
    csv::Reader::from_path(sample().join(table.file())).expect("opens").into_records().count() as u64
}

#[tokio::test]
async fn every_row_of_the_input_is_accounted_for() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let summary = import(&t.house, &options(&sample(), &place.path().join("errors.csv"))).await.expect("imports");
        let (input, written) = (&summary.input, &summary.written);
        for table in rows::Table::ALL {
            if let Some(rows) = input.counts.rows.get(table.file()) {
                assert_eq!(*rows, rows_of(table), "{}", table.file());
            }
        }
        let noted = |reason| input.reasons.get(&reason).copied().unwrap_or(0);
        assert_eq!(input.counts.orders, rows_of(rows::Table::Orders));
        assert_eq!(input.items, rows_of(rows::Table::Items));
        assert_eq!(input.payments + noted(finding::Reason::UnknownOrder), rows_of(rows::Table::Payments));
        assert_eq!(u64::try_from(written.payments).expect("count") + input.payments_idle, input.payments);
        assert_eq!(u64::try_from(written.orders_seen()).expect("count"), input.counts.orders);

        let shop = find_shop_by_handle(&t.house, HANDLE).await.expect("shop");
        let mut read = t.house.db.read().await.expect("read");
        let (orders, _) = list_orders(&mut read, shop.id, &OrderFilter::default(), None, 100).await.expect("list");
        let (mut pieces, mut lines, mut payments) = (0, 0, 0);
        for order in &orders {
            let held = order_lines(&mut read, shop.id, order.id).await.expect("lines");
            pieces += held.iter().map(|line| line.quantity).sum::<i64>();
            lines += held.len() as i64;
            payments += order_payments(&mut read, shop.id, order.id).await.expect("payments").len() as i64;
        }
        assert_eq!(
            (u64::try_from(pieces).expect("count"), lines, payments),
            (input.items, written.lines, written.payments)
        );
    })
    .await;
}

/// What an import leaves in the outbox: kind and origin of every event.
const SAID: wasl_db::Sql = "SELECT DISTINCT kind, origin FROM event WHERE shop_id = $1 ORDER BY kind, origin";

#[tokio::test]
async fn nothing_of_history_may_speak_or_alarms() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        let options = options(&sample(), &place.path().join("errors.csv"));
        // Before any listener has heard of it: stopped after some batches, what was said still stands there.
        import(&t.house, &options).await.expect("imports");
        let shop = find_shop_by_handle(&t.house, HANDLE).await.expect("shop");
        let mut read = t.house.db.read().await.expect("read");
        let said: Vec<(String, String)> =
            read.all(SAID, wasl_db::args![shop.id], |row| Ok((row.get(0)?, row.get(1)?))).await.expect("events");
        for (kind, origin) in &said {
            let origin = wasl_base::Origin::parse(origin).expect("an origin");
            assert!(origin == wasl_base::Origin::Backfill && !origin.may_speak(), "{kind} {origin:?}");
        }
        let kinds: std::collections::BTreeSet<&str> = said.iter().map(|(kind, _)| kind.as_str()).collect();
        assert!(kinds.contains("order.placed") && kinds.contains("shipment.delivered"), "{kinds:?}");

        // Parcels that never arrived are years past their promise, and no counter calls for anybody.
        let today = t.house.clock.now().date_in(&shop.zone);
        let open = wasl_tracking::read::count_open(&mut read, shop.id).await.expect("open");
        assert!(open.iter().map(|(_, count)| count).sum::<i64>() > 0, "the sample has parcels that stay on their way");
        assert_eq!(wasl_tracking::read::count_late(&mut read, shop.id, today).await.expect("late"), 0);
        let late = wasl_tracking::read::ShipmentFilter::Late { today };
        assert!(
            wasl_tracking::read::list_shipments(&mut read, shop.id, late, None, 10).await.expect("late").is_empty()
        );
        assert!(
            open.iter().all(|(status, _)| !matches!(status, Status::AttemptFail | Status::Exception | Status::Expired))
        );
        for lag in wasl_platform::outbox::read_lag(&mut read, shop.id).await.expect("lag") {
            assert_eq!((lag.due, lag.parked), (0, 0), "{}", lag.consumer);
        }
    })
    .await;
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
