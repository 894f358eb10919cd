//! Uploads: where files are handed in (`desk`), what goes where (`plan`), in which state it is (`queue`), where files
//! come from (`source`), what sends them (`runner`) and each of them (`sending`): in parts (`begun`), on a few requests at
//! once (`lanes`), as fast as the line is (`pace`) while there is one (`line`), with checksums (`announcing`), and
//! over nothing that the person has not seen (`in_the_way`). What is large
//! outlives the visit (`remembered`, `visits`), in the browser's own store (`drawer`), and what is small does by the folder
//! (`lot`): chosen again, what is stored already is known by a listing (`stored`). What was begun elsewhere is held against
//! the file that somebody chose (`fitting`, `comparing`). All but the desk is fetched with the first files.

mod announcing;
mod begun;
mod cancel;
mod comparing;
mod desk;
mod drawer;
mod fitting;
mod in_the_way;
mod lanes;
mod line;
mod lot;
mod pace;
pub mod plan;
pub mod queue;
mod remembered;
mod runner;
mod sending;
pub mod source;
mod stored;
mod visits;

pub use cancel::Cancel;
pub use comparing::{Compared, compare};
pub use desk::{Given, Handed, Resumed, Uploads, provide_uploads, use_uploads};
pub use lot::Lot;
pub use runner::{Left, Runner, provide_runner, use_runner};
pub use sending::{Course, all, arrived};
