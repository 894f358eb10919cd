//! An archive on its way out: object after object, none held in memory, and in the end what is missing.

use axum::body::Body;
use bytes::Bytes;
use crc_fast::{CrcAlgorithm, Digest};
use gateway_api::ActivityAmount;
use jiff::Timestamp;
use locales::{Language, text};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::super::activity::BROKEN_OFF;
use super::super::walk::Source;
use super::Receiver;
use super::ahead::{Ahead, Next, Opened, Pages};
use super::objects::{Reading, Reason};
use crate::archive::zip::{self, Entry, Stored};
use crate::database::{ArchiveRecord, ArchivedObject, Database};
use crate::policy::Caller;

/// Pieces of bytes between storage and browser.
const PIECES_AHEAD_MAX: usize = 2;

/// After so many objects in a row that the storage did not give, it is not asked for the others.
const FAILURES_IN_A_ROW_MAX: u32 = 20;

/// The directory and the list of what is missing are sent in pieces of at least so many bytes.
const PIECE_BYTES_MIN: usize = 32 * 1024;

/// Everything an archive needs to be sent.
pub struct Run {
    pub source: Source,
    pub database: Database,
    pub archive: ArchiveRecord,
    /// Their language is that of the list of what is missing.
    pub receiver: Receiver,
}

/// Why an archive is not written to its end.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("nobody reads the archive any more")]
    Unread,
    #[error("the records of the archive cannot be read")]
    Records(#[from] crate::database::Error),
    #[error("the work ahead was interrupted")]
    Interrupted(#[from] tokio::task::JoinError),
}

/// Begins to write. Where our own records fail the body breaks off, so that nobody takes it for whole.
pub fn begin(mut run: Run) -> Body {
    let (sender, receiver) = mpsc::channel(PIECES_AHEAD_MAX);
    tokio::spawn(async move {
        let (database, number) = (run.database.clone(), run.archive.number);
        let pending = run.receiver.pending.take();
        let mut tally = Tally::of(run.archive.objects);
        let written = write(run, sender.clone(), &mut tally).await;
        if let Some(pending) = pending {
            pending.write(|entry| {
                entry.amount = Some(tally.amount);
                entry.refusal = tally.refusal(&written).map(str::to_owned);
            });
        }
        match written {
            Ok(()) | Err(Stopped::Unread) => {}
            Err(stopped) => {
                tracing::error!(error = &stopped as &dyn std::error::Error, "an archive broke off");
                // Whoever left does not need to know.
                let _ = sender.send(Err(stopped)).await;
            }
        }
        if let Err(error) = database.forget_archive(number).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "an archive is not forgotten");
        }
    });
    Body::from_stream(ReceiverStream::new(receiver))
}

async fn write(
    run: Run,
    sender: mpsc::Sender<Result<Bytes, Stopped>>,
    tally: &mut Tally,
) -> Result<(), Stopped> {
    let Run { source, database, archive, receiver } = run;
    let Receiver { caller, language, turn, .. } = receiver;
    let pages = || Pages::new(&database, archive.number);
    // Whoever holds a link is not told what lies above.
    let called = match caller {
        Caller::ShareLink(_) => Called::AsInside,
        _ => Called::Whole,
    };
    let reading = Reading { source, caller, bucket: archive.bucket.clone() };
    let mut ahead = Ahead::new(pages(), reading);
    let begun = Timestamp::now();
    let mut writer = Writer { sender, begun, called, offset: 0, outcomes: Vec::new() };
    let mut failures = 0;
    while let Some(next) = ahead.next().await? {
        let outcome = writer.next(next).await?;
        let failed = matches!(outcome, Outcome::Missing(Reason::Failed));
        failures = if failed { failures + 1 } else { 0 };
        if failures == FAILURES_IN_A_ROW_MAX {
            ahead.give_up();
        }
        tally.add(outcome);
        writer.outcomes.push(outcome);
    }
    let report = writer.report(pages(), &archive.report, language).await?;
    let report = report.map(|stored| (archive.report.as_str(), stored));
    writer.directory(pages(), report).await?;
    drop(turn);
    Ok(())
}

/// How an object is called that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Called {
    /// By its whole key.
    Whole,
    /// As it would have been called in the archive.
    AsInside,
}

/// What became of an object.
#[derive(Clone, Copy)]
enum Outcome {
    Stored(Stored),
    Missing(Reason),
}

/// What the record is told of an archive.
struct Tally {
    amount: ActivityAmount,
    /// Why the first object is missing.
    first: Option<Reason>,
}

impl Tally {
    fn of(objects: u64) -> Self {
        let amount = ActivityAmount { asked: objects, bytes: Some(0), ..ActivityAmount::default() };
        Self { amount, first: None }
    }

    fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Stored(stored) => {
                self.amount.done += 1;
                self.amount.bytes =
                    self.amount.bytes.map(|bytes| bytes.saturating_add(stored.size));
            }
            Outcome::Missing(reason) => {
                self.amount.failed += 1;
                self.first.get_or_insert(reason);
            }
        }
    }

    /// As answers call it.
    fn refusal(&self, written: &Result<(), Stopped>) -> Option<&'static str> {
        match written {
            Err(Stopped::Unread) => Some(BROKEN_OFF),
            Err(Stopped::Records(_) | Stopped::Interrupted(_)) => Some("internal"),
            Ok(()) => self.first.map(|reason| match reason {
                Reason::Gone => "no-such-object",
                Reason::Changed => "precondition",
                Reason::Denied => "denied",
                Reason::Failed | Reason::Unasked => "upstream-failed",
            }),
        }
    }
}

struct Writer {
    sender: mpsc::Sender<Result<Bytes, Stopped>>,
    begun: Timestamp,
    called: Called,
    /// How much was written.
    offset: u64,
    /// By number. What the directory needs besides is read from the records again, so that little is kept.
    outcomes: Vec<Outcome>,
}

impl Writer {
    async fn send(&mut self, bytes: impl Into<Bytes>) -> Result<(), Stopped> {
        let bytes = bytes.into();
        self.offset += bytes.len() as u64;
        self.sender.send(Ok(bytes)).await.map_err(|_| Stopped::Unread)
    }

    /// Waits, unless nobody reads any more: a storage may be silent for long.
    async fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Stopped> {
        tokio::select! {
            biased;
            () = self.sender.closed() => Err(Stopped::Unread),
            done = work => Ok(done),
        }
    }

    async fn next(&mut self, next: Next) -> Result<Outcome, Stopped> {
        let Next { object, opened } = next;
        let entry = Entry { name: &object.name, modified: object.modified, size: object.size };
        match opened {
            None if object.name.ends_with('/') => {
                self.object(&entry, Opened::Whole(Vec::new())).await
            }
            None => Ok(Outcome::Missing(Reason::Unasked)),
            Some(opened) => match self.wait(opened).await?? {
                Ok(opened) => self.object(&entry, opened).await,
                Err(reason) => Ok(Outcome::Missing(reason)),
            },
        }
    }

    /// An object that breaks off for good leaves a gap, of which the directory knows nothing.
    async fn object(&mut self, entry: &Entry<'_>, opened: Opened) -> Result<Outcome, Stopped> {
        let offset = self.offset;
        let mut digest = Digest::new(CrcAlgorithm::Crc32IsoHdlc);
        self.send(entry.header()).await?;
        match opened {
            Opened::Whole(pieces) => {
                for piece in pieces {
                    digest.update(&piece);
                    self.send(piece).await?;
                }
            }
            Opened::Begun(mut reader, _permit) => loop {
                match self.wait(reader.next()).await? {
                    Ok(Some(piece)) => {
                        digest.update(&piece);
                        self.send(piece).await?;
                    }
                    Ok(None) => break,
                    Err(reason) => return Ok(Outcome::Missing(reason)),
                }
            },
        }
        let stored = Stored { offset, size: entry.size, checksum: checksum(&digest) };
        self.send(entry.descriptor(stored)).await?;
        Ok(Outcome::Stored(stored))
    }

    /// A file that names what is missing, and why; none when nothing is.
    async fn report(
        &mut self,
        mut pages: Pages,
        name: &str,
        language: Language,
    ) -> Result<Option<Stored>, Stopped> {
        if self.outcomes.iter().all(|outcome| matches!(outcome, Outcome::Stored(_))) {
            return Ok(None);
        }
        let offset = self.offset;
        let entry = self.report_entry(name);
        self.send(entry.header()).await?;
        let begin = self.offset;
        let mut digest = Digest::new(CrcAlgorithm::Crc32IsoHdlc);
        let mut piece = format!("{}\n\n", text::archive_missing(language));
        let mut number = 0;
        loop {
            let page = pages.next().await?;
            for object in &page {
                if let Some(Outcome::Missing(reason)) = self.outcomes.get(number) {
                    piece.push_str(&line(object, *reason, self.called, language));
                }
                number += 1;
            }
            if page.is_empty() || piece.len() >= PIECE_BYTES_MIN {
                digest.update(piece.as_bytes());
                self.send(std::mem::take(&mut piece)).await?;
            }
            if page.is_empty() {
                break;
            }
        }
        let stored = Stored { offset, size: self.offset - begin, checksum: checksum(&digest) };
        self.send(entry.descriptor(stored)).await?;
        Ok(Some(stored))
    }

    /// Its size is known only afterwards; it is small.
    fn report_entry<'a>(&self, name: &'a str) -> Entry<'a> {
        Entry { name, modified: self.begun, size: 0 }
    }

    async fn directory(
        &mut self,
        mut pages: Pages,
        report: Option<(&str, Stored)>,
    ) -> Result<(), Stopped> {
        let begin = self.offset;
        let (mut piece, mut number, mut count) = (Vec::new(), 0, 0);
        loop {
            let page = pages.next().await?;
            for ArchivedObject { name, size, modified, .. } in &page {
                if let Some(Outcome::Stored(stored)) = self.outcomes.get(number) {
                    let entry = Entry { name, modified: *modified, size: *size };
                    piece.extend(entry.record(*stored));
                    count += 1;
                }
                number += 1;
            }
            if page.is_empty() {
                break;
            }
            if piece.len() >= PIECE_BYTES_MIN {
                self.send(std::mem::take(&mut piece)).await?;
            }
        }
        if let Some((name, stored)) = report {
            piece.extend(self.report_entry(name).record(stored));
            count += 1;
        }
        self.send(piece).await?;
        let end = zip::end(count, begin, self.offset - begin);
        self.send(end).await
    }
}

fn line(object: &ArchivedObject, reason: Reason, called: Called, language: Language) -> String {
    let reason = match reason {
        Reason::Gone => text::archive_missing_gone(language),
        Reason::Changed => text::archive_missing_changed(language),
        Reason::Denied => text::archive_missing_denied(language),
        Reason::Failed => text::archive_missing_failed(language),
        Reason::Unasked => text::archive_missing_unasked(language),
    };
    let shown = |char: char| if char.is_control() { char::REPLACEMENT_CHARACTER } else { char };
    let name = match called {
        Called::Whole => object.key.as_str(),
        Called::AsInside => &object.name,
    };
    let key: String = name.chars().map(shown).collect();
    format!("{key}\n    {reason}\n")
}

fn checksum(digest: &Digest) -> u32 {
    // A CRC of 32 bits stands in the lower half.
    u32::try_from(digest.finalize() & 0xffff_ffff).unwrap_or_default()
}
