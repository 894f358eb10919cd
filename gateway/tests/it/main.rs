//! The gateway's integration tests: one crate, a module for each idea.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod arranging;
mod commands;
mod copies;
mod failures;
mod house;
mod identity;
mod inventory;
mod memory;
mod objects;
mod pages;
mod process;
mod public;
mod strangers;
mod support;
mod tidy;
mod upstream;
