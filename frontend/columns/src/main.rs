//! Where the rows of a long folder are put in order and sieved: a web worker, so that the page answers meanwhile.
//!
//! It fetches nothing and knows no address. A message is `[number, order, filter, ids, chunks, ranks]`: the word of the
//! order (empty where the ids stand right), the folded filter, the chunks `[place, names, ends, folders]` that changed
//! since the last message, and the ranks of every chunk, or none by name. Its answer is `[number, ids in order, ids to
//! show]`, each `undefined` where it was not asked for; `[0]` says that it is ready. Whoever started it ends it.

use columns::arranging::{Arranging, Wanted};
use columns::parcel::{Parcel, Parcels};
use columns::sort::Sort;
use js_sys::{Array, BigUint64Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let mut parcels = Parcels::default();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let message: Array = event.data().unchecked_into();
            let (answer, handed) = answer(&mut parcels, &message);
            let _ = scope.post_message_with_transfer(&answer, &handed);
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    let _ = scope.post_message(&Array::of1(&JsValue::from(0)));
}

fn answer(parcels: &mut Parcels, message: &Array) -> (Array, Array) {
    let text = |at| message.get(at).as_string().unwrap_or_default();
    let wanted = Wanted { sort: Sort::parse(&text(1)), filter: text(2) };
    let ids = message.get(3).unchecked_into::<Uint32Array>().to_vec();
    for chunk in message.get(4).unchecked_into::<Array>() {
        take(parcels, chunk.unchecked_ref());
    }
    let ranks = message.get(5).unchecked_into::<Array>().into_iter();
    let ranks = ranks.map(|ranks| ranks.unchecked_into::<BigUint64Array>().to_vec());
    parcels.rank_by(ranks.collect());
    let arranged = Arranging::new(ids, wanted).finish(parcels);
    let (answer, handed) = (Array::of1(&message.get(0)), Array::new());
    for ids in [arranged.sorted, arranged.shown] {
        let ids = ids.map(|ids| Uint32Array::from(ids.as_slice()));
        if let Some(ids) = &ids {
            handed.push(&ids.buffer());
        }
        answer.push(&ids.map_or(JsValue::UNDEFINED, JsValue::from));
    }
    (answer, handed)
}

fn take(parcels: &mut Parcels, chunk: &Array) {
    let Some(at) = chunk.get(0).as_f64() else { return };
    let names = chunk.get(1).unchecked_into::<Uint8Array>().to_vec();
    let parcel = Parcel {
        names: String::from_utf8(names).unwrap_or_default(),
        ends: chunk.get(2).unchecked_into::<Uint32Array>().to_vec(),
        folders: chunk.get(3).unchecked_into::<Uint8Array>().to_vec(),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small and whole")]
    parcels.put(at as usize, parcel);
}
