//! What the page and the reader say to each other, across the border of a web worker.

use serde::{Deserialize, Serialize};

use crate::encoding::Encoding;
use crate::kind::Kind;

/// The file to look into, as its store describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The last part of its key.
    pub name: String,
    pub content_type: Option<String>,
    /// Bytes in all.
    pub size: u64,
    /// Language of the words among what is shown: a tag such as `fr-CA`.
    pub language: String,
}

/// What a person chose against what the reader found; `None` leaves it to the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjusted {
    pub encoding: Option<Encoding>,
    pub delimiter: Option<Delimiter>,
    /// As text, whatever else it could be shown as.
    pub as_text: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delimiter {
    Comma,
    Semicolon,
    Tab,
    Pipe,
}

/// What is asked of a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Begins, with the file's first bytes.
    Open(Subject),
    /// Gives the bytes from `from` on that [`Answer::Read`] asked for.
    Bytes { from: u64 },
    /// Shows what is there otherwise.
    Adjust(Adjusted),
    /// The part of a text that begins here; with the number of its first line where that is known.
    Part { from: u64, first_line: Option<u64> },
    /// Other rows and columns of a table.
    Window { row: u64, column: u64 },
    /// Further rows of a table from the file.
    MoreRows,
    /// Children of a node of a tree, from one on.
    Children { node: u32, from: u32 },
}

/// What a reader answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It needs these bytes to go on.
    Read {
        from: u64,
        length: u64,
    },
    /// It can be shown; what is shown comes beside, as HTML, unless the browser does it.
    Show(Shown),
    /// The children asked for, as HTML beside.
    Children,
    Refuse(Refusal),
}

/// An answer with its HTML, which crosses the border beside it, unparsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub answer: Answer,
    pub html: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub kind: Kind,
    pub form: Form,
    /// Where there are letters.
    pub encoding: Option<Encoding>,
    /// Some bytes are no letters in this encoding.
    pub damaged: bool,
    /// It was compressed (gzip); what is shown is its beginning, unpacked.
    pub unpacked: bool,
    pub note: Option<Note>,
}

/// How it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    Text {
        /// Where the part shown begins and ends in the file.
        from: u64,
        to: u64,
        first_line: Option<u64>,
        lines: u64,
    },
    Table {
        /// Shown, from zero.
        rows: (u64, u64),
        columns: (u64, u64),
        /// Loaded.
        rows_all: u64,
        columns_all: u64,
        /// How many rows the whole file holds, guessed from what is loaded.
        rows_guessed: Option<u64>,
        /// Bytes of the file behind what is loaded; all of it, when `complete`.
        read: u64,
        complete: bool,
        /// More can be loaded.
        more: bool,
        delimiter: Option<Delimiter>,
    },
    Tree {
        values: u64,
    },
    /// What is inside an archive, as a table too.
    Archive {
        rows: (u64, u64),
        rows_all: u64,
        /// Entries that the archive says it has.
        entries: u64,
        /// Bytes that they have unpacked, of those that are listed.
        unpacked: u64,
    },
    /// The gateway renders it.
    Rendered,
    /// The browser shows it by itself, from its address.
    Image {
        size: Option<(u32, u32)>,
    },
    Pdf,
    Audio,
    Video,
}

/// Why something is not shown as its name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    /// JSON that breaks off or breaks its rules.
    BrokenJson { line: u64, column: u64 },
    /// JSON too long, or too deep, for a tree.
    TooLargeForTree,
    /// HTML and SVG are shown as text: they could run.
    ShownAsText,
    /// The bytes are of another kind than the name says.
    OtherKind,
    /// Some lines are no JSON; they are shown as they stand.
    BrokenLines { count: u64 },
    /// A quotation mark is never closed: quotation marks are taken as letters.
    OpenQuote,
}

/// Why nothing is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    Empty,
    /// No reader knows these bytes.
    Unknown,
    /// Larger than what is shown of its kind.
    TooLarge {
        bytes_max: u64,
    },
    /// An image of so many pixels would exhaust the browser.
    TooManyPixels {
        width: u32,
        height: u32,
    },
    /// It is not what it says it is, or breaks off.
    Damaged,
}

impl Delimiter {
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    pub const fn letter(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Pipe => '|',
        }
    }
}

impl Reply {
    pub(crate) fn read(from: u64, length: u64) -> Self {
        Self { answer: Answer::Read { from, length }, html: String::new() }
    }

    pub(crate) fn refuse(refusal: Refusal) -> Self {
        Self { answer: Answer::Refuse(refusal), html: String::new() }
    }
}
