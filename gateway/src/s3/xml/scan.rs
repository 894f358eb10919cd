//! A document of the plainest kind, read from front to back without building anything.
//!
//! Every server writes its listings so: elements without attributes, text without CDATA, no comments. Whatever is not
//! like that is no fault: the scan says `None` and the tree ([`super::element`]) decides what the document means. What
//! the scan does read, the tree would have read the same way, though at ten times the cost.

use std::borrow::Cow;

use super::DEPTH_MAX;

/// What is left of a document.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'a> {
    rest: &'a str,
}

/// What comes next where no text is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag<'a> {
    Open(&'a str),
    /// Opened and closed at once.
    Empty(&'a str),
    Close(&'a str),
}

impl<'a> Scan<'a> {
    /// Enters the root, which must bear this name and alone may have attributes.
    pub(super) fn enter(document: &'a [u8], root: &str) -> Option<Self> {
        let text = std::str::from_utf8(document).ok()?;
        // XML reads a carriage return as a line feed (XML 1.0 §2.11).
        if memchr::memchr(b'\r', document).is_some() {
            return None;
        }
        let mut rest = text.trim_ascii_start();
        if let Some(declared) = rest.strip_prefix("<?xml ") {
            let (declaration, after) = declared.split_once("?>")?;
            rest = after.trim_ascii_start();
            if declaration.contains(['<', '>']) {
                return None;
            }
        }
        let after = rest.strip_prefix('<')?.strip_prefix(root)?;
        let (attributes, rest) = after.split_once('>')?;
        let plain = attributes.is_empty()
            || attributes.starts_with(' ')
                && attributes.ends_with('"')
                && attributes.matches('"').count() % 2 == 0
                && !attributes.contains(['<', '\'']);
        plain.then_some(Self { rest })
    }

    /// The next tag, after nothing but whitespace.
    pub(super) fn tag(&mut self) -> Option<Tag<'a>> {
        let after = self.rest.strip_prefix('<');
        // Most write nothing between two tags.
        let after = after.or_else(|| self.rest.trim_ascii_start().strip_prefix('<'))?;
        let inner = after.strip_prefix('/').unwrap_or(after);
        let length = inner.bytes().position(|byte| !byte.is_ascii_alphanumeric())?;
        let (name, end) = (inner.get(..length)?, inner.get(length..)?);
        let closes = inner.len() < after.len();
        let (tag, rest) = match end.strip_prefix('>') {
            Some(rest) if closes => (Tag::Close(name), rest),
            Some(rest) => (Tag::Open(name), rest),
            None if closes => return None,
            None => (Tag::Empty(name), end.strip_prefix("/>")?),
        };
        self.rest = rest;
        name.starts_with(|first: char| first.is_ascii_alphabetic()).then_some(tag)
    }

    /// The text of an element that was opened, to the end of that element. Entities are still in it.
    pub(super) fn raw_text(&mut self, name: &str) -> Option<&'a str> {
        let (text, after) = split(self.rest, b'<')?;
        self.rest = after.strip_prefix('/')?.strip_prefix(name)?.strip_prefix('>')?;
        Some(text)
    }

    /// Text up to the next tag. Entities are still in it.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let (text, rest) =
            self.rest.split_at_checked(memchr::memchr(b'<', self.rest.as_bytes())?)?;
        self.rest = rest;
        Some(text)
    }

    /// Passes over exactly this.
    pub(super) fn pass(&mut self, text: &str) -> Option<()> {
        self.rest = self.rest.strip_prefix(text)?;
        Some(())
    }

    pub(super) fn bytes_left(&self) -> usize {
        self.rest.len()
    }

    /// What stands from here to there, where another scan of the same document is further.
    pub(super) fn until(&self, further: &Self) -> Option<&'a str> {
        self.rest.get(..self.rest.len().checked_sub(further.rest.len())?)
    }

    /// Behind this text, which comes next.
    pub(super) fn after(&self, text: &str) -> Option<Self> {
        self.rest.strip_prefix(text).map(|rest| Self { rest })
    }

    /// Passes over an element that was opened at this depth; the root's is 1.
    pub(super) fn skip(&mut self, name: &str, depth: usize) -> Option<()> {
        if depth > DEPTH_MAX {
            return None;
        }
        let mut inside = *self;
        if let Some(text) = inside.raw_text(name) {
            *self = inside;
            return resolve(text).map(drop);
        }
        loop {
            match self.tag()? {
                Tag::Open(child) => self.skip(child, depth + 1)?,
                Tag::Empty(_) => {}
                Tag::Close(closed) => return (closed == name).then_some(()),
            }
        }
    }
}

/// What stands before and after the first of this ASCII character.
fn split(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = memchr::memchr(at, text.as_bytes())?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// A text with its entities resolved; `None` where one is not XML's own.
pub(super) fn resolve(text: &str) -> Option<Cow<'_, str>> {
    if text.contains('&') { quick_xml::escape::unescape(text).ok() } else { Some(text.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_plain_is_read() {
        let document = b" \n<?xml version=\"1.0\"?>\n<R xmlns=\"x\">\n <A>a &amp; b</A><B/>\n\
            <C><D>1</D><E><F/></E></C></R>";
        let mut scan = Scan::enter(document, "R").unwrap();
        assert_eq!(scan.tag(), Some(Tag::Open("A")));
        assert_eq!(scan.raw_text("A").and_then(resolve).as_deref(), Some("a & b"));
        assert_eq!(scan.tag(), Some(Tag::Empty("B")));
        assert_eq!(scan.tag(), Some(Tag::Open("C")));
        assert_eq!(scan.skip("C", 2), Some(()));
        assert_eq!(scan.tag(), Some(Tag::Close("R")));
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_tree() {
        let check = |document: &str| {
            let read = |mut scan: Scan<'_>| scan.skip("R", 1);
            assert_eq!(Scan::enter(document.as_bytes(), "R").and_then(read), None, "{document}");
        };
        check("<R><A b=\"c\">d</A></R>");
        check("<R><s:A>d</s:A></R>");
        check("<R><A><![CDATA[d]]></A></R>");
        check("<R><!-- d --></R>");
        check("<R><A>d<B/></A></R>");
        check("<R><A>&d;</A></R>");
        check("<R>\r<A>d</A></R>");
        check("<R><A>d</B></R>");
        check("<R><A>d</A>");
        check("<R x='>'><A>d</A></R>");
        check("<Q></Q>");
        check("<RR></RR>");
        check("");
        let deep = |levels: usize| format!("{}{}", "<R>".repeat(levels), "</R>".repeat(levels));
        check(&deep(DEPTH_MAX + 1));
        let fine = deep(DEPTH_MAX);
        assert_eq!(Scan::enter(fine.as_bytes(), "R").unwrap().skip("R", 1), Some(()));
    }
}
