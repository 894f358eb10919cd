use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

fn policy(conditions: Value) -> Result<FormPolicy, Fault> {
    let document = json!({ "expiration": "2027-01-16T00:00:00Z", "conditions": conditions });
    FormPolicy::read(document.to_string().as_bytes())
}

fn admit(conditions: Value, key: &str, fields: &[(&str, &str)]) -> Result<(), Fault> {
    let fields: Vec<_> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let bucket = BucketName::parse("anne.roy").unwrap();
    policy(conditions)?.admit(&bucket, key, &fields, Timestamp::from_second(NOW).unwrap())
}

#[test]
fn conditions_hold_or_not() {
    let check = |condition: Value, fields: &[(&str, &str)], expected: bool| {
        let conditions = json!([{ "bucket": "anne.roy" }, ["starts-with", "$key", ""], condition]);
        let outcome = admit(conditions, "in/a.txt", fields);
        assert_eq!(outcome.is_ok(), expected, "{condition}: {outcome:?}");
    };
    check(json!({ "key": "in/a.txt" }), &[], true);
    check(json!({ "key": "in/b.txt" }), &[], false);
    check(json!(["eq", "$key", "in/a.txt"]), &[("key", "in/${filename}")], true);
    check(json!(["StArTs-WiTh", "$KeY", "in/"]), &[], true);
    check(json!(["starts-with", "$key", "out/"]), &[], false);
    check(json!({ "Content-Type": "text/plain" }), &[("content-type", "text/plain")], true);
    check(json!({ "Content-Type": "text/plain" }), &[("content-type", "text/html")], false);
    check(json!({ "Content-Type": "text/plain" }), &[], false);
    check(
        json!(["starts-with", "$content-type", "image/"]),
        &[("content-type", "image/png")],
        true,
    );
    let two = [("content-type", "image/png, text/html")];
    check(json!(["starts-with", "$content-type", "image/"]), &two, false);
    check(json!(["starts-with", "$x-amz-meta-a", ""]), &[("x-amz-meta-a", "anything")], true);
    check(json!(["starts-with", "$x-amz-meta-a", ""]), &[], true);
    check(json!(["content-length-range", 0, 10]), &[], true);
}

#[test]
fn every_field_is_covered() {
    let check = |field: &str, expected: bool| {
        let conditions = json!([{ "bucket": "anne.roy" }, { "key": "a" }]);
        let outcome = admit(conditions, "a", &[("key", "a"), (field, "1")]);
        assert_eq!(outcome.is_ok(), expected, "{field}: {outcome:?}");
    };
    check("policy", true);
    check("x-amz-signature", true);
    check("file", true);
    check("x-ignore-me", true);
    check("x-amz-credential", false);
    check("x-amz-date", false);
    check("x-amz-meta-a", false);
    check("success_action_redirect", false);
    check("submit", false);
}

#[test]
fn the_bucket_is_the_one_of_the_address_whatever_else_says() {
    let check = |conditions: Value, field: Option<&str>, expected: bool| {
        let fields: Vec<_> = field.iter().map(|bucket| ("bucket", *bucket)).collect();
        let outcome = admit(conditions.clone(), "a", &fields);
        assert_eq!(outcome.is_ok(), expected, "{conditions} {field:?}: {outcome:?}");
    };
    let ours = json!([{ "bucket": "anne.roy" }, { "key": "a" }]);
    let theirs = json!([{ "bucket": "jean.roy" }, { "key": "a" }]);
    let any = json!([["starts-with", "$bucket", ""], { "key": "a" }]);
    check(ours.clone(), None, true);
    check(ours.clone(), Some("anne.roy"), true);
    check(ours, Some("jean.roy"), false);
    check(theirs.clone(), None, false);
    check(theirs.clone(), Some("jean.roy"), false);
    check(theirs, Some("anne.roy"), false);
    check(any.clone(), None, true);
    check(any, Some("jean.roy"), false);
    check(json!([{ "key": "a" }]), None, false);
    check(json!([{ "key": "a" }]), Some("anne.roy"), false);
    let both = json!([{ "bucket": "anne.roy" }, { "bucket": "jean.roy" }, { "key": "a" }]);
    check(both, None, false);
}

#[test]
fn a_policy_ends() {
    let read = |expiration: &str| {
        let document =
            json!({ "expiration": expiration, "conditions": [{ "bucket": "anne.roy" }] });
        FormPolicy::read(document.to_string().as_bytes())
    };
    let bucket = BucketName::parse("anne.roy").unwrap();
    let at = |second: i64| Timestamp::from_second(second).unwrap();
    // 1,800,000,000 is 2027-01-15T08:00:00Z.
    let policy = read("2027-01-15T08:00:00.000Z").unwrap();
    policy.admit(&bucket, "", &[], at(NOW - 1)).unwrap();
    assert_eq!(policy.admit(&bucket, "", &[], at(NOW)).unwrap_err().code, "AccessDenied");
    for text in ["", "tomorrow", "2027-01-15", "2027-01-15T08:00:00"] {
        assert_eq!(read(text).unwrap_err().code, "InvalidPolicyDocument", "{text}");
    }
}

#[test]
fn what_is_no_policy_is_refused() {
    let check = |conditions: Value| {
        let fault = policy(conditions.clone()).unwrap_err();
        assert_eq!(fault.code, "InvalidPolicyDocument", "{conditions}");
    };
    check(json!("x"));
    check(json!({}));
    check(json!([["eq", "key", "a"]]));
    check(json!([["eq", "$key"]]));
    check(json!([["eq", "$key", "a", "b"]]));
    check(json!([["ends-with", "$key", "a"]]));
    check(json!([{ "key": 1 }]));
    check(json!([{}]));
    check(json!([{ "bucket": "anne.roy", "key": "a" }]));
    check(json!([["content-length-range", 10, 1]]));
    check(json!([["content-length-range", -1, 1]]));
    check(json!([["content-length-range", 0, "1x"]]));
    check(json!(vec![json!({ "key": "a" }); 101]));
    for text in ["", "{", "[]", "{\"conditions\":[]}", "{\"expiration\":\"2027-01-16T00:00:00Z\"}"]
    {
        let fault = FormPolicy::read(text.as_bytes()).unwrap_err();
        assert_eq!(fault.code, "InvalidPolicyDocument", "{text}");
    }
}

#[test]
fn sizes_are_the_narrowest_of_all_that_are_named() {
    let conditions = json!([["content-length-range", 2, 10], ["content-length-range", 0, "8"]]);
    let sizes = policy(conditions).unwrap().sizes;
    assert_eq!(sizes, Sizes { min: 2, max: 8 });
    assert_eq!(sizes.check(1).unwrap_err().code, "EntityTooSmall");
    sizes.check(2).unwrap();
    sizes.check(8).unwrap();
    assert_eq!(sizes.check(9).unwrap_err().code, "EntityTooLarge");
    policy(json!([])).unwrap().sizes.check(u64::MAX).unwrap();
}
