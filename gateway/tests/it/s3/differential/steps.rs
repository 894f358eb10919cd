//! What is asked.

use crate::s3::program::Mode;

/// Ends the name of what is asked of somebody else's bucket.
pub const BY_ANOTHER: &str = " by another";

pub const ENABLED: &str = "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>Enabled</Status></VersioningConfiguration>";

/// Puts together an upload of one part, `part`.
pub const ONE_PART: &str = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"f4c9385f1902f7334b00b9b4ecd164de\"</ETag></Part></CompleteMultipartUpload>";

/// Headers of a request.
type Headers = &'static [(&'static str, &'static str)];

/// One request: method, target, headers, body. `{b}` is the bucket, `{own}` the asking person's own, `{u}` the upload begun
/// last, `{v}` the version stored last, `{t}` where the last list went on, `{5 MiB}` so much of the letter x.
#[derive(Clone, Copy)]
pub struct Step(pub &'static str, pub &'static str, pub Headers, pub &'static str);

impl Step {
    /// As it stands in the list of exceptions: with the names of its headers.
    pub fn name(&self) -> String {
        let Self(method, target, headers, _) = self;
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let with = if names.is_empty() { "" } else { " with " };
        format!("{method} {target}{with}{}", names.join(", "))
    }

    /// The same in a row of requests whose bytes are sent in one of the ways there are.
    pub fn name_as(&self, mode: Mode) -> String {
        if mode == Mode::Literal { self.name() } else { format!("{} as {mode:?}", self.name()) }
    }

    /// How it is sent where bytes are sent so: only those of objects and parts come in frames.
    pub fn mode(&self, mode: Mode) -> Mode {
        let brings_bytes = self.0 == "PUT" && !self.3.is_empty() && !self.3.starts_with('<');
        if mode == Mode::Presigned || brings_bytes { mode } else { Mode::Literal }
    }

    /// The same of somebody else's bucket.
    pub fn name_of_another(&self) -> String {
        format!("{}{BY_ANOTHER}", self.name())
    }
}

/// What people ask of a bucket of their own, from its beginning on.
pub const OWN: &[Step] = &[
    Step("PUT", "/{b}", &[], ""),
    Step("PUT", "/{b}", &[], ""),
    Step("HEAD", "/{b}", &[], ""),
    Step("GET", "/{b}?list-type=2", &[], ""),
    Step("PUT", "/{b}/a", &[("content-type", "text/csv"), ("x-amz-meta-note", "n")], "0123456789"),
    Step("PUT", "/{b}/d/e%20f%2Bg", &[("cache-control", "no-cache")], "x"),
    Step("PUT", "/{b}/d//%C3%A9", &[], ""),
    Step("HEAD", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=2-5")], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=-3")], ""),
    Step("GET", "/{b}/a", &[("range", "bytes=99-")], ""),
    Step("GET", "/{b}/a", &[("if-match", "\"no\"")], ""),
    Step("GET", "/{b}/a", &[("if-none-match", "\"781e5e245d69b566979b86e28d23f2c7\"")], ""),
    Step("GET", "/{b}/a?response-content-type=text%2Fplain", &[], ""),
    Step("GET", "/{b}/none", &[], ""),
    Step("HEAD", "/{b}/none", &[], ""),
    Step("PUT", "/{b}/a2", &[("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==")], "x"),
    Step("GET", "/{b}", &[], ""),
    Step("GET", "/{b}?delimiter=%2F&max-keys=1", &[], ""),
    Step("GET", "/{b}?list-type=2&delimiter=%2F&encoding-type=url", &[], ""),
    Step("GET", "/{b}?list-type=2&prefix=d%2F&start-after=d%2Fa", &[], ""),
    Step("GET", "/{b}?list-type=2&max-keys=0", &[], ""),
    Step("GET", "/{b}?versions&prefix=a", &[], ""),
    Step("PUT", "/{b}/c", &[("x-amz-copy-source", "/{b}/a")], ""),
    Step("PUT", "/{b}/c", &[("x-amz-copy-source", "{b}/none")], ""),
    Step(
        "PUT",
        "/{b}/c",
        &[
            ("x-amz-copy-source", "/{b}/a"),
            ("x-amz-metadata-directive", "REPLACE"),
            ("x-amz-meta-note", "m"),
        ],
        "",
    ),
    Step("HEAD", "/{b}/c", &[], ""),
    Step(
        "PUT",
        "/{b}/a?tagging",
        &[],
        "<Tagging><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
    ),
    Step("GET", "/{b}/a?tagging", &[], ""),
    Step("DELETE", "/{b}/a?tagging", &[], ""),
    Step("GET", "/{b}/none?tagging", &[], ""),
    Step("POST", "/{b}/m?uploads", &[("content-type", "text/csv")], ""),
    Step("GET", "/{b}?uploads", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId={u}", &[], "part"),
    Step("PUT", "/{b}/m?partNumber=2&uploadId={u}", &[("x-amz-copy-source", "{b}/a")], ""),
    Step("GET", "/{b}/m?uploadId={u}", &[], ""),
    Step("POST", "/{b}/m?uploadId={u}", &[], "<CompleteMultipartUpload/>"),
    Step("POST", "/{b}/m?uploadId={u}", &[], ONE_PART),
    Step("HEAD", "/{b}/m", &[], ""),
    Step("PUT", "/{b}/m?partNumber=1&uploadId=none", &[], "x"),
    Step("DELETE", "/{b}/m?uploadId=none", &[], ""),
    Step("GET", "/{b}?versioning", &[], ""),
    Step("PUT", "/{b}?versioning", &[], ENABLED),
    Step("PUT", "/{b}/a", &[], "second"),
    Step("GET", "/{b}/a?versionId={v}", &[], ""),
    Step("GET", "/{b}/a?versionId=null", &[], ""),
    Step("DELETE", "/{b}/a", &[], ""),
    Step("GET", "/{b}/a", &[], ""),
    Step("DELETE", "/{b}/a?versionId=null", &[], ""),
    Step(
        "POST",
        "/{b}?delete",
        &[],
        "<Delete><Object><Key>c</Key></Object><Object><Key>none</Key></Object></Delete>",
    ),
    Step("DELETE", "/{b}", &[], ""),
];

/// What is in the bucket that others ask for, put there by its owner.
pub const STOCK: &[Step] = &[
    Step("PUT", "/{b}", &[], ""),
    Step("PUT", "/{b}/secret", &[("x-amz-meta-note", "n")], "secret"),
    Step("POST", "/{b}/open?uploads", &[], ""),
    Step("PUT", "/{b}/open?partNumber=1&uploadId={u}", &[], "part"),
];

/// What people ask of somebody else's bucket.
pub const INTRUSIONS: &[Step] = &[
    Step("HEAD", "/{b}", &[], ""),
    Step("GET", "/{b}", &[], ""),
    Step("GET", "/{b}?list-type=2", &[], ""),
    Step("GET", "/{b}?versions", &[], ""),
    Step("GET", "/{b}?uploads", &[], ""),
    Step("GET", "/{b}?location", &[], ""),
    Step("GET", "/{b}?versioning", &[], ""),
    Step("GET", "/{b}/secret", &[], ""),
    Step("GET", "/{b}/secret", &[("if-none-match", "*")], ""),
    Step("GET", "/{b}/secret", &[("range", "bytes=99-")], ""),
    Step("GET", "/{b}/secret?versionId=null", &[], ""),
    Step("HEAD", "/{b}/secret", &[], ""),
    Step("GET", "/{b}/none", &[], ""),
    Step("HEAD", "/{b}/none", &[], ""),
    Step("GET", "/{b}/secret?tagging", &[], ""),
    Step("PUT", "/{b}/secret", &[], "intruder"),
    Step("PUT", "/{b}/new", &[], "intruder"),
    Step("PUT", "/{b}/secret?tagging", &[], "<Tagging><TagSet/></Tagging>"),
    Step("DELETE", "/{b}/secret?tagging", &[], ""),
    Step("DELETE", "/{b}/secret", &[], ""),
    Step("POST", "/{b}?delete", &[], "<Delete><Object><Key>secret</Key></Object></Delete>"),
    Step("POST", "/{b}/new?uploads", &[], ""),
    Step("GET", "/{b}/open?uploadId={u}", &[], ""),
    Step("PUT", "/{b}/open?partNumber=1&uploadId={u}", &[], "intruder"),
    Step("PUT", "/{b}/open?partNumber=2&uploadId={u}", &[("x-amz-copy-source", "/{own}/a")], ""),
    Step(
        "POST",
        "/{b}/open?uploadId={u}",
        &[],
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"32f28ea03b1b20126629d2ca63fc6665\"</ETag></Part></CompleteMultipartUpload>",
    ),
    Step("DELETE", "/{b}/open?uploadId={u}", &[], ""),
    Step("PUT", "/{own}/stolen", &[("x-amz-copy-source", "/{b}/secret")], ""),
    Step("PUT", "/{b}/new", &[("x-amz-copy-source", "/{own}/a")], ""),
    Step("PUT", "/{b}?versioning", &[], ENABLED),
    Step("PUT", "/{b}", &[], ""),
    Step("DELETE", "/{b}", &[], ""),
    Step("GET", "/nobody-has-this", &[], ""),
    Step("GET", "/nobody-has-this/key", &[], ""),
];
