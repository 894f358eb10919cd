//! What came out of a cell: text, errors, pictures and tables. Everything else is named and not shown.

use locales::text;
use maud::{Markup, PreEscaped, html};

use super::format::Output;
use super::{Place, cut, not_shown, program_text, sanitise};
use crate::page::rendering::{attachments, raw, terminal};

/// Outputs of one cell.
const OUTPUTS_MAX: usize = 50;

/// Text of one output.
const TEXT_BYTES_MAX: usize = 64 * 1024;

/// HTML of one output, such as a table; larger ones are shown as text.
const HTML_BYTES_MAX: usize = 256 * 1024;

/// Pictures that are drawn, by preference.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// Marks of HTML that is nothing without its scripts.
const SCRIPTED: [&str; 3] = ["<script", "<iframe", "<object"];

/// What did not fit.
#[derive(Debug, Default)]
pub struct Room {
    pub left_out: u32,
    pub left_out_bytes: usize,
}

pub fn render(outputs: &[Output], place: &Place, room: &mut Room) -> Markup {
    let shown = &outputs[..outputs.len().min(OUTPUTS_MAX)];
    room.left_out += u32::try_from(outputs.len() - shown.len()).unwrap_or(u32::MAX);
    html! {
        @for output in shown {
            div.notebook__output { (one(output, place, room)) }
        }
    }
}

fn one(output: &Output, place: &Place, room: &mut Room) -> Markup {
    let language = place.language;
    match output.kind.as_str() {
        "stream" => {
            let label = if output.name == "stderr" {
                text::notebook_messages(language)
            } else {
                text::notebook_output(language)
            };
            block(&program_text(&output.text), label, room)
        }
        "error" | "pyerr" => {
            let trace = output.traceback.join("\n");
            let words = if trace.trim().is_empty() {
                format!("{}: {}", output.ename, output.evalue)
            } else {
                trace
            };
            let words = terminal::plain(&words);
            html! {
                p.notebook__note { (text::notebook_error(language)) }
                (block(&words, text::notebook_error(language), room))
            }
        }
        "execute_result" | "display_data" | "pyout" => best(output, place, room),
        other => not_shown(language, other),
    }
}

/// The best of the forms an output has: a picture, safe HTML, text.
fn best(output: &Output, place: &Place, room: &mut Room) -> Markup {
    let language = place.language;
    let alternative = output.form("text/plain").map(program_text);
    for content_type in PICTURES {
        let Some(picture) = output.form(content_type) else { continue };
        if let Some(address) = attachments::data_address(content_type, picture.as_str()) {
            let description = alternative.as_deref().unwrap_or_default();
            return html! {
                img.notebook__picture src=(address)
                    alt=(description.lines().next().unwrap_or_default());
            };
        }
        room.left_out += 1;
        return not_shown(language, content_type);
    }
    if let Some(markup) = output.form("text/html").and_then(|html| table(html.as_str(), place)) {
        return markup;
    }
    match alternative {
        Some(text) => block(&text, text::notebook_output(language), room),
        None => not_shown(language, output.first_form().unwrap_or("text/html")),
    }
}

/// HTML that means something without its scripts; `None` for any other.
fn table(source: &str, place: &Place) -> Option<Markup> {
    let lower = source.to_ascii_lowercase();
    if source.len() > HTML_BYTES_MAX || SCRIPTED.iter().any(|mark| lower.contains(mark)) {
        return None;
    }
    let mut nesting = raw::Nesting::default();
    let mut balanced = nesting.raw(source);
    balanced.push_str(&nesting.finish());
    let safe = sanitise::sanitise(&balanced, place);
    let label = text::notebook_output(place.language);
    (!safe.trim().is_empty()).then(|| {
        html! {
            div.notebook__html tabindex="0" role="region" aria-label=(label) { (PreEscaped(safe)) }
        }
    })
}

fn block(text: &str, label: &str, room: &mut Room) -> Markup {
    let (shown, left_out) = cut(text, TEXT_BYTES_MAX);
    room.left_out_bytes += left_out;
    if left_out > 0 {
        room.left_out += 1;
    }
    html! { pre.notebook__text tabindex="0" role="region" aria-label=(label) { (shown) } }
}
