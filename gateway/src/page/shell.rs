//! The shell of the page: the one HTML file, in the reader's language, with what can be read before or without script.

use locales::{Language, text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::assets;

/// Between these two comments `index.html` takes what the gateway rendered; Trunk leaves comments alone.
const CONTENT_STARTS: &str = "<!--server-->";
const CONTENT_ENDS: &str = "<!--/server-->";

/// What one address adds to the shell.
#[derive(Debug)]
pub struct Shell {
    pub language: Language,
    /// Without the portal's name.
    pub title: Option<String>,
    pub description: Option<String>,
    /// Path of the same page in each language, as (code, path).
    pub alternates: Vec<(&'static str, String)>,
    /// May be found by search engines.
    pub indexed: bool,
    /// Shown until the page starts, and to those for whom it never does.
    pub content: Option<Markup>,
}

impl Shell {
    /// A page that script draws whole.
    pub fn bare(language: Language) -> Self {
        Self {
            language,
            title: None,
            description: None,
            alternates: Vec::new(),
            indexed: false,
            content: None,
        }
    }

    /// The HTML document.
    pub fn render(&self) -> String {
        match assets::text(assets::SHELL) {
            Some(template) => self.fill(&template),
            None => self.without_page().into_string(),
        }
    }

    fn title(&self) -> String {
        match &self.title {
            Some(title) => text::page_title(self.language, title),
            None => text::portal_name(self.language).to_owned(),
        }
    }

    fn fill(&self, template: &str) -> String {
        let title = html! { title { (self.title()) } }.into_string();
        let head = format!("{}</head>", self.head().into_string());
        let page = template
            .replacen("<html lang=\"en\"", &format!("<html lang=\"{}\"", self.language.tag()), 1)
            .replacen("<title>Cellier</title>", &title, 1)
            .replacen("</head>", &head, 1);
        let Some(content) = &self.content else { return page };
        match (page.split_once(CONTENT_STARTS), page.split_once(CONTENT_ENDS)) {
            (Some((before, _)), Some((_, after))) => format!("{before}{}{after}", content.0),
            _ => page,
        }
    }

    fn head(&self) -> Markup {
        html! {
            @if let Some(description) = &self.description {
                meta name="description" content=(description);
            }
            @if !self.indexed {
                meta name="robots" content="noindex";
            }
            @for (language, path) in &self.alternates {
                link rel="alternate" hreflang=(language) href=(path);
            }
        }
    }

    /// What a gateway that was built without its page still shows.
    fn without_page(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title()) }
                    (self.head())
                }
                body {
                    @match &self.content {
                        Some(content) => (PreEscaped(&content.0)),
                        None => p { (text::page_not_built(self.language)) },
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "<!DOCTYPE html><html lang=\"en\"><head><title>Cellier</title></head>\
        <body><div id=\"app\"><!--server--><noscript>x</noscript><!--/server--></div></body></html>";

    #[test]
    fn names_that_people_chose_cannot_become_markup() {
        let shell = Shell {
            title: Some("</title><script>alert(1)</script>".to_owned()),
            description: Some("\"><script>alert(1)</script>".to_owned()),
            content: Some(html! { h1 { "<script>alert(1)</script>" } }),
            ..Shell::bare(Language::FrCa)
        };
        let filled = shell.fill(TEMPLATE);
        assert!(!filled.contains("<script"), "{filled}");
        assert!(filled.contains("<html lang=\"fr-CA\">"), "{filled}");
    }

    #[test]
    fn what_is_private_is_kept_from_search_engines() {
        assert!(Shell::bare(Language::En).fill(TEMPLATE).contains("noindex"));
        let open = Shell { indexed: true, ..Shell::bare(Language::En) };
        assert!(!open.fill(TEMPLATE).contains("noindex"));
    }
}
