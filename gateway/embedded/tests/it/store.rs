//! The object store through its listener, with signed requests.

mod client;
mod full;
mod kill;
mod listing;
mod objects;
mod refusals;
mod sizes;
mod uploads;
mod versions;
