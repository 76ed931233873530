//! Archives that are damaged, cut off, of another build or not ours are refused before anything is touched; so are
//! targets that hold rows and marks that know more.

use super::manifest::{MANIFEST, MARKS, Manifest, STORE};
use super::take::rooms;
use super::unpack::{ArchiveError, unpack};
use super::*;
use crate::demo::{DemoOptions, prepare};
use crate::open_house;
use std::cell::RefCell;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use tar::{Builder, EntryType, Header};
use wasl_ledger::{Marks, ReverseEntry, reverse_entry};
use wasl_platform::{Config, House, Shop, find_shop_by_handle};

const DEMO: DemoOptions = DemoOptions { orders: 30, seed: 5 };

fn settings(folder: &Path) -> Config {
    Config { data_dir: folder.to_owned(), ..Config::default() }
}

/// A data folder with a shop, and a backup of it.
async fn backed_up(folder: &Path) -> (Config, PathBuf) {
    let config = settings(&folder.join("data"));
    let house = open_house(config.clone()).await.expect("opens");
    drop(prepare(&house, &DEMO).await.expect("a year"));
    let archive = folder.join("backup.tar.zst");
    // The house is open meanwhile: it is not asked to stop.
    taken(&config, &archive).await.expect("a backup");
    house.db.close().await.expect("closes");
    (config, archive)
}

async fn taken(config: &Config, to: &Path) -> anyhow::Result<PathBuf> {
    take(config, to, &|_| ()).await
}

async fn restored(config: &Config, archive: &Path, to: &str, later: LaterEntries) -> anyhow::Result<Vec<String>> {
    let lines = RefCell::new(Vec::new());
    restore(config, archive, to, later, &|line| lines.borrow_mut().push(line)).await?;
    Ok(lines.into_inner())
}

/// The files of an archive, as the library reads them.
fn files_of(archive: &Path) -> Vec<(String, Vec<u8>)> {
    let mut tar = tar::Archive::new(zstd::Decoder::new(fs::File::open(archive).expect("opens")).expect("unpacks"));
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry = entry.expect("entry");
        let (name, mut bytes) = (String::from_utf8_lossy(&entry.path_bytes()).into_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("bytes");
        (name, bytes)
    };
    tar.entries().expect("entries").map(read).collect()
}

fn packed(files: &[(EntryType, &str, &[u8])]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (kind, name, bytes) in files {
        let mut header = Header::new_gnu();
        // Past the library's own check of names: an attacker uses another library.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append(&header, *bytes).expect("appends");
    }
    zstd::encode_all(tar.into_inner().expect("tar").as_slice(), 1).expect("packs")
}

/// Tries to unpack `bytes`; nothing may lie anywhere but where it was told to.
fn refused(bytes: &[u8]) -> ArchiveError {
    let folder = tempfile::tempdir().expect("folder");
    let (archive, inside) = (folder.path().join("a.tar.zst"), folder.path().join("inside"));
    fs::create_dir(&inside).expect("made");
    fs::write(&archive, bytes).expect("written");
    let error = unpack(&archive, &rooms(), |name| inside.join(name)).expect_err("refused");
    let beside: Vec<_> = fs::read_dir(folder.path()).expect("lists").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(beside.len(), 2, "something left its folder: {beside:?}");
    error
}

#[tokio::test]
async fn it_comes_back_whole_and_bad_archives_do_not() {
    let folder = tempfile::tempdir().expect("folder");
    let (_, archive) = backed_up(folder.path()).await;
    let taken_twice = taken(&settings(&folder.path().join("data")), &archive).await.expect_err("the name is taken");
    assert!(taken_twice.to_string().contains("is there already"), "{taken_twice:#}");
    let left: Vec<_> = fs::read_dir(folder.path()).expect("lists").map(|e| e.expect("entry").file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");

    let whole = fs::read(&archive).expect("bytes");
    for cut in [0, 3, 40, whole.len() / 3, whole.len() / 2, whole.len() - 5, whole.len() - 1] {
        let error = refused(&whole[..cut]);
        assert!(matches!(error, ArchiveError::Damaged(_) | ArchiveError::NotABackup), "{cut}: {error}");
    }
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x20;
        assert!(!refused(&bytes).to_string().is_empty(), "byte {place}");
    }
    let mut longer = whole.clone();
    longer.extend_from_slice(b"more");
    assert!(matches!(refused(&longer), ArchiveError::Damaged(_)), "bytes behind its end");
    assert!(matches!(refused(b"PK\x03\x04 something else"), ArchiveError::NotABackup));
}

#[tokio::test]
async fn archives_that_wasl_did_not_write_are_refused() {
    let folder = tempfile::tempdir().expect("folder");
    let (_, archive) = backed_up(folder.path()).await;
    let files = files_of(&archive);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, [MANIFEST, MARKS, STORE]);
    let file = EntryType::Regular;
    let [manifest, marks, store] = [&files[0].1, &files[1].1, &files[2].1].map(Vec::as_slice);
    let again = packed(&[(file, MANIFEST, manifest), (file, MARKS, marks), (file, STORE, store)]);
    let there = folder.path().join("again.tar.zst");
    fs::write(&there, again).expect("written");
    unpack(&there, &rooms(), |name| folder.path().join(format!("out-{name}"))).expect("the same by other hands");

    for way_out in ["../ledger.marks", "/etc/ledger.marks", "a/../../ledger.marks", "ledger.marks/x", "LEDGER.MARKS"] {
        let error = refused(&packed(&[(file, MANIFEST, manifest), (file, way_out, marks), (file, STORE, store)]));
        assert!(matches!(&error, ArchiveError::Entry { found, .. } if found == way_out), "{error}");
    }
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::Fifo, EntryType::GNULongName] {
        let error = refused(&packed(&[(file, MANIFEST, manifest), (kind, MARKS, marks)]));
        assert!(matches!(error, ArchiveError::Entry { .. }), "{kind:?}: {error}");
    }
    let more = [(file, MANIFEST, manifest), (file, MARKS, marks), (file, STORE, store), (file, "x", b"x".as_slice())];
    assert!(matches!(refused(&packed(&more)), ArchiveError::Entry { .. }));
    assert!(matches!(refused(&packed(&more[..2])), ArchiveError::Damaged(_)));
    assert!(matches!(refused(&packed(&more[1..2])), ArchiveError::NotABackup));
    let swapped = [(file, MANIFEST, manifest), (file, MARKS, store), (file, STORE, marks)];
    assert!(matches!(refused(&packed(&swapped)), ArchiveError::Sum { .. }));

    let said: Manifest = serde_json::from_slice(manifest).expect("reads");
    let newer = |change: fn(&mut Manifest)| {
        let mut said = said.clone();
        change(&mut said);
        let text = serde_json::to_vec(&said).expect("writes");
        refused(&packed(&[(file, MANIFEST, &text), (file, MARKS, marks), (file, STORE, store)]))
    };
    let told = newer(|said| (said.format, said.version) = (2, "9.1.0".to_owned())).to_string();
    assert!(told.contains("written by wasl 9.1.0") && told.contains("format 2"), "{told}");
    let told = newer(|said| said.schema[0].checksum = "0".repeat(64)).to_string();
    assert!(told.contains("does not know its migration platform 0001_platform"), "{told}");
    assert!(matches!(newer(|said| said.files.swap(0, 1)), ArchiveError::Manifest(_)));
    assert!(matches!(newer(|said| said.files[1].bytes -= 1), ArchiveError::Sum { .. }));
    assert!(matches!(refused(&packed(&[(file, MANIFEST, b"{}")])), ArchiveError::Manifest(_)));
}

#[tokio::test]
async fn a_restore_needs_an_empty_target_and_a_word_about_younger_entries() {
    let folder = tempfile::tempdir().expect("folder");
    let (config, archive) = backed_up(folder.path()).await;
    let full = restored(&config, &archive, &config.database(), LaterEntries::Keep).await.expect_err("it is full");
    assert!(format!("{full:#}").contains("the target is not empty"), "{full:#}");

    // Somebody sells on, and then the database is lost.
    let house = open_house(config.clone()).await.expect("opens");
    let shop = find_shop_by_handle(&house, "nakheel").await.expect("the shop");
    let more = crate::standing::standings(&house.db, &Marks::new()).await.expect("books");
    reverse_the_last(&house, &shop, more[0].entries).await;
    house.db.close().await.expect("closes");
    let target = format!("sqlite:{}", folder.path().join("target.db").display());
    let younger = restored(&config, &archive, &target, LaterEntries::Keep).await.expect_err("marks know more");
    assert!(format!("{younger:#}").contains("1 entries of nakheel"), "{younger:#}");
    assert!(!folder.path().join("target.db").exists(), "the target was not even made");

    let lines = restored(&config, &archive, &target, LaterEntries::GiveUp).await.expect("restored");
    assert!(lines.iter().any(|line| line.starts_with("given up: 1 entries of nakheel")), "{lines:#?}");
    let aside = lines.iter().find(|line| line.starts_with("the marks that knew more")).expect("put aside");
    assert!(aside.contains("ledger.marks."), "{aside}");
    let left = fs::read_dir(&config.data_dir).expect("lists").map(|entry| entry.expect("entry").file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with(".wasl-unfinished")));
    let again = open_house(Config { database_url: target, ..config }).await.expect("opens");
    assert_eq!(crate::marks::check(&again).await.expect("marks"), 0, "the marks are those of what was restored");
    again.db.close().await.expect("closes");
}

async fn reverse_the_last(house: &House, shop: &Shop, entries: i64) {
    let date = house.stamp().now.date_in(&wasl_base::Zone::utc());
    let back = ReverseEntry { seq: entries, date, memo: None };
    reverse_entry(house, shop, back).await.expect("reversed");
}

#[tokio::test]
async fn another_history_is_refused_and_damaged_books_are_not_backed_up() {
    let folder = tempfile::tempdir().expect("folder");
    let (config, archive) = backed_up(folder.path()).await;
    let mut marks = fs::read(config.data_dir.join(MARKS)).expect("marks");
    let record = marks.len() - 52;
    marks[record + 20] ^= 1;
    let sum = crc32(&marks[record..record + 48]);
    marks[record + 48..].copy_from_slice(&sum.to_be_bytes());
    fs::write(config.data_dir.join(MARKS), marks).expect("written");

    let target = format!("sqlite:{}", folder.path().join("target.db").display());
    let other = restored(&config, &archive, &target, LaterEntries::GiveUp).await.expect_err("another history");
    assert!(format!("{other:#}").contains("of another history"), "{other:#}");
    let to = folder.path().join("second.tar.zst");
    let unsound = taken(&config, &to).await.expect_err("the mark says otherwise");
    assert!(format!("{unsound:#}").contains("the books must be sound"), "{unsound:#}");
    assert!(!to.exists());
}

/// As a mark's record has it: IEEE, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}
