//! How many pixels an image has, from its first bytes: one of a few kilobytes may unpack to gigabytes in a browser.

/// Width and height, in the formats that are common enough to be used against people; `None` for the others.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let le16 = |at: usize| Some(u32::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?)));
    let le24 = |at: usize| Some(le16(at)? | u32::from(*bytes.get(at + 2)?) << 16);
    let be32 = |at: usize| Some(u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
    let le32 = |at: usize| Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    if bytes.starts_with(b"\x89PNG") {
        Some((be32(16)?, be32(20)?))
    } else if bytes.starts_with(b"GIF8") {
        Some((le16(6)?, le16(8)?))
    } else if bytes.starts_with(b"BM") {
        // The height is negative when rows go downwards.
        Some((le32(18)?, le32(22)?.cast_signed().unsigned_abs()))
    } else if bytes.starts_with(b"RIFF") {
        match bytes.get(12..16)? {
            b"VP8X" => Some((le24(24)? + 1, le24(27)? + 1)),
            b"VP8L" => {
                let bits = le32(21)?;
                Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
            }
            b"VP8 " => Some((le16(26)? & 0x3FFF, le16(28)? & 0x3FFF)),
            _ => None,
        }
    } else if bytes.starts_with(b"\xFF\xD8") {
        jpeg(bytes)
    } else {
        None
    }
}

/// Passes from segment to segment until the frame header (ITU T.81, B.2.2).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let segment = bytes.get(at..)?;
        let [0xFF, marker, high, low, ..] = segment else { return None };
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            let [height_high, height_low, width_high, width_low] =
                *segment.get(5..)?.first_chunk()?;
            let join = |high, low| u32::from(u16::from_be_bytes([high, low]));
            return Some((join(width_high, width_low), join(height_high, height_low)));
        }
        at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dimensions_are_read_from_headers() {
        let check = |bytes: &[u8], expected| assert_eq!(dimensions(bytes), expected, "{bytes:?}");
        check(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xE0", Some((640, 480)));
        check(b"GIF89a\x01\0\x02\0", Some((1, 2)));
        check(b"\xFF\xD8\xFF\xE0\0\x04ab\xFF\xC0\0\x11\x08\0\x10\0\x20\x03", Some((32, 16)));
        check(b"\xFF\xD8\xFF\xE0\0\0", None);
        check(b"\x89PNG\r\n", None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(
            start in prop::sample::select(vec![&b"\xFF\xD8"[..], b"\x89PNG", b"GIF8", b"BM", b"RIFF"]),
            bytes in prop::collection::vec(any::<u8>(), 0..60),
        ) {
            dimensions(&[start, &bytes].concat());
        }
    }
}
