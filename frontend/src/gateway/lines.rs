//! Answers that come line by line while the gateway works (NDJSON): each line is heard when it comes.

use std::pin::Pin;

use gloo_net::http::{RequestBuilder, Response};
use js_sys::{Reflect, Uint8Array};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Blob, ReadableStreamDefaultReader, RequestCredentials};

use super::send::refused;
use super::{Error, json};

/// Longer than this no line of ours is: an answer without an end would fill the page's memory.
const LINE_BYTES_MAX: usize = 1 << 20;

/// Closes the request when whoever listens is gone.
struct Closing(AbortController);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends the request and hands over the lines as they come, those that came together at once. Dropping the future
/// closes the connection, which stops the work.
pub(super) async fn lines<T: DeserializeOwned>(
    request: RequestBuilder,
    body: Option<String>,
    mut hear: impl FnMut(Vec<T>),
) -> Result<(), Error> {
    let mut parsed = |lines: &[u8]| {
        let lines = std::str::from_utf8(lines).map_err(|_| Error::Unreadable)?;
        let values = lines.lines().filter(|line| !line.is_empty()).map(json::read::<T>);
        hear(values.collect::<Result<Vec<_>, _>>().map_err(|_| Error::Unreadable)?);
        Ok(())
    };
    follow(request, body, &mut parsed).await
}

type Hear<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), Error>;

/// Boxed, so that it is compiled once and not for every kind of line.
fn follow<'a>(
    request: RequestBuilder,
    body: Option<String>,
    hear: Hear<'a>,
) -> Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>> {
    Box::pin(async move {
        let closing = Closing(AbortController::new().map_err(|_| Error::Unreadable)?);
        let request = request
            .credentials(RequestCredentials::SameOrigin)
            .header("accept", "application/x-ndjson")
            .abort_signal(Some(&closing.0.signal()));
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body),
            None => request.build(),
        }
        .map_err(|_| Error::Unreadable)?;
        let answer = request.send().await.map_err(|_| Error::Offline)?;
        if !answer.ok() {
            return Err(refused(&answer).await);
        }
        read(&answer, hear).await
    })
}

/// Sends the request and takes in all of the answer, however long it takes to come.
pub(super) async fn whole(request: RequestBuilder, body: String) -> Result<Blob, Error> {
    let answer = request
        .credentials(RequestCredentials::SameOrigin)
        .header("content-type", "application/json")
        .body(body)
        .map_err(|_| Error::Unreadable)?
        .send()
        .await
        .map_err(|_| Error::Offline)?;
    if !answer.ok() {
        return Err(refused(&answer).await);
    }
    let answer = web_sys::Response::from(answer);
    let blob = answer.blob().map_err(|_| Error::Unreadable)?;
    JsFuture::from(blob).await.map(JsCast::unchecked_into).map_err(|_| Error::Offline)
}

async fn read(answer: &Response, hear: Hear<'_>) -> Result<(), Error> {
    let body = answer.body().ok_or(Error::Unreadable)?;
    let reader = body.get_reader().unchecked_into::<ReadableStreamDefaultReader>();
    let mut rest = Vec::new();
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|_| Error::Offline)?;
        let part = |name: &str| Reflect::get(&step, &name.into()).unwrap_or_default();
        if part("done").is_truthy() {
            return hear(&rest);
        }
        rest.extend(part("value").unchecked_into::<Uint8Array>().to_vec());
        if let Some(end) = rest.iter().rposition(|byte| *byte == b'\n') {
            let later = rest.split_off(end + 1);
            hear(&rest)?;
            rest = later;
        }
        if LINE_BYTES_MAX < rest.len() {
            return Err(Error::Unreadable);
        }
    }
}
