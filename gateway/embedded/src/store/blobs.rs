//! Files of bodies too large for the records.
//!
//! A blob is written under `incoming/`, synced, renamed into one of 256 folders under a random name
//! and its folder synced, all before the records mention it: what the records mention exists whole.
//! A blob no record mentions is an orphan of a killed process, found by [`Blobs::orphans`].

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::space::Reservation;

/// Random bytes in a blob's name: two blobs never meet.
const NAME_BYTES: usize = 16;

/// The folders of blobs.
pub struct Blobs {
    incoming: PathBuf,
    shelves: PathBuf,
    /// Blobs on a shelf that no record mentions yet: the sweep spares them.
    unrecorded: Mutex<HashSet<String>>,
}

impl Blobs {
    /// Opens the folders below `folder`, making them when missing, and empties what a killed
    /// process left in `incoming/`.
    pub fn open(folder: &Path) -> io::Result<Arc<Self>> {
        let (incoming, shelves) = (folder.join("incoming"), folder.join("blobs"));
        fs::create_dir_all(&incoming)?;
        for entry in fs::read_dir(&incoming)? {
            fs::remove_file(entry?.path())?;
        }
        // The last shelf is made last: when it is there, all are.
        if !shelves.join("ff").is_dir() {
            for number in 0..=u8::MAX {
                fs::create_dir_all(shelves.join(format!("{number:02x}")))?;
            }
            File::open(&shelves)?.sync_all()?;
            File::open(folder)?.sync_all()?;
        }
        Ok(Arc::new(Self { incoming, shelves, unrecorded: Mutex::default() }))
    }

    /// Starts a blob. Nothing remains of it unless it is placed.
    pub fn draft(self: &Arc<Self>) -> io::Result<Draft> {
        let name = random_name()?;
        let path = self.incoming.join(&name);
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Draft { file, path: Some(path), name, blobs: Arc::clone(self) })
    }

    /// Where a blob is, by its name.
    pub fn path(&self, name: &str) -> PathBuf {
        self.shelves.join(name.get(..2).unwrap_or("00")).join(name)
    }

    /// Gives the bytes of a blob a second name, so that two objects never share a file.
    pub fn duplicate(self: &Arc<Self>, name: &str, reservation: Reservation) -> io::Result<Placed> {
        let copy = self.spared(random_name()?, reservation);
        let (from, to) = (self.path(name), self.path(&copy.name));
        if fs::hard_link(&from, &to).is_err() {
            // A file system without links, or a blob with too many of them.
            fs::copy(&from, &to)?;
            File::open(&to)?.sync_all()?;
        }
        sync_folder_of(&to)?;
        Ok(copy)
    }

    /// Removes a blob that no record mentions any more. A failure leaves it to the next sweep.
    pub fn remove(&self, name: &str) {
        if let Err(error) = fs::remove_file(self.path(name)) {
            tracing::warn!(blob = name, %error, "a blob could not be removed");
        }
    }

    /// The blobs for which `is_recorded` answers false: no record mentions them, and none ever will.
    ///
    /// True while the store works: a blob seen here is either spared, because it was still unrecorded
    /// after it was seen, or its record was committed before `is_recorded` is asked.
    pub fn orphans<E: From<io::Error>>(
        &self,
        mut is_recorded: impl FnMut(&str) -> Result<bool, E>,
    ) -> Result<Vec<String>, E> {
        let mut orphans = Vec::new();
        for number in 0..=u8::MAX {
            let mut names = Vec::new();
            for entry in fs::read_dir(self.shelves.join(format!("{number:02x}")))? {
                names.extend(entry?.file_name().into_string());
            }
            let spared = self.unrecorded().clone();
            for name in names {
                if !spared.contains(&name) && !is_recorded(&name)? {
                    orphans.push(name);
                }
            }
        }
        Ok(orphans)
    }

    fn spared(self: &Arc<Self>, name: String, reservation: Reservation) -> Placed {
        self.unrecorded().insert(name.clone());
        Placed { name, blobs: Arc::clone(self), recorded: false, _reservation: reservation }
    }

    fn unrecorded(&self) -> MutexGuard<'_, HashSet<String>> {
        self.unrecorded.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A blob being written; dropped without [`Draft::place`], it disappears.
pub struct Draft {
    pub file: File,
    path: Option<PathBuf>,
    name: String,
    blobs: Arc<Blobs>,
}

impl Draft {
    /// Makes the blob durable under its final name.
    pub fn place(mut self, reservation: Reservation) -> io::Result<Placed> {
        self.file.sync_all()?;
        let placed = self.blobs.spared(self.name.clone(), reservation);
        if let Some(path) = &self.path {
            let destination = self.blobs.path(&self.name);
            fs::rename(path, &destination)?;
            self.path = None;
            sync_folder_of(&destination)?;
        }
        Ok(placed)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // A failure leaves it to the next start, which empties the folder.
            let _ = fs::remove_file(path);
        }
    }
}

/// A durable blob that awaits its record; dropped before [`Placed::recorded`], it disappears.
pub struct Placed {
    pub name: String,
    blobs: Arc<Blobs>,
    recorded: bool,
    _reservation: Reservation,
}

impl Placed {
    /// The record is committed (or may be): the blob stays.
    pub fn recorded(mut self) {
        self.recorded = true;
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if !self.recorded {
            let _ = fs::remove_file(self.blobs.path(&self.name));
        }
        self.blobs.unrecorded().remove(&self.name);
    }
}

/// A rename or a link is durable once its folder is synced.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn random_name() -> io::Result<String> {
    super::random_hex::<NAME_BYTES>()
}
