use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read(statements: &Value) -> Result<Narrowing, Fault> {
    Narrowing::read(&json!({ "Version": "2012-10-17", "Statement": statements }).to_string())
}

fn allow(actions: &Value, resources: &Value) -> Value {
    json!({ "Effect": "Allow", "Action": actions, "Resource": resources })
}

/// As `bucket:prefix,prefix;…` and whether it only reads.
fn told(narrowing: Narrowing) -> (String, bool) {
    let reach = match narrowing.reach {
        Reach::Everything => "*".to_owned(),
        Reach::Object(..) => unreachable!("a session policy names buckets and prefixes"),
        Reach::Buckets(buckets) => {
            let told = buckets.iter().map(|(bucket, prefixes)| {
                let prefixes: Vec<_> = prefixes.iter().map(KeyPrefix::as_str).collect();
                format!("{bucket}:{}", prefixes.join(","))
            });
            told.collect::<Vec<_>>().join(";")
        }
    };
    (reach, narrowing.read_only)
}

#[test]
fn what_a_scope_can_say_is_taken() {
    let check = |statements: Value, reach: &str, read_only: bool| {
        let found = told(read(&statements).unwrap());
        assert_eq!(found, (reach.to_owned(), read_only), "{statements}");
    };
    let reads = json!(["s3:Get*", "s3:List*"]);
    let all = json!("s3:*");
    check(allow(&all, &json!("*")), "*", false);
    check(allow(&reads, &json!("arn:aws:s3:::*")), "*", true);
    let whole = json!(["arn:aws:s3:::anne.roy", "arn:aws:s3:::anne.roy/*"]);
    check(allow(&all, &whole), "anne.roy:", false);
    check(allow(&json!("S3:*"), &whole), "anne.roy:", false);
    check(allow(&json!("*"), &whole), "anne.roy:", false);
    check(allow(&reads, &whole), "anne.roy:", true);
    let below = json!(["arn:aws:s3:::anne.roy", "arn:aws:s3:::anne.roy/a b/*"]);
    check(allow(&reads, &below), "anne.roy:a b/", true);
    check(allow(&all, &below), "anne.roy:a b/", false);
    // The usual shape: the bucket is listed, what lies below a prefix is written.
    let split = json!([
        { "Sid": "list", "Effect": "Allow", "Action": reads, "Resource": "arn:aws:s3:::anne.roy" },
        { "Sid": "work", "Effect": "Allow", "Action": all,
          "Resource": ["arn:aws:s3:::anne.roy/in/*", "arn:aws:s3:::anne.roy/out/*"] },
    ]);
    check(split, "anne.roy:in/,out/", false);
    // Named one by one.
    let named = [BUCKET_READS.as_slice(), &OBJECT_READS].concat();
    check(allow(&json!(named), &whole), "anne.roy:", true);
    // A prefix beside the whole bucket adds nothing.
    let both = json!(["arn:aws:s3:::b-1", "arn:aws:s3:::b-1/*", "arn:aws:s3:::b-1/a/*"]);
    check(allow(&reads, &both), "b-1:", true);
}

#[test]
fn what_a_scope_cannot_say_is_refused() {
    let check = |statements: Value, word: &str| {
        let fault = read(&statements).unwrap_err();
        assert_eq!(fault.code, Code::MalformedPolicyDocument, "{statements}");
        assert!(fault.message.contains(word), "{statements}: {fault}");
    };
    let whole = json!(["arn:aws:s3:::anne.roy", "arn:aws:s3:::anne.roy/*"]);
    let all = json!("s3:*");
    check(json!([]), "nothing");
    check(allow(&json!([]), &whole), "s3:");
    check(allow(&all, &json!([])), "nothing");
    check(json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }), "Allow");
    let conditional = json!({
        "Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Condition": { "StringLike": { "s3:prefix": "a/*" } },
    });
    check(conditional, "JSON");
    check(json!({ "Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*" }), "JSON");
    check(json!({ "Effect": "Allow", "Action": "s3:*", "NotResource": "*" }), "JSON");
    check(
        json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*" }),
        "JSON",
    );
    // Some of reading, some of writing: a scope would give more.
    check(allow(&json!("s3:GetObject"), &whole), "reading");
    check(allow(&json!("s3:PutObject"), &whole), "reading");
    check(allow(&json!(["s3:Get*", "s3:List*", "s3:PutObject"]), &whole), "reading");
    check(allow(&json!("ec2:*"), &whole), "reading");
    // Objects without their bucket, and the other way round.
    check(allow(&all, &json!("arn:aws:s3:::anne.roy/*")), "lists them");
    check(allow(&all, &json!("arn:aws:s3:::anne.roy")), "arn:aws:s3:::anne.roy/*");
    let managed = json!([
        allow(&json!(["s3:Get*", "s3:List*"]), &json!("arn:aws:s3:::anne.roy")),
        allow(&all, &json!("arn:aws:s3:::anne.roy/*")),
    ]);
    check(managed, "manages");
    // One bucket to read, another to write.
    let mixed = json!([
        allow(&all, &whole),
        allow(&json!(["s3:Get*", "s3:List*"]), &json!(["arn:aws:s3:::b-2", "arn:aws:s3:::b-2/*"])),
    ]);
    check(mixed, "same");
    for resource in [
        "arn:aws:s3:::anne.roy/a*",
        "arn:aws:s3:::anne.roy/a",
        "arn:aws:s3:::anne.roy/*/b/*",
        "arn:aws:s3:::anne.roy/${aws:username}/*",
        "arn:aws:s3:::anne.roy/../*",
        "arn:aws:s3:::anne.*",
        "arn:aws:s3:::anne.roy*",
        "arn:aws:s3:ca-central-1:000000000000:accesspoint/x",
        "anne.roy",
        "",
    ] {
        check(allow(&all, &json!(["arn:aws:s3:::anne.roy", resource])), "resource");
    }
    for text in ["", "{", "[]", "null", "{\"Version\":\"2012-10-17\"}"] {
        assert_eq!(
            Narrowing::read(text).unwrap_err().code,
            Code::MalformedPolicyDocument,
            "{text}"
        );
    }
    let version = json!({ "Version": "2030-01-01", "Statement": allow(&all, &json!("*")) });
    assert!(Narrowing::read(&version.to_string()).unwrap_err().message.contains("Version"));
}

#[test]
fn a_policy_has_a_largest_size() {
    let long = allow(&json!("s3:*"), &json!(vec!["arn:aws:s3:::anne.roy"; 100]));
    let fault = read(&long).unwrap_err();
    assert_eq!(fault.code, Code::PackedPolicyTooLarge);
}

proptest! {
    #[test]
    fn a_pattern_fits_as_it_does_letter_by_letter(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
        fn slowly(pattern: &[u8], text: &[u8]) -> bool {
            match (pattern, text) {
                ([], _) => text.is_empty(),
                ([b'*', rest @ ..], _) => (0..=text.len()).any(|cut| slowly(rest, &text[cut..])),
                ([b'?', rest @ ..], [_, text @ ..]) => slowly(rest, text),
                ([one, rest @ ..], [other, text @ ..]) => one == other && slowly(rest, text),
                _ => false,
            }
        }
        let expected = slowly(pattern.as_bytes(), text.as_bytes());
        prop_assert_eq!(fits(pattern.as_bytes(), text.as_bytes()), expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = Narrowing::read(&text);
    }
}
