//! The S3 protocol without I/O: names, operations, encoding, signatures and XML. It knows nothing of the rest of Cellier.

pub mod address;
pub mod call;
pub mod checksum;
pub mod chunked;
pub mod disposition;
pub mod encode;
pub mod error;
pub mod fault;
pub mod form;
pub mod names;
pub mod operation;
pub mod parts;
pub mod presign;
pub mod request;
pub mod sign;
pub mod stamp;
pub mod verify;
pub mod words;
pub mod xml;
