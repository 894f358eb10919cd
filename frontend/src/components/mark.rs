use leptos::prelude::*;

use super::Icon;

/// What is said of one key where it stands, in a row or in the breadcrumb: with whom it is shared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// A whole key or prefix; empty for the bucket.
    pub key: String,
    pub words: String,
}

/// The mark of this key, if it has one: by icon and word.
pub fn mark(marks: RwSignal<Vec<Mark>>, key: String) -> AnyView {
    (move || {
        let words = marks.with(|marks| {
            marks.iter().find(|mark| mark.key == key).map(|mark| mark.words.clone())
        })?;
        let title = words.clone();
        Some(view! {
            <span class="mark" title=title>
                {Icon::People.view()}
                <span class="mark__words">{words}</span>
            </span>
        })
    })
    .into_any()
}
