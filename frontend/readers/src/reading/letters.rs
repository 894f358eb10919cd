//! Texts and JSON trees.

use super::{Document, Reading, Waiting};
use crate::ask::{Answer, Form, Note, Refusal, Reply, Shown};
use crate::encoding::Encoding;
use crate::html;
use crate::json::{Fault, Tree};
use crate::kind::Kind;
use crate::{PART_BYTES, READ_BYTES_MAX, lines};

impl Reading {
    /// The first part, as text.
    pub(super) fn show_text(&self, note: Option<Note>) -> Reply {
        let length = usize::try_from(PART_BYTES).unwrap_or(usize::MAX);
        let bytes = &self.source.bytes[..self.source.bytes.len().min(length)];
        let last = self.source.complete && bytes.len() == self.source.bytes.len();
        self.written(0, bytes, Some(1), last, note)
    }

    /// Asks for another part. Where the number of its first line is known, it begins exactly where another ended.
    pub(super) fn part(&mut self, from: u64, first_line: Option<u64>) -> Reply {
        if from == 0 {
            return self.show_text(None);
        }
        if self.source.unpacked || self.subject.size <= from {
            return Reply::refuse(Refusal::Damaged);
        }
        let wide = matches!(self.encoding(), Encoding::Utf16Le | Encoding::Utf16Be);
        let from = if wide { from & !1 } else { from };
        self.waiting = Waiting::Part { first_line, exact: first_line.is_some() };
        Reply::read(from, PART_BYTES.min(self.subject.size - from))
    }

    pub(super) fn show_part(
        &self,
        from: u64,
        bytes: &[u8],
        first_line: Option<u64>,
        exact: bool,
    ) -> Reply {
        let skipped = if exact { 0 } else { lines::start(bytes, self.encoding()) };
        let last = self.subject.size <= from + bytes.len() as u64;
        self.written(from + skipped as u64, &bytes[skipped..], first_line, last, None)
    }

    fn written(
        &self,
        from: u64,
        bytes: &[u8],
        first_line: Option<u64>,
        last: bool,
        note: Option<Note>,
    ) -> Reply {
        let encoding = self.encoding();
        let end = if last { bytes.len() } else { lines::end(bytes, encoding) };
        let decoded = encoding.decode(&bytes[..end]);
        let (html, count) = html::text(&decoded.text, first_line);
        // A line that the part cuts goes on in the next, under the same number.
        let ended = decoded.text.ends_with(['\n', '\r']);
        let lines = if ended || last { count } else { count.saturating_sub(1) };
        let form = Form::Text { from, to: from + end as u64, first_line, lines };
        self.shown(form, encoding, decoded.damaged, note, html)
    }

    /// Read whole up to [`READ_BYTES_MAX`]; beyond, and where it is broken, it is text.
    pub(super) fn show_tree(&mut self) -> Reply {
        if READ_BYTES_MAX < self.subject.size || (self.source.unpacked && !self.source.complete) {
            return self.show_text(Some(Note::TooLargeForTree));
        }
        if !self.source.complete {
            let from = self.source.bytes.len() as u64;
            self.waiting = Waiting::Rest;
            return Reply::read(from, self.subject.size - from);
        }
        let encoding = self.encoding();
        let decoded = encoding.decode(&self.source.bytes);
        match Tree::parse(decoded.text) {
            Ok(tree) => {
                let html = html::tree(&tree, self.language);
                let form = Form::Tree { values: tree.len() as u64 };
                self.document = Document::Tree(tree);
                self.shown(form, encoding, decoded.damaged, None, html)
            }
            // One value a line goes by this name, too.
            Err(Fault::Trailing { .. }) => {
                self.kind = Kind::JsonLines;
                self.show_table()
            }
            Err(Fault::Broken { line, column }) => {
                self.show_text(Some(Note::BrokenJson { line, column }))
            }
            Err(Fault::TooDeep) => self.show_text(Some(Note::TooLargeForTree)),
        }
    }

    pub(super) fn shown(
        &self,
        form: Form,
        encoding: Encoding,
        damaged: bool,
        note: Option<Note>,
        html: String,
    ) -> Reply {
        let shown = Shown {
            kind: self.kind,
            form,
            encoding: Some(encoding),
            damaged,
            unpacked: self.source.unpacked,
            note,
        };
        Reply { answer: Answer::Show(shown), html }
    }
}
