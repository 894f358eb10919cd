//! Where the checksums of what goes up are computed: a web worker, so that the page answers meanwhile.
//!
//! It fetches nothing and knows no address. A message is `[number, blob]` or `[number, bytes]`, with `"md5"` behind where that is
//! wanted and not the CRC; its answer `[number, checksum]`, without a checksum where the blob cannot be read; `[0]` says that
//! it is ready. Whoever started it ends it.

use checksums::{Sum, Tables};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

/// So much is read at once.
const PIECE_BYTES: f64 = 1_048_576.0;

#[wasm_bindgen]
extern "C" {
    /// Reads without giving way, which only workers may.
    type FileReaderSync;

    #[wasm_bindgen(constructor, catch)]
    fn new() -> Result<FileReaderSync, JsValue>;

    #[wasm_bindgen(method, catch, js_name = readAsArrayBuffer)]
    fn read(this: &FileReaderSync, blob: &Blob) -> Result<ArrayBuffer, JsValue>;
}

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let tables = Tables::default();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let message: Array = event.data().unchecked_into();
            let answer = Array::of1(&message.get(0));
            let sum = Sum::begin(&tables, message.get(2).as_string().as_deref());
            let computed = match message.get(1).dyn_into::<ArrayBuffer>() {
                Ok(bytes) => Ok(of_bytes(sum, &bytes)),
                Err(blob) => of_blob(sum, blob.unchecked_ref()),
            };
            if let Ok(checksum) = computed {
                answer.push(&JsValue::from(checksum));
            }
            let _ = scope.post_message(&answer);
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    let _ = scope.post_message(&Array::of1(&JsValue::from(0)));
}

fn of_bytes(mut sum: Sum<'_>, bytes: &ArrayBuffer) -> String {
    sum.add(&Uint8Array::new(bytes).to_vec());
    sum.finish()
}

fn of_blob(mut sum: Sum<'_>, blob: &Blob) -> Result<String, JsValue> {
    let reader = FileReaderSync::new()?;
    let mut from = 0.0;
    while from < blob.size() {
        let piece = blob.slice_with_f64_and_f64(from, from + PIECE_BYTES)?;
        let bytes = Uint8Array::new(&reader.read(&piece)?.into());
        sum.add(&bytes.to_vec());
        from += PIECE_BYTES;
    }
    Ok(sum.finish())
}
