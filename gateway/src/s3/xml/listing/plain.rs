//! A page of a listing from a plain document: nothing is copied but what the page keeps.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{ListedEntry, ListedObject, ObjectPage, ROOT, named, sort, special, unquoted};
use crate::s3::names::{Key, Prefix};
use crate::s3::xml::scan::{Scan, Tag, resolve};

/// What the document says, before it is known whether names are encoded: servers differ in where they say that.
#[derive(Default)]
struct Found<'a> {
    objects: Vec<Contents<'a>>,
    folders: Vec<&'a str>,
    encoding: Option<&'a str>,
    truncated: Option<&'a str>,
    token: Option<&'a str>,
}

/// An object, its texts as they stand in the document.
struct Contents<'a> {
    key: &'a str,
    size: u64,
    modified: Timestamp,
    etag: &'a str,
    class: &'a str,
}

/// `None` for whatever is not plain, and for what is wrong: then the tree says what.
pub(super) fn page(document: &[u8]) -> Option<ObjectPage> {
    let mut scan = Scan::enter(document, ROOT)?;
    let mut found = Found::default();
    loop {
        match scan.tag()? {
            Tag::Open("Contents") => found.objects.push(contents(&mut scan)?),
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
            Tag::Close(name) if name == ROOT => return found.page(),
            Tag::Close(_) => return None,
        }
    }
}

/// The inside of `Contents`, to its end.
fn contents<'a>(scan: &mut Scan<'a>) -> Option<Contents<'a>> {
    let (mut key, mut size, mut modified, mut etag, mut class) = (None, None, None, None, None);
    loop {
        match scan.tag()? {
            Tag::Open("Key") => keep(&mut key, scan.raw_text("Key")?)?,
            Tag::Open("Size") => keep(&mut size, scan.raw_text("Size")?)?,
            Tag::Open("LastModified") => keep(&mut modified, scan.raw_text("LastModified")?)?,
            Tag::Open("ETag") => keep(&mut etag, scan.raw_text("ETag")?)?,
            Tag::Open("StorageClass") => keep(&mut class, scan.raw_text("StorageClass")?)?,
            Tag::Open(other) => scan.skip(other, 3)?,
            Tag::Empty("Key" | "Size" | "LastModified") => return None,
            Tag::Empty("ETag") => keep(&mut etag, "")?,
            Tag::Empty("StorageClass") => keep(&mut class, "")?,
            Tag::Empty(_) => {}
            Tag::Close("Contents") => break,
            Tag::Close(_) => return None,
        }
    }
    Some(Contents {
        key: key?,
        size: size?.trim().parse().ok()?,
        modified: moment(modified?)?,
        etag: etag.unwrap_or_default(),
        class: class.unwrap_or_default(),
    })
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

/// A time as nearly all servers write it (`2024-05-01T12:30:00.000Z`), without the generality of RFC 3339 and its price.
fn moment(text: &str) -> Option<Timestamp> {
    let (date_and_time, zone) = text.as_bytes().split_first_chunk::<19>()?;
    let nanosecond = match zone {
        b"Z" | b".000Z" => 0,
        [b'.', fraction @ .., b'Z'] if fraction.len() == 3 => number(fraction)? * 1_000_000,
        _ => return text.trim().parse().ok(),
    };
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] =
        *date_and_time
    else {
        return text.trim().parse().ok();
    };
    let [year, month, day, hour, minute, second] = [
        number(&[y1, y2, y3, y4])?,
        number(&[m1, m2])?,
        number(&[d1, d2])?,
        number(&[h1, h2])?,
        number(&[n1, n2])?,
        number(&[s1, s2])?,
    ];
    let small = |number: i32| i8::try_from(number).ok();
    let (month, day) = (small(month)?, small(day)?);
    let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?);
    let year = i16::try_from(year).ok()?;
    let local = DateTime::new(year, month, day, hour, minute, second, nanosecond).ok()?;
    Offset::UTC.to_timestamp(local).ok()
}

/// Decimal digits and nothing else.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |sum, digit| {
        digit.is_ascii_digit().then(|| sum * 10 + i32::from(digit - b'0'))
    })
}

/// What is said twice is not plain.
fn keep<'a>(place: &mut Option<&'a str>, text: &'a str) -> Option<()> {
    place.replace(text).is_none().then_some(())
}

impl Found<'_> {
    fn page(self) -> Option<ObjectPage> {
        let encoded = resolve(self.encoding.unwrap_or_default())? == "url";
        let next = match resolve(self.truncated.unwrap_or_default())?.as_ref() {
            "true" => Some(resolve(self.token?)?.into_owned()),
            _ => None,
        };
        // What is not used must be readable all the same.
        resolve(self.token.unwrap_or_default())?;
        let mut entries = Vec::with_capacity(self.objects.len() + self.folders.len());
        for Contents { key, size, modified, etag, class } in self.objects {
            // A key that is none by S3's own rules cannot be asked for.
            let Ok(key) = Key::parse(named(&resolve(key)?, encoded)?) else { continue };
            let (etag, storage_class) = (unescaped_tag(etag)?, special(&resolve(class)?));
            let object = ListedObject { key, size, modified, etag, storage_class };
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
}

/// An entity tag without its quotes, which mostly come as entities: those are taken off without resolving any.
fn unescaped_tag(raw: &str) -> Option<String> {
    let inner = raw.strip_prefix("&quot;").and_then(|raw| raw.strip_suffix("&quot;"));
    match inner {
        Some(inner) if !inner.contains('&') => Some(inner.trim_matches('"').to_owned()),
        _ => Some(unquoted(&resolve(raw)?).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::s3::encode::encode_value;
    use crate::s3::xml::listing::from_tree;

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
            "<StorageClass> A&amp;B</StorageClass>",
            "<StorageClass/>",
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
            if let Some(page) = page(document.as_bytes()) {
                prop_assert_eq!(page, from_tree(document.as_bytes()).unwrap());
            }
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
            if let Some(page) = page(&document) {
                prop_assert_eq!(page, from_tree(&document).unwrap());
            }
        }
    }

    /// As Amazon, Ceph RGW, `MinIO` and the embedded store write them.
    #[test]
    fn what_servers_write_is_plain() {
        let check = |document: &str| {
            let page = page(document.as_bytes()).unwrap_or_else(|| panic!("not plain: {document}"));
            assert_eq!(page, from_tree(document.as_bytes()).unwrap());
            assert_eq!(page.entries.len(), 2, "{document}");
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
