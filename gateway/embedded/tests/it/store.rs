//! The object store through its listener, with signed requests.

mod client;
mod objects;
