//! How much one address and one access key may ask, and how much of it may be under way at a time: told to slow down,
//! programs come back by themselves.

use std::collections::HashMap;
use std::hash::Hash;
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
    /// Connections do not bound this: one of HTTP/2 carries many requests, and those of proxies are not counted.
    pub under_way_per_address: UnderWay<IpAddr>,
    pub under_way_per_key: UnderWay<AccessKeyId>,
}

/// Requests of each asker that are not answered yet. Cheap to clone.
#[derive(Clone, Debug)]
pub struct UnderWay<Asker: Eq + Hash> {
    each_max: usize,
    open: Arc<Mutex<HashMap<Asker, usize>>>,
}

/// A request that counts for as long as this lives.
#[derive(Debug)]
struct Held<Asker: Eq + Hash> {
    under_way: UnderWay<Asker>,
    asker: Asker,
}

/// A request that may come in, and counts until it is answered or dropped.
#[derive(Debug)]
pub struct Arrived {
    /// The peer, or whom a trusted proxy names.
    pub from: IpAddr,
    _address: Held<IpAddr>,
    key: Option<Held<AccessKeyId>>,
}

impl ProgramLimits {
    /// Counts a request of an address.
    pub(super) fn arrive(&self, peer: IpAddr, headers: &HeaderMap) -> Result<Arrived, Fault> {
        let from = self.proxies.client(peer, headers);
        let address = counted(from);
        self.per_address.count(address, Instant::now()).map_err(|_| slow_down())?;
        let held = self.under_way_per_address.enter(address).ok_or_else(slow_down)?;
        Ok(Arrived { from, _address: held, key: None })
    }

    /// Counts a request of a key whose signature fits. Others are counted by their address alone.
    pub(super) fn take(&self, caller: &Caller, arrived: &mut Arrived) -> Result<(), Fault> {
        let Caller::AccessKey(key) = caller else { return Ok(()) };
        self.per_key.count(key.id.clone(), Instant::now()).map_err(|_| slow_down())?;
        arrived.key = Some(self.under_way_per_key.enter(key.id.clone()).ok_or_else(slow_down)?);
        Ok(())
    }
}

fn slow_down() -> Fault {
    Fault::new(Code::SlowDown, "please reduce your request rate")
}

impl<Asker: Clone + Eq + Hash> UnderWay<Asker> {
    pub fn new(each_max: usize) -> Self {
        Self { each_max, open: Arc::default() }
    }

    fn enter(&self, asker: Asker) -> Option<Held<Asker>> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(asker.clone()).or_default();
        if *count >= self.each_max {
            return None;
        }
        *count += 1;
        Some(Held { under_way: self.clone(), asker })
    }
}

impl Arrived {
    /// Keeps the places until the whole answer was sent, and counts its bytes.
    pub(super) fn until_sent(self, response: Response, bytes_sent: &Counter) -> Response {
        if response.body().is_end_stream() {
            return response;
        }
        let bytes_sent = bytes_sent.clone();
        response.map(|body| Body::new(Holding { body, bytes_sent, _arrived: self }))
    }
}

impl<Asker: Eq + Hash> Drop for Held<Asker> {
    fn drop(&mut self) {
        let mut open = self.under_way.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.asker) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.asker);
            }
        }
    }
}

struct Holding {
    body: Body,
    bytes_sent: Counter,
    _arrived: Arrived,
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
    fn each_has_so_many_requests_under_way_and_gets_them_back() {
        let under_way = UnderWay::new(2);
        let [one, another] = [1, 2].map(|number| AccessKeyId::from_random([number; 12]));
        let first = under_way.enter(one.clone()).unwrap();
        let second = under_way.enter(one.clone()).unwrap();
        assert!(under_way.enter(one.clone()).is_none());
        let other = under_way.enter(another).unwrap();
        drop(first);
        let third = under_way.enter(one).unwrap();
        drop((second, third, other));
        assert!(under_way.open.lock().unwrap().is_empty());
    }
}
