//! What the page, or a program at its side, announces of what it sends.

use http::HeaderMap;

use crate::error::Error;
use crate::s3::checksum::{Algorithm, read_md5};
use crate::upstream::Announced;

/// One of S3's checksums (`x-amz-checksum-…`, base64), and `Content-MD5` (RFC 1864), where there are.
pub fn announced(headers: &HeaderMap) -> Result<Announced, Error> {
    let malformed = |name| Error::Malformed(format!("`{name}` is no checksum"));
    let named = |algorithm: Algorithm| Some((algorithm, headers.get(algorithm.header())?));
    let mut checksums = Algorithm::ALL.into_iter().filter_map(named);
    let checksum = match checksums.next() {
        Some((algorithm, value)) => {
            let value = value.to_str().unwrap_or_default().to_owned();
            if !algorithm.writes(&value) {
                return Err(malformed(algorithm.header()));
            }
            Some((algorithm, value))
        }
        None => None,
    };
    if checksums.next().is_some() {
        return Err(Error::Malformed("only one `x-amz-checksum-…` may be announced".to_owned()));
    }
    let md5 = match headers.get("content-md5") {
        Some(value) => Some(read_md5(value.as_bytes()).ok_or_else(|| malformed("content-md5"))?),
        None => None,
    };
    Ok(Announced { md5, checksum })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_checksum_is_read_and_anything_else_refused() {
        let check = |lines: &[(&'static str, &str)], expected: Option<Announced>| {
            let mut headers = HeaderMap::new();
            for (name, value) in lines {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(announced(&headers).ok(), expected, "{lines:?}");
        };
        let crc = ("x-amz-checksum-crc64nvme", "rosUhgp5mIg=");
        // Of `hello`.
        let md5 = ("content-md5", "XUFAKrxLKna5cZ2REBfFkg==");
        let bytes = hex::decode("5d41402abc4b2a76b9719d911017c592").unwrap().try_into().ok();
        let checksum = Some((Algorithm::Crc64Nvme, crc.1.to_owned()));
        check(&[], Some(Announced::default()));
        check(&[crc], Some(Announced { md5: None, checksum: checksum.clone() }));
        check(&[md5], Some(Announced { md5: bytes, checksum: None }));
        check(&[md5, crc], Some(Announced { md5: bytes, checksum }));
        check(&[("x-amz-checksum-crc64nvme", "rosUhgp5")], None);
        check(&[crc, ("x-amz-checksum-crc32c", "4waSgw==")], None);
        for malformed in ["", "XUFAKrxLKna5cZ2REBfFkg", "XUFAKrxLKna5cZ2REBfF", "!"] {
            check(&[("content-md5", malformed)], None);
        }
    }
}
