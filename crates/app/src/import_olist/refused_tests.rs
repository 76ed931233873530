//! A set that is refused, whatever the reason, leaves nothing: no row of any table, no unpacked file, not even its shop.

use super::archive::tests::{entry, one, packed};
use super::*;
use tar::EntryType;
use wasl_base::Lang;
use wasl_db::Migrations;
use wasl_platform::Problem;
use wasl_platform::testing::{TestHouse, on_both};

const ORDERS: &str = "olist_orders_dataset.csv";

/// Name, content, code, file.
fn refused_archives() -> Vec<(&'static str, Vec<u8>, &'static str, Option<&'static str>)> {
    let bomb = |bytes: u64| {
        let zeros = std::io::Read::take(std::io::repeat(0), bytes);
        packed(|tar| tar.append(&entry(EntryType::Regular, ORDERS, bytes), zeros).expect("appends"))
    };
    let whole = one(EntryType::Regular, ORDERS, &[7; 5_000]);
    let twice = packed(|tar| {
        for folder in ["a", "b"] {
            let name = format!("{folder}/{ORDERS}");
            tar.append(&entry(EntryType::Regular, &name, 1), b"x".as_slice()).expect("appends");
        }
    });
    vec![
        ("bomb.tar.zst", bomb(64 * 1024 * 1024), "import.too_large", None),
        ("escape.tar.zst", one(EntryType::Regular, "../x.csv", b"x"), "import.escapes", None),
        ("link.tar.zst", one(EntryType::Symlink, ORDERS, b""), "import.escapes", None),
        ("torn.tar.zst", whole[..whole.len() - 20].to_vec(), "import.damaged", None),
        ("zip.tar.zst", b"PK\x03\x04 not this".to_vec(), "import.damaged", None),
        ("empty.tar.zst", Vec::new(), "import.damaged", None),
        ("set.zip", b"PK\x03\x04".to_vec(), "import.not_an_archive", None),
        ("twice.tar.zst", twice, "import.repeat_file", Some(ORDERS)),
        ("alone.tar.zst", one(EntryType::Regular, "README.txt", b"x"), "import.missing_file", None),
    ]
}

async fn counts(t: &TestHouse) -> std::collections::BTreeMap<String, i64> {
    let rooms: Vec<Migrations> = crate::modules().iter().map(|module| module.migrations).collect();
    wasl_db::testing::row_counts(&t.house.db, &rooms).await
}

async fn refuse(t: &TestHouse, source: &Path, code: &str, file: Option<&str>) {
    let (before, told) = (counts(t).await, source.display());
    let errors = source.with_extension("errors.csv");
    let error = import(&t.house, &ImportOptions::new(source, &errors)).await.expect_err("a refusal");
    let problem = Problem::of(error.downcast_ref::<ImportError>().unwrap_or_else(|| panic!("{told}: {error:#}")));
    assert_eq!((problem.code, problem.status.as_u16()), (code, 422), "{told}");
    if let Some(file) = file {
        assert_eq!(problem.field.as_deref(), Some(format!("/{file}").as_str()), "{told}");
    }
    let (ar, en) = (problem.text(Lang::Ar), problem.text(Lang::En));
    assert!(ar.chars().any(|letter| ('\u{620}'..='\u{64a}').contains(&letter)), "{told}: {ar}");
    assert!(en.is_ascii() && !en.is_empty(), "{told}: {en}");
    assert_eq!(counts(t).await, before, "{told}: rows of a refused set");
}

#[tokio::test]
async fn refused_archives_leave_nothing() {
    on_both(crate::modules, |t| async move {
        let place = tempfile::tempdir().expect("folder");
        for (name, bytes, code, file) in refused_archives() {
            let source = place.path().join(name);
            std::fs::write(&source, bytes).expect("writes");
            refuse(&t, &source, code, file).await;
        }
    })
    .await;
}

#[tokio::test]
async fn refused_folders_leave_nothing() {
    on_both(crate::modules, |t| async move {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/olist-sample");
        for (text, code) in [("order_id;customer_id\n", "import.header"), ("", "import.header")] {
            let place = tempfile::tempdir().expect("folder");
            for entry in std::fs::read_dir(&sample).expect("lists") {
                let entry = entry.expect("entry");
                std::fs::copy(entry.path(), place.path().join(entry.file_name())).expect("copies");
            }
            std::fs::write(place.path().join(ORDERS), text).expect("writes");
            refuse(&t, place.path(), code, Some(ORDERS)).await;
            std::fs::remove_file(place.path().join(ORDERS)).expect("removes");
            refuse(&t, place.path(), "import.missing_file", Some(ORDERS)).await;
        }
    })
    .await;
}
