//! Tags as people write them: which there are, and their attributes.

use std::fmt::Write;

use crate::page::rendering::attachments;

/// Tags that pass, and what they are called afterwards: headings move down one level.
const KNOWN: [(&str, &str); 56] = [
    ("a", "a"),
    ("abbr", "abbr"),
    ("b", "b"),
    ("blockquote", "blockquote"),
    ("br", "br"),
    ("caption", "caption"),
    ("center", "center"),
    ("cite", "cite"),
    ("code", "code"),
    ("dd", "dd"),
    ("del", "del"),
    ("details", "details"),
    ("dfn", "dfn"),
    ("div", "div"),
    ("dl", "dl"),
    ("dt", "dt"),
    ("em", "em"),
    ("figcaption", "figcaption"),
    ("figure", "figure"),
    ("h1", "h2"),
    ("h2", "h3"),
    ("h3", "h4"),
    ("h4", "h5"),
    ("h5", "h6"),
    ("h6", "h6"),
    ("hr", "hr"),
    ("i", "i"),
    ("img", "img"),
    ("ins", "ins"),
    ("kbd", "kbd"),
    ("li", "li"),
    ("mark", "mark"),
    ("ol", "ol"),
    ("p", "p"),
    ("pre", "pre"),
    ("q", "q"),
    ("s", "s"),
    ("samp", "samp"),
    ("small", "small"),
    ("span", "span"),
    ("strike", "strike"),
    ("strong", "strong"),
    ("sub", "sub"),
    ("summary", "summary"),
    ("sup", "sup"),
    ("table", "table"),
    ("tbody", "tbody"),
    ("td", "td"),
    ("th", "th"),
    ("thead", "thead"),
    ("tr", "tr"),
    ("tt", "tt"),
    ("u", "u"),
    ("ul", "ul"),
    ("var", "var"),
    ("wbr", "wbr"),
];

const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];

/// Elements that the next of their kind ends.
const ENDS_ITS_LIKE: [&str; 7] = ["dd", "dt", "li", "p", "td", "th", "tr"];

/// What is inside of these is no text.
const OPAQUE: [&str; 14] = [
    "script",
    "style",
    "svg",
    "math",
    "template",
    "iframe",
    "object",
    "noembed",
    "noframes",
    "xmp",
    "textarea",
    "title",
    "select",
    "plaintext",
];

/// Attributes that pass on to be judged.
const ATTRIBUTES: [&str; 14] = [
    "align", "alt", "colspan", "dir", "height", "href", "id", "lang", "open", "rowspan", "src",
    "start", "title", "width",
];

/// Of an attribute's value, pictures excepted: the parser of HTML is slow with long ones. No key is longer, encoded.
pub const ATTRIBUTE_BYTES_MAX: usize = 4 * 1024;

/// Attributes of one element.
const ATTRIBUTES_MAX: usize = 16;

#[derive(Debug)]
pub enum Token<'a> {
    Text(&'a str),
    Open(Tag),
    Close(&'static str),
}

#[derive(Debug)]
pub struct Tag {
    pub name: &'static str,
    attributes: String,
}

impl Tag {
    pub fn is_void(&self) -> bool {
        VOID.contains(&self.name)
    }

    pub fn ends_its_like(&self) -> bool {
        ENDS_ITS_LIKE.contains(&self.name)
    }

    pub fn written(&self) -> String {
        format!("<{}{}>", self.name, self.attributes)
    }
}

/// Takes a piece of HTML apart, in one pass. Unknown tags, comments and opaque elements are left out.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(begin) = rest.find('<') {
        let (text, markup) = rest.split_at(begin);
        push_text(&mut tokens, text);
        rest = take_markup(&mut tokens, markup);
    }
    push_text(&mut tokens, rest);
    tokens
}

fn push_text<'a>(tokens: &mut Vec<Token<'a>>, text: &'a str) {
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
}

/// Reads what begins with `<`; answers what follows.
fn take_markup<'a>(tokens: &mut Vec<Token<'a>>, markup: &'a str) -> &'a str {
    let inner = &markup[1..];
    if let Some(comment) = inner.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, after)| after);
    }
    if inner.starts_with(['!', '?']) {
        return inner.split_once('>').map_or("", |(_, after)| after);
    }
    let (closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    if !inner.starts_with(|char: char| char.is_ascii_alphabetic()) {
        push_text(tokens, &markup[..1]);
        return &markup[1..];
    }
    let length = inner
        .find(|char: char| !char.is_ascii_alphanumeric() && char != '-' && char != ':')
        .unwrap_or(inner.len());
    let (name, rest) = inner.split_at(length);
    let Some((attributes, rest)) = attributes(rest) else { return "" };
    let known = KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    match known {
        Some((_, name)) if closing => tokens.push(Token::Close(name)),
        Some((_, name)) => tokens.push(Token::Open(Tag { name, attributes })),
        None if !closing && OPAQUE.iter().any(|opaque| opaque.eq_ignore_ascii_case(name)) => {
            return after_end(rest, name);
        }
        None => {}
    }
    rest
}

/// What follows `</name…>`; nothing where it does not end.
fn after_end<'a>(text: &'a str, name: &str) -> &'a str {
    let ends = text.match_indices("</").find(|(index, _)| {
        let after = text.get(index + 2..index + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name))
    });
    let Some((index, _)) = ends else { return "" };
    text[index..].split_once('>').map_or("", |(_, after)| after)
}

/// The attributes of a tag that pass, written safely, and what follows its `>`; `None` where it does not end.
fn attributes(text: &str) -> Option<(String, &str)> {
    let mut written = String::new();
    let mut count = 0;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some((written, after));
        }
        if rest.is_empty() {
            return None;
        }
        let end = |char: char| char.is_ascii_whitespace() || matches!(char, '=' | '>' | '/');
        // A name may begin with `=`; it is not one that passes.
        let length = rest.char_indices().skip(1).find(|(_, char)| end(*char));
        let (name, after) = rest.split_at(length.map_or(rest.len(), |(index, _)| index));
        let (value, after) = value(after)?;
        rest = after;
        if let Some(name) = ATTRIBUTES.iter().find(|known| known.eq_ignore_ascii_case(name))
            && count < ATTRIBUTES_MAX
            && (value.len() <= ATTRIBUTE_BYTES_MAX || attachments::is_picture(value))
        {
            count += 1;
            let value = value.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
            let _ = write!(written, " {name}=\"{value}\"");
        }
    }
}

fn value(text: &str) -> Option<(&str, &str)> {
    let Some(after) = text.trim_ascii_start().strip_prefix('=') else { return Some(("", text)) };
    let after = after.trim_ascii_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = after.strip_prefix(quote) {
            return quoted.split_once(quote);
        }
    }
    let length = after.find(|char: char| char.is_ascii_whitespace() || char == '>');
    Some(after.split_at(length.unwrap_or(after.len())))
}
