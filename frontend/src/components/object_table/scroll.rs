//! How far the table is scrolled with the page: the part that touches the document.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;

use crate::effects::effect;
use crate::model::window::{self, Laid, Scroll};

/// Until a row has been measured.
const ROW_PX: u32 = 36;

/// What stands above the rows, until it has been measured: less than it is, so that nothing in sight waits for that.
const BEFORE_PX: u32 = 200;

#[derive(Clone, Copy)]
pub struct Scrolling {
    pub scroll: RwSignal<Scroll>,
    body: NodeRef<html::Tbody>,
    total: Memo<usize>,
    base: Base,
}

/// Which part of a very long table is laid out ([`Laid`]).
#[derive(Clone, Copy)]
pub struct Base {
    /// Its first row.
    pub row: RwSignal<usize>,
    /// The next leap is the page's own, as when it comes back to where one was: the same part stays.
    holds: StoredValue<bool>,
}

impl Base {
    /// As it was left, or from the first row.
    pub fn new(left: Option<usize>) -> Self {
        let row = RwSignal::new(left.unwrap_or_default());
        Self { row, holds: StoredValue::new(left.is_some()) }
    }
}

/// Follows the page's scrolling and its size, for as long as the table is there.
pub fn use_scrolling(body: NodeRef<html::Tbody>, total: Memo<usize>, base: Base) -> Scrolling {
    let (before_px, viewport_px) = (BEFORE_PX, inner_height());
    let start = Scroll { above_px: 0, before_px, viewport_px, row_px: ROW_PX };
    let scrolling = Scrolling { scroll: RwSignal::new(start), body, total, base };
    let scrolled = window_event_listener(ev::scroll, move |_| scrolling.follow());
    let resized = window_event_listener(ev::resize, move |_| scrolling.measure());
    let moved = follow_page_length(move || scrolling.measure());
    on_cleanup(move || {
        scrolled.remove();
        resized.remove();
        drop(moved);
    });
    // Rows that appear or go may move what is in sight.
    effect(move |_| {
        total.track();
        request_animation_frame(move || scrolling.measure());
    });
    scrolling
}

impl Scrolling {
    /// Which rows are laid out.
    pub fn laid(self) -> Laid {
        let total = self.total.get();
        let laid = Laid { total, base: 0 };
        Laid { base: self.base.row.get().min(total - laid.len()), ..laid }
    }

    /// The person scrolled: of a table that is too long to be laid out, another part may be.
    fn follow(self) {
        let (Some(before), Some(laid)) =
            (self.scroll.try_get_untracked(), untrack(|| self.try_laid()))
        else {
            return;
        };
        self.measure();
        let after = self.scroll.get_untracked();
        if self.base.holds.try_update_value(std::mem::take) == Some(true) {
            return;
        }
        let slot = |scroll: Scroll| (scroll.above_px / scroll.row_px.max(1)) as usize;
        let seen = after.viewport_px.saturating_sub(after.before_px) / after.row_px.max(1);
        let last = laid.len().saturating_sub(seen as usize);
        let base = laid.scrolled(slot(before), slot(after), last);
        if base != laid.base {
            self.base.row.set(base);
        }
    }

    fn try_laid(self) -> Option<Laid> {
        self.total.try_get_untracked().map(|_| self.laid())
    }

    fn measure(self) {
        let Some(body) = self.body.try_get_untracked().flatten() else { return };
        let row =
            body.first_element_child().map(|row| pixels(row.get_bounding_client_rect().height()));
        let top = body.get_bounding_client_rect().top();
        let scroll = Scroll {
            above_px: pixels(-top),
            before_px: pixels(top),
            viewport_px: inner_height(),
            row_px: row.filter(|px| 0 < *px).unwrap_or(ROW_PX),
        };
        if self.scroll.try_get_untracked().is_some_and(|before| before != scroll) {
            self.scroll.set(scroll);
        }
    }

    /// Scrolls the page as little as needed for the row to be seen whole, below the sticky head.
    pub fn reveal(self, row: usize) {
        self.measure();
        let laid = untrack(|| self.laid());
        let base = laid.showing(row);
        if base != laid.base {
            self.base.row.set(base);
        }
        let row = Laid { base, ..laid }.slot(row);
        let Some(body) = self.body.get_untracked() else { return };
        let head = body
            .previous_element_sibling()
            .map_or(0, |head| pixels(head.get_bounding_client_rect().height()));
        let head_px = head + sticky_header_px();
        let scroll = self.scroll.get_untracked();
        let top = body.get_bounding_client_rect().top();
        let viewport_px = scroll.viewport_px.saturating_sub(docked_trays_px());
        let scroll = Scroll { viewport_px, ..scroll };
        if let Some(above_px) = window::reveal(row, head_px, scroll) {
            let by = f64::from(above_px) + top;
            window().scroll_by_with_x_and_y(0.0, by);
            self.measure();
        }
    }
}

/// What comes and goes above the table moves it without a scroll. Follows for as long as the answer is kept.
fn follow_page_length(measure: impl Fn() + 'static) -> Option<SendWrapper<Following>> {
    let heard = Closure::<dyn Fn()>::new(measure);
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(document().body()?.as_ref());
    Some(SendWrapper::new(Following { observer, _heard: heard }))
}

struct Following {
    observer: ResizeObserver,
    _heard: Closure<dyn Fn()>,
}

impl Drop for Following {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// What the page's own header covers at the top of the viewport.
fn sticky_header_px() -> u32 {
    let header = document().query_selector("body header").ok().flatten();
    header.map_or(0, |header| pixels(header.get_bounding_client_rect().bottom()))
}

/// What uploads and copies cover at the bottom of the viewport, where they are as wide as it.
fn docked_trays_px() -> u32 {
    let trays = document().query_selector(".trays").ok().flatten();
    let box_of = trays.map(|trays| trays.get_bounding_client_rect());
    box_of.filter(|it| it.left() < 1.0).map_or(0, |it| pixels(it.height()))
}

fn inner_height() -> u32 {
    window().inner_height().ok().and_then(|height| height.as_f64()).map_or(0, pixels)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on screen; negative means none"
)]
fn pixels(length: f64) -> u32 {
    length.max(0.0) as u32
}
