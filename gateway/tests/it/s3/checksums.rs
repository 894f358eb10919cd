//! Checksums of every kind, announced in every way, with every way to send a body: compared, and passed on.

use bytes::Bytes;
use cellier::s3::checksum::Algorithm;
use sha2::{Digest as _, Sha256};

use super::program::{Flaw, MODES, Mode, Program, element, program_with_bucket};
use super::signing::sum;
use super::stage::{Stage, stored, without_trailers};
use crate::support::{Answer, Gateway, encode};

/// More than one chunk of the frame, and no round number.
const BODY_BYTES: usize = 70_001;

fn body() -> Bytes {
    (0..BODY_BYTES).map(|index| index.to_le_bytes()[0] ^ 0x5a).collect()
}

fn has_trailer(mode: Mode) -> bool {
    matches!(mode, Mode::ChunksWithTrailer | Mode::UnsignedWithTrailer)
}

/// What announces a checksum: itself, in the head; or its name, where it comes behind the body.
fn announced(mode: Mode, algorithm: Algorithm, of: &Bytes) -> (&'static str, String) {
    if has_trailer(mode) {
        return ("x-amz-trailer", algorithm.header().to_owned());
    }
    (algorithm.header(), sum(algorithm, of))
}

async fn put(
    program: &Program,
    mode: Mode,
    algorithm: Algorithm,
    target: &str,
    flaw: Option<Flaw>,
) -> Answer {
    let body = body();
    let summed = if flaw == Some(Flaw::OtherSum) { Bytes::from("other") } else { body.clone() };
    let (name, value) = announced(mode, algorithm, &summed);
    program.send(mode, flaw, "PUT", target, &[(name, &value)], body).await
}

#[tokio::test]
async fn each_checksum_is_compared_in_each_mode_and_kept_with_the_object() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for mode in MODES {
        for algorithm in Algorithm::ALL {
            let target = format!("/alice.tremblay/{mode:?}-{algorithm:?}");
            let wrong = put(&alice, mode, algorithm, &target, Some(Flaw::OtherSum)).await;
            wrong.expect_code(400, "BadDigest");
            if has_trailer(mode) {
                let missing = put(&alice, mode, algorithm, &target, Some(Flaw::NoSum)).await;
                missing.expect_code(400, "IncompleteBody");
            }
            alice.head(&target).await.expect(404);
            let stored = put(&alice, mode, algorithm, &target, None).await.expect(200);
            let expected = sum(algorithm, &body());
            let told = stored.header(algorithm.header());
            assert!(told.is_empty() || told == expected, "{mode:?} {algorithm:?} {told}");
            let enabled = [("x-amz-checksum-mode", "ENABLED")];
            let got = alice.ask("GET", &target, &enabled, "").await.expect(200);
            assert_eq!(got.header(algorithm.header()), expected, "{mode:?} {algorithm:?}");
            assert!(got.body == body(), "{mode:?} {algorithm:?}");
            let sought = [("x-amz-object-attributes", "Checksum")];
            let target = format!("{target}?attributes");
            let told = alice.ask("GET", &target, &sought, "").await.expect(200).text();
            assert!(told.contains(&expected), "{mode:?} {algorithm:?} {told}");
        }
    }
}

#[tokio::test]
async fn each_checksum_of_a_part_is_compared_in_each_mode() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    for algorithm in Algorithm::ALL {
        let kind = [("x-amz-checksum-algorithm", algorithm.name())];
        let begun = alice.ask("POST", "/alice.tremblay/a?uploads", &kind, "").await.expect(200);
        let upload = encode(&element(&begun.text(), "UploadId"));
        let parts = format!("/alice.tremblay/a?uploadId={upload}");
        for mode in MODES {
            let target = format!("{parts}&partNumber=1");
            let wrong = put(&alice, mode, algorithm, &target, Some(Flaw::OtherSum)).await;
            wrong.expect_code(400, "BadDigest");
        }
        let listed = alice.get(&parts).await.expect(200).text();
        assert!(!listed.contains("<PartNumber>"), "{listed}");
        for (index, mode) in MODES.into_iter().enumerate() {
            let target = format!("{parts}&partNumber={}", index + 1);
            put(&alice, mode, algorithm, &target, None).await.expect(200);
        }
        let listed = alice.get(&parts).await.expect(200).text();
        assert_eq!(listed.matches(&sum(algorithm, &body())).count(), MODES.len(), "{listed}");
    }
}

#[tokio::test]
async fn a_checksum_that_is_none_is_refused_before_a_body_is_asked_for() {
    let stage = Stage::set(stored, |_| {}).await;
    for mode in MODES.into_iter().filter(|mode| !has_trailer(*mode)) {
        for algorithm in Algorithm::ALL {
            let right = sum(algorithm, b"x");
            for value in ["", "=", "AAAA", &right[1..], &format!("{right}=")] {
                let headers = [(algorithm.header(), value)];
                let target = "/alice.tremblay/a";
                let refused = stage.program.send(mode, None, "PUT", target, &headers, "x").await;
                refused.expect_code(400, "InvalidRequest");
            }
        }
    }
    assert!(stage.records().is_empty(), "{:?}", stage.records());
}

#[tokio::test]
async fn a_checksum_of_a_kind_that_is_not_compared_is_refused_in_each_mode() {
    let stage = Stage::set(stored, |_| {}).await;
    for mode in MODES {
        for name in ["x-amz-checksum-md5", "x-amz-checksum-sha512"] {
            let (target, headers) = ("/alice.tremblay/a", [(name, "AAAA")]);
            let refused = stage.program.send(mode, None, "PUT", target, &headers, "x").await;
            refused.expect_code(400, "InvalidRequest");
        }
    }
    assert!(stage.records().is_empty(), "{:?}", stage.records());
}

#[tokio::test]
async fn the_digest_that_a_presigned_address_was_signed_with_is_compared() {
    let gateway = Gateway::start().await;
    let alice = program_with_bucket(&gateway, "alice.tremblay").await;
    let digest = hex::encode(Sha256::digest(body()));
    let in_header = [("x-amz-content-sha256", digest.as_str())];
    let in_query = format!("?X-Amz-Content-Sha256={digest}");
    for (headers, query) in [(&in_header[..], ""), (&[], &in_query)] {
        let target = format!("/alice.tremblay/a{query}");
        let put = async |flaw: Option<Flaw>| {
            alice.send(Mode::Presigned, flaw, "PUT", &target, headers, body()).await
        };
        put(Some(Flaw::OtherBody)).await.expect_code(400, "XAmzContentSHA256Mismatch");
        alice.head("/alice.tremblay/a").await.expect(404);
        put(None).await.expect(200);
        assert!(alice.get("/alice.tremblay/a").await.expect(200).body == body(), "{query}");
        alice.delete("/alice.tremblay/a").await.expect(204);
    }
}

#[tokio::test]
async fn a_storage_is_sent_each_checksum_as_it_takes_them() {
    for native in [true, false] {
        let change = if native { |_: &mut cellier::config::Config| {} } else { without_trailers };
        let stage = Stage::set(stored, change).await;
        for mode in MODES {
            for algorithm in Algorithm::ALL {
                put(&stage.program, mode, algorithm, "/alice.tremblay/a", None).await.expect(200);
                let (sent, expected) = (stage.last(), sum(algorithm, &body()));
                let framed = native && has_trailer(mode);
                let (header, trailer) = if has_trailer(mode) {
                    (String::new(), if native { algorithm.header() } else { "" })
                } else {
                    (expected.clone(), "")
                };
                assert_eq!(sent.header(algorithm.header()), header, "{mode:?} {algorithm:?}");
                assert_eq!(sent.header("x-amz-trailer"), trailer, "{mode:?} {algorithm:?}");
                let received = sent.body.unwrap();
                if framed {
                    let end = format!("\r\n0\r\n{}:{expected}\r\n\r\n", algorithm.header());
                    assert!(received.ends_with(end.as_bytes()), "{mode:?} {algorithm:?}");
                } else {
                    assert!(received == body(), "{mode:?} {algorithm:?}");
                }
            }
        }
    }
}
