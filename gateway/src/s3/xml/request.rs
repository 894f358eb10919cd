//! The bodies of requests that have one in XML.

use quick_xml::escape::escape;

use crate::s3::names::Key;
use crate::s3::operation::{ObjectVersion, Part};

pub(super) const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// `CreateBucketConfiguration`.
pub fn create_bucket(location: &str) -> Vec<u8> {
    format!(
        "<CreateBucketConfiguration xmlns=\"{NAMESPACE}\"><LocationConstraint>{}</LocationConstraint>\
         </CreateBucketConfiguration>",
        escape(location)
    )
    .into_bytes()
}

/// Whether a key can be named in a document: XML 1.0 has no way to write control characters and a few others (§2.2),
/// and readers turn the ends of lines into others (§2.11).
pub fn fits_xml(key: &Key) -> bool {
    !key.as_str().chars().any(|char| char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}'))
}

/// `Delete`, with an answer for every key. The keys must fit XML ([`fits_xml`]).
pub fn delete_objects<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Vec<u8> {
    let mut document = format!("<Delete xmlns=\"{NAMESPACE}\">");
    for key in keys {
        document.push_str("<Object><Key>");
        document.push_str(&escape(key.as_str()));
        document.push_str("</Key></Object>");
    }
    document.push_str("<Quiet>false</Quiet></Delete>");
    document.into_bytes()
}

/// `Delete` of versions, with an answer for failures alone. The keys must fit XML ([`fits_xml`]).
pub fn delete_versions(versions: &[ObjectVersion]) -> Vec<u8> {
    let mut document = format!("<Delete xmlns=\"{NAMESPACE}\">");
    for version in versions {
        document.push_str("<Object><Key>");
        document.push_str(&escape(version.key.as_str()));
        document.push_str("</Key><VersionId>");
        document.push_str(&escape(version.id.as_str()));
        document.push_str("</VersionId></Object>");
    }
    document.push_str("<Quiet>true</Quiet></Delete>");
    document.into_bytes()
}

/// `CompleteMultipartUpload`.
pub fn complete_upload(parts: &[Part]) -> Vec<u8> {
    let mut document = format!("<CompleteMultipartUpload xmlns=\"{NAMESPACE}\">");
    for part in parts {
        document.push_str("<Part><PartNumber>");
        document.push_str(&part.number.get().to_string());
        document.push_str("</PartNumber><ETag>&quot;");
        document.push_str(&escape(part.etag.as_str()));
        document.push_str("&quot;</ETag></Part>");
    }
    document.push_str("</CompleteMultipartUpload>");
    document.into_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::element::Element;
    use super::*;
    use crate::s3::operation::PartNumber;

    #[test]
    fn parts_are_named_by_number_and_quoted_tag() {
        let part = Part { number: PartNumber::new(2).unwrap(), etag: "a<b".to_owned() };
        let document = complete_upload(&[part]);
        let root = Element::parse_root(&document, "CompleteMultipartUpload").unwrap();
        let part = root.child("Part").unwrap();
        assert_eq!(part.field("PartNumber"), Some("2"));
        assert_eq!(part.field("ETag"), Some("\"a<b\""));
    }

    #[test]
    fn a_bucket_is_made_where_its_region_is() {
        let document = create_bucket("ca-central-1");
        let root = Element::parse_root(&document, "CreateBucketConfiguration").unwrap();
        assert_eq!(root.field("LocationConstraint"), Some("ca-central-1"));
    }

    #[test]
    fn keys_that_xml_cannot_name_are_noticed() {
        let check = |key: &str, expected: bool| {
            assert_eq!(fits_xml(&Key::parse(key).unwrap()), expected, "{key:?}");
        };
        check("a & b < c > 漢 🎉", true);
        check("a\rb", false);
        check("a\nb", false);
        check("a\u{1}b", false);
        check("a\u{7f}b", false);
        check("a\u{ffff}b", false);
    }

    proptest! {
        #[test]
        fn a_key_that_fits_is_deleted_under_its_own_name(text in "[^\\p{Cc}\u{fffe}\u{ffff}]{1,200}") {
            let key = Key::parse(text).unwrap();
            prop_assume!(fits_xml(&key));
            let document = delete_objects([&key]);
            let root = Element::parse_root(&document, "Delete").unwrap();
            prop_assert_eq!(root.child("Object").unwrap().field("Key"), Some(key.as_str()));
        }
    }
}
