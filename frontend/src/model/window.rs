//! Which rows of a long table are in the document: a pure function of how far it is scrolled.
//!
//! Invariant: every row that can be seen is in the range, and the range is small however long the table is.

use std::ops::Range;

/// Rows kept ready above and below what can be seen, so that a turn of the wheel never shows a gap.
const ROWS_SPARE: usize = 4;

/// The first row moves in steps, so that scrolling by a pixel does not rebuild the range.
const ROWS_STEP: usize = 4;

/// The most rows in the document at once, unless the viewport itself shows more.
pub const ROWS_MAX: usize = 60;

/// How far a table of rows of equal height is scrolled, in CSS pixels.
#[expect(clippy::struct_field_names, reason = "the unit is part of the name")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scroll {
    /// How much of the table lies above the viewport; zero while its head can still be seen.
    pub above_px: u32,
    /// How far below the top of the viewport the rows begin; zero once the first of them has passed it.
    pub before_px: u32,
    pub viewport_px: u32,
    pub row_px: u32,
}

/// The rows to draw, as positions in the table.
pub fn rows(total: usize, scroll: Scroll) -> Range<usize> {
    let row_px = (scroll.row_px as usize).max(1);
    let first_seen = (scroll.above_px as usize / row_px).min(total);
    let seen_px = scroll.viewport_px.saturating_sub(scroll.before_px) as usize;
    let seen = seen_px.div_ceil(row_px) + 1;
    let spare = ROWS_SPARE.min(ROWS_MAX.saturating_sub(seen + ROWS_STEP) / 2);
    let first = first_seen.saturating_sub(spare) / ROWS_STEP * ROWS_STEP;
    let end = (first_seen + seen + spare).min(total);
    // Scrolled past the end, which happens while a filter shortens the table: show the last screen.
    first.min(end.saturating_sub(seen + spare))..end
}

/// Where to scroll so that `row` can be seen whole, or `None` when it is already. `head_px` is what a sticky
/// head covers at the top of the viewport.
pub fn reveal(row: usize, head_px: u32, scroll: Scroll) -> Option<u32> {
    let viewport_px = scroll.viewport_px.saturating_sub(scroll.before_px);
    let top = u32::try_from(row).unwrap_or(u32::MAX).saturating_mul(scroll.row_px);
    let bottom = top.saturating_add(scroll.row_px);
    if top < scroll.above_px.saturating_add(head_px) {
        return Some(top.saturating_sub(head_px));
    }
    (scroll.above_px.saturating_add(viewport_px) < bottom)
        .then(|| bottom.saturating_sub(viewport_px))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DESKTOP: Scroll = Scroll { above_px: 0, before_px: 0, viewport_px: 900, row_px: 36 };

    #[test]
    fn a_short_table_is_drawn_whole() {
        assert_eq!(rows(8, DESKTOP), 0..8);
        assert_eq!(rows(0, DESKTOP), 0..0);
    }

    #[test]
    fn the_middle_of_a_long_table_is_a_small_range_around_what_is_seen() {
        assert_eq!(rows(100_000, Scroll { above_px: 36 * 50_000, ..DESKTOP }), 49_996..50_030);
    }

    #[test]
    fn rows_below_the_viewport_are_not_drawn_while_the_head_of_the_page_is_in_sight() {
        assert_eq!(rows(100_000, Scroll { before_px: 360, ..DESKTOP }), 0..20);
        assert_eq!(rows(100_000, Scroll { before_px: 2_000, ..DESKTOP }), 0..5);
    }

    #[test]
    fn a_table_scrolled_past_its_end_shows_its_last_rows() {
        let range = rows(100, Scroll { above_px: 36 * 5_000, ..DESKTOP });
        assert_eq!(range.end, 100);
        assert!(range.len() > 25);
    }

    #[test]
    fn a_row_in_sight_needs_no_scrolling() {
        let scroll = Scroll { above_px: 360, ..DESKTOP };
        assert_eq!(reveal(12, 36, scroll), None);
        assert_eq!(reveal(10, 36, scroll), Some(324));
        assert_eq!(reveal(100, 36, scroll), Some(101 * 36 - 900));
    }

    proptest! {
        #[test]
        fn every_row_that_can_be_seen_is_drawn(
            total in 0_usize..200_000, top_px in -3_000_i32..8_000_000, viewport_px in 0_u32..3_000, row_px in 0_u32..120,
        ) {
            let (above_px, before_px) = (top_px.max(0).unsigned_abs(), top_px.min(0).unsigned_abs());
            let range = rows(total, Scroll { above_px, before_px, viewport_px, row_px });
            let row = row_px.max(1);
            let first_seen = (above_px / row) as usize;
            let seen_px = viewport_px.saturating_sub(before_px);
            let end_seen = ((above_px + seen_px).div_ceil(row) as usize).min(total);
            prop_assert!(range.start <= range.end && range.end <= total);
            prop_assert!(end_seen <= first_seen || (range.start <= first_seen && end_seen <= range.end));
        }

        #[test]
        fn few_rows_are_drawn_however_long_the_table(
            total in 0_usize..10_000_000, above_px in 0_u32..400_000_000, viewport_px in 0_u32..1_900,
        ) {
            let range = rows(total, Scroll { above_px, viewport_px, ..DESKTOP });
            prop_assert!(range.len() <= ROWS_MAX, "{} rows", range.len());
        }

        #[test]
        fn a_revealed_row_stays_revealed(row in 0_usize..100_000, above_px in 0_u32..3_600_000) {
            let scroll = Scroll { above_px, ..DESKTOP };
            if let Some(above_px) = reveal(row, 36, scroll) {
                prop_assert_eq!(reveal(row, 36, Scroll { above_px, ..scroll }), None);
            }
        }
    }
}
