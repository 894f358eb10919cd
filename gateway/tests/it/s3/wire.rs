//! Each call as an instance gets it: the line, each header, each byte; and a signature that fits them.

mod told;

use std::collections::BTreeSet;

use cellier::s3::call::{Name, TABLE};

pub use self::told::answer;
use self::told::told;
use super::recording::RESERVED;
use super::stage::Stage;

type Headers = &'static [(&'static str, &'static str)];

/// What a program asks, and what becomes of it.
pub struct Wire {
    pub name: Name,
    pub line: &'static str,
    headers: Headers,
    pub body: &'static str,
    /// Empty where an instance is not asked.
    sent: &'static [Sent],
}

/// Line, headers beside those that all requests have, body.
pub struct Sent(&'static str, Headers, &'static str);

const TAGS: &str = "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>";
const VERSIONS: &str =
    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
const PARTS: &str = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e\"</ETag></Part></CompleteMultipartUpload>";

/// In the order of the table of calls.
const WIRES: [Wire; 27] = [
    Wire { name: Name::ListBuckets, line: "GET /?prefix=a", headers: &[], body: "", sent: &[] },
    Wire {
        name: Name::GetBucketLocation,
        line: "GET /alice.tremblay?location",
        headers: &[],
        body: "",
        sent: &[Sent("HEAD /alice.tremblay", &[], "")],
    },
    Wire {
        name: Name::GetBucketVersioning,
        line: "GET /alice.tremblay?versioning",
        headers: &[],
        body: "",
        sent: &[Sent("GET /alice.tremblay?versioning", &[], "")],
    },
    Wire {
        name: Name::PutBucketVersioning,
        line: "PUT /alice.tremblay?versioning",
        headers: &[("content-md5", "8qj8HSeDu3APPMQZVG06WQ==")],
        body: VERSIONS,
        sent: &[Sent(
            "PUT /alice.tremblay?versioning",
            &[("content-md5", "8qj8HSeDu3APPMQZVG06WQ=="), ("content-type", "application/xml")],
            VERSIONS,
        )],
    },
    Wire {
        name: Name::ListObjectVersions,
        line: "GET /alice.tremblay?versions&prefix=a%20b%2Fc&key-marker=%C3%A9&max-keys=3",
        headers: &[],
        body: "",
        sent: &[Sent(
            "GET /alice.tremblay?versions&prefix=a%20b%2Fc&key-marker=%C3%A9&max-keys=3",
            &[],
            "",
        )],
    },
    Wire {
        name: Name::ListMultipartUploads,
        line: "GET /alice.tremblay?uploads&upload-id-marker=a%2Bb",
        headers: &[],
        body: "",
        sent: &[Sent("GET /alice.tremblay?uploads&upload-id-marker=a%2Bb", &[], "")],
    },
    Wire {
        name: Name::ListObjectsV2,
        line: "GET /alice.tremblay?list-type=2&continuation-token=1%2F%3D%2B&delimiter=%2F",
        headers: &[("x-amz-optional-object-attributes", "RestoreStatus")],
        body: "",
        sent: &[Sent(
            "GET /alice.tremblay?list-type=2&continuation-token=1%2F%3D%2B&delimiter=%2F",
            &[("x-amz-optional-object-attributes", "RestoreStatus")],
            "",
        )],
    },
    Wire {
        name: Name::ListObjects,
        line: "GET /alice.tremblay?marker=%26",
        headers: &[],
        body: "",
        sent: &[Sent("GET /alice.tremblay?marker=%26", &[], "")],
    },
    Wire {
        name: Name::HeadBucket,
        line: "HEAD /alice.tremblay",
        headers: &[],
        body: "",
        sent: &[Sent("HEAD /alice.tremblay", &[], "")],
    },
    Wire {
        name: Name::CreateBucket,
        line: "PUT /alice.tremblay.new",
        headers: &[],
        body: "<CreateBucketConfiguration><LocationConstraint>us-east-1</LocationConstraint></CreateBucketConfiguration>",
        sent: &[
            // A bucket that is there and nobody's is not taken over: it is looked for before it is recorded, and made.
            Sent("HEAD /alice.tremblay.new", &[], ""),
            Sent("HEAD /alice.tremblay.new", &[], ""),
            Sent("PUT /alice.tremblay.new", &[], ""),
        ],
    },
    Wire {
        name: Name::DeleteBucket,
        line: "DELETE /alice.tremblay.new",
        headers: &[],
        body: "",
        sent: &[Sent("DELETE /alice.tremblay.new", &[], "")],
    },
    Wire {
        name: Name::DeleteObjects,
        line: "POST /alice.tremblay?delete",
        headers: &[],
        body: "<Delete><Quiet>true</Quiet><Object><Key>a &amp; b</Key></Object></Delete>",
        sent: &[Sent(
            "POST /alice.tremblay?delete",
            &[("content-md5", "fEsWLlhQMwo+uIxLBfxaVw=="), ("content-type", "application/xml")],
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a &amp; b</Key></Object><Quiet>true</Quiet></Delete>",
        )],
    },
    Wire {
        name: Name::ListParts,
        line: "GET /alice.tremblay/a?uploadId=u%2B&max-parts=1",
        headers: &[],
        body: "",
        sent: &[Sent("GET /alice.tremblay/a?uploadId=u%2B&max-parts=1", &[], "")],
    },
    Wire {
        name: Name::GetObjectAttributes,
        line: "GET /alice.tremblay/a?attributes&versionId=v",
        headers: &[("x-amz-object-attributes", "ETag,Checksum")],
        body: "",
        sent: &[Sent(
            "GET /alice.tremblay/a?attributes&versionId=v",
            &[("x-amz-object-attributes", "ETag,Checksum")],
            "",
        )],
    },
    Wire {
        name: Name::GetObjectTagging,
        line: "GET /alice.tremblay/a?tagging",
        headers: &[],
        body: "",
        sent: &[Sent("GET /alice.tremblay/a?tagging", &[], "")],
    },
    Wire {
        name: Name::GetObject,
        line: "GET /alice.tremblay/a%20%2B//%C3%A9?partNumber=2&response-content-type=text%2Fcsv&x-id=GetObject",
        headers: &[("range", "bytes=1-2"), ("if-match", "e"), ("x-amz-checksum-mode", "ENABLED")],
        body: "",
        sent: &[Sent(
            "GET /alice.tremblay/a%20%2B//%C3%A9?partNumber=2&response-content-type=text%2Fcsv",
            &[("range", "bytes=1-2"), ("if-match", "e"), ("x-amz-checksum-mode", "ENABLED")],
            "",
        )],
    },
    Wire {
        name: Name::HeadObject,
        line: "HEAD /alice.tremblay/a(1)?versionId=null",
        headers: &[("if-none-match", "*")],
        body: "",
        sent: &[Sent(
            "HEAD /alice.tremblay/a%281%29?versionId=null",
            &[("if-none-match", "*")],
            "",
        )],
    },
    Wire {
        name: Name::UploadPartCopy,
        line: "PUT /alice.tremblay/a?partNumber=1&uploadId=u",
        headers: &[
            ("x-amz-copy-source", "alice.tremblay%2Fb%2520c+d?versionId=v%2B"),
            ("x-amz-copy-source-range", "bytes=0-1"),
        ],
        body: "",
        sent: &[Sent(
            "PUT /alice.tremblay/a?partNumber=1&uploadId=u",
            &[
                ("x-amz-copy-source", "/alice.tremblay/b%2520c%2Bd?versionId=v%2B"),
                ("x-amz-copy-source-range", "bytes=0-1"),
            ],
            "",
        )],
    },
    Wire {
        name: Name::UploadPart,
        line: "PUT /alice.tremblay/a?uploadId=u&partNumber=1",
        headers: &[("x-amz-checksum-crc32", "y/Q5Jg==")],
        body: "123456789",
        sent: &[Sent(
            "PUT /alice.tremblay/a?uploadId=u&partNumber=1",
            &[("x-amz-checksum-crc32", "y/Q5Jg==")],
            "123456789",
        )],
    },
    Wire {
        name: Name::PutObjectTagging,
        line: "PUT /alice.tremblay/a?tagging",
        headers: &[],
        body: TAGS,
        sent: &[Sent(
            "PUT /alice.tremblay/a?tagging",
            &[("content-md5", "EbdZDxVT2OADmYhaGBi6mA=="), ("content-type", "application/xml")],
            TAGS,
        )],
    },
    Wire {
        name: Name::CopyObject,
        line: "PUT /alice.tremblay/a",
        headers: &[
            ("x-amz-copy-source", "/alice.tremblay/b%2Fc d"),
            ("x-amz-copy-source-if-match", "e"),
            ("x-amz-metadata-directive", "REPLACE"),
            ("x-amz-meta-note", "n"),
        ],
        body: "",
        sent: &[Sent(
            "PUT /alice.tremblay/a",
            &[
                ("x-amz-copy-source", "/alice.tremblay/b/c%20d"),
                ("x-amz-copy-source-if-match", "e"),
                ("x-amz-metadata-directive", "REPLACE"),
                ("x-amz-meta-note", "n"),
            ],
            "",
        )],
    },
    Wire {
        name: Name::PutObject,
        line: "PUT /alice.tremblay/a",
        headers: &[
            ("content-type", "text/csv"),
            ("expires", "0"),
            ("if-none-match", "*"),
            ("x-amz-meta-note", "=?UTF-8?Q?=C3=A9?="),
            ("x-amz-acl", "private"),
        ],
        body: "123456789",
        sent: &[Sent(
            "PUT /alice.tremblay/a",
            &[
                ("content-type", "text/csv"),
                ("expires", "0"),
                ("if-none-match", "*"),
                ("x-amz-meta-note", "=?UTF-8?Q?=C3=A9?="),
            ],
            "123456789",
        )],
    },
    Wire {
        name: Name::CreateMultipartUpload,
        line: "POST /alice.tremblay/a?uploads",
        headers: &[("content-type", "text/csv"), ("x-amz-checksum-algorithm", "CRC32")],
        body: "",
        sent: &[Sent(
            "POST /alice.tremblay/a?uploads",
            &[("content-type", "text/csv"), ("x-amz-checksum-algorithm", "CRC32")],
            "",
        )],
    },
    Wire {
        name: Name::CompleteMultipartUpload,
        line: "POST /alice.tremblay/a?uploadId=u",
        headers: &[("x-amz-checksum-crc32", "AAAAAA=="), ("x-amz-mp-object-size", "9")],
        body: PARTS,
        sent: &[
            // The parts must add up.
            Sent("GET /alice.tremblay/a?uploadId=u", &[], ""),
            Sent(
                "POST /alice.tremblay/a?uploadId=u",
                &[
                    ("content-md5", "s0C0kEVbrmdcJRSSaGyhOw=="),
                    ("content-type", "application/xml"),
                    ("x-amz-checksum-crc32", "AAAAAA=="),
                    ("x-amz-mp-object-size", "9"),
                ],
                PARTS,
            ),
        ],
    },
    Wire {
        name: Name::AbortMultipartUpload,
        line: "DELETE /alice.tremblay/a?uploadId=u",
        headers: &[],
        body: "",
        sent: &[Sent("DELETE /alice.tremblay/a?uploadId=u", &[], "")],
    },
    Wire {
        name: Name::DeleteObjectTagging,
        line: "DELETE /alice.tremblay/a?tagging",
        headers: &[],
        body: "",
        sent: &[Sent("DELETE /alice.tremblay/a?tagging", &[], "")],
    },
    Wire {
        name: Name::DeleteObject,
        line: "DELETE /alice.tremblay/a?versionId=v",
        headers: &[],
        body: "",
        sent: &[Sent("DELETE /alice.tremblay/a?versionId=v", &[], "")],
    },
];

/// Asks for each call in that way: what the instance is sent must be what stands above.
pub async fn check_each(stage: &Stage, ask: impl AsyncFn(&Wire, &[(&str, &str)])) {
    let mut faults = Vec::new();
    for wire @ Wire { name, headers, sent, .. } in &WIRES {
        let before = stage.records().len();
        let headers: Vec<_> = RESERVED.into_iter().chain(headers.iter().copied()).collect();
        ask(wire, &headers).await;
        let received = stage.records().split_off(before);
        let told: Vec<_> = received.iter().map(told).collect();
        let expected = sent.iter().map(|Sent(line, headers, body)| {
            (*line, headers.iter().copied().collect(), (*body).to_owned())
        });
        let expected: Vec<_> = expected.collect();
        if told != expected {
            faults.push(format!("{name:?}\n  sent     {told:?}\n  expected {expected:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn each_call_reaches_an_instance_as_it_was_permitted_and_in_no_other_way() {
    let stage = Stage::set(answer, |_| {}).await;
    let ask = async |wire: &Wire, headers: &[(&str, &str)]| {
        let (method, target) = wire.line.split_once(' ').unwrap();
        stage.program.ask(method, target, headers, wire.body).await;
    };
    check_each(&stage, ask).await;
}

#[test]
fn every_call_of_the_table_is_written_out() {
    let written: BTreeSet<_> = WIRES.iter().map(|wire| wire.name as usize).collect();
    assert_eq!(written, TABLE.iter().map(|spec| spec.name as usize).collect());
}
