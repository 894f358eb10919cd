//! Lines of a text, and where a part of a file may be cut so that it holds whole lines, or at least whole letters.

use crate::encoding::Encoding;

/// A line longer than this goes on below: no browser lays out a line of a gigabyte.
pub const LINE_LETTERS_MAX: usize = 2000;

/// How far from its edge a part looks for a line to begin or end with.
const EDGE_BYTES_MAX: usize = 64 * 1024;

/// Where a part that is followed by more should end.
pub fn end(bytes: &[u8], encoding: Encoding) -> usize {
    let feed = encoding.line_feed();
    let edge = bytes.len().saturating_sub(EDGE_BYTES_MAX);
    // UTF-16 counts in pairs: a zero and the next letter's byte are no line feed.
    let last = bytes.len() - bytes.len() % feed.len();
    let mut at = last;
    while at >= edge + feed.len() {
        if bytes[at - feed.len()..at] == *feed {
            return at;
        }
        at -= feed.len();
    }
    encoding.whole_letters(bytes)
}

/// Where a part that begins anywhere should begin: after its first line feed, or with its first whole letter.
pub fn start(bytes: &[u8], encoding: Encoding) -> usize {
    let feed = encoding.line_feed();
    let edge = &bytes[..bytes.len().min(EDGE_BYTES_MAX)];
    if let Some(found) = edge.chunks_exact(feed.len()).position(|pair| pair == feed) {
        return (found + 1) * feed.len();
    }
    let continues = |byte: &&u8| **byte & 0xC0 == 0x80;
    if encoding == Encoding::Utf8 { bytes.iter().take(3).take_while(continues).count() } else { 0 }
}

/// The lines of a text, without their ends. Old Macintosh files end lines with a carriage return alone.
pub fn split(text: &str) -> impl Iterator<Item = &str> {
    let feed = if text.contains('\n') || !text.contains('\r') { '\n' } else { '\r' };
    let text = text.strip_suffix(feed).unwrap_or(text);
    text.split(feed).map(|line| line.strip_suffix('\r').unwrap_or(line))
}

/// A line in pieces short enough to be laid out; one, empty, of an empty line.
pub fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest.take()?;
        let cut = line.char_indices().nth(LINE_LETTERS_MAX).map(|(at, _)| at);
        let (piece, after) = cut.map_or((line, None), |cut| (&line[..cut], Some(&line[cut..])));
        rest = after;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_end_and_begin_with_lines_where_there_are_any() {
        assert_eq!(end(b"ab\ncd", Encoding::Utf8), 3);
        assert_eq!(end(b"abcd", Encoding::Utf8), 4);
        assert_eq!(end("abé".as_bytes().split_last().unwrap().1, Encoding::Utf8), 2);
        assert_eq!(end(b"a\0\n\0b\0c", Encoding::Utf16Le), 4);
        // U+0A00 and U+000A are told apart.
        assert_eq!(end(b"\0\x0A\x0A\0", Encoding::Utf16Le), 4);
        assert_eq!(start(b"b\ncd", Encoding::Utf8), 2);
        assert_eq!(start(b"\xA9t\xC3\xA9", Encoding::Utf8), 1);
    }

    #[test]
    fn lines_end_as_each_system_ends_them() {
        let check = |text, expected: &[&str]| {
            assert_eq!(split(text).collect::<Vec<_>>(), expected, "{text:?}");
        };
        check("a\nb\n", &["a", "b"]);
        check("a\r\nb", &["a", "b"]);
        check("a\rb\r", &["a", "b"]);
        check("a\n\n", &["a", ""]);
        check("", &[""]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_whole_line_and_short(line in "[aé漢]{0,5000}") {
            let found: Vec<&str> = pieces(&line).collect();
            prop_assert!(found.iter().all(|piece| piece.chars().count() <= LINE_LETTERS_MAX));
            prop_assert_eq!(found.concat(), line);
        }

        #[test]
        fn edges_lie_within_the_bytes(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            for encoding in Encoding::ALL {
                prop_assert!(end(&bytes, encoding) <= bytes.len());
                prop_assert!(start(&bytes, encoding) <= bytes.len());
            }
        }
    }
}
