//! What is selected in a table of up to hundreds of thousands of rows: one bit each.
//!
//! Rows are known by the id that the folder gave them, so a selection survives sorting and filtering.

/// The selected ids and the one a range starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    words: Vec<u64>,
    len: usize,
    anchor: Option<u32>,
    everything: bool,
}

impl Selection {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of the folder is meant, also what is not loaded.
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// Means all of the folder, until something else is selected or unselected.
    pub fn mean_everything(&mut self) {
        self.everything = true;
    }

    pub fn contains(&self, id: u32) -> bool {
        let (word, bit) = place(id);
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// In rising order of id.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        let bits = |(word, bits): (usize, &u64)| {
            let (base, bits) = (u32::try_from(word * 64).unwrap_or(u32::MAX), *bits);
            (0..64_u32).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| base + bit)
        };
        self.words.iter().enumerate().flat_map(bits)
    }

    /// Selects or unselects one; a range will start here.
    pub fn toggle(&mut self, id: u32) {
        self.set(id, !self.contains(id));
        self.anchor = Some(id);
    }

    /// Selects from the anchor to `id` in the order on screen, as Shift does; without an anchor in sight, `id` alone.
    /// What was selected elsewhere stays selected.
    pub fn extend(&mut self, order: &[u32], id: u32) {
        let row_of = |wanted: u32| order.iter().position(|other| *other == wanted);
        let Some(to) = row_of(id) else { return };
        let from = self.anchor.and_then(row_of).unwrap_or(to);
        for other in &order[from.min(to)..=from.max(to)] {
            self.set(*other, true);
        }
        self.anchor = Some(order[from]);
    }

    /// Selects all that are shown; unselects them when they all were.
    pub fn toggle_all(&mut self, order: &[u32]) {
        let on = !order.iter().all(|id| self.contains(*id));
        for id in order {
            self.set(*id, on);
        }
    }

    pub fn remove(&mut self, id: u32) {
        self.set(id, false);
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    fn set(&mut self, id: u32, on: bool) {
        let (word, bit) = place(id);
        if self.contains(id) == on {
            return;
        }
        self.everything = false;
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.words[word] ^= bit;
        self.len = if on { self.len + 1 } else { self.len - 1 };
    }
}

fn place(id: u32) -> (usize, u64) {
    (id as usize / 64, 1 << (id % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn ids(selection: &Selection) -> Vec<u32> {
        selection.ids().collect()
    }

    #[test]
    fn shift_selects_in_the_order_on_screen() {
        let order = [9, 3, 200, 1, 4];
        let mut selection = Selection::default();
        selection.toggle(3);
        selection.extend(&order, 1);
        assert_eq!(ids(&selection), [1, 3, 200]);
        selection.extend(&order, 9);
        assert_eq!(ids(&selection), [1, 3, 9, 200], "the anchor stays where the range began");
    }

    #[test]
    fn shift_without_an_anchor_in_sight_selects_one() {
        let mut selection = Selection::default();
        selection.extend(&[5, 6, 7], 6);
        assert_eq!(ids(&selection), [6]);
        selection.extend(&[7, 8], 8);
        assert_eq!(ids(&selection), [6, 8], "the anchor was filtered away");
        selection.extend(&[7], 8);
        assert_eq!(selection.len(), 2, "what is not shown is not selected");
    }

    #[test]
    fn all_is_what_is_shown() {
        let mut selection = Selection::default();
        selection.toggle(70);
        selection.toggle_all(&[1, 2, 3]);
        assert_eq!(ids(&selection), [1, 2, 3, 70]);
        selection.toggle_all(&[1, 2, 3]);
        assert_eq!(ids(&selection), [70]);
    }

    #[test]
    fn everything_is_meant_until_the_selection_changes() {
        let mut selection = Selection::default();
        selection.toggle_all(&[1, 2, 3]);
        selection.mean_everything();
        assert!(selection.is_everything());
        selection.toggle(2);
        assert!(!selection.is_everything());
        selection.mean_everything();
        selection.clear();
        assert!(!selection.is_everything());
    }

    #[test]
    fn a_hundred_thousand_take_twelve_kilobytes() {
        let mut selection = Selection::default();
        selection.toggle_all(&(0..100_000).collect::<Vec<_>>());
        assert_eq!(selection.len(), 100_000);
        assert!(size_of_val(selection.words.as_slice()) < 12_600);
    }

    proptest! {
        #[test]
        fn it_counts_like_a_set(toggles in prop::collection::vec(0_u32..300, 0..200)) {
            let (mut selection, mut set) = (Selection::default(), BTreeSet::new());
            for id in toggles {
                selection.toggle(id);
                if !set.remove(&id) {
                    set.insert(id);
                }
                prop_assert_eq!(selection.len(), set.len());
            }
            prop_assert_eq!(ids(&selection), set.into_iter().collect::<Vec<_>>());
        }
    }
}
