//! The objects of an archive, in order, a few of them asked for before it is their turn.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;

use super::objects::{Reader, Reading, Reason};
use crate::database::{self, ArchivedObject, Database};

/// Objects that are asked for ahead: small ones would else cost a journey to the storage each.
const OBJECTS_AHEAD_MAX: usize = 6;

/// An object that is read whole before its turn.
const SMALL_BYTES_MAX: u64 = 128 * 1024;

/// Larger objects that are open at the same time: the one that is being sent, and the next.
const LARGE_OPEN_MAX: usize = 2;

/// Records that are looked up at once.
const PAGE_OBJECTS: u32 = 500;

/// An object whose turn it is.
pub struct Next {
    pub object: ArchivedObject,
    /// `None` where nothing is asked: of a folder, and of all once [`Ahead::give_up`] was called.
    pub opened: Option<JoinHandle<Result<Opened, Reason>>>,
}

pub enum Opened {
    Whole(Vec<Bytes>),
    /// With its place among the large ones, held while it is read.
    Begun(Box<Reader>, OwnedSemaphorePermit),
}

pub struct Ahead {
    pages: Pages,
    reading: Arc<Reading>,
    page: VecDeque<ArchivedObject>,
    opening: VecDeque<Next>,
    large: Arc<Semaphore>,
    asking: bool,
}

/// The records of an archive, page after page.
pub struct Pages {
    database: Database,
    archive: i64,
    read: u64,
}

impl Pages {
    pub fn new(database: &Database, archive: i64) -> Self {
        Self { database: database.clone(), archive, read: 0 }
    }

    /// Empty after the last.
    pub async fn next(&mut self) -> Result<Vec<ArchivedObject>, database::Error> {
        let page = self.database.archived_objects(self.archive, self.read, PAGE_OBJECTS).await?;
        self.read += page.len() as u64;
        Ok(page)
    }
}

impl Ahead {
    pub fn new(pages: Pages, reading: Reading) -> Self {
        Self {
            pages,
            reading: Arc::new(reading),
            page: VecDeque::new(),
            opening: VecDeque::new(),
            large: Arc::new(Semaphore::new(LARGE_OPEN_MAX)),
            asking: true,
        }
    }

    /// Nothing more is asked of the storage.
    pub fn give_up(&mut self) {
        self.asking = false;
    }

    /// The next object; `None` after the last. The one before is done with: what is large and still open would keep
    /// this one waiting.
    pub async fn next(&mut self) -> Result<Option<Next>, database::Error> {
        while self.opening.len() < OBJECTS_AHEAD_MAX {
            if self.page.is_empty() {
                self.page = self.pages.next().await?.into();
            }
            let Some(object) = self.page.pop_front() else { break };
            match self.open(object) {
                Ok(next) => self.opening.push_back(next),
                Err(object) => {
                    self.page.push_front(object);
                    break;
                }
            }
        }
        Ok(self.opening.pop_front())
    }

    /// Gives the object back when too many large ones are open.
    fn open(&self, object: ArchivedObject) -> Result<Next, ArchivedObject> {
        if !self.asking || object.name.ends_with('/') {
            return Ok(Next { object, opened: None });
        }
        let reading = Arc::clone(&self.reading);
        let wanted = object.clone();
        let opened = if object.size <= SMALL_BYTES_MAX {
            tokio::spawn(async move { whole(Reader::open(reading, wanted).await?).await })
        } else {
            let Ok(permit) = Arc::clone(&self.large).try_acquire_owned() else {
                return Err(object);
            };
            tokio::spawn(async move {
                let reader = Reader::open(reading, wanted).await?;
                Ok(Opened::Begun(Box::new(reader), permit))
            })
        };
        Ok(Next { object, opened: Some(opened) })
    }
}

async fn whole(mut reader: Reader) -> Result<Opened, Reason> {
    let mut pieces = Vec::new();
    while let Some(piece) = reader.next().await? {
        pieces.push(piece);
    }
    Ok(Opened::Whole(pieces))
}
