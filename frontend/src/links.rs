//! Every address of the page. An address is made here or nowhere.

pub mod api;

use std::fmt::Write;

use locales::Language;

use crate::model::percent;

/// Every page there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    Home,
    Instance,
    Bucket,
    Search,
    Unfinished,
    Datasets,
    Dataset,
    AccessKeys,
    Shared,
    Help,
    Accessibility,
    Privacy,
    SignInFailed,
    SignedIn,
    MissingBucket,
    Activity,
    Team,
}

/// Which page a path names; `None` when there is none, or no language of ours before it.
pub fn page(path: &str) -> Option<Page> {
    language_code(path)?;
    let segments: Vec<&str> = path.trim_matches('/').split('/').skip(1).collect();
    match segments.as_slice() {
        [] => Some(Page::Home),
        ["b", _] => Some(Page::Instance),
        ["b", _, _] => Some(Page::Bucket),
        ["b", _, _, "search"] => Some(Page::Search),
        ["b", _, _, "unfinished"] => Some(Page::Unfinished),
        ["activity"] => Some(Page::Activity),
        ["d"] => Some(Page::Datasets),
        ["d", _] => Some(Page::Dataset),
        ["keys"] => Some(Page::AccessKeys),
        ["shared"] => Some(Page::Shared),
        ["teams", _] => Some(Page::Team),
        ["help"] => Some(Page::Help),
        ["help", "missing-bucket"] => Some(Page::MissingBucket),
        ["accessibility"] => Some(Page::Accessibility),
        ["privacy"] => Some(Page::Privacy),
        ["sign-in-failed"] => Some(Page::SignInFailed),
        ["signed-in"] => Some(Page::SignedIn),
        _ => None,
    }
}

/// The instance that the path of an instance or of a bucket names.
pub fn instance_of(path: &str) -> Option<String> {
    let rest = path.trim_start_matches('/').split_once("/b/")?.1;
    rest.split('/').next().map(decode).filter(|instance| !instance.is_empty())
}

/// The team that the path of its page names.
pub fn team_of(path: &str) -> Option<String> {
    let name = path.trim_matches('/').split_once("/teams/")?.1;
    Some(decode(name)).filter(|name| !name.is_empty())
}

/// `/fr`: the instances.
pub fn home(language: Language) -> String {
    format!("/{}", language.code())
}

/// `/fr/b/minimal`: one's buckets on an instance.
pub fn instance(language: Language, instance: &str) -> String {
    format!("/{}/b/{}", language.code(), encode_path(instance))
}

/// `/fr/b/minimal/anne.roy?prefix=2026/`: a folder of a bucket; the empty prefix is its root.
pub fn bucket(language: Language, instance: &str, bucket: &str, prefix: &str) -> String {
    let path = format!("/{}/b/{}/{}", language.code(), encode_path(instance), encode_path(bucket));
    with_query(path, &[("prefix", prefix)])
}

/// A bucket searched: `/fr/b/minimal/anne.roy/search?prefix=2026/&text=naissance`.
pub fn search(
    language: Language,
    instance: &str,
    bucket_name: &str,
    pairs: &[(&str, &str)],
) -> String {
    with_query(format!("{}/search", bucket(language, instance, bucket_name, "")), pairs)
}

/// What was begun to go up below a prefix and is not ended: `/fr/b/minimal/anne.roy/unfinished?prefix=2026/`.
pub fn unfinished(language: Language, instance: &str, bucket_name: &str, prefix: &str) -> String {
    let path = format!("{}/unfinished", bucket(language, instance, bucket_name, ""));
    with_query(path, &[("prefix", prefix)])
}

/// An object's details, over the folder it is in: `…?prefix=2026/&key=2026/a.csv`.
pub fn object(language: Language, instance: &str, bucket: &str, prefix: &str, key: &str) -> String {
    let path = format!("/{}/b/{}/{}", language.code(), encode_path(instance), encode_path(bucket));
    with_query(path, &[("prefix", prefix), ("key", key)])
}

/// `/fr/d`: the catalogue of public datasets.
pub fn datasets(language: Language) -> String {
    format!("/{}/d", language.code())
}

/// `/fr/d/census?prefix=2026/`: a folder of a dataset.
pub fn dataset(language: Language, bucket: &str, prefix: &str) -> String {
    let path = format!("/{}/d/{}", language.code(), encode_path(bucket));
    with_query(path, &[("prefix", prefix)])
}

/// A file of a dataset, beside the folder it is in: `/fr/d/census?prefix=2026/&key=2026/a.csv`.
pub fn dataset_object(language: Language, bucket: &str, prefix: &str, key: &str) -> String {
    let path = format!("/{}/d/{}", language.code(), encode_path(bucket));
    with_query(path, &[("prefix", prefix), ("key", key)])
}

/// `/public/census/2026/a.csv`: a public file's bytes, for scripts and for downloading.
pub fn public_file(bucket: &str, key: &str) -> String {
    format!("/public/{}/{}", encode_path(bucket), encode(key, b"-._~/"))
}

/// A public file as a PDF to show; refused when it is none.
pub fn public_pdf(bucket: &str, key: &str) -> String {
    format!("{}?show=pdf", public_file(bucket, key))
}

/// `/fr/keys`: one's access keys for programs.
pub fn access_keys(language: Language) -> String {
    format!("/{}/keys", language.code())
}

pub fn help(language: Language) -> String {
    format!("/{}/help", language.code())
}

/// `/fr/shared`: what one lets others use.
pub fn shared(language: Language) -> String {
    format!("/{}/shared", language.code())
}

/// `/fr/teams/prices`: who is in a team, and what its managers decided.
pub fn team(language: Language, team: &str) -> String {
    format!("/{}/teams/{}", language.code(), encode_path(team))
}

/// What was done in one's name.
pub fn activity(language: Language) -> String {
    format!("/{}/activity", language.code())
}

/// What was done in a team's buckets and to its members.
pub fn team_activity(language: Language, team: &str) -> String {
    with_query(activity(language), &[("team", team)])
}

/// One's access keys, with the offer to make one for a bucket.
pub fn access_keys_for(language: Language, instance: &str, bucket: &str) -> String {
    with_query(access_keys(language), &[("instance", instance), ("bucket", bucket)])
}

/// Why a bucket may be missing from one's list.
pub fn missing_bucket(language: Language) -> String {
    format!("/{}/help/missing-bucket", language.code())
}

/// Where a sign-in in a window of its own ends.
pub fn signed_in(language: Language) -> String {
    format!("/{}/signed-in", language.code())
}

pub fn accessibility(language: Language) -> String {
    format!("/{}/accessibility", language.code())
}

pub fn privacy(language: Language) -> String {
    format!("/{}/privacy", language.code())
}

/// Where signing in begins; the gateway leads back to `return_to`, a path of this page.
pub fn sign_in(language: Language, return_to: &str) -> String {
    with_query("/auth/sign-in".to_owned(), &[("return_to", return_to), ("lang", language.code())])
}

/// The same place in another language: path, query and all but the language kept.
pub fn in_language(language: Language, path: &str, search: &str) -> String {
    let rest = path.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
    let mut address = format!("/{}", language.code());
    if !rest.is_empty() {
        let _ = write!(address, "/{rest}");
    }
    let search = search.trim_start_matches('?');
    if !search.is_empty() {
        let _ = write!(address, "?{search}");
    }
    address
}

/// The address of a place as it is kept: `/b/minimal/anne.roy?prefix=2026/`, the same in every language.
pub fn without_language(address: &str) -> &str {
    language_code(address).map_or(address, |code| &address[code.len() + 1..])
}

/// An address that was kept, in the reader's language.
pub fn with_language(language: Language, kept: &str) -> String {
    format!("/{}{kept}", language.code())
}

/// Percent-encodes a value of a query.
pub fn encode_value(value: &str) -> String {
    encode(value, b"-._~/")
}

/// The language code an address begins with, if it is one of ours.
pub fn language_code(path: &str) -> Option<&str> {
    let code = path.trim_start_matches('/').split('/').next()?;
    Language::parse(code, "").map(|_| code)
}

/// A value of a raw query string (with or without `?`), decoded exactly once.
///
/// The router's own query map decodes twice, which turns the key `100%25.txt` into `100%.txt`: never use it for keys.
pub fn query_value(search: &str, name: &str) -> Option<String> {
    let pairs = search.trim_start_matches('?').split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .find(|(known, _)| decode(known) == name)
        .map(|(_, value)| decode(value))
}

fn with_query(mut address: String, pairs: &[(&str, &str)]) -> String {
    let mut separator = '?';
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let _ = write!(address, "{separator}{name}={}", encode(value, b"-._~/"));
        separator = '&';
    }
    address
}

fn encode_path(segment: &str) -> String {
    encode(segment, b"-._~")
}

/// Percent-encodes every byte but letters, digits and `kept` (RFC 3986, section 2.1).
fn encode(text: &str, kept: &[u8]) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || kept.contains(&byte) {
            result.push(char::from(byte));
        } else {
            let _ = write!(result, "%{byte:02X}");
        }
    }
    result
}

/// What is not valid stays as it stands, or is replaced.
fn decode(text: &str) -> String {
    String::from_utf8_lossy(&percent::decoded(text, true)).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_as_published() {
        let fr = Language::FrCa;
        assert_eq!(home(fr), "/fr");
        assert_eq!(instance(fr, "minimal"), "/fr/b/minimal");
        assert_eq!(bucket(fr, "minimal", "anne.roy", ""), "/fr/b/minimal/anne.roy");
        assert_eq!(
            bucket(Language::En, "minimal", "anne.roy", "été 2026/"),
            "/en/b/minimal/anne.roy?prefix=%C3%A9t%C3%A9%202026/"
        );
        assert_eq!(
            object(fr, "minimal", "anne.roy", "a/", "a/b+c&d=e.csv"),
            "/fr/b/minimal/anne.roy?prefix=a/&key=a/b%2Bc%26d%3De.csv"
        );
        assert_eq!(
            access_keys_for(fr, "minimal", "anne.roy"),
            "/fr/keys?instance=minimal&bucket=anne.roy"
        );
        assert_eq!(
            unfinished(fr, "minimal", "anne.roy", "2026/"),
            "/fr/b/minimal/anne.roy/unfinished?prefix=2026/"
        );
        assert_eq!(dataset(fr, "census", "2026/"), "/fr/d/census?prefix=2026/");
        assert_eq!(public_file("census", "a b/c#.csv"), "/public/census/a%20b/c%23.csv");
        assert_eq!(
            sign_in(fr, "/fr/b/minimal?x=1"),
            "/auth/sign-in?return_to=/fr/b/minimal%3Fx%3D1&lang=fr"
        );
    }

    #[test]
    fn every_address_made_here_names_its_page() {
        let fr = Language::FrCa;
        let addresses = [
            (home(fr), Page::Home),
            (instance(fr, "minimal"), Page::Instance),
            (bucket(fr, "minimal", "anne.roy", ""), Page::Bucket),
            (search(fr, "minimal", "anne.roy", &[]), Page::Search),
            (unfinished(fr, "minimal", "anne.roy", ""), Page::Unfinished),
            (datasets(fr), Page::Datasets),
            (dataset(fr, "census", ""), Page::Dataset),
            (access_keys(fr), Page::AccessKeys),
            (team(fr, "prices"), Page::Team),
            (help(fr), Page::Help),
            (accessibility(fr), Page::Accessibility),
            (privacy(fr), Page::Privacy),
            (missing_bucket(fr), Page::MissingBucket),
            (signed_in(fr), Page::SignedIn),
        ];
        for (address, expected) in addresses {
            assert_eq!(page(&address), Some(expected), "{address}");
        }
        assert_eq!(page("/en/"), Some(Page::Home));
        assert_eq!(page("/en/sign-in-failed"), Some(Page::SignInFailed));
        for nowhere in ["/", "/de", "/en/x", "/en/b", "/en/b/i/b/x", "/en/help/x"] {
            assert_eq!(page(nowhere), None, "{nowhere}");
        }
        assert_eq!(instance_of("/fr/b/minimal/anne.roy").as_deref(), Some("minimal"));
        assert_eq!(instance_of("/fr/d/census"), None);
        assert_eq!(team_of(&team(fr, "prices")).as_deref(), Some("prices"));
        assert_eq!(team_of("/fr/teams"), None);
    }

    #[test]
    fn the_language_changes_and_nothing_else() {
        let search = "?prefix=a%2520b/";
        assert_eq!(
            in_language(Language::En, "/fr/b/minimal/anne.roy", search),
            "/en/b/minimal/anne.roy?prefix=a%2520b/"
        );
        assert_eq!(in_language(Language::FrFr, "/en", ""), "/fr");
        assert_eq!(language_code("/fr/d"), Some("fr"));
        assert_eq!(language_code("/de"), None);
    }

    #[test]
    fn a_kept_address_is_free_of_language() {
        let address = object(Language::FrCa, "minimal", "anne.roy", "a/", "a/é b.csv");
        let kept = without_language(&address);
        assert_eq!(kept, "/b/minimal/anne.roy?prefix=a/&key=a/%C3%A9%20b.csv");
        assert_eq!(
            with_language(Language::En, kept),
            in_language(Language::En, "/fr/b/minimal/anne.roy", "?prefix=a/&key=a/%C3%A9%20b.csv")
        );
        assert_eq!(without_language("/public/x"), "/public/x");
    }

    #[test]
    fn a_percent_sign_in_a_key_survives() {
        let address = object(Language::En, "minimal", "b", "", "100%25 +.txt");
        let (_, search) = address.split_once('?').unwrap();
        assert_eq!(query_value(search, "key").as_deref(), Some("100%25 +.txt"));
        assert_eq!(query_value("?a=%zz%é&b", "a").as_deref(), Some("%zz%é"));
        assert_eq!(query_value("?a&b", "b").as_deref(), Some(""));
        assert_eq!(query_value("", "a"), None);
    }

    proptest! {
        #[test]
        fn any_key_comes_back_as_it_went(key in "\\PC{1,60}") {
            let address = object(Language::En, "minimal", "b", &key, &key);
            let (_, search) = address.split_once('?').unwrap();
            let value = query_value(search, "key");
            prop_assert_eq!(value.as_deref(), Some(key.as_str()));
        }
    }
}
