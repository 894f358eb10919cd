//! A page of a listing from a plain document: nothing is copied but what the page keeps.

use std::borrow::Cow;

use super::shape::Shape;
use super::{
    ListedEntry, ListedObject, ObjectPage, ROOT, ShownEntry, ShownObject, ShownPage, moment, named,
    sort, unquoted,
};
use crate::s3::encode::decode_listed_into;
use crate::s3::names::{Key, Prefix};
use crate::s3::xml::scan::{Scan, Tag, resolve};

/// Shapes of objects tried on a page: servers write all of them alike, but may say more of some.
const SHAPES_MAX: u32 = 8;

/// What the document says, before it is known whether names are encoded: servers differ in where they say that.
#[derive(Default)]
pub(super) struct Found<'a> {
    objects: Vec<Contents<'a>>,
    folders: Vec<&'a str>,
    encoding: Option<&'a str>,
    truncated: Option<&'a str>,
    token: Option<&'a str>,
}

/// An object, its texts as they stand in the document.
pub(super) struct Contents<'a> {
    key: &'a str,
    size: u64,
    modified: &'a str,
    etag: &'a str,
}

/// `None` for whatever is not plain, and for what is wrong: then the tree says what.
pub(super) fn read(document: &[u8]) -> Option<Found<'_>> {
    let mut scan = Scan::enter(document, ROOT)?;
    let mut found = Found::default();
    let (mut shape, mut shapes) = (None::<Shape<'_>>, 0);
    loop {
        while let Some(contents) = shape.as_ref().and_then(|shape| shape.read(&mut scan)) {
            found.objects.push(contents);
        }
        let next = scan;
        match scan.tag()? {
            Tag::Open("Contents") => {
                found.objects.push(contents(&mut scan)?);
                if shapes < SHAPES_MAX {
                    shapes += 1;
                    shape = Shape::of(next);
                }
            }
            Tag::Open("CommonPrefixes") => found.folders.push(folder(&mut scan)?),
            Tag::Open("EncodingType") => keep(&mut found.encoding, scan.raw_text("EncodingType")?)?,
            Tag::Open("IsTruncated") => keep(&mut found.truncated, scan.raw_text("IsTruncated")?)?,
            Tag::Open("NextContinuationToken") => {
                keep(&mut found.token, scan.raw_text("NextContinuationToken")?)?;
            }
            Tag::Open(other) => scan.skip(other, 2)?,
            // They say something here only where they say too little.
            Tag::Empty("Contents" | "CommonPrefixes" | "EncodingType" | "IsTruncated") => {
                return None;
            }
            Tag::Empty("NextContinuationToken") => keep(&mut found.token, "")?,
            Tag::Empty(_) => {}
            Tag::Close(name) if name == ROOT => return Some(found),
            Tag::Close(_) => return None,
        }
    }
}

/// The inside of `Contents`, to its end.
fn contents<'a>(scan: &mut Scan<'a>) -> Option<Contents<'a>> {
    let (mut key, mut size, mut modified, mut etag) = (None, None, None, None);
    loop {
        match scan.tag()? {
            Tag::Open("Key") => keep(&mut key, scan.raw_text("Key")?)?,
            Tag::Open("Size") => keep(&mut size, scan.raw_text("Size")?)?,
            Tag::Open("LastModified") => keep(&mut modified, scan.raw_text("LastModified")?)?,
            Tag::Open("ETag") => keep(&mut etag, scan.raw_text("ETag")?)?,
            Tag::Open(other) => scan.skip(other, 3)?,
            Tag::Empty("Key" | "Size" | "LastModified") => return None,
            Tag::Empty("ETag") => keep(&mut etag, "")?,
            Tag::Empty(_) => {}
            Tag::Close("Contents") => break,
            Tag::Close(_) => return None,
        }
    }
    Contents::of(key?, size?, modified?, etag.unwrap_or_default())
}

impl<'a> Contents<'a> {
    pub(super) fn of(key: &'a str, size: &str, modified: &'a str, etag: &'a str) -> Option<Self> {
        let size = size.parse().or_else(|_| size.trim().parse()).ok()?;
        Some(Self { key, size, modified, etag })
    }
}

/// The inside of `CommonPrefixes`, to its end.
fn folder<'a>(scan: &mut Scan<'a>) -> Option<&'a str> {
    let mut prefix = None;
    loop {
        match scan.tag()? {
            Tag::Open("Prefix") => keep(&mut prefix, scan.raw_text("Prefix")?)?,
            Tag::Open(other) => scan.skip(other, 3)?,
            Tag::Empty("Prefix") => return None,
            Tag::Empty(_) => {}
            Tag::Close("CommonPrefixes") => return prefix,
            Tag::Close(_) => return None,
        }
    }
}

/// What is said twice is not plain.
fn keep<'a>(place: &mut Option<&'a str>, text: &'a str) -> Option<()> {
    place.replace(text).is_none().then_some(())
}

/// Names that were encoded, decoded one after the other: an allocation for each would cost more than all else.
#[derive(Default)]
pub(super) struct Names {
    text: String,
    /// Where each name of the page ends; those that stand in the document as they are have no length.
    ends: Vec<usize>,
}

/// The token of the next page; `None` on the last.
struct Next<'d>(Option<Cow<'d, str>>);

impl Found<'_> {
    pub(super) fn page(self) -> Option<ObjectPage> {
        let encoded = self.encoded()?;
        let next = self.next()?.0.map(Cow::into_owned);
        let mut entries = Vec::with_capacity(self.objects.len() + self.folders.len());
        for Contents { key, size, modified, etag } in self.objects {
            let modified = moment::parsed(modified)?;
            // A key that is none by S3's own rules cannot be asked for.
            let Ok(key) = Key::parse(named(&resolve(key)?, encoded)?) else { continue };
            let object = ListedObject { key, size, modified, etag: unescaped_tag(etag)? };
            entries.push(ListedEntry::Object(object));
        }
        for prefix in self.folders {
            if let Ok(prefix) = Prefix::parse(named(&resolve(prefix)?, encoded)?) {
                entries.push(ListedEntry::Folder(prefix));
            }
        }
        sort(&mut entries);
        Some(ObjectPage { entries, next })
    }

    fn encoded(&self) -> Option<bool> {
        Some(resolve(self.encoding.unwrap_or_default())? == "url")
    }
}

impl<'d> Found<'d> {
    /// `None` also where more than a name would have to be copied.
    pub(super) fn shown(self, names: &'d mut Names) -> Option<ShownPage<'d>> {
        let raw =
            || self.objects.iter().map(|object| object.key).chain(self.folders.iter().copied());
        names.decode(raw(), self.encoded()?)?;
        let Next(next) = self.next()?;
        let names: &'d Names = names;
        let mut entries = Vec::with_capacity(self.objects.len() + self.folders.len());
        for (index, object) in self.objects.iter().enumerate() {
            let name = names.get(index, object.key)?;
            let modified = rewritten(object.modified)?;
            let etag = borrowed_tag(object.etag)?;
            if Key::allows(name) {
                let object = Some(ShownObject { size: object.size, modified, etag });
                entries.push(ShownEntry { name, object });
            }
        }
        for (index, raw) in self.folders.iter().enumerate() {
            let name = names.get(self.objects.len() + index, raw)?;
            if Prefix::allows(name) {
                entries.push(ShownEntry { name, object: None });
            }
        }
        entries.sort_by(|left, right| left.name.cmp(right.name));
        Some(ShownPage { entries, next })
    }

    fn next(&self) -> Option<Next<'d>> {
        // What is not used must be readable all the same.
        let token = match self.token {
            Some(token) => Some(resolve(token)?),
            None => None,
        };
        match resolve(self.truncated.unwrap_or_default())?.as_ref() {
            "true" => Some(Next(Some(token?))),
            _ => Some(Next(None)),
        }
    }
}

impl Names {
    /// `None` for a name with entities, or whose encoding means nothing.
    fn decode<'r>(&mut self, raw: impl Iterator<Item = &'r str>, encoded: bool) -> Option<()> {
        let mut bytes = Vec::new();
        for raw in raw {
            if memchr::memchr3(b'&', b'%', b'+', raw.as_bytes()).is_some() {
                if raw.contains('&') {
                    return None;
                }
                if encoded {
                    decode_listed_into(raw, &mut bytes)?;
                }
            }
            self.ends.push(bytes.len());
        }
        self.text = String::from_utf8(bytes).ok()?;
        Some(())
    }

    /// The name of this number, of which this stands in the document. `None` where it is not UTF-8 by itself.
    fn get<'n>(&'n self, number: usize, raw: &'n str) -> Option<&'n str> {
        let begin =
            number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        match self.text.get(begin..*self.ends.get(number)?)? {
            "" => Some(raw),
            decoded => Some(decoded),
        }
    }
}

/// RFC 3339 in UTC, without the `Z` at its end.
fn rewritten(modified: &str) -> Option<Cow<'_, str>> {
    if let Some(text) = moment::as_written(modified) {
        return Some(text.into());
    }
    let text = moment::parsed(modified)?.to_string();
    Some(text.strip_suffix('Z')?.to_owned().into())
}

/// An entity tag without its quotes, where it holds no other entity.
fn borrowed_tag(raw: &str) -> Option<&str> {
    let within = |quote| raw.strip_prefix(quote).and_then(|raw| raw.strip_suffix(quote));
    let quotes = ["\"", "&quot;", "&#34;"];
    match quotes.into_iter().find_map(within) {
        Some(tag) if memchr::memchr2(b'&', b'"', tag.as_bytes()).is_none() => Some(tag),
        Some(tag) if !tag.contains('&') => Some(tag.trim_matches('"')),
        _ if !raw.contains('&') => Some(unquoted(raw)),
        _ => None,
    }
}

fn unescaped_tag(raw: &str) -> Option<String> {
    match borrowed_tag(raw) {
        Some(tag) => Some(tag.to_owned()),
        None => Some(unquoted(&resolve(raw)?).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::s3::encode::encode_value;
    use crate::s3::xml::listing::from_tree;

    fn page(document: &[u8]) -> Option<ObjectPage> {
        read(document)?.page()
    }

    /// The page is the tree's, and what is shown of it is the same.
    fn check_like_the_tree(document: &[u8]) {
        let Some(page) = page(document) else { return };
        assert_eq!(page, from_tree(document).unwrap());
        let mut names = Names::default();
        if let Some(shown) = read(document).unwrap().shown(&mut names) {
            assert_eq!(shown, ShownPage::of(&page));
        }
    }

    /// Between elements, as servers write them.
    fn blank() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["", "", "", "\n", "\n    ", "\t"])
    }

    /// What else servers say of an object or of a page, plain and not.
    fn beside() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec![
            "",
            "",
            "<StorageClass>STANDARD</StorageClass>",
            "<Owner><ID>cellier</ID>\n<DisplayName>a &amp; b</DisplayName></Owner>",
            "<Owner/>",
            "<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>",
            "<ChecksumAlgorithm>CRC32</ChecksumAlgorithm><ChecksumAlgorithm>SHA256</ChecksumAlgorithm>",
            "<Type>Normal</Type>",
            "<Delimiter>%2F</Delimiter>",
            "<Extension xmlns:x=\"y\"><x:Key>no</x:Key></Extension>",
            "<!-- Key -->",
            "<Note><![CDATA[<Key>no</Key>]]></Note>",
            "<Deep><Deep><Deep>1</Deep></Deep></Deep>",
        ])
    }

    fn escaped(text: &str) -> String {
        quick_xml::escape::escape(text).into_owned()
    }

    fn etag() -> impl Strategy<Value = String> {
        let tag = "[0-9a-f]{0,8}(-[0-9])?";
        (tag, prop::sample::select(vec!["&quot;", "\"", "", "&#34;", " &quot;"]))
            .prop_map(|(tag, quote)| format!("<ETag>{quote}{tag}{quote}</ETag>"))
    }

    fn contents() -> impl Strategy<Value = String> {
        let fraction = prop::sample::select(vec!["", ".000", ".250", ".123456"]);
        let modified = (0_i64..4_000_000_000, fraction).prop_map(|(seconds, fraction)| {
            let moment = Timestamp::from_second(seconds).unwrap().to_string();
            format!("<LastModified>{}{fraction}Z</LastModified>", moment.trim_end_matches('Z'))
        });
        let key =
            "[^\0\r]{1,30}".prop_map(|key| format!("<Key>{}</Key>", escaped(&encode_value(&key))));
        let size = any::<u64>().prop_map(|size| format!("<Size>{size}</Size>"));
        let parts = (key, size, modified, etag(), beside().prop_map(str::to_owned));
        let shuffled = parts.prop_flat_map(|(key, size, modified, etag, beside)| {
            Just(vec![key, size, modified, etag, beside]).prop_shuffle()
        });
        (shuffled, blank()).prop_map(|(parts, blank)| {
            format!("<Contents>{blank}{}{blank}</Contents>", parts.join(blank))
        })
    }

    fn folder() -> impl Strategy<Value = String> {
        ("[a-z %+]{0,9}", blank()).prop_map(|(name, blank)| {
            let prefix = encode_value(&format!("{name}/"));
            format!("<CommonPrefixes>{blank}<Prefix>{prefix}</Prefix>{blank}</CommonPrefixes>")
        })
    }

    fn document() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec![
            "<ListBucketResult>",
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">",
            "  \n<ListBucketResult xmlns='x'>",
        ]);
        let about = prop::sample::subsequence(
            vec![
                "<EncodingType>url</EncodingType>",
                "<IsTruncated>true</IsTruncated><NextContinuationToken>t+/=&amp;</NextContinuationToken>",
                "<Name>bucket</Name><Prefix/><KeyCount>3</KeyCount>",
                "<Prefix></Prefix>",
            ],
            0..=4,
        );
        let entry = prop_oneof![3 => contents(), 1 => folder()];
        let entries = prop::collection::vec(entry, 0..8);
        (start, about, beside(), entries, blank(), any::<bool>()).prop_map(
            |(start, about, beside, entries, blank, about_first)| {
                let (about, entries) = (about.join(blank), entries.join(blank));
                let (first, last) =
                    if about_first { (&about, &entries) } else { (&entries, &about) };
                format!("{start}{blank}{first}{blank}{beside}{last}{blank}</ListBucketResult>")
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_tree_reads(document in document()) {
            check_like_the_tree(document.as_bytes());
        }

        #[test]
        fn a_ruined_document_is_read_as_the_tree_reads_it(
            document in document(),
            place in any::<prop::sample::Index>(),
            byte in prop::sample::select(b"<>/&;\"'! \r\0\xffkK0-Z".to_vec()),
        ) {
            let mut document = document.into_bytes();
            let place = place.index(document.len());
            document[place] = byte;
            check_like_the_tree(&document);
        }
    }

    /// As Amazon, Ceph RGW, `MinIO` and the embedded store write them.
    #[test]
    fn what_servers_write_is_plain() {
        let check = |document: &str| {
            let page = page(document.as_bytes()).unwrap_or_else(|| panic!("not plain: {document}"));
            assert_eq!(page, from_tree(document.as_bytes()).unwrap());
            assert_eq!(page.entries.len(), 2, "{document}");
            let mut names = Names::default();
            let shown = read(document.as_bytes()).unwrap().shown(&mut names).unwrap();
            assert_eq!(shown, ShownPage::of(&page), "{document}");
        };
        check(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>b</Name><Prefix></Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType>\
             <IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>2024-05-01T12:30:00.000Z</LastModified>\
             <ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm>\
             <ChecksumType>FULL_OBJECT</ChecksumType><Size>0</Size><StorageClass>STANDARD</StorageClass></Contents>\
             <CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes></ListBucketResult>",
        );
        check(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>b</Name><Prefix></Prefix><MaxKeys>1000</MaxKeys><Delimiter>%2F</Delimiter><IsTruncated>true</IsTruncated>\
             <EncodingType>url</EncodingType><NextContinuationToken>b%2F</NextContinuationToken><Contents><Key>a</Key>\
             <LastModified>2024-05-01T12:30:00.123Z</LastModified><ETag>&quot;0cc1&quot;</ETag><Size>1</Size>\
             <StorageClass>STANDARD</StorageClass><Owner><ID>c</ID><DisplayName>C</DisplayName></Owner><Type>Normal</Type>\
             </Contents><CommonPrefixes><Prefix>b%2F</Prefix></CommonPrefixes></ListBucketResult>",
        );
        check(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>b</Name><Prefix></Prefix><KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys><Delimiter>/</Delimiter>\
             <IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>2024-05-01T12:30:00.5Z</LastModified>\
             <ETag>&#34;0cc1&#34;</ETag><Size>1</Size><Owner><ID>c</ID><DisplayName>c</DisplayName></Owner>\
             <StorageClass>STANDARD</StorageClass></Contents><CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>\
             <EncodingType>url</EncodingType></ListBucketResult>",
        );
        check(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Name>b</Name><KeyCount>2</KeyCount><IsTruncated>false</IsTruncated><Contents><ETag>\"0cc1\"</ETag><Key>a</Key>\
             <LastModified>2024-05-01T12:30:00.561Z</LastModified><Size>1</Size></Contents>\
             <CommonPrefixes><Prefix>b%2F</Prefix></CommonPrefixes><EncodingType>url</EncodingType></ListBucketResult>",
        );
    }
}
