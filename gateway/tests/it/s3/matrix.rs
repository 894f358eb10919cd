//! Each call, in each way to send what it brings, with each thing that can be wrong: only what is right passes.

use cellier::database::{Database, KeyChange};
use cellier::policy::AccessKeyId;
use cellier::s3::call::{Name, Place, Sends, Spec, TABLE};
use jiff::{SignedDuration, Timestamp};

use super::isolation::{example, verb};
use super::program::{Flaw, Grant, MODES, Mode, Program, element, program, program_with_bucket};
use crate::support::{Answer, Gateway, encode};

const FLAWS: [Flaw; 7] = [
    Flaw::WrongSecret,
    Flaw::UnknownKey,
    Flaw::Old,
    Flaw::TwoPlaces,
    Flaw::OtherBody,
    Flaw::OtherSum,
    Flaw::NoSum,
];

fn bears_body(spec: &Spec) -> bool {
    spec.sends != Sends::Nothing
}

fn has_trailer(mode: Mode) -> bool {
    matches!(mode, Mode::ChunksWithTrailer | Mode::UnsignedWithTrailer)
}

/// Streams are for objects and parts; the body behind a presigned address is not signed.
fn is_offered(spec: &Spec, mode: Mode, flaw: Option<Flaw>) -> bool {
    let streams = has_trailer(mode) || mode == Mode::Chunks;
    let proved = !matches!(mode, Mode::Unsigned | Mode::Presigned);
    let summed = matches!(flaw, Some(Flaw::OtherSum | Flaw::NoSum));
    (!streams || spec.sends == Sends::Bytes)
        && (proved && bears_body(spec) || flaw != Some(Flaw::OtherBody))
        && (has_trailer(mode) || !summed)
        && (proved || spec.name != Name::DeleteObjects || flaw.is_some())
}

/// Everything that a call may be asked for.
struct Calls<'a> {
    program: &'a Program,
    upload: String,
}

impl Calls<'_> {
    async fn ask(&self, spec: &Spec, mode: Mode, flaw: Option<Flaw>) -> Answer {
        self.ask_as(self.program, spec, mode, flaw).await
    }

    async fn ask_as(
        &self,
        program: &Program,
        spec: &Spec,
        mode: Mode,
        flaw: Option<Flaw>,
    ) -> Answer {
        let bucket = match spec.name {
            Name::CreateBucket | Name::DeleteBucket => "alice.tremblay.new",
            _ => "alice.tremblay",
        };
        let (target, body, headers) = example(spec.name, bucket, "a", &self.upload);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        program.send(mode, flaw, &verb(spec.name), &target, &headers, body).await
    }
}

pub fn modes_of(spec: &Spec) -> &'static [Mode] {
    if bears_body(spec) { &MODES } else { &[Mode::Literal, Mode::Unsigned, Mode::Presigned] }
}

fn codes(mode: Mode, flaw: Flaw) -> &'static [&'static str] {
    match flaw {
        Flaw::WrongSecret | Flaw::UnknownKey => &["SignatureDoesNotMatch"],
        // A presigned address says itself until when it is good.
        Flaw::Old if mode == Mode::Presigned => &["AccessDenied"],
        Flaw::Old => &["RequestTimeTooSkewed"],
        Flaw::TwoPlaces => &["InvalidArgument"],
        Flaw::OtherBody => &["XAmzContentSHA256Mismatch", "SignatureDoesNotMatch", "BadDigest"],
        Flaw::OtherSum => &["BadDigest"],
        Flaw::NoSum => &["IncompleteBody"],
    }
}

/// The status that belongs to a code.
fn status(code: &str) -> u16 {
    match code {
        "SignatureDoesNotMatch" | "AccessDenied" | "RequestTimeTooSkewed" => 403,
        _ => 400,
    }
}

/// Answers to `HEAD` have no code, but the status of one.
fn is_refused(method: &str, answer: &Answer, codes: &[&str]) -> bool {
    let told = answer.code();
    codes.iter().any(|code| {
        answer.status.as_u16() == status(code)
            && (told == *code || told.is_empty() && method == "HEAD")
    })
}

/// What is told where nothing is wrong with the request; empty: success.
fn rightly_told(name: Name) -> &'static [&'static str] {
    match name {
        // It is made once, and then asked for again in another way.
        Name::CreateBucket => &["", "BucketAlreadyOwnedByYou"],
        // The part that it names never came.
        Name::CompleteMultipartUpload => &["InvalidPart"],
        _ => &[""],
    }
}

#[tokio::test]
async fn only_what_is_right_passes() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/a", "before").await.expect(200);
    let begun = alice.post("/alice.tremblay/a?uploads", "").await.expect(200).text();
    let calls = Calls { program: &alice, upload: encode(&element(&begun, "UploadId")) };
    for spec in &TABLE {
        for mode in modes_of(spec) {
            for flaw in FLAWS.into_iter().filter(|flaw| is_offered(spec, *mode, Some(*flaw))) {
                let answer = calls.ask(spec, *mode, Some(flaw)).await;
                let told = (answer.status, answer.text());
                assert!(
                    is_refused(&verb(spec.name), &answer, codes(*mode, flaw)),
                    "{} {mode:?} {flaw:?}: {told:?}",
                    spec.title
                );
            }
        }
    }
    assert_eq!(alice.get("/alice.tremblay/a").await.expect(200).text(), "before");
    let parts = format!("/alice.tremblay/a?uploadId={}", calls.upload);
    let listed = alice.get(&parts).await.expect(200).text();
    assert!(!listed.contains("<PartNumber>"), "{listed}");
    alice.head("/alice.tremblay.new").await.expect(404);
    let bringing = |spec: &&Spec| bears_body(spec) || spec.place == Place::Service;
    for spec in TABLE.iter().filter(bringing) {
        for mode in modes_of(spec).iter().filter(|mode| is_offered(spec, **mode, None)) {
            alice.put("/alice.tremblay/a", "before").await.expect(200);
            let answer = calls.ask(spec, *mode, None).await;
            let code = if answer.status.is_success() { String::new() } else { answer.code() };
            let expected = rightly_told(spec.name);
            assert!(
                expected.contains(&code.as_str()),
                "{} {mode:?}: {}",
                spec.title,
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn a_key_that_ended_opens_nothing_in_any_way_and_neither_do_addresses_that_it_signed() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/a", "before").await.expect(200);
    let database = Database::open(&gateway.data().join("cellier.db")).await.unwrap();
    let now = Timestamp::now();
    let ended = now - SignedDuration::from_secs(1);
    for change in [KeyChange::Renew { expires_at: ended }, KeyChange::Disable, KeyChange::Revoke] {
        let key = program(&gateway, "alice.tremblay", "minimal", Grant::default()).await;
        let request = |method: &str| {
            key.request(Mode::Presigned, None, method, "/alice.tremblay/a", &[], "late".into())
        };
        let (read, write) = (request("GET"), request("PUT"));
        key.send_request(read.clone()).await.expect(200);
        let id = AccessKeyId::parse(&key.access_key).unwrap();
        database.change_access_key(None, &id, change, now).await.unwrap().unwrap();
        for presigned in [read, write] {
            key.send_request(presigned).await.expect_code(403, "SignatureDoesNotMatch");
        }
        let calls = Calls { program: &key, upload: "u".to_owned() };
        for spec in &TABLE {
            for mode in modes_of(spec).iter().filter(|mode| is_offered(spec, **mode, None)) {
                let answer = calls.ask(spec, *mode, None).await;
                let refused = is_refused(&verb(spec.name), &answer, &["SignatureDoesNotMatch"]);
                assert!(refused, "{change:?} {} {mode:?} {answer:?}", spec.title);
            }
        }
    }
    assert_eq!(alice.get("/alice.tremblay/a").await.expect(200).text(), "before");
}

#[tokio::test]
async fn streamed_payloads_are_for_objects_and_parts_alone() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for spec in TABLE.iter().filter(|spec| matches!(spec.sends, Sends::Document { .. })) {
        let (target, body, _) = example(spec.name, "alice.tremblay", "a", "u");
        for mode in [Mode::Chunks, Mode::ChunksWithTrailer, Mode::UnsignedWithTrailer] {
            let answer = alice.send(mode, None, &verb(spec.name), &target, &[], body.clone()).await;
            answer.expect_code(400, "InvalidRequest");
        }
    }
}

#[tokio::test]
async fn chunks_are_not_taken_behind_a_presigned_address() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for word in [
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
    ] {
        for spec in TABLE.iter().filter(|spec| bears_body(spec)) {
            let (target, _, _) = example(spec.name, "alice.tremblay", "a", "u");
            let separator = if target.contains('?') { '&' } else { '?' };
            let named = format!("{target}{separator}X-Amz-Content-Sha256={word}");
            let header = [("x-amz-content-sha256", word)];
            for (target, headers) in [(&target, &header[..]), (&named, &[])] {
                // What would be its frame, where one were read.
                let (framed, verb) = ("1\r\nx\r\n0\r\n\r\n", verb(spec.name));
                let answer =
                    alice.send(Mode::Presigned, None, &verb, target, headers, framed).await;
                answer.expect_code(501, "NotImplemented");
            }
        }
    }
    alice.head("/alice.tremblay/a").await.expect(404);
}

#[tokio::test]
async fn what_is_announced_is_what_comes() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let send = async |change: &dyn Fn(&mut http::HeaderMap)| {
        let mut request = alice.request(
            Mode::UnsignedWithTrailer,
            None,
            "PUT",
            "/alice.tremblay/a",
            &[],
            "0123456789".into(),
        );
        change(request.headers_mut());
        alice.send_request(request).await
    };
    // A header that was signed is another one now, or gone, or new.
    let set = |name: &'static str, value: &'static str| {
        move |headers: &mut http::HeaderMap| {
            headers.insert(name, value.parse().unwrap());
        }
    };
    send(&set("x-amz-decoded-content-length", "9")).await.expect_code(403, "SignatureDoesNotMatch");
    send(&set("x-amz-meta-new", "x")).await.expect_code(403, "AccessDenied");
    let answer = send(&|headers| {
        headers.remove("x-amz-content-sha256");
    });
    answer.await.expect_code(400, "InvalidRequest");
    let (put, target) = ("PUT", "/alice.tremblay/a");
    for name in ["x-amz-meta-new", "x-amz-acl", "x-amz-copy-source", "x-amz-security-token"] {
        let mut request = alice.request(Mode::Presigned, None, put, target, &[], "x".into());
        request.headers_mut().insert(name, "x".parse().unwrap());
        alice.send_request(request).await.expect_code(403, "AccessDenied");
    }
    alice.get("/alice.tremblay/a").await.expect_code(404, "NoSuchKey");
    let headers = [("x-amz-trailer", "x-amz-checksum-md5")];
    alice.ask("PUT", "/alice.tremblay/a", &headers, "x").await.expect_code(400, "InvalidRequest");
    let two = [("x-amz-checksum-crc32", "y/Q5Jg=="), ("x-amz-checksum-crc32c", "4waSgw==")];
    alice.ask("PUT", "/alice.tremblay/a", &two, "x").await.expect_code(400, "InvalidRequest");
}
