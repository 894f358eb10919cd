//! `aws-chunked` bodies taken apart (S3 API Reference, "Signature calculations for the Authorization header:
//! transferring payload in multiple chunks", and "…including trailing headers"), without I/O.
//!
//! Bytes of a chunk come out before its signature was checked, because a chunk may be large: whoever forwards them holds
//! back the last bytes until [`Decoder::finish`] has said that everything fits, and cuts the upload where it does not.

use bytes::{Buf, Bytes};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::encode::encode_hex;
use super::verify::{Payload, Refusal, Seed};

/// Longest line before a chunk.
const HEADER_BYTES_MAX: usize = 1024;

/// Longest trailer in all.
const TRAILER_BYTES_MAX: usize = 16 * 1024;

/// Trailers by lower-case name, in the order sent, without the signature.
pub type Trailers = Vec<(String, String)>;

/// What must stand where the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    ChunkHeader,
    Data { left_bytes: u64 },
    EndOfData,
    Trailer,
    Nothing,
}

/// Takes one body apart. Push what arrived until nothing comes out, then finish.
#[derive(Debug)]
pub struct Decoder {
    /// What chunks are signed with; absent where they are not.
    seed: Option<Seed>,
    /// Lower-case names from `x-amz-trailer`.
    announced: Vec<String>,
    /// `x-amz-decoded-content-length`.
    decoded_bytes: Option<u64>,
    expect: Expect,
    /// The part of a line that arrived.
    line: Vec<u8>,
    digest: Sha256,
    chunk_signature: Option<[u8; 32]>,
    came_bytes: u64,
    trailer_bytes: usize,
    trailers: Trailers,
    trailer_signature: Option<[u8; 32]>,
}

impl Decoder {
    /// `announced` are the names in `x-amz-trailer`, and `decoded_bytes` is `x-amz-decoded-content-length`, which a client
    /// that does not know the length leaves out. `None` for a payload that is not chunked.
    pub fn new(
        payload: Payload,
        seed: Seed,
        announced: Vec<String>,
        decoded_bytes: Option<u64>,
    ) -> Option<Self> {
        let (seed, announced) = match payload {
            Payload::SignedChunks { trailer: false } => (Some(seed), Vec::new()),
            Payload::SignedChunks { trailer: true } => (Some(seed), announced),
            Payload::UnsignedChunks => (None, announced),
            Payload::Digest(_) | Payload::Unsigned => return None,
        };
        Some(Self {
            seed,
            announced,
            decoded_bytes,
            expect: Expect::ChunkHeader,
            line: Vec::new(),
            digest: Sha256::new(),
            chunk_signature: None,
            came_bytes: 0,
            trailer_bytes: 0,
            trailers: Vec::new(),
            trailer_signature: None,
        })
    }

    /// The next bytes of the object in `input`, without copying them; `None` when `input` is used up.
    pub fn push(&mut self, input: &mut Bytes) -> Result<Option<Bytes>, Refusal> {
        while input.has_remaining() {
            match self.expect {
                Expect::Data { left_bytes } => return Ok(Some(self.take_data(input, left_bytes))),
                Expect::Nothing => {
                    return Err(Refusal::MalformedChunk("bytes follow the end of the body"));
                }
                Expect::ChunkHeader | Expect::EndOfData | Expect::Trailer => {
                    if let Some(line) = self.take_line(input)? {
                        self.read_line(&line)?;
                    }
                }
            }
        }
        Ok(None)
    }

    /// Whether all came that was announced, and every signature fitted. Gives the trailers.
    pub fn finish(self) -> Result<Trailers, Refusal> {
        if self.expect != Expect::Nothing {
            return Err(Refusal::Incomplete);
        }
        if self.decoded_bytes.is_some_and(|expected| expected != self.came_bytes) {
            return Err(Refusal::Incomplete);
        }
        Ok(self.trailers)
    }

    fn take_data(&mut self, input: &mut Bytes, left_bytes: u64) -> Bytes {
        let length = usize::try_from(left_bytes).map_or(input.len(), |left| left.min(input.len()));
        let data = input.split_to(length);
        if self.seed.is_some() {
            self.digest.update(&data);
        }
        let left_bytes = left_bytes - data.len() as u64;
        self.expect = if left_bytes == 0 { Expect::EndOfData } else { Expect::Data { left_bytes } };
        data
    }

    /// A whole line without its end, once it is there.
    fn take_line(&mut self, input: &mut Bytes) -> Result<Option<String>, Refusal> {
        let end = input.iter().position(|byte| *byte == b'\n');
        let part = input.split_to(end.map_or(input.len(), |end| end + 1));
        let room = match self.expect {
            Expect::Trailer => TRAILER_BYTES_MAX - self.trailer_bytes,
            _ => HEADER_BYTES_MAX,
        };
        if self.line.len() + part.len() > room {
            return Err(Refusal::MalformedChunk("a line is too long"));
        }
        self.line.extend_from_slice(&part);
        if end.is_none() {
            return Ok(None);
        }
        if self.expect == Expect::Trailer {
            self.trailer_bytes += self.line.len();
        }
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text =
            std::str::from_utf8(line).map_err(|_| Refusal::MalformedChunk("a line is not text"))?;
        Ok(Some(text.to_owned()))
    }

    fn read_line(&mut self, line: &str) -> Result<(), Refusal> {
        match self.expect {
            Expect::ChunkHeader => self.read_header(line),
            Expect::EndOfData if line.is_empty() => {
                self.check_chunk()?;
                self.expect = Expect::ChunkHeader;
                Ok(())
            }
            Expect::EndOfData => {
                Err(Refusal::MalformedChunk("a chunk is longer than its header says"))
            }
            _ => self.read_trailer(line),
        }
    }

    fn read_header(&mut self, line: &str) -> Result<(), Refusal> {
        let (size, extensions) = line.split_once(';').unwrap_or((line, ""));
        let digits = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        let size_bytes = u64::from_str_radix(size, 16).ok().filter(|_| digits);
        let size_bytes = size_bytes.ok_or(Refusal::MalformedChunk("a chunk has no size"))?;
        let came_bytes = self.came_bytes.checked_add(size_bytes);
        self.came_bytes = came_bytes
            .filter(|came| self.decoded_bytes.is_none_or(|expected| *came <= expected))
            .ok_or(Refusal::MalformedChunk(
                "there is more than x-amz-decoded-content-length says",
            ))?;
        if self.seed.is_some() {
            let signature = extensions.strip_prefix("chunk-signature=").and_then(read_signature);
            self.chunk_signature =
                Some(signature.ok_or(Refusal::MalformedChunk("a chunk is not signed"))?);
        }
        if size_bytes > 0 {
            self.expect = Expect::Data { left_bytes: size_bytes };
            return Ok(());
        }
        self.check_chunk()?;
        self.expect = Expect::Trailer;
        Ok(())
    }

    fn check_chunk(&mut self) -> Result<(), Refusal> {
        let digest = self.digest.finalize_reset();
        let Some(seed) = &mut self.seed else { return Ok(()) };
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{}\n{}\n{}",
            seed.time,
            seed.scope,
            seed.signature,
            encode_hex(Sha256::digest(b"")),
            encode_hex(digest)
        );
        let expected = seed.key.sign(text.as_bytes());
        seed.signature = encode_hex(expected);
        matches(self.chunk_signature.take(), expected)
    }

    fn read_trailer(&mut self, line: &str) -> Result<(), Refusal> {
        if line.is_empty() {
            // Some clients end the last chunk, or the trailers before their signature, with an empty line of its own.
            let signature_to_come = self.seed.is_some() && self.trailer_signature.is_none();
            let to_come = !self.announced.is_empty()
                && (self.trailers.len() < self.announced.len() || signature_to_come);
            return if to_come { Ok(()) } else { self.check_trailers() };
        }
        let (name, value) =
            line.split_once(':').ok_or(Refusal::MalformedChunk("a trailer has no value"))?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        if name == "x-amz-trailer-signature" && self.seed.is_some() {
            let signature = read_signature(value)
                .ok_or(Refusal::MalformedChunk("the trailer's signature is malformed"))?;
            return match self.trailer_signature.replace(signature) {
                None => Ok(()),
                Some(_) => Err(Refusal::MalformedChunk("the trailer is signed twice")),
            };
        }
        let known =
            self.announced.contains(&name) && !self.trailers.iter().any(|(came, _)| *came == name);
        if !known {
            return Err(Refusal::MalformedChunk("a trailer was not announced in x-amz-trailer"));
        }
        self.trailers.push((name, value.to_owned()));
        Ok(())
    }

    fn check_trailers(&mut self) -> Result<(), Refusal> {
        self.expect = Expect::Nothing;
        let (Some(seed), false) = (&self.seed, self.announced.is_empty()) else { return Ok(()) };
        let mut lines = String::new();
        for (name, value) in &self.trailers {
            lines.push_str(
                &[
                    name, ":", value, "
",
                ]
                .concat(),
            );
        }
        let text = format!(
            "AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{}\n{}",
            seed.time,
            seed.scope,
            seed.signature,
            encode_hex(Sha256::digest(lines))
        );
        matches(self.trailer_signature, seed.key.sign(text.as_bytes()))
    }
}

fn matches(signature: Option<[u8; 32]>, expected: [u8; 32]) -> Result<(), Refusal> {
    match signature {
        Some(signature) if bool::from(signature.ct_eq(&expected)) => Ok(()),
        _ => Err(Refusal::Mismatch),
    }
}

fn read_signature(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(text.trim(), &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests;
