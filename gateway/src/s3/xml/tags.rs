//! Tags of an object (S3 API Reference, "`GetObjectTagging`" and "`PutObjectTagging`").

use quick_xml::escape::escape;

use super::XmlError;
use super::element::Element;
use super::request::NAMESPACE;
use crate::s3::operation::Tags;

/// `Tagging`. Names and values must hold nothing that XML cannot.
pub fn tagging(tags: &Tags) -> Vec<u8> {
    let mut document = format!("<Tagging xmlns=\"{NAMESPACE}\"><TagSet>");
    for (name, value) in tags {
        document.push_str("<Tag><Key>");
        document.push_str(&escape(name.as_str()));
        document.push_str("</Key><Value>");
        document.push_str(&escape(value.as_str()));
        document.push_str("</Value></Tag>");
    }
    document.push_str("</TagSet></Tagging>");
    document.into_bytes()
}

/// `GetObjectTagging`.
pub fn parse_tags(document: &[u8]) -> Result<Tags, XmlError> {
    let root = Element::parse_root(document, "Tagging")?;
    let tags = root.children("TagSet").flat_map(|set| set.children("Tag")).map(|tag| {
        let value = tag.field("Value").unwrap_or_default();
        Ok((tag.required("Key")?.to_owned(), value.to_owned()))
    });
    tags.collect()
}

/// What somebody wishes an object to bear, in their order: read to the letter, since nothing of it may be lost.
pub fn parse_wished_tags(document: &[u8]) -> Result<Vec<(String, String)>, XmlError> {
    let root = Element::parse_root(document, "Tagging")?;
    let set = root.child("TagSet").ok_or(XmlError::Field("TagSet"))?;
    let is_blank = |element: &Element<'_>| element.text().trim().is_empty();
    if root.fields().count() != 1 || !is_blank(&root) || !is_blank(set) {
        return Err(XmlError::Field("TagSet"));
    }
    if set.fields().any(|(name, _)| name != "Tag") {
        return Err(XmlError::Field("Tag"));
    }
    let tags = set.children("Tag").map(|tag| {
        if tag.fields().count() != 2 || !is_blank(tag) {
            return Err(XmlError::Field("Tag"));
        }
        Ok((tag.required("Key")?.to_owned(), tag.required("Value")?.to_owned()))
    });
    tags.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_and_read_alike() {
        let tags = Tags::from([
            ("projet".to_owned(), "Énergie & <eau>".to_owned()),
            ("empty".to_owned(), String::new()),
            (" a ".to_owned(), "\"'".to_owned()),
        ]);
        assert_eq!(parse_tags(&tagging(&tags)).unwrap(), tags);
        assert_eq!(parse_tags(&tagging(&Tags::new())).unwrap(), Tags::new());
        assert_eq!(parse_tags(b"<Tagging/>").unwrap(), Tags::new());
        assert!(parse_tags(b"<Tagging><TagSet><Tag/></TagSet></Tagging>").is_err());
        assert!(parse_tags(b"<Error/>").is_err());
    }

    #[test]
    fn of_what_is_wished_nothing_is_lost() {
        let check = |document: &str, expected: Option<&[(&str, &str)]>| {
            let found = parse_wished_tags(document.as_bytes()).ok();
            let found = found.as_ref().map(|tags| {
                tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>()
            });
            assert_eq!(found.as_deref(), expected, "{document}");
        };
        let tag = "<Tag><Key>k</Key><Value>v</Value></Tag>";
        check("<Tagging><TagSet/></Tagging>", Some(&[]));
        // Which of two is meant the storage says.
        let twice = format!("<Tagging><TagSet>{tag}{tag}</TagSet></Tagging>");
        check(&twice, Some(&[("k", "v"), ("k", "v")]));
        check("<Tagging/>", None);
        check(&format!("<Tagging>{tag}</Tagging>"), None);
        check(&format!("<Tagging><TagSet/><TagSet>{tag}</TagSet></Tagging>"), None);
        check(&format!("<Tagging><TagSet>{tag}<Other/></TagSet></Tagging>"), None);
        check("<Tagging><TagSet><Tag><Key>k</Key></Tag></TagSet></Tagging>", None);
        check("<Tagging><TagSet><Tag><Value>v</Value></Tag></TagSet></Tagging>", None);
        check("<Tagging><TagSet>k=v</TagSet></Tagging>", None);
        check("<Tagging>k=v<TagSet/></Tagging>", None);
        check(
            "<Tagging><TagSet><Tag>k=v<Key>k</Key><Value>v</Value></Tag></TagSet></Tagging>",
            None,
        );
        let both = "<Tag><Key>k</Key><Key>other</Key><Value>v</Value></Tag>";
        check(&format!("<Tagging><TagSet>{both}</TagSet></Tagging>"), None);
        check(" <Tagging> <TagSet> </TagSet> </Tagging>", Some(&[]));
        check("k=v", None);
    }
}
