//! Uploads: what goes where (`plan`), in which state it is (`queue`), and the runner that sends it.

pub mod plan;
pub mod queue;
