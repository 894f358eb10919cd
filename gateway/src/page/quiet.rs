//! What a share link opens, as a page for whoever holds it: nothing from elsewhere, nothing of the portal but its style,
//! and no script (but where files are sent).

mod parts;
pub mod receive;

use gateway_api::Readme;
use locales::{Language, text};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::parts::{crumbs, facts, words};
use super::assets;
use super::table::{self, Row};

/// What such a page may do: be looked at, and send a password. Pictures and sounds come from the link itself.
pub const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// What surrounds every page of a link.
#[derive(Clone, Debug)]
pub struct Frame {
    pub language: Language,
    /// Address of the same page in the other language.
    pub other: String,
}

/// What is told of a link on each page of what it opens.
#[derive(Clone, Debug)]
pub struct Word {
    /// `None` where the title says it.
    pub sharer: Option<String>,
    /// With the code of its language where it is not the reader's.
    pub message: Option<(String, Option<&'static str>)>,
    /// RFC 3339, and as it is shown.
    pub until: Option<(String, String)>,
    /// How often more may be downloaded.
    pub left: Option<u64>,
    pub view_only: bool,
}

/// A step of the way into a folder: its name, and its address.
#[derive(Clone, Debug)]
pub struct Crumb {
    pub name: String,
    pub address: String,
}

/// One object.
#[derive(Debug)]
pub struct Object {
    pub name: String,
    /// From what is shared down to the folder it is in; none where it is what is shared.
    pub crumbs: Vec<Crumb>,
    pub size: u64,
    /// RFC 3339.
    pub modified: String,
    pub download: Option<String>,
    pub preview: Preview,
}

/// What is shown of an object, by the address of its bytes or by what was read of it.
#[derive(Debug)]
pub enum Preview {
    None,
    Picture(String),
    Sound(String),
    Film(String),
    Pdf(String),
    /// `read`: how much of it this is, where it is not all.
    Text {
        text: String,
        read: Option<u64>,
    },
    /// Made safe before.
    Rendered {
        html: String,
        lang: Option<String>,
    },
}

/// A folder, or all that is shared.
#[derive(Debug)]
pub struct Folder {
    pub title: String,
    pub crumbs: Vec<Crumb>,
    pub rows: Vec<Row>,
    /// Address of the next rows.
    pub next: Option<String>,
    /// Address of all of it as a zip.
    pub zip: Option<String>,
    pub readme: Option<Readme>,
}

pub fn object(frame: &Frame, word: &Word, object: &Object) -> Markup {
    let Object { name, crumbs: way, size, modified, download, preview } = object;
    let language = frame.language;
    let content = html! {
        (crumbs(language, way))
        h1 { (name) }
        (words(language, word))
        (facts(language, *size, modified))
        div.quiet__actions {
            @if let Some(address) = download {
                a.button.button--primary href=(address) download { (text::quiet_download(language)) }
            }
            @if let Preview::Pdf(address) = preview {
                a.button href=(address) { (text::quiet_open_pdf(language)) }
            }
        }
        (shown(language, name, preview))
    };
    document(frame, name, &content)
}

pub fn folder(frame: &Frame, word: &Word, folder: &Folder) -> Markup {
    let Folder { title, crumbs: way, rows, next, zip, readme } = folder;
    let language = frame.language;
    let content = html! {
        (crumbs(language, way))
        h1 { (title) }
        (words(language, word))
        @if let Some(address) = zip {
            div.quiet__actions {
                a.button.button--primary href=(address) download { (text::quiet_download_all(language)) }
            }
        }
        @if rows.is_empty() {
            p { (text::quiet_empty(language)) }
        } @else {
            table.quiet__table {
                caption.visually-hidden { (text::quiet_caption(language)) }
                (table::rows(language, rows))
            }
        }
        @if let Some(address) = next {
            p { a.button href=(address) { (text::quiet_more(language)) } }
        }
        @if let Some(readme) = readme {
            section.readme lang=[readme.lang.as_deref()] { (PreEscaped(&readme.html)) }
        }
    };
    document(frame, title, &content)
}

/// Asks for the password; `action` is where it goes.
pub fn password(frame: &Frame, action: &str, wrong: bool) -> Markup {
    let language = frame.language;
    let title = text::quiet_password_title(language);
    let content = html! {
        h1 { (title) }
        form.quiet__form method="post" action=(action) {
            div.field {
                label.field__label for="password" { (text::quiet_password(language)) }
                p.field__hint id="hint" { (text::quiet_password_hint(language)) }
                @if wrong {
                    p.quiet__wrong id="wrong" role="alert" { (text::quiet_password_wrong(language)) }
                }
                input.field__input id="password" name="password" type="password" required autofocus
                    autocomplete="current-password" aria-invalid=[wrong.then_some("true")]
                    aria-describedby=(if wrong { "wrong hint" } else { "hint" });
            }
            button.button.button--primary type="submit" { (text::quiet_password_open(language)) }
        }
    };
    document(frame, title, &content)
}

/// Says what is the matter, and leads back where there is something to go back to.
pub fn notice(frame: &Frame, title: &str, words: &str, back: Option<&str>) -> Markup {
    let content = html! {
        h1 { (title) }
        p { (words) }
        @if let Some(back) = back {
            p { a.button href=(back) { (text::quiet_missing_back(frame.language)) } }
        }
    };
    document(frame, title, &content)
}

fn shown(language: Language, name: &str, preview: &Preview) -> Markup {
    let label = text::quiet_preview(language);
    html! {
        @match preview {
            Preview::None | Preview::Pdf(_) => {}
            Preview::Picture(address) => img.quiet__picture src=(address) alt=(name);
            Preview::Sound(address) => audio.quiet__sound controls preload="metadata" src=(address) aria-label=(label) {},
            Preview::Film(address) => video.quiet__film controls preload="metadata" src=(address) aria-label=(label) {},
            Preview::Text { text, read } => {
                pre.quiet__text tabindex="0" role="region" aria-label=(label) { (text) }
                @if let Some(read) = read { p { (text::quiet_first(language, *read)) } }
            }
            Preview::Rendered { html, lang } => section.readme lang=[lang.as_deref()] { (PreEscaped(html)) },
        }
    }
}

fn document(frame: &Frame, title: &str, content: &Markup) -> Markup {
    document_with(frame, title, content, None)
}

/// `script`: the address of one of ours.
fn document_with(
    frame: &Frame,
    title: &str,
    content: &Markup,
    script: Option<&'static str>,
) -> Markup {
    let language = frame.language;
    let (other, name) = match language {
        Language::En => ("fr", "Français"),
        Language::FrCa | Language::FrFr => ("en", "English"),
    };
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex, nofollow";
                title { (text::page_title(language, title)) }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                @if let Some(style) = assets::style() { link rel="stylesheet" href=(style); }
                @if let Some(script) = script { script type="module" src=(script) {} }
            }
            body.quiet {
                header.quiet__head {
                    span.quiet__portal { (text::portal_name(language)) }
                    nav aria-label=(text::language_selection(language)) {
                        a href=(frame.other) hreflang=(other) lang=(other) { (name) }
                    }
                }
                main.quiet__main { (content) }
            }
        }
    }
}

#[cfg(test)]
mod tests;
