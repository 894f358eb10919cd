//! What can be done on the page that is shown, offered by its parts to the palette for as long as they are there.

use std::cell::Cell;

use leptos::prelude::*;
use locales::Language;

use crate::components::Icon;

/// Something to do, by the words of its own button.
#[derive(Clone, Copy)]
pub struct Act {
    pub label: fn(Language) -> &'static str,
    pub icon: Icon,
    /// Why it cannot be done now; it is not offered then.
    pub off: Signal<Option<String>>,
    pub run: Callback<()>,
    /// Behind one menu where there is little room.
    pub secondary: bool,
}

#[derive(Clone, Copy)]
pub struct ActsContext(RwSignal<Vec<(u32, Act)>>);

impl ActsContext {
    /// What can be done now.
    pub fn allowed(self) -> Vec<Act> {
        let acts = self.0.get().into_iter().map(|(_, act)| act);
        acts.filter(|act| act.off.read().is_none()).collect()
    }

    /// What one menu holds where there is little room, also what is off.
    pub fn secondary(self) -> Vec<Act> {
        let acts = self.0.get().into_iter().map(|(_, act)| act);
        acts.filter(|act| act.secondary).collect()
    }
}

/// Provides [`ActsContext`]; above everything that offers.
pub fn provide_acts() {
    provide_context(ActsContext(RwSignal::default()));
}

#[expect(clippy::expect_used, reason = "the application provides the acts before anything else")]
pub fn use_acts() -> ActsContext {
    use_context().expect("acts are provided")
}

/// Offers an act until the part that offers it is gone.
pub fn offer(act: Act) {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    let id = LAST.get() + 1;
    LAST.set(id);
    let ActsContext(acts) = use_acts();
    acts.update(|acts| acts.push((id, act)));
    on_cleanup(move || {
        acts.try_update(|acts| acts.retain(|(other, _)| *other != id));
    });
}
