//! The data folder, the room on its disk, the key of the house and the note of the last backup.

use super::{Finding, State};
use crate::backup::{LastBackup, read_last};
use rustix::fs::{Access, access, statvfs};
use std::path::Path;
use wasl_base::{Instant, SystemChance};
use wasl_db::DatabaseUrl;
use wasl_platform::{Config, Seals};

const FOLDER: &str = "data folder";
const ROOM: &str = "free room";
const KEY: &str = "house key";
const BACKUP: &str = "backup";
const MIB: u64 = 1024 * 1024;
/// Free bytes under which writing will soon be refused.
const ROOM_BAD: u64 = 200 * MIB;
const ROOM_WARN: u64 = 2_048 * MIB;
/// Files that a folder must have room for.
const FILES_BAD: u64 = 1_000;
/// A backup older than this is an old one.
const BACKUP_HOURS_MAX: i64 = 48;
const SECONDS_OF_HOUR: i64 = 3_600;

pub fn look(config: &Config, now: Instant) -> Vec<Finding> {
    let mut found = vec![rights(&config.data_dir)];
    if found[0].state != State::Bad {
        found.extend(room(&config.data_dir));
    }
    if let Ok(DatabaseUrl::Sqlite(path)) = config.database().parse()
        && let Some(folder) = path.parent().filter(|folder| !same(folder, &config.data_dir) && folder.is_dir())
    {
        found.extend(room(folder));
    }
    found.push(key(config));
    found.push(backup(read_last(&config.data_dir).as_ref(), now, |path| Path::new(path).is_file()));
    found
}

fn same(one: &Path, other: &Path) -> bool {
    one.canonicalize().ok() == other.canonicalize().ok()
}

fn rights(path: &Path) -> Finding {
    let shown = path.display();
    let about = match std::fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Finding::warn(
                FOLDER,
                format!("{shown} is not there"),
                "the first start makes it; is data_dir right?",
            );
        }
        Err(error) => return Finding::bad(FOLDER, format!("{shown}: {error}"), "give it to the user that runs wasl"),
        Ok(about) => about,
    };
    if !about.is_dir() {
        return Finding::bad(FOLDER, format!("{shown} is no folder"), "name a folder in data_dir");
    }
    if access(path, Access::READ_OK | Access::WRITE_OK | Access::EXEC_OK).is_err() {
        let advice = "run this as the user that runs wasl, and give the folder to it";
        return Finding::bad(FOLDER, format!("{shown} cannot be written by this user"), advice);
    }
    let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777;
    if mode & 0o027 != 0 {
        let told = format!("{shown} is open to others of this machine (mode {mode:o})");
        return Finding::warn(FOLDER, told, format!("customers' data stand in it: chmod 700 {shown}"));
    }
    Finding::ok(FOLDER, format!("{shown} is there, and for its owner alone"))
}

fn room(path: &Path) -> Option<Finding> {
    let disk = statvfs(path).ok()?;
    Some(room_of(path, disk.f_bavail.saturating_mul(disk.f_frsize), (disk.f_files > 0).then_some(disk.f_favail)))
}

/// `files` is how many more the disk takes, where it counts them.
pub(super) fn room_of(path: &Path, bytes: u64, files: Option<u64>) -> Finding {
    let told = format!("{} MiB on the disk of {}", bytes / MIB, path.display());
    let advice = "make room: without any, writing is refused (507) until there is some";
    if bytes < ROOM_BAD || files.is_some_and(|files| files < FILES_BAD) {
        return Finding::bad(ROOM, told, advice);
    }
    if bytes < ROOM_WARN { Finding::warn(ROOM, told, advice) } else { Finding::ok(ROOM, told) }
}

/// Read and never made here.
fn key(config: &Config) -> Finding {
    let path = config.key_file();
    if !path.exists() {
        let advice = "the first start makes it; after a restore put the old one back first";
        return Finding::warn(KEY, format!("{} is not there", path.display()), advice);
    }
    match Seals::open_file(&path, &SystemChance) {
        Ok(_) => Finding::ok(KEY, format!("{} is readable by its owner alone", path.display())),
        Err(error) => Finding::bad(KEY, error.to_string(), "wasl does not start with it as it is"),
    }
}

pub(super) fn backup(last: Option<&LastBackup>, now: Instant, is_there: impl Fn(&str) -> bool) -> Finding {
    let daily = "take one each night: deploy/wasl-backup.timer";
    let Some(last) = last else {
        return Finding::warn(BACKUP, "none was taken with these settings", daily);
    };
    let hours = Instant::parse(&last.taken_at).map(|at| now.seconds_since(at) / SECONDS_OF_HOUR);
    let Ok(hours) = hours else {
        return Finding::warn(BACKUP, format!("the note of the last one makes no sense: {:?}", last.taken_at), daily);
    };
    let told = format!("the last one was taken {hours} hours ago: {}", last.path);
    if hours > BACKUP_HOURS_MAX {
        return Finding::warn(BACKUP, told, daily);
    }
    if !is_there(&last.path) {
        return Finding::warn(BACKUP, told, "it is not there any more: was it carried elsewhere?");
    }
    Finding::ok(BACKUP, told)
}
