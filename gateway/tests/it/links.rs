//! Share links: what they open to whoever has them, and what they never open.

mod api;
mod arrivals;
mod counting;
mod password;
mod reading;
mod receiving;
mod refused;

use http::Method;
use serde_json::{Value, json};

use crate::house::House;
use crate::support::{Answer, Browser, encode};

const BUCKET: &str = "/api/instances/minimal/buckets/alice.tremblay";

/// As browsers ask when somebody opens an address.
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

async fn put(alice: &Browser, key: &str, content_type: &str, content: &'static str) {
    let path = format!("{BUCKET}/objects?key={}", encode(key));
    let headers = [("content-type", content_type)];
    alice.send(Method::PUT, &path, &headers, content).await.expect(201);
}

fn wish(keys: &[&str], prefixes: &[&str]) -> Value {
    json!({ "instance": "minimal", "bucket": "alice.tremblay", "keys": keys, "prefixes": prefixes,
        "hours": 24 })
}

/// With more or other fields.
fn with(mut wish: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        wish[name] = value.clone();
    }
    wish
}

async fn made(alice: &Browser, wish: &Value) -> Value {
    alice.post("/api/links", wish).await.expect(201).json()
}

/// The path of a new link.
async fn link(alice: &Browser, wish: &Value) -> String {
    path(&made(alice, wish).await)
}

fn path(link: &Value) -> String {
    let url = link["url"].as_str().unwrap();
    url[url.find("/s/").unwrap()..].to_owned()
}

async fn patch(alice: &Browser, link: &Value, change: &Value) -> Answer {
    let address = format!("/api/links/{}", link["id"].as_str().unwrap());
    let json = [("content-type", "application/json")];
    alice.send(Method::PATCH, &address, &json, change.to_string()).await
}

async fn revoke(alice: &Browser, link: &Value) -> Answer {
    alice.delete(&format!("/api/links/{}", link["id"].as_str().unwrap())).await
}

/// As a browser opens it.
async fn page(stranger: &Browser, path: &str) -> Answer {
    stranger.send_raw(Method::GET, path, &[PAGE], "").await
}

/// As a program fetches it.
async fn fetch(stranger: &Browser, path: &str) -> Answer {
    stranger.send_raw(Method::GET, path, &[("accept", "*/*")], "").await
}

/// How the sharer sees the link now.
async fn seen(alice: &Browser, link: &Value) -> Value {
    let listed = alice.get("/api/links").await.expect(200).json();
    let links = listed["links"].as_array().unwrap();
    links.iter().find(|other| other["id"] == link["id"]).unwrap().clone()
}

/// Alice with a few objects, and a stranger.
async fn home() -> (House, Browser, Browser) {
    let house = House::start().await;
    let (alice, stranger) = (house.alice().await, house.anonymous());
    for (key, content_type, content) in [
        ("private/plan.txt", "text/plain", "nobody's business"),
        ("trip/report.csv", "text/csv", "a,b\n1,2\n"),
        (
            "trip/README.md",
            "text/markdown",
            "# The *trip*\n\n[report](report.csv) [up](../private/plan.txt)",
        ),
        ("trip/day 1/été.txt", "text/plain", "warm"),
        ("trip/page.html", "text/html", "<script>alert(1)</script>"),
        ("trip/drawing.svg", "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("trip2/other.txt", "text/plain", "another trip"),
    ] {
        put(&alice, key, content_type, content).await;
    }
    (house, alice, stranger)
}
