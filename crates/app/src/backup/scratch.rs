//! A folder for what is not finished. It goes when its owner goes; one that a killed process left is found by its lock,
//! which nobody holds any more, and removed by the next.

use anyhow::Context;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

const PREFIX: &str = ".wasl-unfinished-";
const LOCK: &str = "lock";
/// Folders that may be at work beside one another.
const FOLDERS_MAX: u32 = 100;

pub struct Scratch {
    path: PathBuf,
    #[expect(dead_code, reason = "held, never read")]
    lock: File,
}

impl Scratch {
    /// A fresh folder in `parent`, for its owner's eyes alone.
    pub fn within(parent: &Path) -> anyhow::Result<Self> {
        let about = || format!("cannot work in the folder {}", parent.display());
        sweep(parent).with_context(about)?;
        for number in 0..FOLDERS_MAX {
            let path = parent.join(format!("{PREFIX}{}-{number}", std::process::id()));
            match private_folder(&path) {
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error).with_context(about),
                Ok(()) => {
                    let lock = File::create(path.join(LOCK)).with_context(about)?;
                    lock.lock().with_context(about)?;
                    return Ok(Self { path, lock });
                }
            }
        }
        anyhow::bail!("{}: {FOLDERS_MAX} unfinished folders stand there", parent.display())
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "a folder of unfinished work was left behind");
        }
    }
}

/// Removes what nobody works in any more.
fn sweep(parent: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with(PREFIX) || !entry.file_type()?.is_dir() {
            continue;
        }
        // One that is being made has no lock file yet: left alone.
        let Ok(lock) = OpenOptions::new().write(true).open(entry.path().join(LOCK)) else { continue };
        if lock.try_lock().is_ok() {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn private_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(path)
}

/// A new or renamed file is only there for good once its folder is synced.
pub fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
