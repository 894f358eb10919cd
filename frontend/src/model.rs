//! What the page knows and decides, without browser, clock or Leptos: ordinary types with ordinary tests.

pub mod arrangement;
pub mod collision;
pub mod copying;
pub mod cursor;
pub mod deletion;
pub mod folder;
pub mod instant;
pub mod key;
pub mod kind;
pub mod order;
pub mod pairs;
pub mod path;
pub mod selection;
pub mod window;
