//! What the first bytes of a file say it is. They win over its name and its content type: what a browser would be led
//! to believe by those, and what a polyglot hides behind them, is never trusted.

/// What bytes are, where they say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    Image,
    Pdf,
    Audio,
    Video,
    /// A container of sound or pictures: only the name tells.
    Media,
    Zip,
    Gzip,
    /// Known, and shown by no reader: other archives, Parquet.
    Other,
}

/// Signatures at the start of a file. Sources: the WHATWG MIME Sniffing Standard and the formats' own documents.
const STARTS: [(&[u8], Magic); 27] = [
    (b"\x89PNG\r\n\x1A\n", Magic::Image),
    (b"\xFF\xD8\xFF", Magic::Image),
    (b"GIF87a", Magic::Image),
    (b"GIF89a", Magic::Image),
    (b"II*\0", Magic::Image),
    (b"MM\0*", Magic::Image),
    (b"\0\0\x01\0", Magic::Image),
    (b"\xFF\x0A", Magic::Image),
    (b"\0\0\0\x0CJXL \r\n\x87\n", Magic::Image),
    (b"%PDF-", Magic::Pdf),
    (b"ID3", Magic::Audio),
    (b"fLaC", Magic::Audio),
    (b"\xFF\xFB", Magic::Audio),
    (b"\xFF\xF3", Magic::Audio),
    (b"\xFF\xF2", Magic::Audio),
    (b"\xFF\xF1", Magic::Audio),
    (b"\xFF\xF9", Magic::Audio),
    (b"OggS", Magic::Media),
    (b"\x1A\x45\xDF\xA3", Magic::Media),
    (b"PK\x03\x04", Magic::Zip),
    (b"PK\x05\x06", Magic::Zip),
    (b"\x1F\x8B\x08", Magic::Gzip),
    (b"PAR1", Magic::Other),
    (b"\x28\xB5\x2F\xFD", Magic::Other),
    (b"\xFD7zXZ\0", Magic::Other),
    (b"7z\xBC\xAF\x27\x1C", Magic::Other),
    (b"BZh", Magic::Other),
];

pub fn of(bytes: &[u8]) -> Option<Magic> {
    if let Some((_, magic)) = STARTS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Some(*magic);
    }
    let riff = bytes.starts_with(b"RIFF").then(|| bytes.get(8..12)).flatten();
    let brand = (bytes.get(4..8) == Some(b"ftyp")).then(|| bytes.get(8..12)).flatten();
    match (riff, brand) {
        (Some(b"WAVE"), _) => Some(Magic::Audio),
        (Some(b"AVI "), _) => Some(Magic::Video),
        (Some(b"WEBP"), _)
        | (_, Some(b"avif" | b"avis" | b"heic" | b"heix" | b"mif1" | b"msf1")) => {
            Some(Magic::Image)
        }
        (_, Some(b"M4A " | b"M4B ")) => Some(Magic::Audio),
        (_, Some(_)) => Some(Magic::Media),
        // "BM" begins many a word: the length that follows has to be sensible, too.
        _ if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) => Some(Magic::Image),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_say_what_it_is() {
        let check = |bytes: &[u8], expected| assert_eq!(of(bytes), expected, "{bytes:?}");
        check(b"\x89PNG\r\n\x1A\n<script>", Some(Magic::Image));
        check(b"RIFF\x10\0\0\0WEBPVP8 ", Some(Magic::Image));
        check(b"\0\0\0\x20ftypavif\0\0\0\0", Some(Magic::Image));
        check(b"\0\0\0\x20ftypisom\0\0\0\0", Some(Magic::Media));
        check(b"%PDF-1.7\n", Some(Magic::Pdf));
        check(b" %PDF-1.7\n", None);
        check(b"BMW;Audi\n", None);
        check(b"<svg onload=alert(1)>", None);
        check(b"PAR1\x15", Some(Magic::Other));
        check(b"", None);
    }
}
