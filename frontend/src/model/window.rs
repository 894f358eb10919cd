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

/// The most rows laid out one below the other: at the tallest row (80 px) they are still lower than the 17.8 million px
/// that browsers can lay out. Of a longer table, a part is laid out, which moves along it with the scroll bar.
pub const ROWS_LAID_MAX: usize = 200_000;

/// A scroll by more rows than this was no turn of the wheel: the bar was dragged, or the page jumped.
const LEAP_ROWS: usize = 1_000;

/// So near the ends of what is laid out, scrolling gains on the table, so that its own ends come into reach.
const EDGE_ROWS: usize = 5_000;

/// Which part of a long table is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Laid {
    /// Rows of the table.
    pub total: usize,
    /// The first row that is laid out.
    pub base: usize,
}

impl Laid {
    /// How many rows are laid out.
    pub fn len(self) -> usize {
        self.total.min(ROWS_LAID_MAX)
    }

    /// How far the part can move.
    fn play(self) -> usize {
        self.total - self.len()
    }

    /// Where a row is laid out; one that is not, at the nearer end.
    pub fn slot(self, row: usize) -> usize {
        row.saturating_sub(self.base).min(self.len().saturating_sub(1))
    }

    /// Where the part begins after scrolling from one first slot in sight to another, `last` being the last that can be.
    pub fn scrolled(self, from: usize, to: usize, last: usize) -> usize {
        let (play, base) = (self.play(), self.base.min(self.play()));
        let to = to.min(last);
        if play == 0 || from == to {
            return base;
        }
        let share = |whole: usize, part: usize, of: usize| {
            let share = whole as u128 * part as u128 / of.max(1) as u128;
            usize::try_from(share).unwrap_or(whole).min(whole)
        };
        if LEAP_ROWS < from.abs_diff(to) {
            return share(play, to, last);
        }
        if to < from && to < EDGE_ROWS {
            return share(base, to, from);
        }
        let (left, left_before) = (last - to, last.saturating_sub(from));
        if from < to && left < EDGE_ROWS {
            return play - share(play - base, left, left_before);
        }
        base
    }

    /// Where the part begins so that `row` is laid out: as it is, where the row is and the ends of the table cannot be
    /// missed from there.
    pub fn showing(self, row: usize) -> usize {
        let (play, base) = (self.play(), self.base.min(self.play()));
        let slot = row.wrapping_sub(base);
        let clear = |at: usize, edge: usize| at == edge || EDGE_ROWS <= slot;
        let inside =
            slot < self.len() && clear(base, 0) && (base == play || slot + EDGE_ROWS < self.len());
        if inside {
            return base;
        }
        let last = self.total.saturating_sub(1).max(1);
        let share = play as u128 * row as u128 / last as u128;
        usize::try_from(share).unwrap_or(play).min(play)
    }
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
    fn a_table_that_fits_is_laid_out_whole_and_a_longer_one_scrolls_row_by_row() {
        let short = Laid { total: 200_000, base: 0 };
        assert_eq!((short.len(), short.scrolled(7, 180_000, 199_975)), (200_000, 0));
        let long = Laid { total: 1_000_000, base: 400_000 };
        assert_eq!(long.len(), 200_000);
        assert_eq!(long.scrolled(100_000, 100_003, 199_975), 400_000);
        assert_eq!(long.scrolled(100_000, 50_000, 199_975), 200_025);
        assert_eq!((long.slot(400_010), long.slot(3), long.slot(999_999)), (10, 0, 199_999));
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
        fn a_leap_to_either_end_shows_that_end_of_the_table(
            total in 0_usize..3_000_000, base in 0_usize..3_000_000, from in 0_usize..200_000,
        ) {
            let laid = Laid { total, base: base.min(total.saturating_sub(ROWS_LAID_MAX)) };
            let last = laid.len().saturating_sub(25);
            let from = from.min(last);
            let top = laid.scrolled(from, 0, last);
            prop_assert!(top == 0 || from == 0);
            let bottom = laid.scrolled(from, last, last);
            prop_assert!(bottom == laid.play() || from == last);
        }

        #[test]
        fn turning_the_wheel_reaches_the_ends_and_moves_one_way(
            total in 200_100_usize..3_000_000, start in 0_usize..199_000, step in 50_usize..500, down in any::<bool>(),
        ) {
            let mut laid = Laid { total, base: 0 };
            let last = laid.len() - 25;
            laid.base = laid.scrolled(0, start.max(LEAP_ROWS + 1), last);
            let mut slot = start.max(LEAP_ROWS + 1);
            let mut seen = laid.base + slot;
            for _ in 0..5_000 {
                let to = if down { (slot + step).min(last) } else { slot.saturating_sub(step) };
                if to == slot {
                    break;
                }
                laid.base = laid.scrolled(slot, to, last);
                slot = to;
                let now = laid.base + slot;
                let onward = if down { seen <= now } else { now <= seen };
                prop_assert!(onward);
                seen = now;
            }
            prop_assert_eq!(seen, if down { total - 25 } else { 0 });
        }

        #[test]
        fn a_row_that_is_to_be_shown_is_laid_out(total in 1_usize..3_000_000, base in 0_usize..3_000_000, row in 0_usize..3_000_000) {
            let (row, play) = (row.min(total - 1), total.saturating_sub(ROWS_LAID_MAX));
            let laid = Laid { total, base: base.min(play) };
            let base = laid.showing(row);
            prop_assert!(base <= play);
            prop_assert!(base <= row && row - base < laid.len());
            let laid = Laid { base, ..laid };
            prop_assert_eq!(laid.slot(row), row - base);
            // From the first row nothing lies above, from the last one nothing below.
            prop_assert!(row != 0 || base == 0);
            prop_assert!(row != total - 1 || base == play);
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
