//! From an archive to a folder of known files. Nothing in it is trusted: not its size, not its names, not its kinds of
//! entry. Unpacked first, because the order of files in a tar is nobody's promise.

use super::error::ImportError;
use super::finding::{Finding, Findings, Reason, brief};
use super::rows::{IGNORED_FILES, Table};
use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// Bytes of the packed archive.
pub const PACKED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Bytes of all entries together, headers included.
pub const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Unpacked bytes for each packed byte, beyond the first [`RATIO_FREE_BYTES`].
pub const RATIO_MAX: u64 = 100;
pub const RATIO_FREE_BYTES: u64 = 1024 * 1024;
/// Entries of any kind.
pub const ENTRIES_MAX: u64 = 100;
/// The window a frame may ask for, as a power of two: 32 MiB of memory.
pub const WINDOW_LOG_MAX: u32 = 25;
/// An unpacked folder that nobody has written to for so long belongs to nobody.
const LEFTOVER_AGE_MIN: Duration = Duration::from_secs(24 * 60 * 60);
const FOLDER_PREFIX: &str = "olist-";
const COPY_BYTES: usize = 64 * 1024;

/// A folder with the files of the set: the caller's own, or one of ours that goes when this goes.
#[derive(Debug)]
pub struct SetFolder {
    path: PathBuf,
    is_ours: bool,
}

impl SetFolder {
    /// Opens a folder as it is; unpacks a `.tar.zst` into a fresh folder under `scratch`.
    pub fn open(source: &Path, scratch: &Path, findings: &mut Findings<'_>) -> Result<Self, ImportError> {
        let about = fs::metadata(source).map_err(ImportError::io(source))?;
        if about.is_dir() {
            return Ok(Self { path: folder_within(source)?, is_ours: false });
        }
        if !about.is_file() || !source.to_string_lossy().ends_with(".tar.zst") {
            return Err(ImportError::NotAnArchive(source.to_owned()));
        }
        if about.len() > PACKED_BYTES_MAX {
            return Err(too_large("the archive", PACKED_BYTES_MAX));
        }
        let folder = Self { path: fresh_folder(scratch)?, is_ours: true };
        let packed = File::open(source).map_err(ImportError::io(source))?;
        unpack(packed, about.len(), &folder.path, findings)?;
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for SetFolder {
    fn drop(&mut self) {
        if self.is_ours
            && let Err(error) = fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, "a folder of unpacked files was left behind");
        }
    }
}

/// The files may lie one folder down, as in the archive.
fn folder_within(source: &Path) -> Result<PathBuf, ImportError> {
    let marker = Table::Orders.file();
    if source.join(marker).is_file() {
        return Ok(source.to_owned());
    }
    for (count, entry) in fs::read_dir(source).map_err(ImportError::io(source))?.enumerate() {
        let inner = entry.map_err(ImportError::io(source))?.path();
        if count as u64 == ENTRIES_MAX {
            break;
        }
        if inner.join(marker).is_file() {
            return Ok(inner);
        }
    }
    Err(ImportError::MissingFile { file: marker })
}

fn fresh_folder(scratch: &Path) -> Result<PathBuf, ImportError> {
    fs::create_dir_all(scratch).map_err(ImportError::io(scratch))?;
    sweep(scratch);
    let process = std::process::id();
    for attempt in 0..ENTRIES_MAX {
        let path = scratch.join(format!("{FOLDER_PREFIX}{process}-{attempt}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(ImportError::io(path)(error)),
        }
    }
    Err(too_large("the number of unpacked folders", ENTRIES_MAX))
}

/// Folders of imports that were killed. What cannot be removed does no harm.
fn sweep(scratch: &Path) {
    for entry in fs::read_dir(scratch).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|about| about.modified()).ok().and_then(|at| at.elapsed().ok());
        let is_ours = entry.file_name().to_string_lossy().starts_with(FOLDER_PREFIX);
        if is_ours && age.is_some_and(|age| age >= LEFTOVER_AGE_MIN) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn too_large(what: &str, limit: u64) -> ImportError {
    ImportError::TooLarge { what: what.to_owned(), limit }
}

/// Unpacks the expected files of `packed` into `folder`.
fn unpack(packed: impl Read, packed_bytes: u64, folder: &Path, findings: &mut Findings<'_>) -> Result<(), ImportError> {
    let allowed = UNPACKED_BYTES_MAX.min(packed_bytes.saturating_mul(RATIO_MAX).saturating_add(RATIO_FREE_BYTES));
    let is_over = Rc::new(Cell::new(false));
    let damaged = |error: io::Error| match is_over.get() {
        true => too_large("the unpacked archive (bytes)", allowed),
        false => ImportError::Damaged(brief(error.to_string().as_bytes())),
    };
    let mut decoder = zstd::stream::read::Decoder::new(packed).map_err(damaged)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(damaged)?;
    let metered = Metered { inner: decoder, left: allowed, is_over: Rc::clone(&is_over) };
    let mut archive = tar::Archive::new(metered);
    // Raw: long-name and pax records come as entries of their own, so that none is read into memory as a name.
    for (count, entry) in archive.entries().map_err(damaged)?.raw(true).enumerate() {
        if count as u64 == ENTRIES_MAX {
            return Err(too_large("the number of entries", ENTRIES_MAX));
        }
        let mut entry = entry.map_err(damaged)?;
        match judge_entry(&entry, findings)? {
            Some(table) => write_file(&mut entry, table, folder, &damaged)?,
            None => continue,
        }
    }
    Ok(())
}

/// Which file of the set an entry is; `None` for what is passed over.
fn judge_entry<R: Read>(entry: &tar::Entry<'_, R>, findings: &mut Findings<'_>) -> Result<Option<Table>, ImportError> {
    use tar::EntryType;
    match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous => {}
        EntryType::Directory | EntryType::XHeader | EntryType::XGlobalHeader | EntryType::GNULongName => {
            return Ok(None);
        }
        _ => return Err(ImportError::Escapes { name: brief(&entry.path_bytes()) }),
    }
    let name = entry.path_bytes();
    let escapes = || ImportError::Escapes { name: brief(&name) };
    let path = Path::new(std::str::from_utf8(&name).map_err(|_| escapes())?);
    let is_plain = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_plain || path.components().count() > 3 {
        return Err(escapes());
    }
    let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let table = Table::ALL.into_iter().find(|table| table.file() == file);
    if table.is_none() && !IGNORED_FILES.contains(&file) {
        let text = brief(file.as_bytes());
        let finding = Finding { file: "archive", line: 0, reason: Reason::UnexpectedFile, text };
        findings.note(&finding).map_err(ImportError::io("the error file"))?;
    }
    Ok(table)
}

fn write_file(
    entry: &mut impl Read,
    table: Table,
    folder: &Path,
    damaged: &impl Fn(io::Error) -> ImportError,
) -> Result<(), ImportError> {
    let path = folder.join(table.file());
    let mut out = match File::create_new(&path) {
        Ok(out) => out,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(ImportError::RepeatFile { file: table.file() });
        }
        Err(error) => return Err(ImportError::io(path)(error)),
    };
    let mut buffer = vec![0; COPY_BYTES];
    let mut bytes: u64 = 0;
    loop {
        let read = entry.read(&mut buffer).map_err(damaged)?;
        if read == 0 {
            return Ok(());
        }
        bytes += read as u64;
        if bytes > table.bytes_max() {
            return Err(too_large(table.file(), table.bytes_max()));
        }
        out.write_all(&buffer[..read]).map_err(ImportError::io(&path))?;
    }
}

/// Counts down what may still come out of the decoder.
struct Metered<R> {
    inner: R,
    left: u64,
    is_over: Rc<Cell<bool>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => self.left = left,
            None => {
                self.is_over.set(true);
                return Err(io::Error::other("over the limit"));
            }
        }
        Ok(read)
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
pub(super) mod tests;
