//! An archive into its files. Nothing in it is trusted: three names in one order and nothing else, each no longer than was
//! said and with the sum that was said, to the last byte of the archive.

use super::manifest::{FORMAT, FileRow, MANIFEST, MANIFEST_BYTES_MAX, MARKS, Manifest, STORE, SchemaStepRow};
use super::pack::copy_hashed;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use tar::{Archive, Entry};
use wasl_db::{DbError, Migrations, schema_steps};

/// The window a frame may ask for, as a power of two: 32 MiB of memory.
const WINDOW_LOG_MAX: u32 = 25;
/// Zeros that may follow the last file.
const PADDING_BYTES_MAX: u64 = 1024 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("{path} cannot be read: {source}", path = path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("it is no backup of wasl, or damaged at its very beginning: there is no {MANIFEST}")]
    NotABackup,
    #[error("it is damaged or cut off: {0}")]
    Damaged(io::Error),
    #[error("it holds {found:?} where {expected} belongs: wasl wrote no such archive")]
    Entry { found: String, expected: &'static str },
    #[error("its {name} is not what was written: size or SHA-256 differ")]
    Sum { name: String },
    #[error("its manifest makes no sense: {0}")]
    Manifest(String),
    #[error("it was written by wasl {version}, a newer or another build: {reason}; restore it with that one")]
    Newer { version: String, reason: String },
    #[error("no room to unpack it: {0}")]
    Write(io::Error),
    #[error(transparent)]
    Db(#[from] DbError),
}

type Files<'a> = tar::Entries<'a, zstd::Decoder<'static, io::BufReader<File>>>;

/// Writes the files to where `place` says and answers the manifest. `rooms` are the migrations that this build knows.
pub fn unpack(archive: &Path, rooms: &[Migrations], place: impl Fn(&str) -> PathBuf) -> Result<Manifest, ArchiveError> {
    let unreadable = |source| ArchiveError::Unreadable { path: archive.to_owned(), source };
    let file = File::open(archive).map_err(unreadable)?;
    let mut decoder = zstd::Decoder::new(file).map_err(unreadable)?;
    decoder.window_log_max(WINDOW_LOG_MAX).map_err(unreadable)?;
    let mut tar = Archive::new(decoder);
    // Raw: no long names, links or other extensions are looked at, and none is accepted.
    let mut files = tar.entries().map_err(ArchiveError::Damaged)?.raw(true);
    let manifest = read_manifest(&mut files)?;
    check_version(&manifest, rooms)?;
    for (name, row) in [MARKS, STORE].into_iter().zip(&manifest.files) {
        write_file(next(&mut files, name)?, row, &place(name))?;
    }
    if let Some(more) = files.next() {
        let found = more.map_err(ArchiveError::Damaged)?;
        return Err(ArchiveError::Entry { found: name_of(&found), expected: "its end" });
    }
    // To the end: the last checksum is behind the last file.
    let mut rest = tar.into_inner().take(PADDING_BYTES_MAX + 1);
    let padding = io::copy(&mut rest, &mut io::sink()).map_err(ArchiveError::Damaged)?;
    if padding > PADDING_BYTES_MAX {
        return Err(ArchiveError::Entry { found: "more bytes".to_owned(), expected: "its end" });
    }
    Ok(manifest)
}

fn read_manifest(files: &mut Files<'_>) -> Result<Manifest, ArchiveError> {
    let first = match files.next() {
        Some(Ok(entry)) if entry.path_bytes().as_ref() == MANIFEST.as_bytes() => entry,
        // Not even packed as we pack.
        Some(Err(error)) if error.kind() == io::ErrorKind::Other => return Err(ArchiveError::NotABackup),
        Some(Err(error)) => return Err(ArchiveError::Damaged(error)),
        _ => return Err(ArchiveError::NotABackup),
    };
    if first.size() > MANIFEST_BYTES_MAX {
        return Err(ArchiveError::Manifest(format!("{} bytes", first.size())));
    }
    let mut text = Vec::new();
    first.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).map_err(ArchiveError::Damaged)?;
    let senseless = |error: serde_json::Error| ArchiveError::Manifest(error.to_string());
    let said: serde_json::Value = serde_json::from_slice(&text).map_err(senseless)?;
    let format = said["format"].as_u64().ok_or_else(|| ArchiveError::Manifest("it names no format".to_owned()))?;
    if format != u64::from(FORMAT) {
        let version = said["version"].as_str().unwrap_or("?").chars().take(40).collect();
        return Err(ArchiveError::Newer { version, reason: format!("format {format}, and this one reads {FORMAT}") });
    }
    let manifest: Manifest = serde_json::from_value(said).map_err(senseless)?;
    let names: Vec<&str> = manifest.files.iter().map(|row| row.name.as_str()).collect();
    if names != [MARKS, STORE] {
        return Err(ArchiveError::Manifest(format!("it speaks of the files {names:?}")));
    }
    Ok(manifest)
}

/// Every migration that the store has seen must be one of ours; ours that it has not seen are made up for.
fn check_version(manifest: &Manifest, rooms: &[Migrations]) -> Result<(), ArchiveError> {
    let ours: Vec<SchemaStepRow> = schema_steps(rooms)?.into_iter().map(SchemaStepRow::from).collect();
    match manifest.schema.iter().find(|step| !ours.contains(step)) {
        None => Ok(()),
        Some(step) => {
            let reason = format!("this one does not know its migration {} {}", step.room, step.name);
            Err(ArchiveError::Newer { version: manifest.version.clone(), reason })
        }
    }
}

fn next<'a>(
    files: &mut Files<'a>,
    expected: &'static str,
) -> Result<Entry<'a, zstd::Decoder<'static, io::BufReader<File>>>, ArchiveError> {
    let Some(entry) = files.next() else {
        return Err(ArchiveError::Damaged(io::Error::new(io::ErrorKind::UnexpectedEof, format!("no {expected}"))));
    };
    let entry = entry.map_err(ArchiveError::Damaged)?;
    // A link or a folder of that name would be as wrong as another name.
    if entry.path_bytes().as_ref() == expected.as_bytes() && entry.header().entry_type().is_file() {
        return Ok(entry);
    }
    Err(ArchiveError::Entry { found: name_of(&entry), expected })
}

fn name_of<R: Read>(entry: &Entry<'_, R>) -> String {
    String::from_utf8_lossy(&entry.path_bytes()).chars().take(200).collect()
}

fn write_file(mut entry: impl Read, row: &FileRow, to: &Path) -> Result<(), ArchiveError> {
    let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(ArchiveError::Write)?;
    let mut out = Told { out, failed: None };
    // One byte more than was said shows that there are more.
    let copied = copy_hashed(&mut entry.by_ref().take(row.bytes.saturating_add(1)), &mut out);
    if let Some(error) = out.failed {
        return Err(ArchiveError::Write(error));
    }
    let (bytes, sha256) = copied.map_err(ArchiveError::Damaged)?;
    if bytes != row.bytes || sha256 != row.sha256 {
        return Err(ArchiveError::Sum { name: row.name.clone() });
    }
    Ok(())
}

/// Tells a failure to write from one to read.
struct Told {
    out: File,
    failed: Option<io::Error>,
}

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes).inspect_err(|error| self.failed = Some(io::Error::new(error.kind(), error.to_string())))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
