//! JSON (RFC 8259) as a tree over its own text: numbers, keys and their order stay exactly as they were written.

mod scan;
mod table;

use std::ops::Range;

use scan::Scanner;

pub use table::lines;

/// Containers inside containers; deeper is a file made to exhaust readers.
const DEPTH_MAX: usize = 256;

/// A document. Nodes are in the order of the text, so that a node's descendants follow it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    text: String,
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    /// The name of a member, with its quotation marks.
    key: Option<Range<u32>>,
    value: Range<u32>,
    kind: Kind,
    /// Of a container.
    children: u32,
    /// The first node that is no descendant.
    end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Object,
    Array,
    String,
    Number,
    /// `true`, `false`, `null`.
    Word,
}

/// A node as something to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    pub id: u32,
    pub key: Option<String>,
    pub kind: Kind,
    /// Of a string its letters; of anything else its text.
    pub text: &'a str,
    pub children: u32,
}

/// Why a text is no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Lines and letters are counted from one.
    Broken {
        line: u64,
        column: u64,
    },
    /// A whole value is followed by something else: it may be one value a line.
    Trailing {
        line: u64,
        column: u64,
    },
    TooDeep,
}

impl Tree {
    pub fn parse(text: String) -> Result<Self, Fault> {
        let nodes = build(&text)?;
        Ok(Self { text, nodes })
    }

    /// How many values there are in all.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn item(&self, id: u32) -> Option<Item<'_>> {
        let node = self.nodes.get(id as usize)?;
        let slice = |range: &Range<u32>| &self.text[range.start as usize..range.end as usize];
        Some(Item {
            id,
            key: node.key.as_ref().map(|key| unescape(slice(key))),
            kind: node.kind,
            text: slice(&node.value),
            children: node.children,
        })
    }

    /// The children of a container, in the order of the text.
    pub fn children(&self, id: u32) -> impl Iterator<Item = Item<'_>> {
        let end = self.nodes.get(id as usize).map_or(0, |node| node.end);
        let mut next = id.saturating_add(1);
        std::iter::from_fn(move || {
            let item = (next < end).then(|| self.item(next)).flatten()?;
            next = self.nodes.get(next as usize)?.end;
            Some(item)
        })
    }
}

impl Item<'_> {
    /// What a string says; anything else as it is written.
    pub fn plain(&self) -> String {
        if self.kind == Kind::String { unescape(self.text) } else { self.text.to_owned() }
    }
}

fn build(text: &str) -> Result<Vec<Node>, Fault> {
    let mut scanner = Scanner::new(text);
    let mut nodes: Vec<Node> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let parent = open.last().copied();
        let in_object = parent.is_some_and(|parent| nodes[parent].kind == Kind::Object);
        let key = if in_object { Some(scanner.key()?) } else { None };
        let (kind, value) = scanner.value()?;
        if let Some(parent) = parent {
            nodes[parent].children += 1;
        }
        let id = nodes.len();
        let end = index(id) + 1;
        nodes.push(Node { key, value, kind, children: 0, end });
        if matches!(kind, Kind::Object | Kind::Array) {
            if DEPTH_MAX <= open.len() {
                return Err(Fault::TooDeep);
            }
            open.push(id);
            if !scanner.closes(kind) {
                continue;
            }
            close(&mut nodes, &mut open, &scanner);
        }
        // Another one follows, or containers end.
        loop {
            let Some(parent) = open.last().copied() else {
                return if scanner.is_done() { Ok(nodes) } else { Err(scanner.trailing()) };
            };
            if scanner.comma() {
                break;
            }
            if !scanner.closes(nodes[parent].kind) {
                return Err(scanner.broken());
            }
            close(&mut nodes, &mut open, &scanner);
        }
    }
}

fn close(nodes: &mut [Node], open: &mut Vec<usize>, scanner: &Scanner<'_>) {
    let end = index(nodes.len());
    if let Some(node) = open.pop().and_then(|id| nodes.get_mut(id)) {
        node.end = end;
        node.value.end = scanner.at();
    }
}

/// Texts are bounded far below four gigabytes.
fn index(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// What a string with its quotation marks says. An escape that is none stays as it stands.
fn unescape(quoted: &str) -> String {
    let inner = quoted.strip_prefix('"').unwrap_or(quoted);
    let mut rest = inner.strip_suffix('"').unwrap_or(inner);
    let mut result = String::with_capacity(rest.len());
    while let Some(at) = rest.find('\\') {
        result.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (letter, length) = match escape.bytes().next() {
            Some(b'n') => (Some('\n'), 1),
            Some(b't') => (Some('\t'), 1),
            Some(b'r') => (Some('\r'), 1),
            Some(b'b') => (Some('\u{8}'), 1),
            Some(b'f') => (Some('\u{C}'), 1),
            Some(b'u') => unit(escape),
            Some(byte @ (b'"' | b'\\' | b'/')) => (Some(char::from(byte)), 1),
            _ => (Some('\\'), 0),
        };
        result.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
        rest = &escape[length..];
    }
    result.push_str(rest);
    result
}

/// `u00e9`, or the two halves of a letter beyond U+FFFF, `ud83c\udf89`.
fn unit(escape: &str) -> (Option<char>, usize) {
    let hex = |from: usize| {
        let digits = escape.get(from..from + 4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let Some(first) = hex(1) else { return (Some('\\'), 0) };
    let second = if escape.get(5..7) == Some("\\u") { hex(7) } else { None };
    let pair = [first, second.unwrap_or_default()];
    match char::decode_utf16(pair).next() {
        Some(Ok(letter)) => (Some(letter), if letter.len_utf16() == 2 { 11 } else { 5 }),
        _ => (None, 5),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_tree_keeps_the_order_the_doubles_and_the_digits() {
        let text =
            r#"{"b": 12345678901234567890.10, "a": ["é\u00e9\ud83c\udf89\n", {}, []], "b": null}"#;
        let tree = Tree::parse(text.to_owned()).unwrap();
        let keys: Vec<_> = tree.children(0).filter_map(|item| item.key).collect();
        assert_eq!(keys, ["b", "a", "b"]);
        assert_eq!(tree.item(1).unwrap().plain(), "12345678901234567890.10");
        let list: Vec<_> = tree.children(2).map(|item| (item.kind, item.plain())).collect();
        assert_eq!(list[0], (Kind::String, "éé🎉\n".to_owned()));
        assert_eq!(list[1], (Kind::Object, "{}".to_owned()));
        assert_eq!(tree.len(), 7);
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        let check = |text: &str, expected| {
            assert_eq!(Tree::parse(text.to_owned()).unwrap_err(), expected, "{text}");
        };
        check("{\"a\": 1,\n \"b\" 2}", Fault::Broken { line: 2, column: 6 });
        check("[1, 2", Fault::Broken { line: 1, column: 6 });
        check("[1,]", Fault::Broken { line: 1, column: 4 });
        check("{\"é\": tru}", Fault::Broken { line: 1, column: 7 });
        check("", Fault::Broken { line: 1, column: 1 });
        check("{\"a\":1}\n{\"a\":2}\n", Fault::Trailing { line: 2, column: 1 });
        check(&"[".repeat(100_000), Fault::TooDeep);
    }

    proptest! {
        #[test]
        fn what_serde_reads_is_read_the_same(text in r#"[\[\]{}:,"a1 tfn.e\\-]{0,24}"#) {
            let other = serde_json::from_str::<serde_json::Value>(&text);
            let tree = Tree::parse(text.clone());
            // Numbers too large for it are numbers all the same.
            let too_large = other.as_ref().is_err_and(|error| error.to_string().contains("out of range"));
            prop_assert!(tree.is_ok() == other.is_ok() || too_large, "{}: {:?}", text, tree);
        }

        #[test]
        fn strings_come_back(text in "\\PC{0,40}") {
            let quoted = serde_json::to_string(&text).unwrap();
            let tree = Tree::parse(quoted).unwrap();
            prop_assert_eq!(tree.item(0).unwrap().plain(), text);
        }
    }
}
