//! Checksums of what goes up, computed in a web worker (crate `checksums`): the gateway compares them with what came.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::workers::{Broken, Worker};

/// A gigabyte takes seconds; parts are smaller, but a slow disk may be read too.
const ANSWER_MS_MAX: u32 = 120_000;

/// What is no larger is read here, several files at once, and handed over: the worker reads one file after the other, and
/// of ten thousand small ones each would wait for all before it.
const HANDED_BYTES_MAX: f64 = 1_048_576.0;

/// As the worker knows it.
const MD5: &str = "md5";

/// The worker, started with the first file. Clones share it.
#[derive(Clone, Default)]
pub struct Proof(Rc<RefCell<Option<Rc<Worker>>>>);

impl Proof {
    /// The CRC-64/NVME in base64; `None` where the bytes cannot be read, or no worker be started.
    pub async fn of(&self, bytes: &Blob) -> Option<String> {
        self.compute(bytes, &[]).await
    }

    /// The MD5 in hexadecimal digits, as entity tags have it: to know again what arrived, never as proof against anybody.
    pub async fn md5(&self, bytes: &Blob) -> Option<String> {
        self.compute(bytes, &[MD5.into()]).await
    }

    /// `kind`: of what kind, where it is not the usual.
    async fn compute(&self, bytes: &Blob, kind: &[JsValue]) -> Option<String> {
        let worker = self.worker().ok()?;
        let too_long = worker.within(ANSWER_MS_MAX);
        worker.ready().await.ok()?;
        let reply = if bytes.size() <= HANDED_BYTES_MAX {
            let read = JsFuture::from(bytes.array_buffer()).await.ok()?;
            let handed = Array::of1(&read);
            worker.ask(&[&[read], kind].concat(), &handed).await.ok()?
        } else {
            worker.ask(&[&[bytes.into()], kind].concat(), &Array::new()).await.ok()?
        };
        drop(too_long);
        reply.get(1).as_string()
    }

    /// One that broke down, as where its script could not be fetched, is started anew.
    fn worker(&self) -> Result<Rc<Worker>, Broken> {
        let mut kept = self.0.borrow_mut();
        if let Some(worker) = kept.as_ref().filter(|worker| !worker.is_broken()) {
            return Ok(Rc::clone(worker));
        }
        let worker = Worker::start("checksums")?;
        *kept = Some(Rc::clone(&worker));
        Ok(worker)
    }
}
