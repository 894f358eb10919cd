//! README files, rendered and made safe: people upload what they like, readers see no script, style, form or remote
//! resource, and relative links and images work inside the bucket.

use ammonia::{Builder, UrlRelative};
use locales::Language;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::s3::encode;
use crate::s3::names::{BucketName, Prefix};

/// How much of a README is read and rendered.
pub const README_BYTES_MAX: usize = 256 * 1024;

/// Where the README lies: what its relative links are relative to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub bucket: &'a BucketName,
    /// The folder the README is in.
    pub prefix: &'a Prefix,
    pub language: Language,
}

/// Renders Markdown (`CommonMark` with tables, footnotes, task lists and strikethrough) to safe HTML. Raw HTML in the
/// source is left out; headings move down one level, because the page has its own `h1`.
pub fn render(markdown: &str, place: Place<'_>) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut metadata = false;
    let events = Parser::new_ext(markdown, options).filter_map(|event| match event {
        Event::Start(Tag::MetadataBlock(_)) => {
            metadata = true;
            None
        }
        Event::End(TagEnd::MetadataBlock(_)) => {
            metadata = false;
            None
        }
        Event::Html(_) | Event::InlineHtml(_) => None,
        Event::Text(_) if metadata => None,
        other => Some(relocate(other, place)),
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    sanitise(&rendered)
}

fn relocate<'a>(event: Event<'a>, place: Place<'_>) -> Event<'a> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = link(&dest_url, place).map_or_else(|| CowStr::from(""), CowStr::from);
            Event::Start(Tag::Link { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
            // A remote image would tell a stranger who reads what: only files of the bucket are shown.
            let dest_url = resolve(&dest_url, place.prefix).map_or_else(
                || CowStr::from(""),
                |key| CowStr::from(file_address(place.bucket, &key)),
            );
            Event::Start(Tag::Image { link_type, dest_url, title, id })
        }
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: one_lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(one_lower(level))),
        other => other,
    }
}

fn one_lower(level: HeadingLevel) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + 1).unwrap_or(HeadingLevel::H6)
}

/// The address of a link: untouched when it leads elsewhere, else the file or folder of the bucket it means.
fn link(target: &str, place: Place<'_>) -> Option<String> {
    let elsewhere = ["https://", "http://", "mailto:"].iter().any(|scheme| {
        target.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    if elsewhere {
        return Some(target.to_owned());
    }
    let key = resolve(target, place.prefix)?;
    if key.is_empty() || key.ends_with('/') {
        Some(folder_address(place.language, place.bucket, &key))
    } else {
        Some(file_address(place.bucket, &key))
    }
}

/// The key a relative address means, seen from `prefix`; `None` when it is no relative path, or leaves the bucket.
fn resolve(target: &str, prefix: &Prefix) -> Option<String> {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || scheme || path.starts_with("//") {
        return None;
    }
    let decoded = encode::decode(path)?;
    let (mut segments, rest) = match decoded.strip_prefix('/') {
        Some(rest) => (Vec::new(), rest),
        None => {
            (prefix.as_str().split('/').filter(|part| !part.is_empty()).collect(), decoded.as_str())
        }
    };
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    let folder = rest.ends_with('/') || rest.ends_with("/.") || rest.ends_with("..") || rest == ".";
    let mut key = segments.join("/");
    if folder && !key.is_empty() {
        key.push('/');
    }
    Some(key)
}

/// Address of a public file, for people and scripts alike.
pub fn file_address(bucket: &BucketName, key: &str) -> String {
    format!("/public/{bucket}/{}", encode::encode_path(key))
}

/// Address of a folder of a dataset on the page.
pub fn folder_address(language: Language, bucket: &BucketName, prefix: &str) -> String {
    let query = if prefix.is_empty() {
        String::new()
    } else {
        format!("?prefix={}", encode::encode_value(prefix))
    };
    format!("/{}/d/{bucket}{query}", language.code())
}

fn sanitise(rendered: &str) -> String {
    let mut builder = Builder::default();
    builder
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("noopener noreferrer nofollow"))
        .add_tags(["input"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        // Long lines scroll inside their block, which the keyboard must reach (WCAG 2.1.1).
        .set_tag_attribute_value("pre", "tabindex", "0")
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") if !value.starts_with("/public/") => None,
            ("input", "type") if value != "checkbox" => None,
            ("a", "href") if value.is_empty() => None,
            _ => Some(value.into()),
        });
    builder.clean(rendered).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(markdown: &str) -> String {
        let bucket = BucketName::parse("open-census").unwrap();
        let prefix = Prefix::parse("2024/été/").unwrap();
        render(markdown, Place { bucket: &bucket, prefix: &prefix, language: Language::FrCa })
    }

    fn check(markdown: &str, expected: &str) {
        assert_eq!(rendered(markdown).trim_end(), expected, "{markdown}");
    }

    #[test]
    fn relative_links_and_images_stay_in_the_bucket() {
        check(
            "![chart](img/a%20b.png)",
            "<p><img src=\"/public/open-census/2024/%C3%A9t%C3%A9/img/a%20b.png\" alt=\"chart\"></p>",
        );
        let rel = "rel=\"noopener noreferrer nofollow\"";
        check(
            "[up](../)",
            &format!("<p><a href=\"/fr/d/open-census?prefix=2024%2F\" {rel}>up</a></p>"),
        );
        check(
            "[root](/dict.csv)",
            &format!("<p><a href=\"/public/open-census/dict.csv\" {rel}>root</a></p>"),
        );
        check("[out](../../../x)", &format!("<p><a {rel}>out</a></p>"));
    }

    #[test]
    fn links_elsewhere_are_kept_and_scripts_are_not() {
        let rel = "rel=\"noopener noreferrer nofollow\"";
        check(
            "[w](https://example.org/a?b#c)",
            &format!("<p><a href=\"https://example.org/a?b#c\" {rel}>w</a></p>"),
        );
        check("[x](javascript:alert(1))", &format!("<p><a {rel}>x</a></p>"));
        check("[x](data:text/html,x)", &format!("<p><a {rel}>x</a></p>"));
        check("[x](//evil.example/x)", &format!("<p><a {rel}>x</a></p>"));
    }

    #[test]
    fn nothing_runs_and_nothing_remote_loads() {
        for hostile in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<style>*{display:none}</style>",
            "<iframe src=https://evil.example></iframe>",
            "<svg onload=alert(1)>",
            "![x](https://evil.example/pixel.png)",
            "<form action=https://evil.example><input type=password></form>",
            "[a]: javascript:alert(1)\n[a]",
            "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        ] {
            let safe = rendered(hostile).to_lowercase();
            for word in [
                "<script",
                "onerror",
                "<style",
                "<iframe",
                "<svg",
                "evil.example",
                "<form",
                "javascript:",
                "password",
            ] {
                assert!(!safe.contains(word), "{hostile} left {word} in {safe}");
            }
        }
    }

    #[test]
    fn headings_leave_h1_to_the_page_and_front_matter_is_not_text() {
        check("---\ntitle: x\n---\n# Census", "<h2>Census</h2>");
        check("###### deep", "<h6>deep</h6>");
    }

    #[test]
    fn tables_and_task_lists_are_rendered() {
        assert!(rendered("| a | b |\n|---|---|\n| 1 | 2 |").contains("<table>"));
        assert!(rendered("- [x] done").contains("checkbox"));
    }
}
