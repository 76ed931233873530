//! The witness' own file: one record a line, only ever appended to. An intent is written before its request leaves; an
//! answer is on disk before the client goes on, one sync for all that wait.

use crate::record::Record;
use anyhow::{Context, Result};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use tokio::sync::oneshot;

pub struct Log {
    file: Mutex<File>,
    syncs: Sender<oneshot::Sender<bool>>,
}

impl Log {
    pub fn open(path: &Path) -> Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.with_context(|| format!("cannot open the witness' log {}", path.display()))?;
        let twin = file.try_clone().context("cannot open the witness' log twice")?;
        let (syncs, waiting) = channel();
        std::thread::Builder::new().name("witness-sync".into()).spawn(move || sync_for(&twin, &waiting))?;
        Ok(Self { file: Mutex::new(file), syncs })
    }

    /// Written, and there whatever becomes of the product; the machine is not what is tormented.
    pub fn write(&self, record: &Record) -> Result<()> {
        let line = serde_json::to_string(record)? + "\n";
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(line.as_bytes()).context("cannot write the witness' log")
    }

    /// Everything written so far is on disk.
    pub async fn sync(&self) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.syncs.send(done).ok().context("the witness' log is closed")?;
        anyhow::ensure!(answer.await.unwrap_or(false), "the witness' log could not be synced");
        Ok(())
    }
}

fn sync_for(file: &File, waiting: &Receiver<oneshot::Sender<bool>>) {
    while let Ok(first) = waiting.recv() {
        let others: Vec<_> = waiting.try_iter().collect();
        let is_done = file.sync_data().is_ok();
        for one in others.into_iter().chain([first]) {
            // A client that has gone needs no answer.
            let _ = one.send(is_done);
        }
    }
}

/// What a log holds, in its order.
pub fn read(path: &Path) -> Result<Vec<Record>> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    BufReader::new(file).lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_reads_back_in_order() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("log");
        let log = Log::open(&path).expect("log");
        let records = [Record::Silence { deed: 1 }, Record::Found { deed: 1, id: Some("ord_1".to_owned()) }];
        for record in &records {
            log.write(record).expect("written");
        }
        log.sync().await.expect("synced");
        assert_eq!(read(&path).expect("read"), records);
    }
}
