//! One file on its way: asked about, sent in one piece or in parts, confirmed. What is dropped aborts its requests.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use gateway_api::{ArrivedPart, CompleteUpload, FoundBy, ProblemKind, UploadedPart, Whole};
use snippets::Act;
use web_sys::{Blob, File};

use super::announcing::announced;
use super::begun::Begun;
use super::fitting::Measure;
use super::line::Tries;
use super::pace::LANES_MAX;
use super::plan::{self, Part, SINGLE_BYTES_MAX, Shape};
use super::queue::{Failure, Item, Target};
use super::runner::{Runner, whole};
use super::source;
use crate::commands;
use crate::gateway::{self, Error};
use crate::proof::Sums;

/// From this size on, it is asked first whether the key is taken, instead of sending all bytes to hear it.
const ASK_FIRST_BYTES: u64 = 8 << 20;

/// How it ended.
pub enum End {
    Stored {
        /// Checksums were compared, too.
        verified: bool,
    },
    /// Another object is there than may be replaced; `seen` is its entity tag.
    Taken {
        seen: Option<String>,
    },
    /// What was to be replaced is gone.
    Vanished,
    Failed(Failure),
}

pub struct Sending {
    pub runner: Runner,
    pub id: usize,
    pub item: Item,
    pub file: File,
    /// Bytes of the request that was too large.
    refused: Cell<Option<u64>>,
}

/// Whether what is stored was compared with checksums of the page's own.
type Verified = bool;

/// Shared by the requests of one upload.
type Shared = Rc<RefCell<Begun>>;

/// Does one thing after the other, beside others of its kind.
pub type Course<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

impl Sending {
    pub fn new(runner: Runner, id: usize, item: Item, file: File) -> Self {
        Self { runner, id, item, file, refused: Cell::new(None) }
    }

    pub async fn run(self) -> End {
        let target = &self.item.target;
        commands::note(&target.bucket, Act::Upload { key: target.key.clone() });
        let begun = self.runner.begun(self.id, target);
        if begun.is_none() && self.is_taken().await {
            return self.taken().await;
        }
        let mut sent = match begun {
            Some(begun) => self.parts(begun).await,
            None => self.anew().await,
        };
        if sent.as_ref().is_err_and(|error| error.is(ProblemKind::NoSuchUpload)) {
            // The store forgot it, or somebody cleared it away: nothing is there to go on from.
            self.runner.forget(self.id);
            sent = self.anew().await;
        }
        while sent.as_ref().is_err_and(|error| error.is(ProblemKind::TooLarge)) {
            // By a server in between, which may let less pass.
            let refused = self.refused.take();
            let Some(most) = refused.and_then(|refused| plan::smaller(self.item.bytes, refused))
            else {
                break;
            };
            self.runner.carry_less(most);
            self.runner.forget(self.id);
            sent = self.anew().await;
        }
        if sent.as_ref().is_err_and(|error| error.is(ProblemKind::PartsDiffer)) {
            // Tried again, all of it is sent anew.
            self.runner.forget(self.id);
        }
        match sent {
            Ok(verified) => End::Stored { verified },
            Err(error) if self.met(&error) => self.taken().await,
            Err(error) => End::Failed(self.failure(error).await),
        }
    }

    /// From the first byte on.
    async fn anew(&self) -> Result<Verified, Error> {
        match plan::shape(self.item.bytes, self.runner.way()) {
            Shape::Single => self.single().await,
            Shape::Parts { part_bytes, count } => self.begin_and_send(part_bytes, count).await,
        }
    }

    /// Only the store's answer to the upload itself counts; this question spares bytes, no more.
    async fn is_taken(&self) -> bool {
        let Item { target, bytes, overwrite, again, .. } = &self.item;
        let compares = *again && *bytes <= SINGLE_BYTES_MAX;
        if *overwrite || compares || *bytes < ASK_FIRST_BYTES {
            return false;
        }
        // A listing, because in one a missing object is no failure.
        let page =
            gateway::listing(&target.instance, &target.bucket, &target.key, None, false).await;
        page.is_ok_and(|page| page.entries.iter().any(|entry| entry.key == target.key))
    }

    async fn single(&self) -> Result<Verified, Error> {
        let Target { instance, bucket, key } = &self.item.target;
        let (runner, id, size) = (self.runner, self.id, self.item.bytes);
        let (known, tries) = (RefCell::default(), Cell::new(0_u32));
        let stored = self.again(async || {
            tries.set(tries.get() + 1);
            let sums = self.sums(&self.file, &known).await;
            let _lane = runner.lanes().take().await;
            let before = Cell::new(0);
            let sent = move |sent| {
                let sent = whole(sent);
                runner.went(sent.saturating_sub(before.replace(sent)));
                runner.progress(id, sent, size <= sent);
            };
            let over = self.over();
            let checksum = sums.as_ref().map(announced);
            gateway::put_object(instance, bucket, key, &self.file, over, checksum, sent).await
        });
        match stored.await {
            // Tried again, it may have met itself; handed in again, too.
            Err(error)
                if (self.item.again || 1 < tries.get())
                    && self.met(&error)
                    && self.is_stored(&known).await => {}
            stored => drop(stored.inspect_err(|error| self.hear(error, size))?),
        }
        Ok(known.into_inner().is_some())
    }

    async fn begin_and_send(&self, part_bytes: u64, count: u16) -> Result<Verified, Error> {
        let Target { instance, bucket, key } = &self.item.target;
        let started = self.again(|| gateway::start_upload(instance, bucket, key)).await?;
        let shape = (part_bytes, count);
        let begun = Begun::new(started.upload, self.item.target.clone(), self.item.bytes, shape);
        self.parts(self.runner.keep(self.id, begun)).await
    }

    /// Sends the parts that the store has not, several at once, and has it put them together.
    async fn parts(&self, begun: Shared) -> Result<Verified, Error> {
        if !begun.borrow().is_known() {
            let upload = begun.borrow().upload.clone();
            let parts = self.again(|| arrived(&self.item.target, &upload)).await?;
            begun.borrow_mut().know(&parts);
        }
        self.show(&begun);
        let courses = || (0..LANES_MAX).map(|_| Box::pin(self.course(&begun)) as Course<'_>);
        // Beside what is sent: to read what has arrived of a hundred gigabytes takes a quarter of an hour.
        let compared = Box::pin(self.compare(&begun)) as Course<'_>;
        all(courses().chain([compared]).collect()).await?;
        // What was none of the file's.
        all(courses().collect()).await?;
        self.runner.progress(self.id, self.item.bytes, true);
        let Target { instance, bucket, key } = &self.item.target;
        let (upload, parts) = (begun.borrow().upload.clone(), begun.borrow().parts());
        let wanted = CompleteUpload { parts, whole: self.whole(&begun).await };
        let over = self.over();
        let stored = self
            .again(|| gateway::complete_upload(instance, bucket, key, &upload, &wanted, over))
            .await?;
        Ok(match stored.found {
            Some(FoundBy::Checksum) => true,
            Some(FoundBy::Parts) => begun.borrow().proved,
            None => false,
        })
    }

    /// Parts of another visit are those of this file, or are sent again: anybody who may write there could have put them.
    async fn compare(&self, begun: &Shared) -> Result<(), Error> {
        let unchecked = begun.borrow().unchecked();
        let proof = self.runner.proof();
        for (Part { number, from, to }, told) in unchecked {
            let blob = source::slice(&self.file, from, to).ok_or(Error::Unreadable)?;
            let Some(checksum) = proof.of(&blob).await else {
                begun.borrow_mut().proved = false;
                return Ok(());
            };
            let same = match told {
                Some(Measure::Crc64Nvme(theirs)) => theirs == checksum,
                Some(Measure::Md5(theirs)) => {
                    proof.md5(&blob).await.is_none_or(|ours| ours == theirs)
                }
                None => true,
            };
            if same {
                begun.borrow_mut().check(number, checksum);
            } else {
                begun.borrow_mut().take_back(number);
            }
        }
        Ok(())
    }

    /// What the parts are to become; `None` where not all could be read for their checksums.
    async fn whole(&self, begun: &Shared) -> Option<Whole> {
        let pieces = begun.borrow().pieces()?;
        let checksum = self.runner.proof().joined(&pieces).await?;
        Some(Whole { size: self.item.bytes, checksum })
    }

    /// Sends part after part until none is left.
    async fn course(&self, begun: &Shared) -> Result<(), Error> {
        loop {
            let Some(part) = begun.borrow_mut().begin_next() else { return Ok(()) };
            let (stored, checksum) = self.part(begun, part).await?;
            begun.borrow_mut().store(part.number, stored.etag, checksum);
            self.show(begun);
        }
    }

    async fn part(
        &self,
        begun: &Shared,
        part: Part,
    ) -> Result<(UploadedPart, Option<String>), Error> {
        let blob = source::slice(&self.file, part.from, part.to).ok_or(Error::Unreadable)?;
        let Target { instance, bucket, key } = &self.item.target;
        let upload = begun.borrow().upload.clone();
        let place = (&**instance, &**bucket);
        let known = RefCell::default();
        let stored = self
            .again(async || {
                // Before it has a lane: the next part's is computed while others go up.
                let sums = self.sums(&blob, &known).await;
                let _lane = self.runner.lanes().take().await;
                let sent = self.part_progress(begun, part.number);
                let (number, checksum) = (part.number, sums.as_ref().map(announced));
                gateway::put_part(place, key, &upload, number, &blob, checksum, sent).await
            })
            .await
            .inspect_err(|error| {
                begun.borrow_mut().progress(part.number, 0);
                self.hear(error, part.to - part.from);
            })?;
        let checksum = known.into_inner().map(|sums: Sums| sums.crc64nvme);
        if checksum.is_none() && std::mem::take(&mut begun.borrow_mut().proved) {
            self.runner.remember_begun(self.id, &begun.borrow());
        }
        Ok((stored, checksum))
    }

    /// A request that carried so many bytes of the file was refused.
    fn hear(&self, error: &Error, carried: u64) {
        if error.is(ProblemKind::TooLarge) {
            self.refused.set(Some(carried));
        }
    }

    /// Those of these bytes, computed once, and again only where that failed.
    async fn sums(&self, bytes: &Blob, known: &RefCell<Option<Sums>>) -> Option<Sums> {
        if known.borrow().is_none() {
            let instance = &self.item.target.instance;
            let with_md5 = self.runner.announcing().wants_md5(instance).await;
            let computed = self.runner.proof().sums(bytes, with_md5).await;
            known.replace(computed);
        }
        known.borrow().clone()
    }

    fn part_progress(&self, begun: &Shared, number: u16) -> impl Fn(f64) + 'static {
        let (runner, id, begun) = (self.runner, self.id, Rc::clone(begun));
        begun.borrow_mut().progress(number, 0);
        let before = Cell::new(0);
        move |sent| {
            let sent = whole(sent);
            runner.went(sent.saturating_sub(before.replace(sent)));
            begun.borrow_mut().progress(number, sent);
            runner.progress(id, begun.borrow().sent(), false);
        }
    }

    fn show(&self, begun: &Shared) {
        self.runner.progress(self.id, begun.borrow().sent(), false);
    }

    /// Sends a request again while the line is what failed, and once somebody is signed in again.
    async fn again<T, F: Future<Output = Result<T, Error>>>(
        &self,
        request: impl Fn() -> F,
    ) -> Result<T, Error> {
        let line = self.runner.line();
        let mut tries = Tries::new(js_sys::Date::now());
        loop {
            let error = match self.runner.session().signed_in(&request).await {
                Ok(answer) => {
                    line.works();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            let pause_ms = tries.again_in_ms(&error, js_sys::Date::now());
            let Some(pause_ms) = pause_ms else { return Err(error) };
            if !source::is_readable(&self.file).await {
                return Err(error);
            }
            self.runner.trouble(&error);
            line.wait(pause_ms).await;
        }
    }

    async fn failure(&self, error: Error) -> Failure {
        match error {
            _ if !source::is_readable(&self.file).await => Failure::Unreadable,
            Error::Problem(problem) => Failure::Problem(problem),
            Error::Offline => Failure::Offline,
            Error::Unreadable => Failure::Unintelligible,
        }
    }
}

/// What the store has of an upload: a thousand parts at a time, ten times at most.
pub async fn arrived(target: &Target, upload: &str) -> Result<Vec<ArrivedPart>, Error> {
    let Target { instance, bucket, key } = target;
    let mut parts = Vec::new();
    let mut after = None;
    loop {
        let page = gateway::arrived_parts(instance, bucket, key, upload, after).await?;
        parts.extend(page.parts);
        match page.next {
            Some(next) if Some(next) != after => after = Some(next),
            _ => return Ok(parts),
        }
    }
}

/// Until all are done, or the first has failed: the others are dropped then.
pub async fn all(mut courses: Vec<Course<'_>>) -> Result<(), Error> {
    poll_fn(|context| {
        let mut fault = None;
        courses.retain_mut(|course| match course.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(Ok(())) => false,
            Poll::Ready(Err(error)) => {
                fault = Some(error);
                false
            }
        });
        match fault {
            Some(error) => Poll::Ready(Err(error)),
            None if courses.is_empty() => Poll::Ready(Ok(())),
            None => Poll::Pending,
        }
    })
    .await
}
