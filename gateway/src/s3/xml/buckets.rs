//! What Cellier says of buckets by itself (S3 API Reference, "`ListBuckets`", "`GetBucketLocation`",
//! "`CreateBucket`").

use super::deletions::field;
use super::element::Element;
use super::request::NAMESPACE;

/// A bucket in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedBucket {
    pub name: String,
    /// ISO 8601, with milliseconds.
    pub created: String,
}

/// `ListAllMyBucketsResult`; `next` is where the next page begins.
pub fn owned_buckets(
    owner: &str,
    region: &str,
    buckets: &[OwnedBucket],
    prefix: Option<&str>,
    next: Option<&str>,
) -> Vec<u8> {
    let mut document = begun("ListAllMyBucketsResult");
    document.push_str("<Owner>");
    field(&mut document, "ID", owner);
    field(&mut document, "DisplayName", owner);
    document.push_str("</Owner><Buckets>");
    for bucket in buckets {
        document.push_str("<Bucket>");
        field(&mut document, "Name", &bucket.name);
        field(&mut document, "CreationDate", &bucket.created);
        field(&mut document, "BucketRegion", region);
        document.push_str("</Bucket>");
    }
    document.push_str("</Buckets>");
    if let Some(prefix) = prefix {
        field(&mut document, "Prefix", prefix);
    }
    if let Some(next) = next {
        field(&mut document, "ContinuationToken", next);
    }
    document.push_str("</ListAllMyBucketsResult>");
    document.into_bytes()
}

/// `LocationConstraint`, which is empty for the first region there was.
pub fn location(region: &str) -> Vec<u8> {
    let mut document = begun("LocationConstraint");
    if region != "us-east-1" {
        document.push_str(&super::deletions::written(region));
    }
    document.push_str("</LocationConstraint>");
    document.into_bytes()
}

/// The region that a `CreateBucketConfiguration` asks for, if it asks for one.
pub fn parse_location(document: &[u8]) -> Option<String> {
    let root = Element::parse_root(document, "CreateBucketConfiguration").ok()?;
    let region = root.field("LocationConstraint")?.trim();
    Some(region.to_owned()).filter(|region| !region.is_empty())
}

fn begun(root: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_buckets_is_read_as_it_is_written() {
        let bucket = OwnedBucket {
            name: "alice.tremblay".to_owned(),
            created: "2026-11-21T00:00:00.000Z".to_owned(),
        };
        let document = owned_buckets("alice", "local", &[bucket], Some("a"), Some("next"));
        let root = Element::parse_root(&document, "ListAllMyBucketsResult").unwrap();
        assert_eq!(root.field("ContinuationToken"), Some("next"));
        assert_eq!(root.child("Owner").unwrap().field("ID"), Some("alice"));
        let names = crate::s3::xml::parse_buckets(&document).unwrap();
        assert_eq!(names.len(), 1);
    }

    #[test]
    fn the_first_region_has_no_name() {
        let text = |region| {
            let document = location(region);
            Element::parse_root(&document, "LocationConstraint").unwrap().text().to_owned()
        };
        assert_eq!(text("us-east-1"), "");
        assert_eq!(text("local"), "local");
    }

    #[test]
    fn a_wished_region_is_read() {
        let check = |document: &str, expected: Option<&str>| {
            assert_eq!(parse_location(document.as_bytes()).as_deref(), expected, "{document}");
        };
        check("", None);
        check("<CreateBucketConfiguration/>", None);
        check(
            "<CreateBucketConfiguration><LocationConstraint>local</LocationConstraint></CreateBucketConfiguration>",
            Some("local"),
        );
    }
}
