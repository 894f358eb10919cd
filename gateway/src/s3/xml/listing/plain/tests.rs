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
            let (first, last) = if about_first { (&about, &entries) } else { (&entries, &about) };
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
