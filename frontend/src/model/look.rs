//! How a person wants lists to look: kept for them as short words, which are read back with care, because another
//! version of the page may have written them.

use columns::sort::Column;

/// How high rows are: 28, 36 or 44 px.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    Compact,
    #[default]
    Standard,
    Comfortable,
}

impl Density {
    pub const ALL: [Self; 3] = [Self::Compact, Self::Standard, Self::Comfortable];

    /// As kept, and as style sheets know it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Standard => "standard",
            Self::Comfortable => "comfortable",
        }
    }

    /// What is unknown is the standard.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|density| density.word() == word).unwrap_or_default()
    }
}

/// Light, dark, or as the system is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// As kept, and as style sheets know it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.word() == word).unwrap_or_default()
    }
}

/// The columns after the name, which is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Columns(u8);

impl Columns {
    /// In the order in which they stand.
    pub const ALL: [Column; 5] =
        [Column::Size, Column::Modified, Column::Kind, Column::Class, Column::Etag];

    pub fn has(self, column: Column) -> bool {
        self.0 & bit(column) != 0
    }

    pub fn with(self, column: Column, shown: bool) -> Self {
        Self(if shown { self.0 | bit(column) } else { self.0 & !bit(column) })
    }

    pub fn shown(self) -> impl Iterator<Item = Column> {
        Self::ALL.into_iter().filter(move |column| self.has(*column))
    }

    /// As kept: `size,modified`.
    pub fn words(self) -> String {
        self.shown().map(Column::word).collect::<Vec<_>>().join(",")
    }

    /// What is unknown is left out.
    pub fn parse(words: &str) -> Self {
        words
            .split(',')
            .filter_map(Column::parse)
            .fold(Self(0), |all, column| all.with(column, true))
    }
}

impl Default for Columns {
    fn default() -> Self {
        Self(0).with(Column::Size, true).with(Column::Modified, true)
    }
}

fn bit(column: Column) -> u8 {
    let at = Columns::ALL.iter().position(|other| *other == column);
    at.map_or(0, |at| 1 << at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back_as_it_was() {
        for density in Density::ALL {
            assert_eq!(Density::parse(density.word()), density);
        }
        for theme in Theme::ALL {
            assert_eq!(Theme::parse(theme.word()), theme);
        }
        for bits in 0..32 {
            assert_eq!(Columns::parse(&Columns(bits).words()), Columns(bits));
        }
    }

    #[test]
    fn what_another_version_wrote_does_no_harm() {
        assert_eq!(Density::parse("huge"), Density::Standard);
        assert_eq!(Theme::parse(""), Theme::System);
        assert_eq!(Columns::parse("size,owner,name").words(), "size");
        assert_eq!(Columns::default().words(), "size,modified");
    }
}
