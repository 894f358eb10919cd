//! Archives: the directory at the end is read, nothing else.

use locales::text;

use super::{Document, Reading, Waiting};
use crate::ask::{Form, Refusal, Reply, Shown};
use crate::html::Grid;
use crate::{READ_BYTES_MAX, zip};

impl Reading {
    pub(super) fn read_tail(&mut self) -> Reply {
        if self.source.complete {
            let bytes = std::mem::take(&mut self.source.bytes);
            let reply = self.find_directory(0, &bytes);
            self.source.bytes = bytes;
            return reply;
        }
        self.waiting = Waiting::Tail;
        let length = zip::TAIL_BYTES.min(self.subject.size);
        Reply::read(self.subject.size - length, length)
    }

    pub(super) fn find_directory(&mut self, from: u64, tail: &[u8]) -> Reply {
        let Some(directory) = zip::directory(tail, from) else {
            return Reply::refuse(Refusal::Damaged);
        };
        if directory.entries == 0 {
            return self.show_entries(&[], 0);
        }
        let within = directory.from.checked_sub(from).and_then(|at| usize::try_from(at).ok());
        if let Some(listed) = within.and_then(|at| tail.get(at..)) {
            return self.list(listed, directory.entries);
        }
        self.waiting = Waiting::Directory { entries: directory.entries };
        let left = READ_BYTES_MAX - zip::TAIL_BYTES;
        Reply::read(directory.from, directory.length.min(left))
    }

    pub(super) fn list(&mut self, directory: &[u8], entries: u64) -> Reply {
        match zip::entries(directory) {
            Some(listed) => self.show_entries(&listed, entries),
            None => Reply::refuse(Refusal::Damaged),
        }
    }

    fn show_entries(&mut self, listed: &[zip::Entry], entries: u64) -> Reply {
        let language = self.language;
        let row = |entry: &zip::Entry| {
            let size = |bytes: u64| locales::size(language, bytes);
            let name = if entry.encrypted {
                text::preview_encrypted(language, &entry.name)
            } else {
                entry.name.clone()
            };
            vec![name, size(entry.unpacked), size(entry.packed), entry.modified.clone()]
        };
        let header =
            [text::column_name, text::column_size, text::column_packed, text::column_modified];
        let header = header.map(|word| word(language).to_owned()).to_vec();
        let unpacked = listed.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.unpacked));
        let grid = Grid::new(header, listed.iter().map(row).collect(), false);
        let shown = Shown {
            kind: self.kind,
            form: Form::Archive { rows: (0, 0), rows_all: listed.len() as u64, entries, unpacked },
            encoding: None,
            damaged: false,
            unpacked: false,
            note: None,
        };
        self.document = Document::Table { grid, shown: Box::new(shown) };
        self.window(0, 0)
    }
}
