//! Says things to people who do not see them appear: one polite region and one assertive for the whole page.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct AnnouncerContext {
    polite: RwSignal<String>,
    assertive: RwSignal<String>,
}

impl AnnouncerContext {
    /// Said when the screen reader has finished what it is saying.
    pub fn say(self, text: impl Into<String>) {
        self.polite.update(|last| *last = distinct(last, text.into()));
    }

    /// Said at once: failures only.
    pub fn interrupt(self, text: impl Into<String>) {
        self.assertive.update(|last| *last = distinct(last, text.into()));
    }
}

/// The same text twice changes nothing in the region and would be said once: a trailing no-break space tells them apart.
fn distinct(last: &str, text: String) -> String {
    if last == text { text + "\u{A0}" } else { text }
}

pub fn provide_announcer() {
    provide_context(AnnouncerContext {
        polite: RwSignal::default(),
        assertive: RwSignal::default(),
    });
}

#[expect(
    clippy::expect_used,
    reason = "the application provides the announcer before anything else"
)]
pub fn use_announcer() -> AnnouncerContext {
    use_context().expect("the announcer is provided")
}

/// The two regions; once in the page, there from the start.
#[component]
pub fn Announcer() -> impl IntoView {
    let AnnouncerContext { polite, assertive } = use_announcer();
    view! {
        <div class="visually-hidden" role="status">{move || polite.get()}</div>
        <div class="visually-hidden" role="alert">{move || assertive.get()}</div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_said_again() {
        let first = distinct("", "done".to_owned());
        let second = distinct(&first, "done".to_owned());
        assert_ne!(first, second);
        assert_eq!(distinct(&second, "done".to_owned()), "done");
    }
}
