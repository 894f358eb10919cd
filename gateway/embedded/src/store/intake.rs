//! Takes a body in: streams it through one bounded buffer while hashing, to memory when it is small,
//! else to a blob file; nothing remains of a body that is cut, too large, or not what was announced.

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use s3s::{S3ErrorCode, StdError, TrailingHeaders};
use tokio::task::JoinHandle;

use super::Inner;
use super::blobs::{Draft, Placed};
use super::digest::{Algorithm, Announced, Checksums, Digester, verify};
use super::failure::Failure;
use super::space::Reservation;

/// Bodies up to this size live in the records: one sync instead of three.
pub const INLINE_BYTES_MAX: usize = 16 * 1024;
/// What is gathered before it is hashed and written; two such buffers are in use at most.
const BUFFER_BYTES: usize = 256 * 1024;
/// The largest body of one PUT or part, as on S3.
pub const BODY_BYTES_MAX: u64 = 5 * 1024 * 1024 * 1024;

/// A body that is here whole and as announced.
pub struct Received {
    pub body: Body,
    pub size: u64,
    pub md5: [u8; 16],
    pub checksums: Checksums,
}

impl Received {
    /// The `ETag` of a body that came in one piece.
    pub fn etag(&self) -> String {
        hex::encode(self.md5)
    }
}

/// Where the bytes of a received body wait for their record.
pub enum Body {
    Inline(Bytes, Reservation),
    Blob(Placed),
}

/// Whether a small body may live in the records.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Home {
    Anywhere,
    Blob,
}

/// Streams `body` in. `trailers` may bring checksums after the last byte.
pub async fn receive<S, E>(
    store: &Inner,
    body: S,
    mut announced: Announced,
    trailers: Option<TrailingHeaders>,
    home: Home,
) -> Result<Received, Failure>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: Into<StdError>,
{
    if announced.size.is_some_and(|size| BODY_BYTES_MAX < size) {
        return Err(TOO_LARGE);
    }
    store.check_ballast().await?;
    let mut reservation = store.space.reservation();
    // A body that cannot fit is refused before its first byte is asked for.
    reservation.grow(announced.size.unwrap_or(0))?;
    let mut reserved = announced.size.unwrap_or(0);
    let mut sink = Sink::new(store, Box::new(Digester::new(&announced)));
    let mut size = 0;
    let mut body = std::pin::pin!(body);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|error| cut(&error.into()))?;
        size += chunk.len() as u64;
        if BODY_BYTES_MAX < size {
            return Err(TOO_LARGE);
        }
        if reserved < size {
            reservation.grow(size - reserved)?;
            reserved = size;
        }
        sink.push(&chunk).await?;
    }
    if announced.size.is_some_and(|announced| announced != size) {
        return Err(Failure::Refused(
            S3ErrorCode::IncompleteBody,
            "You did not provide the number of bytes specified by the Content-Length header.",
        ));
    }
    if let Some(trailers) = trailers {
        trailers.read(|headers| take_trailers(headers, &mut announced));
    }
    if announced.trailer.is_some_and(|algorithm| announced.checksums.get(algorithm).is_none()) {
        return Err(Failure::Refused(
            S3ErrorCode::Custom("MalformedTrailerError".into()),
            "The checksum announced for the trailer did not come.",
        ));
    }
    let (stored, digester) = sink.close(home).await?;
    let (md5, checksums) = digester.finish();
    verify(&announced, &md5, &checksums)?;
    let body = match stored {
        Stored::Memory(bytes) => Body::Inline(bytes, reservation),
        Stored::File(draft) => Body::Blob(blocking(move || draft.place(reservation)).await??),
    };
    Ok(Received { body, size, md5, checksums })
}

const TOO_LARGE: Failure = Failure::Refused(
    S3ErrorCode::EntityTooLarge,
    "Your proposed upload exceeds the maximum allowed size of 5 GiB.",
);

fn take_trailers(headers: &http::HeaderMap, announced: &mut Announced) {
    for algorithm in Algorithm::ALL {
        if let Some(value) = headers.get(algorithm.header()) {
            let value = value.to_str().unwrap_or_default().to_owned();
            announced.checksums.set(algorithm, value);
        }
    }
}

/// s3s verifies the signatures and the SHA-256 of the body as it streams; its errors say what was
/// wrong in their text only.
fn cut(error: &StdError) -> Failure {
    let text = error.to_string();
    if text.contains("Sha256Mismatch") {
        return Failure::Refused(
            S3ErrorCode::Custom("XAmzContentSHA256Mismatch".into()),
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        );
    }
    if text.contains("SignatureMismatch") {
        return Failure::Refused(
            S3ErrorCode::SignatureDoesNotMatch,
            "The signature of a chunk of the body does not match.",
        );
    }
    Failure::Refused(S3ErrorCode::IncompleteBody, "The body ended before it was complete.")
}

/// Hashes and writes one buffer on a blocking thread while the next is gathered.
struct Sink<'a> {
    store: &'a Inner,
    gathered: BytesMut,
    at_work: AtWork,
}

enum AtWork {
    /// Nothing was written: the body may still turn out to be small.
    Memory(Box<Digester>),
    File(JoinHandle<std::io::Result<(Draft, Box<Digester>)>>),
    /// Only between two states, or after a failure.
    Nothing,
}

enum Stored {
    Memory(Bytes),
    File(Draft),
}

impl<'a> Sink<'a> {
    fn new(store: &'a Inner, digester: Box<Digester>) -> Self {
        Self { store, gathered: BytesMut::new(), at_work: AtWork::Memory(digester) }
    }

    async fn push(&mut self, mut bytes: &[u8]) -> Result<(), Failure> {
        while !bytes.is_empty() {
            let taken = bytes.len().min(BUFFER_BYTES - self.gathered.len());
            self.gathered.extend_from_slice(&bytes[..taken]);
            bytes = &bytes[taken..];
            if self.gathered.len() == BUFFER_BYTES {
                self.hand_over().await?;
            }
        }
        Ok(())
    }

    /// Waits for the buffer at work, then sends off the gathered one.
    async fn hand_over(&mut self) -> Result<(), Failure> {
        let buffer = std::mem::take(&mut self.gathered);
        let (mut draft, mut digester) = match std::mem::replace(&mut self.at_work, AtWork::Nothing)
        {
            AtWork::Memory(digester) => (self.store.blobs.draft()?, digester),
            AtWork::File(work) => work.await.map_err(|_stopped| Failure::Closed)??,
            AtWork::Nothing => return Err(Failure::Closed),
        };
        self.at_work = AtWork::File(tokio::task::spawn_blocking(move || {
            use std::io::Write as _;
            digester.update(&buffer);
            draft.file.write_all(&buffer)?;
            Ok((draft, digester))
        }));
        Ok(())
    }

    async fn close(mut self, home: Home) -> Result<(Stored, Box<Digester>), Failure> {
        if let AtWork::Memory(digester) = &mut self.at_work
            && home == Home::Anywhere
            && self.gathered.len() <= INLINE_BYTES_MAX
        {
            digester.update(&self.gathered);
            let AtWork::Memory(digester) = self.at_work else { return Err(Failure::Closed) };
            return Ok((Stored::Memory(self.gathered.freeze()), digester));
        }
        self.hand_over().await?;
        let AtWork::File(work) = self.at_work else { return Err(Failure::Closed) };
        let (draft, digester) = work.await.map_err(|_stopped| Failure::Closed)??;
        Ok((Stored::File(draft), digester))
    }
}

/// Runs file work off the threads that serve connections.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_stopped| Failure::Closed)
}
