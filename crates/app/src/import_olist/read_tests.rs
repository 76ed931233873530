//! The committed sample and, where it is present, the real set, with the counts of their contradictions.

use super::super::archive::SetFolder;
use super::super::settle::Course;
use super::*;
use std::path::PathBuf;

fn read_all(source: &Path) -> (Vec<Settled>, InputCounts, BTreeMap<Reason, u64>) {
    let scratch = tempfile::tempdir().expect("folder");
    let mut findings = Findings::counting().expect("findings");
    let folder = SetFolder::open(source, scratch.path(), &mut findings).expect("opens");
    let mut reader = OlistReader::open(folder.path(), &mut findings).expect("loads");
    let mut orders = Vec::new();
    while let Some(order) = reader.next(&mut findings).expect("reads") {
        orders.push(order);
    }
    let counts = reader.finish(&mut findings).expect("finishes");
    (orders, counts, findings.finish().expect("flushes"))
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/olist-sample")
}

#[test]
fn the_sample_holds_each_kind_of_contradiction() {
    let (orders, counts, reasons) = read_all(&sample());
    let expect = [
        (Reason::NoItems, 3),
        (Reason::HandedOverBeforeApproval, 1),
        (Reason::DeliveredBeforeHandOver, 1),
        (Reason::PaidOtherThanTotal, 1),
        (Reason::SeveralSellers, 1),
        (Reason::RepeatReview, 2),
        (Reason::NoPayment, 1),
        (Reason::ApprovedTimeMissing, 1),
        (Reason::DeliveredTimeMissing, 1),
        (Reason::DeliveredThoughCancelled, 1),
        (Reason::ShippedWithoutHandOver, 1),
        (Reason::UnknownStatus, 1),
        (Reason::UnknownCustomer, 1),
        (Reason::UnknownProduct, 1),
        (Reason::UnknownSeller, 1),
        (Reason::UnknownOrder, 1),
    ];
    assert_eq!(reasons, expect.into_iter().collect());
    assert_eq!((counts.orders, orders.len()), (21, 21));
    let items: usize = orders.iter().map(|settled| settled.order.items.len()).sum();
    let payments: usize = orders.iter().map(|settled| settled.order.payments.len()).sum();
    assert_eq!(counts.rows[Table::Items.file()], items as u64);
    assert_eq!(counts.rows[Table::Payments.file()], payments as u64 + 1);
}

#[test]
fn an_order_is_joined_from_its_files() {
    let (orders, _, _) = read_all(&sample());
    let Settled { order, course } = &orders[1];
    assert_eq!((*course, order.line), (Course::Delivered, 3));
    assert_eq!(order.placed_at.to_string(), "2019-03-02T13:00:00Z");
    assert_eq!(order.promised_on.map(|day| day.to_string()).as_deref(), Some("2019-03-18"));
    assert_eq!((order.total_minor(), order.paid_minor()), (9_275, 9_275));
    let place = order.buyer.place.as_ref().expect("place");
    assert_eq!((place.zip.as_str(), &*place.city, place.state.as_str()), ("30030", "serra clara", "MG"));
    let categories: Vec<_> = order.items.iter().map(|item| item.product.category.as_deref()).collect();
    assert_eq!(categories, [Some("home_garden"), Some("stationery"), Some("home_garden")]);
    assert_eq!(order.items[0].product.weight_grams, Some(850));
    assert_eq!(order.sellers().len(), 2);
    assert_eq!(orders[4].order.items[0].product.category, None);
    // The same person twice, under two purchase ids.
    assert_eq!(orders[0].order.buyer.key, orders[7].order.buyer.key);
}

/// The figures of the public set as they are known to the house.
#[test]
fn the_real_set_holds_what_it_is_known_to_hold() {
    let shared = std::env::var_os("WASL_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"), PathBuf::from);
    let archive = shared.join("data/olist-train.tar.zst");
    if !archive.is_file() {
        eprintln!("SKIPPED suite olist: no material");
        return;
    }
    let (orders, counts, reasons) = read_all(&archive);
    assert_eq!((orders.len(), counts.orders), (35_627, 35_627));
    let known = [
        (Reason::NoItems, 650),
        (Reason::HandedOverBeforeApproval, 228),
        (Reason::DeliveredBeforeHandOver, 11),
        (Reason::PaidOtherThanTotal, 120),
        (Reason::SeveralSellers, 372),
        (Reason::RepeatReview, 231),
    ];
    for (reason, count) in known {
        assert_eq!(reasons.get(&reason), Some(&count), "{}", reason.code());
    }
    for never in [Reason::BadField, Reason::ShortRow, Reason::BadUtf8, Reason::UnknownOrder, Reason::RepeatRow] {
        assert_eq!(reasons.get(&never), None, "{}", never.code());
    }
    let items: usize = orders.iter().map(|settled| settled.order.items.len()).sum();
    let payments: usize = orders.iter().map(|settled| settled.order.payments.len()).sum();
    assert_eq!(counts.rows[Table::Items.file()], items as u64);
    assert_eq!(counts.rows[Table::Payments.file()], payments as u64);
}

/// A copy of the sample in which one file is replaced by `text`.
fn with(table: Table, text: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    for other in Table::ALL {
        std::fs::copy(sample().join(other.file()), folder.path().join(other.file())).expect("copies");
    }
    std::fs::write(folder.path().join(table.file()), text).expect("writes");
    folder
}

fn orders_file(rows: &str) -> Vec<u8> {
    format!("{}\n{rows}", Table::Orders.columns().join(",")).into_bytes()
}

const ID: &str = "0d000000000000000000000000000001";

#[test]
fn values_that_cannot_be_read_are_set_aside_and_the_order_stays() {
    let check = |row: &str, orders: usize, reason: Reason| {
        let folder = with(Table::Orders, &orders_file(row));
        let (read, _, reasons) = read_all(folder.path());
        assert_eq!(read.len(), orders, "{row}");
        assert!(reasons.contains_key(&reason), "{row}: {reasons:?}");
    };
    let customer = "c0000000000000000000000000000001";
    let placed = "2019-03-01 10:00:00";
    check(&format!("{ID},{customer},created,{placed},,,,2019-02-30 00:00:00"), 1, Reason::BadField);
    check(&format!("{ID},{customer},created,{placed},,,,2019-03-20 07:00:00"), 1, Reason::BadField);
    check(&format!("{ID},{customer},created,{placed},yesterday,,,"), 1, Reason::BadField);
    check(&format!("{ID},{customer},created,9999-01-01 00:00:00,{placed},,,"), 1, Reason::BadField);
    check(&format!("{ID},{customer},created,,,,,"), 0, Reason::BadField);
    check(&format!("{ID}x,{customer},created,{placed},,,,"), 0, Reason::BadField);
    check(&format!("{ID},nobody,created,{placed},,,,"), 1, Reason::UnknownCustomer);
    let twice = format!("{ID},{customer},created,{placed},,,,\n").repeat(2);
    check(&twice, 1, Reason::RepeatRow);
}

#[test]
fn amounts_that_cannot_be_read_are_set_aside() {
    let header = Table::Items.columns().join(",");
    for amount in ["-1.00", "1e3", "NaN", "", "1.999", "99999999999999999999", "100000000.01", "٥"] {
        let text = format!("{header}\n{ID},1,{ID},{ID},,{amount},1.00\n{ID},2,{ID},{ID},,7.00,1.00\n");
        let (orders, _, reasons) = read_all(with(Table::Items, text.as_bytes()).path());
        assert_eq!(reasons.get(&Reason::BadField), Some(&1), "{amount}");
        assert_eq!(orders[0].order.items.len(), 1, "{amount}");
    }
}
