//! Where to go after signing in: only to a place of ours. Pure.

/// Longer addresses are not ours to remember; a key of 1,024 bytes fits, percent-encoded.
const RETURN_TO_BYTES_MAX: usize = 8_192;

/// The path to go back to, or `None` when it could lead anywhere but to a page of this portal.
pub fn local_path(text: &str) -> Option<&str> {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let graphic = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let local = text.len() <= RETURN_TO_BYTES_MAX
        && graphic
        && text.starts_with('/')
        && !path.contains("//")
        && !path.contains('@')
        // These would begin or end a session again instead of showing a page.
        && path != "/auth"
        && !path.starts_with("/auth/");
    local.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_ours_are_returned_to() {
        let check = |text: &str, expected: bool| {
            assert_eq!(local_path(text).is_some(), expected, "{text}");
        };
        check("/", true);
        check("/fr/b/minimal/anne.roy?prefix=%C3%A9t%C3%A9%2F&key=a@b//c", true);
        check("/en/d/census#top", true);
        check("", false);
        check("fr/", false);
        check("//evil.example", false);
        check("/\\evil.example", false);
        check("/fr\\..\\x", false);
        check("https://evil.example/", false);
        check("javascript:alert(1)", false);
        check("/x//evil.example", false);
        check("/@evil.example", false);
        check("/fr/\r\nSet-Cookie: a=b", false);
        check("/fr/\t", false);
        check("/fr/ ", false);
        check("/été", false);
        check("/auth/sign-in", false);
        check("/auth", false);
        check(&format!("/{}", "a".repeat(RETURN_TO_BYTES_MAX)), false);
    }
}
