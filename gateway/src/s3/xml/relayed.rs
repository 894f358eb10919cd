//! Documents of an instance on their way to a program, with our names where its own would stand, and errors of ours.
//! What is not read is passed on as it is: in the text of an element every `<` is escaped, so that a tag is a tag.

use super::deletions::{field, written};
use super::element::Element;

pub(super) const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// An `Error` document: the fields given, then what was asked and our id of the request.
pub fn error<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a str)>,
    resource: &str,
    request_id: &str,
) -> Vec<u8> {
    let mut document = format!("{DECLARATION}<Error>");
    for (name, text) in fields {
        field(&mut document, name, text);
    }
    field(&mut document, "Resource", resource);
    field(&mut document, "RequestId", request_id);
    document.push_str("</Error>");
    document.into_bytes()
}

/// Names and texts of an `Error` document, in its order; `None` where it is something else.
pub fn error_fields(document: &[u8]) -> Option<Vec<(String, String)>> {
    let root = Element::parse_root(document, "Error").ok()?;
    Some(root.fields().map(|(name, text)| (name.to_owned(), text.to_owned())).collect())
}

/// How many bytes stand before the root of a document: whitespace and a whole declaration.
pub fn before_root(document: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &document[at..];
        at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let rest = &document[at..];
        if !rest.starts_with(b"<?") {
            return at;
        }
        match memchr::memmem::find(rest, b"?>") {
            Some(end) => at += end + 2,
            None => return at,
        }
    }
}

/// The same document with another text in its `Location`.
pub fn with_location(document: &[u8], location: &str) -> Vec<u8> {
    replaced(document, "Location", &written(location))
}

/// The same listing with another owner of everything in it.
pub fn with_owner(document: &[u8], owner: &str) -> Vec<u8> {
    let owner = written(owner);
    let inner = format!("<ID>{owner}</ID><DisplayName>{owner}</DisplayName>");
    let document = replaced(document, "Owner", &inner);
    replaced(&document, "Initiator", &inner)
}

/// What stands in each element of this name, replaced.
fn replaced(document: &[u8], name: &str, inner: &str) -> Vec<u8> {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let (open, close) = (open.as_bytes(), close.as_bytes());
    let mut replaced = Vec::with_capacity(document.len());
    let mut rest = document;
    while let Some(begins) = memchr::memmem::find(rest, open) {
        let (before, from) = rest.split_at(begins + open.len());
        let Some(ends) = memchr::memmem::find(from, close) else { break };
        replaced.extend_from_slice(before);
        replaced.extend_from_slice(inner.as_bytes());
        rest = &from[ends..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_error_says_what_was_asked_and_under_which_id() {
        let document = error([("Code", "A"), ("Message", "b < c")], "/d/\u{1}é", "42");
        assert_eq!(
            String::from_utf8(document.clone()).unwrap(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>A</Code><Message>b &lt; c</Message>\
             <Resource>/d/&#1;é</Resource><RequestId>42</RequestId></Error>"
        );
        let fields = error_fields(&document).unwrap();
        assert_eq!(fields[1], ("Message".to_owned(), "b < c".to_owned()));
        assert_eq!(error_fields(b"<html/>"), None);
    }

    #[test]
    fn what_stands_before_the_root_is_known() {
        let check = |document: &str, expected: usize| {
            assert_eq!(before_root(document.as_bytes()), expected, "{document}");
        };
        check("", 0);
        check("  \n", 3);
        check("<a/>", 0);
        check(" <?xml?> \n<a/>", 10);
        check("<?xml versi", 0);
        check("  <", 2);
    }

    #[test]
    fn owners_and_places_are_ours() {
        let listing = b"<L><Owner><ID>k</ID></Owner><Key>&lt;Owner></Key><Owner/><Initiator>x</Initiator></L>";
        assert_eq!(
            String::from_utf8(with_owner(listing, "a")).unwrap(),
            "<L><Owner><ID>a</ID><DisplayName>a</DisplayName></Owner><Key>&lt;Owner></Key><Owner/>\
             <Initiator><ID>a</ID><DisplayName>a</DisplayName></Initiator></L>"
        );
        let result = b"<R><Location>http://10.0.0.1/b/k</Location><Key>k</Key></R>";
        assert_eq!(
            String::from_utf8(with_location(result, "https://s3.test/b/k&")).unwrap(),
            "<R><Location>https://s3.test/b/k&amp;</Location><Key>k</Key></R>"
        );
        assert_eq!(with_location(b"<R><Location>", "x"), b"<R><Location>");
    }

    proptest! {
        #[test]
        fn any_bytes_are_passed_on(document in any::<Vec<u8>>()) {
            let _ = (before_root(&document), with_owner(&document, "a"), error_fields(&document));
        }
    }
}
