//! Typing letters in a list jumps to the row whose name begins with them.

use columns::order;

/// Letters typed within this long belong together.
pub const PAUSE_MS: f64 = 900.0;

/// What was typed so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed {
    letters: String,
    at_ms: f64,
}

impl Typed {
    /// Takes a key as `KeyboardEvent.key` names it; `false` when it is no letter of a search. A space is one only
    /// within a search, because it selects otherwise.
    pub fn take(&mut self, key: &str, now_ms: f64) -> bool {
        let going_on = now_ms - self.at_ms < PAUSE_MS && !self.letters.is_empty();
        let mut letters = key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
        if letter.is_control() || (letter == ' ' && !going_on) {
            return false;
        }
        if !going_on {
            self.letters.clear();
        }
        self.letters.push(letter);
        self.at_ms = now_ms;
        true
    }

    /// What the name looked for begins with; the same letter again asks for the next row, not for a doubled letter.
    pub fn beginning(&self) -> Option<&str> {
        let mut letters = self.letters.chars();
        let first = letters.next()?;
        let again = self.letters.chars().nth(1).is_some() && letters.all(|letter| letter == first);
        (!again).then_some(self.letters.as_str())
    }

    /// The row to go to, of `total` whose names `name` tells; from `row` on, and round. The same letter again goes to
    /// the next row that begins with it.
    pub fn find<'a>(
        &self,
        row: usize,
        total: usize,
        name: impl Fn(usize) -> &'a str,
    ) -> Option<usize> {
        let wanted = order::folded(&self.letters);
        let mut letters = wanted.chars();
        let first = letters.next()?;
        let (wanted, skip) = match wanted.chars().count() {
            1 => (wanted, 1),
            _ if letters.all(|letter| letter == first) => {
                // Rows that begin with the doubled letter come before rows that begin with the letter.
                let whole = look(&wanted, row, 0, total, &name);
                if whole.is_some() {
                    return whole;
                }
                (first.to_string(), 1)
            }
            _ => (wanted, 0),
        };
        look(&wanted, row, skip, total, &name)
    }
}

/// How what was typed may be spelled in names: storages tell capitals from small letters.
pub fn spellings(typed: &str) -> Vec<String> {
    let mut letters = typed.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    let capital = first.unwrap_or_default() + &letters.as_str().to_lowercase();
    let mut all = Vec::with_capacity(4);
    for spelling in [typed.to_owned(), typed.to_lowercase(), capital, typed.to_uppercase()] {
        if !all.contains(&spelling) {
            all.push(spelling);
        }
    }
    all
}

fn look<'a>(
    wanted: &str,
    row: usize,
    skip: usize,
    total: usize,
    name: &impl Fn(usize) -> &'a str,
) -> Option<usize> {
    (skip..total + skip)
        .map(|step| (row + step) % total)
        .find(|at| order::begins(name(*at), wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 6] = ["Archives/", "été/", "a b.csv", "aa.csv", "Budget.csv", "zone 1.csv"];

    fn typed(keys: &str, from: usize) -> Option<usize> {
        let mut typed = Typed::default();
        let mut at = from;
        let mut found = None;
        for (turn, key) in keys.chars().enumerate() {
            let now_ms = 10_000.0 + 100.0 * f64::from(u32::try_from(turn).unwrap());
            if !typed.take(&key.to_string(), now_ms) {
                return None;
            }
            found = typed.find(at, NAMES.len(), |row| NAMES[row]);
            at = found.unwrap_or(at);
        }
        found
    }

    #[test]
    fn letters_jump_to_the_row_that_begins_with_them() {
        assert_eq!(typed("b", 0), Some(4));
        assert_eq!(typed("ete", 0), Some(1));
        assert_eq!(typed("a b", 4), Some(2));
        assert_eq!(typed("zone 1", 0), Some(5));
        assert_eq!(typed("x", 0), None);
    }

    #[test]
    fn the_same_letter_again_goes_on_and_round() {
        assert_eq!(typed("a", 0), Some(2));
        assert_eq!(typed("a", 3), Some(0));
        assert_eq!(typed("aa", 0), Some(3));
        assert_eq!(typed("bb", 0), Some(4));
    }

    #[test]
    fn a_pause_begins_anew_and_a_space_alone_is_no_search() {
        let mut typed = Typed::default();
        assert!(!typed.take(" ", 0.0));
        assert!(!typed.take("ArrowDown", 0.0));
        assert!(typed.take("a", 10.0));
        assert!(typed.take("b", 10.0 + PAUSE_MS));
        assert_eq!(typed.find(0, NAMES.len(), |row| NAMES[row]), Some(4));
        assert!(!typed.take(" ", 20.0 + 2.0 * PAUSE_MS));
    }

    #[test]
    fn what_is_typed_may_be_spelled_in_capitals() {
        assert_eq!(spellings("éA"), ["éA", "éa", "Éa", "ÉA"]);
        assert_eq!(spellings("z"), ["z", "Z"]);
        assert_eq!(spellings("2026"), ["2026"]);
    }

    #[test]
    fn the_same_letter_again_is_no_beginning() {
        let mut typed = Typed::default();
        for (key, beginning) in [("z", Some("z")), ("z", None), ("a", Some("zza"))] {
            typed.take(key, 0.0);
            assert_eq!(typed.beginning(), beginning);
        }
    }

    #[test]
    fn an_empty_list_has_no_row() {
        let mut typed = Typed::default();
        typed.take("a", 0.0);
        assert_eq!(typed.find(0, 0, |_| ""), None);
    }
}
