//! What reads the bytes of strangers, each with what must hold whatever the bytes are. None may panic.

use bytes::Bytes;
use cellier::s3::address::{Address, Domains};
use cellier::s3::call::Call;
use cellier::s3::chunked::Decoder;
use cellier::s3::encode::{decode, encode_path};
use cellier::s3::form::{Form, FormPolicy, HeadReader, SignedPolicy, boundary};
use cellier::s3::verify::{Accepted, Payload, Presented, Received, Seed, SigningKey};
use cellier::s3::xml;
use cellier::sts::{Asked, Narrowing, Pairs};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use secrecy::SecretString;

/// Of the examples in the S3 API Reference; it opens nothing.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// Lines `name: value`; what cannot stand in a header is left out, as hyper would refuse it.
fn headers<'a>(lines: impl Iterator<Item = &'a [u8]>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
        {
            headers.append(name, value);
        }
    }
    headers
}

fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    data.split(|byte| *byte == b'\n')
}

fn present(query: &str, headers: &HeaderMap) {
    let received =
        Received { method: &Method::GET, path: "/bucket/key", query, headers, host: "s3.test" };
    let Ok(Some(presented)) = Presented::read(&received) else { return };
    let accepted = Accepted { service: "s3", regions: vec!["local".to_owned()] };
    let fresh = presented.check(&accepted, Timestamp::UNIX_EPOCH);
    let payload = presented.payload(&received);
    let key = SigningKey::derive(&SecretString::from(SECRET), &presented.scope);
    let signed = presented.verify(&received, key);
    for status in [
        fresh.err().map(|refusal| refusal.status()),
        payload.err().map(|refusal| refusal.status()),
        signed.err().map(|refusal| refusal.status()),
    ] {
        assert!(status.is_none_or(|status| status.is_client_error() || status == 501));
    }
}

/// Headers, one a line: who signs, and how.
pub fn authorization(data: &[u8]) {
    present("", &headers(lines(data)));
}

/// The query of a presigned address.
pub fn presigned(data: &[u8]) {
    let Ok(query) = std::str::from_utf8(data) else { return };
    present(query, &HeaderMap::new());
}

/// The seed of the published example of signed chunks.
fn seed() -> Option<Seed> {
    let signed = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class";
    let authorization = format!(
        "authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders={signed},Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    );
    let rest: [&[u8]; 6] = [
        b"x-amz-date: 20130524T000000Z",
        b"x-amz-storage-class: REDUCED_REDUNDANCY",
        b"content-encoding: aws-chunked",
        b"x-amz-decoded-content-length: 66560",
        b"content-length: 66824",
        b"x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    ];
    let headers = headers(rest.into_iter().chain([authorization.as_bytes()]));
    let received = Received {
        method: &Method::PUT,
        path: "/examplebucket/chunkObject.txt",
        query: "",
        headers: &headers,
        host: "s3.amazonaws.com",
    };
    let presented = Presented::read(&received).ok()??;
    let key = SigningKey::derive(&SecretString::from(SECRET), &presented.scope);
    presented.verify(&received, key).ok()
}

/// What comes out of a framed body that arrives in pieces; `None` where it is refused.
pub fn unframed(payload: Payload, data: &[u8], piece_bytes: usize) -> Option<Vec<u8>> {
    let announced = vec!["x-amz-checksum-crc32c".to_owned()];
    let mut decoder = Decoder::new(payload, seed()?, announced, None)?;
    let mut whole = Vec::new();
    for piece in data.chunks(piece_bytes.max(1)) {
        let mut input = Bytes::copy_from_slice(piece);
        while let Some(out) = decoder.push(&mut input).ok()? {
            whole.extend_from_slice(&out);
        }
    }
    decoder.finish().ok().map(|_| whole)
}

/// How it is framed, in how large pieces it comes, and a framed body.
pub fn chunked(data: &[u8]) {
    let [kind, piece_bytes, framed @ ..] = data else { return };
    let payload = match kind % 3 {
        0 => Payload::SignedChunks { trailer: false },
        1 => Payload::SignedChunks { trailer: true },
        _ => Payload::UnsignedChunks,
    };
    let at_once = unframed(payload, framed, framed.len());
    assert_eq!(at_once, unframed(payload, framed, usize::from(*piece_bytes)));
    assert!(at_once.is_none_or(|whole| whole.len() <= framed.len()));
}

/// A document, of a program or of a storage.
pub fn documents(data: &[u8]) {
    let _ = xml::root(data);
    let _ = xml::parse_deletions(data);
    let _ = xml::parse_tags(data);
    let _ = xml::parse_location(data);
    let _ = xml::parse_error(data);
    let _ = xml::parse_buckets(data);
    let _ = xml::parse_objects(data);
    let _ = xml::parse_versions(data);
    let _ = xml::parse_uploads(data);
    let _ = xml::parse_created_upload(data);
    let _ = xml::parse_completed_upload(data);
    let _ = xml::parse_copied_object(data);
    let _ = xml::parse_copied_part(data);
    let _ = xml::parse_deleted_objects(data);
    assert!(xml::before_root(data) <= data.len());
    let _ = xml::with_owner(data, "anne.roy");
    let _ = xml::with_location(data, "https://s3.test/bucket/key");
    if let Some(fields) = xml::error_fields(data) {
        let fields = fields.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let told = xml::error(fields, "/bucket/key", "id");
        assert!(xml::error_fields(&told).is_some(), "{told:?}");
    }
}

/// In how large pieces it comes, and a form with the boundary `b`.
pub fn form(data: &[u8]) {
    let [piece_bytes, posted @ ..] = data else { return };
    let Some(boundary) = boundary("multipart/form-data; boundary=b") else { return };
    let mut reader = HeadReader::new(&boundary);
    let mut pieces = posted.chunks(usize::from(*piece_bytes).max(1));
    let opened = loop {
        let Some(piece) = pieces.next() else { return };
        match reader.push(piece) {
            Ok(None) => {}
            Ok(Some(opened)) => break opened,
            Err(_) => return,
        }
    };
    let (head, mut content) = opened;
    let mut bytes = content.push(&[]).len();
    for piece in pieces {
        bytes += content.push(piece).len();
    }
    assert!(bytes <= posted.len());
    let form = Form::read(&head);
    let _ = SignedPolicy::read(&head.fields);
    if let (Ok(policy), Ok(form)) = (FormPolicy::read(posted), form)
        && let Ok(Address { bucket: Some(bucket), .. }) =
            Address::parse("/bucket", "s3.test", &Domains::default())
    {
        let _ = policy.admit(&bucket, form.key.as_str(), &head.fields, Timestamp::UNIX_EPOCH);
    }
}

/// A policy of a form, or of a session.
fn policies(data: &[u8]) {
    let _ = FormPolicy::read(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Narrowing::read(text);
    }
}

/// Method, host, path and query, one a line, and headers.
pub fn call(data: &[u8]) {
    let mut lines = lines(data);
    let mut text = || lines.next().and_then(|line| std::str::from_utf8(line).ok());
    let (Some(method), Some(host), Some(path), Some(query)) = (text(), text(), text(), text())
    else {
        return;
    };
    let Ok(method) = method.parse::<Method>() else { return };
    let domains = Domains::new(["s3.test".to_owned()]);
    let Ok(address) = Address::parse(path, host, &domains) else { return };
    if let Some(key) = &address.key {
        assert!(address.bucket.is_some());
        // What is authorised is what will be sent.
        assert_eq!(decode(&encode_path(key.as_str())).as_deref(), Some(key.as_str()));
    }
    let named = address.bucket.clone();
    if let Ok(call) = Call::parse(&method, address, query, &headers(lines)) {
        assert_eq!((call.spec().verb.method(), &call.bucket), (method, &named));
        assert_eq!(call.source.is_some(), call.spec().copies);
    }
}

/// A form posted to STS, and the policies that may stand in it.
pub fn token_request(data: &[u8]) {
    policies(data);
    let Ok(pairs) = Pairs::read("", data) else { return };
    if let Ok(asked) = Asked::read(&pairs, 43_200) {
        assert!((900..=43_200).contains(&asked.seconds));
    }
}
