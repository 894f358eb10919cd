//! Addresses of the gateway's API (docs/api.md). Keys travel as `?key=`, never as path segments.

use super::{decode, encode, encode_path, query_value, with_query};

pub const SESSION: &str = "/api/session";
pub const RENEWAL: &str = "/api/session/renewal";
pub const PREFERENCES: &str = "/api/preferences";
pub const GRANTS: &str = "/api/grants";
pub const LINKS: &str = "/api/links";
pub const PUBLICATIONS: &str = "/api/publications";
pub const TEAMS: &str = "/api/teams";
pub const ACTIVITY: &str = "/api/activity";
pub const ACTIVITY_EXPORT: &str = "/api/activity/export";
pub const INSTANCES: &str = "/api/instances";
pub const DATASETS: &str = "/api/datasets";
pub const ARCHIVES: &str = "/api/archives";
pub const MANIFESTS: &str = "/api/manifests";
pub const COPIES: &str = "/api/copies";
pub const SIGN_OUT: &str = "/auth/sign-out";

/// One's own access keys, or those of a team.
pub fn access_keys(team: Option<&str>) -> String {
    match team {
        None => "/api/access-keys".to_owned(),
        Some(team) => format!("{TEAMS}/{}/access-keys", encode_path(team)),
    }
}

pub fn access_key(team: Option<&str>, id: &str) -> String {
    format!("{}/{}", access_keys(team), encode_path(id))
}

pub fn link(id: &str) -> String {
    format!("{LINKS}/{}", encode_path(id))
}

/// Grants older than the one of the number, or the newest.
pub fn grants(before: Option<i64>) -> String {
    let before = before.map_or_else(String::new, |before| before.to_string());
    with_query(GRANTS.to_owned(), &[("limit", "1000"), ("before", &before)])
}

/// Links older than the one named `before`, or the newest.
pub fn links(before: Option<&str>) -> String {
    with_query(LINKS.to_owned(), &[("limit", "1000"), ("before", before.unwrap_or_default())])
}

/// The buckets of one team.
pub fn team_buckets(team: &str) -> String {
    format!("{TEAMS}/{}/buckets", encode_path(team))
}

/// Who is in a team.
pub fn members(team: &str) -> String {
    format!("{TEAMS}/{}/members", encode_path(team))
}

pub fn member(team: &str, handle: &str) -> String {
    format!("{}/{}", members(team), encode_path(handle))
}

/// What owners and managers decide about a bucket.
pub fn settings(instance: &str, bucket_name: &str) -> String {
    format!("{}/settings", bucket(instance, bucket_name))
}

pub fn grant(id: i64) -> String {
    format!("{GRANTS}/{id}")
}

/// Whom somebody may mean by what they type.
pub fn people(typed: &str) -> String {
    with_query("/api/people".to_owned(), &[("q", typed)])
}

/// The first of what others let one use; in one bucket, or any.
pub fn shared_with_me(place: Option<(&str, &str)>, limit: usize) -> String {
    let ((instance, bucket), limit) = (place.unwrap_or_default(), limit.to_string());
    let pairs = [("instance", instance), ("bucket", bucket), ("limit", &limit)];
    with_query("/api/shared-with-me".to_owned(), &pairs)
}

/// Who can see an object, or what lies in a folder: that ends in `/`, or is empty for the bucket.
pub fn sharing(instance: &str, bucket_name: &str, place: &str) -> String {
    let folder = place.is_empty() || place.ends_with('/');
    let name = if folder { "prefix" } else { "key" };
    with_query(format!("{}/sharing", bucket(instance, bucket_name)), &[(name, place)])
}

/// What arrived through upload requests and was not seen; into one bucket, or any.
pub fn arrival_news(place: Option<(&str, &str)>) -> String {
    let (instance, bucket) = place.unwrap_or_default();
    with_query("/api/arrivals".to_owned(), &[("instance", instance), ("bucket", bucket)])
}

/// PUT says that one knows what arrived.
pub fn arrivals_seen(id: &str) -> String {
    format!("{}/seen", arrivals(id))
}

/// What would become public with a prefix.
pub fn publication(instance: &str, bucket_name: &str, prefix: &str) -> String {
    with_query(format!("{}/publication", bucket(instance, bucket_name)), &[("prefix", prefix)])
}

pub fn arrivals(id: &str) -> String {
    format!("{}/arrivals", link(id))
}

/// The newest of one's links into a bucket.
pub fn links_into(instance: &str, bucket: &str) -> String {
    let pairs = [("instance", instance), ("bucket", bucket), ("limit", "1000")];
    with_query(LINKS.to_owned(), &pairs)
}

/// Entries that are wanted, older than the one named `before`, or the newest.
pub fn activity(wanted: &[(&str, &str)], before: Option<i64>) -> String {
    let before = before.map_or_else(String::new, |before| before.to_string());
    with_query(ACTIVITY.to_owned(), &[wanted, &[("before", before.as_str())]].concat())
}

/// All that are wanted, to be saved; `format` is `jsonl` or `csv`.
pub fn activity_export(wanted: &[(&str, &str)], format: &str) -> String {
    with_query(ACTIVITY_EXPORT.to_owned(), &[wanted, &[("format", format)]].concat())
}

pub fn buckets(instance: &str) -> String {
    format!("/api/instances/{}/buckets", encode_path(instance))
}

pub fn personal_bucket(instance: &str) -> String {
    format!("/api/instances/{}/personal-bucket", encode_path(instance))
}

pub fn bucket(instance: &str, bucket: &str) -> String {
    format!("{}/{}", buckets(instance), encode_path(bucket))
}

/// One page of a folder; `recursive` lists every object below instead of folders.
pub fn listing(
    instance: &str,
    bucket_name: &str,
    prefix: &str,
    token: Option<&str>,
    recursive: bool,
) -> String {
    let recursive = if recursive { "true" } else { "" };
    let pairs =
        [("prefix", prefix), ("token", token.unwrap_or_default()), ("recursive", recursive)];
    with_query(format!("{}/listing", bucket(instance, bucket_name)), &pairs)
}

/// An object's bytes: GET shows or downloads, PUT stores, DELETE deletes.
pub fn object(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "objects", key, "")
}

/// An object's bytes, always saved and never shown.
pub fn download(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "objects", key, "&download=true")
}

/// Bucket and key of an address that [`download`] made.
pub fn downloaded(address: &str) -> Option<(String, String)> {
    let (path, search) = address.split_once('?')?;
    let bucket = path.strip_prefix("/api/instances/")?.strip_suffix("/objects")?;
    let bucket = bucket.split_once("/buckets/")?.1;
    Some((decode(bucket), query_value(search, "key")?))
}

/// An object's bytes as a PDF to show; refused when they are none.
pub fn pdf(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "objects", key, "&show=pdf")
}

pub fn details(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "details", key, "")
}

pub fn tags(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "tags", key, "")
}

/// POST makes an address that reads the object without signing in.
pub fn presigned(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "presigned", key, "")
}

/// What lies below a prefix, counted.
pub fn summary(instance: &str, bucket_name: &str, prefix: &str) -> String {
    with_query(format!("{}/summary", bucket(instance, bucket_name)), &[("prefix", prefix)])
}

/// What matches below a prefix, told while it is listed.
pub fn search(instance: &str, bucket_name: &str, pairs: &[(&str, &str)]) -> String {
    with_query(format!("{}/search", bucket(instance, bucket_name)), pairs)
}

/// POST removes everything in a bucket.
pub fn empty(instance: &str, bucket_name: &str) -> String {
    format!("{}/empty", bucket(instance, bucket_name))
}

pub fn delete_objects(instance: &str, bucket_name: &str) -> String {
    format!("{}/objects/delete", bucket(instance, bucket_name))
}

/// POST begins a multipart upload of a key.
pub fn uploads(instance: &str, bucket_name: &str, key: &str) -> String {
    of_key(instance, bucket_name, "uploads", key, "")
}

/// What is begun and not ended below a prefix, or behind the upload of a key that a page ended with.
pub fn unfinished_uploads(
    instance: &str,
    bucket_name: &str,
    prefix: &str,
    after: Option<(&str, &str)>,
) -> String {
    let (after_key, after_upload) = after.unwrap_or_default();
    let pairs = [("prefix", prefix), ("after_key", after_key), ("after_upload", after_upload)];
    with_query(format!("{}/uploads", bucket(instance, bucket_name)), &pairs)
}

/// DELETE gives an upload up.
pub fn upload(instance: &str, bucket_name: &str, key: &str, upload: &str) -> String {
    of_key(instance, bucket_name, "uploads", key, &format!("&upload={}", encode_path(upload)))
}

/// PUT stores part 1 to 10,000.
pub fn part(instance: &str, bucket_name: &str, key: &str, upload: &str, part: u16) -> String {
    let rest = format!("&upload={}&part={part}", encode_path(upload));
    of_key(instance, bucket_name, "uploads/parts", key, &rest)
}

/// What has arrived, or what follows part `after`.
pub fn arrived_parts(
    instance: &str,
    bucket_name: &str,
    key: &str,
    upload: &str,
    after: Option<u16>,
) -> String {
    let after = after.map(|after| format!("&after={after}")).unwrap_or_default();
    let rest = format!("&upload={}{after}", encode_path(upload));
    of_key(instance, bucket_name, "uploads/parts", key, &rest)
}

pub fn complete_upload(instance: &str, bucket_name: &str, key: &str, upload: &str) -> String {
    let rest = format!("&upload={}", encode_path(upload));
    of_key(instance, bucket_name, "uploads/complete", key, &rest)
}

pub fn dataset_listing(bucket: &str, prefix: &str, token: Option<&str>) -> String {
    let pairs = [("prefix", prefix), ("token", token.unwrap_or_default())];
    with_query(format!("/api/datasets/{}/listing", encode_path(bucket)), &pairs)
}

/// The folder's README, in the reader's language when there is one.
pub fn readme(instance: Option<&str>, bucket: &str, prefix: &str, language: &str) -> String {
    let pairs = [("prefix", prefix), ("lang", language)];
    with_query(format!("{}/readme", anywhere(instance, bucket)), &pairs)
}

/// Markdown or a notebook, rendered.
pub fn rendering(instance: Option<&str>, bucket: &str, key: &str, language: &str) -> String {
    let pairs = [("key", key), ("lang", language)];
    with_query(format!("{}/rendering", anywhere(instance, bucket)), &pairs)
}

/// A bucket of an instance, or without one a public dataset.
fn anywhere(instance: Option<&str>, name: &str) -> String {
    match instance {
        Some(instance) => bucket(instance, name),
        None => format!("/api/datasets/{}", encode_path(name)),
    }
}

fn of_key(instance: &str, bucket_name: &str, what: &str, key: &str, rest: &str) -> String {
    format!("{}/{what}?key={}{rest}", bucket(instance, bucket_name), encode(key, b"-._~/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_travel_whole_in_the_query() {
        assert_eq!(
            object("minimal", "anne.roy", "a//b?c#d%.txt"),
            "/api/instances/minimal/buckets/anne.roy/objects?key=a//b%3Fc%23d%25.txt"
        );
        assert_eq!(
            part("minimal", "anne.roy", "a", "u/1+", 3),
            "/api/instances/minimal/buckets/anne.roy/uploads/parts?key=a&upload=u%2F1%2B&part=3"
        );
    }

    #[test]
    fn what_is_unfinished_is_asked_page_by_page() {
        let base = "/api/instances/minimal/buckets/b/uploads";
        assert_eq!(unfinished_uploads("minimal", "b", "", None), base);
        assert_eq!(
            unfinished_uploads("minimal", "b", "a/", Some(("a/b c", "u+"))),
            format!("{base}?prefix=a/&after_key=a/b%20c&after_upload=u%2B")
        );
    }

    #[test]
    fn a_listing_says_only_what_is_asked() {
        let base = "/api/instances/minimal/buckets/b/listing";
        assert_eq!(listing("minimal", "b", "", None, false), base);
        assert_eq!(
            listing("minimal", "b", "a/", Some("t="), true),
            format!("{base}?prefix=a/&token=t%3D&recursive=true")
        );
        assert_eq!(dataset_listing("census", "x/", None), "/api/datasets/census/listing?prefix=x/");
    }
}
