//! The same requests, straight at a storage and through the gateway: what differs is in the list of exceptions
//! (`tests/differential_exceptions.toml`), by name and reason, or it is a fault. `S3_TEST_ENDPOINT` puts a real server in
//! the place of the embedded one, and `S3_TEST_SERVER` says which it is.

use std::collections::BTreeSet;

use cellier::config::{Config, Secret};
use cellier::database::Database;
use cellier::policy::Handle;
use cellier::s3::names::{Bucket, BucketName, InstanceId};
use serde::Deserialize;

use super::program::{Grant, Mode, Program, element, program_in};
use crate::house::{ACCESS_KEY, House, SECRET_KEY};
use crate::support::{Answer, encode};

/// One request. `{b}` is the bucket, `{u}` the upload begun last, `{v}` the version stored last.
struct Step(&'static str, &'static str, &'static [(&'static str, &'static str)], &'static str);

const STEPS: &[Step] = &[
    Step("HEAD", "/{b}", &[], ""),
    Step("GET", "/{b}?list-type=2", &[], ""),
    Step("PUT", "/{b}/a", &[("content-type", "text/csv"), ("x-amz-meta-note", "n")], "0123456789"),
    Step("PUT", "/{b}/d/e%20f%2Bg", &[("cache-control", "no-cache")], "x"),
    Step("PUT", "/{b}/d//%C3%A9", &[], ""),
    Step("HEAD", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=2-5")], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=-3")], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=99-")], ""),
    Step("GET", "/{b}/a", &[("if-match", "\"no\"")], ""),
    Step("GET", "/{b}/a", &[("if-none-match", "\"781e5e245d69b566979b86e28d23f2c7\"")], ""),
    Step("GET", "/{b}/a?response-content-type=text%2Fplain", &[], ""),
    Step("GET", "/{b}/none", &[], ""),
    Step("HEAD", "/{b}/none", &[], ""),
    Step("PUT", "/{b}/a2", &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")], "x"),
    Step("GET", "/{b}", &[], ""),
    Step("GET", "/{b}?delimiter=%2F&max-keys=1", &[], ""),
    Step("GET", "/{b}?list-type=2&delimiter=%2F&encoding-type=url", &[], ""),
    Step("GET", "/{b}?list-type=2&prefix=d%2F&start-after=d%2Fa", &[], ""),
    Step("GET", "/{b}?list-type=2&max-keys=0", &[], ""),
    Step("GET", "/{b}?versions&prefix=a", &[], ""),
    Step("PUT", "/{b}/c", &[("x-amz-copy-source", "/{b}/a")], ""),
    Step("PUT", "/{b}/c", &[("x-amz-copy-source", "{b}/none")], ""),
    Step(
        "PUT",
        "/{b}/c",
        &[
            ("x-amz-copy-source", "/{b}/a"),
            ("x-amz-metadata-directive", "REPLACE"),
            ("x-amz-meta-note", "m"),
        ],
        "",
    ),
    Step("HEAD", "/{b}/c", &[], ""),
    Step(
        "PUT",
        "/{b}/a?tagging",
        &[],
        "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
    ),
    Step("GET", "/{b}/a?tagging", &[], ""),
    Step("DELETE", "/{b}/a?tagging", &[], ""),
    Step("GET", "/{b}/none?tagging", &[], ""),
    Step("POST", "/{b}/m?uploads", &[("content-type", "text/csv")], ""),
    Step("GET", "/{b}?uploads", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId={u}", &[], "part"),
    Step("PUT", "/{b}/m?partNumber=2&uploadId={u}", &[("x-amz-copy-source", "{b}/a")], ""),
    Step("GET", "/{b}/m?uploadId={u}", &[], ""),
    Step("POST", "/{b}/m?uploadId={u}", &[], "<CompleteMultipartUpload/>"),
    Step(
        "POST",
        "/{b}/m?uploadId={u}",
        &[],
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"8a0614b4eaa4cffb7515ec101847e198\"</ETag></Part></CompleteMultipartUpload>",
    ),
    Step("HEAD", "/{b}/m", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId=none", &[], "x"),
    Step("DELETE", "/{b}/m?uploadId=none", &[], ""),
    Step("GET", "/{b}?versioning", &[], ""),
    Step(
        "PUT",
        "/{b}?versioning",
        &[],
        "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status></VersioningConfiguration>",
    ),
    Step("PUT", "/{b}/a", &[], "second"),
    Step("GET", "/{b}/a?versionId={v}", &[], ""),
    Step("GET", "/{b}/a?versionId=null", &[], ""),
    Step("DELETE", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("DELETE", "/{b}/a?versionId=null", &[], ""),
    Step(
        "POST",
        "/{b}?delete",
        &[],
        "<Delete><Object><Key>c</Key></Object><Object><Key>none</Key></Object></Delete>",
    ),
    Step("DELETE", "/{b}", &[], ""),
];

/// Which answers may differ.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// Method and target of a [`Step`].
    request: String,
    server: String,
    reason: String,
}

impl Exceptions {
    fn read() -> Self {
        toml::from_str(include_str!("../../differential_exceptions.toml")).unwrap()
    }

    /// On a server that nobody named, those of any server hold.
    fn hold(&self, request: &str, server: Option<&str>) -> bool {
        let on = |exception: &Exception| server.is_none_or(|server| exception.server == server);
        self.exception.iter().any(|exception| exception.request == request && on(exception))
    }
}

/// The storage that is asked, if it is known which.
fn server() -> Option<String> {
    let embedded = std::env::var_os("S3_TEST_ENDPOINT").is_none();
    if embedded { Some("embedded".to_owned()) } else { std::env::var("S3_TEST_SERVER").ok() }
}

/// What is never the same twice, or ours by intention.
const VOLATILE: [&str; 18] = [
    "Initiated",
    "RequestId",
    "HostId",
    "Resource",
    "UploadId",
    "LastModified",
    "Owner",
    "Initiator",
    "Location",
    "VersionId",
    "DeleteMarkerVersionId",
    "NextContinuationToken",
    "Message",
    "VersionIdMarker",
    "NextVersionIdMarker",
    "UploadIdMarker",
    "NextUploadIdMarker",
    "BucketName",
];

const COMPARED: [&str; 12] = [
    "etag",
    "content-type",
    "content-range",
    "accept-ranges",
    "cache-control",
    "content-encoding",
    "x-amz-delete-marker",
    "x-amz-meta-note",
    "x-amz-mp-parts-count",
    "x-amz-tagging-count",
    "x-amz-storage-class",
    "x-amz-missing-meta",
];

fn told(answer: &Answer, bucket: &str) -> String {
    // Some servers leave out what an error is written in; ours never do.
    let of_error = |name| name == "content-type" && answer.status.as_u16() >= 400;
    let headers = COMPARED.map(|name| if of_error(name) { "" } else { answer.header(name) });
    let mut body = answer.text().replace(bucket, "{b}");
    if let Some(begins) = body.find("?>") {
        body = body[begins + 2..].to_owned();
    }
    for name in VOLATILE {
        let mut kept = String::new();
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        for (index, part) in body.split(&open).enumerate() {
            kept.push_str(if index == 0 {
                part
            } else {
                part.split_once(&close).map_or("", |(_, rest)| rest)
            });
        }
        body = kept;
    }
    // The order of elements is nobody's promise.
    let lines: BTreeSet<String> = body.split('<').map(|line| line.trim().to_owned()).collect();
    let lines = lines.into_iter().filter(|line| !line.is_empty() && !line.starts_with('/'));
    format!("{} {headers:?} {:?}", answer.status.as_u16(), lines.collect::<Vec<_>>())
}

async fn run(program: &Program, bucket: &str) -> Vec<String> {
    let (mut upload, mut version, mut answers) = (String::new(), String::new(), Vec::new());
    for Step(method, target, headers, body) in STEPS {
        let fill = |text: &str| {
            text.replace("{b}", bucket).replace("{u}", &upload).replace("{v}", &version)
        };
        let headers: Vec<(&str, String)> =
            headers.iter().map(|(name, value)| (*name, fill(value))).collect();
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer =
            program.send(Mode::Literal, None, method, &fill(target), &headers, *body).await;
        let begun = element(&answer.text(), "UploadId");
        if target.ends_with("?uploads") && !begun.is_empty() && *method == "POST" {
            upload = encode(&begun);
        }
        if !answer.header("x-amz-version-id").is_empty() && *method == "PUT" {
            version = encode(answer.header("x-amz-version-id"));
        }
        answers.push(told(&answer, bucket));
    }
    answers
}

/// Where the storage is, and whom it knows.
fn real() -> Option<[String; 4]> {
    let read = |name: &str| std::env::var(format!("S3_TEST_{name}")).ok();
    let region = read("REGION").unwrap_or_else(|| "us-east-1".to_owned());
    Some([read("ENDPOINT")?, read("ACCESS_KEY")?, read("SECRET_KEY")?, region])
}

fn point_at(config: &mut Config, [endpoint, access_key, secret_key, region]: &[String; 4]) {
    let instance = &mut config.instances[0];
    instance.endpoint.clone_from(endpoint);
    instance.region.clone_from(region);
    instance.access_key = Some(Secret::Value(access_key.as_str().into()));
    instance.secret_key = Some(Secret::Value(secret_key.as_str().into()));
    instance.capabilities.checksum_trailers = false;
    instance.timeouts.answer_seconds = 30;
}

#[tokio::test]
async fn what_a_storage_answers_is_what_the_gateway_answers() {
    let real = real();
    let house = House::configured(|config| {
        if let Some(real) = &real {
            point_at(config, real);
        }
    })
    .await;
    let mut straight = Program::new(&house.minimal.endpoint(), ACCESS_KEY, SECRET_KEY);
    if let Some([endpoint, access_key, secret_key, region]) = &real {
        straight = Program::new(endpoint, access_key, secret_key);
        straight.region.clone_from(region);
    }
    let alice = house.anonymous();
    alice.sign_in("alice.tremblay", "/en/").await;
    let through =
        program_in(house.data(), &house.s3, "alice.tremblay", "minimal", Grant::default()).await;
    let moment = jiff::Timestamp::now().as_millisecond();
    let own = format!("alice.tremblay.s{moment}");
    straight.put(&format!("/{own}"), "").await.expect(200);
    let direct = run(&straight, &own).await;
    let routed = format!("alice.tremblay.t{moment}");
    straight.put(&format!("/{routed}"), "").await.expect(200);
    let database = Database::open(&house.data().join("cellier.db")).await.unwrap();
    let name = BucketName::parse(&routed).unwrap();
    let bucket = Bucket { instance: InstanceId::parse("minimal").unwrap(), name };
    database.adopt_bucket(&bucket, &Handle::parse("alice.tremblay").unwrap()).await.unwrap();
    let indirect = run(&through, &routed).await;
    let (exceptions, server) = (Exceptions::read(), server());
    let mut differences = Vec::new();
    let mut needed = BTreeSet::new();
    for (index, Step(method, target, ..)) in STEPS.iter().enumerate() {
        let name = format!("{method} {target}");
        if direct[index] == indirect[index] {
            continue;
        }
        if !exceptions.hold(&name, server.as_deref()) {
            differences.push(format!(
                "{name}\n  straight {}\n  through  {}",
                direct[index], indirect[index]
            ));
        }
        needed.insert(name);
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let unneeded = exceptions.exception.iter().filter(|exception| {
        Some(&exception.server) == server.as_ref() && !needed.contains(&exception.request)
    });
    let unneeded: Vec<_> = unneeded.map(|exception| &exception.request).collect();
    assert!(unneeded.is_empty(), "no exceptions any more: {unneeded:?}");
}

#[test]
fn every_exception_is_of_a_request_that_is_made_and_says_why() {
    let made: BTreeSet<String> =
        STEPS.iter().map(|Step(method, target, ..)| format!("{method} {target}")).collect();
    for Exception { request, server, reason } in Exceptions::read().exception {
        assert!(made.contains(&request), "{request}");
        assert!(["embedded", "ceph-rgw", "minio", "garage", "rustfs"].contains(&server.as_str()));
        assert!(reason.len() > 20, "{request}: {reason}");
    }
}
