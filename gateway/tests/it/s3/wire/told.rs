//! What of a request at an instance is compared, and what it is answered.

use std::collections::BTreeMap;

use axum::body::Body;
use cellier::s3::verify::{Presented, SigningKey};
use http::{Response, StatusCode};

use crate::house::{ACCESS_KEY, SECRET_KEY};
use crate::s3::stage::{Received, stored};

/// What every request has, beside a length where there is a body.
const ALWAYS: [&str; 6] = [
    "accept-encoding",
    "authorization",
    "host",
    "user-agent",
    "x-amz-content-sha256",
    "x-amz-date",
];

fn is_signed_for(received: &Received) -> bool {
    let (method, target) = received.line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = cellier::s3::verify::Received {
        method: &method.parse().unwrap(),
        path,
        query,
        headers: &received.headers,
        host: received.header("host"),
    };
    let presented = Presented::read(&request).unwrap().unwrap();
    assert_eq!(presented.access_key, ACCESS_KEY);
    let key = SigningKey::derive(&SECRET_KEY.into(), &presented.scope);
    presented.verify(&request, key).is_ok()
}

/// Line, what it has of headers of its own, and body; of a request that has what all have.
pub fn told(received: &Received) -> (&str, BTreeMap<&str, &str>, String) {
    assert!(is_signed_for(received), "{received:?}");
    for always in ALWAYS {
        assert_ne!(received.header(always), "", "{always} {received:?}");
    }
    assert_eq!(received.header("accept-encoding"), "identity");
    let names = received.headers.keys().map(http::HeaderName::as_str);
    let own = names.filter(|name| !ALWAYS.contains(name) && *name != "content-length");
    let body = received.body.clone().unwrap().to_vec();
    let own = own.map(|name| (name, received.header(name))).collect();
    (received.line.as_str(), own, String::from_utf8(body).unwrap())
}

/// What is asked for exists, but for the bucket that is about to be made.
pub fn answer(received: &Received) -> Response<Body> {
    if received.line == "GET /alice.tremblay/a?uploadId=u" {
        let part = "<Part><PartNumber>1</PartNumber><ETag>e</ETag><Size>9</Size></Part>";
        return Response::new(Body::from(format!("<ListPartsResult>{part}</ListPartsResult>")));
    }
    let mut response = stored(received);
    if received.line == "HEAD /alice.tremblay.new" {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
