//! What somebody typed or pasted into the path bar: `bucket/prefix/`, `s3://bucket/key`, an address of this page.
//!
//! Keys are taken as they are written: only addresses are percent-decoded, and nothing is normalised.

use thiserror::Error;

use super::{key, percent};

/// A place of the portal, as an address can name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `None` where the text does not say: the instance the person is on, or a public dataset.
    pub instance: Option<String>,
    /// Of the public pages rather than of a person's buckets.
    pub public: bool,
    pub bucket: String,
    pub prefix: String,
    /// An object whose details are asked for.
    pub key: Option<String>,
}

/// Why a text leads nowhere; the page words it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Error {
    #[error("nothing was typed")]
    Empty,
    #[error("the address leads to another site, `{0}`")]
    Foreign(String),
    #[error("the address leads to a page of the portal that is no bucket")]
    NoBucket,
    #[error("`{0}` cannot be the name of a bucket")]
    BucketName(String),
    #[error("the key is longer than {} bytes", key::KEY_BYTES_MAX)]
    TooLong,
    #[error("the address holds bytes that are no UTF-8")]
    Undecodable,
}

/// Reads `text`; `origin` is the page's own, such as `https://portal.example`.
pub fn parse(text: &str, origin: &str) -> Result<Place, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if let Some(rest) = strip_scheme(text, "s3://") {
        return place(rest, false);
    }
    if strip_scheme(text, "https://").or_else(|| strip_scheme(text, "http://")).is_some() {
        let own = text.get(..origin.len()).is_some_and(|start| start.eq_ignore_ascii_case(origin));
        let rest = own
            .then(|| &text[origin.len()..])
            .filter(|rest| rest.is_empty() || rest.starts_with('/'));
        return match rest {
            Some(address) => page_address(address).unwrap_or(Err(Error::NoBucket)),
            None => Err(Error::Foreign(host(text).to_owned())),
        };
    }
    if text.starts_with('/')
        && let Some(page) = page_address(text)
    {
        return page;
    }
    place(text.trim_start_matches('/'), false)
}

/// `bucket/rest`: the rest is a folder when it is empty or ends in `/`, else an object in its folder.
fn place(text: &str, public: bool) -> Result<Place, Error> {
    let (bucket, rest) = text.split_once('/').unwrap_or((text, ""));
    let (prefix, key) = if rest.is_empty() || rest.ends_with('/') {
        (rest.to_owned(), None)
    } else {
        (key::parent(rest).to_owned(), Some(rest.to_owned()))
    };
    checked(Place { instance: None, public, bucket: bucket.to_owned(), prefix, key })
}

/// `/{lang}/b/{instance}/{bucket}?…`, `/{lang}/d/{bucket}?…` (the language may be missing) and
/// `/public/{bucket}/{key}`; `None` for anything else.
fn page_address(address: &str) -> Option<Result<Place, Error>> {
    let address = address.split('#').next().unwrap_or_default();
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    if let Some(file) = path.strip_prefix("/public/") {
        return Some(decoded(file, false).and_then(|file| place(&file, true)));
    }
    let mut segments =
        path.split('/').skip(1).skip_while(|segment| matches!(*segment, "fr" | "en"));
    let (instance, bucket) = match segments.next()? {
        "b" => (Some(segments.next()?), segments.next()?),
        "d" => (None, segments.next()?),
        _ => return None,
    };
    Some(from_page(instance, bucket, query))
}

fn from_page(instance: Option<&str>, bucket: &str, query: &str) -> Result<Place, Error> {
    let parameter = |name: &str| {
        let pair = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(other, _)| *other == name);
        pair.map(|(_, value)| decoded(value, true)).transpose()
    };
    checked(Place {
        instance: instance.map(|instance| decoded(instance, false)).transpose()?,
        public: instance.is_none(),
        bucket: decoded(bucket, false)?,
        prefix: parameter("prefix")?.unwrap_or_default(),
        key: parameter("key")?.filter(|key| !key.is_empty()),
    })
}

/// Of S3's rules only what tells a bucket from a slip of the hand; the gateway knows the rest.
pub fn can_be_bucket(name: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    (3..=63).contains(&name.len()) && name.bytes().all(letters)
}

fn checked(place: Place) -> Result<Place, Error> {
    if !can_be_bucket(&place.bucket) {
        return Err(Error::BucketName(place.bucket));
    }
    let longest = place.key.as_ref().map_or(0, String::len).max(place.prefix.len());
    if key::KEY_BYTES_MAX < longest { Err(Error::TooLong) } else { Ok(place) }
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    text.get(..scheme.len())
        .filter(|start| start.eq_ignore_ascii_case(scheme))
        .map(|_| &text[scheme.len()..])
}

fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

fn decoded(text: &str, query: bool) -> Result<String, Error> {
    String::from_utf8(percent::decoded(text, query)).map_err(|_| Error::Undecodable)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ORIGIN: &str = "https://portail.example";

    fn check(text: &str, expected: Result<(&str, &str, &str, &str), Error>) {
        let found = parse(text, ORIGIN).map(|place| {
            let instance = place
                .instance
                .unwrap_or_else(|| if place.public { "(public)" } else { "" }.to_owned());
            (instance, place.bucket, place.prefix, place.key.unwrap_or_default())
        });
        let owned = |(a, b, c, d): (&str, &str, &str, &str)| {
            (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned())
        };
        assert_eq!(found, expected.map(owned), "{text}");
    }

    #[test]
    fn a_typed_path_begins_with_the_bucket() {
        check("equipe-prix", Ok(("", "equipe-prix", "", "")));
        check("  equipe-prix/2026/ipc/ ", Ok(("", "equipe-prix", "2026/ipc/", "")));
        check("/equipe-prix/2026//", Ok(("", "equipe-prix", "2026//", "")));
        check(
            "equipe-prix/2026/a+b 100%.csv",
            Ok(("", "equipe-prix", "2026/", "2026/a+b 100%.csv")),
        );
        check("anne.roy/é/漢🎉/", Ok(("", "anne.roy", "é/漢🎉/", "")));
    }

    #[test]
    fn an_s3_uri_is_taken_literally() {
        check("s3://equipe-prix", Ok(("", "equipe-prix", "", "")));
        check("S3://equipe-prix/a%20b/c.csv", Ok(("", "equipe-prix", "a%20b/", "a%20b/c.csv")));
        check("s3://", Err(Error::BucketName(String::new())));
    }

    #[test]
    fn addresses_of_the_page_are_decoded() {
        check(
            "/fr/b/premium/equipe-prix?prefix=2026%2Fipc%2F",
            Ok(("premium", "equipe-prix", "2026/ipc/", "")),
        );
        check("/b/premium/equipe-prix", Ok(("premium", "equipe-prix", "", "")));
        check(
            "https://PORTAIL.example/en/b/premium/equipe-prix?prefix=a+b%2F&key=a+b%2F1%2B1.csv#top",
            Ok(("premium", "equipe-prix", "a b/", "a b/1+1.csv")),
        );
        check(
            "https://portail.example/fr/d/meteo?prefix=2026/",
            Ok(("(public)", "meteo", "2026/", "")),
        );
        check(
            "/public/meteo/2026/a+b%20c.csv",
            Ok(("(public)", "meteo", "2026/", "2026/a+b c.csv")),
        );
        check("/b/premium/equipe-prix?key=100%", Ok(("premium", "equipe-prix", "", "100%")));
    }

    #[test]
    fn what_leads_nowhere_says_why() {
        check(" ", Err(Error::Empty));
        check("https://ailleurs.example/b/x/y", Err(Error::Foreign("ailleurs.example".to_owned())));
        check(
            "https://portail.example.evil/fr/b/a/bbb",
            Err(Error::Foreign("portail.example.evil".to_owned())),
        );
        check("https://portail.example/fr/keys", Err(Error::NoBucket));
        check("https://portail.example", Err(Error::NoBucket));
        check("x/y", Err(Error::BucketName("x".to_owned())));
        check("mes données/", Err(Error::BucketName("mes données".to_owned())));
        check("/b/premium/equipe-prix?key=%ff", Err(Error::Undecodable));
        check(&format!("equipe-prix/{}", "é".repeat(513)), Err(Error::TooLong));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd_to_refuse(text in ".{0,40}") {
            let _ = parse(&text, ORIGIN);
        }

        #[test]
        fn a_key_behind_a_bucket_arrives_unchanged(key in "[a-zé/%+ .?&#]{1,20}[a-z]") {
            let place = parse(&format!("s3://equipe-prix/{key}"), ORIGIN).unwrap();
            prop_assert_eq!(place.key.unwrap(), key);
        }
    }
}
