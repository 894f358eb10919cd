//! A button that opens a list of actions: the native popover (light dismiss, Escape, focus back, never clipped by a
//! table) with the keys that menus have.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Icon, unique_id};

/// Opens below its button, or above where there is no room below.
#[component]
pub fn Menu(
    /// What the button says, or is called when it shows an icon only.
    #[prop(into)]
    label: Signal<String>,
    #[prop(optional)] icon: Option<Icon>,
    /// Shows the icon alone; the label is for screen readers.
    #[prop(optional)]
    icon_only: bool,
    /// It is about to open: what is in it can be asked for.
    #[prop(optional, into)]
    on_open: Option<Callback<()>>,
    children: Children,
) -> impl IntoView {
    let id = unique_id("menu");
    let button = NodeRef::<html::Button>::new();
    let menu = NodeRef::<html::Div>::new();
    let place = before_opening(button, menu, on_open);
    let opened = move |_: web_sys::Event| {
        let menu = menu.try_get_untracked().flatten();
        if let Some(menu) = menu.filter(|menu| menu.matches(":popover-open").unwrap_or(false)) {
            focus_item(&menu, |_, _| 0);
        }
    };
    let name = if icon_only { "button button--quiet button--icon" } else { "button button--quiet" };
    view! {
        <button
            type="button"
            class=name
            node_ref=button
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-label=move || icon_only.then(|| label.get())
        >
            {icon.map(Icon::view)}
            {(!icon_only).then(|| view! { <span>{move || label.get()}</span> })}
            {(!icon_only).then(|| Icon::ChevronDown.view())}
        </button>
        <div
            class="menu"
            id=id
            popover="auto"
            role="menu"
            node_ref=menu
            aria-label=move || label.get()
            on:keydown=move |event| walk(&event)
            on:click=move |_| close(menu)
            on:beforetoggle=place
            on:toggle=opened
        >
            {children()}
        </div>
    }
}

/// An action of a menu. One that is off stays, and says why.
#[component]
pub fn MenuItem(
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] danger: bool,
    /// Why it cannot be chosen now.
    #[prop(optional, into)]
    off: Signal<Option<String>>,
    #[prop(into)] on_select: Callback<()>,
    children: Children,
) -> impl IntoView {
    let choose = move |event: leptos::ev::MouseEvent| {
        if off.read_untracked().is_some() {
            // The menu stays open, so that the reason can be read.
            event.stop_propagation();
        } else {
            on_select.run(());
        }
    };
    view! {
        <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class=if danger { "menu__item menu__item--danger" } else { "menu__item" }
            aria-disabled=move || off.read().is_some().then_some("true")
            on:click=choose
        >
            {icon.map(Icon::view)}
            <span class="menu__words">
                {children()}
                <small class="menu__reason" hidden=move || off.read().is_none()>{move || off.get()}</small>
            </span>
        </button>
    }
}

/// A place a menu leads to.
#[component]
pub fn MenuLink(
    #[prop(optional)] icon: Option<Icon>,
    #[prop(into)] address: Signal<String>,
    /// Saves what is there, even what the browser could show.
    #[prop(optional)]
    download: bool,
    /// Where one is already.
    #[prop(optional)]
    current: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a
            role="menuitem"
            tabindex="-1"
            class="menu__item"
            href=move || address.get()
            rel=download.then_some("external")
            download=download.then_some("")
            aria-current=current.then_some("page")
        >
            {icon.map(Icon::view)}
            <span class="menu__words">{children()}</span>
        </a>
    }
}

/// The arrow keys, Home and End move among the items; Tab leaves the menu.
pub(super) fn walk(event: &KeyboardEvent) {
    let menu = event.current_target().and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
    let Some(menu) = menu else { return };
    let choose: fn(usize, usize) -> usize = match event.key().as_str() {
        "ArrowDown" => |now, count| (now + 1) % count,
        "ArrowUp" => |now, count| (now + count - 1) % count,
        "Home" => |_, _| 0,
        "End" => |_, count| count - 1,
        "Tab" => {
            let _ = menu.hide_popover();
            return;
        }
        _ => return,
    };
    event.prevent_default();
    focus_item(&menu, choose);
}

/// Focuses the item `choose` gives for the index of the present one and the number of all.
pub(super) fn focus_item(menu: &HtmlElement, choose: fn(usize, usize) -> usize) {
    let Ok(items) = menu.query_selector_all("[role^=menuitem]") else { return };
    let items = (0..items.length()).filter_map(|index| items.item(index)?.dyn_into().ok());
    let items: Vec<HtmlElement> = items.collect();
    if items.is_empty() {
        return;
    }
    let active = document().active_element();
    let now = items.iter().position(|item| active.as_ref() == Some(item)).unwrap_or_default();
    if let Some(item) = items.get(choose(now, items.len())) {
        let _ = item.focus();
    }
}

pub(super) fn close(menu: NodeRef<html::Div>) {
    if let Some(menu) = menu.try_get_untracked().flatten() {
        let _ = menu.hide_popover();
    }
}

/// What a button and its panel do before the panel shows: it is placed, and told of.
pub(super) fn before_opening(
    button: NodeRef<html::Button>,
    panel: NodeRef<html::Div>,
    on_open: Option<Callback<()>>,
) -> impl Fn(web_sys::Event) {
    move |_| {
        let panel = panel.try_get_untracked().flatten();
        // The same event comes before it hides.
        let Some(panel) = panel.filter(|panel| !panel.matches(":popover-open").unwrap_or(true))
        else {
            return;
        };
        if let Some(on_open) = on_open {
            on_open.try_run(());
        }
        if let Some(button) = button.try_get_untracked().flatten() {
            place_by(&button, &panel);
        }
    }
}

/// Focuses the first item of a menu that opened before its items were there.
pub fn focus_late_items() {
    request_animation_frame(|| {
        let open = document().query_selector("[role=menu]:popover-open").ok().flatten();
        let Some(menu) = open.and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) else { return };
        let active = document().active_element();
        if !active.is_some_and(|active| menu.contains(Some(&active))) {
            focus_item(&menu, |_, _| 0);
        }
    });
}

/// Below a button with this much room left a menu opens, else where there is more.
const ROOM_PX: f64 = 400.0;

/// Puts the menu by its button, in the coordinates of the window, through the CSSOM as the CSP wants.
pub(super) fn place_by(button: &HtmlElement, menu: &HtmlElement) {
    let rectangle = button.get_bounding_client_rect();
    let inner = |size: Result<wasm_bindgen::JsValue, _>| {
        size.ok().and_then(|size| size.as_f64()).unwrap_or_default()
    };
    let (width, height) = (inner(window().inner_width()), inner(window().inner_height()));
    let (above, below) = (rectangle.top(), height - rectangle.bottom());
    let upwards = below < ROOM_PX && below < above;
    let style = menu.style();
    let pixels = |value: f64| format!("{}px", whole(value));
    let (top, bottom) = if upwards {
        ("auto".to_owned(), pixels(height - rectangle.top() + 4.0))
    } else {
        (pixels(rectangle.bottom() + 4.0), "auto".to_owned())
    };
    // What does not fit is scrolled: nothing of a menu lies outside the window.
    let room = if upwards { above } else { below } - 12.0;
    let _ = style.set_property("--menu-room", &pixels(room));
    let _ = style.set_property("--menu-top", &top);
    let _ = style.set_property("--menu-bottom", &bottom);
    // Aligned with the button's end, where menus usually are, unless the button is near the start.
    let (left, right) = if rectangle.right() > width / 2.0 {
        ("auto".to_owned(), pixels((width - rectangle.right()).max(8.0)))
    } else {
        (pixels(rectangle.left().max(8.0)), "auto".to_owned())
    };
    let _ = style.set_property("--menu-left", &left);
    let _ = style.set_property("--menu-right", &right);
}

/// Writing fractions would cost the page the code to write any, for less than a pixel.
#[expect(clippy::cast_possible_truncation, reason = "coordinates on screen")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}
