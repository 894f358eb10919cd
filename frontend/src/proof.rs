//! Checksums, computed in a web worker (crate `checksums`): those of what goes up are compared, at the end of its way, with
//! what came, and those of a copy that came down with what is stored.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::workers::{Broken, Worker};

/// What is announced of bytes that go up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// In base64.
    pub crc64nvme: String,
    /// In base64, for storages that keep no other checksum.
    pub md5: Option<String>,
}

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
        if let Some(read) = read_small(bytes).await? {
            return self.on_bytes(before, &read).await;
        }
        self.ask(&["sum".into(), bytes.into(), before.into()], &Array::new()).await
    }

    /// The same, of bytes that are here; they are handed over.
    pub async fn on_bytes(&self, before: Option<&str>, bytes: &Uint8Array) -> Option<String> {
        self.ask(&["sum".into(), bytes.into(), before.into()], &Array::of1(&bytes.buffer())).await
    }

    /// Both in one pass, or the CRC-64/NVME alone.
    pub async fn sums(&self, bytes: &Blob, with_md5: bool) -> Option<Sums> {
        if !with_md5 {
            let crc64nvme = self.of(bytes).await?;
            return Some(Sums { crc64nvme, md5: None });
        }
        let reply = match read_small(bytes).await? {
            Some(read) => {
                self.reply(&["both".into(), (&read).into()], &Array::of1(&read.buffer())).await?
            }
            None => self.reply(&["both".into(), bytes.into()], &Array::new()).await?,
        };
        Some(Sums { crc64nvme: reply.get(1).as_string()?, md5: Some(reply.get(2).as_string()?) })
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
        self.reply(question, handed).await?.get(1).as_string()
    }

    async fn reply(&self, question: &[JsValue], handed: &Array) -> Option<Array> {
        let worker = self.worker().ok()?;
        let too_long = worker.within(ANSWER_MS_MAX);
        worker.ready().await.ok()?;
        let reply = worker.ask(question, handed).await.ok()?;
        drop(too_long);
        Some(reply)
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

/// What is handed over as bytes; `None` where reading fails.
async fn read_small(bytes: &Blob) -> Option<Option<Uint8Array>> {
    if HANDED_BYTES_MAX < bytes.size() {
        return Some(None);
    }
    let read = JsFuture::from(bytes.array_buffer()).await.ok()?;
    Some(Some(Uint8Array::new(&read)))
}
