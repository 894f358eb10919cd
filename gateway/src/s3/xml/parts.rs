//! What has arrived of an unfinished upload.

use jiff::Timestamp;

use super::XmlError;
use super::element::Element;
use crate::s3::operation::{Part, PartNumber};

/// One page of `ListParts`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartPage {
    /// By their numbers.
    pub parts: Vec<ListedPart>,
    /// `None` on the last page.
    pub next: Option<PartNumber>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPart {
    pub part: Part,
    /// In bytes.
    pub size: u64,
    /// When it arrived; `None` where the server does not say.
    pub arrived: Option<Timestamp>,
    /// In base64, where the server keeps one.
    pub crc64nvme: Option<String>,
}

pub fn parse_parts(document: &[u8]) -> Result<PartPage, XmlError> {
    let root = Element::parse_root(document, "ListPartsResult")?;
    let parts = root.children("Part").map(|listed| {
        let number = number(listed.required("PartNumber")?, "PartNumber")?;
        let etag = listed.required("ETag")?.trim_matches('"').to_owned();
        let size = listed.required("Size")?.parse().map_err(|_| XmlError::Field("Size"))?;
        let arrived = listed.field("LastModified").and_then(|text| text.parse().ok());
        let crc64nvme = listed.field("ChecksumCRC64NVME").map(str::to_owned);
        Ok(ListedPart { part: Part { number, etag }, size, arrived, crc64nvme })
    });
    let parts = parts.collect::<Result<Vec<_>, XmlError>>()?;
    let next = match root.field("IsTruncated") {
        Some("true") => {
            let field = "NextPartNumberMarker";
            let next = number(root.required(field)?, field)?;
            // One that leads back would be followed for ever.
            let is_forward = parts.last().is_some_and(|last| last.part.number <= next);
            Some(next).filter(|_| is_forward)
        }
        _ => None,
    };
    Ok(PartPage { parts, next })
}

/// Which parts a `CompleteMultipartUpload` puts together.
pub fn parse_completion(document: &[u8]) -> Result<Vec<PartNumber>, XmlError> {
    let root = Element::parse_root(document, "CompleteMultipartUpload")?;
    root.children("Part")
        .map(|part| number(part.required("PartNumber")?.trim(), "PartNumber"))
        .collect()
}

fn number(text: &str, field: &'static str) -> Result<PartNumber, XmlError> {
    let number = text.parse().ok().and_then(PartNumber::new);
    number.ok_or(XmlError::Field(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_completion_names_its_parts() {
        let check = |document: &str, expected: Option<&[u16]>| {
            let numbers = parse_completion(document.as_bytes()).ok();
            let numbers =
                numbers.map(|all| all.into_iter().map(PartNumber::get).collect::<Vec<_>>());
            assert_eq!(numbers.as_deref(), expected, "{document}");
        };
        check(
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber></Part>\
             <Part><ETag>e</ETag><PartNumber> 3 </PartNumber></Part></CompleteMultipartUpload>",
            Some(&[1, 3]),
        );
        check("<CompleteMultipartUpload/>", Some(&[]));
        check("<CompleteMultipartUpload><Part/></CompleteMultipartUpload>", None);
        check("<ListPartsResult/>", None);
    }

    #[test]
    fn parts_have_number_tag_and_size() {
        let document = "<ListPartsResult><IsTruncated>true</IsTruncated>\
            <NextPartNumberMarker>3</NextPartNumberMarker>\
            <Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag><Size>5</Size>\
            <LastModified>2026-11-20T15:04:05Z</LastModified>\
            <ChecksumCRC64NVME>rosUhgp5mIg=</ChecksumCRC64NVME></Part>\
            <Part><PartNumber>3</PartNumber><ETag>b</ETag><Size>0</Size></Part></ListPartsResult>";
        let page = parse_parts(document.as_bytes()).unwrap();
        let part = |number, etag: &str, size| ListedPart {
            part: Part { number: PartNumber::new(number).unwrap(), etag: etag.to_owned() },
            size,
            arrived: None,
            crc64nvme: None,
        };
        let first = ListedPart {
            arrived: Some("2026-11-20T15:04:05Z".parse().unwrap()),
            crc64nvme: Some("rosUhgp5mIg=".to_owned()),
            ..part(1, "a", 5)
        };
        assert_eq!(page.parts, [first, part(3, "b", 0)]);
        assert_eq!(page.next, PartNumber::new(3));
        let back = document.replace("Marker>3", "Marker>2");
        assert_eq!(parse_parts(back.as_bytes()).unwrap().next, None, "it leads back");
        let last = parse_parts(b"<ListPartsResult/>").unwrap();
        assert_eq!(last, PartPage { parts: Vec::new(), next: None });
        let wrong = document.replace("<PartNumber>3", "<PartNumber>0");
        assert!(parse_parts(wrong.as_bytes()).is_err());
    }
}
