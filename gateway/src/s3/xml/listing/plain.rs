//! A page of a listing from a plain document: nothing is copied but what the page keeps.

use std::borrow::Cow;

use super::shape::Shape;
use super::{
    ListedEntry, ListedObject, ObjectPage, ROOT, ShownEntry, ShownObject, ShownPage, moment, named,
    sort, special, unquoted,
};
use crate::s3::encode::decode_form_into;
use crate::s3::names::{Key, Prefix};
use crate::s3::xml::scan::{Scan, Tag, resolve};

/// Shapes of objects tried on a page: servers write all of them alike, but may say more of some.
const SHAPES_MAX: u32 = 8;

/// Objects for which room is made at once: growing by doubling would copy them again and again.
const OBJECTS_USUAL_MAX: usize = 1000;

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
    class: &'a str,
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
                if shapes == 0 {
                    let likely = scan.bytes_left() / next.until(&scan)?.len();
                    found.objects.reserve_exact(likely.min(OBJECTS_USUAL_MAX));
                }
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
    let (etag, class) = (etag.unwrap_or_default(), class.unwrap_or_default());
    Contents::of(key?, size?, modified?, etag, class)
}

impl<'a> Contents<'a> {
    pub(super) fn of(
        key: &'a str,
        size: &str,
        modified: &'a str,
        etag: &'a str,
        class: &'a str,
    ) -> Option<Self> {
        let size = size.parse().or_else(|_| size.trim().parse()).ok()?;
        Some(Self { key, size, modified, etag, class })
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
        for Contents { key, size, modified, etag, class } in self.objects {
            let modified = moment::parsed(modified)?;
            // A key that is none by S3's own rules cannot be asked for.
            let Ok(key) = Key::parse(named(&resolve(key)?, encoded)?) else { continue };
            let etag = unescaped_tag(etag)?;
            let storage_class = special(&resolve(class)?).map(str::to_owned);
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
        let (mut class_text, mut class) = ("", None);
        for (index, object) in self.objects.iter().enumerate() {
            let name = names.get(index, object.key)?;
            let modified = rewritten(object.modified)?;
            let etag = borrowed_tag(object.etag)?;
            // Mostly the same as of the one before.
            if object.class != class_text {
                class_text = object.class;
                class = if class_text.contains('&') { return None } else { special(class_text) };
            }
            if Key::allows(name) {
                let object = Some(ShownObject { size: object.size, modified, etag, class });
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
                    decode_form_into(raw, &mut bytes)?;
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
mod tests;
