//! How a server writes its objects: the same tags around each, so that after the first they are compared, not read.

use super::plain::Contents;
use crate::s3::xml::scan::{Scan, Tag};

/// The tags of an object, cut where texts stand between them.
pub(super) struct Shape<'d> {
    steps: Vec<Step<'d>>,
    /// After the last text.
    end: &'d str,
}

/// Tags as they stand in the document, and what the text after them says.
struct Step<'d> {
    tags: &'d str,
    text: Text,
}

#[derive(Clone, Copy)]
enum Text {
    Key,
    Size,
    Modified,
    Etag,
    /// Nothing that anybody asks for.
    Other,
}

impl<'d> Shape<'d> {
    /// Of the object that comes next, with what stands before it; it was read without complaint.
    pub(super) fn of(mut scan: Scan<'d>) -> Option<Self> {
        let mut steps = Vec::new();
        let (mut tags, mut depth) = (scan, 0_usize);
        loop {
            match scan.tag()? {
                Tag::Open(name) => {
                    let mut inside = scan;
                    match inside.raw_text(name) {
                        Some(text) => {
                            let direct = depth == 1;
                            let said = if direct { Text::of(name) } else { Text::Other };
                            steps.push(Step { tags: tags.until(&scan)?, text: said });
                            tags = scan.after(text)?;
                            scan = inside;
                        }
                        None => depth += 1,
                    }
                }
                Tag::Empty(_) => {}
                Tag::Close(_) if depth == 1 => {
                    return Some(Self { steps, end: tags.until(&scan)? });
                }
                Tag::Close(_) => depth = depth.checked_sub(1)?,
            }
        }
    }

    /// Reads the object that comes next and passes it, if it has this shape; else the scan stays where it is.
    pub(super) fn read(&self, scan: &mut Scan<'d>) -> Option<Contents<'d>> {
        let mut ahead = *scan;
        let (mut key, mut size, mut modified, mut etag) = ("", "", "", "");
        for Step { tags, text: said } in &self.steps {
            ahead.pass(tags)?;
            let text = ahead.text()?;
            match said {
                Text::Key => key = text,
                Text::Size => size = text,
                Text::Modified => modified = text,
                Text::Etag => etag = text,
                // Its entities would have to be looked at.
                Text::Other if memchr::memchr(b'&', text.as_bytes()).is_some() => return None,
                Text::Other => {}
            }
        }
        ahead.pass(self.end)?;
        let contents = Contents::of(key, size, modified, etag)?;
        *scan = ahead;
        Some(contents)
    }
}

impl Text {
    fn of(name: &str) -> Self {
        match name {
            "Key" => Self::Key,
            "Size" => Self::Size,
            "LastModified" => Self::Modified,
            "ETag" => Self::Etag,
            _ => Self::Other,
        }
    }
}
