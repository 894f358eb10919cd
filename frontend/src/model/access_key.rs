//! Access keys: which of them need attention, what they reach in a word, and the file a program is configured with.

use std::fmt;

use gateway_api::{AccessKey, AccessKeyBucket, CreatedAccessKey, Grant, Role};
use snippets::{Place, What, variables};

const DAY_SECONDS: u64 = 24 * 3600;

/// Whoever may renew a key is reminded so long before it ends.
const REMINDER_DAYS: u64 = 14;

/// Lives that are offered, in days, as far as the operator allows them.
const DAYS_OFFERED: [u32; 5] = [7, 30, 90, 180, 365];

/// How long a key lives unless the person chooses otherwise.
const DAYS_DEFAULT: u32 = 90;

/// Lives of temporary keys that are offered, in hours, as far as the operator allows them.
const HOURS_OFFERED: [u32; 2] = [1, 12];

pub const HOUR_SECONDS: u32 = 3600;

/// How long a key is to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Of a temporary key.
    Hours(u32),
    Days(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    /// In so many days; none is today.
    EndsSoon(u64),
    Expired,
    Disabled,
}

/// What matters most about the key now.
pub fn state(key: &AccessKey) -> State {
    let days = key.expires_in_seconds / DAY_SECONDS;
    if key.expires_in_seconds == 0 {
        State::Expired
    } else if key.disabled {
        State::Disabled
    } else if days < REMINDER_DAYS && !key.temporary {
        State::EndsSoon(days)
    } else {
        State::Active
    }
}

/// Lives to choose from, in days; the longest that is allowed is among them.
pub fn days_offered(days_max: u32) -> Vec<u32> {
    let mut days: Vec<u32> = DAYS_OFFERED.into_iter().filter(|days| *days < days_max).collect();
    days.push(days_max);
    days
}

/// Lives of temporary keys to choose from, in hours, from the shortest; none where less than an hour is allowed.
pub fn hours_offered(seconds_max: u32) -> Vec<u32> {
    let hours_max = seconds_max / HOUR_SECONDS;
    let mut hours: Vec<u32> =
        HOURS_OFFERED.into_iter().filter(|hours| *hours < hours_max).collect();
    hours.extend((hours_max > 0).then_some(hours_max));
    hours
}

impl Life {
    /// As a choice bears it: `90`, or `12h`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.strip_suffix('h') {
            Some(hours) => hours.parse().ok().map(Self::Hours),
            None => text.parse().ok().map(Self::Days),
        }
    }

    pub fn days(self) -> Option<u32> {
        match self {
            Self::Days(days) => Some(days),
            Self::Hours(_) => None,
        }
    }

    /// Of a temporary key.
    pub fn seconds(self) -> Option<u32> {
        match self {
            Self::Hours(hours) => Some(hours * HOUR_SECONDS),
            Self::Days(_) => None,
        }
    }
}

impl fmt::Display for Life {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hours(hours) => write!(formatter, "{hours}h"),
            Self::Days(days) => write!(formatter, "{days}"),
        }
    }
}

/// The life that is chosen before anybody chooses.
pub fn days_default(days_max: u32) -> u32 {
    DAYS_DEFAULT.min(days_max)
}

/// A place as a choice bears it: a bucket, and of it a folder where there is one: `anne.roy/team/`.
pub fn split(place: &str) -> (&str, &str) {
    place.split_once('/').unwrap_or((place, ""))
}

/// Places to choose from: buckets, and what was given of others, each once. Whoever only puts files has nothing to read.
pub fn offered(buckets: Vec<String>, given: &[Grant]) -> Vec<String> {
    let mut places = buckets;
    for grant in given {
        let whole = grant.bucket.clone();
        let place = match grant.prefix.as_str() {
            "" => whole.clone(),
            prefix => format!("{whole}/{prefix}"),
        };
        let known = places.contains(&place) || places.contains(&whole);
        if !known && grant.role != Role::Uploader {
            places.push(place);
        }
    }
    places
}

/// What a key reaches, bucket by bucket: `anne.roy`, or where it is narrower `anne.roy/team/` or the one `object`.
pub fn places(buckets: &[AccessKeyBucket], object: Option<&str>) -> Vec<String> {
    let mut places = Vec::new();
    for AccessKeyBucket { name, prefixes } in buckets {
        match object {
            Some(key) => places.push(format!("{name}/{key}")),
            None if prefixes.is_empty() => places.push(name.clone()),
            None => {}
        }
        places.extend(prefixes.iter().map(|prefix| format!("{name}/{prefix}")));
    }
    places
}

/// The newest key that works now and opens all of this: the bucket, what lies in a folder of it, or an object.
/// `keys`: newest first.
pub fn fitting<'a>(
    keys: &'a [AccessKey],
    instance: &str,
    bucket: &str,
    what: &What,
) -> Option<&'a AccessKey> {
    let below = match what {
        What::Bucket => "",
        What::Folder(key) | What::Object(key) => key,
    };
    let holds = |reached: &AccessKeyBucket| {
        let mut prefixes = reached.prefixes.iter();
        let whole = reached.prefixes.is_empty();
        reached.name == bucket && (whole || prefixes.any(|prefix| below.starts_with(prefix)))
    };
    keys.iter().find(|key| {
        let works = matches!(state(key), State::Active | State::EndsSoon(_));
        // Nobody was told the secret behind a presigned address.
        let is_known = key.object.is_none();
        let reaches = key.buckets.as_ref().is_none_or(|buckets| buckets.iter().any(holds));
        works && is_known && key.instance == instance && reaches
    })
}

/// Networks as a person types them: separated by commas, spaces or lines.
pub fn networks(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', ' ', '\n', '\t']).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The variables that programs read, one a line. A key of several buckets leaves the bucket to whoever uses the file.
pub fn environment(made: &CreatedAccessKey) -> String {
    let bucket = match made.key.buckets.as_deref() {
        Some([bucket]) => bucket.name.clone(),
        _ => String::new(),
    };
    let place = Place {
        endpoint: made.endpoint.clone(),
        region: made.region.clone(),
        bucket,
        what: What::Bucket,
        access_key: made.key.id.clone(),
        secret_key: made.secret_key.clone(),
        session_token: made.session_token.clone(),
    };
    let line = |(name, value): (&str, &str)| {
        let unknown = if value.is_empty() { "# " } else { "" };
        format!("{unknown}{name}={value}\n")
    };
    variables(&place).into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use gateway_api::{Grantee, Somebody};

    use super::*;

    fn key(expires_in_seconds: u64) -> AccessKey {
        AccessKey {
            id: "CELLABCDEFGHIJKL2345".to_owned(),
            name: "nightly".to_owned(),
            instance: "minimal".to_owned(),
            buckets: None,
            object: None,
            read_only: true,
            sources: Vec::new(),
            created_at: String::new(),
            expires_at: String::new(),
            expires_in_seconds,
            disabled: false,
            temporary: false,
            last_used_at: None,
            last_used_from: None,
            made_by: None,
        }
    }

    fn bucket(name: &str, prefixes: &[&str]) -> AccessKeyBucket {
        let prefixes = prefixes.iter().map(ToString::to_string).collect();
        AccessKeyBucket { name: name.to_owned(), prefixes }
    }

    #[test]
    fn the_owner_is_reminded_two_weeks_before_a_key_ends() {
        let check = |seconds: u64, expected: State| assert_eq!(state(&key(seconds)), expected);
        check(0, State::Expired);
        check(1, State::EndsSoon(0));
        check(DAY_SECONDS, State::EndsSoon(1));
        check(14 * DAY_SECONDS - 1, State::EndsSoon(13));
        check(14 * DAY_SECONDS, State::Active);
        assert_eq!(state(&AccessKey { disabled: true, ..key(1) }), State::Disabled);
        assert_eq!(state(&AccessKey { disabled: true, ..key(0) }), State::Expired);
        assert_eq!(state(&AccessKey { temporary: true, ..key(1) }), State::Active);
    }

    #[test]
    fn lives_are_offered_as_far_as_they_are_allowed() {
        assert_eq!(days_offered(365), [7, 30, 90, 180, 365]);
        assert_eq!(days_offered(100), [7, 30, 90, 100]);
        assert_eq!(days_offered(1), [1]);
        assert_eq!((days_default(365), days_default(7)), (90, 7));
        assert_eq!(hours_offered(43_200), [1, 12]);
        assert_eq!(hours_offered(4 * 3_600 + 1), [1, 4]);
        assert_eq!(hours_offered(3_600), [1]);
        assert!(hours_offered(3_599).is_empty());
    }

    #[test]
    fn a_choice_is_read_as_it_was_written() {
        for life in [Life::Hours(1), Life::Hours(12), Life::Days(90)] {
            assert_eq!(Life::parse(&life.to_string()), Some(life));
        }
        assert_eq!((Life::Hours(12).seconds(), Life::Hours(12).days()), (Some(43_200), None));
        assert_eq!((Life::Days(7).seconds(), Life::Days(7).days()), (None, Some(7)));
        assert_eq!((Life::parse(""), Life::parse("h")), (None, None));
    }

    #[test]
    fn a_key_reaches_whole_buckets_and_what_lies_below_prefixes() {
        let buckets = [bucket("anne.roy", &[]), bucket("notes", &["team/", "raw/in/"])];
        assert_eq!(places(&buckets, None), ["anne.roy", "notes/team/", "notes/raw/in/"]);
        assert_eq!(places(&buckets[..1], Some("a/b.csv")), ["anne.roy/a/b.csv"]);
    }

    #[test]
    fn the_newest_key_that_works_and_opens_all_of_it_fits() {
        let named = |name: &str, key: AccessKey| AccessKey { name: name.to_owned(), ..key };
        let of = |name: &str, prefixes: &[&str]| AccessKey {
            buckets: Some(vec![bucket("raw", &[]), bucket(name, prefixes)]),
            ..key(60)
        };
        let keys = [
            named("expired", key(0)),
            named("disabled", AccessKey { disabled: true, ..key(60) }),
            named("elsewhere", AccessKey { instance: "premium".to_owned(), ..key(60) }),
            named(
                "one object",
                AccessKey { object: Some("team/a".to_owned()), ..of("notes", &[]) },
            ),
            named("folder", of("notes", &["team/"])),
            named("temporary", AccessKey { temporary: true, ..of("notes", &[]) }),
            named("everything", key(60)),
        ];
        let found = |bucket: &str, what: What| {
            fitting(&keys, "minimal", bucket, &what).map(|key| key.name.as_str())
        };
        let folder = |prefix: &str| What::Folder(prefix.to_owned());
        let object = |key: &str| What::Object(key.to_owned());
        assert_eq!(found("notes", object("team/a")), Some("folder"));
        assert_eq!(found("notes", folder("team/2026/")), Some("folder"));
        assert_eq!(found("notes", folder("team2/")), Some("temporary"));
        assert_eq!(found("notes", What::Bucket), Some("temporary"));
        assert_eq!(found("anne.roy", What::Bucket), Some("everything"));
        assert_eq!(fitting(&keys[..6], "minimal", "anne.roy", &What::Bucket), None);
        assert_eq!(fitting(&keys, "other", "notes", &What::Bucket), None);
    }

    #[test]
    fn a_folder_that_was_given_is_offered_unless_all_of_its_bucket_is() {
        let given = |bucket: &str, prefix: &str, role| Grant {
            id: 1,
            instance: "minimal".to_owned(),
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            to: Grantee::Everyone,
            role,
            until: None,
            ends_in_seconds: None,
            by: Somebody { handle: "anne.roy".to_owned(), name: "Anne Roy".to_owned() },
            created_at: String::new(),
            lapsed: false,
        };
        let grants = [
            given("notes", "team/", Role::Viewer),
            given("notes", "team/", Role::Contributor),
            given("notes", "in/", Role::Uploader),
            given("raw", "", Role::Viewer),
            given("raw", "a/", Role::Viewer),
            given("anne.roy", "b/", Role::Viewer),
        ];
        let places = offered(vec!["anne.roy".to_owned()], &grants);
        assert_eq!(places, ["anne.roy", "notes/team/", "raw"]);
        assert_eq!(split("notes/team/a/"), ("notes", "team/a/"));
        assert_eq!((split("raw"), split("")), (("raw", ""), ("", "")));
    }

    #[test]
    fn networks_are_separated_by_whatever_one_types() {
        assert_eq!(
            networks(" 10.0.0.0/8, 2001:db8::/32\n192.0.2.1 "),
            ["10.0.0.0/8", "2001:db8::/32", "192.0.2.1"]
        );
        assert!(networks(" , ").is_empty());
    }

    #[test]
    fn the_file_holds_the_five_variables_and_those_of_aws() {
        let made = |buckets| CreatedAccessKey {
            key: AccessKey { buckets, ..key(1) },
            secret_key: "secret".to_owned(),
            session_token: None,
            endpoint: "https://s3.example.org".to_owned(),
            region: "local".to_owned(),
        };
        let whole = environment(&made(Some(vec![bucket("anne.roy", &["team/"])])));
        let five = "S3_ENDPOINT=https://s3.example.org\nS3_BUCKET=anne.roy\n\
                    S3_ACCESS_KEY=CELLABCDEFGHIJKL2345\nS3_SECRET_KEY=secret\nS3_PATH_STYLE=true\n";
        assert!(whole.starts_with(five), "{whole}");
        for line in [
            "AWS_ENDPOINT_URL=https://s3.example.org\n",
            "AWS_SECRET_ACCESS_KEY=secret\n",
            "AWS_REGION=local\n",
        ] {
            assert!(whole.contains(line), "{whole}");
        }
        assert!(environment(&made(None)).contains("\n# S3_BUCKET=\n"));
        assert!(!whole.contains("SESSION_TOKEN"), "{whole}");
        let temporary = CreatedAccessKey { session_token: Some("token".to_owned()), ..made(None) };
        assert!(environment(&temporary).ends_with("\nAWS_SESSION_TOKEN=token\n"));
    }
}
