//! The upstream client: against a server that plays faults by script, and against a real store.

mod announced;
mod bodies;
mod conformance;
mod copies;
mod copying;
mod encrypted;
mod faults;
mod operations;
mod permits;
mod purging;
mod quota;
mod refusals;
mod scripted;
mod stand;
mod whole;
