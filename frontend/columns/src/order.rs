//! In which order names stand, and how many of them are put in order piece by piece.

use std::cmp::Ordering;
use std::collections::VecDeque;

/// Ids put in order in one go: about two milliseconds' work in the browser.
const RUN_LEN: usize = 1024;

/// Compares as people read: case and accents aside, numbers by value (`2.csv` before `10.csv`). Names that read
/// the same stand in the order of their bytes, so that the order is total.
pub fn natural(left: &str, right: &str) -> Ordering {
    read_alike(left, right).then_with(|| left.cmp(right))
}

/// Whether `name` holds `wanted`, case and accents aside. `wanted` is folded already ([`folded`]).
pub fn holds(name: &str, wanted: &str) -> bool {
    if wanted.is_empty() {
        return true;
    }
    name.char_indices().any(|(at, _)| begins(&name[at..], wanted))
}

/// Whether `name` begins with `wanted`, case and accents aside. `wanted` is folded already ([`folded`]).
pub fn begins(name: &str, wanted: &str) -> bool {
    let mut letters = name.chars().map(fold);
    wanted.chars().all(|wanted| letters.next() == Some(wanted))
}

/// Lower case without accents.
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// A merge sort that can be left and taken up again, so that the page stays quick while it works.
#[derive(Clone, Debug, Default)]
pub struct Sorting {
    unsorted: Vec<u32>,
    runs: VecDeque<Vec<u32>>,
}

impl Sorting {
    pub fn new(ids: Vec<u32>) -> Self {
        Self { unsorted: ids, runs: VecDeque::new() }
    }

    /// Does one piece of the work; `Some` with all ids in order once there is none left.
    pub fn step(&mut self, compare: impl Fn(u32, u32) -> Ordering) -> Option<Vec<u32>> {
        if !self.unsorted.is_empty() {
            let run = self.unsorted.split_off(self.unsorted.len().saturating_sub(RUN_LEN));
            self.runs.push_back(sorted(&run, &compare));
        } else if 1 < self.runs.len() {
            let left = self.runs.pop_front().unwrap_or_default();
            let right = self.runs.pop_front().unwrap_or_default();
            self.runs.push_back(merged(&left, &right, compare));
        }
        let finished = self.unsorted.is_empty() && self.runs.len() <= 1;
        finished.then(|| self.runs.pop_front().unwrap_or_default())
    }

    /// Does all of the work.
    pub fn finish(mut self, compare: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
        loop {
            if let Some(sorted) = self.step(&compare) {
                return sorted;
            }
        }
    }
}

/// By halves: the library's own sort would be faster here, and cost the page some kilobytes more.
fn sorted(ids: &[u32], compare: &impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    if ids.len() < 2 {
        return ids.to_vec();
    }
    let (left, right) = ids.split_at(ids.len() / 2);
    merged(&sorted(left, compare), &sorted(right, compare), compare)
}

/// Two sorted runs as one.
pub fn merged(left: &[u32], right: &[u32], compare: impl Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let mut rest = left;
    for id in right {
        // A page that arrives in a long folder is looked up in it; two runs of a kind are walked side by side.
        let before = if right.len() < left.len() / 16 {
            rest.partition_point(|other| compare(*id, *other).is_ge())
        } else {
            rest.iter().position(|other| compare(*id, *other).is_lt()).unwrap_or(rest.len())
        };
        all.extend_from_slice(&rest[..before]);
        all.push(*id);
        rest = &rest[before..];
    }
    all.extend_from_slice(rest);
    all
}

fn read_alike(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (Some(a), Some(b)) = (left.chars().next(), right.chars().next()) else {
            return left.len().cmp(&right.len());
        };
        if a.is_ascii_digit() && b.is_ascii_digit() {
            let (a, rest_left) = number(left);
            let (b, rest_right) = number(right);
            let by_value = a.len().cmp(&b.len()).then_with(|| a.cmp(b));
            if by_value.is_ne() {
                return by_value;
            }
            (left, right) = (rest_left, rest_right);
            continue;
        }
        let by_letter = fold(a).cmp(&fold(b));
        if by_letter.is_ne() {
            return by_letter;
        }
        (left, right) = (&left[a.len_utf8()..], &right[b.len_utf8()..]);
    }
}

/// The digits at the start without leading zeros, and what follows them.
fn number(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

/// One letter for one letter: enough for the languages of the page, at no cost in size.
fn fold(letter: char) -> char {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase();
    }
    match letter {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' | 'œ' | 'Œ' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => 'y',
        // Greek and Cyrillic capitals stand a fixed way before their small letters; the tables of Unicode would cost
        // the page 14 kB.
        'Α'..='Ω' | 'А'..='Я' => char::from_u32(u32::from(letter) + 32).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_stand_as_people_read_them() {
        let mut names =
            ["b10", "É", "a", "B2", "e", "été.csv", "b02", "Ete.csv", "b", "", "漢", "a b"];
        names.sort_by(|left, right| natural(left, right));
        assert_eq!(
            names,
            ["", "a", "a b", "b", "B2", "b02", "b10", "e", "É", "Ete.csv", "été.csv", "漢"]
        );
    }

    #[test]
    fn a_filter_ignores_case_and_accents() {
        let check = |name, wanted: &str, expected| {
            assert_eq!(holds(name, &folded(wanted)), expected, "{wanted} in {name}")
        };
        check("Données_2026.CSV", "donnees", true);
        check("donnees.csv", "NÉES.c", true);
        check("ipc", "ipcs", false);
        check("Ωmega_ДАННЫЕ", "ωMEGA_данные", true);
        check("漢字", "字", true);
        check("", "a", false);
        check("a", "", true);
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in "[a-cA-C0-2é .]{0,6}", b in "[a-cA-C0-2é .]{0,6}", c in "[a-cA-C0-2é .]{0,6}") {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            prop_assert_eq!(natural(&a, &b).is_eq(), a == b);
            if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                prop_assert!(natural(&a, &c).is_le());
            }
        }

        #[test]
        fn a_short_run_finds_its_places_in_a_long_one(short in prop::collection::vec(0_u32..5_000, 0..20)) {
            let (mut short, long) = (short, (0..5_000).step_by(3).collect::<Vec<_>>());
            short.sort_unstable();
            let merged = merged(&long, &short, |a, b| a.cmp(&b));
            prop_assert_eq!(merged.len(), long.len() + short.len());
            prop_assert!(merged.is_sorted());
        }

        #[test]
        fn sorting_in_pieces_is_sorting(ids in prop::collection::vec(0_u32..50_000, 0..5_000)) {
            let sorted = Sorting::new(ids.clone()).finish(|a, b| a.cmp(&b));
            let mut expected = ids;
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
