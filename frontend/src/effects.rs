//! Effects whose insides are compiled once: each of Leptos' own brings a loop of its own, a kilobyte of the page.

use leptos::prelude::*;

/// Runs now, and whenever what it reads changes; hears whether it is the first time.
pub fn effect(run: impl FnMut(bool) + 'static) {
    effect_boxed(Box::new(run));
}

fn effect_boxed(mut run: Box<dyn FnMut(bool)>) {
    Effect::new(move |before: Option<()>| run(before.is_none()));
}
