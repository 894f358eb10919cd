use leptos::prelude::*;

use super::Icon;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    #[default]
    Info,
    Success,
    Warning,
    Danger,
    /// What everybody can read.
    Public,
}

impl NoticeKind {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "notice notice--info",
            Self::Success => "notice notice--success",
            Self::Warning => "notice notice--warning",
            Self::Danger => "notice notice--danger",
            Self::Public => "notice notice--public",
        }
    }

    pub(super) fn icon(self) -> Icon {
        match self {
            Self::Info => Icon::Info,
            Self::Success => Icon::Check,
            Self::Warning | Self::Danger => Icon::Warning,
            Self::Public => Icon::Globe,
        }
    }
}

/// Something to know, where it matters. A danger is announced when it appears.
#[component]
pub fn Notice(
    #[prop(optional)] kind: NoticeKind,
    #[prop(optional, into)] title: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=kind.name() role=(kind == NoticeKind::Danger).then_some("alert")>
            {kind.icon().view()}
            <div class="notice__body">
                <p class="notice__title" hidden=move || title.read().is_none()>
                    {move || title.get()}
                </p>
                {children()}
            </div>
        </div>
    }
}
