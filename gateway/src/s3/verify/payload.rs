//! What `x-amz-content-sha256` says of the body: a closed list.

use super::Refusal;

/// How the body of a request is protected (S3 API Reference, "Signature calculations").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    /// The SHA-256 of the whole body was signed.
    Digest([u8; 32]),
    /// `UNSIGNED-PAYLOAD`: only TLS and checksums of the object protect it.
    Unsigned,
    /// `aws-chunked`, each chunk signed; with or without a signed trailer.
    SignedChunks { trailer: bool },
    /// `aws-chunked` without signatures, and a trailer with a checksum.
    UnsignedChunks,
}

impl Payload {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        match text {
            "UNSIGNED-PAYLOAD" => Ok(Self::Unsigned),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => Ok(Self::SignedChunks { trailer: false }),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => {
                Ok(Self::SignedChunks { trailer: true })
            }
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => Ok(Self::UnsignedChunks),
            "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"
            | "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" => {
                Err(Refusal::UnsupportedPayload("signature version 4A"))
            }
            digest => {
                let mut bytes = [0; 32];
                hex::decode_to_slice(digest, &mut bytes).map_err(|_| Refusal::UnknownPayload)?;
                Ok(Self::Digest(bytes))
            }
        }
    }

    /// Whether the body is framed as `aws-chunked` and must be taken apart.
    pub fn is_chunked(self) -> bool {
        matches!(self, Self::SignedChunks { .. } | Self::UnsignedChunks)
    }
}
