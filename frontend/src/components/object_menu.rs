//! The actions of a row: one menu for the whole table, opened by the button of any row.

use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::menu::{close, focus_item, place_by, walk};

/// Opens the menu of a table; made once a table by its page.
#[derive(Clone, Copy)]
pub struct ObjectMenu {
    menu: NodeRef<html::Div>,
    /// Whose actions are shown.
    pub id: RwSignal<Option<u32>>,
}

impl ObjectMenu {
    pub fn new() -> Self {
        Self { menu: NodeRef::new(), id: RwSignal::new(None) }
    }

    /// Shows the actions of an entry beside the button that asks for them, which gets the focus back.
    pub fn open(self, id: u32, button: HtmlElement) {
        self.id.set(Some(id));
        let Some(menu) = self.menu.get_untracked() else { return };
        // The items of this entry are drawn first: their number decides where the menu has room.
        request_animation_frame(move || {
            place_by(&button, &menu);
            if menu.show_popover().is_ok() {
                focus_item(&menu, |_, _| 0);
            }
        });
    }
}

#[component]
pub fn ObjectMenuItems(
    menu: ObjectMenu,
    #[prop(into)] label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div
            class="menu"
            popover="auto"
            role="menu"
            node_ref=menu.menu
            aria-label=move || label.get()
            on:keydown=move |event| walk(&event)
            on:click=move |_| close(menu.menu)
        >
            {children()}
        </div>
    }
}
