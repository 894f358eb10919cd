use leptos::prelude::*;

use super::Icon;

/// What is said of one key where it stands, in a row or in the breadcrumb: with whom it is shared, that it is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// A whole key or prefix; empty for the bucket.
    pub key: String,
    pub words: String,
    /// Everybody reads it, or something in it.
    pub public: bool,
}

/// The mark of this key, if it has one: by icon and word.
pub fn mark(marks: RwSignal<Vec<Mark>>, key: String) -> AnyView {
    (move || {
        let (words, public) = marks.with(|marks| {
            let mark = marks.iter().find(|mark| mark.key == key)?;
            Some((mark.words.clone(), mark.public))
        })?;
        let title = words.clone();
        let icon = if public { Icon::Globe } else { Icon::People };
        Some(view! {
            <span class="mark" data-public=public.then_some("") title=title>
                {icon.view()}
                <span class="mark__words">{words}</span>
            </span>
        })
    })
    .into_any()
}
