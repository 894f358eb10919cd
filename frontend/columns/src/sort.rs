//! By what rows are ordered, and the words that addresses and preferences say it with.

/// A column of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    #[default]
    Name,
    Size,
    Modified,
    Kind,
    /// Storage class.
    Class,
    Etag,
}

/// A column and a direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    pub descending: bool,
}

impl Column {
    /// As kept, and as addresses say it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Modified => "modified",
            Self::Kind => "kind",
            Self::Class => "class",
            Self::Etag => "etag",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Name, Self::Size, Self::Modified, Self::Kind, Self::Class, Self::Etag];
        all.into_iter().find(|column| column.word() == word)
    }
}

impl Sort {
    /// What a press on a column's head asks: the other direction when it is sorted by it already, else what people
    /// look for first (the largest, the newest).
    #[must_use]
    pub fn pressed(self, column: Column) -> Self {
        if self.column == column {
            return Self { descending: !self.descending, ..self };
        }
        Self { column, descending: matches!(column, Column::Size | Column::Modified) }
    }

    /// As kept and as addresses say it: `size`, or `-size` for descending.
    pub fn word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.column.word())
    }

    pub fn parse(word: &str) -> Option<Self> {
        let (descending, column) =
            word.strip_prefix('-').map_or((false, word), |column| (true, column));
        Some(Self { column: Column::parse(column)?, descending })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_on_a_head_turns_the_order_or_changes_it() {
        let sort = Sort::default();
        assert!(sort.pressed(Column::Name).descending);
        assert!(!sort.pressed(Column::Kind).descending);
        assert_eq!(sort.pressed(Column::Size), Sort { column: Column::Size, descending: true });
    }

    #[test]
    fn an_order_is_read_back_from_its_word() {
        for word in ["name", "-name", "size", "-modified", "kind", "-etag", "class"] {
            assert_eq!(Sort::parse(word).map(Sort::word).as_deref(), Some(word));
        }
        assert_eq!(Sort::parse("--size"), None);
    }
}
