//! What is inside a file, from a few of its bytes: kinds, encodings, tables, trees, lists of archives, as bounded HTML.
//!
//! Pure: no clock, no network, no browser. [`Reading`] says which bytes it needs and is given them, so that whoever
//! fetches can count, stop and refuse. Invariants: no input makes it panic or answer without bound, and nothing of a
//! file reaches the HTML unescaped.

mod ask;
mod columns;
mod encoding;
mod gzip;
mod html;
mod image;
mod json;
mod kind;
mod lines;
mod magic;
mod reading;
mod separated;
mod zip;

pub use ask::{Adjusted, Answer, Ask, Delimiter, Form, Note, Refusal, Reply, Shown, Subject};
pub use encoding::Encoding;
pub use kind::Kind;
pub use reading::Reading;

/// What is read at once: the first part of a file, and each part that is asked for after it.
pub const PART_BYTES: u64 = 256_000;

/// What a table or a tree takes of a file in all.
pub const READ_BYTES_MAX: u64 = 1_000_000;

/// What is read of a file that the browser shows by itself: enough to know its kind and dimensions.
pub const PROBE_BYTES: u64 = 64_000;
