//! Which stretches of a bucket are still to be looked at. A bucket is one long list in the order of the bytes of its keys;
//! a stretch of it lies between two of them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::s3::names::Prefix;

/// Into how many stretches a bucket is cut: more than are looked at together, so that a large one keeps no other waiting.
const STRETCHES_MAX: usize = 16;

/// What a place to go on from names at most: the stretches that were under way, and what lies between and after them.
const STRETCHES_TOLD_MAX: usize = 16;

/// The keys after one place, up to and with another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    #[serde(rename = "a")]
    pub after: String,
    /// `None`: to the end.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// `after` is a folder that nobody has told of: the stretch before ends where it begins.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub folder: bool,
}

/// A text that is no place to go on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`next` is nothing that a search answered")]
pub struct CourseFault;

/// What is still to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course(pub Vec<Stretch>);

impl Stretch {
    pub fn all() -> Self {
        Self::default()
    }

    pub fn holds(&self, key: &str) -> bool {
        *self.after < *key && !self.is_beyond(key)
    }

    pub fn is_beyond(&self, key: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < key)
    }

    /// Cuts it before folders, which are given in order; one that lies outside cuts nothing. Where there are many, evenly.
    pub fn cut(self, folders: Vec<String>) -> Vec<Self> {
        let inside: Vec<String> = folders.into_iter().filter(|folder| self.holds(folder)).collect();
        let cuts = inside.len().min(STRETCHES_MAX - 1);
        let mut stretches = vec![self];
        for cut in 0..cuts {
            let folder = inside[cut * inside.len() / cuts].clone();
            if let Some(last) = stretches.last_mut() {
                let until = last.until.replace(folder.clone());
                stretches.push(Self { after: folder, until, folder: true });
            }
        }
        stretches
    }
}

impl Course {
    /// From what the page sends back, if that is what a search answered.
    pub fn parse(text: &str) -> Result<Self, CourseFault> {
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| CourseFault)?;
        let stretches: Vec<Stretch> = serde_json::from_slice(&json).map_err(|_| CourseFault)?;
        let allowed = |stretch: &Stretch| {
            let ends = [Some(&stretch.after), stretch.until.as_ref()];
            ends.into_iter().flatten().all(|end| Prefix::allows(end))
        };
        let few = (1..=STRETCHES_TOLD_MAX).contains(&stretches.len());
        if few && stretches.iter().all(allowed) { Ok(Self(stretches)) } else { Err(CourseFault) }
    }

    /// Stretches of which one goes on where another ends are one; all fit into an address.
    pub fn written(mut self) -> String {
        self.0.retain(|stretch| stretch.until.as_ref() != Some(&stretch.after));
        self.0.sort_by(|one, other| one.after.cmp(&other.after));
        self.0.dedup_by(|later, earlier| {
            let joined = earlier.until.as_ref() == Some(&later.after);
            if joined {
                earlier.until = later.until.take();
            }
            joined
        });
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&self.0).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(after: &str, until: Option<&str>, folder: bool) -> Stretch {
        Stretch { after: after.to_owned(), until: until.map(str::to_owned), folder }
    }

    #[test]
    fn a_stretch_is_cut_before_folders_evenly() {
        let folders = |numbers: std::ops::Range<u32>| {
            numbers.map(|number| format!("{number:03}/")).collect::<Vec<_>>()
        };
        let cut = stretch("001/x", None, false).cut(folders(0..4));
        let expected = [
            stretch("001/x", Some("002/"), false),
            stretch("002/", Some("003/"), true),
            stretch("003/", None, true),
        ];
        assert_eq!(cut, expected);
        assert_eq!(Stretch::all().cut(Vec::new()), [Stretch::all()]);
        let many = Stretch::all().cut(folders(0..200));
        assert_eq!(many.len(), STRETCHES_MAX);
        let ends = many.windows(2).all(|pair| pair[0].until.as_ref() == Some(&pair[1].after));
        assert!(ends && many[0].after.is_empty() && many[15].until.is_none(), "{many:?}");
    }

    #[test]
    fn what_is_left_is_told_shortly_and_read_back() {
        let course = Course(vec![
            stretch("d/", Some("e/"), true),
            stretch("a/é", Some("b/"), false),
            stretch("e/", None, true),
            stretch("b/7", Some("d/"), false),
            // Looked at to its end, and nobody said yet that it is over.
            stretch("d/", Some("d/"), false),
        ]);
        let expected = Course(vec![stretch("a/é", Some("b/"), false), stretch("b/7", None, false)]);
        assert_eq!(Course::parse(&course.written()), Ok(expected));
    }

    #[test]
    fn what_nobody_answered_is_refused() {
        let check = |text: &str| assert_eq!(Course::parse(text), Err(CourseFault), "{text}");
        check("");
        check("é");
        check(&URL_SAFE_NO_PAD.encode("[]"));
        check(&URL_SAFE_NO_PAD.encode("[{\"a\":1}]"));
        check(&Course(vec![stretch(&"x".repeat(1025), None, false)]).written());
        check(&Course(vec![stretch("a\0", None, false)]).written());
        let many = (0..17).map(|number| stretch(&format!("{number:02}"), Some("x"), false));
        check(&Course(many.collect()).written());
    }
}
