use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Point,
    Circle(u32),
    Box { width: i64, height: i64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Tagged {
    Here,
    Gone { since: String, for_seconds: f64 },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct All {
    text: String,
    number: u64,
    negative: i64,
    fraction: f64,
    yes: bool,
    nothing: Option<u8>,
    list: Vec<Shape>,
    #[serde(default)]
    map: BTreeMap<String, Option<String>>,
    pair: (u8, String),
    tagged: Tagged,
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        Just(Shape::Point),
        any::<u32>().prop_map(Shape::Circle),
        any::<(i64, i64)>().prop_map(|(width, height)| Shape::Box { width, height }),
    ]
}

fn tagged() -> impl Strategy<Value = Tagged> {
    prop_oneof![
        Just(Tagged::Here),
        (any::<String>(), any::<i32>())
            .prop_map(|(since, n)| Tagged::Gone { since, for_seconds: f64::from(n) / 8.0 }),
    ]
}

prop_compose! {
    fn all()(
        text: String, number: u64, negative in i64::MIN..0, eighths: i32, yes: bool, nothing: Option<u8>,
        list in proptest::collection::vec(shape(), 0..4),
        map in proptest::collection::btree_map(any::<String>(), any::<Option<String>>(), 0..4),
        pair: (u8, String), tagged in tagged(),
    ) -> All {
        All { text, number, negative, fraction: f64::from(eighths) / 8.0, yes, nothing, list, map, pair, tagged }
    }
}

proptest! {
    #[test]
    fn what_serde_json_writes_is_read(all in all(), pretty: bool) {
        let write = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        prop_assert_eq!(read::<All>(&write(&all).unwrap()), Ok(all));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\[\\]{}\",:\\\\u0-9a-fntrue .é-]{0,40}") {
        let ours = read::<serde_json::Value>(&text);
        if let Ok(theirs) = serde_json::from_str::<serde_json::Value>(&text) {
            prop_assert_eq!(ours, Ok(theirs));
        }
    }
}

#[test]
fn escapes_are_read() {
    let check = |text: &str, expected: Option<&str>| {
        assert_eq!(read::<String>(text).ok().as_deref(), expected, "{text}");
    };
    check(r#""\"\\\/\b\f\n\r\t""#, Some("\"\\/\u{8}\u{c}\n\r\t"));
    check(r#""\u00e9 \ud83d\ude00""#, Some("é 😀"));
    check(r#""\ud83d""#, None);
    check(r#""\ud83dx""#, None);
    check(r#""\x""#, None);
    check(r#""open"#, None);
}

#[test]
fn what_has_no_place_is_passed_over_and_what_is_missing_is_not_invented() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Small {
        known: u8,
    }
    let check = |text: &str, expected: Option<u8>| {
        assert_eq!(read::<Small>(text).ok(), expected.map(|known| Small { known }), "{text}");
    };
    check(r#"{"new":{"deep":[1,"]",{"a":null}]},"known":7,"more":-1.5e3}"#, Some(7));
    check(r#"{"known":256}"#, None);
    check(r#"{"known":"7"}"#, None);
    check("{}", None);
    check(r#"{"known":7} 8"#, None);
    check(r#"{"known":7"#, None);
    check(&format!("{{\"known\":7,\"deep\":{}", "[".repeat(10_000)), None);
}
