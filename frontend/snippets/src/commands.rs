//! What a click is for the AWS CLI.

use crate::place::file_name;
use crate::quoting::{literal, shell};

/// Something a person did, or had the page read, in a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opened a folder; the empty prefix is the bucket's root.
    List {
        prefix: String,
    },
    /// Opened the details of an object.
    Details {
        key: String,
    },
    /// Wrote anew what is stored beside the bytes: the headers and the metadata of the person's own.
    Edit {
        key: String,
        /// Options of the command and their values: `content-type`, `cache-control`, …
        headers: Vec<(&'static str, String)>,
        /// Names and values.
        metadata: Vec<(String, String)>,
    },
    Tags {
        key: String,
    },
    /// Replaced all tags: names and values.
    SetTags {
        key: String,
        tags: Vec<(String, String)>,
    },
    /// Saved an object, or with a key that ends in `/` all that is in a folder.
    Download {
        key: String,
    },
    /// Put a file where no object need be.
    Upload {
        key: String,
    },
    NewFolder {
        key: String,
    },
    /// Deleted an object, or all that is in a folder.
    Delete {
        key: String,
    },
    /// Copied or moved an object, or all that is in a folder, into `bucket`.
    Transfer {
        moves: bool,
        from: String,
        bucket: String,
        to: String,
    },
}

/// The line that does the same. Endpoint, region and credentials come from the environment, as
/// [`crate::Program::AwsCli`] sets it.
pub fn line(bucket: &str, act: &Act) -> String {
    let address = |key: &str| shell(&format!("s3://{bucket}/{key}"));
    // What begins with a hyphen would be an option of its own.
    let option = |name: &str, value: &str| {
        let join = if value.starts_with('-') { '=' } else { ' ' };
        format!(" --{name}{join}{}", shell(value))
    };
    let object = |call: &str, key: &str| {
        format!("aws s3api {call}{}{}", option("bucket", bucket), option("key", key))
    };
    match act {
        Act::List { prefix } => format!("aws s3 ls {}", address(prefix)),
        Act::Details { key } => object("head-object", key),
        Act::Edit { key, headers, metadata } => {
            // The program encodes it by itself.
            let source = format!("{bucket}/{key}");
            let mut line = object("copy-object", key);
            line.push_str(&option("copy-source", &source));
            line.push_str(" --metadata-directive REPLACE");
            line.extend(headers.iter().map(|(name, value)| option(name, value)));
            if !metadata.is_empty() {
                let pair = |(name, value): &(String, String)| {
                    format!("{}: {}", literal(name), literal(value))
                };
                let pairs: Vec<String> = metadata.iter().map(pair).collect();
                line.push_str(&option("metadata", &format!("{{{}}}", pairs.join(", "))));
            }
            line
        }
        Act::Tags { key } => object("get-object-tagging", key),
        Act::SetTags { key, tags } if tags.is_empty() => object("delete-object-tagging", key),
        Act::SetTags { key, tags } => {
            let tag = |(name, value): &(String, String)| {
                format!("{{\"Key\": {}, \"Value\": {}}}", literal(name), literal(value))
            };
            let tags: Vec<String> = tags.iter().map(tag).collect();
            let set = format!("{{\"TagSet\": [{}]}}", tags.join(", "));
            format!("{}{}", object("put-object-tagging", key), option("tagging", &set))
        }
        Act::Download { key } if is_folder(key) => {
            let folder = shell(&format!("./{}", file_name(key)));
            format!("aws s3 cp --recursive {} {folder}", address(key))
        }
        Act::Download { key } => format!("aws s3 cp {} .", address(key)),
        Act::Upload { key } => {
            let file = shell(&format!("./{}", file_name(key)));
            format!("aws s3 cp {file} {}", address(key))
        }
        Act::NewFolder { key } => object("put-object", key),
        Act::Delete { key } => format!("aws s3 rm {}{}", recursive(key), address(key)),
        Act::Transfer { moves, from, bucket: target, to } => {
            let verb = if *moves { "mv" } else { "cp" };
            let to = shell(&format!("s3://{target}/{to}"));
            format!("aws s3 {verb} {}{} {to}", recursive(from), address(from))
        }
    }
}

fn is_folder(key: &str) -> bool {
    key.is_empty() || key.ends_with('/')
}

fn recursive(key: &str) -> &'static str {
    if is_folder(key) { "--recursive " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(act: Act, expected: &str) {
        assert_eq!(line("anne.roy", &act), expected);
    }

    fn key(key: &str) -> String {
        key.to_owned()
    }

    fn pair(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn each_act_is_one_line() {
        check(Act::List { prefix: key("") }, "aws s3 ls s3://anne.roy/");
        check(Act::List { prefix: key("été 1/") }, "aws s3 ls 's3://anne.roy/été 1/'");
        check(
            Act::Details { key: key("a b.csv") },
            "aws s3api head-object --bucket anne.roy --key 'a b.csv'",
        );
        check(Act::Download { key: key("a/b.csv") }, "aws s3 cp s3://anne.roy/a/b.csv .");
        check(
            Act::Download { key: key("a/-b/") },
            "aws s3 cp --recursive s3://anne.roy/a/-b/ ./-b",
        );
        check(
            Act::Upload { key: key("a/$b.csv") },
            "aws s3 cp './$b.csv' 's3://anne.roy/a/$b.csv'",
        );
        check(Act::NewFolder { key: key("a/") }, "aws s3api put-object --bucket anne.roy --key a/");
        check(Act::Delete { key: key("a") }, "aws s3 rm s3://anne.roy/a");
        check(Act::Delete { key: key("a/") }, "aws s3 rm --recursive s3://anne.roy/a/");
        let moved =
            Act::Transfer { moves: true, from: key("a/"), bucket: key("team"), to: key("b/") };
        check(moved, "aws s3 mv --recursive s3://anne.roy/a/ s3://team/b/");
        let copied =
            Act::Transfer { moves: false, from: key("a"), bucket: key("anne.roy"), to: key("a'") };
        check(copied, r"aws s3 cp s3://anne.roy/a 's3://anne.roy/a'\'''");
    }

    #[test]
    fn a_key_that_begins_with_a_hyphen_is_no_option() {
        check(
            Act::Tags { key: key("--key") },
            "aws s3api get-object-tagging --bucket anne.roy --key=--key",
        );
    }

    #[test]
    fn what_stands_beside_the_bytes_is_written_as_json() {
        check(
            Act::Edit {
                key: key("a b"),
                headers: vec![("content-type", key("text/csv"))],
                metadata: pair("source", "l'été \"26\""),
            },
            "aws s3api copy-object --bucket anne.roy --key 'a b' --copy-source 'anne.roy/a b' \
             --metadata-directive REPLACE --content-type text/csv \
             --metadata '{\"source\": \"l'\\''été \\\"26\\\"\"}'",
        );
        check(
            Act::SetTags { key: key("a"), tags: pair("team", "prices") },
            "aws s3api put-object-tagging --bucket anne.roy --key a \
             --tagging '{\"TagSet\": [{\"Key\": \"team\", \"Value\": \"prices\"}]}'",
        );
        check(
            Act::SetTags { key: key("a"), tags: Vec::new() },
            "aws s3api delete-object-tagging --bucket anne.roy --key a",
        );
    }
}
