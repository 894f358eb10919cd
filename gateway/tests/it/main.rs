//! Integration tests, one crate: the tree mirrors that of the gateway.

mod upstream;
