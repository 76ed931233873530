//! The way back: an archive is unpacked and proves itself (sums, chain, trial balance), is poured into an empty store in
//! one transaction, and the books are verified again where they arrived.

use super::manifest::{MARKS, Manifest, STORE, SchemaStepRow, TableRow};
use super::scratch::Scratch;
use super::take::rooms;
use super::unpack::unpack;
use crate::marks;
use crate::standing::{Standing, sign, standings};
use crate::telling::{told_rows, told_sum};
use anyhow::{Context, bail, ensure};
use std::path::Path;
use wasl_base::{Clock, SystemClock};
use wasl_db::{DatabaseUrl, Db, Moved, Options, schema_steps};
use wasl_ledger::{MarkAlarm, MarkFile, Marks, check_mark, read_marks};
use wasl_platform::Config;

/// What becomes of entries that the marks in the data folder know and the backup does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaterEntries {
    /// Refuse: they may still be somewhere.
    Keep,
    /// They are lost, and whoever restores knows it: the marks are put aside.
    GiveUp,
}

/// Restores `archive` into the database `to`, which must be empty. Whole or not at all.
pub async fn restore(
    config: &Config,
    archive: &Path,
    to: &str,
    later: LaterEntries,
    tell: &dyn Fn(String),
) -> anyhow::Result<()> {
    let url: DatabaseUrl = to.parse().context("--to")?;
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))?;
    let scratch = Scratch::within(&config.data_dir)?;
    let manifest = unpack(archive, &rooms(), |name| scratch.file(name))
        .with_context(|| format!("nothing was restored from {}", archive.display()))?;
    tell(format!("{} was taken at {} by wasl {}", archive.display(), manifest.taken_at, manifest.version));
    let place = DatabaseUrl::Sqlite(scratch.file(STORE));
    let store = Db::open(&place, Options::default()).await.context("cannot open the store of the archive")?;
    let poured = pour(config, &store, &manifest, &scratch, &url, later, tell).await;
    store.close().await?;
    let poured = poured.context("nothing was restored")?;
    arrive(config, &url, &manifest, &poured, later, tell).await
}

/// What stands in the target and is not yet looked at there.
struct Poured {
    shops: Vec<Standing>,
    moved: Vec<Moved>,
    /// What was the matter with the target before anything was in it: how its server is set up.
    known_faults: Vec<String>,
}

/// The books of the archive are what its manifest says; a store of an older version is brought up first.
async fn prove(store: &Db, manifest: &Manifest, scratch: &Scratch) -> anyhow::Result<Vec<Standing>> {
    store.migrate(&rooms()).await.context("the store of the archive could not be brought up")?;
    let marks = read_marks(&scratch.file(MARKS))?;
    let shops = standings(store, &marks).await?;
    ensure!(shops == manifest.shops, "the books of the archive are not those that its manifest speaks of");
    Ok(shops)
}

async fn pour(
    config: &Config,
    store: &Db,
    manifest: &Manifest,
    scratch: &Scratch,
    url: &DatabaseUrl,
    later: LaterEntries,
    tell: &dyn Fn(String),
) -> anyhow::Result<Poured> {
    let shops = prove(store, manifest, scratch).await?;
    compare_with_marks(config, store, &shops, later, tell).await?;
    let target = Db::open(url, Options::default()).await.context("cannot open the target")?;
    let poured = fill(store, &target, tell).await;
    target.close().await?;
    let (moved, known_faults) = poured?;
    tell(told_sum(&moved));
    Ok(Poured { shops, moved, known_faults })
}

async fn fill(store: &Db, target: &Db, tell: &dyn Fn(String)) -> anyhow::Result<(Vec<Moved>, Vec<String>)> {
    let known_faults = target.check().await?;
    Ok((store.move_to(target, &rooms(), told_rows(tell)).await?, known_faults))
}

/// The marks here may know more than the backup holds, or be another house's.
async fn compare_with_marks(
    config: &Config,
    store: &Db,
    shops: &[Standing],
    later: LaterEntries,
    tell: &dyn Fn(String),
) -> anyhow::Result<()> {
    let path = marks::path(config);
    let here = read_marks(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut read = store.report().await?;
    for mark in here.values() {
        let name = shops.iter().find(|one| one.shop == mark.shop).map_or("another shop", |one| one.handle.as_str());
        let lost = match check_mark(&mut read, mark).await? {
            None => continue,
            Some(MarkAlarm::Differs { seq, .. }) => bail!(
                "{} is of another history: entry {seq} of {name} is not the one it knows. Use a data folder of its own",
                path.display()
            ),
            Some(MarkAlarm::Behind { marked, found, .. }) => {
                format!(
                    "{} entries of {name} (after {found}, to {marked}) are younger than this backup",
                    marked - found
                )
            }
        };
        if later == LaterEntries::Keep {
            bail!("{}: {lost}. If they are lost, say so by --give-up-later-entries", path.display());
        }
        tell(format!("given up: {lost}"));
    }
    Ok(())
}

async fn arrive(
    config: &Config,
    url: &DatabaseUrl,
    manifest: &Manifest,
    poured: &Poured,
    later: LaterEntries,
    tell: &dyn Fn(String),
) -> anyhow::Result<()> {
    let target = Db::open(url, Options::default()).await?;
    let verified = verify(&target, manifest, poured, tell).await;
    let witnessed = match verified {
        Ok(()) => witness(&target, config, &poured.shops, later, tell).await,
        Err(error) => Err(error),
    };
    target.close().await?;
    witnessed.with_context(|| format!("{url} must not be used"))?;
    for shop in &poured.shops {
        tell(format!("{}: {} entries, chain and trial balance as they were backed up", shop.handle, shop.entries));
    }
    tell(format!("{url} holds the store of {}", manifest.taken_at));
    tell("whatever was withdrawn since then is valid again: look at people, sign-ins and API keys".to_owned());
    Ok(())
}

async fn verify(target: &Db, manifest: &Manifest, poured: &Poured, tell: &dyn Fn(String)) -> anyhow::Result<()> {
    // A store that was brought up on the way has other tables than were backed up.
    let ours: Vec<SchemaStepRow> = schema_steps(&rooms())?.into_iter().map(Into::into).collect();
    if manifest.schema == ours {
        let arrived: Vec<TableRow> = poured.moved.iter().map(Into::into).collect();
        ensure!(manifest.tables == arrived, "its tables are not those that were backed up");
    }
    for fault in target.check().await? {
        ensure!(poured.known_faults.contains(&fault), "its store has a fault: {fault}");
        tell(format!("warning: {fault}"));
    }
    ensure!(standings(target, &Marks::new()).await? == poured.shops, "its books are others");
    Ok(())
}

/// The marks of the data folder reach to the end of what was restored.
async fn witness(
    target: &Db,
    config: &Config,
    shops: &[Standing],
    later: LaterEntries,
    tell: &dyn Fn(String),
) -> anyhow::Result<()> {
    if later == LaterEntries::GiveUp {
        put_marks_aside(config, tell)?;
    }
    sign(target, shops, &mut MarkFile::open(&marks::path(config))?).await
}

/// Never thrown away: they are the witness of what was given up.
fn put_marks_aside(config: &Config, tell: &dyn Fn(String)) -> anyhow::Result<()> {
    let path = marks::path(config);
    if !path.exists() {
        return Ok(());
    }
    let stamp: String = SystemClock.now().to_string().chars().take(19).filter(char::is_ascii_alphanumeric).collect();
    let aside = path.with_extension(format!("marks.{stamp}"));
    std::fs::rename(&path, &aside)?;
    tell(format!("the marks that knew more stand in {}", aside.display()));
    Ok(())
}
