//! A document as a tree of elements; attributes and namespaces mean nothing in S3.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};

use super::{DEPTH_MAX, XmlError};

#[derive(Debug)]
pub(super) struct Element<'a> {
    name: &'a str,
    text: Cow<'a, str>,
    children: Vec<Element<'a>>,
}

impl<'a> Element<'a> {
    /// Reads a whole document, which may begin with the whitespace S3 sends to keep a connection alive.
    pub(super) fn parse(document: &'a [u8]) -> Result<Self, XmlError> {
        let text = std::str::from_utf8(document).map_err(XmlError::Encoding)?;
        let text = text.trim_start();
        let mut reader = Reader::from_str(text);
        let mut open: Vec<Self> = Vec::new();
        loop {
            let begins = reader.buffer_position();
            let closed = match reader.read_event().map_err(XmlError::Syntax)? {
                Event::Start(_) if open.len() == DEPTH_MAX => return Err(XmlError::Depth),
                Event::Start(_) => {
                    open.push(Self::named(text, begins));
                    None
                }
                Event::Empty(_) => Some(Self::named(text, begins)),
                Event::End(_) => open.pop(),
                Event::Text(text) => {
                    append(&mut open, text.xml10_content());
                    None
                }
                Event::CData(text) => {
                    append(&mut open, text.xml10_content());
                    None
                }
                Event::GeneralRef(reference) => {
                    append(&mut open, resolve(&reference)?);
                    None
                }
                Event::DocType(_) => return Err(XmlError::DocumentType),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => None,
                Event::Eof => return Err(XmlError::Incomplete),
            };
            if let Some(element) = closed {
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
        }
    }

    /// Reads a document whose root must bear this name.
    pub(super) fn parse_root(document: &'a [u8], expected: &'static str) -> Result<Self, XmlError> {
        let root = Self::parse(document)?;
        if root.name == expected {
            return Ok(root);
        }
        Err(XmlError::Root { expected, found: root.name.to_owned() })
    }

    pub(super) fn name(&self) -> &str {
        self.name
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All children of this name, wherever they stand: servers differ in their order.
    pub(super) fn children(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children(name).next()
    }

    /// The text of a child; an absent child and an empty one are told apart.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.child(name).map(Self::text)
    }

    /// Names and texts of all children.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.children.iter().map(|child| (child.name, child.text()))
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, XmlError> {
        self.field(name).ok_or(XmlError::Field(name))
    }

    /// The element whose tag begins at `begins`. Its name is taken from the document itself: a listing has six
    /// elements for each of 1,000 objects, and a copy of each name would cost more than all the rest.
    fn named(document: &'a str, begins: u64) -> Self {
        let tag = usize::try_from(begins)
            .ok()
            .and_then(|begins| document.get(begins..))
            .unwrap_or_default();
        let tag = tag.trim_start_matches('<');
        let name = &tag[..tag.find([' ', '/', '>', '\t', '\n', '\r']).unwrap_or(tag.len())];
        let name = name.rsplit(':').next().unwrap_or(name);
        Self { name, text: Cow::Borrowed(""), children: Vec::new() }
    }
}

fn append<'a>(open: &mut [Element<'a>], text: Cow<'a, str>) {
    if let Some(element) = open.last_mut() {
        element.text += text;
    }
}

fn resolve(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, XmlError> {
    if let Some(character) = reference.resolve_char_ref().map_err(XmlError::Syntax)? {
        return Ok(Cow::Owned(character.to_string()));
    }
    resolve_xml_entity(&reference.xml10_content()).map(Cow::Borrowed).ok_or(XmlError::Entity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_it_was_meant() {
        let check = |document: &str, expected: &str| {
            let root = Element::parse(document.as_bytes()).unwrap();
            assert_eq!(root.field("Key"), Some(expected), "{document}");
        };
        check("<R><Key>a b</Key></R>", "a b");
        check("<R><Key> a </Key></R>", " a ");
        check("<R><Key/></R>", "");
        check("<R><Key>a&amp;b&lt;c&#x20;&#233;&quot;</Key></R>", "a&b<c é\"");
        check("<R><Key><![CDATA[<a>]]>b</Key></R>", "<a>b");
        check("  \n<?xml version=\"1.0\"?>\n<R xmlns=\"x\"><Key>a</Key></R>", "a");
        check("<s:R xmlns:s=\"x\"><s:Key>a</s:Key></s:R>", "a");
    }

    #[test]
    fn tricks_and_ruins_are_refused() {
        let check = |document: &str, expected: &str| {
            let error = Element::parse(document.as_bytes()).unwrap_err();
            assert!(format!("{error:?}").starts_with(expected), "{document}: {error:?}");
        };
        check("<!DOCTYPE R [<!ENTITY a \"b\">]><R>&a;</R>", "DocumentType");
        check("<R>&a;</R>", "Entity");
        check("<R><Key>a</Key>", "Incomplete");
        check("", "Incomplete");
        check("<R></Q>", "Syntax");
        check("not xml", "Incomplete");
        check(&"<R>".repeat(9), "Depth");
        assert!(matches!(Element::parse(b"<R>\xff</R>"), Err(XmlError::Encoding(_))));
        assert!(matches!(Element::parse_root(b"<html/>", "Error"), Err(XmlError::Root { .. })));
    }
}
