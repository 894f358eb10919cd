//! Between the store and the reader: fetches what the reader needs, of one and the same version of the object.

use std::cell::RefCell;
use std::rc::Rc;

use gateway_api::{Kind, ProblemKind, Rendering};
use leptos::prelude::*;
use leptos::task::spawn_local;
use readers::{Adjusted, Answer, Ask, Form, PART_BYTES, PROBE_BYTES, Shown, Subject};
use send_wrapper::SendWrapper;
use web_sys::AbortController;

use super::Object;
use super::viewer::Viewer;
use super::why::Why;
use crate::effects::effect;
use crate::gateway::{self, Piece};
use crate::i18n::{Words, use_words};

/// What is to be seen.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    Loading,
    /// With its HTML in [`Engine::html`].
    Shown(Shown),
    Rendered(Rendering),
    Not(Why),
}

/// One object being looked into.
#[derive(Clone, Copy)]
pub struct Engine {
    pub object: StoredValue<Object>,
    pub state: RwSignal<State>,
    pub html: RwSignal<String>,
    /// Something is on its way while something is shown.
    pub busy: RwSignal<bool>,
    pub adjusted: RwSignal<Adjusted>,
    /// Long lines go on below.
    pub wrap: RwSignal<bool>,
    /// Bytes of the whole object.
    pub size: RwSignal<u64>,
    words: Words,
    work: StoredValue<Option<Rc<Work>>, LocalStorage>,
}

/// What ends when the person goes on.
struct Work {
    viewer: Viewer,
    controller: AbortController,
    etag: RefCell<Option<String>>,
}

impl Engine {
    pub fn new(object: Object) -> Self {
        let engine = Self {
            object: StoredValue::new(object),
            state: RwSignal::new(State::Loading),
            html: RwSignal::default(),
            busy: RwSignal::new(false),
            adjusted: RwSignal::default(),
            wrap: RwSignal::new(false),
            size: RwSignal::new(0),
            words: use_words(),
            work: StoredValue::new_local(None),
        };
        // Also in another language: some words are among what is read.
        effect(move |_| {
            engine.words.language();
            engine.open();
        });
        let work = SendWrapper::new(engine);
        on_cleanup(move || work.stop());
        engine
    }

    /// Begins, anew if need be.
    pub fn open(self) {
        self.stop();
        self.state.set(State::Loading);
        self.adjusted.set(Adjusted::default());
        let (Ok(viewer), Ok(controller)) = (Viewer::start(), AbortController::new()) else {
            return self.state.set(State::Not(Why::Broken));
        };
        let work = Rc::new(Work { viewer, controller, etag: RefCell::default() });
        self.work.set_value(Some(Rc::clone(&work)));
        let object = self.object.get_value();
        let language = self.words.language_untracked().tag().to_owned();
        spawn_local(async move {
            let address = object.address();
            let signal = work.controller.signal();
            let first =
                match gateway::bytes(&address, 0, first_length(&object), None, &signal).await {
                    Ok(first) => first,
                    Err(error) => return self.end(&work, Err(Why::Failed(error))),
                };
            let Piece { bytes, size, etag, content_type } = first;
            work.etag.replace(etag);
            if self.is_current(&work) {
                self.size.set(size);
            }
            let name = object.name();
            let ask = Ask::Open(Subject { name, content_type, size, language });
            let answered = work.answer(ask, Some(bytes), &address).await;
            self.end(&work, answered);
        });
    }

    /// Asks for something else of what is open: another part, another window.
    pub fn ask(self, ask: Ask) {
        let Some(work) = self.work.try_get_value().flatten() else { return };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let address = self.object.with_value(Object::address);
        spawn_local(async move {
            let answered = work.answer(ask, None, &address).await;
            self.end(&work, answered);
        });
    }

    /// Shows it as the person wants to see it.
    pub fn adjust(self, change: impl FnOnce(&mut Adjusted)) {
        self.adjusted.update(change);
        self.ask(Ask::Adjust(self.adjusted.get_untracked()));
    }

    /// Children of a node of the tree, as HTML, once they are there.
    pub fn children(self, node: u32, from: u32, then: impl FnOnce(String) + 'static) {
        let Some(work) = self.work.try_get_value().flatten() else { return };
        spawn_local(async move {
            let asked = work.viewer.ask(&Ask::Children { node, from }, None).await;
            if let (Ok((Answer::Children, html)), true) = (asked, self.is_current(&work)) {
                then(html);
            }
        });
    }

    /// The person gave up waiting.
    pub fn give_up(self) {
        self.stop();
        self.state.set(State::Not(Why::Stopped));
    }

    /// The browser could not show what it was given.
    pub fn cannot_show(self) {
        self.state.try_set(State::Not(Why::Browser));
    }

    /// Ends the traffic and the reading.
    fn stop(self) {
        let work = self.work.try_update_value(Option::take).flatten();
        if let Some(work) = work {
            work.controller.abort();
            work.viewer.end();
        }
        self.busy.try_set(false);
    }

    fn is_current(self, work: &Rc<Work>) -> bool {
        self.work.try_with_value(|now| now.as_ref().is_some_and(|now| Rc::ptr_eq(now, work)))
            == Some(true)
    }

    fn end(self, work: &Rc<Work>, answered: Result<(Shown, String), Why>) {
        if !self.is_current(work) {
            return;
        }
        self.busy.set(false);
        match answered {
            Ok((shown, _)) if shown.form == Form::Rendered => self.render(work),
            Ok((shown, html)) => {
                self.html.set(html);
                self.state.set(State::Shown(shown));
            }
            Err(why) => self.state.set(State::Not(why)),
        }
    }

    /// The gateway renders it; what it does not render is still a text.
    fn render(self, work: &Rc<Work>) {
        let Object { instance, bucket, key } = self.object.get_value();
        let language = self.words.language_untracked().code();
        let work = Rc::clone(work);
        spawn_local(async move {
            let rendering = gateway::rendering(instance.as_deref(), &bucket, &key, language).await;
            if !self.is_current(&work) {
                return;
            }
            match rendering {
                Ok(rendering) => self.state.set(State::Rendered(rendering)),
                Err(_) => self.adjust(|adjusted| adjusted.as_text = true),
            }
        });
    }
}

impl Work {
    /// Asks, and fetches what the reader needs until it has something to show.
    async fn answer(
        &self,
        ask: Ask,
        bytes: Option<js_sys::ArrayBuffer>,
        address: &str,
    ) -> Result<(Shown, String), Why> {
        let mut asked = self.viewer.ask(&ask, bytes).await;
        loop {
            match asked.map_err(|_| Why::Broken)? {
                (Answer::Show(shown), html) => return Ok((shown, html)),
                (Answer::Refuse(refusal), _) => return Err(Why::Refused(refusal)),
                (Answer::Children, _) => return Err(Why::Broken),
                (Answer::Read { from, length }, _) => {
                    let etag = self.etag.borrow().clone();
                    let signal = self.controller.signal();
                    let piece = gateway::bytes(address, from, length, etag.as_deref(), &signal);
                    let piece = piece.await.map_err(|error| match error {
                        error if error.is(ProblemKind::Precondition) => Why::Changed,
                        error => Why::Failed(error),
                    })?;
                    asked = self.viewer.ask(&Ask::Bytes { from }, Some(piece.bytes)).await;
                }
            }
        }
    }
}

/// What the browser shows by itself is only looked at.
fn first_length(object: &Object) -> u64 {
    let media = matches!(Kind::of(&object.key), Kind::Image | Kind::Audio | Kind::Video)
        || object.key.to_ascii_lowercase().ends_with(".pdf");
    if media { PROBE_BYTES } else { PART_BYTES }
}
