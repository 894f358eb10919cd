//! Visits of this portal in one browser, told apart by locks (Web Locks) that the browser frees when a tab is closed,
//! reloaded or crashes.

use std::future::Future;

use js_sys::{Function, Math, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    type Locks;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Locks, name: &str, held: &Function) -> Result<Promise, JsValue>;
}

/// A name that no other visit has.
pub fn new_visit() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "below 2^53")]
    let random = || (Math::random() * 9_007_199_254_740_992.0) as u64;
    format!("{:014x}{:014x}", random(), random())
}

/// This visit lasts as long as its page.
pub fn begin(visit: &str) {
    let Some(locks) = locks() else { return };
    // Never resolved: the browser lets go of it with the page.
    let hold = Closure::<dyn FnMut() -> Promise>::new(|| Promise::new(&mut |_, _| {}));
    if locks.request(&lock(visit), hold.as_ref().unchecked_ref()).is_ok() {
        hold.forget();
    }
}

/// Once that visit is over, which may be now, does `work`, alone of all tabs. A browser without locks (a page that came
/// over plain HTTP) does it at once.
pub async fn once_over(visit: &str, work: impl Future<Output = ()> + 'static) {
    let Some(locks) = locks() else { return work.await };
    let mut work = Some(work);
    let held = Closure::<dyn FnMut() -> Promise>::new(move || {
        let work = work.take();
        future_to_promise(async move {
            if let Some(work) = work {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    if let Ok(over) = locks.request(&lock(visit), held.as_ref().unchecked_ref()) {
        let _ = JsFuture::from(over).await;
    }
}

fn lock(visit: &str) -> String {
    format!("cellier uploads {visit}")
}

fn locks() -> Option<Locks> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    (!locks.is_undefined()).then(|| locks.unchecked_into())
}
