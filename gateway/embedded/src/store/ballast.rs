//! Space kept back so that a full disk can be emptied.
//!
//! Even a delete writes to the records first, which a full disk refuses. So a file of no use is kept:
//! it is given up for a delete that would fail, and no body is taken in until it is back.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::Inner;
use super::failure::Failure;
use super::intake::blocking;
use super::writer::Change;

/// Enough for the log of many deletes.
const BALLAST_BYTES: usize = 2 * 1024 * 1024;

/// The file, and whether it is there.
pub struct Ballast {
    path: PathBuf,
    here: AtomicBool,
    /// Held while the file is written or removed.
    turn: Mutex<()>,
}

impl Ballast {
    /// A disk that is full at start is no reason not to start.
    pub fn open(folder: &Path) -> Self {
        let ballast = Self {
            path: folder.join("ballast"),
            here: AtomicBool::new(false),
            turn: Mutex::new(()),
        };
        ballast.restore();
        ballast
    }

    /// Puts the file back unless it is there; true when it is there then.
    pub fn restore(&self) -> bool {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let whole = fs::metadata(&self.path).is_ok_and(|found| found.len() == BALLAST_BYTES as u64);
        let here = whole || self.write().is_ok();
        if !here {
            let _ = fs::remove_file(&self.path);
        }
        self.here.store(here, Ordering::Relaxed);
        here
    }

    fn write(&self) -> io::Result<()> {
        let mut file = File::create(&self.path)?;
        // Not zeros: a file system may keep those for nothing.
        file.write_all(&vec![0x5a; BALLAST_BYTES])?;
        file.sync_all()
    }

    fn give_up(&self) {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.here.store(false, Ordering::Relaxed);
        // Without the file there is nothing to give up.
        let _ = fs::remove_file(&self.path);
    }
}

impl Inner {
    /// Refuses a new body while the space to delete others is not assured.
    pub async fn check_ballast(&self) -> Result<(), Failure> {
        if self.ballast.here.load(Ordering::Relaxed) {
            return Ok(());
        }
        if self.restore_ballast().await? {
            return Ok(());
        }
        let cut = self.writer.write(|change| {
            change.cut_log = true;
            Ok(())
        });
        cut.await?;
        if self.restore_ballast().await? { Ok(()) } else { Err(Failure::StorageFull) }
    }

    async fn restore_ballast(&self) -> Result<bool, Failure> {
        let ballast = std::sync::Arc::clone(&self.ballast);
        blocking(move || ballast.restore()).await
    }

    /// Makes a change that frees space, on a full disk too.
    pub async fn write_to_free<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut Change<'_>) -> Result<T, Failure> + Clone + Send + 'static,
    {
        match self.writer.write(work.clone()).await {
            Err(Failure::StorageFull) => {}
            done => return done,
        }
        self.ballast.give_up();
        let freed = self.writer.write(work).await;
        // Not there yet: the next body asks again.
        let _ = self.check_ballast().await;
        freed
    }
}
