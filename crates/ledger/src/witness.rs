//! The high-water marks: how far each shop's chain had come, kept in a file outside the database.
//! A damaged write-ahead log opens silently with a shorter history; a database behind its mark is how we notice.
//!
//! The file is a row of 52-byte records, each number big-endian: shop (8), sequence (8), hash (32), CRC-32 of those 48
//! bytes (4). It is only ever appended to; a crash can leave a torn end, which is cut off at the next opening, while a
//! damaged record with a sound one behind it is an alarm.

use crate::read;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use wasl_base::ShopId;
use wasl_db::{DbError, Mark, Read, Witness};

const RECORD_BYTES: usize = 52;
const SUMMED_BYTES: usize = 48;
/// Beyond this many records (50 MiB) the file is rewritten with each shop's newest mark alone.
const RECORDS_MAX: usize = 1_000_000;
/// Records that one commit may leave torn.
const TORN_MAX: usize = 256;

/// The newest mark of each shop.
pub type Marks = BTreeMap<i64, Mark>;

#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    #[error("record {record} of the mark file is damaged")]
    Damaged { record: usize },
    #[error("the mark file: {0}")]
    Io(#[from] io::Error),
}

/// What is wrong between a mark and the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkAlarm {
    /// The database ends before an entry that was acknowledged.
    Behind { shop: i64, marked: i64, found: i64 },
    /// The entry at the mark is another one than was acknowledged.
    Differs { shop: i64, seq: i64 },
}

/// The open mark file: SQLite's door writes it after each COMMIT, before the answers.
#[derive(Debug)]
pub struct MarkFile {
    path: PathBuf,
    file: File,
    newest: Marks,
    records: usize,
}

impl MarkFile {
    /// Opens or makes the file, reads it whole and cuts off a torn end.
    pub fn open(path: &Path) -> Result<Self, WitnessError> {
        let bytes = match std::fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            other => other?,
        };
        let (newest, records) = parse(&bytes)?;
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        file.set_len((records * RECORD_BYTES) as u64)?;
        file.sync_all()?;
        sync_folder(path)?;
        let mut opened = Self { path: path.to_owned(), file, newest, records };
        if opened.records > RECORDS_MAX {
            opened.rewrite()?;
        }
        Ok(opened)
    }

    pub fn newest(&self) -> &Marks {
        &self.newest
    }

    /// Each shop's newest mark into a new file that takes this one's place.
    fn rewrite(&mut self) -> io::Result<()> {
        let beside = self.path.with_extension("new");
        let bytes: Vec<u8> = self.newest.values().flat_map(record).collect();
        let mut file = File::create(&beside)?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, &self.path)?;
        sync_folder(&self.path)?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.records = self.newest.len();
        Ok(())
    }
}

impl Witness for MarkFile {
    fn seal(&mut self, marks: &[Mark]) -> io::Result<()> {
        let mut last = Marks::new();
        for mark in marks {
            last.insert(mark.shop, *mark);
        }
        last.retain(|shop, mark| self.newest.get(shop) != Some(mark));
        if last.is_empty() {
            return Ok(());
        }
        let bytes: Vec<u8> = last.values().flat_map(record).collect();
        if let Err(error) = self.file.write_all(&bytes).and_then(|()| self.file.sync_data()) {
            // Half a record in the midst of the file would be an alarm: what was not kept is cut off.
            self.file.set_len((self.records * RECORD_BYTES) as u64)?;
            return Err(error);
        }
        self.records += last.len();
        self.newest.append(&mut last);
        if self.records > RECORDS_MAX.max(self.newest.len() * 2) {
            self.rewrite()?;
        }
        Ok(())
    }
}

/// The marks of a file that may be open elsewhere; an absent file has none.
pub fn read_marks(path: &Path) -> Result<Marks, WitnessError> {
    match std::fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Marks::new()),
        bytes => Ok(parse(&bytes?)?.0),
    }
}

/// Compares a shop's mark with the database: ahead of the mark is normal, behind it or another entry at it is an alarm.
pub async fn check_mark(read: &mut Read, mark: &Mark) -> Result<Option<MarkAlarm>, DbError> {
    let shop = ShopId::from_number(mark.shop);
    let found = crate::store::hash_at(read, shop, mark.sequence).await?;
    Ok(match found {
        Some(hash) if hash == mark.hash => None,
        Some(_) => Some(MarkAlarm::Differs { shop: mark.shop, seq: mark.sequence }),
        None => {
            let found = read::head(read, shop).await?.seq;
            Some(MarkAlarm::Behind { shop: mark.shop, marked: mark.sequence, found })
        }
    })
}

/// Writes where the chains of these shops end: PostgreSQL's witness, run each second, since no single process sees every
/// commit there. Returns how many were new. What was committed after the last run is the unprotected tail.
pub async fn sign_heads(read: &mut Read, shops: &[ShopId], file: &mut MarkFile) -> Result<usize, SignError> {
    let mut marks = Vec::new();
    for shop in shops {
        let head = read::head(read, *shop).await?;
        let mark = Mark { shop: shop.number(), sequence: head.seq, hash: head.hash };
        if head.seq > 0 && file.newest.get(&mark.shop) != Some(&mark) {
            marks.push(mark);
        }
    }
    file.seal(&marks)?;
    Ok(marks.len())
}

#[derive(Debug, thiserror::Error)]
pub enum SignError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error("the mark file: {0}")]
    Io(#[from] io::Error),
}

fn record(mark: &Mark) -> [u8; RECORD_BYTES] {
    let mut bytes = [0; RECORD_BYTES];
    bytes[..8].copy_from_slice(&mark.shop.to_be_bytes());
    bytes[8..16].copy_from_slice(&mark.sequence.to_be_bytes());
    bytes[16..SUMMED_BYTES].copy_from_slice(&mark.hash);
    let sum = crc32fast::hash(&bytes[..SUMMED_BYTES]);
    bytes[SUMMED_BYTES..].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn mark_of(bytes: &[u8]) -> Option<Mark> {
    let (summed, sum) = bytes.split_at_checked(SUMMED_BYTES)?;
    let sound = sum == crc32fast::hash(summed).to_be_bytes();
    let number = |from: usize| summed.get(from..from + 8)?.try_into().ok().map(i64::from_be_bytes);
    let mark = Mark { shop: number(0)?, sequence: number(8)?, hash: summed.get(16..)?.try_into().ok()? };
    sound.then_some(mark)
}

/// The newest marks and how many records stand before the torn end, if there is one.
fn parse(bytes: &[u8]) -> Result<(Marks, usize), WitnessError> {
    let records: Vec<Option<Mark>> = bytes.chunks_exact(RECORD_BYTES).map(mark_of).collect();
    let sound = records.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let torn = records.len() - sound;
    if torn > TORN_MAX {
        return Err(WitnessError::Damaged { record: sound + 1 });
    }
    let mut newest = Marks::new();
    for (place, record) in records[..sound].iter().enumerate() {
        let mark = record.ok_or(WitnessError::Damaged { record: place + 1 })?;
        newest.insert(mark.shop, mark);
    }
    Ok((newest, sound))
}

/// A new or renamed file is only there for good once its folder is synced.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(shop: i64, sequence: i64) -> Mark {
        Mark { shop, sequence, hash: [u8::try_from(sequence % 251).expect("byte"); 32] }
    }

    fn written(marks: &[Mark]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("marks");
        let mut file = MarkFile::open(&path).expect("open");
        for one in marks {
            file.seal(&[*one]).expect("seal");
        }
        (folder, path)
    }

    #[test]
    fn the_newest_mark_of_each_shop_comes_back() {
        let (_folder, path) = written(&[mark(1, 1), mark(2, 1), mark(1, 2), mark(1, 3)]);
        let marks = read_marks(&path).expect("read");
        assert_eq!(marks.values().copied().collect::<Vec<_>>(), [mark(1, 3), mark(2, 1)]);
        let mut file = MarkFile::open(&path).expect("open again");
        file.seal(&[mark(1, 4), mark(2, 5), mark(1, 6)]).expect("seal");
        assert_eq!(std::fs::metadata(&path).expect("file").len(), 6 * RECORD_BYTES as u64);
        assert_eq!(MarkFile::open(&path).expect("open").newest(), file.newest());
        assert!(read_marks(&path.with_extension("absent")).expect("absent").is_empty());
    }

    #[test]
    fn a_torn_end_is_cut_off_wherever_it_tears() {
        for cut in [1, 2, 4, 5, 36, 37, 44, 50, 51] {
            let (_folder, path) = written(&[mark(1, 1), mark(1, 2)]);
            let file = OpenOptions::new().write(true).open(&path).expect("file");
            file.set_len((2 * RECORD_BYTES - cut) as u64).expect("cut");
            let mut opened = MarkFile::open(&path).expect("a torn end is no alarm");
            assert_eq!(opened.newest().get(&1), Some(&mark(1, 1)), "{cut}");
            opened.seal(&[mark(1, 2)]).expect("goes on");
            assert_eq!(read_marks(&path).expect("whole again").get(&1), Some(&mark(1, 2)));
        }
    }

    #[test]
    fn a_wrong_record_is_tolerated_at_the_end_alone() {
        // One byte of each field of each record.
        for place in [0, 15, 47, 51, 52, 60, 80, 103, 104, 119, 140, 155] {
            let (_folder, path) = written(&[mark(1, 1), mark(1, 2), mark(1, 3)]);
            let mut bytes = std::fs::read(&path).expect("bytes");
            bytes[place] ^= 0x10;
            std::fs::write(&path, &bytes).expect("write");
            match (place / RECORD_BYTES, MarkFile::open(&path)) {
                (2, Ok(file)) => assert_eq!(file.newest().get(&1), Some(&mark(1, 2))),
                (record, Err(WitnessError::Damaged { record: found })) => assert_eq!(found, record + 1),
                (_, other) => panic!("byte {place}: {other:?}"),
            }
        }
    }

    #[test]
    fn rewriting_keeps_the_newest_and_goes_on() {
        let (_folder, path) = written(&[mark(1, 1), mark(1, 2), mark(2, 9)]);
        let mut file = MarkFile::open(&path).expect("open");
        file.rewrite().expect("rewrite");
        file.seal(&[mark(1, 3)]).expect("seal");
        let marks = read_marks(&path).expect("read");
        assert_eq!(marks.values().copied().collect::<Vec<_>>(), [mark(1, 3), mark(2, 9)]);
        assert_eq!(std::fs::metadata(&path).expect("file").len(), 3 * RECORD_BYTES as u64);
    }
}
