//! Each call that brings a body, in each way to send one, with each thing that can be wrong: only what is right passes.

use cellier::s3::call::{Name, Sends, TABLE};

use super::isolation::{example, verb};
use super::program::{Flaw, MODES, Mode, element, program_with_bucket};
use crate::support::{Gateway, encode};

const FLAWS: [Flaw; 5] =
    [Flaw::WrongSecret, Flaw::UnknownKey, Flaw::Old, Flaw::TwoPlaces, Flaw::OtherBody];

fn bears_body(name: Name) -> bool {
    name.spec().sends != Sends::Nothing
}

/// Streams are for objects and parts; the body behind a presigned address is not signed.
fn is_offered(name: Name, mode: Mode, flaw: Option<Flaw>) -> bool {
    let streams =
        matches!(mode, Mode::Chunks | Mode::ChunksWithTrailer | Mode::UnsignedWithTrailer);
    let proved = !matches!(mode, Mode::Unsigned | Mode::Presigned);
    let lives = !(mode == Mode::Presigned && flaw == Some(Flaw::Old));
    (!streams || name.spec().sends == Sends::Bytes)
        && (proved || flaw != Some(Flaw::OtherBody))
        && (proved || name != Name::DeleteObjects || flaw.is_some())
        && lives
}

#[tokio::test]
async fn only_what_is_right_passes() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    alice.put("/alice.tremblay/a", "before").await.expect(200);
    let begun = alice.post("/alice.tremblay/a?uploads", "").await.expect(200).text();
    let upload = encode(&element(&begun, "UploadId"));
    for spec in TABLE.iter().filter(|spec| bears_body(spec.name) && spec.name != Name::CreateBucket)
    {
        let (target, body, headers) = example(spec.name, "alice.tremblay", "a", &upload);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for mode in MODES {
            for flaw in FLAWS.into_iter().filter(|flaw| is_offered(spec.name, mode, Some(*flaw))) {
                let answer = alice
                    .send(mode, Some(flaw), &verb(spec.name), &target, &headers, body.clone())
                    .await;
                let what = format!(
                    "{} {mode:?} {flaw:?}: {} {}",
                    spec.title,
                    answer.status,
                    answer.text()
                );
                let code = answer.code();
                let expected: &[&str] = match flaw {
                    Flaw::WrongSecret | Flaw::UnknownKey => &["SignatureDoesNotMatch"],
                    Flaw::Old => &["RequestTimeTooSkewed"],
                    Flaw::TwoPlaces => &["InvalidArgument"],
                    Flaw::OtherBody => {
                        &["XAmzContentSHA256Mismatch", "SignatureDoesNotMatch", "BadDigest"]
                    }
                };
                assert!(expected.contains(&code.as_str()), "{what}");
            }
        }
    }
    assert_eq!(alice.get("/alice.tremblay/a").await.expect(200).text(), "before");
    let listed =
        alice.get(&format!("/alice.tremblay/a?uploadId={upload}")).await.expect(200).text();
    assert!(!listed.contains("<PartNumber>"), "{listed}");
    for spec in TABLE.iter().filter(|spec| bears_body(spec.name) && spec.name != Name::CreateBucket)
    {
        let (target, body, headers) = example(spec.name, "alice.tremblay", "a", &upload);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for mode in MODES.into_iter().filter(|mode| is_offered(spec.name, *mode, None)) {
            let answer =
                alice.send(mode, None, &verb(spec.name), &target, &headers, body.clone()).await;
            let refused =
                ["SignatureDoesNotMatch", "AccessDenied", "InvalidRequest", "InvalidArgument"];
            let code = if answer.status.is_success() { String::new() } else { answer.code() };
            assert!(
                !refused.contains(&code.as_str()),
                "{} {mode:?}: {}",
                spec.title,
                answer.text()
            );
        }
    }
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
    alice.get("/alice.tremblay/a").await.expect_code(404, "NoSuchKey");
    let headers = [("x-amz-trailer", "x-amz-checksum-md5")];
    alice.ask("PUT", "/alice.tremblay/a", &headers, "x").await.expect_code(400, "InvalidRequest");
    let two = [("x-amz-checksum-crc32", "y/Q5Jg=="), ("x-amz-checksum-crc32c", "4waSgw==")];
    alice.ask("PUT", "/alice.tremblay/a", &two, "x").await.expect_code(400, "InvalidRequest");
}
