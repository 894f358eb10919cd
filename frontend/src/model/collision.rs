//! Two objects want one key: what the person answers, and under which name both are kept.

use super::key;

/// What becomes of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Replace,
    KeepBoth,
    Skip,
}

/// The key under which both are kept: `name (2).ext`, counted up by `number`. A folder's, which ends in `/`, is
/// `name (2)/`.
pub fn beside(key: &str, number: u32) -> String {
    let (folder, name) = key.split_at(key::parent(key).len());
    if let Some(name) = name.strip_suffix('/') {
        return format!("{folder}{name} ({number})/");
    }
    let stem_end = match name.len() - key::extension(name).len() {
        whole if whole == name.len() => whole,
        after_dot => after_dot - 1,
    };
    let (stem, extension) = name.split_at(stem_end);
    match stem.strip_suffix(".tar") {
        Some(stem) if !stem.is_empty() => format!("{folder}{stem} ({number}).tar{extension}"),
        _ => format!("{folder}{stem} ({number}){extension}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_kept_under_names_that_people_expect() {
        let check = |key, expected: &str| assert_eq!(beside(key, 2), expected);
        check("2026/ipc.csv", "2026/ipc (2).csv");
        check("a.b/Makefile", "a.b/Makefile (2)");
        check(".profile", ".profile (2)");
        check("données.tar.gz", "données (2).tar.gz");
        check("a.", "a. (2)");
        check("2026/v1.2/", "2026/v1.2 (2)/");
    }
}
