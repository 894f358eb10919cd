//! The page of an upload request: what it takes, and where to put it. The one page of a link with a script, which sends
//! the files one by one and says of each what became of it; without it the page says how a program sends them.

use gateway_api::UploadTerms;
use locales::{Language, text};
use maud::{Markup, html};

use super::parts::words;
use super::{Frame, Word, document_with};

/// What the page may do beside [`super::CSP`]: run the portal's own script, and send files to where it came from.
pub const CSP: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// `start`: the path of the link; `origin`: scheme, host and port of the portal.
pub fn page(frame: &Frame, word: Word, terms: &UploadTerms, start: &str, origin: &str) -> Markup {
    let language = frame.language;
    let title = text::quiet_receive_title(language, word.sharer.as_deref().unwrap_or_default());
    let word = Word { sharer: None, ..word };
    let accepted: Vec<String> = terms.endings.iter().map(|ending| format!(".{ending}")).collect();
    let accepted = (!accepted.is_empty()).then(|| accepted.join(","));
    let content = html! {
        h1 { (title) }
        (words(language, &word))
        p { (text::quiet_receive_lead(language)) }
        (limits(language, terms))
        form.quiet__form data-receive=(start)
            data-waiting=(text::quiet_receive_waiting(language))
            data-sending=(text::quiet_receive_sending(language))
            data-received=(text::quiet_receive_received(language, "{time}"))
            data-failed=(text::quiet_receive_failed(language))
            data-full=(text::quiet_receive_full(language))
            data-large=(text::quiet_receive_large(language))
            data-kind=(text::quiet_receive_kind(language))
            data-over=(text::quiet_over_title(language))
            data-news=(text::quiet_receive_news(language, "{received}", "{chosen}")) {
            @if terms.asks_name {
                div.field {
                    label.field__label for="sender" { (text::quiet_receive_name(language)) }
                    input.field__input id="sender" name="sender" required maxlength="100" autocomplete="name";
                }
            }
            @if terms.asks_note {
                div.field {
                    label.field__label for="note" { (text::quiet_receive_note(language)) }
                    textarea.field__input id="note" name="note" required maxlength="1000" rows="3" {}
                }
            }
            div.field {
                label.field__label for="files" { (text::quiet_receive_files(language)) }
                input.field__input id="files" name="files" type="file" multiple required accept=[accepted];
            }
            button.button.button--primary type="submit" { (text::quiet_receive_send(language)) }
        }
        p.quiet__news tabindex="-1" role="status" {}
        ol.quiet__receipts {}
        noscript { p { (text::quiet_receive_script(language)) } }
        details {
            summary { (text::quiet_receive_program(language)) }
            pre.quiet__text tabindex="0" { (command(terms, start, origin)) }
        }
    };
    document_with(frame, &title, &content, Some("/receive.js"))
}

fn limits(language: Language, terms: &UploadTerms) -> Markup {
    let UploadTerms { files_max, bytes_max, file_bytes_max, endings, .. } = terms;
    let lines = [
        files_max.map(|files| text::quiet_receive_files_max(language, u64::from(files))),
        file_bytes_max.map(|bytes| text::quiet_receive_file_bytes_max(language, bytes)),
        bytes_max.map(|bytes| text::quiet_receive_bytes_max(language, bytes)),
        (!endings.is_empty()).then(|| text::quiet_receive_endings(language, &endings.join(", "))),
    ];
    let lines: Vec<String> = lines.into_iter().flatten().collect();
    html! {
        @if !lines.is_empty() { ul.quiet__limits { @for line in &lines { li { (line) } } } }
    }
}

/// `curl` adds the name of the file to an address that ends in `/`.
fn command(terms: &UploadTerms, start: &str, origin: &str) -> String {
    let header = |wanted: bool, name: &str, value: &str| {
        if wanted { format!(" -H '{name}: {value}'") } else { String::new() }
    };
    let sender = header(terms.asks_name, "x-cellier-sender", "Anne%20Roy");
    let note = header(terms.asks_note, "x-cellier-note", "...");
    format!("curl -T report.pdf{sender}{note} {origin}{start}/")
}
