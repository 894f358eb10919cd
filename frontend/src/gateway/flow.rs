//! An object's bytes as they come, never held together.

use gloo_net::http::RequestBuilder;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestCache, RequestCredentials};

use super::{Error, send};

/// Bytes on their way. Dropping it closes the connection.
pub struct Flow {
    reader: ReadableStreamDefaultReader,
    _closing: Closing,
}

struct Closing(AbortController);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks for all of one version of an object: where it is another meanwhile, the gateway answers `Precondition`.
pub async fn flow(address: &str, etag: &str) -> Result<Flow, Error> {
    let closing = Closing(AbortController::new().map_err(|_| Error::Unreadable)?);
    let request = RequestBuilder::new(address)
        .credentials(RequestCredentials::SameOrigin)
        // What is stored, not what a browser kept of it.
        .cache(RequestCache::NoStore)
        .abort_signal(Some(&closing.0.signal()))
        .header("if-match", &format!("\"{etag}\""));
    let answer = request.send().await.map_err(|_| Error::Offline)?;
    if !answer.ok() {
        return Err(send::refused(&answer).await);
    }
    let body = answer.body().ok_or(Error::Unreadable)?;
    Ok(Flow { reader: body.get_reader().unchecked_into(), _closing: closing })
}

impl Flow {
    /// The bytes that follow; `None` at the end.
    pub async fn next(&self) -> Result<Option<Uint8Array>, Error> {
        let step = JsFuture::from(self.reader.read()).await.map_err(|_| Error::Offline)?;
        let part = |name: &str| Reflect::get(&step, &name.into()).unwrap_or_default();
        Ok((!part("done").is_truthy()).then(|| part("value").unchecked_into()))
    }
}
