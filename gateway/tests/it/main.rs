//! The gateway's integration tests: one crate, a module for each idea.

mod identity;
mod objects;
mod pages;
mod public;
mod strangers;
mod support;
mod tidy;
mod upstream;
