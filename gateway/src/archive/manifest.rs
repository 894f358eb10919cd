//! Lists for programs that fetch by themselves, line by line. Whatever a key holds, a line stays a line, and in a shell
//! script it stays one word.

use std::fmt::Write;

use gateway_api::ManifestFormat;

use crate::s3::encode;
use crate::s3::names::{Bucket, Key};

/// What is the same for all lines.
#[derive(Clone, Debug)]
pub struct Terms {
    pub format: ManifestFormat,
    pub bucket: Bucket,
    /// Where programs reach the S3 side, unless they are told otherwise.
    pub endpoint: String,
    /// What the list is and how it is used, for its first lines.
    pub explanation: String,
}

/// One object.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    pub key: &'a Key,
    /// The file it becomes: relative, and safe to write.
    pub name: &'a str,
    /// Absolute; unused where the format names keys.
    pub address: &'a str,
    pub sha256: Option<[u8; 32]>,
}

impl Terms {
    /// Before the first line.
    pub fn head(&self) -> String {
        let comment = || {
            let lines = self.explanation.lines();
            lines.fold(String::new(), |mut comment, line| {
                let _ = writeln!(comment, "# {line}");
                comment
            })
        };
        match self.format {
            // Every line is an address: not all who read such lists know comments.
            ManifestFormat::Urls => String::new(),
            ManifestFormat::Sha256sums | ManifestFormat::Aria2 => comment(),
            ManifestFormat::Rclone => format!("#!/bin/sh\n{}failed=0\n", comment()),
            ManifestFormat::Aws => format!(
                "#!/bin/sh\n{}: \"${{S3_ENDPOINT:={}}}\"\nfailed=0\n",
                comment(),
                // Ours, from the settings; in double quotes these four would mean something.
                self.endpoint.replace(['"', '$', '`', '\\'], "")
            ),
        }
    }

    pub fn line(&self, item: &Item<'_>) -> String {
        match self.format {
            ManifestFormat::Urls => format!("{}\n", item.address),
            ManifestFormat::Sha256sums => match item.sha256 {
                // Names hold neither backslash nor line break, which would have to be marked.
                Some(digest) => format!("{}  {}\n", hex::encode(digest), item.name),
                None => format!("# ? {}\n", item.name),
            },
            ManifestFormat::Aria2 => {
                let checksum = item
                    .sha256
                    .map(|digest| format!("  checksum=sha-256={}\n", hex::encode(digest)));
                let checksum = checksum.unwrap_or_default();
                format!("{}\n  out={}\n{checksum}", item.address, item.name)
            }
            ManifestFormat::Rclone => {
                let (address, file) = (quoted(item.address), quoted(&format!("./{}", item.name)));
                format!("rclone copyurl {address} {file} || failed=1\n")
            }
            ManifestFormat::Aws => {
                let object = format!("s3://{}/{}", self.bucket.name, item.key.as_str());
                let (object, file) = (quoted(&object), quoted(&format!("./{}", item.name)));
                format!("aws --endpoint-url \"$S3_ENDPOINT\" s3 cp {object} {file} || failed=1\n")
            }
        }
    }

    /// After the last line.
    pub fn tail(&self) -> &'static str {
        match self.format {
            ManifestFormat::Rclone | ManifestFormat::Aws => "exit \"$failed\"\n",
            ManifestFormat::Urls | ManifestFormat::Sha256sums | ManifestFormat::Aria2 => "",
        }
    }
}

/// One word of a POSIX shell, whatever is in it (Shell Command Language, 2.2.2).
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The address of an object below `start`, where its key follows raw. Clients resolve `.` and `..` in paths, so a key
/// with such parts goes into the query of `other`.
pub fn address(start: &str, other: &str, key: &Key) -> String {
    if key.has_dot_segment() {
        format!("{other}?key={}", encode::encode_value(key.as_str()))
    } else {
        format!("{start}/{}", encode::encode_path(key.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::s3::names::{BucketName, InstanceId};

    fn terms(format: ManifestFormat) -> Terms {
        Terms {
            format,
            bucket: Bucket {
                instance: InstanceId::parse("minimal").unwrap(),
                name: BucketName::parse("anne.roy").unwrap(),
            },
            endpoint: "https://storage.example.org:9000".to_owned(),
            explanation: "First.\nSecond.".to_owned(),
        }
    }

    fn check(format: ManifestFormat, expected: &str) {
        let key = Key::parse("été/it's.csv").unwrap();
        let address = address("https://p.example/x", "https://p.example/y", &key);
        let (name, sha256) = ("été/it's.csv", Some([7; 32]));
        let item = Item { key: &key, name, address: &address, sha256 };
        let terms = terms(format);
        assert_eq!(terms.head() + &terms.line(&item) + terms.tail(), expected);
    }

    #[test]
    fn each_format_has_its_lines() {
        let address = "https://p.example/x/%C3%A9t%C3%A9/it%27s.csv";
        let digest = "07".repeat(32);
        let comment = "# First.\n# Second.\n";
        check(ManifestFormat::Urls, &format!("{address}\n"));
        check(ManifestFormat::Sha256sums, &format!("{comment}{digest}  été/it's.csv\n"));
        check(
            ManifestFormat::Aria2,
            &format!("{comment}{address}\n  out=été/it's.csv\n  checksum=sha-256={digest}\n"),
        );
        check(
            ManifestFormat::Rclone,
            &format!(
                "#!/bin/sh\n{comment}failed=0\n\
                 rclone copyurl '{address}' './été/it'\\''s.csv' || failed=1\nexit \"$failed\"\n"
            ),
        );
        check(
            ManifestFormat::Aws,
            &format!(
                "#!/bin/sh\n{comment}: \"${{S3_ENDPOINT:=https://storage.example.org:9000}}\"\nfailed=0\n\
                 aws --endpoint-url \"$S3_ENDPOINT\" s3 cp 's3://anne.roy/été/it'\\''s.csv' \
                 './été/it'\\''s.csv' || failed=1\nexit \"$failed\"\n"
            ),
        );
    }

    #[test]
    fn keys_that_clients_would_resolve_go_into_the_query() {
        let check = |key: &str, expected: &str| {
            assert_eq!(address("/x", "/y", &Key::parse(key).unwrap()), expected, "{key}");
        };
        check("a/b?c#d", "/x/a/b%3Fc%23d");
        check("a/../b", "/y?key=a%2F..%2Fb");
    }

    proptest! {
        #[test]
        fn a_word_begins_and_ends_in_quotes(word in any::<String>()) {
            let quoted = quoted(&word);
            let inside = &quoted[1..quoted.len() - 1];
            prop_assert!(!inside.replace(r"'\''", "").contains('\''));
        }
    }
}
