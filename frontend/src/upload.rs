//! Uploads: where files are handed in (`desk`), what goes where (`plan`), in which state it is (`queue`), where files
//! come from (`source`), what sends them (`runner`) and each of them (`sending`): in parts (`begun`), on a few requests at
//! once (`lanes`), as fast as the line is (`pace`) while there is one (`line`), with checksums. What is large
//! outlives the visit (`remembered`, `visits`), in the browser's own store (`drawer`). All but the desk is fetched with
//! the first files.

mod begun;
mod cancel;
mod desk;
mod drawer;
mod lanes;
mod line;
mod pace;
pub mod plan;
pub mod queue;
mod remembered;
mod runner;
mod sending;
pub mod source;
mod visits;

pub use cancel::Cancel;
pub use desk::{Given, Handed, Uploads, provide_uploads, use_uploads};
pub use runner::{Runner, provide_runner, use_runner};
