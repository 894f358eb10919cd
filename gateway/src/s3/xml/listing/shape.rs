//! How a server writes its objects: the same around the texts of each, so that after the first it is compared, not read.

use super::plain::Contents;
use crate::s3::xml::scan::{Scan, Tag};

/// The tags of an object, cut where texts stand between them.
pub(super) struct Shape<'d> {
    steps: Vec<Step<'d>>,
    /// After the last text.
    end: &'d str,
    /// As many objects share as share a shape.
    class: &'d str,
}

/// Tags as they stand in the document, with texts that nobody asks for, and what the text after them says.
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
}

impl<'d> Shape<'d> {
    /// Of the object that comes next, with what stands before it; it was read without complaint.
    pub(super) fn of(mut scan: Scan<'d>) -> Option<Self> {
        let mut steps = Vec::new();
        let (mut tags, mut depth, mut class) = (scan, 0_usize, "");
        loop {
            match scan.tag()? {
                Tag::Open(name) => {
                    let mut inside = scan;
                    let Some(text) = inside.raw_text(name) else {
                        depth += 1;
                        continue;
                    };
                    if let Some(said) = Text::of(name).filter(|_| depth == 1) {
                        steps.push(Step { tags: tags.until(&scan)?, text: said });
                        tags = scan.after(text)?;
                    }
                    if name == "StorageClass" && depth == 1 {
                        class = text;
                    }
                    scan = inside;
                }
                Tag::Empty(_) => {}
                Tag::Close(_) if depth == 1 => {
                    return Some(Self { steps, end: tags.until(&scan)?, class });
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
            }
        }
        ahead.pass(self.end)?;
        let contents = Contents::of(key, size, modified, etag, self.class)?;
        *scan = ahead;
        Some(contents)
    }
}

impl Text {
    fn of(name: &str) -> Option<Self> {
        match name {
            "Key" => Some(Self::Key),
            "Size" => Some(Self::Size),
            "LastModified" => Some(Self::Modified),
            "ETag" => Some(Self::Etag),
            _ => None,
        }
    }
}
