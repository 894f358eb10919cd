//! Access keys: made, changed and ended by the command line and by the page, and what each end does to programs.

mod commands;
mod portal;
mod records;
pub mod suite;
mod teams;
