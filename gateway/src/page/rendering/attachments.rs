//! Pictures that a text brings along, as `data:` addresses: inert types only, and only so large.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A picture in base64.
pub const IMAGE_CHARACTERS_MAX: usize = 2 * 1024 * 1024;

/// Types that browsers draw and do not run.
const TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// The attachments of a cell, by name.
#[derive(Debug, Default)]
pub struct Attachments(BTreeMap<String, String>);

impl Attachments {
    /// Keeps a picture that is one; what is not is simply not there.
    pub fn add(&mut self, name: &str, content_type: &str, base64: &str) {
        if let Some(address) = data_address(content_type, base64) {
            self.0.insert(name.to_owned(), address);
        }
    }

    /// The address of `attachment:name`.
    pub fn address(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// `data:image/png;base64,…`; `None` for what is no inert picture, or too large.
pub fn data_address(content_type: &str, base64: &str) -> Option<String> {
    let known = TYPES.iter().find(|known| known.eq_ignore_ascii_case(content_type))?;
    let meant = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if base64.len() > IMAGE_CHARACTERS_MAX {
        return None;
    }
    let mut address = String::with_capacity(base64.len() + 32);
    let _ = write!(address, "data:{known};base64,");
    for part in base64.split_ascii_whitespace() {
        if !part.bytes().all(meant) {
            return None;
        }
        address.push_str(part);
    }
    Some(address)
}

/// Whether an address is one that [`data_address`] would make.
pub fn is_picture(address: &str) -> bool {
    let Some((content_type, base64)) =
        address.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"))
    else {
        return false;
    };
    data_address(content_type, base64).is_some_and(|made| made == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_inert_pictures_are_taken() {
        let check = |address: &str, expected: bool| {
            assert_eq!(is_picture(address), expected, "{address}");
        };
        check("data:image/png;base64,iVBORw0KGgo=", true);
        check("data:image/svg+xml;base64,PHN2Zz4=", false);
        check("data:text/html;base64,PHNjcmlwdD4=", false);
        check("data:image/png;base64,\"><script>", false);
        check("data:image/png,raw", false);
        check("https://evil.example/x.png", false);
    }
}
