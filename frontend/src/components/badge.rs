use leptos::prelude::*;

use super::Icon;

/// What a badge states. Each has its icon as well as its colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeKind {
    #[default]
    Neutral,
    Success,
    Warning,
    Private,
    Team,
    Public,
    Link,
    ReadOnly,
}

impl BadgeKind {
    fn name(self) -> &'static str {
        match self {
            Self::Success => "badge badge--success",
            Self::Warning => "badge badge--warning",
            Self::Public => "badge badge--public",
            Self::Link => "badge badge--info",
            Self::Neutral | Self::Private | Self::Team | Self::ReadOnly => "badge",
        }
    }

    fn icon(self) -> Option<Icon> {
        match self {
            Self::Neutral => None,
            Self::Success => Some(Icon::Check),
            Self::Warning => Some(Icon::Warning),
            Self::Private => Some(Icon::Lock),
            Self::Team => Some(Icon::Team),
            Self::Public => Some(Icon::Globe),
            Self::Link => Some(Icon::Link),
            Self::ReadOnly => Some(Icon::Eye),
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
