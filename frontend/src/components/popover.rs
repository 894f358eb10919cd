use leptos::html;
use leptos::prelude::*;

use super::menu::before_opening;
use super::{Icon, unique_id};

/// A button that opens a small panel beside it: the native popover, which Escape and a press elsewhere close, and which
/// gives the focus back. What is in it follows its button in the order of Tab.
#[component]
pub fn Popover(
    /// What the button says, and what the panel is called.
    #[prop(into)]
    label: Signal<String>,
    icon: Icon,
    /// Shows the icon alone; the label is for screen readers.
    #[prop(optional)]
    icon_only: bool,
    /// It is about to open: what is in it can be asked for.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let id = unique_id("popover");
    let button = NodeRef::<html::Button>::new();
    let panel = NodeRef::<html::Div>::new();
    let place = before_opening(button, panel, on_open);
    let name = if icon_only { "button button--quiet button--icon" } else { "button" };
    view! {
        <button
            type="button"
            class=name
            node_ref=button
            popovertarget=id.clone()
            aria-label=move || icon_only.then(|| label.get())
        >
            {icon.view()}
            {(!icon_only).then(|| view! { <span>{move || label.get()}</span> })}
            {(!icon_only).then(|| Icon::ChevronDown.view())}
        </button>
        <div
            class="menu popover"
            id=id
            popover="auto"
            role="group"
            node_ref=panel
            aria-label=move || label.get()
            on:beforetoggle=place
        >
            {children()}
        </div>
    }
    .into_any()
}
