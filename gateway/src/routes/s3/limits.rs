//! How much one address and one access key may ask, and how much a key may have under way: told to slow down, programs
//! come back by themselves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use prometheus_client::metrics::counter::Counter;

use crate::layers::{Meter, Proxies, counted};
use crate::policy::{AccessKeyId, Caller};
use crate::s3::fault::{Code, Fault};

/// The limits of the S3 side. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ProgramLimits {
    pub proxies: Proxies,
    pub per_address: Meter<IpAddr>,
    pub per_key: Meter<AccessKeyId>,
    pub under_way: UnderWay,
}

/// Requests of each key that are not answered yet. Cheap to clone.
#[derive(Clone, Debug)]
pub struct UnderWay {
    per_key_max: usize,
    open: Arc<Mutex<HashMap<AccessKeyId, usize>>>,
}

/// A request that counts for as long as this lives.
#[derive(Debug)]
pub struct Held(Option<(UnderWay, AccessKeyId)>);

impl ProgramLimits {
    /// Counts a request of an address, and answers whose it is: the peer, or whom a trusted proxy names.
    pub(super) fn count_address(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Fault> {
        let client = self.proxies.client(peer, headers);
        match self.per_address.count(counted(client), Instant::now()) {
            Ok(()) => Ok(client),
            Err(_) => Err(slow_down()),
        }
    }

    /// Counts a request of a key whose signature fits. Others are counted by their address alone.
    pub(super) fn take(&self, caller: &Caller) -> Result<Held, Fault> {
        let Caller::AccessKey(key) = caller else { return Ok(Held(None)) };
        self.per_key.count(key.id.clone(), Instant::now()).map_err(|_| slow_down())?;
        self.under_way.enter(&key.id).ok_or_else(slow_down)
    }
}

fn slow_down() -> Fault {
    Fault::new(Code::SlowDown, "please reduce your request rate")
}

impl UnderWay {
    pub fn new(per_key_max: usize) -> Self {
        Self { per_key_max, open: Arc::default() }
    }

    fn enter(&self, key: &AccessKeyId) -> Option<Held> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(key.clone()).or_default();
        if *count >= self.per_key_max {
            return None;
        }
        *count += 1;
        Some(Held(Some((self.clone(), key.clone()))))
    }
}

impl Held {
    /// Keeps the place until the whole answer was sent, and counts its bytes.
    pub(super) fn until_sent(self, response: Response, bytes_sent: &Counter) -> Response {
        if response.body().is_end_stream() {
            return response;
        }
        let bytes_sent = bytes_sent.clone();
        response.map(|body| Body::new(Holding { body, bytes_sent, _held: self }))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some((under_way, key)) = self.0.take() else { return };
        let mut open = under_way.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&key);
            }
        }
    }
}

struct Holding {
    body: Body,
    bytes_sent: Counter,
    _held: Held,
}

impl HttpBody for Holding {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.bytes_sent.inc_by(data.len() as u64);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_so_many_requests_under_way_and_gets_them_back() {
        let under_way = UnderWay::new(2);
        let key = AccessKeyId::from_random([1; 12]);
        let first = under_way.enter(&key).unwrap();
        let second = under_way.enter(&key).unwrap();
        assert!(under_way.enter(&key).is_none());
        let other = under_way.enter(&AccessKeyId::from_random([2; 12])).unwrap();
        drop(first);
        let third = under_way.enter(&key).unwrap();
        drop((second, third, other));
        assert!(under_way.open.lock().unwrap().is_empty());
    }
}
