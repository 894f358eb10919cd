//! What taking out is made of: zip files and lists for programs, as bytes and text. Pure: no I/O, no clock.

pub mod manifest;
pub mod names;
pub mod zip;
