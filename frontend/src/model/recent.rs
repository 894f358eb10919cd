//! The places looked at last, as one short text: addresses without a language, the latest first, one a line.

/// More than anybody looks through.
const PLACES_MAX: usize = 20;

/// A longer address is not remembered.
const ADDRESS_BYTES_MAX: usize = 2_000;

/// The list after `address` was visited.
pub fn visited(list: &str, address: &str) -> String {
    if address.is_empty() || ADDRESS_BYTES_MAX < address.len() || address.contains('\n') {
        return list.to_owned();
    }
    let others = list.lines().filter(|other| *other != address && !other.is_empty());
    std::iter::once(address).chain(others).take(PLACES_MAX).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_comes_first_and_each_place_once() {
        let list = visited(&visited(&visited("", "/b/m/a"), "/b/m/b"), "/b/m/a");
        assert_eq!(list, "/b/m/a\n/b/m/b");
        assert_eq!(visited(&list, ""), list);
        assert_eq!(visited(&list, &"x".repeat(3_000)), list);
        let many = (0..50).fold(String::new(), |list, n| visited(&list, &format!("/b/m/{n}")));
        assert_eq!(many.lines().count(), PLACES_MAX);
    }
}
