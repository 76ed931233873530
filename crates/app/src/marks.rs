//! The high-water marks of the books, outside the database. On SQLite the door's witness writes them before every
//! answer; on PostgreSQL they are taken each second, and `wasl ledger verify` states the tail that came after.

use anyhow::Context;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::watch;
use wasl_db::{Engine, Witness};
use wasl_ledger::{MarkFile, check_mark, read_marks, sign_heads};
use wasl_platform::{Config, House, list_shops};

/// How often heads are taken on PostgreSQL.
const SIGN_EVERY: Duration = Duration::from_secs(1);

pub fn path(config: &Config) -> PathBuf {
    config.data_dir.join("ledger.marks")
}

/// The witness for the embedded engine; PostgreSQL's marks are taken by [`keep_signing`].
pub fn witness(config: &Config, is_embedded: bool) -> anyhow::Result<Option<Box<dyn Witness>>> {
    if !is_embedded {
        return Ok(None);
    }
    let file = MarkFile::open(&path(config)).context("cannot open the high-water marks of the books")?;
    Ok(Some(Box::new(file)))
}

/// A database that is behind its marks has lost acknowledged entries: said aloud at every start. Returns the alarms.
pub async fn check(house: &House) -> anyhow::Result<usize> {
    let marks = read_marks(&path(&house.config)).context("cannot read the high-water marks of the books")?;
    let mut alarms = 0;
    let mut read = house.db.report().await?;
    for mark in marks.values() {
        if let Some(alarm) = check_mark(&mut read, mark).await? {
            tracing::error!(?alarm, "the books are not where their mark says: entries may be lost");
            alarms += 1;
        }
    }
    Ok(alarms)
}

/// Takes the heads of all shops each second until told to stop; does nothing on SQLite.
pub async fn keep_signing(house: House, mut stop: watch::Receiver<bool>) {
    if house.db.engine() == Engine::Sqlite {
        return;
    }
    while !*stop.borrow() {
        if let Err(error) = sign_once(&house, &path(&house.config)).await {
            tracing::error!(cause = %error, "the heads of the books could not be signed");
        }
        tokio::select! {
            () = tokio::time::sleep(SIGN_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn sign_once(house: &House, path: &Path) -> anyhow::Result<()> {
    let shops: Vec<_> = list_shops(house).await?.iter().map(|shop| shop.id).collect();
    let mut file = MarkFile::open(path)?;
    let mut read = house.db.read().await?;
    sign_heads(&mut read, &shops, &mut file).await?;
    Ok(())
}
