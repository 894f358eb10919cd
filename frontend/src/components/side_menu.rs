//! A menu whose items are fetched when it is opened: one for many buttons, each of which asks for other items.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::menu::{close, focus_item, place_by, walk};

/// Opens the menu; made once by the page.
#[derive(Clone, Copy)]
pub struct SideMenu {
    panel: NodeRef<html::Div>,
    /// What is asked for; `None` while the menu is closed.
    pub asked: RwSignal<Option<usize>>,
}

impl SideMenu {
    pub fn new() -> Self {
        Self { panel: NodeRef::new(), asked: RwSignal::new(None) }
    }

    /// Shows the menu beside the button that asks, which gets the focus back.
    pub fn open(self, what: usize, button: &HtmlElement) {
        let Some(panel) = self.panel.get_untracked() else { return };
        self.asked.set(Some(what));
        place_by(button, &panel);
        let _ = panel.show_popover();
    }
}

/// The panel; what is in it is made anew at each opening.
#[component]
pub fn SideMenuPanel(menu: SideMenu, children: ChildrenFn) -> impl IntoView {
    let toggled = move |_: web_sys::Event| {
        let panel = menu.panel.try_get_untracked().flatten();
        if !panel.is_some_and(|panel| panel.matches(":popover-open").unwrap_or(false)) {
            menu.asked.set(None);
        }
    };
    view! {
        <div class="menu" popover="auto" node_ref=menu.panel on:click=move |_| close(menu.panel) on:toggle=toggled>
            <Show when=move || menu.asked.read().is_some()>{children()}</Show>
        </div>
    }
    .into_any()
}

/// The items, once they are there: the first takes the focus.
#[component]
pub fn MenuList(#[prop(into)] label: Signal<String>, children: Children) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    list.on_load(|list| {
        request_animation_frame(move || focus_item(&list, |_, _| 0));
    });
    view! {
        <div role="menu" node_ref=list aria-label=move || label.get() on:keydown=move |event| walk(&event)>
            {children()}
        </div>
    }
    .into_any()
}
