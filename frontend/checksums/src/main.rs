//! Where checksums are computed: a web worker, so that the page answers meanwhile.
//!
//! It fetches nothing and knows no address. A message is `[number, question, …]`, its answer `[number, checksum, …]`, without
//! a checksum where there is none, as of what cannot be read; `[0]` says that it is ready. Whoever started it ends it.
//!
//! - `sum`, bytes or a blob, and the CRC-64/NVME of what comes before where something does: that of all;
//! - `both`, bytes or a blob: the CRC-64/NVME and the MD5 in base64;
//! - `join`, the sums of pieces, and their lengths in bytes: that of the whole;
//! - `md5`, a blob.

mod reading;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use checksums::{Both, Tables, joined};
use js_sys::{Array, Uint8Array};
use md5::{Digest as _, Md5};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::reading::Reading;

/// Questions are answered in the order in which they were asked: what is asked about first can go up first.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    tables: Tables,
    reading: Reading,
    /// The first one is being answered.
    waiting: RefCell<VecDeque<Array>>,
}

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let desk = Rc::new(Desk {
        scope: scope.clone(),
        tables: Tables::default(),
        reading: Reading::default(),
        waiting: RefCell::default(),
    });
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        desk.waiting.borrow_mut().push_back(event.data().unchecked_into());
        if desk.waiting.borrow().len() == 1 {
            spawn_local(Rc::clone(&desk).work());
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    let _ = scope.post_message(&Array::of1(&JsValue::from(0)));
}

impl Desk {
    async fn work(self: Rc<Self>) {
        loop {
            let first = self.waiting.borrow().front().cloned();
            let Some(message) = first else { return };
            let reply = Array::of1(&message.get(0));
            for checksum in self.answer(&message).await.unwrap_or_default() {
                reply.push(&JsValue::from(checksum));
            }
            let _ = self.scope.post_message(&reply);
            self.waiting.borrow_mut().pop_front();
        }
    }

    async fn answer(&self, message: &Array) -> Option<Vec<String>> {
        let checksum = match message.get(1).as_string()?.as_str() {
            "both" => return self.both(message.get(2)).await,
            "sum" => self.sum(message.get(2), message.get(3).as_string()).await,
            "join" => join(&message.get(2).unchecked_into(), &message.get(3).unchecked_into()),
            "md5" => {
                let mut digest = Md5::new();
                self.each(message.get(2), |piece| digest.update(piece)).await?;
                Some(format!("{:032x}", u128::from_be_bytes(digest.finalize().into())))
            }
            _ => None,
        };
        checksum.map(|checksum| vec![checksum])
    }

    async fn sum(&self, of: JsValue, before: Option<String>) -> Option<String> {
        let mut running = match before {
            Some(before) => self.tables.resume(&before)?,
            None => self.tables.begin(),
        };
        self.each(of, |piece| running.add(piece)).await?;
        Some(running.finish())
    }

    async fn both(&self, of: JsValue) -> Option<Vec<String>> {
        let mut both = Both::begin(&self.tables);
        self.each(of, |piece| both.add(piece)).await?;
        Some(both.finish().into())
    }

    /// All of bytes, or of a blob.
    async fn each(&self, of: JsValue, mut take: impl FnMut(&mut [u8])) -> Option<()> {
        match of.dyn_into::<Uint8Array>() {
            Ok(bytes) => take(&mut bytes.to_vec()),
            Err(blob) => self.reading.each_piece(blob.unchecked_ref(), take).await.ok()?,
        }
        Some(())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths are whole, positive and below 2^53"
)]
fn join(sums: &Array, lengths: &Array) -> Option<String> {
    let sums = sums.iter().map(|sum| sum.as_string()).collect::<Option<Vec<_>>>()?;
    let lengths = lengths.iter().map(|length| length.as_f64().map(|length| length as u64));
    let lengths = lengths.collect::<Option<Vec<_>>>()?;
    joined(sums.iter().map(String::as_str).zip(lengths))
}
