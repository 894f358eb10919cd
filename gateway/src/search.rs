//! Finding objects by what is known of them, however deep they lie: what is looked for, what matches, and which
//! stretches of a bucket are still to be looked at. Pure: no I/O, no clock.

mod course;
mod folding;
mod pattern;
mod sift;
mod wanted;

pub use course::{Course, CourseFault, Stretch};
pub use pattern::PatternFault;
pub use sift::Sift;
pub use wanted::{Terms, Wanted};
