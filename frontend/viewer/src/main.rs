//! Where previews are read: a web worker, so that no file, however made, keeps the page from answering.
//!
//! It fetches nothing and knows no address: it is given questions and bytes, and answers. Whoever started it ends it.
//! A message is `[number, question, bytes]`, its answer `[number, answer, HTML]`; `[0]` says that it is ready.

use js_sys::{Array, Uint8Array};
use readers::{Answer, Ask, Reading, Refusal, Reply};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut reading = None;
    let listen = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let message: Array = event.data().unchecked_into();
            let question = message.get(1).as_string().unwrap_or_default();
            let bytes = message.get(2);
            let bytes =
                if bytes.is_undefined() { Vec::new() } else { Uint8Array::new(&bytes).to_vec() };
            let Reply { answer, html } = answer(&mut reading, &question, &bytes);
            let answer = serde_json::to_string(&answer).unwrap_or_default();
            let reply = Array::of3(&message.get(0), &JsValue::from(answer), &JsValue::from(html));
            let _ = scope.post_message(&reply);
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    let _ = scope.post_message(&Array::of1(&JsValue::from(0)));
}

fn answer(reading: &mut Option<Reading>, question: &str, bytes: &[u8]) -> Reply {
    match (serde_json::from_str(question), reading) {
        (Ok(Ask::Open(subject)), reading) => {
            let (opened, reply) = Reading::open(subject, bytes);
            *reading = Some(opened);
            reply
        }
        (Ok(ask), Some(reading)) => reading.ask(ask, bytes),
        _ => Reply { answer: Answer::Refuse(Refusal::Damaged), html: String::new() },
    }
}
