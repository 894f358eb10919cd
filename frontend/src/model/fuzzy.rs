//! How well a few typed letters fit a name: for the palette and for completion. Case and accents are set aside.
//!
//! Invariants: whatever begins with what was typed comes before what only holds it, and that before what holds its
//! letters here and there; of two that fit alike, the one that came first stays first.

use columns::order;

/// Longer names are compared by their beginning.
const LETTERS_MAX: usize = 300;

/// Beginning of the name, beginning of a word in it, inside of a word.
const WHOLE: u32 = 1_000;
const START: u32 = 600;
const WORD: u32 = 400;
const INSIDE: u32 = 200;

/// How well `name` fits; `None` when a letter of `wanted` is missing. Each word of `wanted` must fit for itself.
pub fn fit(wanted: &str, name: &str) -> Option<u32> {
    let name: Vec<char> = order::folded(name).chars().take(LETTERS_MAX).collect();
    let mut sum = 0;
    for word in order::folded(wanted).split_whitespace() {
        let word: Vec<char> = word.chars().collect();
        sum += fit_word(&word, &name)?;
    }
    Some(sum)
}

/// The places of those that fit, best first, at most `limit`.
pub fn best<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<usize> {
    let fits = names.into_iter().enumerate();
    let mut fits: Vec<(u32, usize)> =
        fits.filter_map(|(at, name)| Some((fit(wanted, name)?, at))).collect();
    fits.sort_by_key(|(fit, at)| (u32::MAX - fit, *at));
    fits.into_iter().take(limit).map(|(_, at)| at).collect()
}

fn fit_word(word: &[char], name: &[char]) -> Option<u32> {
    let mut best = None;
    for at in 0..name.len() {
        if !name[at..].starts_with(word) {
            continue;
        }
        let rank = if at == 0 && word.len() == name.len() {
            WHOLE
        } else if at == 0 {
            START
        } else if begins_word(name, at) {
            WORD
        } else {
            INSIDE
        };
        best = best.max(Some(rank + closeness(word, name)));
    }
    best.or_else(|| scattered(word, name))
}

/// Letters here and there: better where they begin words, and where they stand side by side. Stays below [`INSIDE`].
fn scattered(word: &[char], name: &[char]) -> Option<u32> {
    let (mut rank, mut from, mut last) = (0, 0, None);
    for (done, letter) in word.iter().enumerate() {
        let found = |at: &usize| name[*at] == *letter;
        let next = (from..name.len()).find(found)?;
        // A later one that begins a word reads better than the first: `rd` is "Recent Data", not "recorD".
        let at = (from..name.len())
            .find(|at| found(at) && begins_word(name, *at))
            .filter(|at| follows(&word[done..], &name[*at..]))
            .unwrap_or(next);
        rank += if begins_word(name, at) { 12 } else { 1 };
        rank += if last == at.checked_sub(1) && at != 0 { 6 } else { 0 };
        (from, last) = (at + 1, Some(at));
    }
    Some(rank.min(INSIDE - 60) + closeness(word, name))
}

/// Whether the letters can all still be found, in their order.
fn follows(letters: &[char], name: &[char]) -> bool {
    let mut rest = name.iter();
    letters.iter().all(|letter| rest.any(|other| other == letter))
}

/// Up to 50 for a name that is hardly longer than what was typed.
fn closeness(word: &[char], name: &[char]) -> u32 {
    50 - u32::try_from(name.len().saturating_sub(word.len()).min(50)).unwrap_or(50)
}

fn begins_word(name: &[char], at: usize) -> bool {
    at == 0 || !name[at - 1].is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ranking(wanted: &str, names: &[&str]) -> Vec<String> {
        best(wanted, names.iter().copied(), 10).into_iter().map(|at| names[at].to_owned()).collect()
    }

    #[test]
    fn what_begins_with_the_letters_comes_first_then_words_then_the_inside() {
        assert_eq!(
            ranking("data", &["metadata", "open data", "Données", "data-2026", "data", "d a t a"]),
            ["data", "data-2026", "open data", "metadata", "d a t a"]
        );
    }

    #[test]
    fn case_accents_and_the_order_of_words_do_not_matter() {
        assert_eq!(ranking("DONNEES", &["Jeux de données"]), ["Jeux de données"]);
        assert_eq!(ranking("premium alice", &["alice.tremblay · Premium"]).len(), 1);
        assert_eq!(ranking("premium bob", &["alice.tremblay · Premium"]).len(), 0);
    }

    #[test]
    fn initials_find_a_name() {
        assert_eq!(ranking("nf", &["manifold", "New folder"]), ["New folder", "manifold"]);
    }

    #[test]
    fn nothing_typed_keeps_everything_as_it_was() {
        assert_eq!(ranking("", &["b", "a"]), ["b", "a"]);
        assert_eq!(ranking("  ", &["b", "a"]), ["b", "a"]);
    }

    proptest! {
        #[test]
        fn every_part_of_a_name_finds_it(name in "[a-zé0-9 ._-]{1,30}", from in 0_usize..30, len in 1_usize..30) {
            let part: String = name.chars().skip(from).take(len).collect();
            prop_assert!(fit(&part, &name).is_some());
        }

        #[test]
        fn letters_left_out_still_find_it(name in "[a-z ._-]{1,30}", keep in prop::collection::vec(any::<bool>(), 30)) {
            let some: String = name.chars().zip(keep).filter(|(_, keep)| *keep).map(|(letter, _)| letter).collect();
            prop_assert!(fit(&some.replace(' ', ""), &name).is_some());
        }

        #[test]
        fn a_beginning_beats_an_inside(name in "[a-z]{3,12}", other in "[b-y]{1,5}") {
            let beginning = format!("{name}{other}");
            let inside = format!("z{name}");
            prop_assert!(fit(&name, &inside) < fit(&name, &beginning));
        }
    }
}
