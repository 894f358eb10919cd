//! What programs write: `Delete` (S3 API Reference, "`DeleteObjects`"), read, written anew for what may go, and answered
//! for what may not.

use bytes::Bytes;
use quick_xml::escape::escape;

use super::XmlError;
use super::element::Element;
use super::relayed::DECLARATION;
use super::request::NAMESPACE;
use crate::s3::call::Doomed;
use crate::s3::fault::Fault;

/// One object of a `Delete`, as it is written there.
#[derive(Debug)]
pub struct WishedDeletion {
    pub key: String,
    pub version: Option<String>,
    /// Without quotes.
    pub etag: Option<String>,
    /// By time or size of what is there.
    pub is_conditional: bool,
}

/// A whole `Delete`.
#[derive(Debug)]
pub struct WishedDeletions {
    pub objects: Vec<WishedDeletion>,
    pub quiet: bool,
}

/// The name of the root of a well-formed document.
pub fn root(document: &[u8]) -> Result<String, XmlError> {
    Element::parse(document).map(|root| root.name().to_owned())
}

pub fn parse_deletions(document: &[u8]) -> Result<WishedDeletions, XmlError> {
    let root = Element::parse_root(document, "Delete")?;
    let objects = root.children("Object").map(|object| {
        let etag = object.field("ETag").map(|etag| etag.trim().trim_matches('"').to_owned());
        Ok(WishedDeletion {
            key: object.required("Key")?.to_owned(),
            version: object.field("VersionId").filter(|id| !id.is_empty()).map(str::to_owned),
            etag,
            is_conditional: ["LastModifiedTime", "Size"]
                .iter()
                .any(|name| object.child(name).is_some()),
        })
    });
    let quiet = root.field("Quiet").is_some_and(|quiet| quiet.trim().eq_ignore_ascii_case("true"));
    Ok(WishedDeletions { objects: objects.collect::<Result<_, _>>()?, quiet })
}

/// `Delete` of these objects.
pub fn deletions(objects: &[Doomed], quiet: bool) -> Vec<u8> {
    let mut document = format!("<Delete xmlns=\"{NAMESPACE}\">");
    for Doomed { key, version, etag } in objects {
        document.push_str("<Object>");
        field(&mut document, "Key", key.as_str());
        if let Some(version) = version {
            field(&mut document, "VersionId", version.as_str());
        }
        if let Some(etag) = etag {
            field(&mut document, "ETag", &format!("\"{etag}\""));
        }
        document.push_str("</Object>");
    }
    if quiet {
        field(&mut document, "Quiet", "true");
    }
    document.push_str("</Delete>");
    document.into_bytes()
}

/// The answers of an instance, and the refusals of ours beside them, as one; a single answer as it is. `None` where an
/// answer is no `DeleteResult`.
pub fn one_answer(answers: &[Bytes], refused: &[(Doomed, Fault)]) -> Option<Bytes> {
    if let ([answer], []) = (answers, refused) {
        return Some(answer.clone());
    }
    let mut document = String::new();
    for answer in answers {
        let (open, inside) = parts(answer)?;
        if document.is_empty() {
            document.push_str(&open);
        }
        document.push_str(inside);
    }
    if document.is_empty() {
        document = format!("{DECLARATION}<DeleteResult xmlns=\"{NAMESPACE}\">");
    }
    for (Doomed { key, version, .. }, fault) in refused {
        document.push_str("<Error>");
        field(&mut document, "Key", key.as_str());
        if let Some(version) = version {
            field(&mut document, "VersionId", version.as_str());
        }
        field(&mut document, "Code", fault.code);
        field(&mut document, "Message", &fault.message);
        document.push_str("</Error>");
    }
    document.push_str("</DeleteResult>");
    Some(document.into())
}

/// A `DeleteResult` up to the end of its start tag, and what is inside.
fn parts(answer: &[u8]) -> Option<(String, &str)> {
    Element::parse_root(answer, "DeleteResult").ok()?;
    let text = std::str::from_utf8(answer).ok()?.trim_end();
    let start = text.find("<DeleteResult")?;
    let open = start + text[start..].find('>')?;
    Some(match text[..open].strip_suffix('/') {
        Some(empty) => (format!("{empty}>"), ""),
        None => (text[..=open].to_owned(), &text[open + 1..text.rfind("</")?]),
    })
}

/// An element with a text.
pub(super) fn field(document: &mut String, name: &str, text: &str) {
    document.push('<');
    document.push_str(name);
    document.push('>');
    document.push_str(&written(text));
    document.push_str("</");
    document.push_str(name);
    document.push('>');
}

/// Escaped so that every reader gets the same text back: the ends of lines too, which XML would change (§2.11), and the
/// characters that it has no other way to write.
pub(super) fn written(text: &str) -> String {
    let escaped = escape(text);
    if !escaped.chars().any(char::is_control) {
        return escaped.into_owned();
    }
    let mut written = String::with_capacity(escaped.len() + 16);
    for char in escaped.chars() {
        if char.is_control() {
            written.push_str("&#");
            written.push_str(&u32::from(char).to_string());
            written.push(';');
        } else {
            written.push(char);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::s3::call::Deletions;
    use crate::s3::fault::Code;
    use crate::s3::names::Key;
    use crate::s3::operation::VersionId;

    fn doomed(key: &str, version: Option<&str>) -> Doomed {
        Doomed {
            key: Key::parse(key).unwrap(),
            version: version.map(|id| VersionId::parse(id).unwrap()),
            etag: None,
        }
    }

    #[test]
    fn a_document_asks_for_objects_and_versions() {
        let document = "<Delete xmlns=\"x\"><Object><Key>a &amp; b</Key></Object><Quiet>true</Quiet>\
            <Object><VersionId>v1</VersionId><Key>c</Key></Object></Delete>";
        let deletions = Deletions::read(document.as_bytes()).unwrap();
        assert!(deletions.quiet);
        assert_eq!(deletions.objects, [doomed("a & b", None), doomed("c", Some("v1"))]);
        for wrong in [
            "",
            "<Delete/>",
            "<Delete><Object/></Delete>",
            "<Delete><Object><Key/></Object></Delete>",
            "<Delete><Object><Key>a</Key></Object>",
            "<!DOCTYPE a><Delete><Object><Key>a</Key></Object></Delete>",
            "<Delete><Object><Key>a</Key><Size>1</Size></Object></Delete>",
        ] {
            assert!(Deletions::read(wrong.as_bytes()).is_err(), "{wrong}");
        }
        let many = "<Object><Key>a</Key></Object>".repeat(1001);
        let fault = Deletions::read(format!("<Delete>{many}</Delete>").as_bytes()).unwrap_err();
        assert_eq!(fault.code, "MalformedXML");
    }

    #[test]
    fn refusals_stand_beside_what_the_instance_says() {
        let refused = [(doomed("b<", Some("v")), Fault::new(Code::AccessDenied, "no"))];
        let check = |answer: &str, expected: &str| {
            let document = one_answer(&[answer.to_owned().into()], &refused).unwrap();
            let text = String::from_utf8(document.into()).unwrap();
            let error = "<Error><Key>b&lt;</Key><VersionId>v</VersionId><Code>AccessDenied</Code>\
                <Message>no</Message></Error></DeleteResult>";
            assert_eq!(text, format!("{expected}{error}"));
        };
        check(
            "<?xml version=\"1.0\"?>\n<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>\n",
            "<?xml version=\"1.0\"?>\n<DeleteResult><Deleted><Key>a</Key></Deleted>",
        );
        check("<DeleteResult/>", "<DeleteResult>");
        check("<DeleteResult></DeleteResult>", "<DeleteResult>");
        let html = || Bytes::from_static(b"<html/>");
        assert!(one_answer(&[html()], &refused).is_none());
        assert!(one_answer(&[html(), html()], &[]).is_none());
        let alone = one_answer(&[], &refused).unwrap();
        assert_eq!(root(&alone).unwrap(), "DeleteResult");
    }

    #[test]
    fn several_answers_are_told_as_one() {
        let answer = |key: &str| {
            Bytes::from(format!(
                "<?xml version=\"1.0\"?>\n<DeleteResult xmlns=\"x\"><Deleted><Key>{key}</Key></Deleted></DeleteResult>\n"
            ))
        };
        assert_eq!(one_answer(&[answer("a")], &[]).unwrap(), answer("a"));
        let quiet = Bytes::from_static(b"<DeleteResult xmlns=\"x\"/>");
        let together = one_answer(&[quiet, answer("a"), answer("b")], &[]).unwrap();
        assert_eq!(
            std::str::from_utf8(&together).unwrap(),
            "<DeleteResult xmlns=\"x\"><Deleted><Key>a</Key></Deleted><Deleted><Key>b</Key></Deleted></DeleteResult>"
        );
    }

    proptest! {
        #[test]
        fn any_key_is_asked_for_under_its_own_name(key in "[^\0\u{fffe}\u{ffff}]{1,200}") {
            let objects = [doomed(&key, Some("v"))];
            let read = Deletions::read(&deletions(&objects, true)).unwrap();
            prop_assert_eq!(read.objects, objects);
        }
    }
}
