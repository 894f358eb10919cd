//! Reads a body out: the span asked for, file after file, one bounded buffer at a time.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt as _, stream};
use s3s::S3ErrorCode;

use super::Inner;
use super::failure::Failure;
use super::leases::Lease;
use super::versions::{self, Segment, Version};

/// What is read at once.
const BUFFER_BYTES: usize = 128 * 1024;
/// A body replaced between the look-up of its row and of its bytes is looked up again this often.
const LOOKUPS_MAX: usize = 8;

/// A version and its bytes, kept in place while this lives.
pub struct Opened {
    pub version: Version,
    pub content: Content,
}

/// Where the bytes are.
pub enum Content {
    Inline(Bytes),
    Blobs(Vec<Segment>, Lease),
}

/// Finds a version of a key and takes hold of its bytes.
pub async fn open(
    store: &Inner,
    bucket: i64,
    key: &str,
    version_id: Option<&str>,
) -> Result<Opened, Failure> {
    for _ in 0..LOOKUPS_MAX {
        let (key, version_id) = (key.to_owned(), version_id.map(str::to_owned));
        let (version, inline) = store
            .readers
            .read(move |records| {
                let version = versions::find(records, bucket, &key, version_id.as_deref())?;
                let inline = versions::inline_body(records, version.seq)?;
                Ok((version, inline))
            })
            .await?;
        if let Some(inline) = inline {
            return Ok(Opened { version, content: Content::Inline(inline.into()) });
        }
        // The segments are looked up under the lease: found now, their blobs stay.
        let lease = store.leases.take(version.seq);
        let seq = version.seq;
        let segments = store.readers.read(move |records| versions::segments(records, seq)).await?;
        if !segments.is_empty() {
            return Ok(Opened { version, content: Content::Blobs(segments, lease) });
        }
    }
    Err(Failure::Refused(S3ErrorCode::SlowDown, "The object changes faster than it can be read."))
}

impl Opened {
    /// The bytes of part `number`, counted from 1, and the count of parts when there are several.
    pub fn part(&self, number: i32) -> Result<Range<u64>, Failure> {
        let not_there = Failure::Refused(
            S3ErrorCode::InvalidRange,
            "The requested partnumber is not satisfiable.",
        );
        let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
        match &self.content {
            Content::Blobs(segments, _) if self.version.parts.is_some() => {
                let segment = segments.get(index).ok_or(not_there)?;
                let start = segments[..index].iter().map(|before| before.size).sum();
                Ok(start..start + segment.size)
            }
            _ if number == 1 => Ok(0..self.version.size),
            _ => Err(not_there),
        }
    }

    /// Streams the bytes of `span`, which lies within the object.
    pub fn stream(
        self,
        store: &Inner,
        span: Range<u64>,
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static {
        let (inline, files) = match self.content {
            Content::Inline(bytes) => (Some(cut(&bytes, &span)), None),
            Content::Blobs(segments, lease) => {
                let mut pieces = pieces(store, &segments, &span);
                pieces.reverse();
                (None, Some(Files { pieces, open: None, _lease: lease }))
            }
        };
        let inline = stream::iter(inline.map(Ok));
        let files = stream::iter(files.map(Ok::<_, io::Error>))
            .map_ok(|files| stream::try_unfold(files, read_next))
            .try_flatten();
        futures_util::StreamExt::chain(inline, files)
    }
}

fn cut(bytes: &Bytes, span: &Range<u64>) -> Bytes {
    let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes.slice(at(span.start)..at(span.end))
}

/// A stretch of one blob file.
struct Piece {
    path: PathBuf,
    offset: u64,
    length: u64,
}

/// What of each blob falls into the span.
fn pieces(store: &Inner, segments: &[Segment], span: &Range<u64>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for segment in segments {
        let end = start + segment.size;
        let (from, to) = (span.start.max(start), span.end.min(end));
        if from < to {
            let path = store.blobs.path(&segment.blob);
            pieces.push(Piece { path, offset: from - start, length: to - from });
        }
        start = end;
    }
    pieces
}

/// The files still to be read, last first, and the one being read with what is left of it.
struct Files {
    pieces: Vec<Piece>,
    open: Option<(File, u64)>,
    _lease: Lease,
}

async fn read_next(mut files: Files) -> io::Result<Option<(Bytes, Files)>> {
    let read = tokio::task::spawn_blocking(move || {
        let buffer = files.next_buffer()?;
        Ok(buffer.map(|buffer| (buffer, files)))
    });
    read.await.map_err(io::Error::other)?
}

impl Files {
    fn next_buffer(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            if let Some((file, left)) = &mut self.open {
                let wanted = usize::try_from(*left).unwrap_or(usize::MAX).min(BUFFER_BYTES);
                if wanted > 0 {
                    let mut buffer = vec![0; wanted];
                    file.read_exact(&mut buffer)?;
                    *left -= wanted as u64;
                    return Ok(Some(buffer.into()));
                }
            }
            let Some(piece) = self.pieces.pop() else { return Ok(None) };
            let mut file = File::open(&piece.path)?;
            file.seek(SeekFrom::Start(piece.offset))?;
            self.open = Some((file, piece.length));
        }
    }
}
