//! One file being looked into: which bytes it takes, and what is shown of them.
//!
//! Without I/O: [`Reading::open`] and [`Reading::ask`] answer at once, with what is shown, why it is not, or the bytes
//! that are needed first.

mod archive;
mod letters;
mod tables;

use locales::Language;

use crate::ask::{Adjusted, Answer, Ask, Form, Note, Refusal, Reply, Shown, Subject};
use crate::encoding::Encoding;
use crate::html::{self, Grid};
use crate::json::Tree;
use crate::kind::Kind;
use crate::{PART_BYTES, gzip, image};

/// Larger images are not decoded beside a list.
const IMAGE_BYTES_MAX: u64 = 64_000_000;
const IMAGE_PIXELS_MAX: u64 = 100_000_000;

/// Firefox reads of a PDF what it shows; Chromium, as it comes, and Safari read the whole of it before they show it.
const PDF_BYTES_MAX: u64 = 100_000_000;

#[derive(Debug)]
pub struct Reading {
    subject: Subject,
    language: Language,
    kind: Kind,
    adjusted: Adjusted,
    source: Source,
    document: Document,
    waiting: Waiting,
}

/// The beginning of the file, as far as it was read; or of what was packed in it.
#[derive(Debug)]
struct Source {
    bytes: Vec<u8>,
    /// The file ends where they end.
    complete: bool,
    unpacked: bool,
}

/// What was understood, kept for the next window or branch of it.
#[derive(Debug)]
enum Document {
    None,
    Table { grid: Grid, shown: Box<Shown> },
    Tree(Tree),
}

/// What the bytes that were asked for are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waiting {
    Nothing,
    /// The rest of a document that is read whole.
    Rest,
    Part {
        first_line: Option<u64>,
        exact: bool,
    },
    Tail,
    Directory {
        entries: u64,
    },
}

impl Reading {
    /// Begins, with the first bytes of the file: at most [`PART_BYTES`].
    pub fn open(subject: Subject, bytes: &[u8]) -> (Self, Reply) {
        let language = language(&subject.language);
        let kind = Kind::of(&subject, bytes);
        let complete = bytes.len() as u64 >= subject.size;
        let source = Source { bytes: bytes.to_vec(), complete, unpacked: false };
        let mut reading = Self {
            subject,
            language,
            kind,
            adjusted: Adjusted::default(),
            source,
            document: Document::None,
            waiting: Waiting::Nothing,
        };
        if reading.source.bytes.is_empty() {
            return (reading, Reply::refuse(Refusal::Empty));
        }
        let reply = if kind == Kind::Gzip { reading.unpack() } else { reading.show() };
        (reading, reply)
    }

    /// Answers what is asked after that; `bytes` come with [`Ask::Bytes`] only.
    pub fn ask(&mut self, ask: Ask, bytes: &[u8]) -> Reply {
        match ask {
            Ask::Open(subject) => {
                let (reading, reply) = Self::open(subject, bytes);
                *self = reading;
                reply
            }
            Ask::Bytes { from } => self.take(from, bytes),
            Ask::Adjust(adjusted) => {
                self.adjusted = adjusted;
                self.show()
            }
            Ask::Part { from, first_line } => self.part(from, first_line),
            Ask::Window { row, column } => self.window(row, column),
            Ask::MoreRows => self.more_rows(),
            Ask::Children { node, from } => match &self.document {
                Document::Tree(tree) => {
                    let html = html::branch(tree, node, from, self.language);
                    Reply { answer: Answer::Children, html }
                }
                Document::None | Document::Table { .. } => Reply::refuse(Refusal::Damaged),
            },
        }
    }

    fn take(&mut self, from: u64, bytes: &[u8]) -> Reply {
        match std::mem::replace(&mut self.waiting, Waiting::Nothing) {
            Waiting::Rest if from == self.source.bytes.len() as u64 => {
                self.source.bytes.extend_from_slice(bytes);
                self.source.complete =
                    bytes.is_empty() || self.source.bytes.len() as u64 >= self.subject.size;
                self.show()
            }
            Waiting::Part { first_line, exact } => self.show_part(from, bytes, first_line, exact),
            Waiting::Tail => self.find_directory(from, bytes),
            Waiting::Directory { entries } => self.list(bytes, entries),
            Waiting::Rest | Waiting::Nothing => Reply::refuse(Refusal::Damaged),
        }
    }

    fn show(&mut self) -> Reply {
        self.document = Document::None;
        let size = self.subject.size;
        match self.kind {
            Kind::Image => {
                let dimensions = image::dimensions(&self.source.bytes);
                let (width, height) = dimensions.unwrap_or_default();
                if IMAGE_BYTES_MAX < size {
                    Reply::refuse(Refusal::TooLarge { bytes_max: IMAGE_BYTES_MAX })
                } else if IMAGE_PIXELS_MAX < u64::from(width) * u64::from(height) {
                    Reply::refuse(Refusal::TooManyPixels { width, height })
                } else {
                    self.by_browser(Form::Image { size: dimensions })
                }
            }
            Kind::Pdf if PDF_BYTES_MAX < size => {
                Reply::refuse(Refusal::TooLarge { bytes_max: PDF_BYTES_MAX })
            }
            Kind::Pdf => self.by_browser(Form::Pdf),
            Kind::Audio => self.by_browser(Form::Audio),
            Kind::Video => self.by_browser(Form::Video),
            Kind::Zip => self.read_tail(),
            Kind::Unknown | Kind::Gzip => Reply::refuse(Refusal::Unknown),
            _ if self.adjusted.as_text => self.show_text(None),
            Kind::Markdown | Kind::Notebook if !self.source.unpacked => {
                self.by_browser(Form::Rendered)
            }
            Kind::Text | Kind::Markdown | Kind::Notebook => self.show_text(None),
            Kind::Markup => self.show_text(Some(Note::ShownAsText)),
            Kind::Json => self.show_tree(),
            Kind::JsonLines | Kind::Separated => self.show_table(),
        }
    }

    /// Looks into a compressed file: what is packed there is shown when it is made of letters.
    fn unpack(&mut self) -> Reply {
        let length = usize::try_from(PART_BYTES).unwrap_or(usize::MAX);
        let Some(unpacked) = gzip::unpack(&self.source.bytes, length) else {
            return Reply::refuse(Refusal::Damaged);
        };
        let name = self.subject.name.strip_suffix(".gz").unwrap_or(&self.subject.name).to_owned();
        let complete = unpacked.complete;
        // As long as is known; the packed file's size says nothing of it.
        let size = unpacked.bytes.len() as u64 + u64::from(!complete);
        let inner = Subject { name, content_type: None, size, ..self.subject.clone() };
        self.kind = match Kind::of(&inner, &unpacked.bytes) {
            Kind::Image | Kind::Pdf | Kind::Audio | Kind::Video | Kind::Zip | Kind::Gzip => {
                Kind::Unknown
            }
            letters => letters,
        };
        self.subject = inner;
        self.source = Source { bytes: unpacked.bytes, complete, unpacked: true };
        self.show()
    }

    fn by_browser(&self, form: Form) -> Reply {
        let promised = Kind::promised(&self.subject.name);
        let other = promised.is_some_and(|promised| promised != self.kind);
        let shown = Shown {
            kind: self.kind,
            form,
            encoding: None,
            damaged: false,
            unpacked: false,
            note: other.then_some(Note::OtherKind),
        };
        Reply { answer: Answer::Show(shown), html: String::new() }
    }

    fn encoding(&self) -> Encoding {
        let found = Encoding::detect(&self.source.bytes, self.source.complete);
        self.adjusted.encoding.or(found).unwrap_or(Encoding::Utf8)
    }
}

fn language(tag: &str) -> Language {
    match tag {
        "fr-FR" => Language::FrFr,
        _ if tag.starts_with("fr") => Language::FrCa,
        _ => Language::En,
    }
}

#[cfg(test)]
mod tests;
