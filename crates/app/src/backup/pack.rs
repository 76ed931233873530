//! Files into an archive: hashed as they are read, synced before anybody gives the archive its name.

use super::manifest::{FileRow, MANIFEST, Manifest};
use crate::standing::hexadecimal;
use anyhow::Context;
use sha2::{Digest, Sha256};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use tar::{Builder, EntryType, Header};

/// How hard it packs: zstd's own middle way.
const LEVEL: i32 = 3;
const COPY_BYTES: usize = 256 * 1024;

/// What a file holds.
pub fn file_row(name: &str, path: &Path) -> anyhow::Result<FileRow> {
    let mut file = File::open(path).with_context(|| path.display().to_string())?;
    let (bytes, sha256) = copy_hashed(&mut file, &mut io::sink())?;
    Ok(FileRow { name: name.to_owned(), bytes, sha256 })
}

/// Writes the archive, readable by its owner alone. `folder_file` says where a file of the manifest lies.
pub fn pack(to: &Path, manifest: &Manifest, folder_file: impl Fn(&str) -> std::path::PathBuf) -> anyhow::Result<u64> {
    let out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    let mut encoder = zstd::Encoder::new(out, LEVEL)?;
    // A bent bit is found wherever it stands, also in what pads the files.
    encoder.include_checksum(true)?;
    encoder.include_checksum(true)?;
    let mut tar = Builder::new(encoder);
    let said = serde_json::to_vec_pretty(manifest)?;
    tar.append(&header(MANIFEST, said.len() as u64)?, said.as_slice())?;
    for row in &manifest.files {
        let file = File::open(folder_file(&row.name))?;
        tar.append(&header(&row.name, row.bytes)?, file.take(row.bytes))?;
    }
    let out = tar.into_inner()?.finish()?;
    out.sync_all()?;
    Ok(out.metadata()?.len())
}

fn header(name: &str, bytes: u64) -> io::Result<Header> {
    let mut header = Header::new_gnu();
    header.set_path(name)?;
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_cksum();
    Ok(header)
}

/// Copies to the end: how many bytes, and their SHA-256 in hexadecimal digits.
pub fn copy_hashed(from: &mut impl Read, to: &mut impl Write) -> io::Result<(u64, String)> {
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0_u64, vec![0; COPY_BYTES]);
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((bytes, hexadecimal(&hash.finalize()))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hash.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}
