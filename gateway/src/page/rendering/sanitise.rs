//! The last gate: whatever was written before, only what is named here comes out.

use std::borrow::Cow;

use ammonia::{Builder, UrlRelative};

use super::{Place, address, attachments, ids};

/// Line breaks and character references in one text.
const TEXT_BREAKS_MAX: usize = 32;

/// Tags that the default knows and that would draw outside of the text: landmarks and image maps.
const UNWANTED: [&str; 8] =
    ["area", "article", "aside", "footer", "header", "hgroup", "map", "nav"];

/// Safe HTML: links and images lead where `place` says they do.
pub fn sanitise(html: &str, place: &Place) -> String {
    let place = place.clone();
    let mut builder = Builder::default();
    builder
        // `data:` is let through for images alone, by the filter below.
        .url_schemes(["http", "https", "mailto", "data"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .rm_tags(UNWANTED)
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled", "aria-label"])
        .add_tag_attributes("details", ["open"])
        .add_generic_attributes(["id"])
        .id_prefix(Some(ids::PREFIX))
        .add_allowed_classes("div", ["footnote-definition"])
        .add_allowed_classes("sup", ["footnote-reference", "footnote-definition-label"])
        // Long lines scroll inside their block, which the keyboard must reach (WCAG 2.1.1).
        .set_tag_attribute_value("pre", "tabindex", "0")
        .attribute_filter(move |element, attribute, value| {
            filter(&place, element, attribute, value)
        });
    builder.clean(&in_pieces(html)).to_string()
}

/// The parser copies the whole of a text for each line break and each `&` in it, which long texts make expensive: an
/// empty comment begins another text, and is left out afterwards. `html` is ours: a `<` in it begins a tag.
fn in_pieces(html: &str) -> String {
    let mut pieces = String::with_capacity(html.len() + html.len() / 8);
    let mut breaks = 0;
    let mut written = 0;
    let mut in_tag = false;
    for (index, byte) in html.bytes().enumerate() {
        match byte {
            b'<' => (in_tag, breaks) = (true, 0),
            b'>' => in_tag = false,
            b'&' | b'\n' if !in_tag => breaks += 1,
            _ => {}
        }
        if breaks == TEXT_BREAKS_MAX {
            breaks = 0;
            pieces.push_str(&html[written..index]);
            pieces.push_str("<!---->");
            written = index;
        }
    }
    pieces.push_str(&html[written..]);
    pieces
}

fn filter<'a>(
    place: &Place,
    element: &str,
    attribute: &str,
    value: &'a str,
) -> Option<Cow<'a, str>> {
    match (element, attribute) {
        ("a", "href") => address::link(value, place).map(Cow::Owned),
        ("img", "src") if attachments::is_picture(value) => Some(value.into()),
        ("img", "src") => address::image(value, place).map(Cow::Owned),
        ("input", "type") if value != "checkbox" => None,
        ("blockquote" | "q" | "del" | "ins", "cite") => None,
        _ => Some(value.into()),
    }
}
