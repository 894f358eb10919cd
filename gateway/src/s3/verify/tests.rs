use http::{HeaderName, HeaderValue};
use proptest::prelude::*;
use secrecy::SecretString;

use super::*;
use crate::s3::sign::{self, Signer};

/// Account, secret and time of the examples in the S3 API Reference.
const ACCESS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const HOST: &str = "examplebucket.s3.amazonaws.com";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Sent {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
}

impl Sent {
    fn new(method: &str, target: &str, headers: &[(&str, &str)]) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        Self {
            method: method.parse().unwrap(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: map,
        }
    }

    fn received(&self) -> Received<'_> {
        Received {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
            host: HOST,
        }
    }

    fn verify(&self, secret: &str, now: &str) -> Result<Presented, Refusal> {
        let received = self.received();
        let presented = Presented::read(&received)?.unwrap();
        presented.payload(&received)?;
        presented.check(&accepted(), now.parse().unwrap())?;
        let key = SigningKey::derive(&SecretString::from(secret.to_owned()), &presented.scope);
        presented.verify(&received, key)?;
        Ok(presented)
    }
}

fn accepted() -> Accepted {
    Accepted { service: "s3", regions: vec!["local".to_owned(), "us-east-1".to_owned()] }
}

fn authorization(signed: &str, signature: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/20130524/us-east-1/s3/aws4_request,SignedHeaders={signed},Signature={signature}"
    )
}

fn get_range(authorization: &str) -> Sent {
    Sent::new(
        "GET",
        "/test.txt",
        &[
            ("range", "bytes=0-9"),
            ("x-amz-content-sha256", EMPTY),
            ("x-amz-date", "20130524T000000Z"),
            ("authorization", authorization),
        ],
    )
}

const GET_RANGE: &str = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";
const GET_RANGE_HEADERS: &str = "host;range;x-amz-content-sha256;x-amz-date";
const AT_ONCE: &str = "2013-05-24T00:00:00Z";

#[test]
fn the_published_examples_are_let_in() {
    let fits = get_range(&authorization(GET_RANGE_HEADERS, GET_RANGE));
    assert_eq!(fits.verify(SECRET, AT_ONCE).unwrap().access_key, ACCESS_KEY);
    // Commas with and without spaces.
    let spaced = authorization(GET_RANGE_HEADERS, GET_RANGE).replace(',', ",  ");
    assert!(get_range(&spaced).verify(SECRET, AT_ONCE).is_ok());

    let sub_resource = Sent::new(
        "GET",
        "/?lifecycle",
        &[
            ("x-amz-content-sha256", EMPTY),
            ("x-amz-date", "20130524T000000Z"),
            (
                "authorization",
                &authorization(
                    "host;x-amz-content-sha256;x-amz-date",
                    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                ),
            ),
        ],
    );
    assert!(sub_resource.verify(SECRET, AT_ONCE).is_ok());

    let presigned = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let presigned = Sent::new("GET", presigned, &[]);
    assert_eq!(presigned.verify(SECRET, "2013-05-24T23:59:59Z").err(), None);
    assert_eq!(presigned.verify(SECRET, "2013-05-25T00:00:01Z"), Err(Refusal::Expired));
    assert_eq!(presigned.verify(SECRET, "2013-05-23T23:40:00Z"), Err(Refusal::Skewed));
}

#[test]
fn what_does_not_fit_is_refused_by_its_name() {
    let right = authorization(GET_RANGE_HEADERS, GET_RANGE);
    assert_eq!(get_range(&right).verify("another secret", AT_ONCE), Err(Refusal::Mismatch));
    assert_eq!(get_range(&right).verify(SECRET, "2013-05-24T00:15:01Z"), Err(Refusal::Skewed));
    assert_eq!(get_range(&right).verify(SECRET, "2013-05-23T23:44:59Z"), Err(Refusal::Skewed));

    let mut other_path = get_range(&right);
    other_path.path = "/other.txt".to_owned();
    assert_eq!(other_path.verify(SECRET, AT_ONCE), Err(Refusal::Mismatch));
    let mut other_header = get_range(&right);
    other_header.headers.insert("range", HeaderValue::from_static("bytes=0-10"));
    assert_eq!(other_header.verify(SECRET, AT_ONCE), Err(Refusal::Mismatch));
    let mut added = get_range(&right);
    added.headers.insert("x-amz-acl", HeaderValue::from_static("public-read"));
    assert_eq!(added.verify(SECRET, AT_ONCE), Err(Refusal::Unsigned("x-amz-acl".to_owned())));

    let check = |authorization: &str, code: &str| {
        let refusal = get_range(authorization).verify(SECRET, AT_ONCE).unwrap_err();
        assert_eq!(refusal.code(), code, "{authorization}");
    };
    check(&right.replace("us-east-1", "mars"), "AuthorizationHeaderMalformed");
    check(&right.replace("/s3/", "/sts/"), "AuthorizationHeaderMalformed");
    check(&right.replace("20130524/", "20130525/"), "AuthorizationHeaderMalformed");
    check(&right.replace("host;", ""), "AuthorizationHeaderMalformed");
    check(&format!("{right},Signature={GET_RANGE}"), "AuthorizationHeaderMalformed");
    check(&right.replace(GET_RANGE, "abc"), "AuthorizationHeaderMalformed");
    check("Bearer abc", "AuthorizationHeaderMalformed");
    check("AWS AKIAIOSFODNN7EXAMPLE:abc=", "InvalidRequest");
}

#[test]
fn only_one_way_to_authenticate_is_taken() {
    let mut sent = get_range(&authorization(GET_RANGE_HEADERS, GET_RANGE));
    sent.query = "X-Amz-Signature=00".to_owned();
    assert_eq!(sent.verify(SECRET, AT_ONCE), Err(Refusal::TwoWays));
    let mut twice = get_range(&authorization(GET_RANGE_HEADERS, GET_RANGE));
    let value = twice.headers["authorization"].clone();
    twice.headers.append("authorization", value);
    assert_eq!(twice.verify(SECRET, AT_ONCE), Err(Refusal::TwoWays));
    let version_2 = Sent::new("GET", "/a?AWSAccessKeyId=a&Signature=b&Expires=1", &[]);
    assert_eq!(Presented::read(&version_2.received()), Err(Refusal::Version2));
    let anonymous = Sent::new("GET", "/a?list-type=2", &[]);
    assert_eq!(Presented::read(&anonymous.received()), Ok(None));
}

#[test]
fn presigned_addresses_are_read_strictly() {
    let right = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=A%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let check = |query: &str, code: &str| {
        let sent = Sent::new("GET", &format!("/a?{query}"), &[]);
        assert_eq!(Presented::read(&sent.received()).unwrap_err().code(), code, "{query}");
    };
    let malformed = "AuthorizationQueryParametersError";
    check(&right.replace("Expires=60", "Expires=0"), malformed);
    check(&right.replace("Expires=60", "Expires=604801"), malformed);
    check(&right.replace("Expires=60", "Expires=-1"), malformed);
    check(&right.replace("&X-Amz-Expires=60", ""), malformed);
    check(&format!("{right}&X-Amz-Expires=60"), malformed);
    check(&right.replace("AWS4-HMAC-SHA256", "none"), malformed);
    check(&right.replace("aws4_request", "aws4"), malformed);
    check(&format!("{right}&a=%zz"), malformed);
    let chunked = Sent::new(
        "PUT",
        &format!("/a?{}", right.replace("Headers=host", "Headers=host%3Bx-amz-content-sha256")),
        &[("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")],
    );
    let received = chunked.received();
    let presented = Presented::read(&received).unwrap().unwrap();
    assert_eq!(presented.payload(&received).unwrap_err().code(), "NotImplemented");
}

#[test]
fn the_word_for_the_body_is_one_of_a_closed_list() {
    let check = |text: &str, expected: Result<Payload, &str>| {
        assert_eq!(Payload::parse(text).map_err(|refusal| refusal.code()), expected, "{text}");
    };
    check("UNSIGNED-PAYLOAD", Ok(Payload::Unsigned));
    check(
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        Ok(Payload::SignedChunks { trailer: true }),
    );
    check("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", Err("NotImplemented"));
    check("unsigned-payload", Err("InvalidArgument"));
    check("", Err("InvalidArgument"));
    check(&EMPTY[1..], Err("InvalidArgument"));
}

#[test]
fn a_path_that_was_signed_strictly_and_sent_loosely_fits() {
    let mut request = http::Request::builder()
        .uri(format!("http://{HOST}/bucket/a%3D%2B%28b%29"))
        .body(())
        .unwrap();
    signer().sign(&mut request, sign::Payload::Known(b""), time()).unwrap();
    let mut sent = sent_of(&request);
    sent.path = "/bucket/a=+(b)".to_owned();
    assert!(sent.verify(SECRET, AT_ONCE).is_ok());
    sent.path = "/bucket/a=+(c)".to_owned();
    assert_eq!(sent.verify(SECRET, AT_ONCE), Err(Refusal::Mismatch));
}

/// Signs what stands written out: the canonical request is the test's own.
fn signed(sent: &mut Sent, signed_headers: &str, canonical: &str) {
    let scope = Scope {
        date: "20130524".to_owned(),
        region: "us-east-1".to_owned(),
        service: "s3".to_owned(),
    };
    let key = SigningKey::derive(&SecretString::from(SECRET.to_owned()), &scope);
    let digest = encode_hex(Sha256::digest(canonical));
    let text = format!("AWS4-HMAC-SHA256\n20130524T000000Z\n{scope}\n{digest}");
    let authorization = authorization(signed_headers, &encode_hex(key.sign(text.as_bytes())));
    sent.headers.insert("authorization", authorization.parse().unwrap());
}

#[test]
fn the_date_of_any_request_stands_for_that_of_amazon_where_there_is_none() {
    for date in ["Fri, 24 May 2013 00:00:00 GMT", "20130524T000000Z"] {
        let mut sent = Sent::new("GET", "/a", &[("date", date), ("x-amz-content-sha256", EMPTY)]);
        let names = "date;host;x-amz-content-sha256";
        let canonical = format!(
            "GET\n/a\n\ndate:{date}\nhost:{HOST}\nx-amz-content-sha256:{EMPTY}\n\n{names}\n{EMPTY}"
        );
        signed(&mut sent, names, &canonical);
        assert_eq!(sent.verify(SECRET, AT_ONCE).err(), None, "{date}");
        assert_eq!(sent.verify(SECRET, "2013-05-24T00:15:01Z"), Err(Refusal::Skewed), "{date}");
        // Amazon's own counts where both came.
        let other = HeaderValue::from_static("20130524T001000Z");
        sent.headers.insert("x-amz-date", other);
        let refused = sent.verify(SECRET, AT_ONCE);
        assert_eq!(refused, Err(Refusal::Unsigned("x-amz-date".to_owned())), "{date}");
    }
    let none = Sent::new("GET", "/a", &[("x-amz-content-sha256", EMPTY)]);
    let mut undated = none;
    signed(&mut undated, "host", "");
    assert_eq!(undated.verify(SECRET, AT_ONCE), Err(Refusal::NoDate));
}

#[test]
fn a_header_that_stands_twice_is_signed_as_one_in_the_order_sent() {
    let check = |values: &[&str], joined: &str, fits: bool| {
        let mut headers: Vec<_> = values.iter().map(|value| ("x-amz-meta-a", *value)).collect();
        headers.extend([("x-amz-content-sha256", EMPTY), ("x-amz-date", "20130524T000000Z")]);
        let mut sent = Sent::new("GET", "/a", &headers);
        let names = "host;x-amz-content-sha256;x-amz-date;x-amz-meta-a";
        let canonical = format!(
            "GET\n/a\n\nhost:{HOST}\nx-amz-content-sha256:{EMPTY}\nx-amz-date:20130524T000000Z\n\
             x-amz-meta-a:{joined}\n\n{names}\n{EMPTY}"
        );
        signed(&mut sent, names, &canonical);
        let expected = (!fits).then_some(Refusal::Mismatch);
        assert_eq!(sent.verify(SECRET, AT_ONCE).err(), expected, "{values:?}");
    };
    check(&["1", "2"], "1,2", true);
    check(&["b", "a"], "b,a", true);
    check(&["1,  2", "  3  "], "1, 2,3", true);
    check(&["b", "a"], "a,b", false);
    check(&["1", "2"], "1", false);
}

#[test]
fn a_name_that_stands_twice_in_a_query_is_sorted_by_its_values() {
    let check = |query: &str, canonical: &str, fits: bool| {
        let target = format!("/a?{query}");
        let headers = [("x-amz-content-sha256", EMPTY), ("x-amz-date", "20130524T000000Z")];
        let mut sent = Sent::new("GET", &target, &headers);
        let names = "host;x-amz-content-sha256;x-amz-date";
        let canonical = format!(
            "GET\n/a\n{canonical}\nhost:{HOST}\nx-amz-content-sha256:{EMPTY}\nx-amz-date:20130524T000000Z\n\n\
             {names}\n{EMPTY}"
        );
        signed(&mut sent, names, &canonical);
        let expected = (!fits).then_some(Refusal::Mismatch);
        assert_eq!(sent.verify(SECRET, AT_ONCE).err(), expected, "{query}");
    };
    check("b=2&a=9&b=10", "a=9&b=10&b=2", true);
    check("a=z&a=&a", "a=&a=&a=z", true);
    check("a-=1&a=2", "a=2&a-=1", true);
    check("a=%C3%A9&a=e", "a=%C3%A9&a=e", true);
    check("b=2&b=10", "b=2&b=10", false);
    check("b=2&b=10", "b=2", false);
}

#[test]
fn a_temporary_key_brings_its_token() {
    let mut sent =
        get_range(&authorization(&format!("{GET_RANGE_HEADERS};x-amz-security-token"), GET_RANGE));
    sent.headers.insert("x-amz-security-token", HeaderValue::from_static("token"));
    let presented = Presented::read(&sent.received()).unwrap().unwrap();
    assert_eq!(presented.security_token.as_deref(), Some("token"));
}

fn signer() -> Signer {
    Signer::new(ACCESS_KEY, SECRET, "us-east-1")
}

fn time() -> Timestamp {
    AT_ONCE.parse().unwrap()
}

fn sent_of(request: &http::Request<()>) -> Sent {
    Sent {
        method: request.method().clone(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        headers: request.headers().clone(),
    }
}

proptest! {
    /// What our own signer signs, the verifier lets in, and nothing that differs in one byte.
    #[test]
    fn what_is_signed_is_verified(
        key in "[ -~é漢🎉]{1,40}",
        value in "[ -~é漢🎉]{0,20}",
        metadata in "[!-~][ -~]{0,20}[!-~]",
    ) {
        let path = format!("/bucket/{}", crate::s3::encode::encode_path(&key));
        let query = crate::s3::encode::encode_query([("prefix", value.as_str()), ("delete", "")]);
        let mut request = http::Request::builder()
            .method("PUT")
            .uri(format!("http://{HOST}{path}?{query}"))
            .header("x-amz-meta-a", metadata)
            .body(())
            .unwrap();
        signer().sign(&mut request, sign::Payload::Streamed, time()).unwrap();
        let mut sent = sent_of(&request);
        prop_assert!(sent.verify(SECRET, AT_ONCE).is_ok());
        sent.path.push('x');
        prop_assert_eq!(sent.verify(SECRET, AT_ONCE), Err(Refusal::Mismatch));
    }

    #[test]
    fn nothing_that_can_be_sent_breaks_the_reader(
        query in "[ -~]{0,80}",
        authorization in "(AWS4-HMAC-SHA256 )?[ -~]{0,120}",
    ) {
        let sent = Sent::new("GET", &format!("/a?{query}"), &[("authorization", authorization.trim())]);
        let _ = Presented::read(&sent.received());
    }
}
