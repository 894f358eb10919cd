//! The web worker that reads (crate `viewer`): started when first needed, kept for the next file, ended when it is busy
//! with one that nobody waits for any more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, Function, Promise};
use leptos::prelude::document;
use readers::{Answer, Ask};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::gateway::read_json;

/// Reading a part takes milliseconds: what takes longer was made to.
const ANSWER_MS_MAX: u32 = 15_000;

/// The worker cannot be started, broke down, or does not answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

pub struct Viewer {
    inner: Rc<Inner>,
    ended: Cell<bool>,
}

type Listeners = (Closure<dyn Fn(MessageEvent)>, Closure<dyn Fn(Event)>);

struct Inner {
    worker: Worker,
    /// Questions under way: their numbers, and what settles them.
    waiting: RefCell<Vec<(u32, Function, Function)>>,
    last: Cell<u32>,
    ready: Promise,
    broken: Cell<bool>,
    // Kept for as long as the browser may call them.
    listeners: RefCell<Option<Listeners>>,
}

thread_local! {
    static IDLE: RefCell<Option<Rc<Inner>>> = const { RefCell::new(None) };
}

impl Viewer {
    /// The one that is idle, or a new one.
    pub fn start() -> Result<Self, Broken> {
        if let Some(idle) = IDLE.take() {
            return Ok(Self::of(idle));
        }
        let address = document()
            .query_selector("meta[name='viewer']")
            .ok()
            .flatten()
            .and_then(|meta| meta.get_attribute("content"))
            .ok_or(Broken)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address, &options).map_err(|_| Broken)?;
        let waiting = RefCell::default();
        let ready = promise(&waiting, 0);
        let inner = Rc::new(Inner {
            worker,
            waiting,
            last: Cell::new(0),
            ready,
            broken: Cell::new(false),
            listeners: RefCell::default(),
        });
        inner.listen();
        Ok(Self::of(inner))
    }

    fn of(inner: Rc<Inner>) -> Self {
        Self { inner, ended: Cell::new(false) }
    }

    /// Asks, and waits for the answer and its HTML. The bytes are handed over, not copied.
    pub async fn ask(
        &self,
        ask: &Ask,
        bytes: Option<ArrayBuffer>,
    ) -> Result<(Answer, String), Broken> {
        let inner = &self.inner;
        let too_long = Timeout::new(ANSWER_MS_MAX, {
            let inner = Rc::clone(inner);
            move || inner.break_down()
        });
        JsFuture::from(inner.ready.clone()).await.map_err(|_| Broken)?;
        if self.ended.get() {
            return Err(Broken);
        }
        let number = inner.last.get() + 1;
        inner.last.set(number);
        let question = serde_json::to_string(ask).map_err(|_| Broken)?;
        let message = Array::of2(&JsValue::from(number), &JsValue::from(question));
        let handed = Array::new();
        if let Some(bytes) = bytes {
            message.push(&bytes);
            handed.push(&bytes);
        }
        let answered = promise(&inner.waiting, number);
        inner.worker.post_message_with_transfer(&message, &handed).map_err(|_| Broken)?;
        let reply = JsFuture::from(answered).await.map_err(|_| Broken)?;
        drop(too_long);
        let reply: Array = reply.unchecked_into();
        let answer = reply.get(1).as_string().and_then(|text| read_json(&text).ok());
        Ok((answer.ok_or(Broken)?, reply.get(2).as_string().unwrap_or_default()))
    }
}

impl Viewer {
    /// Nobody waits any more: what it is still reading ends.
    pub fn end(&self) {
        self.ended.set(true);
        if self.inner.is_reading() {
            self.inner.break_down();
        }
    }
}

impl Drop for Viewer {
    /// It waits for the next file; one is enough.
    fn drop(&mut self) {
        self.end();
        if !self.inner.broken.get()
            && let Some(other) = IDLE.replace(Some(Rc::clone(&self.inner)))
        {
            other.break_down();
        }
    }
}

impl Inner {
    fn listen(self: &Rc<Self>) {
        let answered = Closure::<dyn Fn(MessageEvent)>::new({
            let inner = Rc::downgrade(self);
            move |event: MessageEvent| {
                let Some(inner) = inner.upgrade() else { return };
                let reply: Array = event.data().unchecked_into();
                let number = reply.get(0).as_f64();
                let mut waiting = inner.waiting.borrow_mut();
                let at = waiting.iter().position(|(known, ..)| Some(f64::from(*known)) == number);
                let settled = at.map(|at| waiting.swap_remove(at));
                drop(waiting);
                if let Some((_, resolve, _)) = settled {
                    let _ = resolve.call1(&JsValue::NULL, &reply);
                }
            }
        });
        let failed = Closure::<dyn Fn(Event)>::new({
            let inner = Rc::downgrade(self);
            move |event: Event| {
                // Said where the person looks, not on the console.
                event.prevent_default();
                if let Some(inner) = inner.upgrade() {
                    inner.break_down();
                }
            }
        });
        self.worker.set_onmessage(Some(answered.as_ref().unchecked_ref()));
        self.worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        self.listeners.replace(Some((answered, failed)));
    }

    /// Not while it only starts, which is question 0.
    fn is_reading(&self) -> bool {
        self.waiting.borrow().iter().any(|(number, ..)| *number != 0)
    }

    fn break_down(&self) {
        self.broken.set(true);
        self.worker.terminate();
        for (_, _, reject) in self.waiting.take() {
            let _ = reject.call0(&JsValue::NULL);
        }
    }
}

fn promise(waiting: &RefCell<Vec<(u32, Function, Function)>>, number: u32) -> Promise {
    Promise::new(&mut |resolve, reject| waiting.borrow_mut().push((number, resolve, reject)))
}
