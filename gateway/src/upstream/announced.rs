//! What the sender of a body announces of it, and who proves it: the storage where it does, else the gateway while the bytes
//! pass. What is proved at both ends of the way is not computed in between.

use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use md5::{Digest as _, Md5};

use super::answer::{is_encrypted, is_md5};
use super::instance::Instance;
use super::{Error, UploadFault};
use crate::s3::checksum::{Algorithm, Mismatch, Running};
use crate::s3::operation::Operation;

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// What is said of a body before it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// `Content-MD5` (RFC 1864): any storage compares it.
    pub md5: Option<[u8; 16]>,
    /// One of S3's own, in base64: storages compare it that keep checksums.
    pub checksum: Option<(Algorithm, String)>,
}

/// What is computed of the bytes that pass, and compared with what was announced.
#[derive(Debug, Default)]
pub(super) struct Check {
    digest: Option<Md5>,
    md5: Option<[u8; 16]>,
    checksum: Option<(Running, String)>,
}

/// Which checksums an instance was seen to tell of what it stores: those of them that it is told, it proves. What it does
/// with objects says nothing of what it does with parts.
#[derive(Debug, Default)]
pub(super) struct Kept {
    of_objects: [AtomicBool; Algorithm::ALL.len()],
    of_parts: [AtomicBool; Algorithm::ALL.len()],
    /// It refused a part for a checksum beside it: some take one only where the upload was begun with it.
    refused_of_parts: AtomicBool,
}

impl Check {
    pub(super) fn update(&mut self, data: &[u8]) {
        if let Some(digest) = &mut self.digest {
            digest.update(data);
        }
        if let Some((running, _)) = &mut self.checksum {
            running.update(data);
        }
    }

    /// All came: is it what was announced? Answers the MD5 where it was computed.
    pub(super) fn finish(self) -> Result<Option<[u8; 16]>, UploadFault> {
        let differs = |name| Err(UploadFault::Sender(Mismatch(name).into()));
        if let Some((running, announced)) = self.checksum {
            let name = running.algorithm().name();
            if running.finish() != announced {
                return differs(name);
            }
        }
        let sent: Option<[u8; 16]> = self.digest.map(|digest| digest.finalize().into());
        match (sent, self.md5) {
            (Some(sent), Some(announced)) if sent != announced => differs("MD5"),
            _ => Ok(sent),
        }
    }
}

impl Kept {
    fn has(&self, operation: &Operation, algorithm: Algorithm) -> bool {
        self.known(operation, algorithm).is_some_and(|kept| kept.load(Ordering::Relaxed))
    }

    fn learn(&self, operation: &Operation, algorithm: Algorithm, kept: bool) {
        if let Some(known) = self.known(operation, algorithm) {
            known.store(kept, Ordering::Relaxed);
        }
    }

    fn refuses(&self, operation: &Operation) -> bool {
        is_part(operation) && self.refused_of_parts.load(Ordering::Relaxed)
    }

    fn known(&self, operation: &Operation, algorithm: Algorithm) -> Option<&AtomicBool> {
        let known = if is_part(operation) { &self.of_parts } else { &self.of_objects };
        Algorithm::ALL
            .into_iter()
            .zip(known)
            .find_map(|(of, kept)| (of == algorithm).then_some(kept))
    }
}

impl Instance {
    /// What is passed on of what was announced: not what a storage may not know.
    pub(super) fn told(
        &self,
        operation: &Operation,
        announced: &Announced,
    ) -> Vec<(HeaderName, String)> {
        let md5 = announced.md5.map(|md5| (CONTENT_MD5, STANDARD.encode(md5)));
        let checksum = announced.checksum.as_ref().filter(|_| self.takes(operation));
        let checksum = checksum
            .map(|(algorithm, value)| (HeaderName::from_static(algorithm.header()), value.clone()));
        md5.into_iter().chain(checksum).collect()
    }

    /// What is left for us to compute. That an MD5 was compared the entity tag shows; a checksum, that the storage tells it.
    pub(super) fn check(&self, operation: &Operation, announced: &Announced) -> Check {
        let unproved = announced.checksum.as_ref().filter(|(algorithm, _)| {
            !self.takes(operation) || !self.kept.has(operation, *algorithm)
        });
        let digests = match (announced.md5, &announced.checksum) {
            (Some(_), _) => !self.capabilities.md5_etags,
            (None, Some(_)) => unproved.is_some(),
            (None, None) => true,
        };
        Check {
            digest: digests.then(Md5::new),
            md5: announced.md5,
            checksum: unproved.map(|(algorithm, value)| (Running::new(*algorithm), value.clone())),
        }
    }

    /// What became of a request whose sender's checksum was `told`. A part that may have been refused for that is to be
    /// sent again, and goes without.
    pub(super) fn heard(&self, operation: &Operation, told: bool, error: Error) -> Error {
        let refused = matches!(
            error,
            Error::Refused { status: StatusCode::BAD_REQUEST, .. } | Error::Unsupported { .. }
        );
        if !(told && refused && is_part(operation)) {
            return error;
        }
        tracing::warn!(instance = %self.id, %error, "parts go without their checksums from now on");
        self.kept.refused_of_parts.store(true, Ordering::Relaxed);
        Error::ChecksumMismatch { instance: self.id.clone() }
    }

    fn takes(&self, operation: &Operation) -> bool {
        self.capabilities.checksum_trailers && !self.kept.refuses(operation)
    }

    /// Compares what the storage says that it stored with what was announced, and with the MD5 of what was `sent` where that
    /// was computed.
    pub(super) fn compare(
        &self,
        operation: &Operation,
        (headers, tag): (&HeaderMap, &str),
        announced: &Announced,
        sent: Option<[u8; 16]>,
    ) -> Result<(), Error> {
        let mismatch = || Err(Error::ChecksumMismatch { instance: self.id.clone() });
        if let Some(md5) = announced.md5.or(sent)
            && self.capabilities.md5_etags
            && is_md5(tag)
            && !is_encrypted(headers)
            && !tag.eq_ignore_ascii_case(&hex::encode(md5))
        {
            return mismatch();
        }
        let Some((algorithm, value)) = &announced.checksum else { return Ok(()) };
        if !self.takes(operation) {
            return Ok(());
        }
        let told = headers.get(algorithm.header()).map(HeaderValue::as_bytes);
        let relied_upon = announced.md5.is_none() && sent.is_none();
        self.kept.learn(operation, *algorithm, told == Some(value.as_bytes()));
        match told {
            Some(told) if told != value.as_bytes() => mismatch(),
            // Then nobody proved it. It is computed here the next time.
            None if relied_upon => mismatch(),
            _ => Ok(()),
        }
    }
}

fn is_part(operation: &Operation) -> bool {
    matches!(operation, Operation::UploadPart { .. })
}
