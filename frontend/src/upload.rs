//! Uploads: where files are handed in (`desk`), what goes where (`plan`), in which state it is (`queue`), where files come from (`source`) and what sends them (`runner`). All but the desk is fetched with the
//! first files.

mod cancel;
mod desk;
mod line;
pub mod plan;
pub mod queue;
mod runner;
pub mod source;

pub use cancel::Cancel;
pub use desk::{Given, Handed, Uploads, provide_uploads, use_uploads};
pub use runner::{Runner, provide_runner, use_runner};
