//! Archives that lie, leak or swell are refused.

use super::*;
use tar::{Builder, EntryType, Header};

pub fn entry(kind: EntryType, name: &str, size: u64) -> Header {
    let mut header = Header::new_ustar();
    // Past the library's own check of names: an attacker uses another library.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

pub fn packed(fill: impl FnOnce(&mut Builder<Vec<u8>>)) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    fill(&mut tar);
    zstd::encode_all(tar.into_inner().expect("tar").as_slice(), 1).expect("packs")
}

pub fn one(kind: EntryType, name: &str, content: &[u8]) -> Vec<u8> {
    packed(|tar| tar.append(&entry(kind, name, content.len() as u64), content).expect("appends"))
}

/// Unpacks, and tells which files came out and how often something was passed over.
fn open(bytes: &[u8]) -> Result<(Vec<String>, u64), ImportError> {
    let place = tempfile::tempdir().expect("folder");
    let archive = place.path().join("set.tar.zst");
    fs::write(&archive, bytes).expect("writes");
    let mut findings = Findings::counting().expect("findings");
    let scratch = place.path().join("scratch");
    let outcome = SetFolder::open(&archive, &scratch, &mut findings).map(|folder| {
        let entries = fs::read_dir(folder.path()).expect("lists");
        let mut names: Vec<_> = entries.map(|e| e.expect("entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        (names, findings.counts().values().sum())
    });
    let left = fs::read_dir(&scratch).map_or(0, Iterator::count);
    assert_eq!(left, 0, "unpacked files were left behind");
    outcome
}

const ORDERS: &str = "olist_orders_dataset.csv";

#[test]
fn known_files_come_out_and_others_are_passed_over() {
    let (names, noted) = open(&one(EntryType::Regular, &format!("olist-train/{ORDERS}"), b"x")).expect("opens");
    assert_eq!((names, noted), (vec![ORDERS.to_owned()], 0));
    assert_eq!(open(&one(EntryType::Regular, "a/other.csv", b"x")).expect("opens"), (vec![], 1));
    assert_eq!(open(&one(EntryType::Regular, "README.txt", b"x")).expect("opens"), (vec![], 0));
    assert_eq!(open(&one(EntryType::XHeader, "pax", b"20 path=../../x\n")).expect("opens"), (vec![], 0));
}

#[test]
fn ways_out_of_the_folder_are_refused() {
    for name in ["../x.csv", "/etc/olist_orders_dataset.csv", "a/../../olist_orders_dataset.csv", "a/b/c/d/e.csv"] {
        let refused = open(&one(EntryType::Regular, name, b"x"));
        assert!(matches!(refused, Err(ImportError::Escapes { .. })), "{name}");
    }
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Fifo, EntryType::Char, EntryType::GNUSparse] {
        let refused = open(&one(kind, ORDERS, b""));
        assert!(matches!(refused, Err(ImportError::Escapes { .. })), "{kind:?}");
    }
}

#[test]
fn a_file_that_stands_twice_is_refused() {
    let bytes = packed(|tar| {
        for folder in ["a", "b"] {
            let name = format!("{folder}/{ORDERS}");
            tar.append(&entry(EntryType::Regular, &name, 1), b"x".as_slice()).expect("appends");
        }
    });
    assert!(matches!(open(&bytes), Err(ImportError::RepeatFile { .. })));
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    // By ratio: zeros pack a thousandfold.
    let zeros = std::io::Read::take(std::io::repeat(0), 64 * 1024 * 1024);
    let bomb = packed(|tar| {
        tar.append(&entry(EntryType::Regular, ORDERS, 64 * 1024 * 1024), zeros).expect("appends");
    });
    assert!(matches!(open(&bomb), Err(ImportError::TooLarge { .. })));
    // By number of entries.
    let many = packed(|tar| {
        for place in 0..=ENTRIES_MAX {
            tar.append(&entry(EntryType::Directory, &format!("d{place}"), 0), b"".as_slice()).expect("appends");
        }
    });
    assert!(matches!(open(&many), Err(ImportError::TooLarge { .. })));
    // By size of one file.
    let noise: Vec<u8> = (0..1_200_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let large = one(EntryType::Regular, "product_category_name_translation.csv", &noise);
    assert!(matches!(open(&large), Err(ImportError::TooLarge { .. })));
    // A long name is skipped as data, not read into memory as a name.
    let name = vec![b'a'; 200_000];
    assert!(open(&one(EntryType::GNULongName, "././@LongLink", &name)).is_ok());
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    let whole = one(EntryType::Regular, ORDERS, &[7; 5_000]);
    assert!(matches!(open(&whole[..whole.len() - 20]), Err(ImportError::Damaged(_))));
    assert!(matches!(open(b"PK\x03\x04 not this"), Err(ImportError::Damaged(_))));
    assert!(matches!(open(b""), Err(ImportError::Damaged(_))));
    let place = tempfile::tempdir().expect("folder");
    let mut findings = Findings::counting().expect("findings");
    let zip = place.path().join("set.zip");
    fs::write(&zip, b"x").expect("writes");
    assert!(matches!(SetFolder::open(&zip, place.path(), &mut findings), Err(ImportError::NotAnArchive(_))));
    assert!(matches!(
        SetFolder::open(&place.path().join("absent"), place.path(), &mut findings),
        Err(ImportError::Io { .. })
    ));
}

#[test]
fn folders_of_killed_imports_are_swept_and_young_ones_left() {
    let scratch = tempfile::tempdir().expect("folder");
    let make = |name: &str, age: Duration| {
        let path = scratch.path().join(name);
        fs::create_dir(&path).expect("creates");
        let at = std::time::SystemTime::now().checked_sub(age).expect("a past");
        File::open(&path).and_then(|folder| folder.set_modified(at)).expect("ages");
        path
    };
    let old = make("olist-1-0", LEFTOVER_AGE_MIN * 2);
    let young = make("olist-2-0", Duration::ZERO);
    let other = make("else", LEFTOVER_AGE_MIN * 2);
    sweep(scratch.path());
    assert_eq!((old.exists(), young.exists(), other.exists()), (false, true, true));
}
