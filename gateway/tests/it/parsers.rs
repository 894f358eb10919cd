//! The bodies of the fuzz targets (`gateway/fuzz`), with random bytes and with good texts of which some bytes are others:
//! what a fuzzer does for hours by hand, for a moment at each run.

#[path = "../../fuzz/src/parsers.rs"]
mod targets;

use cellier::s3::verify::Payload;
use proptest::collection::vec;
use proptest::prelude::*;

const AUTHORIZATION: &str = "authorization: AWS4-HMAC-SHA256 Credential=CELLABCDEFGHIJKL2345/19700101/local/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=0000000000000000000000000000000000000000000000000000000000000000\nx-amz-date: 19700101T000000Z\nx-amz-content-sha256: UNSIGNED-PAYLOAD";

const PRESIGNED: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=CELLABCDEFGHIJKL2345%2F19700101%2Flocal%2Fs3%2Faws4_request&X-Amz-Date=19700101T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host&X-Amz-Signature=0000000000000000000000000000000000000000000000000000000000000000";

const CHUNKED: &str = "\u{2}\u{3}5\r\nhello\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n";

const DELETIONS: &str = "<?xml version=\"1.0\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Quiet>true</Quiet><Object><Key>a &amp; b</Key><VersionId>v</VersionId></Object></Delete>";

const LISTING: &str = "<ListBucketResult><Name>b</Name><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken><Contents><Key>a%20b</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"x\"</ETag><Size>1</Size><Owner><ID>o</ID></Owner></Contents><CommonPrefixes><Prefix>c/</Prefix></CommonPrefixes></ListBucketResult>";

const FORM: &str = "\u{7}--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nin/${filename}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";

const POLICY: &str = "{\"expiration\":\"2030-01-01T00:00:00.000Z\",\"conditions\":[{\"bucket\":\"bucket\"},[\"starts-with\",\"$key\",\"in/\"],[\"content-length-range\",0,10]]}";

const CALL: &str = "PUT\ns3.test\n/anne.roy/a%20b\npartNumber=1&uploadId=u\nx-amz-copy-source: /anne.roy/c%2Bd?versionId=v\nx-amz-copy-source-range: bytes=0-9";

const TOKEN: &str = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fminimal&RoleSessionName=nightly&WebIdentityToken=a.b.c&DurationSeconds=900";

const SESSION_POLICY: &str = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\",\"s3:List*\"],\"Resource\":[\"arn:aws:s3:::anne.roy\",\"arn:aws:s3:::anne.roy/team/*\"]}]}";

type Target = fn(&[u8]);

const TARGETS: [(Target, &str); 10] = [
    (targets::authorization, AUTHORIZATION),
    (targets::presigned, PRESIGNED),
    (targets::chunked, CHUNKED),
    (targets::documents, DELETIONS),
    (targets::documents, LISTING),
    (targets::form, FORM),
    (targets::form, POLICY),
    (targets::call, CALL),
    (targets::token_request, TOKEN),
    (targets::token_request, SESSION_POLICY),
];

/// Bytes put over, put in, or left out.
fn spoiled(text: &str, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (place, byte, kind) in changes {
        let place = place % bytes.len().max(1);
        match kind % 3 {
            0 if place < bytes.len() => bytes[place] = *byte,
            1 => bytes.insert(place, *byte),
            2 if place < bytes.len() => {
                bytes.remove(place);
            }
            _ => {}
        }
    }
    bytes
}

#[test]
fn good_texts_break_nothing() {
    for (target, text) in TARGETS {
        target(text.as_bytes());
        target(b"");
    }
    // They get as far as they should.
    let framed = &CHUNKED.as_bytes()[2..];
    let whole = targets::unframed(Payload::UnsignedChunks, framed, 3);
    assert_eq!(whole.as_deref(), Some(&b"hello"[..]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_break_no_parser(bytes in vec(any::<u8>(), 0..512)) {
        for (target, _) in TARGETS {
            target(&bytes);
        }
    }

    #[test]
    fn spoiled_texts_break_no_parser(changes in vec(any::<(usize, u8, u8)>(), 1..6)) {
        for (target, text) in TARGETS {
            target(&spoiled(text, &changes));
        }
    }
}
