//! A JSON tree as lists that unfold. Only what is unfolded is written: the rest is asked for when it is.

use std::fmt::Write;

use locales::{Language, text};

use super::{escape, escape_cut};
use crate::json::{Item, Kind, Tree};

/// Children of one node that are written at once.
pub const CHILDREN_SHOWN: u32 = 100;

/// Letters of a value that are shown.
const VALUE_LETTERS_MAX: usize = 2000;

/// The whole tree, its first level unfolded.
pub fn tree(tree: &Tree, language: Language) -> String {
    let mut html = String::from("<ul class=\"tree\">");
    if let Some(root) = tree.item(0) {
        if root.children == 0 {
            leaf(&mut html, &root);
        } else {
            folded(&mut html, &root, " open");
            html.push_str("<ul>");
            html.push_str(&branch(tree, 0, 0, language));
            html.push_str("</ul></details></li>");
        }
    }
    html.push_str("</ul>");
    html
}

/// Children of a node from one on, as items of a list; when there are more, a button to ask for them.
pub fn branch(tree: &Tree, node: u32, from: u32, language: Language) -> String {
    let mut html = String::new();
    let total = tree.item(node).map_or(0, |item| item.children);
    let children = tree.children(node).skip(from as usize).take(CHILDREN_SHOWN as usize);
    for child in children {
        if child.children == 0 {
            leaf(&mut html, &child);
        } else {
            folded(&mut html, &child, "");
            html.push_str("</details></li>");
        }
    }
    let next = from.saturating_add(CHILDREN_SHOWN);
    if next < total {
        let _ = write!(
            html,
            "<li><button type=\"button\" class=\"button button--quiet\" data-node=\"{node}\" data-from=\"{next}\">"
        );
        escape(&mut html, &text::preview_tree_more(language, u64::from(total - next)));
        html.push_str("</button></li>");
    }
    html
}

/// A container without its children, left open for them.
fn folded(html: &mut String, item: &Item<'_>, open: &str) {
    let _ = write!(html, "<li><details data-node=\"{}\"{open}><summary>", item.id);
    key(html, item);
    let (before, after) = if item.kind == Kind::Object { ('{', '}') } else { ('[', ']') };
    let _ = write!(
        html,
        "<span class=\"tree__count\">{before} {} {after}</span></summary>",
        item.children
    );
}

fn leaf(html: &mut String, item: &Item<'_>) {
    html.push_str("<li>");
    key(html, item);
    let kind = match item.kind {
        Kind::String => "string",
        Kind::Number => "number",
        Kind::Word => "word",
        Kind::Object | Kind::Array => "empty",
    };
    let _ = write!(html, "<span class=\"tree__value\" data-kind=\"{kind}\">");
    if item.kind == Kind::String {
        html.push_str("&quot;");
        escape_cut(html, &item.plain(), VALUE_LETTERS_MAX);
        html.push_str("&quot;");
    } else {
        escape_cut(html, item.text, VALUE_LETTERS_MAX);
    }
    html.push_str("</span></li>");
}

fn key(html: &mut String, item: &Item<'_>) {
    if let Some(key) = &item.key {
        html.push_str("<span class=\"tree__key\">");
        escape_cut(html, key, VALUE_LETTERS_MAX);
        html.push_str("</span>: ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_level_is_unfolded_and_the_rest_is_asked_for() {
        let text =
            format!("{{\"<a>\": [{}], \"b\": \"é\", \"c\": {{}}}}", vec!["1"; 250].join(","));
        let parsed = Tree::parse(text).unwrap();
        let html = tree(&parsed, Language::En);
        assert!(html.starts_with("<ul class=\"tree\"><li><details data-node=\"0\" open><summary>"));
        assert!(html.contains("<li><details data-node=\"1\"><summary><span class=\"tree__key\">&lt;a&gt;</span>: <span class=\"tree__count\">[ 250 ]</span></summary></details></li>"));
        assert!(html.contains("data-kind=\"empty\">{}</span>"));
        let html = branch(&parsed, 1, 100, Language::En);
        assert_eq!(html.matches("<li>").count(), 101);
        assert!(html.contains("data-node=\"1\" data-from=\"200\">50 more</button>"));
        assert!(!branch(&parsed, 1, 200, Language::En).contains("button"));
        assert_eq!(branch(&parsed, 9999, 0, Language::En), "");
    }
}
