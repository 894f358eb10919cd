//! What the addresses in a text mean: links elsewhere stay, relative ones lead into the bucket, and images come from
//! the bucket or not at all.

use locales::Language;

use super::{Home, Place, ids};
use crate::s3::encode;
use crate::s3::names::{BucketName, InstanceId, Prefix};

/// Endings of files that browsers draw and do not run, and that the portal shows by itself.
const PICTURES: [&str; 6] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"];

/// The address of a link: untouched when it leads elsewhere, else the file or folder of the bucket it means. `None`
/// where it leads nowhere that is safe.
pub fn link(target: &str, place: &Place) -> Option<String> {
    if is_elsewhere(target) {
        return Some(target.to_owned());
    }
    if let Some(fragment) = target.strip_prefix('#') {
        return Some(format!("#{}", id(fragment)?));
    }
    let key = resolve(target, &place.prefix)?;
    let page = match &place.home {
        Home::Dataset if is_folder(&key) => {
            return Some(folder_address(place.language, &place.bucket, &key));
        }
        Home::Dataset => return Some(file_address(&place.bucket, &key)),
        Home::Bucket(instance) => page_address(place, instance, &key),
        Home::Link { start, base } => shared_address(start, base, &key)?,
    };
    let fragment = target.split_once('#').and_then(|(_, fragment)| id(fragment));
    let fragment = fragment.map(|id| format!("#{id}")).unwrap_or_default();
    Some(format!("{page}{fragment}"))
}

/// The address of an image: of a picture of the bucket. A remote one would tell a stranger who reads what.
pub fn image(target: &str, place: &Place) -> Option<String> {
    let key = resolve(target, &place.prefix)?;
    let lower = key.to_ascii_lowercase();
    if !PICTURES.iter().any(|ending| lower.ends_with(ending)) {
        return None;
    }
    Some(match &place.home {
        Home::Dataset => file_address(&place.bucket, &key),
        Home::Bucket(instance) => {
            let key = encode::encode_value(&key);
            format!("/api/instances/{instance}/buckets/{}/objects?key={key}", place.bucket)
        }
        Home::Link { start, base } => format!("{}?show", shared_address(start, base, &key)?),
    })
}

/// Another site, or a mailbox.
pub fn is_elsewhere(target: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The key a relative address means, seen from `prefix`; `None` when it is no relative path, or leaves the bucket.
fn resolve(target: &str, prefix: &Prefix) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || scheme || path.starts_with("//") {
        return None;
    }
    let decoded = encode::decode(path)?;
    let (mut segments, rest) = match decoded.strip_prefix('/') {
        Some(rest) => (Vec::new(), rest),
        None => {
            (prefix.as_str().split('/').filter(|part| !part.is_empty()).collect(), decoded.as_str())
        }
    };
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    let folder = rest.ends_with('/') || rest.ends_with("/.") || rest.ends_with("..") || rest == ".";
    let mut key = segments.join("/");
    if folder && !key.is_empty() {
        key.push('/');
    }
    Some(key)
}

fn is_folder(key: &str) -> bool {
    key.is_empty() || key.ends_with('/')
}

/// A heading of the same text, by the id it was given.
fn id(fragment: &str) -> Option<String> {
    let decoded = encode::decode(fragment)?;
    let known = |char: char| char.is_alphanumeric() || matches!(char, '-' | '_');
    let named = !decoded.is_empty() && decoded.chars().all(known);
    named.then(|| format!("{}{}", ids::PREFIX, encode::encode_value(&decoded)))
}

/// `/fr/b/minimal/anne.roy?prefix=2026%2F&key=2026%2Fa.csv`: an object over its folder, or a folder.
fn page_address(place: &Place, instance: &InstanceId, key: &str) -> String {
    let mut address = format!("/{}/b/{instance}/{}", place.language.code(), place.bucket);
    let folder = key.rfind('/').map_or("", |end| &key[..=end]);
    let pairs = [("prefix", folder), ("key", if is_folder(key) { "" } else { key })];
    let query = encode::encode_query(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    address
}

/// Address of what lies below a share link; `None` of what the link cannot reach.
pub fn shared_address(start: &str, base: &str, key: &str) -> Option<String> {
    let below = key.strip_prefix(base)?;
    let dotted = below.split('/').any(|segment| segment == "." || segment == "..");
    Some(if below.is_empty() {
        start.to_owned()
    } else if dotted {
        // Browsers would resolve it before they ask.
        format!("{start}?key={}", encode::encode_value(below))
    } else {
        format!("{start}/{}", encode::encode_path(below))
    })
}

/// Address of a public file, for people and scripts alike.
pub fn file_address(bucket: &BucketName, key: &str) -> String {
    format!("/public/{bucket}/{}", encode::encode_path(key))
}

/// Address of a folder of a dataset on the page.
pub fn folder_address(language: Language, bucket: &BucketName, prefix: &str) -> String {
    let query = if prefix.is_empty() {
        String::new()
    } else {
        format!("?prefix={}", encode::encode_value(prefix))
    };
    format!("/{}/d/{bucket}{query}", language.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(instance: Option<&str>) -> Place {
        let bucket = |id| Home::Bucket(InstanceId::parse(id).unwrap());
        Place {
            home: instance.map_or(Home::Dataset, bucket),
            bucket: BucketName::parse("anne.roy").unwrap(),
            prefix: Prefix::parse("2024/été/").unwrap(),
            language: Language::FrCa,
        }
    }

    #[test]
    fn relative_links_become_addresses_of_the_page() {
        let check = |target: &str, expected: Option<&str>| {
            let found = link(target, &place(Some("minimal")));
            assert_eq!(found.as_deref(), expected, "{target}");
        };
        let folder = "/fr/b/minimal/anne.roy?prefix=2024%2F%C3%A9t%C3%A9%2F";
        check("a b.csv", Some(&format!("{folder}&key=2024%2F%C3%A9t%C3%A9%2Fa%20b.csv")));
        check("../", Some("/fr/b/minimal/anne.roy?prefix=2024%2F"));
        check("/", Some("/fr/b/minimal/anne.roy"));
        check("/a.md#Usage", Some("/fr/b/minimal/anne.roy?key=a.md#r-Usage"));
        check("../../../x", None);
        check("#usage", Some("#r-usage"));
        check("#\"><script>", None);
        check("https://example.org/a?b#c", Some("https://example.org/a?b#c"));
        check("//evil.example/x", None);
        check("javascript:alert(1)", None);
        check("data:text/html,x", None);
        check("", None);
    }

    #[test]
    fn relative_links_of_datasets_lead_to_public_files() {
        let check = |target: &str, expected: Option<&str>| {
            assert_eq!(link(target, &place(None)).as_deref(), expected, "{target}");
        };
        check("/dict.csv", Some("/public/anne.roy/dict.csv"));
        check("../", Some("/fr/d/anne.roy?prefix=2024%2F"));
        check("../../../x", None);
    }

    #[test]
    fn what_is_shared_by_a_link_is_reached_through_it_or_not_at_all() {
        let home = Home::Link { start: "/s/abc".to_owned(), base: "2024/".to_owned() };
        let place = Place { home, ..place(None) };
        let check = |target: &str, expected: Option<&str>| {
            assert_eq!(link(target, &place).as_deref(), expected, "{target}");
        };
        check("a b.csv", Some("/s/abc/%C3%A9t%C3%A9/a%20b.csv"));
        check("../#top", Some("/s/abc#r-top"));
        check("../../secret.txt", None);
        check("/2025/secret.txt", None);
        check("/2024/x/", Some("/s/abc/x/"));
        assert_eq!(image("a.png", &place).as_deref(), Some("/s/abc/%C3%A9t%C3%A9/a.png?show"));
        assert_eq!(image("/secret.png", &place), None);
        let dotted = shared_address("/s/abc", "2024/", "2024/a/../b");
        assert_eq!(dotted.as_deref(), Some("/s/abc?key=a%2F..%2Fb"));
    }

    #[test]
    fn images_are_pictures_of_the_bucket() {
        let check = |target: &str, instance: Option<&str>, expected: Option<&str>| {
            let found = image(target, &place(instance));
            assert_eq!(found.as_deref(), expected, "{target}");
        };
        let content = "/api/instances/minimal/buckets/anne.roy/objects?key=a%26b.PNG";
        check("/a%26b.PNG", Some("minimal"), Some(content));
        check("/a.png", None, Some("/public/anne.roy/a.png"));
        check("/a.svg", None, None);
        check("/a.html", Some("minimal"), None);
        check("https://evil.example/pixel.png", None, None);
        check("//evil.example/pixel.png", None, None);
    }
}
