//! Bytes framed anew as `aws-chunked` with a checksum behind them (S3 API Reference, "…including trailing headers"), so
//! that the instance proves the checksum too, and keeps it.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::s3::checksum::Algorithm;
use crate::upstream::BoxError;

/// Servers take chunks of up to 16 MiB. The frames of a body are cut where a chunk ends, never gathered.
const CHUNK_BYTES: u64 = 1024 * 1024;

/// The body had no checksum behind it although one was announced.
#[derive(Debug, thiserror::Error)]
#[error("the checksum that was announced did not come")]
struct NoChecksum;

/// A body of known length in its frame.
#[derive(Debug)]
pub(super) struct Framed<B> {
    inner: Pin<Box<B>>,
    algorithm: Algorithm,
    length: u64,
    left: u64,
    chunk_left: u64,
    ready: VecDeque<Bytes>,
    ended: bool,
}

impl<B> Framed<B> {
    pub(super) fn new(inner: B, length: u64, algorithm: Algorithm) -> Self {
        Self {
            inner: Box::pin(inner),
            algorithm,
            length,
            left: length,
            chunk_left: 0,
            ready: VecDeque::new(),
            ended: false,
        }
    }

    /// How many bytes the frame has in all.
    pub(super) fn length(&self) -> u64 {
        let chunk = |size: u64| header(size).len() as u64 + size + 2;
        let (whole, rest) = (self.length / CHUNK_BYTES, self.length % CHUNK_BYTES);
        let last = if rest == 0 { 0 } else { chunk(rest) };
        let value = vec![b'='; self.algorithm.text_bytes()];
        whole * chunk(CHUNK_BYTES) + last + end(self.algorithm, &value).len() as u64
    }

    /// Puts what came into chunks. More than was announced is left to whoever counts.
    fn take(&mut self, mut data: Bytes) {
        while !data.is_empty() {
            if self.chunk_left == 0 {
                self.chunk_left = self.left.clamp(1, CHUNK_BYTES);
                self.ready.push_back(header(self.chunk_left));
            }
            let length =
                usize::try_from(self.chunk_left).map_or(data.len(), |left| left.min(data.len()));
            let part = data.split_to(length);
            self.chunk_left -= part.len() as u64;
            self.left = self.left.saturating_sub(part.len() as u64);
            self.ready.push_back(part);
            if self.chunk_left == 0 {
                self.ready.push_back(Bytes::from_static(b"\r\n"));
            }
        }
    }
}

fn header(size: u64) -> Bytes {
    Bytes::from(format!("{size:x}\r\n"))
}

fn end(algorithm: Algorithm, value: &[u8]) -> Bytes {
    Bytes::from([b"0\r\n", algorithm.header().as_bytes(), b":", value, b"\r\n\r\n"].concat())
}

impl<B> Body for Framed<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        loop {
            if let Some(data) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(Frame::data(data))));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match std::task::ready!(this.inner.as_mut().poll_frame(context)) {
                None => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(Box::new(NoChecksum))));
                }
                Some(Err(error)) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error.into())));
                }
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.take(data),
                    Err(frame) => {
                        let trailers = frame.into_trailers().unwrap_or_default();
                        this.ended = true;
                        match trailers.get(this.algorithm.header()) {
                            Some(value) => {
                                this.ready.push_back(end(this.algorithm, value.as_bytes()))
                            }
                            None => return Poll::Ready(Some(Err(Box::new(NoChecksum)))),
                        }
                    }
                },
            }
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use http::HeaderMap;
    use http_body_util::{BodyExt as _, StreamBody};

    use super::*;

    async fn frame(pieces: &[&[u8]], length: u64) -> (Vec<u8>, u64) {
        let trailers = HeaderMap::from_iter([(
            "x-amz-checksum-crc32".parse().unwrap(),
            "AAAAAA==".parse().unwrap(),
        )]);
        let frames: Vec<Result<Frame<Bytes>, BoxError>> = pieces
            .iter()
            .map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece))))
            .chain([Ok(Frame::trailers(trailers))])
            .collect();
        let body = StreamBody::new(stream::iter(frames));
        let chunked = Framed::new(body, length, Algorithm::Crc32);
        let announced = chunked.length();
        (chunked.collect().await.unwrap().to_bytes().to_vec(), announced)
    }

    #[tokio::test]
    async fn a_small_body_is_one_chunk_and_a_trailer() {
        let (bytes, announced) = frame(&[b"hel", b"lo"], 5).await;
        assert_eq!(
            String::from_utf8(bytes.clone()).unwrap(),
            "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"
        );
        assert_eq!(announced, bytes.len() as u64);
    }

    #[tokio::test]
    async fn a_large_body_is_cut_into_chunks_of_known_length() {
        let whole = vec![b'a'; 2 * 1024 * 1024 + 3];
        for pieces in [vec![whole.as_slice()], whole.chunks(700_001).collect()] {
            let (bytes, announced) = frame(&pieces, whole.len() as u64).await;
            assert_eq!(announced, bytes.len() as u64);
            assert!(bytes.starts_with(b"100000\r\naaa"));
            assert!(bytes.ends_with(b"\r\n3\r\naaa\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"));
        }
    }
}
