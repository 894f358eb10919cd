use http::{HeaderName, HeaderValue};
use proptest::prelude::*;

use super::*;
use crate::s3::address::Domains;

fn parse(line: &str, headers: &[(&str, &str)]) -> Result<Call, Fault> {
    let (method, target) = line.split_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let address = Address::parse(path, "x", &Domains::default())?;
    let headers: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                name.parse::<HeaderName>().unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            )
        })
        .collect();
    Call::parse(&method.parse().unwrap(), address, query, &headers)
}

const COPY: &[(&str, &str)] = &[("x-amz-copy-source", "photos/a")];

#[test]
fn the_table_is_in_the_order_of_the_names_and_names_each_call_once() {
    for (index, spec) in TABLE.iter().enumerate() {
        assert_eq!(spec.name as usize, index, "{}", spec.title);
        assert_eq!(format!("{:?}", spec.name), spec.title);
        // A read changes nothing, whatever its table row says.
        let reads = matches!(spec.verb, Verb::Get | Verb::Head);
        let changes = matches!(
            spec.action,
            Action::Write
                | Action::Delete
                | Action::CreateBucket
                | Action::DeleteBucket
                | Action::ConfigureBucket
        );
        assert_ne!(reads, changes, "{}", spec.title);
        assert!(!reads || spec.sends == Sends::Nothing, "{}", spec.title);
    }
}

#[test]
fn each_call_is_known_by_its_marks() {
    let check = |line: &str, headers: &[(&str, &str)], expected: Name| {
        let call = parse(line, headers).unwrap_or_else(|fault| panic!("{line}: {fault:?}"));
        assert_eq!(call.name, expected, "{line}");
    };
    check("GET /", &[], Name::ListBuckets);
    check("GET /?x-id=ListBuckets&max-buckets=1", &[], Name::ListBuckets);
    check("GET /photos", &[], Name::ListObjects);
    check("GET /photos/?prefix=a%2F&delimiter=%2F", &[], Name::ListObjects);
    check("GET /photos?list-type=2&prefix=a", &[], Name::ListObjectsV2);
    check("GET /photos?versions", &[], Name::ListObjectVersions);
    check("GET /photos?uploads=", &[], Name::ListMultipartUploads);
    check("GET /photos?location", &[], Name::GetBucketLocation);
    check("GET /photos?versioning", &[], Name::GetBucketVersioning);
    check("PUT /photos?versioning", &[], Name::PutBucketVersioning);
    check("HEAD /photos", &[], Name::HeadBucket);
    check("PUT /photos", &[], Name::CreateBucket);
    check("DELETE /photos/", &[], Name::DeleteBucket);
    check("POST /photos?delete", &[], Name::DeleteObjects);
    check("GET /photos/a", &[], Name::GetObject);
    check("GET /photos/a?partNumber=1&versionId=v", &[], Name::GetObject);
    check("HEAD /photos/a", &[], Name::HeadObject);
    check("GET /photos/a?attributes", &[], Name::GetObjectAttributes);
    check("GET /photos/a?tagging", &[], Name::GetObjectTagging);
    check("PUT /photos/a?tagging", &[], Name::PutObjectTagging);
    check("DELETE /photos/a?tagging", &[], Name::DeleteObjectTagging);
    check("GET /photos/a?uploadId=u", &[], Name::ListParts);
    check("PUT /photos/a", &[], Name::PutObject);
    check("PUT /photos/a", COPY, Name::CopyObject);
    check("PUT /photos/a?partNumber=1&uploadId=u", &[], Name::UploadPart);
    check("PUT /photos/a?partNumber=1&uploadId=u", COPY, Name::UploadPartCopy);
    check("POST /photos/a?uploads", &[], Name::CreateMultipartUpload);
    check("POST /photos/a?uploadId=u", &[], Name::CompleteMultipartUpload);
    check("DELETE /photos/a?uploadId=u", &[], Name::AbortMultipartUpload);
    check("DELETE /photos/a?versionId=v", &[], Name::DeleteObject);
}

#[test]
fn what_is_in_no_row_is_refused_by_its_name() {
    let check = |line: &str, headers: &[(&str, &str)], code: &str, said: &str| {
        let fault = parse(line, headers).unwrap_err();
        assert_eq!(fault.code, code, "{line} {headers:?}");
        assert!(fault.message.contains(said), "{line}: {}", fault.message);
    };
    for sub in [
        "acl",
        "policy",
        "cors",
        "logging",
        "replication",
        "website",
        "object-lock",
        "lifecycle",
        "encryption",
        "publicAccessBlock",
        "ownershipControls",
        "notification",
        "accelerate",
        "requestPayment",
        "policyStatus",
        "inventory",
        "analytics",
        "metrics",
        "tagging",
        "intelligent-tiering",
        "session",
        "metadataTable",
        "anything",
    ] {
        for method in ["GET", "PUT", "DELETE", "POST", "HEAD"] {
            check(&format!("{method} /photos?{sub}"), &[], "NotImplemented", sub);
            check(&format!("{method} /photos?{sub}=&x-id=a"), &[], "NotImplemented", sub);
        }
    }
    for sub in
        ["acl", "retention", "legal-hold", "restore", "select", "torrent", "renameObject", "append"]
    {
        for method in ["GET", "PUT", "DELETE", "POST", "HEAD"] {
            check(&format!("{method} /photos/a?{sub}"), &[], "NotImplemented", sub);
        }
    }
    check("POST /", &[], "MethodNotAllowed", "method");
    check("DELETE /", &[], "MethodNotAllowed", "method");
    check("POST /photos", &[], "MethodNotAllowed", "method");
    check("PATCH /photos/a", &[], "MethodNotAllowed", "method");
    check("PUT /photos?delete", &[], "NotImplemented", "delete");
    check("GET /photos?list-type=3", &[], "InvalidArgument", "list-type");
    check("PUT /photos/a?partNumber=0&uploadId=u", &[], "InvalidArgument", "partNumber");
    check("PUT /photos/a?partNumber=10001&uploadId=u", &[], "InvalidArgument", "partNumber");
    check("PUT /photos/a?partNumber=1&uploadId=", &[], "InvalidArgument", "uploadId");
    check("GET /photos?prefix=a&prefix=b", &[], "InvalidArgument", "prefix");
    check("GET /photos?prefix=%FF", &[], "InvalidURI", "query");
    check("PUT /photos/a?tagging", COPY, "NotImplemented", "tagging");
    check("PUT /photos/a", &[("x-amz-copy-source", "")], "InvalidArgument", "copy-source");
    check(
        "PUT /photos/a",
        &[("x-amz-acl", "public-read")],
        "AccessControlListNotSupported",
        "lists",
    );
    check("PUT /photos/a", &[("x-amz-grant-read", "id=x")], "NotImplemented", "x-amz-grant-read");
    for name in [
        "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-customer-key",
        "x-amz-object-lock-mode",
        "x-amz-website-redirect-location",
        "x-amz-expected-bucket-owner",
        "x-amz-if-match-size",
        "x-amz-write-offset-bytes",
    ] {
        check("PUT /photos/a", &[(name, "x")], "NotImplemented", name);
    }
    let long = "a".repeat(2048);
    check("PUT /photos/a", &[("x-amz-meta-a", &long)], "MetadataTooLarge", "2048");
}

#[test]
fn what_is_said_to_be_off_is_neither_refused_nor_sent_on() {
    for (line, name) in [
        ("PUT /photos", "x-amz-bucket-object-lock-enabled"),
        ("PUT /photos/a", "x-amz-server-side-encryption-bucket-key-enabled"),
    ] {
        for wishes in [&["true"][..], &["false", "true"], &[""]] {
            let headers: Vec<_> = wishes.iter().map(|word| (name, *word)).collect();
            let fault = parse(line, &headers).unwrap_err();
            assert_eq!(fault.code, "NotImplemented", "{name}: {wishes:?}");
            assert!(fault.message.contains(name), "{}", fault.message);
        }
        for word in ["false", "False"] {
            assert_eq!(parse(line, &[(name, word)]).unwrap().headers, [], "{name}: {word}");
        }
    }
}

#[test]
fn a_checksum_of_a_kind_that_is_not_compared_is_refused_by_its_name() {
    for kind in ["md5", "sha512", "xxhash3", "crc32-of-full-object", ""] {
        let name = format!("x-amz-checksum-{kind}");
        for line in ["PUT /photos/a", "PUT /photos/a?partNumber=1&uploadId=u", "GET /photos/a"] {
            let fault = parse(line, &[(name.as_str(), "AAAA")]).unwrap_err();
            assert_eq!(fault.code, "InvalidRequest", "{line} {name}");
            assert!(fault.message.contains(&name), "{line}: {}", fault.message);
        }
    }
    for kind in ["algorithm", "mode", "type", "crc64nvme"] {
        let name = format!("x-amz-checksum-{kind}");
        assert!(parse("PUT /photos/a", &[(name.as_str(), "AAAA")]).is_ok(), "{name}");
    }
}

#[test]
fn only_what_the_row_lists_passes() {
    let call = parse(
        "PUT /photos/a",
        &[
            ("content-type", "text/csv"),
            ("content-encoding", "gzip,aws-chunked"),
            ("x-amz-meta-a", "1"),
            ("x-amz-meta-a", "2"),
            ("x-amz-acl", "private"),
            ("x-amz-meta-", "nothing"),
            ("x_amz_meta_b", "twin"),
            ("host", "h"),
            ("cookie", "c"),
            ("authorization", "a"),
            ("connection", "close"),
            ("transfer-encoding", "chunked"),
            ("x-amz-date", "d"),
            ("x-amz-security-token", "t"),
            ("x-amz-content-sha256", "s"),
            ("x-amz-decoded-content-length", "5"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
            ("x-amz-sdk-checksum-algorithm", "CRC32"),
            ("x-amz-mfa", "m"),
            ("x-amz-bypass-governance-retention", "true"),
            ("x-minio-replication-actual-object-size", "1"),
            ("x-minio-internal-a", "1"),
            ("x-rgw-a", "1"),
            ("x-forwarded-for", "1.2.3.4"),
            ("accept-encoding", "gzip"),
            ("expect", "100-continue"),
        ],
    )
    .unwrap();
    let mut passed: Vec<_> =
        call.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    passed.sort_unstable();
    let expected =
        [("content-encoding", "gzip"), ("content-type", "text/csv"), ("x-amz-meta-a", "1,2")];
    assert_eq!(passed, expected);
    let call = parse("PUT /photos/a", &[("content-encoding", "aws-chunked")]).unwrap();
    assert!(call.headers.is_empty());
    let call =
        parse("GET /photos/a?x-id=GetObject&X-Amz-Signature=0", &[("content-type", "x")]).unwrap();
    assert!(call.headers.is_empty() && call.query.is_empty());
}

#[test]
fn versions_are_removed_for_good() {
    let action = |line: &str| parse(line, &[]).unwrap().action();
    assert_eq!(action("DELETE /photos/a"), Action::Delete);
    assert_eq!(action("PUT /photos/a"), Action::Write);
    assert_eq!(action("PUT /photos/a?tagging"), Action::Write);
    assert_eq!(action("POST /photos/a?uploads"), Action::Add);
    assert_eq!(action("PUT /photos/a?partNumber=1&uploadId=u"), Action::Add);
    assert_eq!(action("DELETE /photos/a?uploadId=u"), Action::Add);
    assert_eq!(action("POST /photos/a?uploadId=u"), Action::Write);
    let write = |line: &str, headers: &[(&str, &str)]| parse(line, headers).unwrap().action();
    let absent = ("if-none-match", "*");
    assert_eq!(write("PUT /photos/a", &[absent]), Action::Add);
    assert_eq!(write("POST /photos/a?uploadId=u", &[absent]), Action::Add);
    assert_eq!(write("PUT /photos/a", &[COPY[0], absent]), Action::Add);
    assert_eq!(write("PUT /photos/a", &[("if-none-match", "\"e\"")]), Action::Write);
    assert_eq!(write("PUT /photos/a", &[absent, ("if-match", "\"e\"")]), Action::Write);
    assert_eq!(write("PUT /photos/a?tagging", &[absent]), Action::Write);
    assert_eq!(action("DELETE /photos/a?versionId=null"), Action::Purge);
    let call = parse("POST /photos?delete", &[]).unwrap();
    assert_eq!(call.action(), Action::Delete);
    let document = b"<Delete><Object><Key>a</Key></Object><Object><Key>b</Key><VersionId>v</VersionId></Object></Delete>";
    let objects = Deletions::read(document).unwrap().objects;
    assert_eq!(call.clone().deleting(&objects[..1], false).action(), Action::Delete);
    let call = call.deleting(&objects, false);
    assert_eq!(call.action(), Action::Purge);
    assert_eq!(call.keys.iter().map(Key::as_str).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn a_listing_is_about_its_decoded_prefix() {
    let prefix = |line: &str| parse(line, &[]).unwrap().list_prefix().map(str::to_owned);
    assert_eq!(prefix("GET /photos?list-type=2&prefix=a%2Fb+c%2B%20").as_deref(), Some("a/b c+ "));
    assert_eq!(prefix("GET /photos?versions").as_deref(), Some(""));
    assert_eq!(prefix("GET /photos?location"), None);
    assert_eq!(prefix("GET /photos/a"), None);
}

#[test]
fn a_document_is_what_the_call_expects_or_nothing() {
    let call = |line: &str| parse(line, &[]).unwrap();
    let tagging = || call("PUT /photos/a?tagging");
    assert!(tagging().with_document(Bytes::from("<Tagging><TagSet/></Tagging>")).is_ok());
    for wrong in ["", "<Tagging>", "<Delete/>", "<!DOCTYPE a><Tagging/>", "x"] {
        let fault = tagging().with_document(Bytes::from(wrong)).unwrap_err();
        assert_eq!(fault.code, "MalformedXML", "{wrong}");
    }
    assert!(call("PUT /photos").with_document(Bytes::new()).is_ok());
    assert!(call("PUT /photos").with_document(Bytes::from("<A/>")).is_err());
}

proptest! {
    #[test]
    fn any_request_is_a_call_or_an_error(
        method in "[A-Z]{1,8}",
        path in "/[ -~]{0,80}",
        query in "[ -~]{0,80}",
        source in proptest::option::of("[ -~]{0,80}"),
    ) {
        if let Ok(address) = Address::parse(&path, "x", &Domains::default()) {
            let mut headers = HeaderMap::new();
            if let Some(source) = source {
                headers.insert("x-amz-copy-source", source.parse().unwrap());
            }
            let _ = Call::parse(&method.parse().unwrap(), address, &query, &headers);
        }
    }
}
