//! What a program signs: by header, by address, chunk by chunk.

use std::collections::BTreeMap;

use bytes::Bytes;
use cellier::s3::checksum::{Algorithm, Running};
use cellier::s3::verify::{Scope, SigningKey};
use sha2::{Digest as _, Sha256};

use super::program::Mode;
use crate::support::encode;

/// A request before it is signed.
pub struct Signing {
    pub access_key: String,
    pub secret: String,
    pub scope: Scope,
    pub time: String,
    pub method: String,
    pub target: String,
    pub headers: BTreeMap<String, String>,
}

impl Signing {
    fn key(&self) -> SigningKey {
        SigningKey::derive(&self.secret.as_str().into(), &self.scope)
    }

    /// The signature over everything that is there, in hexadecimal.
    fn signature(&self, payload: &str) -> String {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut pairs: Vec<(&str, &str)> = query
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with("X-Amz-Signature="))
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .collect();
        pairs.sort_unstable();
        let pairs: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut headers = String::new();
        for (name, value) in &self.headers {
            headers.extend([name, ":", value, "\n"]);
        }
        let canonical = format!(
            "{}\n{path}\n{}\n{headers}\n{}\n{payload}",
            self.method,
            pairs.join("&"),
            self.signed()
        );
        self.over(&format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            self.time,
            self.scope,
            sha256(canonical.as_bytes())
        ))
    }

    fn over(&self, text: &str) -> String {
        hex::encode(self.key().sign(text.as_bytes()))
    }

    fn signed(&self) -> String {
        self.headers.keys().cloned().collect::<Vec<_>>().join(";")
    }

    pub fn sign(&mut self, payload: &str) -> String {
        self.headers.insert("x-amz-date".to_owned(), self.time.clone());
        self.headers.insert("x-amz-content-sha256".to_owned(), payload.to_owned());
        let signature = self.signature(payload);
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={signature}",
            self.access_key,
            self.scope,
            self.signed()
        );
        self.headers.insert("authorization".to_owned(), authorization);
        signature
    }

    pub fn presign(&mut self) {
        let separator = if self.target.contains('?') { '&' } else { '?' };
        self.target = format!(
            "{}{separator}X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={}&X-Amz-Expires=300\
             &X-Amz-SignedHeaders={}",
            self.target,
            encode(&format!("{}/{}", self.access_key, self.scope)),
            self.time,
            encode(&self.signed()),
        );
        let signature = self.signature(&self.payload());
        self.target = format!("{}&X-Amz-Signature={signature}", self.target);
    }

    /// What a presigned address says of the body.
    fn payload(&self) -> String {
        let in_query = || self.target.split_once("X-Amz-Content-Sha256=").map(|(_, rest)| rest);
        let named = self.headers.get("x-amz-content-sha256").map(String::as_str).or_else(in_query);
        let named = named.and_then(|named| named.split('&').next());
        named.unwrap_or("UNSIGNED-PAYLOAD").to_owned()
    }

    /// Two proofs, of which each fits what is sent.
    pub fn in_both_places(&mut self) {
        if let Some((before, _)) = self.target.split_once("X-Amz-Algorithm=") {
            self.target = before.trim_end_matches(['?', '&']).to_owned();
        }
        self.headers.remove("authorization");
        let payload = self.payload();
        // Both sign the headers that only one needs.
        self.headers.insert("x-amz-date".to_owned(), self.time.clone());
        self.headers.insert("x-amz-content-sha256".to_owned(), payload.clone());
        self.presign();
        self.sign(&payload);
    }

    /// What is signed is `body`; what is sent is `sent`; behind it comes the checksum of `summed`, of the kind that
    /// `x-amz-trailer` names.
    pub fn chunks(
        &mut self,
        mode: Mode,
        body: &Bytes,
        sent: &Bytes,
        summed: Option<Bytes>,
    ) -> Bytes {
        let header = |name: &str| name.to_owned();
        self.headers.insert(header("content-encoding"), header("aws-chunked"));
        self.headers.insert(header("x-amz-decoded-content-length"), body.len().to_string());
        let trailer = mode != Mode::Chunks;
        let named = self.headers.get("x-amz-trailer").and_then(|name| Algorithm::of_header(name));
        let algorithm = named.unwrap_or(Algorithm::Crc32);
        if trailer && named.is_none() {
            self.headers.insert(header("x-amz-trailer"), header(algorithm.header()));
        }
        let mut last = self.sign(match mode {
            Mode::Chunks => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            Mode::ChunksWithTrailer => "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            _ => "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        });
        let signed = mode != Mode::UnsignedWithTrailer;
        let mut framed = Vec::new();
        let half = body.len() / 2;
        let pieces =
            [(&body[..half], &sent[..half]), (&body[half..], &sent[half..]), (&[][..], &[][..])];
        for (index, (piece, sent)) in pieces.into_iter().enumerate() {
            if piece.is_empty() && index < 2 {
                continue;
            }
            framed.extend_from_slice(format!("{:x}", piece.len()).as_bytes());
            if signed {
                last = self.over(&format!(
                    "AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}\n{last}\n{}\n{}",
                    self.time,
                    self.scope,
                    sha256(b""),
                    sha256(piece)
                ));
                framed.extend_from_slice(format!(";chunk-signature={last}").as_bytes());
            }
            framed.extend_from_slice(b"\r\n");
            framed.extend_from_slice(sent);
            if index < 2 {
                framed.extend_from_slice(b"\r\n");
            }
        }
        if trailer {
            let line = summed.map_or_else(String::new, |summed| {
                format!("{}:{}\n", algorithm.header(), sum(algorithm, &summed))
            });
            framed.extend_from_slice(line.replace('\n', "\r\n").as_bytes());
            if signed {
                let text = format!(
                    "AWS4-HMAC-SHA256-TRAILER\n{}\n{}\n{last}\n{}",
                    self.time,
                    self.scope,
                    sha256(line.as_bytes())
                );
                let signature = self.over(&text);
                framed.extend_from_slice(
                    format!("x-amz-trailer-signature:{signature}\r\n").as_bytes(),
                );
            }
        }
        framed.extend_from_slice(b"\r\n");
        framed.into()
    }
}

/// As it stands in headers and trailers.
pub fn sum(algorithm: Algorithm, bytes: &[u8]) -> String {
    let mut running = Running::new(algorithm);
    running.update(bytes);
    running.finish()
}

fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}
