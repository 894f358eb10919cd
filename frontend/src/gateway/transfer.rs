//! Object bytes on their way up, by `XMLHttpRequest`: `fetch` cannot say how much has gone.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gateway_api::{CSRF_HEADER, StoredObject, UploadedPart};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Blob, ProgressEvent, XmlHttpRequest};

use super::{Error, send};
use crate::links::api;

/// One request under way. Dropping it before it ends aborts it.
pub struct Transfer<T> {
    request: Result<XmlHttpRequest, Error>,
    state: Rc<RefCell<State>>,
    // Kept for as long as the browser may call them.
    _listeners: [Closure<dyn FnMut(ProgressEvent)>; 2],
    answer: std::marker::PhantomData<fn() -> T>,
}

#[derive(Default)]
struct State {
    ended: bool,
    waker: Option<Waker>,
}

/// Stores an object in one request; `sent` hears how many bytes have gone. Without `overwrite` an object that exists
/// is kept and `ObjectExists` answered.
pub fn put_object(
    instance: &str,
    bucket: &str,
    key: &str,
    bytes: &Blob,
    overwrite: bool,
    sent: impl Fn(f64) + 'static,
) -> Transfer<StoredObject> {
    let condition = (!overwrite).then_some(("if-none-match", "*"));
    Transfer::start(&api::object(instance, bucket, key), bytes, condition, sent)
}

/// Stores part 1 to 10,000 of a multipart upload.
pub fn put_part(
    place: (&str, &str),
    key: &str,
    upload: &str,
    part: u16,
    bytes: &Blob,
    sent: impl Fn(f64) + 'static,
) -> Transfer<UploadedPart> {
    let (instance, bucket) = place;
    Transfer::start(&api::part(instance, bucket, key, upload, part), bytes, None, sent)
}

impl<T: DeserializeOwned> Transfer<T> {
    fn start(
        address: &str,
        bytes: &Blob,
        condition: Option<(&str, &str)>,
        sent: impl Fn(f64) + 'static,
    ) -> Self {
        let state = Rc::new(RefCell::new(State::default()));
        let ended = Closure::new({
            let state = Rc::clone(&state);
            move |_: ProgressEvent| {
                let mut state = state.borrow_mut();
                state.ended = true;
                state.waker.take().into_iter().for_each(Waker::wake);
            }
        });
        let progress = Closure::new(move |event: ProgressEvent| sent(event.loaded()));
        let request = open(address, bytes, condition, &ended, &progress);
        Self { request, state, _listeners: [ended, progress], answer: std::marker::PhantomData }
    }
}

fn open(
    address: &str,
    bytes: &Blob,
    condition: Option<(&str, &str)>,
    ended: &Closure<dyn FnMut(ProgressEvent)>,
    progress: &Closure<dyn FnMut(ProgressEvent)>,
) -> Result<XmlHttpRequest, Error> {
    let prepare = || {
        let request = XmlHttpRequest::new()?;
        request.open("PUT", address)?;
        request.set_request_header(CSRF_HEADER, "1")?;
        if let Some((name, value)) = condition {
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
            Ok(_) => Err(send::failure(&text)),
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
