//! Programs: a whole gateway, asked over S3 with access keys, as unmodified tools ask it.

mod anonymous;
mod buckets;
mod checksums;
mod differential;
mod expectation;
mod flow;
mod forms;
mod hosts;
mod isolation;
mod lacking;
mod matrix;
mod objects;
pub mod program;
mod recording;
mod signing;
pub mod stage;
mod timing;
pub mod tokens;
mod uploads;
mod wire;
