//! What goes wrong around a gateway, and what people, data and the log see of it.

mod cut;
mod full;
mod halfway;
mod kill;
mod leaving;
mod log;
mod many;
mod meanwhile;
mod moves;
mod provider;
mod shaky;
mod stalled;
mod upstream;
