//! What is seen of an object: what is known of it, the tools to see more, and itself; or why not.

use gateway_api::Rendering;
use leptos::html;
use leptos::prelude::*;
use locales::text;
use readers::Form;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::Object;
use super::engine::{Engine, State};
use super::media;
use super::tools::{Tools, facts};
use super::why::{Why, note_words};
use crate::components::{
    Button, ButtonKind, Icon, Notice, NoticeKind, Skeleton, SkeletonShape, use_announcer,
};
use crate::effects::effect;
use crate::i18n::use_words;

/// What is drawn changes with this only, so that what has the focus stays while other parts come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Loading,
    Text,
    Table,
    Tree,
    Rendered,
    Image,
    Pdf,
    Audio,
    Video,
    Not,
}

impl Shape {
    fn of(state: &State) -> Self {
        match state {
            State::Loading => Self::Loading,
            State::Not(_) => Self::Not,
            State::Rendered(_) => Self::Rendered,
            State::Shown(shown) => match shown.form {
                Form::Text { .. } => Self::Text,
                Form::Table { .. } | Form::Archive { .. } => Self::Table,
                Form::Tree { .. } => Self::Tree,
                Form::Rendered => Self::Loading,
                Form::Image { .. } => Self::Image,
                Form::Pdf => Self::Pdf,
                Form::Audio => Self::Audio,
                Form::Video => Self::Video,
            },
        }
    }
}

pub fn pane(object: Object) -> AnyView {
    let engine = Engine::new(object);
    let words = use_words();
    let shape = Memo::new(move |_| engine.state.with(Shape::of));
    tell(engine);
    let body = move || match shape.get() {
        Shape::Loading => loading(engine),
        Shape::Not => not_shown(engine),
        Shape::Rendered => rendered(engine),
        Shape::Tree => tree(engine),
        Shape::Text | Shape::Table => letters(engine, shape.get_untracked() == Shape::Text),
        shape => media::media(engine, shape),
    };
    let label = words.say(text::preview_title);
    let busy = move || {
        let busy = engine.busy.get() || shape.get() == Shape::Loading;
        busy.then_some("true")
    };
    view! {
        <section class="preview" aria-label=label aria-busy=busy>
            <p class="preview__facts">{move || facts(words.language(), engine)}</p>
            {notes(engine)}
            <Tools engine shape />
            {body}
        </section>
    }
    .into_any()
}

fn loading(engine: Engine) -> AnyView {
    let words = use_words();
    let text = Signal::derive(move || text::preview_loading(words.language()).to_owned());
    let stop = Callback::new(move |()| engine.give_up());
    view! {
        <Skeleton shape=SkeletonShape::Text count=8 text />
        <div class="preview__stop">
            <Button kind=ButtonKind::Quiet icon=Icon::Cross on_press=stop>
                {words.say(text::preview_stop)}
            </Button>
        </div>
    }
    .into_any()
}

/// The reason, and what can be done: the file can always be had.
fn not_shown(engine: Engine) -> AnyView {
    let words = use_words();
    let why = move || match engine.state.get() {
        State::Not(why) => why,
        _ => Why::Stopped,
    };
    let download = engine.object.with_value(Object::download_address);
    view! {
        <Notice kind=NoticeKind::Info>
            <p>{move || why().words(words.language())}</p>
            <div class="notice__actions">
                <a class="button" href=download rel="external" download="">
                    {Icon::Download.view()}
                    <span>{words.say(text::preview_download)}</span>
                </a>
                <Show when=move || why().may_pass()>
                    <Button icon=Icon::Retry on_press=Callback::new(move |()| engine.open())>
                        {words.say(text::retry)}
                    </Button>
                </Show>
            </div>
        </Notice>
    }
    .into_any()
}

/// A text or a table, in a frame that scrolls by itself and that the keyboard reaches.
fn letters(engine: Engine, is_text: bool) -> AnyView {
    let frame = NodeRef::<html::Div>::new();
    // Another part begins at its beginning, the last at its end.
    effect(move |_| {
        engine.html.track();
        let Some(frame) = frame.get() else { return };
        let at_end = engine.state.with_untracked(|state| match state {
            State::Shown(shown) => matches!(shown.form, Form::Text { first_line: None, .. }),
            _ => false,
        });
        frame.set_scroll_top(if at_end { frame.scroll_height() } else { 0 });
        frame.set_scroll_left(0);
    });
    let name = engine.object.with_value(Object::name);
    view! {
        <div
            class=if is_text { "preview__frame code" } else { "preview__frame" }
            role="region"
            aria-label=name
            tabindex="0"
            data-keys=""
            data-wrap=move || engine.wrap.get().then_some("")
            node_ref=frame
            inner_html=move || engine.html.get()
        ></div>
    }
    .into_any()
}

/// Unfolds by asking for what is inside. Both ways of pressing a summary, and buttons, end in a click.
fn tree(engine: Engine) -> AnyView {
    let press = move |event: leptos::ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target else { return };
        if let Ok(Some(summary)) = target.closest("summary") {
            let Some(node) = summary.parent_element() else { return };
            // Unfolded before: its children follow the summary.
            if summary.next_element_sibling().is_none()
                && let Some(number) = number(&node, "data-node")
            {
                engine.children(number, 0, move |html| {
                    let list = document().create_element("ul");
                    if let Ok(list) = list
                        && summary.next_element_sibling().is_none()
                    {
                        list.set_inner_html(&html);
                        let _ = node.append_child(&list);
                    }
                });
            }
        } else if let Ok(Some(button)) = target.closest("button[data-from]")
            && let (Some(node), Some(from)) =
                (number(&button, "data-node"), number(&button, "data-from"))
        {
            engine.children(node, from, move |html| replace_item(&button, &html));
        }
    };
    let name = engine.object.with_value(Object::name);
    view! {
        <div
            class="preview__frame"
            role="region"
            aria-label=name
            tabindex="0"
            data-keys=""
            inner_html=move || engine.html.get()
            on:click=press
        ></div>
    }
    .into_any()
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element.get_attribute(name)?.parse().ok()
}

/// Further items take the place of the button that asked for them, and the first of them its focus.
fn replace_item(button: &Element, html: &str) {
    let Some(item) = button.parent_element() else { return };
    let before = item.previous_element_sibling();
    let _ = item.insert_adjacent_html("afterend", html);
    item.remove();
    let next = before.and_then(|before| before.next_element_sibling());
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        let _ = next.set_attribute("tabindex", "-1");
        let _ = next.focus();
    }
}

/// As the gateway rendered and sanitised it.
fn rendered(engine: Engine) -> AnyView {
    let words = use_words();
    let rendering = engine.state.with_untracked(|state| match state {
        State::Rendered(rendering) => Some(rendering.clone()),
        _ => None,
    });
    let Some(Rendering { html, lang, truncated, .. }) = rendering else { return ().into_any() };
    view! {
        <div class="preview__prose readme__text prose" lang=lang inner_html=html></div>
        <p class="hint" hidden=!truncated.any()>
            {words.say(text::preview_rendering_cut)}
        </p>
    }
    .into_any()
}

/// What is odd about what is shown.
fn notes(engine: Engine) -> AnyView {
    let words = use_words();
    let sentences = Memo::new(move |_| {
        let language = words.language();
        engine.state.with(|state| {
            let State::Shown(shown) = state else { return Vec::new() };
            let unpacked = shown.unpacked.then(|| text::preview_unpacked(language).to_owned());
            let damaged = shown.damaged.then(|| text::preview_letters_damaged(language).to_owned());
            let note = shown.note.map(|note| note_words(language, note));
            unpacked.into_iter().chain(damaged).chain(note).collect()
        })
    });
    (move || {
        let line = |sentence| view! { <p class="preview__note">{sentence}</p> };
        sentences.get().into_iter().map(line).collect_view()
    })
    .into_any()
}

/// Says what came, to those who do not see it come.
fn tell(engine: Engine) {
    let words = use_words();
    let announcer = use_announcer();
    effect(move |_| {
        let said = engine.state.with(|state| match state {
            State::Loading => None,
            State::Not(why) => Some(why.words(words.language_untracked())),
            State::Shown(_) | State::Rendered(_) => {
                Some(untrack(|| facts(words.language_untracked(), engine)))
            }
        });
        if let Some(said) = said.filter(|said| !said.is_empty()) {
            announcer.say(said);
        }
    });
}
