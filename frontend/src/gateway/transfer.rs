//! Object bytes on their way up, by `XMLHttpRequest`: `fetch` cannot say how much has gone.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gateway_api::{CSRF_HEADER, StoredObject, UploadedPart};
use gloo_timers::callback::Interval;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use super::{Error, send};
use crate::links::api;

/// Nothing moved for so long: the line is dead, even if the browser does not know (a laptop that slept, a network left
/// behind).
const SILENT_MS_MAX: f64 = 60_000.0;

/// All bytes are sent: stores may take so long to say that they have them.
const ANSWER_MS_MAX: f64 = 600_000.0;

const LOOKED_EVERY_MS: u32 = 5_000;

/// A condition and a checksum, where there are.
type Headers<'a> = [Option<(&'static str, &'a str)>; 2];

/// What a write may replace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over<'a> {
    /// Nothing: an object that exists is kept, and `ObjectExists` answered.
    Nothing,
    /// The version of this entity tag: any other is kept, and `Precondition` answered.
    Only(&'a str),
    /// Whatever is there.
    Anything,
}

/// With it, in base64, what arrives otherwise than it was sent is not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum<'a> {
    Crc64nvme(&'a str),
    Md5(&'a str),
}

impl<'a> Checksum<'a> {
    /// The MD5 as any server of S3 takes it (RFC 1864).
    fn header(self) -> (&'static str, &'a str) {
        match self {
            Self::Crc64nvme(value) => ("x-amz-checksum-crc64nvme", value),
            Self::Md5(value) => ("content-md5", value),
        }
    }
}

impl Over<'_> {
    /// The header that asks for it (RFC 9110 §13.1).
    pub(super) fn condition(self) -> Option<(&'static str, String)> {
        match self {
            Self::Nothing => Some(("if-none-match", "*".to_owned())),
            Self::Only(etag) => Some(("if-match", format!("\"{etag}\""))),
            Self::Anything => None,
        }
    }
}

/// One request under way. Dropping it before it ends aborts it.
pub struct Transfer<T> {
    request: Result<XmlHttpRequest, Error>,
    state: Rc<RefCell<State>>,
    // Ends what is silent.
    _watch: Option<Interval>,
    // Kept for as long as the browser may call them.
    _listeners: [Closure<dyn FnMut(ProgressEvent)>; 2],
    answer: std::marker::PhantomData<fn() -> T>,
}

#[derive(Default)]
struct State {
    ended: bool,
    waker: Option<Waker>,
    moved_ms: f64,
    all_sent: bool,
}

/// Stores an object in one request; `sent` hears how many bytes have gone; `checksum` is that of the bytes.
pub fn put_object(
    instance: &str,
    bucket: &str,
    key: &str,
    bytes: &Blob,
    over: Over<'_>,
    checksum: Option<Checksum<'_>>,
    sent: impl Fn(f64) + 'static,
) -> Transfer<StoredObject> {
    let condition = over.condition();
    let condition = condition.as_ref().map(|(name, value)| (*name, value.as_str()));
    let headers = [condition, checksum.map(Checksum::header)];
    Transfer::start(&api::object(instance, bucket, key), bytes, headers, sent)
}

/// Stores an empty object under the name of a folder, where nothing is.
pub async fn put_folder(instance: &str, bucket: &str, prefix: &str) -> Result<(), Error> {
    let nothing = Blob::new().map_err(|_| Error::Unreadable)?;
    put_object(instance, bucket, prefix, &nothing, Over::Nothing, None, |_| ()).await.map(drop)
}

/// Stores part 1 to 10,000 of a multipart upload.
pub fn put_part(
    place: (&str, &str),
    key: &str,
    upload: &str,
    part: u16,
    bytes: &Blob,
    checksum: Option<Checksum<'_>>,
    sent: impl Fn(f64) + 'static,
) -> Transfer<UploadedPart> {
    let (instance, bucket) = place;
    let headers = [None, checksum.map(Checksum::header)];
    Transfer::start(&api::part(instance, bucket, key, upload, part), bytes, headers, sent)
}

impl<T: DeserializeOwned> Transfer<T> {
    fn start(
        address: &str,
        bytes: &Blob,
        headers: Headers<'_>,
        sent: impl Fn(f64) + 'static,
    ) -> Self {
        let now_ms = js_sys::Date::now();
        let state = Rc::new(RefCell::new(State { moved_ms: now_ms, ..State::default() }));
        let ended = Closure::new({
            let state = Rc::clone(&state);
            move |_: ProgressEvent| {
                let mut state = state.borrow_mut();
                state.ended = true;
                state.waker.take().into_iter().for_each(Waker::wake);
            }
        });
        let progress = Closure::new({
            let (state, size) = (Rc::clone(&state), bytes.size());
            move |event: ProgressEvent| {
                if let Ok(mut state) = state.try_borrow_mut() {
                    state.moved_ms = js_sys::Date::now();
                    state.all_sent = size <= event.loaded();
                }
                sent(event.loaded());
            }
        });
        let request = open(address, bytes, headers, &ended, &progress);
        let watch = request.as_ref().ok().map(|request| watch(request.clone(), &state));
        let listeners = [ended, progress];
        let answer = std::marker::PhantomData;
        Self { request, state, _watch: watch, _listeners: listeners, answer }
    }
}

/// Aborts the request once it is silent, which ends it as any that the line breaks.
fn watch(request: XmlHttpRequest, state: &Rc<RefCell<State>>) -> Interval {
    let state = Rc::clone(state);
    Interval::new(LOOKED_EVERY_MS, move || {
        let is_silent = state.try_borrow().is_ok_and(|state| {
            let limit_ms = if state.all_sent { ANSWER_MS_MAX } else { SILENT_MS_MAX };
            state.moved_ms + limit_ms < js_sys::Date::now()
        });
        if is_silent {
            let _ = request.abort();
        }
    })
}

fn open(
    address: &str,
    bytes: &Blob,
    headers: Headers<'_>,
    ended: &Closure<dyn FnMut(ProgressEvent)>,
    progress: &Closure<dyn FnMut(ProgressEvent)>,
) -> Result<XmlHttpRequest, Error> {
    let prepare = || {
        let request = XmlHttpRequest::new()?;
        request.open("PUT", address)?;
        request.set_request_header(CSRF_HEADER, "1")?;
        for (name, value) in headers.into_iter().flatten() {
            request.set_request_header(name, value)?;
        }
        // The type the browser guessed travels with the blob; an unknown one must not be guessed as text.
        let kind = bytes.type_();
        let kind = if kind.is_empty() { "application/octet-stream" } else { &kind };
        request.set_request_header("content-type", kind)?;
        request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
        request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        request.send_with_opt_blob(Some(bytes))?;
        Ok::<_, wasm_bindgen::JsValue>(request)
    };
    prepare().map_err(|_| Error::Unreadable)
}

impl<T: DeserializeOwned> Future for Transfer<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let request = match &self.request {
            Ok(request) => request,
            Err(error) => return Poll::Ready(Err(error.clone())),
        };
        let mut state = self.state.borrow_mut();
        if !state.ended {
            state.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        drop(state);
        let text = request.response_text().ok().flatten().unwrap_or_default();
        Poll::Ready(match request.status() {
            Ok(200..=299) => send::parse_change(&text),
            // No status: no answer.
            Ok(0) | Err(_) => Err(Error::Offline),
            Ok(status) => Err(send::refusal(status, &text)),
        })
    }
}

impl<T> Drop for Transfer<T> {
    fn drop(&mut self) {
        if let Ok(request) = &self.request {
            request.set_onloadend(None);
            if let Ok(upload) = request.upload() {
                upload.set_onprogress(None);
            }
            if !self.state.borrow().ended {
                let _ = request.abort();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_says_what_it_may_replace() {
        let check = |over: Over<'_>, expected: Option<(&'static str, &str)>| {
            let condition = over.condition();
            assert_eq!(condition.as_ref().map(|(name, value)| (*name, value.as_str())), expected);
        };
        check(Over::Nothing, Some(("if-none-match", "*")));
        check(Over::Only("abc-2"), Some(("if-match", "\"abc-2\"")));
        check(Over::Anything, None);
    }
}
