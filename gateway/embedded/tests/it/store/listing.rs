//! Pages of keys, against a model that knows all of them.
#![expect(clippy::unwrap_used, reason = "a fault of the test is told by a panic")]

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::client::{Client, with_bucket};

/// What a listing asks.
#[derive(Debug, Clone)]
struct Asked {
    prefix: String,
    delimiter: String,
    after: String,
    page: usize,
}

/// Keys and common prefixes, in their order.
type Names = Vec<(bool, String)>;

/// S3's rules, word for word, over all keys.
fn model(keys: &BTreeSet<String>, asked: &Asked) -> Names {
    let mut names = Names::new();
    for key in keys.iter().filter(|key| key.starts_with(&asked.prefix)) {
        let rest = &key[asked.prefix.len()..];
        let rolled = rest.find(&asked.delimiter).filter(|_| !asked.delimiter.is_empty());
        let name = match rolled {
            Some(at) => (true, key[..asked.prefix.len() + at + asked.delimiter.len()].to_owned()),
            None => (false, key.clone()),
        };
        // A marker inside a rolled-up name leaves that name behind.
        let before = name.1 <= asked.after || (name.0 && asked.after.starts_with(&name.1));
        if !before && names.last() != Some(&name) {
            names.push(name);
        }
    }
    names
}

async fn listed(client: &Client, bucket: &str, asked: &Asked, version: u8) -> Names {
    let mut names = Names::new();
    let mut next: Option<String> = None;
    loop {
        let mut call = client
            .get(&format!("/{bucket}"))
            .query("prefix", &asked.prefix)
            .query("delimiter", &asked.delimiter)
            .query("max-keys", &asked.page.to_string())
            .query("encoding-type", "url");
        call = match (version, &next) {
            (1, None) => call.query("marker", &asked.after),
            (1, Some(marker)) => call.query("marker", marker),
            (_, None) => call.query("list-type", "2").query("start-after", &asked.after),
            (_, Some(token)) => call.query("list-type", "2").query("continuation-token", token),
        };
        let answer = call.ok().await;
        let decode = |name: &String| percent_decode_str(name).decode_utf8().unwrap().into_owned();
        let keys = answer.xml("Key");
        let prefixes: Vec<String> = answer
            .xml("CommonPrefixes")
            .iter()
            .map(|text| {
                text.trim_start_matches("<Prefix>").trim_end_matches("</Prefix>").to_owned()
            })
            .collect();
        assert!(keys.len() + prefixes.len() <= asked.page);
        let mut page: Names = keys.iter().map(|key| (false, decode(key))).collect();
        page.extend(prefixes.iter().map(|prefix| (true, decode(prefix))));
        page.sort_by(|a, b| a.1.cmp(&b.1));
        names.extend(page);
        if answer.xml("IsTruncated") != ["true"] {
            return names;
        }
        let element = if version == 1 { "NextMarker" } else { "NextContinuationToken" };
        let told = answer.xml(element).remove(0);
        next = Some(if version == 1 { decode(&told) } else { told });
    }
}

#[test]
fn pages_join_to_what_s3_says_whatever_the_keys() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_folder, running) = runtime.block_on(with_bucket());
    let cases = AtomicU32::new(0);
    let text = "[ab/é\u{1}+-]{0,6}";
    let keys = prop::collection::btree_set("[ab/é\u{1}+-]{1,6}", 0..40);
    let asked = (
        "[ab/é]{0,2}",
        prop_oneof![Just(String::new()), Just("/".to_owned()), Just("é".into()), Just("ab".into())],
        text,
        1..7_usize,
    )
        .prop_map(|(prefix, delimiter, after, page)| Asked { prefix, delimiter, after, page });
    let strategy = (keys, prop::collection::vec(asked, 8));
    let mut runner = TestRunner::new(Config { cases: 24, ..Config::default() });
    runner
        .run(&strategy, |(keys, questions)| {
            runtime.block_on(async {
                let bucket = format!("bucket-{}", cases.fetch_add(1, Ordering::Relaxed));
                running.store.ensure_bucket(&bucket).await.unwrap();
                let objects = keys.iter().map(|key| (key.clone(), Bytes::from_static(b"x")));
                running.store.seed(&bucket, objects).await.unwrap();
                for asked in &questions {
                    let expected = model(&keys, asked);
                    for version in [1, 2] {
                        let found = listed(&running.client, &bucket, asked, version).await;
                        prop_assert_eq!(&found, &expected);
                    }
                }
                Ok(())
            })
        })
        .unwrap();
}

#[tokio::test]
async fn odd_questions_get_the_answers_s3_gives() {
    let (_folder, running) = with_bucket().await;
    let objects = (0..1_100).map(|i| (format!("k{i:04}"), Bytes::from_static(b"x")));
    assert_eq!(running.store.seed("bucket", objects).await.unwrap(), 1_100);
    let list = |name: &str, value: &str| {
        running.client.get("/bucket").query("list-type", "2").query(name, value)
    };
    let none = list("max-keys", "0").ok().await;
    assert_eq!((none.xml("Key").len(), none.xml("IsTruncated")), (0, vec!["false".to_owned()]));
    let many = list("max-keys", "5000").ok().await;
    assert_eq!((many.xml("Key").len(), many.xml("KeyCount")), (1_000, vec!["1000".to_owned()]));
    assert_eq!(many.xml("MaxKeys"), ["1000"]);
    list("max-keys", "-1").answer().await.refused(400, "InvalidArgument");
    list("continuation-token", "?").answer().await.refused(400, "InvalidArgument");
    list("encoding-type", "base64").answer().await.refused(400, "InvalidArgument");
    let owned = list("fetch-owner", "true").query("max-keys", "1").ok().await;
    assert_eq!(owned.xml("ID"), ["cellier"]);
    assert_eq!(list("max-keys", "1").ok().await.xml("ID").len(), 0);
    running.stop().await;
}
