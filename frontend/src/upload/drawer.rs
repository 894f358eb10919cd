//! The browser's own store (`IndexedDB`), as a drawer of texts by name. Where it is shut, as in some private windows, nothing
//! is kept and nothing is said: uploads work as well, only not beyond the visit.

use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransactionMode};

use super::source::promise;

const DATABASE: &str = "cellier";
const STORE: &str = "uploads";
const VERSION: u32 = 1;

/// Puts a text in the place of what was there.
pub async fn put(name: &str, text: &str) -> Result<(), JsValue> {
    let store = open(IdbTransactionMode::Readwrite).await?;
    settled(&store.put_with_key(&text.into(), &name.into())?).await.map(drop)
}

pub async fn remove(name: &str) -> Result<(), JsValue> {
    let store = open(IdbTransactionMode::Readwrite).await?;
    settled(&store.delete(&name.into())?).await.map(drop)
}

/// At most so many, in no order.
pub async fn all(count_max: u32) -> Result<Vec<String>, JsValue> {
    let store = open(IdbTransactionMode::Readonly).await?;
    let request = store.get_all_with_key_and_limit(&JsValue::UNDEFINED, count_max)?;
    let texts: Array = settled(&request).await?.unchecked_into();
    Ok(texts.iter().filter_map(|text| text.as_string()).collect())
}

/// A transaction of its own, which the browser ends once nothing is asked of it any more.
async fn open(mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, VERSION)?;
    let making = request.clone();
    let make = Closure::<dyn FnMut(Event)>::new(move |_| {
        let database = making.result().map(JsCast::unchecked_into::<IdbDatabase>);
        // Failing here fails the request.
        let _ = database.and_then(|database| database.create_object_store(STORE));
    });
    request.set_onupgradeneeded(Some(make.as_ref().unchecked_ref()));
    let database: IdbDatabase = settled(&request).await?.unchecked_into();
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    // Closes once the transaction is over.
    database.close();
    transaction.object_store(STORE)
}

async fn settled(request: &IdbRequest) -> Result<JsValue, JsValue> {
    promise(|resolve, reject| {
        request.set_onsuccess(Some(resolve));
        request.set_onerror(Some(reject));
    })
    .await?;
    request.result()
}
