//! What is asked with conditions, attributes, checksums and marks, and what is asked in every way to send it.

use super::steps::{ENABLED, ONE_PART, Step};

/// The entity tag of `0123456789`.
const DIGITS: &str = "\"781e5e245d69b566979b86e28d23f2c7\"";

const OTHER: &str = "\"8a0614b4eaa4cffb7515ec101847e198\"";

const LONG_AGO: &str = "Sat, 01 Jan 2000 00:00:00 GMT";

/// In a bucket of one's own, from its beginning on.
pub const FINER: &[Step] = &[
    Step("PUT", "/{b}", &[], ""),
    Step("GET", "/{b}?location", &[], ""),
    Step("GET", "/", &[], ""),
    Step(
        "PUT",
        "/{b}/a",
        &[
            ("content-type", "text/csv"),
            ("content-disposition", "attachment; filename=\"a.csv\""),
            ("content-encoding", "gzip"),
            ("content-language", "fr"),
            ("expires", "Thu, 01 Jan 2037 00:00:00 GMT"),
            ("x-amz-meta-note", "n"),
            ("x-amz-storage-class", "STANDARD"),
        ],
        "0123456789",
    ),
    Step("HEAD", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("HEAD", "/{b}/a", &[("range", "bytes=2-5")], ""),
    Step("HEAD", "/{b}/a?partNumber=1", &[], ""),
    Step("GET", "/{b}/a?partNumber=1", &[], ""),
    Step("GET", "/{b}/a?partNumber=2", &[], ""),
    Step(
        "GET",
        "/{b}/a?attributes",
        &[("x-amz-object-attributes", "ETag,ObjectSize,StorageClass")],
        "",
    ),
    Step("GET", "/{b}/a", &[("if-modified-since", "Thu, 01 Jan 2037 00:00:00 GMT")], ""),
    Step("GET", "/{b}/a", &[("if-unmodified-since", LONG_AGO)], ""),
    Step("GET", "/{b}/a", &[("if-range", OTHER), ("range", "bytes=2-5")], ""),
    Step("PUT", "/{b}/a", &[("if-none-match", "*")], "0123456789"),
    Step("PUT", "/{b}/a", &[("if-match", OTHER)], "0123456789"),
    Step("PUT", "/{b}/a", &[("if-match", DIGITS)], "0123456789"),
    Step("PUT", "/{b}/new", &[("if-none-match", "*")], "0123456789"),
    Step("DELETE", "/{b}/new", &[], ""),
    // Names beside ASCII: as they are, and as older programs write them.
    Step("PUT", "/{b}/word", &[("x-amz-meta-note", "caf\u{e9} \u{6f22}")], "x"),
    Step("HEAD", "/{b}/word", &[], ""),
    Step("PUT", "/{b}/word", &[("x-amz-meta-note", "=?UTF-8?Q?caf=C3=A9?=")], "x"),
    Step("HEAD", "/{b}/word", &[], ""),
    // Copies on conditions of their source.
    Step(
        "PUT",
        "/{b}/c",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-match", DIGITS)],
        "",
    ),
    Step(
        "PUT",
        "/{b}/c",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-match", OTHER)],
        "",
    ),
    Step(
        "PUT",
        "/{b}/c",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-none-match", DIGITS)],
        "",
    ),
    Step(
        "PUT",
        "/{b}/c",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-modified-since", LONG_AGO)],
        "",
    ),
    Step(
        "PUT",
        "/{b}/c",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-unmodified-since", LONG_AGO)],
        "",
    ),
    // Tags that come with the object.
    Step("PUT", "/{b}/t", &[("x-amz-tagging", "k=v&l=w%20x")], "x"),
    Step("GET", "/{b}/t?tagging", &[], ""),
    Step("HEAD", "/{b}/t", &[], ""),
    Step("GET", "/{b}/t", &[], ""),
    Step("PUT", "/{b}/t", &[("x-amz-tagging", "k=v&k=w")], "x"),
    Step("PUT", "/{b}/t2", &[("x-amz-copy-source", "{b}/t")], ""),
    Step("GET", "/{b}/t2?tagging", &[], ""),
    Step(
        "PUT",
        "/{b}/t2",
        &[
            ("x-amz-copy-source", "{b}/t"),
            ("x-amz-tagging", "m=n"),
            ("x-amz-tagging-directive", "REPLACE"),
        ],
        "",
    ),
    Step("GET", "/{b}/t2?tagging", &[], ""),
    Step("POST", "/{b}/mt?uploads", &[("x-amz-tagging", "k=v")], ""),
    Step("PUT", "/{b}/mt?partNumber=1&uploadId={u}", &[], "part"),
    Step("POST", "/{b}/mt?uploadId={u}", &[], ONE_PART),
    Step("GET", "/{b}/mt?tagging", &[], ""),
    // What came without its tags where a storage has none would differ in all that follows.
    Step("DELETE", "/{b}/t", &[], ""),
    Step("DELETE", "/{b}/t2", &[], ""),
    Step("DELETE", "/{b}/mt", &[], ""),
    // Checksums.
    Step("PUT", "/{b}/s", &[("x-amz-checksum-crc32", "y/Q5Jg==")], "123456789"),
    Step("HEAD", "/{b}/s", &[("x-amz-checksum-mode", "ENABLED")], ""),
    Step("GET", "/{b}/s", &[("x-amz-checksum-mode", "ENABLED")], ""),
    Step(
        "GET",
        "/{b}/s?attributes",
        &[("x-amz-object-attributes", "ETag,Checksum,ObjectSize")],
        "",
    ),
    Step("PUT", "/{b}/s", &[("x-amz-checksum-crc32", "y/Q5Jg==")], "12345678"),
    Step(
        "PUT",
        "/{b}/s",
        &[("x-amz-checksum-sha256", "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")],
        "123456789",
    ),
    Step("HEAD", "/{b}/s", &[("x-amz-checksum-mode", "ENABLED")], ""),
    // Uploads: one given up while it lives, one put together of what was sent and what was copied.
    Step("POST", "/{b}/m?uploads", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId={u}", &[], "part"),
    Step(
        "PUT",
        "/{b}/m?partNumber=2&uploadId={u}",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-if-match", OTHER)],
        "",
    ),
    Step("DELETE", "/{b}/m?uploadId={u}", &[], ""),
    Step("GET", "/{b}/m?uploadId={u}", &[], ""),
    Step("POST", "/{b}/m?uploads", &[("x-amz-meta-note", "n")], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId={u}", &[], "{5 MiB}"),
    Step(
        "PUT",
        "/{b}/m?partNumber=2&uploadId={u}",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-range", "bytes=2-5")],
        "",
    ),
    Step(
        "PUT",
        "/{b}/m?partNumber=3&uploadId={u}",
        &[("x-amz-copy-source", "{b}/a"), ("x-amz-copy-source-range", "bytes=2-99")],
        "",
    ),
    Step("GET", "/{b}/m?uploadId={u}&max-parts=1", &[], ""),
    Step("GET", "/{b}/m?uploadId={u}&part-number-marker=1", &[], ""),
    Step(
        "POST",
        "/{b}/m?uploadId={u}",
        &[],
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"4f08eef4096726bff1125e1b1b734644\"</ETag></Part><Part><PartNumber>2</PartNumber><ETag>\"81b073de9370ea873f548e31b8adc081\"</ETag></Part></CompleteMultipartUpload>",
    ),
    Step("HEAD", "/{b}/m", &[], ""),
    Step("GET", "/{b}/m?partNumber=2", &[], ""),
    Step("HEAD", "/{b}/m?partNumber=1", &[], ""),
    Step(
        "GET",
        "/{b}/m?attributes",
        &[("x-amz-object-attributes", "ETag,ObjectSize,ObjectParts")],
        "",
    ),
    // Lists that go on.
    Step("GET", "/{b}?list-type=2&max-keys=2", &[], ""),
    Step("GET", "/{b}?list-type=2&max-keys=2&continuation-token={t}", &[], ""),
    Step("GET", "/{b}?list-type=2&max-keys=2&fetch-owner=true", &[], ""),
    Step("GET", "/{b}?list-type=2&continuation-token=none", &[], ""),
    Step("GET", "/{b}?max-keys=2&marker=a", &[], ""),
    Step("GET", "/{b}?versions&max-keys=2&key-marker=a", &[], ""),
    Step("POST", "/{b}/u1?uploads", &[], ""),
    Step("POST", "/{b}/u2?uploads", &[], ""),
    Step("GET", "/{b}?uploads&max-uploads=1", &[], ""),
    Step("GET", "/{b}?uploads&key-marker=u1", &[], ""),
    // Versions, one by one.
    Step("PUT", "/{b}?versioning", &[], ENABLED),
    Step("PUT", "/{b}/v", &[], "1"),
    Step("PUT", "/{b}/v", &[], "2"),
    Step(
        "POST",
        "/{b}?delete",
        &[],
        "<Delete><Object><Key>v</Key><VersionId>{v}</VersionId></Object><Object><Key>a</Key></Object></Delete>",
    ),
    Step("GET", "/{b}/v", &[], ""),
    Step("HEAD", "/{b}/v?versionId={v}", &[], ""),
    Step("HEAD", "/{b}/a", &[], ""),
    Step("GET", "/{b}?versions&prefix=v", &[], ""),
    Step(
        "POST",
        "/{b}?delete",
        &[],
        "<Delete><Quiet>true</Quiet><Object><Key>word</Key></Object></Delete>",
    ),
    Step("DELETE", "/{b}/v", &[("if-match", OTHER)], ""),
    // An upload that is to become what its parts are not.
    Step("POST", "/{b}/n?uploads", &[], ""),
    Step("PUT", "/{b}/n?partNumber=1&uploadId={u}", &[], "part"),
    Step("POST", "/{b}/n?uploadId={u}", &[("x-amz-mp-object-size", "5")], ONE_PART),
    Step("HEAD", "/{b}/n", &[], ""),
    Step(
        "POST",
        "/{b}/n2?uploads",
        &[("x-amz-checksum-algorithm", "CRC32"), ("x-amz-checksum-type", "FULL_OBJECT")],
        "",
    ),
    Step(
        "PUT",
        "/{b}/n2?partNumber=1&uploadId={u}",
        &[("x-amz-checksum-crc32", "SQ9wxg==")],
        "part",
    ),
    Step(
        "POST",
        "/{b}/n2?uploadId={u}",
        &[("x-amz-checksum-crc32", "y/Q5Jg=="), ("x-amz-checksum-type", "FULL_OBJECT")],
        ONE_PART,
    ),
    Step("HEAD", "/{b}/n2", &[], ""),
];

/// In a bucket of one's own, in every way to send it.
pub const SENT: &[Step] = &[
    Step("PUT", "/{b}", &[], ""),
    Step(
        "PUT",
        "/{b}/a",
        &[("content-type", "text/csv"), ("content-encoding", "gzip")],
        "123456789",
    ),
    Step("HEAD", "/{b}/a", &[("x-amz-checksum-mode", "ENABLED")], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("PUT", "/{b}/a", &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")], "123456789"),
    Step("POST", "/{b}/m?uploads", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId={u}", &[], "part"),
    Step("GET", "/{b}/m?uploadId={u}", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId=none", &[], "part"),
    Step("DELETE", "/{b}/m?uploadId={u}", &[], ""),
    Step("GET", "/{b}?list-type=2", &[], ""),
    Step("DELETE", "/{b}/a", &[], ""),
];
