//! The answers of S3 other than listings of objects.

use super::XmlError;
use super::element::Element;
use crate::s3::error::ErrorDocument;
use crate::s3::names::BucketName;
use crate::s3::operation::UploadId;

/// What a server said of one key it would not delete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

/// `DeleteObjects`: what was said of which key, in the server's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeletedObjects {
    pub deleted: Vec<String>,
    pub refused: Vec<(String, Refusal)>,
}

/// `DeleteObjects`, where versions were named: only what was refused, by key and version.
pub type RefusedVersions = Vec<(String, String, Refusal)>;

/// The last word on what takes servers long: they answer 200 before they know the end (S3 API Reference,
/// "`CompleteMultipartUpload`", "`CopyObject`").
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Entity tag without quotes.
    Stored {
        etag: String,
    },
    Failed(ErrorDocument),
}

/// An `Error` document; `None` when it is something else, such as the page of a proxy.
pub fn parse_error(document: &[u8]) -> Option<ErrorDocument> {
    Element::parse_root(document, "Error").ok().map(|root| error_of(&root))
}

fn error_of(root: &Element<'_>) -> ErrorDocument {
    let field = |name| root.field(name).map(str::to_owned);
    ErrorDocument {
        code: field("Code").unwrap_or_default(),
        message: field("Message").unwrap_or_default(),
        request_id: field("RequestId"),
    }
}

/// `ListBuckets`. A name that is none by our rules cannot be asked for, so it is left out.
pub fn parse_buckets(document: &[u8]) -> Result<Vec<BucketName>, XmlError> {
    let root = Element::parse_root(document, "ListAllMyBucketsResult")?;
    let buckets = root.child("Buckets").ok_or(XmlError::Field("Buckets"))?;
    let names = buckets.children("Bucket").filter_map(|bucket| bucket.field("Name"));
    Ok(names.filter_map(|name| BucketName::parse(name).ok()).collect())
}

/// `CreateMultipartUpload`.
pub fn parse_created_upload(document: &[u8]) -> Result<UploadId, XmlError> {
    let root = Element::parse_root(document, "InitiateMultipartUploadResult")?;
    UploadId::parse(root.required("UploadId")?).ok_or(XmlError::Field("UploadId"))
}

/// `CompleteMultipartUpload`, whose failure may come with status 200.
pub fn parse_completed_upload(document: &[u8]) -> Result<Written, XmlError> {
    parse_written(document, "CompleteMultipartUploadResult")
}

/// `CopyObject`, whose failure may come with status 200.
pub fn parse_copied_object(document: &[u8]) -> Result<Written, XmlError> {
    parse_written(document, "CopyObjectResult")
}

/// `UploadPartCopy`, whose failure may come with status 200.
pub fn parse_copied_part(document: &[u8]) -> Result<Written, XmlError> {
    parse_written(document, "CopyPartResult")
}

fn parse_written(document: &[u8], expected: &'static str) -> Result<Written, XmlError> {
    let root = Element::parse(document)?;
    match root.name() {
        "Error" => Ok(Written::Failed(error_of(&root))),
        name if name == expected => {
            let etag = root.required("ETag")?.trim().trim_matches('"').to_owned();
            Ok(Written::Stored { etag })
        }
        other => Err(XmlError::Root { expected, found: other.to_owned() }),
    }
}

/// `DeleteObjects`.
pub fn parse_deleted_objects(document: &[u8]) -> Result<DeletedObjects, XmlError> {
    let root = Element::parse_root(document, "DeleteResult")?;
    let mut answer = DeletedObjects::default();
    for deleted in root.children("Deleted") {
        answer.deleted.push(deleted.required("Key")?.to_owned());
    }
    for refused in root.children("Error") {
        answer.refused.push((refused.required("Key")?.to_owned(), refusal_of(refused)));
    }
    Ok(answer)
}

/// `DeleteObjects`, where versions were named and only failures asked for.
pub fn parse_refused_versions(document: &[u8]) -> Result<RefusedVersions, XmlError> {
    let root = Element::parse_root(document, "DeleteResult")?;
    let refused = root.children("Error").map(|refused| {
        let version = refused.field("VersionId").unwrap_or("null");
        Ok((refused.required("Key")?.to_owned(), version.to_owned(), refusal_of(refused)))
    });
    refused.collect()
}

fn refusal_of(refused: &Element<'_>) -> Refusal {
    let error = error_of(refused);
    Refusal { code: error.code, message: error.message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_and_other_pages_are_not() {
        let document =
            b"<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>gone</Message>\
            <Key>a</Key><RequestId>42</RequestId></Error>";
        let error = parse_error(document).unwrap();
        assert_eq!((error.code.as_str(), error.message.as_str()), ("NoSuchKey", "gone"));
        assert_eq!(error.request_id.as_deref(), Some("42"));
        assert_eq!(parse_error(b"<Error/>"), Some(ErrorDocument::default()));
        assert_eq!(parse_error(b"<html><body>502</body></html>"), None);
        assert_eq!(parse_error(b""), None);
    }

    #[test]
    fn buckets_with_names_that_are_none_are_left_out() {
        let document =
            b"<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
            <Owner><ID>1</ID></Owner><Buckets><Bucket><Name>alice.tremblay</Name></Bucket>\
            <Bucket><Name>Old_Bucket</Name></Bucket><Bucket><Name>census</Name></Bucket></Buckets>\
            </ListAllMyBucketsResult>";
        let names: Vec<_> =
            parse_buckets(document).unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(names, ["alice.tremblay", "census"]);
    }

    #[test]
    fn an_upload_is_complete_only_when_the_document_says_so() {
        let stored = "\n\n   <CompleteMultipartUploadResult><Location>http://x/</Location>\
            <ETag>&quot;3858f62230ac3c915f300c664312c11f-9&quot;</ETag></CompleteMultipartUploadResult>";
        assert_eq!(
            parse_completed_upload(stored.as_bytes()).unwrap(),
            Written::Stored { etag: "3858f62230ac3c915f300c664312c11f-9".to_owned() }
        );
        let failed = b"  <Error><Code>InternalError</Code></Error>";
        assert!(matches!(
            parse_completed_upload(failed).unwrap(),
            Written::Failed(error) if error.code == "InternalError"
        ));
        assert!(parse_completed_upload(b"   ").is_err());
        assert!(
            parse_completed_upload(b"<CopyObjectResult><ETag>a</ETag></CopyObjectResult>").is_err()
        );
        assert!(parse_completed_upload(b"<CompleteMultipartUploadResult/>").is_err());
    }

    #[test]
    fn a_copy_is_there_only_when_the_document_says_so() {
        let stored = "  <CopyObjectResult><LastModified>2026-11-21T06:00:00.000Z</LastModified>\
            <ETag>&quot;9b2cf535f27731c974343645a3985328&quot;</ETag></CopyObjectResult>";
        let etag = "9b2cf535f27731c974343645a3985328".to_owned();
        assert_eq!(parse_copied_object(stored.as_bytes()).unwrap(), Written::Stored { etag });
        let part = "<CopyPartResult><ETag>\"a\"</ETag></CopyPartResult>";
        let etag = "a".to_owned();
        assert_eq!(parse_copied_part(part.as_bytes()).unwrap(), Written::Stored { etag });
        let failed = b" \n <Error><Code>SlowDown</Code></Error>";
        let slow = |written| matches!(written, Written::Failed(error) if error.code == "SlowDown");
        assert!(slow(parse_copied_object(failed).unwrap()));
        assert!(slow(parse_copied_part(failed).unwrap()));
        assert!(parse_copied_object(b"").is_err());
        assert!(parse_copied_object(b"<CopyObjectResult/>").is_err());
    }

    #[test]
    fn deletions_are_told_key_by_key() {
        let document = "<DeleteResult><Deleted><Key>a&amp;b</Key></Deleted><Error><Key>c</Key>\
            <Code>AccessDenied</Code><Message>no</Message></Error><Deleted><Key> é</Key></Deleted>\
            </DeleteResult>";
        let answer = parse_deleted_objects(document.as_bytes()).unwrap();
        assert_eq!(answer.deleted, ["a&b", " é"]);
        assert_eq!(answer.refused[0].0, "c");
        assert_eq!(answer.refused[0].1.code, "AccessDenied");
    }

    #[test]
    fn an_upload_has_an_id() {
        let document = b"<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key>\
            <UploadId>VXBsb2FkIElE.2~x</UploadId></InitiateMultipartUploadResult>";
        assert_eq!(parse_created_upload(document).unwrap().as_str(), "VXBsb2FkIElE.2~x");
        assert!(parse_created_upload(b"<InitiateMultipartUploadResult/>").is_err());
    }
}
