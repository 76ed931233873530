//! The store, seen from beside the server: can it be reached, is it of this version and whole, do books and marks agree.

use super::{Depth, Finding, work};
use crate::{marks, modules};
use std::collections::BTreeSet;
use wasl_base::Instant;
use wasl_db::{DatabaseUrl, DbError, Migrations, Onlooker, Read};
use wasl_ledger::{MarkAlarm, Marks, check_mark, read::head, read_marks};
use wasl_platform::outbox::newest_fact;
use wasl_platform::{Config, Shop, read_shops};

const STORE: &str = "database";
const BOOKS: &str = "books and marks";
const CLOCK: &str = "clock";
/// A fact may be so much younger than this clock: another process's may be a little ahead.
const AHEAD_SECONDS_MAX: i64 = 60;

pub async fn look(config: &Config, depth: Depth, now: Instant) -> Vec<Finding> {
    let Ok(url) = config.database().parse::<DatabaseUrl>() else { return Vec::new() };
    if let DatabaseUrl::Sqlite(path) = &url
        && !path.exists()
    {
        let told = format!("{} is not there", path.display());
        return vec![Finding::warn(STORE, told, "the first start makes it; is this the right data_dir?")];
    }
    let eye = match Onlooker::open(&url).await {
        Err(error) => return vec![unreachable(&error)],
        Ok(eye) => eye,
    };
    let found = look_with(&eye, config, depth, now).await;
    eye.close().await;
    found.unwrap_or_else(|error| vec![unreachable(&error)])
}

fn unreachable(error: &DbError) -> Finding {
    Finding::bad(
        STORE,
        error.to_string(),
        "wasl does not start without it: look at its address, its rights, its server",
    )
}

async fn look_with(eye: &Onlooker, config: &Config, depth: Depth, now: Instant) -> Result<Vec<Finding>, DbError> {
    let rooms: Vec<Migrations> = modules().iter().map(|module| module.migrations).collect();
    if !eye.is_of_this_version(&rooms).await? {
        let advice =
            "start this version once (or run `wasl db migrate`) if it is the newer one; else take the newer program";
        return Ok(vec![Finding::bad(STORE, "it was brought up by another version of wasl, or by none", advice)]);
    }
    let mut found = whole(eye, depth).await?;
    // Before the snapshot: whatever is marked now must be in it.
    let marks = read_marks(&marks::path(config));
    let mut read = eye.snapshot().await?;
    let shops = read_shops(&mut read).await?;
    match marks {
        Ok(marks) => found.push(books(&mut read, &shops, &marks).await?),
        Err(error) => {
            found.push(Finding::bad(BOOKS, error.to_string(), "put the file aside and keep it; verify the books"))
        }
    }
    let mut newest = None;
    for shop in &shops {
        newest = newest.max(newest_fact(&mut read, shop.id).await?);
    }
    found.push(clock(now, newest));
    found.extend(work::look(&mut read, &shops, now).await?);
    Ok(found)
}

async fn whole(eye: &Onlooker, depth: Depth) -> Result<Vec<Finding>, DbError> {
    if depth == Depth::Quick {
        return Ok(vec![Finding::ok(STORE, "it answers and is of this version")]);
    }
    let faults = eye.faults().await?;
    if faults.is_empty() {
        return Ok(vec![Finding::ok(STORE, "it answers, is of this version, and whole")]);
    }
    let advice = "stop writing, keep a copy of it as it is, and restore the newest backup";
    let advice =
        |fault: &str| if fault.starts_with("a commit may be lost") { "switch it on at the server" } else { advice };
    Ok(faults.iter().map(|fault| Finding::bad(STORE, fault.clone(), advice(fault))).collect())
}

async fn books(read: &mut Read, shops: &[Shop], marks: &Marks) -> Result<Finding, DbError> {
    let mut alarms = Vec::new();
    for mark in marks.values() {
        let name = shops.iter().find(|shop| shop.id.number() == mark.shop).map_or("another shop", |shop| &shop.handle);
        alarms.extend(check_mark(read, mark).await?.map(|alarm| match alarm {
            MarkAlarm::Behind { marked, found, .. } => {
                format!("{name} ends at entry {found}, and entry {marked} was acknowledged")
            }
            MarkAlarm::Differs { seq, .. } => format!("entry {seq} of {name} is not the one that was acknowledged"),
        }));
    }
    if !alarms.is_empty() {
        let advice =
            "entries are lost, or these are another house's marks: `wasl ledger verify`, then the newest backup";
        return Ok(Finding::bad(BOOKS, alarms.join("; "), advice));
    }
    let marked: BTreeSet<i64> = marks.keys().copied().collect();
    for shop in shops.iter().filter(|shop| !marked.contains(&shop.id.number())) {
        if head(read, shop.id).await?.seq > 0 {
            let told = format!("the books of {} have no mark in this data folder", shop.handle);
            return Ok(Finding::warn(
                BOOKS,
                told,
                "carry ledger.marks along when data_dir changes; serving makes a new one",
            ));
        }
    }
    Ok(Finding::ok(
        BOOKS,
        format!("{} marks agree with the books; the chain is looked at by `wasl ledger verify`", marks.len()),
    ))
}

/// Who takes up work before the newest fact was said has a clock that went back.
pub(super) fn clock(now: Instant, newest: Option<Instant>) -> Finding {
    let ahead = newest.map_or(0, |newest| newest.seconds_since(now));
    if ahead > AHEAD_SECONDS_MAX {
        let told = format!("it says {now}, and the newest fact was said {ahead} seconds later");
        return Finding::bad(CLOCK, told, "set the clock and keep it right by NTP before wasl writes on");
    }
    Finding::ok(CLOCK, format!("{now}, not before the newest fact"))
}
