//! What the browser shows by itself: images, sound, films, PDFs. By elements that run nothing.

use leptos::html;
use leptos::prelude::*;
use locales::text;

use super::Object;
use super::engine::{Engine, State};
use super::pane::Shape;
use super::why::Why;
use crate::i18n::use_words;
use readers::Form;
use web_sys::HtmlMediaElement;

pub fn media(engine: Engine, shape: Shape) -> AnyView {
    let address = engine.object.with_value(Object::address);
    let name = engine.object.with_value(Object::name);
    match shape {
        Shape::Image => image(engine, address, name),
        Shape::Audio => {
            let node = NodeRef::<html::Audio>::new();
            on_cleanup(move || silence(node.try_get_untracked().flatten().as_deref()));
            view! {
                <audio
                    class="preview__media"
                    controls
                    preload="metadata"
                    aria-label=name
                    data-keys=""
                    src=address
                    node_ref=node
                    on:error=move |_| engine.cannot_show()
                ></audio>
            }
            .into_any()
        }
        Shape::Video => {
            let node = NodeRef::<html::Video>::new();
            on_cleanup(move || silence(node.try_get_untracked().flatten().as_deref()));
            view! {
                <video
                    class="preview__media"
                    controls
                    playsinline
                    preload="metadata"
                    aria-label=name
                    data-keys=""
                    src=address
                    node_ref=node
                    on:error=move |_| engine.cannot_show()
                ></video>
            }
            .into_any()
        }
        _ => pdf(engine, name),
    }
}

/// What left the document would go on loading and playing.
fn silence(media: Option<&HtmlMediaElement>) {
    if let Some(media) = media {
        let _ = media.remove_attribute("src");
        media.load();
    }
}

/// Its dimensions are told once the browser knows them.
fn image(engine: Engine, address: String, name: String) -> AnyView {
    let node = NodeRef::<html::Img>::new();
    let loaded = move |_| {
        let Some(image) = node.try_get_untracked().flatten() else { return };
        let pair = (image.natural_width(), image.natural_height());
        engine.state.update(|state| {
            if let State::Shown(shown) = state {
                shown.form = Form::Image { size: Some(pair) };
            }
        });
    };
    // An image that left the document would go on loading.
    on_cleanup(move || {
        if let Some(Some(image)) = node.try_get_untracked() {
            let _ = image.remove_attribute("src");
        }
    });
    view! {
        <img
            class="preview__image"
            alt=name
            src=address
            decoding="async"
            node_ref=node
            on:load=loaded
            on:error=move |_| engine.cannot_show()
        />
    }
    .into_any()
}

/// The browser's own viewer, in a frame; where it has none, the reason.
fn pdf(engine: Engine, name: String) -> AnyView {
    let words = use_words();
    let navigator = window().navigator();
    let has_viewer = js_sys::Reflect::get(&navigator, &"pdfViewerEnabled".into())
        .is_ok_and(|enabled| enabled.as_bool() != Some(false));
    let address = engine.object.with_value(Object::pdf_address);
    if !has_viewer {
        engine.state.set(State::Not(Why::Browser));
        return ().into_any();
    }
    let opened = address.clone();
    view! {
        <iframe class="preview__pdf" title=name src=address data-keys=""></iframe>
        <p>
            <a href=opened target="_blank" rel="external noopener">
                {words.say(text::preview_pdf_open)}
            </a>
        </p>
    }
    .into_any()
}
