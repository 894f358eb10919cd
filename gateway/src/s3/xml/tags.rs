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
}
