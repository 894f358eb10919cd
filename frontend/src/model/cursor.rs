//! Which row the keyboard is on: one tab stop for the whole table, moved by arrows, Home, End and page keys.

/// What a key press asks of the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

impl Move {
    /// From `KeyboardEvent.key`; `None` for keys that do not move.
    pub fn from_key(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "PageUp" => Self::PageUp,
            "PageDown" => Self::PageDown,
            "Home" => Self::First,
            "End" => Self::Last,
            _ => return None,
        })
    }
}

/// The row after the move, within `0..total`; `None` only for an empty table.
pub fn moved(row: usize, step: Move, total: usize, rows_per_page: usize) -> Option<usize> {
    let last = total.checked_sub(1)?;
    Some(match step {
        Move::Up => row.saturating_sub(1).min(last),
        Move::Down => (row + 1).min(last),
        Move::PageUp => row.saturating_sub(rows_per_page.max(1)).min(last),
        Move::PageDown => (row + rows_per_page.max(1)).min(last),
        Move::First => 0,
        Move::Last => last,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_within_the_table() {
        let check = |row, step, expected| {
            assert_eq!(moved(row, step, 100, 20), Some(expected), "{step:?} from {row}")
        };
        check(0, Move::Up, 0);
        check(5, Move::Up, 4);
        check(99, Move::Down, 99);
        check(90, Move::PageDown, 99);
        check(10, Move::PageUp, 0);
        check(50, Move::First, 0);
        check(50, Move::Last, 99);
        check(500, Move::Up, 99);
        assert_eq!(moved(0, Move::Down, 0, 20), None);
    }

    #[test]
    fn only_keys_that_move_are_taken() {
        assert_eq!(Move::from_key("End"), Some(Move::Last));
        assert_eq!(Move::from_key("j"), None);
        assert_eq!(Move::from_key("Tab"), None);
    }
}
