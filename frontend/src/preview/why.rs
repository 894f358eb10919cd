//! Why nothing is shown, and what is odd about what is: in words.

use locales::{Language, text};
use readers::{Note, Refusal};

use crate::failure::sentence;
use crate::gateway::Error;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Refused(Refusal),
    Failed(Error),
    /// Another version took its place while it was read.
    Changed,
    /// The browser has no way to show it, or says that it is damaged.
    Browser,
    /// The person stopped it.
    Stopped,
    /// The reader itself broke down, or took too long.
    Broken,
}

impl Why {
    pub fn words(&self, language: Language) -> String {
        let plain: fn(Language) -> &'static str = match self {
            Self::Failed(error) => return sentence(language, error),
            Self::Refused(Refusal::TooLarge { bytes_max }) => {
                return text::preview_too_large(language, *bytes_max);
            }
            Self::Refused(Refusal::TooManyPixels { width, height }) => {
                return text::preview_too_many_pixels(
                    language,
                    u64::from(*width),
                    u64::from(*height),
                );
            }
            Self::Refused(Refusal::Empty) => text::preview_empty,
            Self::Refused(Refusal::Unknown) => text::preview_unknown,
            Self::Refused(Refusal::Damaged) => text::preview_damaged,
            Self::Changed => text::preview_changed,
            Self::Browser => text::preview_browser,
            Self::Stopped => text::preview_stopped,
            Self::Broken => text::preview_broken,
        };
        plain(language).to_owned()
    }

    /// Trying again may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Failed(_) | Self::Changed | Self::Stopped | Self::Broken)
    }
}

pub fn note_words(language: Language, note: Note) -> String {
    match note {
        Note::BrokenJson { line, column } => text::preview_broken_json(language, line, column),
        Note::BrokenLines { count } => text::preview_broken_lines(language, count),
        Note::TooLargeForTree => text::preview_too_large_for_tree(language).to_owned(),
        Note::ShownAsText => text::preview_shown_as_text(language).to_owned(),
        Note::OtherKind => text::preview_other_kind(language).to_owned(),
        Note::OpenQuote => text::preview_open_quote(language).to_owned(),
    }
}
