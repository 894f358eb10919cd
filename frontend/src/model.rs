//! What the page knows and decides, without browser, clock or Leptos: ordinary types with ordinary tests.

pub mod access_key;
pub mod arrangement;
pub mod collision;
pub mod completion;
pub mod copying;
pub mod cursor;
pub mod deletion;
pub mod ending;
pub mod folder;
pub mod fuzzy;
pub mod instant;
pub mod key;
pub mod kind;
pub mod look;
pub mod news;
pub mod order;
pub mod pairs;
pub mod path;
pub mod percent;
pub mod recent;
pub mod selection;
pub mod totals;
pub mod typeahead;
pub mod view;
pub mod window;
