//! What the fields of a form mean for the object: its key, what is said of it, and what is answered once it is stored.

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::multipart::Head;
use crate::s3::encode;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::Key;
use crate::s3::xml;

/// Stands for what the file is called.
const FILE_NAME: &str = "${filename}";

/// What `PutObject` says in headers, and forms in fields of the same name. Whatever else begins with `x-amz-` is judged
/// as it would be there.
const HEADERS: [&str; 6] = [
    "cache-control",
    "content-disposition",
    "content-encoding",
    "content-language",
    "content-type",
    "expires",
];

const TAGGING: HeaderName = HeaderName::from_static("x-amz-tagging");

/// Of the proof, not of the object.
const PROOF: [&str; 5] = [
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-signature",
];

/// A form of which everything but the file came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// As it will be written.
    pub key: Key,
    /// As `PutObject` would send them.
    pub headers: HeaderMap,
    pub answer: Answer,
}

/// What is answered once the file is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// 204, or 200: nothing more is said.
    Empty(u16),
    /// 201: where it is.
    Document,
    /// 303: back to a page.
    Redirect(Uri),
}

impl Form {
    pub fn read(head: &Head) -> Result<Self, Fault> {
        let value = |name: &str| {
            head.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
        };
        let key = value("key").ok_or_else(|| Fault::invalid("the form has no field `key`"))?;
        if key.contains(FILE_NAME) && head.file_name.is_empty() {
            return Err(Fault::invalid("the file has no name to stand for ${filename}"));
        }
        let key = crate::s3::address::read_key(&key.replace(FILE_NAME, &head.file_name))?;
        let mut headers = HeaderMap::new();
        for (name, value) in &head.fields {
            let name = if name == "acl" { "x-amz-acl" } else { name };
            let meant = HEADERS.contains(&name) || name.starts_with("x-amz-");
            if !meant || PROOF.contains(&name) {
                continue;
            }
            let unreadable =
                || Fault::invalid(format!("the field `{name}` cannot stand in a header"));
            let name = HeaderName::try_from(name).map_err(|_| unreadable())?;
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| unreadable())?;
            headers.insert(name, value);
        }
        if let Some(document) = value("tagging") {
            if headers.contains_key(TAGGING) {
                return Err(Fault::invalid("the tags stand in `tagging` or in `x-amz-tagging`"));
            }
            let tags = tagging(document)?;
            if !tags.is_empty() {
                headers.insert(TAGGING, tags);
            }
        }
        let answer = Answer::read(value("success_action_redirect"), value("success_action_status"));
        Ok(Self { key, headers, answer })
    }
}

/// The document of the field as the header that `PutObject` has for it.
fn tagging(document: &str) -> Result<HeaderValue, Fault> {
    let message = "the field `tagging` must be a well-formed `Tagging` document";
    let malformed = || Fault::new(Code::MalformedXml, message);
    let tags = xml::parse_wished_tags(document.as_bytes()).map_err(|_| malformed())?;
    let pairs = tags.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    HeaderValue::try_from(encode::encode_query(pairs)).map_err(|_| malformed())
}

impl Answer {
    /// A page that cannot be gone to, and a status that is none of the three, are as if they were not there.
    fn read(redirect: Option<&str>, status: Option<&str>) -> Self {
        let page = redirect.and_then(|page| page.parse::<Uri>().ok());
        let is_page = |page: &Uri| {
            matches!(page.scheme_str(), Some("http" | "https"))
                && page.authority().is_some_and(|authority| !authority.as_str().contains('@'))
        };
        match (page.filter(is_page), status) {
            (Some(page), _) => Self::Redirect(page),
            (None, Some("200")) => Self::Empty(200),
            (None, Some("201")) => Self::Document,
            (None, _) => Self::Empty(204),
        }
    }

    /// `PostResponse`: where the object is.
    pub fn document(place: &str, bucket: &str, key: &Key, etag: &str) -> String {
        let mut document = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PostResponse>".to_owned();
        let fields =
            [("Location", place), ("Bucket", bucket), ("Key", key.as_str()), ("ETag", etag)];
        for (name, text) in fields {
            let text = quick_xml::escape::escape(text);
            document.extend(["<", name, ">", &text, "</", name, ">"]);
        }
        document.push_str("</PostResponse>");
        document
    }

    /// Where a page is gone to: it learns bucket, key and entity tag.
    pub fn address(page: &Uri, bucket: &str, key: &Key, etag: &str) -> String {
        let path = page.path();
        let origin = page.to_string();
        let origin = origin.split(['?', '#']).next().unwrap_or_default();
        let origin = origin.strip_suffix(path).unwrap_or(origin);
        let before = page.query().filter(|query| !query.is_empty());
        let before = before.map_or_else(String::new, |query| format!("{query}&"));
        let told =
            encode::encode_query([("bucket", bucket), ("key", key.as_str()), ("etag", etag)]);
        format!("{origin}{path}?{before}{told}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, &str)], file_name: &str) -> Result<Form, Fault> {
        let fields =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Form::read(&Head { fields, file_name: file_name.to_owned(), bytes: 0 })
    }

    #[test]
    fn the_name_of_the_file_stands_where_it_is_wished() {
        let check = |key: &str, file_name: &str, expected: Option<&str>| {
            let form = read(&[("key", key)], file_name).ok();
            assert_eq!(form.as_ref().map(|form| form.key.as_str()), expected, "{key}");
        };
        check("in/${filename}", "a b.txt", Some("in/a b.txt"));
        check("${filename}/${filename}", "a", Some("a/a"));
        check("in/a", "b", Some("in/a"));
        check("in/${filename}", "", None);
        check("", "a", None);
        check("in/a\0", "a", None);
    }

    #[test]
    fn fields_become_headers_and_proofs_do_not() {
        let form = read(
            &[
                ("key", "a"),
                ("acl", "private"),
                ("content-type", "text/plain"),
                ("x-amz-meta-who", "Élodie"),
                ("x-amz-signature", "00"),
                ("x-amz-security-token", "t"),
                ("submit", "Send"),
            ],
            "",
        )
        .unwrap();
        let names: Vec<_> = form.headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["x-amz-acl", "content-type", "x-amz-meta-who"]);
        assert!(read(&[("key", "a"), ("content-type", "a\r\nb: c")], "").is_err());
        let tagged = |document: &str| read(&[("key", "a"), ("tagging", document)], "");
        assert_eq!(tagged("<x/>").unwrap_err().code, "MalformedXML");
        let tags = "<Tagging><TagSet><Tag><Key>é</Key><Value>a b</Value></Tag></TagSet></Tagging>";
        let form = tagged(tags).unwrap();
        assert_eq!(form.headers.get("x-amz-tagging").unwrap(), "%C3%A9=a%20b");
        let both = read(&[("key", "a"), ("tagging", tags), ("x-amz-tagging", "k=v")], "");
        assert_eq!(both.unwrap_err().code, "InvalidArgument");
    }

    #[test]
    fn only_pages_are_gone_to() {
        let check = |page: &str, status: &str, expected: Answer| {
            let fields = [
                ("key", "a"),
                ("success_action_redirect", page),
                ("success_action_status", status),
            ];
            assert_eq!(read(&fields, "").unwrap().answer, expected, "{page} {status}");
        };
        let page = |text: &str| Answer::Redirect(text.parse().unwrap());
        check("https://site.example/done?x=1", "201", page("https://site.example/done?x=1"));
        check("http://site.example", "", page("http://site.example"));
        for none in
            ["javascript:alert(1)", "data:text/html,x", "//site.example/", "/done", "", "ftp://x/"]
        {
            check(none, "201", Answer::Document);
        }
        check("https://a@site.example/", "", Answer::Empty(204));
        check("", "200", Answer::Empty(200));
        check("", "404", Answer::Empty(204));
    }

    #[test]
    fn a_page_learns_what_was_stored() {
        let check = |page: &str, expected: &str| {
            let key = Key::parse("a b&c").unwrap();
            let found = Answer::address(&page.parse().unwrap(), "anne.roy", &key, "\"1\"");
            assert_eq!(found, expected);
        };
        let told = "bucket=anne.roy&key=a%20b%26c&etag=%221%22";
        check("https://site.example/done", &format!("https://site.example/done?{told}"));
        check("https://site.example/done?x=1", &format!("https://site.example/done?x=1&{told}"));
        check("https://site.example", &format!("https://site.example/?{told}"));
    }
}
