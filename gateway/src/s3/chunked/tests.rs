use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;
use secrecy::SecretString;

use super::super::verify::{Presented, Received, SigningKey};
use super::*;

/// The examples of the S3 API Reference: 66,560 times `a`, in chunks of 64 KiB.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const SIGNED: [&str; 4] = [
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
    "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
    "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];
const WITH_TRAILER: [&str; 4] = [
    "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
];
const TRAILER: &str = "x-amz-checksum-crc32c:sOO8/Q==\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n";

/// The seed of the published request: its signature is verified on the way.
fn seed(trailer: bool) -> Seed {
    let mut signed = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class".to_owned();
    let mut headers = vec![
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
    ];
    let signature = if trailer {
        signed = signed.replace("content-length;host", "host") + ";x-amz-trailer";
        headers.push(("x-amz-trailer", "x-amz-checksum-crc32c"));
        headers.push(("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"));
        WITH_TRAILER[0]
    } else {
        headers.push(("content-length", "66824"));
        headers.push(("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
        SIGNED[0]
    };
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={signed},Signature={signature}"
    );
    headers.push(("authorization", &authorization));
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    let received = Received {
        method: &Method::PUT,
        path: "/examplebucket/chunkObject.txt",
        query: "",
        headers: &map,
        host: "s3.amazonaws.com",
    };
    let presented = Presented::read(&received).unwrap().unwrap();
    let key = SigningKey::derive(&SecretString::from(SECRET), &presented.scope);
    presented.verify(&received, key).unwrap()
}

fn body(signatures: [&str; 4], trailer: &str) -> Vec<u8> {
    let mut body = format!("10000;chunk-signature={}\r\n", signatures[1]).into_bytes();
    body.extend_from_slice(&vec![b'a'; 65_536]);
    body.extend_from_slice(format!("\r\n400;chunk-signature={}\r\n", signatures[2]).as_bytes());
    body.extend_from_slice(&[b'a'; 1024]);
    body.extend_from_slice(format!("\r\n0;chunk-signature={}\r\n", signatures[3]).as_bytes());
    body.extend_from_slice(trailer.as_bytes());
    body.extend_from_slice(b"\r\n");
    body
}

fn signed() -> Decoder {
    let payload = Payload::SignedChunks { trailer: false };
    Decoder::new(payload, seed(false), Vec::new(), Some(66_560)).unwrap()
}

fn with_trailer() -> Decoder {
    let payload = Payload::SignedChunks { trailer: true };
    let announced = vec!["x-amz-checksum-crc32c".to_owned()];
    Decoder::new(payload, seed(true), announced, Some(66_560)).unwrap()
}

fn unsigned(announced: &[&str], decoded_bytes: Option<u64>) -> Decoder {
    let announced = announced.iter().map(|name| (*name).to_owned()).collect();
    Decoder::new(Payload::UnsignedChunks, seed(false), announced, decoded_bytes).unwrap()
}

/// Everything decoded, when the body arrives in pieces of `piece_bytes`.
fn decode(
    mut decoder: Decoder,
    body: &[u8],
    piece_bytes: usize,
) -> Result<(Vec<u8>, Trailers), Refusal> {
    let mut data = Vec::new();
    for piece in body.chunks(piece_bytes) {
        let mut input = Bytes::copy_from_slice(piece);
        while let Some(bytes) = decoder.push(&mut input)? {
            data.extend_from_slice(&bytes);
        }
    }
    Ok((data, decoder.finish()?))
}

#[test]
fn the_published_bodies_are_taken_apart_wherever_they_break() {
    for piece_bytes in [1, 7, 1000, 65_536, usize::MAX] {
        let (data, trailers) = decode(signed(), &body(SIGNED, ""), piece_bytes).unwrap();
        assert_eq!((data.len(), trailers.len()), (66_560, 0));
        let (data, trailers) =
            decode(with_trailer(), &body(WITH_TRAILER, TRAILER), piece_bytes).unwrap();
        assert_eq!(data, vec![b'a'; 66_560]);
        assert_eq!(trailers, [("x-amz-checksum-crc32c".to_owned(), "sOO8/Q==".to_owned())]);
    }
}

/// S3's own documentation writes the end of a trailer in more than one way.
#[test]
fn empty_lines_around_the_trailer_are_forgiven() {
    let early = format!("\r\n{TRAILER}");
    assert!(decode(with_trailer(), &body(WITH_TRAILER, &early), 100).is_ok());
    let between = TRAILER.replace("==\r\n", "==\n\r\n");
    assert!(decode(with_trailer(), &body(WITH_TRAILER, &between), 100).is_ok());
}

#[test]
fn a_signed_body_that_was_changed_is_refused() {
    let refused = |body: &[u8]| decode(signed(), body, 4096).unwrap_err();
    let right = body(SIGNED, "");
    let mut flipped = right.clone();
    flipped[40_000] = b'b';
    assert_eq!(refused(&flipped), Refusal::Mismatch);
    let mut swapped = SIGNED;
    swapped.swap(1, 2);
    assert_eq!(refused(&body(swapped, "")), Refusal::Mismatch);
    let mut last = SIGNED;
    last[3] = SIGNED[2];
    assert_eq!(refused(&body(last, "")), Refusal::Mismatch);
    assert_eq!(refused(&right[..right.len() - 100]), Refusal::Incomplete);
    let without_end = &right[..right.len() - 2];
    assert_eq!(refused(without_end), Refusal::Incomplete);
    let mut more = right;
    more.extend_from_slice(b"more");
    assert_eq!(refused(&more).code(), "InvalidRequest");
    assert_eq!(refused(b"5\r\nhello\r\n0\r\n\r\n").code(), "InvalidRequest");
}

#[test]
fn a_trailer_that_was_changed_is_refused() {
    let refused =
        |trailer: &str| decode(with_trailer(), &body(WITH_TRAILER, trailer), 4096).unwrap_err();
    assert_eq!(refused(&TRAILER.replace("sOO8", "sOO9")), Refusal::Mismatch);
    assert_eq!(refused(&TRAILER.replace("d81f", "d81e")), Refusal::Mismatch);
    assert_eq!(refused(&TRAILER.replace("crc32c", "crc32")).code(), "InvalidRequest");
    assert_eq!(refused(""), Refusal::Incomplete);
    let unsigned = TRAILER.split_once("x-amz-trailer-signature").unwrap().0;
    assert_eq!(refused(unsigned), Refusal::Incomplete);
}

#[test]
fn an_unsigned_body_brings_its_checksum() {
    let body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n";
    for length in [Some(5), None] {
        let decoder = unsigned(&["x-amz-checksum-crc32"], length);
        let (data, trailers) = decode(decoder, body, 3).unwrap();
        assert_eq!(data, b"hello");
        assert_eq!(trailers, [("x-amz-checksum-crc32".to_owned(), "NhCmhg==".to_owned())]);
    }
    let refused = |decoder: Decoder, body: &[u8]| decode(decoder, body, 3).unwrap_err();
    let announced = ["x-amz-checksum-crc32"];
    assert_eq!(refused(unsigned(&announced, Some(6)), body), Refusal::Incomplete);
    assert_eq!(refused(unsigned(&announced, Some(4)), body).code(), "InvalidRequest");
    assert_eq!(refused(unsigned(&[], Some(5)), body).code(), "InvalidRequest");
    let no_trailer = b"5\r\nhello\r\n0\r\n\r\n";
    assert_eq!(refused(unsigned(&announced, Some(5)), no_trailer), Refusal::Incomplete);
}

#[test]
fn sizes_and_lines_have_limits() {
    let refused = |body: &[u8]| decode(unsigned(&[], None), body, 100).unwrap_err().code();
    assert_eq!(refused(b"10000000000000000\r\n"), "InvalidRequest");
    assert_eq!(refused(b"-5\r\nhello"), "InvalidRequest");
    assert_eq!(refused(b"+5\r\nhello"), "InvalidRequest");
    assert_eq!(refused(b"\r\n"), "InvalidRequest");
    assert_eq!(refused(&[b'1'; 2000]), "InvalidRequest");
    assert_eq!(refused(b"5\r\nhello!\r\n0\r\n\r\n"), "InvalidRequest");
}

proptest! {
    #[test]
    fn framing_is_undone(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..50), 0..8), piece in 1_usize..40) {
        let mut body = Vec::new();
        for chunk in &chunks {
            body.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            body.extend_from_slice(chunk);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"0\r\n\r\n");
        let whole = chunks.concat();
        let decoder = unsigned(&[], Some(whole.len() as u64));
        prop_assert_eq!(decode(decoder, &body, piece).unwrap().0, whole);
    }

    #[test]
    fn no_bytes_break_the_decoder(body in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..40) {
        let _ = decode(unsigned(&["x-amz-checksum-crc32"], None), &body, piece);
    }
}
