//! What a person pastes into a program so that it reaches their bucket, folder or object, and what their clicks are as
//! lines of the AWS CLI. docs/clients.md says what was tried, and in which version.
//!
//! Pure: no clock, no network, no browser. Invariant: whatever the key, the text means that key and nothing else to
//! the shell, the language or the program that reads it.

mod commands;
mod duckdb;
mod kubernetes;
mod place;
mod program;
mod python;
mod quoting;
mod r;
mod shell;

pub use commands::{Act, line};
pub use place::{Format, Place, What};
pub use program::{Kind, Program};
pub use shell::variables;
