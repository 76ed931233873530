//! Taking a backup beside a running server: one snapshot into a store of its own, verified there against the marks that
//! stood before it, packed, read back, and only then given its name.

use super::last::{LastBackup, write_last};
use super::manifest::{FORMAT, FileRow, MARKS, Manifest, STORE};
use super::pack::{file_row, pack};
use super::scratch::{Scratch, folder_of, sync_folder_of};
use super::unpack::unpack;
use crate::marks;
use crate::standing::{sign, standings};
use crate::telling::told_rows;
use anyhow::{Context, ensure};
use std::path::{Path, PathBuf};
use wasl_base::{Clock, Instant, SystemClock};
use wasl_db::{DatabaseUrl, Db, Migrations, Onlooker, Options, schema_steps};
use wasl_ledger::{MarkFile, Marks, read_marks};
use wasl_platform::Config;

const ARCHIVE: &str = "archive";
const READ_BACK: &str = "read-back-";

/// Writes the backup of the settings' database to `to`: a name that is not taken, or a folder, in which it is named by its
/// instant. Answers where it is. `tell` is given a line for each table and for the end.
pub async fn take(config: &Config, to: &Path, tell: &dyn Fn(String)) -> anyhow::Result<PathBuf> {
    let url: DatabaseUrl = config.database().parse().context("WASL_DATABASE_URL")?;
    let now = SystemClock.now();
    let to = named(to, now);
    ensure!(!to.exists(), "{} is there already: name another", to.display());
    let scratch = Scratch::within(folder_of(&to))?;
    // Before the snapshot: whatever is marked now must be in it.
    let marks = read_marks(&marks::path(config)).context("cannot read the high-water marks of the books")?;
    tell(format!("backing up {url}"));
    let manifest = copy(&url, &marks, &scratch, now, tell).await?;
    let archive = scratch.file(ARCHIVE);
    let bytes = pack(&archive, &manifest, |name| scratch.file(name)).context("the archive could not be written")?;
    // What is packed need not lie there twice when it is read back.
    std::fs::remove_file(scratch.file(STORE))?;
    let rooms = rooms();
    let read = unpack(&archive, &rooms, |name| scratch.file(&format!("{READ_BACK}{name}")));
    ensure!(read.context("the archive was read back")? == manifest, "the archive reads otherwise than it was written");
    std::fs::rename(&archive, &to).with_context(|| format!("the archive could not be named {}", to.display()))?;
    sync_folder_of(&to)?;
    for shop in &manifest.shops {
        tell(format!("{}: {} entries, chain and trial balance are sound", shop.handle, shop.entries));
    }
    note(config, &to, &manifest, bytes);
    tell(format!("{} holds the store of {} in {bytes} bytes", to.display(), manifest.taken_at));
    tell(format!(
        "not in it: {}, which opens what is sealed; keep a copy of it elsewhere",
        config.key_file().display()
    ));
    Ok(to)
}

/// Everything of one snapshot as a SQLite file in `scratch`, verified, beside marks of its own.
async fn copy(
    url: &DatabaseUrl,
    marks: &Marks,
    scratch: &Scratch,
    now: Instant,
    tell: &dyn Fn(String),
) -> anyhow::Result<Manifest> {
    let source = Onlooker::open(url).await.with_context(|| format!("cannot look into {url}"))?;
    let place = DatabaseUrl::Sqlite(scratch.file(STORE));
    let store = Db::open(&place, Options::default()).await.context("cannot make the copy")?;
    let copied = source.copy_to(&store, &rooms(), told_rows(tell)).await;
    source.close().await;
    let tables = copied.context("no backup was made")?;
    let shops = standings(&store, marks).await.context("no backup was made: the books must be sound")?;
    let mut file = MarkFile::open(&scratch.file(MARKS))?;
    sign(&store, &shops, &mut file).await?;
    drop(file);
    store.close().await?;
    let files: Vec<FileRow> =
        [MARKS, STORE].iter().map(|name| file_row(name, &scratch.file(name))).collect::<anyhow::Result<_>>()?;
    Ok(Manifest {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        taken_at: now.to_string(),
        engine: source.engine().as_str().to_owned(),
        schema: schema_steps(&rooms())?.into_iter().map(Into::into).collect(),
        tables: tables.iter().map(Into::into).collect(),
        files,
        shops,
    })
}

pub(super) fn rooms() -> Vec<Migrations> {
    crate::modules().iter().map(|module| module.migrations).collect()
}

fn named(to: &Path, now: Instant) -> PathBuf {
    if !to.is_dir() {
        return to.to_owned();
    }
    let stamp: String = now.to_string().chars().take(19).map(|c| if c == ':' { '-' } else { c }).collect();
    to.join(format!("wasl-{stamp}Z.tar.zst"))
}

/// A backup is good without a note of it.
fn note(config: &Config, to: &Path, manifest: &Manifest, bytes: u64) {
    let path = std::path::absolute(to).unwrap_or_else(|_| to.to_owned()).display().to_string();
    let last = LastBackup { taken_at: manifest.taken_at.clone(), path, bytes };
    if let Err(error) = write_last(&config.data_dir, &last) {
        tracing::warn!(%error, "no note of this backup could be left in the data folder");
    }
}
