//! The web worker that reads (crate `viewer`): started when first needed, kept for the next file, ended when it is busy
//! with one that nobody waits for any more.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer};
use readers::{Answer, Ask};
use wasm_bindgen::prelude::JsValue;

use crate::gateway::read_json;
use crate::workers::{Broken, Worker};

/// Reading a part takes milliseconds: what takes longer was made to.
const ANSWER_MS_MAX: u32 = 15_000;

pub struct Viewer {
    worker: Rc<Worker>,
    ended: Cell<bool>,
}

thread_local! {
    static IDLE: RefCell<Option<Rc<Worker>>> = const { RefCell::new(None) };
}

impl Viewer {
    /// The one that is idle, or a new one.
    pub fn start() -> Result<Self, Broken> {
        let worker = match IDLE.take() {
            Some(idle) => idle,
            None => Worker::start("viewer")?,
        };
        Ok(Self { worker, ended: Cell::new(false) })
    }

    /// Asks, and waits for the answer and its HTML. The bytes are handed over, not copied.
    pub async fn ask(
        &self,
        ask: &Ask,
        bytes: Option<ArrayBuffer>,
    ) -> Result<(Answer, String), Broken> {
        let too_long = self.worker.within(ANSWER_MS_MAX);
        self.worker.ready().await?;
        if self.ended.get() {
            return Err(Broken);
        }
        let mut words = vec![JsValue::from(serde_json::to_string(ask).map_err(|_| Broken)?)];
        let handed = Array::new();
        if let Some(bytes) = bytes {
            handed.push(&bytes);
            words.push(bytes.into());
        }
        let reply = self.worker.ask(&words, &handed).await?;
        drop(too_long);
        let answer = reply.get(1).as_string().and_then(|text| read_json(&text).ok());
        Ok((answer.ok_or(Broken)?, reply.get(2).as_string().unwrap_or_default()))
    }

    /// Nobody waits any more: what it is still reading ends.
    pub fn end(&self) {
        self.ended.set(true);
        if self.worker.is_busy() {
            self.worker.break_down();
        }
    }
}

impl Drop for Viewer {
    /// It waits for the next file; one is enough.
    fn drop(&mut self) {
        self.end();
        if !self.worker.is_broken()
            && let Some(other) = IDLE.replace(Some(Rc::clone(&self.worker)))
        {
            other.break_down();
        }
    }
}
