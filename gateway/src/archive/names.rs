//! What the files of an archive are called: like the keys, as far as that can be unpacked anywhere without writing
//! over anything. No name is absolute, leads out of the folder it is unpacked in, or is one that Windows keeps for
//! itself; no two differ by case alone.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Longest part of a path: the limit of nearly every file system, in bytes.
const PART_BYTES_MAX: usize = 240;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The names given so far. What is kept of each is a number of 64 bits, so that a hundred thousand take little room;
/// two names of one number would merely be told apart without need.
#[derive(Debug, Default)]
pub struct Names {
    files: HashSet<u64>,
    folders: HashSet<u64>,
    hasher: RandomState,
}

impl Names {
    /// The name for a key, seen from the folder `base`; a folder's ends in `/`. `None` for the folder itself.
    pub fn give(&mut self, key: &str, base: &str, is_empty: bool) -> Option<String> {
        let relative = key.strip_prefix(base).unwrap_or(key);
        if relative.is_empty() {
            return None;
        }
        // An empty object whose key ends in `/` is how consoles note an empty folder; one that holds something is a
        // file without a name.
        let folder = is_empty && relative.ends_with('/');
        let parts = if folder { &relative[..relative.len() - 1] } else { relative };
        let (above, last) =
            parts.rsplit_once('/').map_or((None, parts), |(above, last)| (Some(above), last));
        let mut path = String::with_capacity(relative.len() + 8);
        for part in above.into_iter().flat_map(|above| above.split('/')) {
            self.enter(&mut path, &safe_part(part));
        }
        let last = safe_part(last);
        if folder {
            self.enter(&mut path, &last);
        } else {
            self.place(&mut path, &last);
        }
        Some(path)
    }

    /// The name of a file of our own beside the others.
    pub fn give_ours(&mut self, name: &str) -> String {
        let mut path = String::new();
        self.place(&mut path, name);
        path
    }

    /// Goes into a folder, which may be there already.
    fn enter(&mut self, path: &mut String, part: &str) {
        for number in 1.. {
            let candidate = format!("{path}{}", numbered(part, number));
            let mark = self.mark(&candidate);
            if !self.files.contains(&mark) {
                self.folders.insert(mark);
                *path = candidate + "/";
                return;
            }
        }
    }

    /// Names a file, of which there must be only one.
    fn place(&mut self, path: &mut String, part: &str) {
        for number in 1.. {
            let candidate = format!("{path}{}", numbered(part, number));
            let mark = self.mark(&candidate);
            if !self.folders.contains(&mark) && self.files.insert(mark) {
                *path = candidate;
                return;
            }
        }
    }

    /// Of two names that some file systems take for the same, the mark is the same.
    fn mark(&self, path: &str) -> u64 {
        self.hasher.hash_one(path.to_lowercase())
    }
}

/// `a.csv`, `a (2).csv`, `a (3).csv`…
fn numbered(part: &str, number: u32) -> String {
    if number == 1 {
        return part.to_owned();
    }
    match part.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem} ({number}).{ending}"),
        _ => format!("{part} ({number})"),
    }
}

/// One part of a path that every system can write.
fn safe_part(part: &str) -> String {
    let mut safe: String =
        part.chars().map(|char| if is_trouble(char) { '_' } else { char }).collect();
    if safe.len() > PART_BYTES_MAX {
        safe = shortened(&safe);
    }
    // Also `.` and `..`. Windows leaves out dots and spaces at the end.
    if safe.is_empty() {
        safe.push('_');
    } else if safe.ends_with(['.', ' ']) {
        safe.pop();
        safe.push('_');
    }
    if is_device(&safe) {
        let stem = safe.find('.').unwrap_or(safe.len());
        safe.insert(stem, '_');
    }
    safe
}

/// Separators, what shells and Windows treat specially, what cannot be seen, and what turns the direction of writing.
fn is_trouble(char: char) -> bool {
    char.is_control()
        || matches!(char, '\\' | '/' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|rest| {
            rest.chars().count() == 1
                && rest.chars().all(|char| matches!(char, '0'..='9' | '¹' | '²' | '³'))
        })
    };
    DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(|device| numbered(device))
}

/// Keeps the ending, which says what it is.
fn shortened(part: &str) -> String {
    let (stem, ending) = match part.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (part, String::new()),
    };
    let end = stem.floor_char_boundary(PART_BYTES_MAX - ending.len());
    format!("{}{ending}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_safe_to_unpack_anywhere() {
        let check = |key: &str, expected: &str| {
            let name = Names::default().give(key, "", false);
            assert_eq!(name.as_deref(), Some(expected), "{key:?}");
        };
        check("2024/été 漢🎉.csv", "2024/été 漢🎉.csv");
        check("/etc/passwd", "_/etc/passwd");
        check("../../etc/passwd", "._/._/etc/passwd");
        check("a/./b", "a/_/b");
        check("C:\\Windows\\x.dll", "C__Windows_x.dll");
        check("c:/x", "c_/x");
        check("\\\\server\\share", "__server_share");
        check("a\nb\u{1}c\u{7f}", "a_b_c_");
        check("2024-01-01T12:30:00", "2024-01-01T12_30_00");
        check("con", "con_");
        check("Aux.tar.gz", "Aux_.tar.gz");
        check("com1/LPT9.txt", "com1_/LPT9_.txt");
        check("console.txt", "console.txt");
        check("a. ", "a._");
        check("a//b", "a/_/b");
        check("folder/", "folder/_");
        check("photo\u{202e}gpj.exe", "photo_gpj.exe");
        check(&format!("{}.parquet", "é".repeat(300)), &format!("{}.parquet", "é".repeat(116)));
    }

    #[test]
    fn empty_folders_are_folders_and_the_base_is_none() {
        let mut names = Names::default();
        assert_eq!(names.give("a/b/", "a/", true).as_deref(), Some("b/"));
        assert_eq!(names.give("a/", "a/", true), None);
        assert_eq!(names.give("elsewhere/x", "a/", false).as_deref(), Some("elsewhere/x"));
    }

    #[test]
    fn no_two_files_have_the_same_name() {
        let mut names = Names::default();
        let mut check = |key: &str, expected: &str| {
            assert_eq!(names.give(key, "", false).as_deref(), Some(expected), "{key}");
        };
        check("a?.csv", "a_.csv");
        check("a*.csv", "a_ (2).csv");
        check("A_.CSV", "A_ (3).CSV");
        check("d", "d");
        check("d/x", "d (2)/x");
        check("d/y", "d (2)/y");
        check("e/x", "e/x");
        check("e", "e (2)");
        check(".env", ".env");
        check(".ENV", ".ENV (2)");
    }

    proptest! {
        #[test]
        fn no_key_leads_out_and_none_is_lost(keys in proptest::collection::vec("[^\0]{1,40}|[./a\\\\: ]{1,8}", 1..30)) {
            let mut names = Names::default();
            let mut given = HashSet::new();
            let keys: HashSet<String> = keys.into_iter().collect();
            for key in &keys {
                let name = names.give(key, "", false).unwrap();
                prop_assert!(!name.starts_with('/') && !name.ends_with('/'), "{name:?}");
                prop_assert!(name.split('/').all(|part| !matches!(part, "" | "." | "..")), "{name:?}");
                prop_assert!(!name.contains(['\\', ':', '\0', '\n']), "{name:?}");
                prop_assert!(given.insert(name.to_lowercase()), "{name:?} is given twice");
            }
        }
    }
}
