//! Every address there is, and how it treats a stranger. A route that is not in this list fails the test: somebody
//! has to say who may use it.

use std::collections::BTreeSet;
use std::path::Path;

use http::{Method, header};

use crate::house::House;
use crate::s3::program::{Grant, Mode, newcomer, program_in};
use crate::support::Browser;

/// How a stranger is treated, by status: 200 and 204 are open doors, 303 leads to signing in, 401 asks for it.
/// Route, method, an address of it, status.
const PORTAL: &[(&str, &str, &str, u16)] = &[
    // Open to all: they say nothing of anybody.
    ("/api/session", "GET", "/api/session", 200),
    ("/api/instances", "GET", "/api/instances", 200),
    ("/api/openapi.json", "GET", "/api/openapi.json", 200),
    ("/api/datasets", "GET", "/api/datasets", 200),
    ("/api/datasets/{bucket}/listing", "GET", "/api/datasets/open/listing", 200),
    ("/api/datasets/{bucket}/readme", "GET", "/api/datasets/open/readme", 404),
    ("/api/datasets/{bucket}/rendering", "GET", "/api/datasets/open/rendering?key=a.txt", 415),
    ("/public/{*path}", "GET", "/public/open/a.txt", 200),
    ("/public/{*path}", "HEAD", "/public/open/a.txt", 200),
    ("/public/{*path}", "OPTIONS", "/public/open/a.txt", 204),
    ("/", "GET", "/", 302),
    ("/{language}/d", "GET", "/en/d", 200),
    ("/{language}/d/{bucket}", "GET", "/fr/d/open", 200),
    // The address itself says whose it is; there is none.
    ("/api/archives/{id}", "GET", "/api/archives/abc", 404),
    ("/api/archives/{id}", "HEAD", "/api/archives/abc", 404),
    ("/downloads/{*path}", "GET", "/downloads/abc/k", 404),
    ("/downloads/{*path}", "HEAD", "/downloads/abc/k", 404),
    ("/s/{*path}", "GET", "/s/abc/k", 404),
    ("/s/{*path}", "HEAD", "/s/abc/k", 404),
    // A form; this is none.
    ("/s/{*path}", "POST", "/s/abc", 415),
    ("/s/{*path}", "PUT", "/s/abc/k", 404),
    // Those who sign in are strangers before.
    ("/auth/sign-in", "GET", "/auth/sign-in", 303),
    ("/auth/callback", "GET", "/auth/callback", 303),
    ("/auth/leave", "GET", "/auth/leave", 303),
    ("/auth/sign-out", "POST", "/auth/sign-out", 200),
    // The provider's token proves itself; there is none.
    ("/auth/back-channel-logout", "POST", "/auth/back-channel-logout", 400),
    // For people who signed in.
    ("/api/session/renewal", "POST", "/api/session/renewal", 401),
    ("/api/preferences", "GET", "/api/preferences", 401),
    ("/api/preferences", "PUT", "/api/preferences", 401),
    ("/api/access-keys", "GET", "/api/access-keys", 401),
    ("/api/access-keys", "POST", "/api/access-keys", 401),
    ("/api/access-keys/{id}", "PUT", "/api/access-keys/CELLABC", 401),
    ("/api/access-keys/{id}", "DELETE", "/api/access-keys/CELLABC", 401),
    ("/api/grants", "GET", "/api/grants", 401),
    ("/api/grants", "POST", "/api/grants", 401),
    ("/api/grants/{id}", "PUT", "/api/grants/1", 401),
    ("/api/grants/{id}", "DELETE", "/api/grants/1", 401),
    ("/api/publications", "POST", "/api/publications", 401),
    (PUBLICATION, "GET", "/api/instances/minimal/buckets/b.c/publication", 401),
    ("/api/shared-with-me", "GET", "/api/shared-with-me", 401),
    ("/api/people", "GET", "/api/people?q=abc", 401),
    (SHARING, "GET", "/api/instances/minimal/buckets/b.c/sharing", 401),
    ("/api/links", "GET", "/api/links", 401),
    ("/api/links", "POST", "/api/links", 401),
    ("/api/links/{id}/arrivals", "GET", "/api/links/1/arrivals", 401),
    ("/api/links/{id}/arrivals/seen", "PUT", "/api/links/1/arrivals/seen", 401),
    ("/api/arrivals", "GET", "/api/arrivals", 401),
    ("/api/links/{id}", "PATCH", "/api/links/1", 401),
    ("/api/links/{id}", "DELETE", "/api/links/1", 401),
    ("/api/activity", "GET", "/api/activity", 401),
    ("/api/teams", "GET", "/api/teams", 401),
    ("/api/teams/{team}/buckets", "POST", "/api/teams/prices/buckets", 401),
    ("/api/teams/{team}/members", "GET", "/api/teams/prices/members", 401),
    (TEAM_KEYS, "GET", "/api/teams/prices/access-keys", 401),
    (TEAM_KEYS, "POST", "/api/teams/prices/access-keys", 401),
    (TEAM_KEY, "PUT", "/api/teams/prices/access-keys/CELL", 401),
    (TEAM_KEY, "DELETE", "/api/teams/prices/access-keys/CELL", 401),
    (MEMBER, "PUT", "/api/teams/prices/members/alice.tremblay", 401),
    ("/api/activity/export", "GET", "/api/activity/export", 401),
    ("/{language}/b/{*place}", "GET", "/en/b/minimal", 303),
    ("/{language}/keys", "GET", "/fr/keys", 303),
    ("/{language}/shared", "GET", "/en/shared", 303),
    ("/{language}/teams/{team}", "GET", "/fr/teams/prices", 303),
    (BUCKETS, "GET", "/api/instances/minimal/buckets", 401),
    (BUCKETS, "POST", "/api/instances/minimal/buckets", 401),
    (PERSONAL, "POST", "/api/instances/minimal/personal-bucket", 401),
    (BUCKET, "DELETE", "/api/instances/minimal/buckets/b.c", 401),
    (SETTINGS, "GET", "/api/instances/minimal/buckets/b.c/settings", 401),
    (SETTINGS, "PUT", "/api/instances/minimal/buckets/b.c/settings", 401),
    (LISTING, "GET", "/api/instances/minimal/buckets/b.c/listing", 401),
    (DETAILS, "GET", "/api/instances/minimal/buckets/b.c/details?key=k", 401),
    (RENDERING, "GET", "/api/instances/minimal/buckets/b.c/rendering?key=k", 401),
    (README, "GET", "/api/instances/minimal/buckets/b.c/readme", 401),
    // Of public data anybody takes; this bucket is none.
    ("/api/archives", "POST", "/api/archives", 401),
    ("/api/manifests", "POST", "/api/manifests", 401),
    (DETAILS, "PUT", "/api/instances/minimal/buckets/b.c/details?key=k", 401),
    (TAGS, "GET", "/api/instances/minimal/buckets/b.c/tags?key=k", 401),
    (TAGS, "PUT", "/api/instances/minimal/buckets/b.c/tags?key=k", 401),
    (PRESIGNED, "POST", "/api/instances/minimal/buckets/b.c/presigned?key=k", 401),
    (SUMMARY, "GET", "/api/instances/minimal/buckets/b.c/summary", 401),
    (SEARCH, "GET", "/api/instances/minimal/buckets/b.c/search?text=k", 401),
    (EMPTY, "POST", "/api/instances/minimal/buckets/b.c/empty", 401),
    ("/api/copies", "POST", "/api/copies", 401),
    (DELETE_MANY, "POST", "/api/instances/minimal/buckets/b.c/objects/delete", 401),
    (UPLOADS, "GET", "/api/instances/minimal/buckets/b.c/uploads", 401),
    (UPLOADS, "POST", "/api/instances/minimal/buckets/b.c/uploads?key=k", 401),
    (UPLOADS, "DELETE", "/api/instances/minimal/buckets/b.c/uploads?key=k&upload=u", 401),
    (OBJECTS, "GET", "/api/instances/minimal/buckets/b.c/objects?key=k", 401),
    (OBJECTS, "HEAD", "/api/instances/minimal/buckets/b.c/objects?key=k", 401),
    (OBJECTS, "PUT", "/api/instances/minimal/buckets/b.c/objects?key=k", 401),
    (OBJECTS, "DELETE", "/api/instances/minimal/buckets/b.c/objects?key=k", 401),
    (PARTS, "GET", "/api/instances/minimal/buckets/b.c/uploads/parts?key=k&upload=u", 401),
    (PARTS, "PUT", "/api/instances/minimal/buckets/b.c/uploads/parts?key=k&upload=u&part=1", 401),
    (COMPLETE, "POST", "/api/instances/minimal/buckets/b.c/uploads/complete?key=k&upload=u", 401),
    // Nothing is there.
    (UNKNOWN, "GET", "/api/admin", 404),
    (UNKNOWN, "POST", "/api/admin/settings", 404),
];
const BUCKETS: &str = "/api/instances/{instance}/buckets";
const PERSONAL: &str = "/api/instances/{instance}/personal-bucket";
const BUCKET: &str = "/api/instances/{instance}/buckets/{bucket}";
const TEAM_KEYS: &str = "/api/teams/{team}/access-keys";
const TEAM_KEY: &str = "/api/teams/{team}/access-keys/{id}";
const MEMBER: &str = "/api/teams/{team}/members/{handle}";
const SETTINGS: &str = "/api/instances/{instance}/buckets/{bucket}/settings";
const SHARING: &str = "/api/instances/{instance}/buckets/{bucket}/sharing";
const PUBLICATION: &str = "/api/instances/{instance}/buckets/{bucket}/publication";
const LISTING: &str = "/api/instances/{instance}/buckets/{bucket}/listing";
const DETAILS: &str = "/api/instances/{instance}/buckets/{bucket}/details";
const RENDERING: &str = "/api/instances/{instance}/buckets/{bucket}/rendering";
const README: &str = "/api/instances/{instance}/buckets/{bucket}/readme";
const TAGS: &str = "/api/instances/{instance}/buckets/{bucket}/tags";
const PRESIGNED: &str = "/api/instances/{instance}/buckets/{bucket}/presigned";
const SUMMARY: &str = "/api/instances/{instance}/buckets/{bucket}/summary";
const SEARCH: &str = "/api/instances/{instance}/buckets/{bucket}/search";
const EMPTY: &str = "/api/instances/{instance}/buckets/{bucket}/empty";
const DELETE_MANY: &str = "/api/instances/{instance}/buckets/{bucket}/objects/delete";
const UPLOADS: &str = "/api/instances/{instance}/buckets/{bucket}/uploads";
const OBJECTS: &str = "/api/instances/{instance}/buckets/{bucket}/objects";
const PARTS: &str = "/api/instances/{instance}/buckets/{bucket}/uploads/parts";
const COMPLETE: &str = "/api/instances/{instance}/buckets/{bucket}/uploads/complete";
const UNKNOWN: &str = "/api/{*unknown}";

/// The operators' listener is kept inside: it asks nobody who they are, and tells nothing but health.
const OPS: [&str; 3] = ["/livez", "/readyz", "/metrics"];

/// Where other servers told strangers too much.
const NOTHING_THERE: [&str; 12] = [
    "/debug/pprof",
    "/debug/vars",
    "/env",
    "/config",
    "/actuator/env",
    "/.env",
    "/.git/config",
    "/minio/bootstrap/v1/verify",
    "/metrics",
    "/readyz",
    "/console",
    "/admin",
];

/// What any operation wants as a body, so that refusal is never for a lack of one.
const BODY: &str = r#"{"instance":"minimal","bucket":"b.c","hours":1,"seconds":900,"confirmation":"b.c","name":"b.c","keys":["k"],"parts":[],"values":{},"tags":{},"format":"urls",
    "selection":{"place":{"instance":"minimal","bucket":"b.c"},"keys":["k"]},
    "source":{"instance":"minimal","bucket":"b.c"},"target":{"instance":"minimal","bucket":"b.d"},
    "objects":[{"key":"k","target_key":"l"}]}"#;

struct Route {
    path: String,
    methods: BTreeSet<String>,
}

/// The routes as they are written in routes.rs.
fn routes() -> Vec<Route> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/routes.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let routes = text.split(".route(").skip(1).map(|rest| {
        let path = rest.split('"').nth(1).unwrap().replace("{{", "{").replace("}}", "}");
        // Up to the next function: what follows the last route of one is not its own.
        let methods = rest.split("\n}").next().unwrap();
        let called = |name: &str| {
            let call = format!("{name}(");
            methods.match_indices(&call).any(|(at, _)| {
                !methods[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
            })
        };
        let known = ["get", "head", "put", "post", "delete", "patch", "any"];
        let methods = known.into_iter().filter(|name| called(name)).map(str::to_uppercase);
        Route { path, methods: methods.collect() }
    });
    let routes: Vec<Route> = routes.collect();
    assert!(25 < routes.len(), "{}", routes.len());
    routes
}

async fn ask(stranger: &Browser, method: &str, address: &str) -> crate::support::Answer {
    let method: Method = method.parse().unwrap();
    let json = [("content-type", "application/json")];
    stranger.send(method, address, &json, BODY).await
}

#[test]
fn every_route_is_in_the_inventory() {
    let listed: BTreeSet<&str> = PORTAL.iter().map(|(route, ..)| *route).chain(OPS).collect();
    let routes = routes();
    let written: BTreeSet<&str> = routes.iter().map(|route| route.path.as_str()).collect();
    assert_eq!(written, listed, "say in the inventory how a new route treats strangers");
}

#[tokio::test]
async fn the_description_of_the_api_and_its_routes_are_the_same() {
    let house = House::start().await;
    let description = house.anonymous().get("/api/openapi.json").await.expect(200).json();
    let described: BTreeSet<(String, String)> = description["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| (path.clone(), method.to_uppercase()))
        })
        .collect();
    let api = routes();
    let api = api.iter().filter(|route| route.path.starts_with("/api/") && route.path != UNKNOWN);
    let served: BTreeSet<(String, String)> = api
        .flat_map(|route| route.methods.iter().map(|method| (route.path.clone(), method.clone())))
        .collect();
    assert_eq!(served, described);
    let listed: BTreeSet<(String, String)> = PORTAL
        .iter()
        .filter(|(route, ..)| route.starts_with("/api/") && *route != UNKNOWN)
        .map(|(route, method, ..)| ((*route).to_owned(), (*method).to_owned()))
        .collect();
    assert_eq!(listed, served);
}

#[tokio::test]
async fn a_stranger_is_treated_as_the_inventory_says() {
    let house = House::start().await;
    let stranger = house.anonymous();
    for (_, method, address, status) in PORTAL {
        let answer = ask(&stranger, method, address).await;
        assert_eq!(answer.status, *status, "{method} {address}: {}", answer.text());
        // Whatever stands around a route, it has these.
        assert_eq!(answer.header("x-request-id").len(), 24, "{method} {address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{method} {address}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors"), "{address}");
        if *status == 401 && *method != "HEAD" {
            assert_eq!(answer.problem(), "not-signed-in", "{method} {address}");
        }
    }
    for nothing in NOTHING_THERE {
        assert_eq!(ask(&stranger, "GET", nothing).await.status, 404, "{nothing}");
    }
    for method in ["PUT", "DELETE", "PATCH", "POST", "TRACE"] {
        for (_, _, address, _) in PORTAL {
            let status = ask(&stranger, method, address).await.status;
            assert!(!status.is_server_error(), "{method} {address}: {status}");
        }
    }
}

#[tokio::test]
async fn the_operators_listener_tells_health_and_nothing_else() {
    let house = House::start().await;
    let operator = Browser::of(&house.ops);
    for path in OPS {
        let answer = operator.get(path).await.expect(200);
        assert!(!answer.text().contains("secret"), "{path}: {}", answer.text());
    }
    for path in ["/", "/api/session", "/debug/pprof", "/env", "/config"] {
        operator.get(path).await.expect(404);
    }
}

/// Its one route takes everything: who may ask what there is the table of calls (`s3/call/table.rs`), gone through without
/// credentials in `s3/anonymous.rs`, with somebody else's in `s3/isolation.rs`, and with spoiled ones in `s3/matrix.rs`.
#[tokio::test]
async fn the_s3_listener_opens_nothing_of_anybodys_to_strangers() {
    let house = House::start().await;
    let program = Browser::of(&house.s3);
    for (method, path, status, code) in [
        ("GET", "/", 403, "AccessDenied"),
        ("PUT", "/b.c", 403, "AccessDenied"),
        ("PUT", "/b.c/key", 403, "AccessDenied"),
        ("GET", "/b.c?list-type=2", 404, "NoSuchBucket"),
        ("GET", "/API/session", 400, "InvalidBucketName"),
        ("POST", "/?x", 501, "NotImplemented"),
        ("POST", "/", 405, "MethodNotAllowed"),
    ] {
        let answer = ask(&program, method, path).await.expect(status);
        assert_eq!(answer.header("content-type"), "application/xml");
        let text = answer.text();
        assert!(text.contains(&format!("<Code>{code}</Code>")), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_signed_request_without_a_cookie_is_a_strangers() {
    let house = House::start().await;
    let program = house.anonymous();
    let signed = [
        (
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKHOUSE/20260101/local/s3/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature=00000000000000000000000000000000",
        ),
        ("x-amz-date", "20260101T000000Z"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ];
    let session = program.send(Method::GET, "/api/session", &signed, "").await.expect(200).json();
    assert!(session["person"].is_null());
    for (_, method, address, status) in PORTAL.iter().filter(|(.., status)| *status == 401) {
        let method: Method = method.parse().unwrap();
        let json = [("content-type", "application/json")];
        let headers = [&signed[..], &json].concat();
        let answer = program.send(method.clone(), address, &headers, BODY).await;
        assert_eq!(answer.status, *status, "{method} {address}");
    }
    // Nor does one of a key that is good on the S3 side, least of all one that was made narrow.
    let narrow = Grant { bucket: Some(("alice.tremblay", Some("team/"))), read_only: true };
    newcomer(&house, "alice.tremblay").await;
    let mut key = program_in(house.data(), &house.s3, "alice.tremblay", "minimal", narrow).await;
    key.get("/").await.expect(200);
    key.endpoint.clone_from(&house.portal);
    for (_, method, address, status) in PORTAL.iter().filter(|(.., status)| *status == 401) {
        for mode in [Mode::Literal, Mode::Presigned] {
            let json = [("content-type", "application/json")];
            let request = key.request(mode, None, method, address, &json, BODY.into());
            let headers = request.headers().iter().filter(|(name, _)| *name != header::HOST);
            let headers: Vec<_> =
                headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
            let target = request.uri().path_and_query().unwrap().as_str();
            let answer = program.send(method.parse().unwrap(), target, &headers, BODY).await;
            assert_eq!(answer.status, *status, "{mode:?} {method} {address}");
        }
    }
    let query = "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00&key=k";
    let presigned = format!("/api/instances/minimal/buckets/b.c/objects{query}");
    program.get(&presigned).await.expect(401);
}
