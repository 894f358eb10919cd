use leptos::prelude::*;

use super::Icon;

/// What a badge states. Each has its icon as well as its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    #[default]
    Neutral,
    Private,
    Public,
    ReadOnly,
    /// Used by several.
    Shared,
    /// Something to act on soon.
    Warning,
}

impl BadgeKind {
    fn name(self) -> &'static str {
        match self {
            Self::Public => "badge badge--public",
            Self::Warning => "badge badge--warning",
            Self::Neutral | Self::Private | Self::ReadOnly | Self::Shared => "badge",
        }
    }

    fn icon(self) -> Option<Icon> {
        match self {
            Self::Neutral => None,
            Self::Private => Some(Icon::Lock),
            Self::Public => Some(Icon::Globe),
            Self::ReadOnly => Some(Icon::Eye),
            Self::Shared => Some(Icon::People),
            Self::Warning => Some(Icon::Warning),
        }
    }
}

/// A fact in a word or two: never by colour alone.
#[component]
pub fn Badge(
    #[prop(optional)] kind: BadgeKind,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=kind.name()>
            {kind.icon().map(Icon::view)}
            {move || text.get()}
        </span>
    }
}
