//! Long pieces made short before tables sum up what is left: several times as fast as looking up every byte.
//!
//! Some multiple of the polynomial has nine terms only, and so has its 64th power, whose terms are that much farther apart: whole
//! words. So a word adds nothing to the sum any more once it is added, by exclusive or, to the eight words that stand so
//! far behind it. One after the other they vanish, until as many are left as the farthest term reaches (K. Russell, "Chorba", 2024,
//! for CRC-32).

const WORD_BYTES: usize = 8;

/// Where they stand behind it: x^1316 + x^(1316 - 197) + … + 1 is the multiple, the lowest of nine terms that a search found.
const REACHES_WORDS: [usize; 8] = [197, 429, 564, 571, 697, 740, 903, FARTHEST_WORDS];
const FARTHEST_WORDS: usize = 1316;

/// What is looked at in one go, its length known: no access is checked.
const WINDOW_WORDS: usize = 2 * FARTHEST_WORDS;

/// Below, the words that are left are most of the work.
const BYTES_MIN: usize = 4 * FARTHEST_WORDS * WORD_BYTES;

type Word = [u8; WORD_BYTES];

/// The bytes at the end that have the sum of all, both from nothing on; those before them are spoilt.
pub fn folded(bytes: &mut [u8]) -> &[u8] {
    if bytes.len() < BYTES_MIN {
        return bytes;
    }
    let (words, _) = bytes.as_chunks_mut::<WORD_BYTES>();
    let gone = words.len() - FARTHEST_WORDS;
    for at in 0..FARTHEST_WORDS {
        add(words, at, at);
    }
    let mut at = FARTHEST_WORDS;
    while let Some(window) = words[at - FARTHEST_WORDS..gone].first_chunk_mut() {
        run(window);
        at += WINDOW_WORDS - FARTHEST_WORDS;
    }
    for at in at..words.len() {
        add(words, at, at.min(gone));
    }
    &bytes[gone * WORD_BYTES..]
}

/// Adds to the words of the second half those that vanish before them.
fn run(window: &mut [Word; WINDOW_WORDS]) {
    for at in FARTHEST_WORDS..WINDOW_WORDS {
        let sum = REACHES_WORDS.iter().fold(u64::from_le_bytes(window[at]), |sum, reach| {
            sum ^ u64::from_le_bytes(window[at - reach])
        });
        window[at] = sum.to_le_bytes();
    }
}

/// Adds to one word those that vanish, before `end`.
fn add(words: &mut [Word], at: usize, end: usize) {
    let vanishing = REACHES_WORDS.iter().filter_map(|reach| at.checked_sub(*reach));
    let sum = vanishing
        .filter(|from| *from < end)
        .fold(u64::from_le_bytes(words[at]), |sum, from| sum ^ u64::from_le_bytes(words[from]));
    words[at] = sum.to_le_bytes();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ONE, X, times};

    #[test]
    fn the_terms_are_those_of_a_multiple() {
        let mut power = ONE;
        let mut sum = 0;
        for exponent in 0..=FARTHEST_WORDS {
            if exponent == FARTHEST_WORDS || REACHES_WORDS.contains(&(FARTHEST_WORDS - exponent)) {
                sum ^= power;
            }
            power = times(power, X);
        }
        assert_eq!(sum, 0);
    }

    #[test]
    fn what_is_left_is_as_long_as_the_farthest_reaches() {
        for more in 0..20 {
            let mut bytes = vec![1; BYTES_MIN + more];
            assert_eq!(folded(&mut bytes).len(), FARTHEST_WORDS * WORD_BYTES + more % WORD_BYTES);
        }
        assert_eq!(folded(&mut vec![1; BYTES_MIN - 1]).len(), BYTES_MIN - 1);
    }
}
