use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::{Icon, unique_id};

/// How much a button asks for attention: one primary a view, danger only where something is confirmed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Plain,
    Primary,
    Danger,
    /// Without a frame, among text or in a row.
    Quiet,
}

impl ButtonKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button button--primary",
            Self::Danger => "button button--danger",
            Self::Quiet => "button button--quiet",
        }
    }
}

/// A button. One that is off says why, to everybody: it keeps its place in the tab order and shows `off` as a tip.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] icon: Option<Icon>,
    /// Why it cannot be pressed now; `None` when it can.
    #[prop(optional, into)]
    off: Signal<Option<String>>,
    /// Work is under way: pressing again does nothing.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Submits the form it is in instead of calling `on_press`.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let tip = unique_id("tip");
    let hushed = RwSignal::new(false);
    let is_off = move || off.read().is_some();
    let press = move |event: leptos::ev::MouseEvent| {
        if is_off() || busy.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    // A tip must go away without moving (WCAG 1.4.13).
    let hush = move |event: KeyboardEvent| hushed.set(event.key() == "Escape");
    view! {
        <span class="button-frame">
            <button
                type=if submit { "submit" } else { "button" }
                class=kind.name()
                aria-disabled=move || is_off().then_some("true")
                aria-busy=move || busy.get().then_some("true")
                aria-describedby={
                    let tip = tip.clone();
                    move || is_off().then(|| tip.clone())
                }
                on:click=press
                on:keydown=hush
                on:blur=move |_| hushed.set(false)
            >
                {icon.map(Icon::view)}
                <span>{children()}</span>
            </button>
            <Show when=is_off>
                <span class="tip" role="tooltip" id=tip.clone() hidden=move || hushed.get()>
                    {move || off.get()}
                </span>
            </Show>
        </span>
    }
}
