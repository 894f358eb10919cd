//! A long folder in little room, and its order: what the page keeps of a million objects, and what a web worker does with
//! it so that the page answers meanwhile. Pure: no browser, no clock.

pub mod arranging;
pub mod entity_tag;
pub mod order;
pub mod parcel;
pub mod sort;
pub mod store;
