//! Web workers: each a wasm of its own (scripts/page/workers.mjs), named in a meta element of index.html, and asked by
//! number. A message is `[number, …]`, its answer `[number, …]`; `[0]` says that it is ready.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Promise};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent, WorkerOptions, WorkerType};

/// The worker cannot be started, broke down, or does not answer in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

type Listeners = (Closure<dyn Fn(MessageEvent)>, Closure<dyn Fn(Event)>);

/// One worker, until it breaks down or nobody holds it any more.
pub struct Worker {
    inner: web_sys::Worker,
    /// Questions under way: their numbers, and what settles them.
    waiting: RefCell<Vec<(u32, Function, Function)>>,
    last: Cell<u32>,
    ready: Promise,
    broken: Cell<bool>,
    // Kept for as long as the browser may call them.
    listeners: RefCell<Option<Listeners>>,
}

impl Worker {
    /// `name` is that of the meta element that says where its script is.
    pub fn start(name: &str) -> Result<Rc<Self>, Broken> {
        let address = document()
            .query_selector(&format!("meta[name='{name}']"))
            .ok()
            .flatten()
            .and_then(|meta| meta.get_attribute("content"))
            .ok_or(Broken)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let inner = web_sys::Worker::new_with_options(&address, &options).map_err(|_| Broken)?;
        let waiting = RefCell::default();
        let ready = promise(&waiting, 0);
        let worker = Rc::new(Self {
            inner,
            waiting,
            last: Cell::new(0),
            ready,
            broken: Cell::new(false),
            listeners: RefCell::default(),
        });
        worker.listen();
        Ok(worker)
    }

    /// It breaks down in so many milliseconds, unless what is answered is dropped before.
    pub fn within(self: &Rc<Self>, ms_max: u32) -> Timeout {
        let worker = Rc::clone(self);
        Timeout::new(ms_max, move || worker.break_down())
    }

    /// It takes questions from then on.
    pub async fn ready(&self) -> Result<(), Broken> {
        JsFuture::from(self.ready.clone()).await.map(drop).map_err(|_| Broken)
    }

    /// Asks, and waits for the answer. What is `handed` over is not copied.
    pub async fn ask(&self, words: &[JsValue], handed: &Array) -> Result<Array, Broken> {
        let number = self.last.get() + 1;
        self.last.set(number);
        let message = Array::of1(&JsValue::from(number));
        for word in words {
            message.push(word);
        }
        let answered = promise(&self.waiting, number);
        self.inner.post_message_with_transfer(&message, handed).map_err(|_| Broken)?;
        let reply = JsFuture::from(answered).await.map_err(|_| Broken)?;
        Ok(reply.unchecked_into())
    }

    /// Not while it only starts, which is question 0.
    pub fn is_busy(&self) -> bool {
        self.waiting.borrow().iter().any(|(number, ..)| *number != 0)
    }

    pub fn is_broken(&self) -> bool {
        self.broken.get()
    }

    /// Ends it, whatever it does.
    pub fn break_down(&self) {
        self.broken.set(true);
        self.inner.terminate();
        for (_, _, reject) in self.waiting.take() {
            let _ = reject.call0(&JsValue::NULL);
        }
    }

    fn listen(self: &Rc<Self>) {
        let answered = Closure::<dyn Fn(MessageEvent)>::new({
            let worker = Rc::downgrade(self);
            move |event: MessageEvent| {
                let Some(worker) = worker.upgrade() else { return };
                let reply: Array = event.data().unchecked_into();
                let number = reply.get(0).as_f64();
                let mut waiting = worker.waiting.borrow_mut();
                let at = waiting.iter().position(|(known, ..)| Some(f64::from(*known)) == number);
                let settled = at.map(|at| waiting.swap_remove(at));
                drop(waiting);
                if let Some((_, resolve, _)) = settled {
                    let _ = resolve.call1(&JsValue::NULL, &reply);
                }
            }
        });
        let failed = Closure::<dyn Fn(Event)>::new({
            let worker = Rc::downgrade(self);
            move |event: Event| {
                // Said where the person looks, not on the console.
                event.prevent_default();
                if let Some(worker) = worker.upgrade() {
                    worker.break_down();
                }
            }
        });
        self.inner.set_onmessage(Some(answered.as_ref().unchecked_ref()));
        self.inner.set_onerror(Some(failed.as_ref().unchecked_ref()));
        self.listeners.replace(Some((answered, failed)));
    }
}

fn promise(waiting: &RefCell<Vec<(u32, Function, Function)>>, number: u32) -> Promise {
    Promise::new(&mut |resolve, reject| waiting.borrow_mut().push((number, resolve, reject)))
}
