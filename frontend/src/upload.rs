//! Uploads: what goes where (`plan`), in which state it is (`queue`), what is said of it (`news`), where files come
//! from (`source`) and what sends them (`runner`).

mod cancel;
pub mod news;
pub mod plan;
pub mod queue;
mod runner;
pub mod source;

pub use cancel::Cancel;
pub use runner::{Uploads, provide_uploads, use_uploads};
