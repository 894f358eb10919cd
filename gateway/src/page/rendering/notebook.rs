//! Jupyter notebooks (nbformat 3 and 4) as safe HTML: what was written, what was run, and what came out, as far as that
//! is text or a picture. Nothing is ever run.

mod format;
mod outputs;

use locales::{Language, text};
use maud::{Markup, PreEscaped, html};

use self::format::{Cell, Notebook, Source};
use self::outputs::Room;
use super::attachments::Attachments;
use super::ids::Ids;
use super::{Place, Rendered, markdown, sanitise, terminal};

/// Cells that are rendered.
const CELLS_MAX: usize = 500;

/// HTML of a whole notebook, pictures included; cells that begin beyond it are left out.
const HTML_BYTES_MAX: usize = 6 * 1024 * 1024;

/// Of one cell's source.
const SOURCE_BYTES_MAX: usize = 256 * 1024;

/// Why a notebook cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error("the notebook is no JSON document of the known form")]
    Json(#[source] serde_json::Error),
    #[error("the notebook is of version {0}, not 3 or 4")]
    Version(u64),
}

/// Renders a notebook.
pub fn notebook(source: &[u8], place: &Place) -> Result<Rendered, Damaged> {
    let notebook: Notebook = serde_json::from_slice(source).map_err(Damaged::Json)?;
    if !matches!(notebook.nbformat, 3 | 4) {
        return Err(Damaged::Version(notebook.nbformat));
    }
    let code_language = notebook.metadata.code_language();
    let mut rendered = Rendered {
        title: notebook.metadata.title.clone().filter(|title| !title.trim().is_empty()),
        code_language,
        ..Rendered::default()
    };
    let mut ids = Ids::default();
    let mut room = Room::default();
    let mut count: usize = 0;
    let mut shown: usize = 0;
    for cell in notebook.cells() {
        count += 1;
        if shown == CELLS_MAX || rendered.html.len() > HTML_BYTES_MAX {
            continue;
        }
        shown += 1;
        let html = render(cell, place, &mut ids, &mut room, &mut rendered.title);
        rendered.html.push_str(&html.into_string());
    }
    rendered.truncated.cells = u32::try_from(count - shown).unwrap_or(u32::MAX);
    rendered.truncated.outputs = room.left_out;
    rendered.truncated.bytes = room.left_out_bytes as u64;
    Ok(rendered)
}

fn render(
    cell: &Cell,
    place: &Place,
    ids: &mut Ids,
    room: &mut Room,
    title: &mut Option<String>,
) -> Markup {
    let language = place.language;
    let (source, left_out) = cut(cell.source().as_str(), SOURCE_BYTES_MAX);
    room.left_out_bytes += left_out;
    match cell.kind.as_str() {
        "markdown" => {
            let written = written(source, cell, place, ids);
            if title.is_none() {
                title.clone_from(&written.title);
            }
            html! { section.notebook__cell { (PreEscaped(sanitise::sanitise(&written.html, place))) } }
        }
        // Of nbformat 3: a heading with its level apart.
        "heading" => {
            let level = usize::try_from(cell.level.unwrap_or(1)).unwrap_or(1).clamp(1, 6);
            let line = format!("{} {}", "#".repeat(level), source.replace('\n', " "));
            let written = written(&line, cell, place, ids);
            if title.is_none() {
                title.clone_from(&written.title);
            }
            html! { section.notebook__cell { (PreEscaped(sanitise::sanitise(&written.html, place))) } }
        }
        "code" => code(cell, source, place, room),
        // Raw cells, and what later versions bring.
        _ => {
            html! { section.notebook__cell { (source_block(source, text::notebook_raw(language))) } }
        }
    }
}

fn written(source: &str, cell: &Cell, place: &Place, ids: &mut Ids) -> markdown::Written {
    let mut attachments = Attachments::default();
    for (name, forms) in &cell.attachments {
        for (content_type, data) in forms {
            attachments.add(name, content_type, data.as_str());
        }
    }
    markdown::write(source, place, ids, &attachments)
}

fn code(cell: &Cell, source: &str, place: &Place, room: &mut Room) -> Markup {
    let language = place.language;
    let count = cell.execution_count.or(cell.prompt_number);
    let label = count.map_or_else(
        || text::notebook_not_run(language).to_owned(),
        |count| text::notebook_run(language, count),
    );
    html! {
        section.notebook__cell.notebook__cell--code {
            @if !source.trim().is_empty() {
                p.notebook__count { (label) }
                (source_block(source, text::notebook_code(language)))
            }
            (outputs::render(&cell.outputs, place, room))
        }
    }
}

/// Text as it was written. It scrolls by itself, so it has a name and the keyboard reaches it (WCAG 2.1.1).
fn source_block(source: &str, label: &str) -> Markup {
    html! { pre.notebook__source tabindex="0" role="region" aria-label=(label) { code { (source) } } }
}

/// The beginning of a text, and how many bytes were left out.
fn cut(text: &str, bytes_max: usize) -> (&str, usize) {
    let end = text.floor_char_boundary(bytes_max);
    (&text[..end], text.len() - end)
}

/// Words about what is not shown.
fn not_shown(language: Language, kind: &str) -> Markup {
    html! { p.notebook__note { (text::notebook_not_shown(language, kind)) } }
}

/// Text of a program: without what is for terminals.
fn program_text(text: &Source) -> String {
    terminal::plain(text.as_str())
}
