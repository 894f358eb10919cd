//! Checksums, computed in a web worker (crate `checksums`): those of what goes up are compared by the gateway with what
//! came, and those of a copy that came down with what is stored.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::workers::{Broken, Worker};

/// A gigabyte takes seconds; what is asked about is smaller, but a slow disk may be read too.
const ANSWER_MS_MAX: u32 = 120_000;

/// What is no larger is read here, several files at once, and handed over: the worker reads one after the other, and of
/// thousands of small files each would wait for all before it. Two thousand take 1.2 s so, and 2.3 s as blobs.
const HANDED_BYTES_MAX: f64 = 1_048_576.0;

/// The worker, started with the first question. Clones share it; the last ends it.
#[derive(Clone, Default)]
pub struct Proof(Rc<RefCell<Option<Rc<Worker>>>>);

impl Proof {
    /// The CRC-64/NVME in base64; `None` where the bytes cannot be read, or no worker be started.
    pub async fn of(&self, bytes: &Blob) -> Option<String> {
        self.on(None, bytes).await
    }

    /// That of what comes `before`, by its own, and of these bytes behind it.
    pub async fn on(&self, before: Option<&str>, bytes: &Blob) -> Option<String> {
        if bytes.size() <= HANDED_BYTES_MAX {
            let read = JsFuture::from(bytes.array_buffer()).await.ok()?;
            return self.on_bytes(before, &Uint8Array::new(&read)).await;
        }
        self.ask(&["sum".into(), bytes.into(), before.into()], &Array::new()).await
    }

    /// The same, of bytes that are here; they are handed over.
    pub async fn on_bytes(&self, before: Option<&str>, bytes: &Uint8Array) -> Option<String> {
        self.ask(&["sum".into(), bytes.into(), before.into()], &Array::of1(&bytes.buffer())).await
    }

    /// That of what pieces become in their order, from that of each and its length in bytes.
    #[expect(clippy::cast_precision_loss, reason = "files are smaller than 2^53 bytes")]
    pub async fn joined(&self, pieces: &[(String, u64)]) -> Option<String> {
        let sums = pieces.iter().map(|(sum, _)| JsValue::from(sum)).collect::<Array>();
        let lengths = pieces.iter().map(|(_, bytes)| JsValue::from(*bytes as f64));
        let lengths = lengths.collect::<Array>();
        self.ask(&["join".into(), sums.into(), lengths.into()], &Array::new()).await
    }

    /// The MD5 in hexadecimal.
    pub async fn md5(&self, bytes: &Blob) -> Option<String> {
        self.ask(&["md5".into(), bytes.into()], &Array::new()).await
    }

    async fn ask(&self, question: &[JsValue], handed: &Array) -> Option<String> {
        let worker = self.worker().ok()?;
        let too_long = worker.within(ANSWER_MS_MAX);
        worker.ready().await.ok()?;
        let reply = worker.ask(question, handed).await.ok()?;
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
