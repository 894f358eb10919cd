//! Separated values and JSON lines, as tables.

use super::{Document, Reading, Waiting};
use crate::ask::{Answer, Form, Note, Refusal, Reply, Shown};
use crate::html::{self, Grid, Window};
use crate::kind::Kind;
use crate::{PART_BYTES, READ_BYTES_MAX, json, separated};

impl Reading {
    pub(super) fn show_table(&mut self) -> Reply {
        // A table that grew stays at the rows it showed.
        let first = match &self.document {
            Document::Table { shown, .. } => first_row(shown),
            Document::None | Document::Tree(_) => 0,
        };
        let encoding = self.encoding();
        let complete = self.source.complete;
        let end = if complete {
            self.source.bytes.len()
        } else {
            encoding.whole_letters(&self.source.bytes)
        };
        let decoded = encoding.decode(&self.source.bytes[..end]);
        let (grid, delimiter, note) = if self.kind == Kind::JsonLines {
            let lines = json::lines(&decoded.text, complete);
            let note = (0 < lines.broken).then_some(Note::BrokenLines { count: lines.broken });
            (Grid::new(lines.header, lines.rows, true), None, note)
        } else {
            let delimiter =
                self.adjusted.delimiter.unwrap_or_else(|| separated::guess(&decoded.text));
            let mut records = separated::parse(&decoded.text, delimiter, complete);
            let header = if separated::has_header(&records.rows) {
                records.rows.remove(0)
            } else {
                Vec::new()
            };
            let note = records.open_quote.then_some(Note::OpenQuote);
            (Grid::new(header, records.rows, true), Some(delimiter), note)
        };
        let form = Form::Table {
            rows: (0, 0),
            columns: (0, 0),
            rows_all: grid.rows.len() as u64,
            columns_all: grid.columns as u64,
            rows_guessed: self.guess_rows(grid.rows.len() as u64),
            read: self.source.bytes.len() as u64,
            complete,
            more: self.can_read_more(),
            delimiter,
        };
        let Reply { answer: Answer::Show(shown), .. } =
            self.shown(form, encoding, decoded.damaged, note, String::new())
        else {
            return Reply::refuse(Refusal::Damaged);
        };
        self.document = Document::Table { grid, shown: Box::new(shown) };
        self.window(first, 0)
    }

    /// Shows other rows and columns of what is loaded.
    pub(super) fn window(&mut self, row: u64, column: u64) -> Reply {
        let Document::Table { grid, shown } = &mut self.document else {
            return Reply::refuse(Refusal::Damaged);
        };
        let place = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let window = grid.window(place(row), place(column));
        place_window(&mut shown.form, &window);
        let html = html::grid(grid, &window, &self.subject.name, self.language);
        Reply { answer: Answer::Show(shown.as_ref().clone()), html }
    }

    /// Asks for the next part of the file, up to [`READ_BYTES_MAX`] in all.
    pub(super) fn more_rows(&mut self) -> Reply {
        if !self.can_read_more() {
            return Reply::refuse(Refusal::Damaged);
        }
        let from = self.source.bytes.len() as u64;
        self.waiting = Waiting::Rest;
        Reply::read(from, PART_BYTES.min(READ_BYTES_MAX - from).min(self.subject.size - from))
    }

    fn can_read_more(&self) -> bool {
        let read = self.source.bytes.len() as u64;
        !self.source.complete
            && !self.source.unpacked
            && read < READ_BYTES_MAX.min(self.subject.size)
    }

    /// As many as the file would hold if all of it were as its beginning.
    fn guess_rows(&self, rows: u64) -> Option<u64> {
        let known = !self.source.complete && !self.source.unpacked;
        let read = self.source.bytes.len() as u64;
        let guess = u128::from(rows) * u128::from(self.subject.size) / u128::from(read.max(1));
        known.then(|| u64::try_from(guess).unwrap_or(u64::MAX))
    }
}

pub(super) fn place_window(form: &mut Form, window: &Window) {
    let pair = |range: &std::ops::Range<usize>| (range.start as u64, range.end as u64);
    match form {
        Form::Table { rows, columns, .. } => {
            (*rows, *columns) = (pair(&window.rows), pair(&window.columns));
        }
        Form::Archive { rows, .. } => *rows = pair(&window.rows),
        _ => {}
    }
}

fn first_row(shown: &Shown) -> u64 {
    match shown.form {
        Form::Table { rows, .. } => rows.0,
        _ => 0,
    }
}
