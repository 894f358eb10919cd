//! Copies, moves and renames: what is asked for and who hears of it (`desk`), and what carries it out (`runner`).
//!
//! The desk is part of every page; all else is loaded with the first wish, and stays for as long as the page lives, so
//! that going from folder to folder stops nothing.

mod desk;
mod runner;

pub use desk::{Copies, How, Wish, provide_copies, use_copies};
pub use runner::{Jobs, Phase, Work};
