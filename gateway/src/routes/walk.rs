//! The objects below a prefix, page after page.

use axum::extract::FromRef;
use gateway_api::LISTING_LIMIT_MAX;

use super::gate::Gate;
use crate::app::App;
use crate::error::Error;
use crate::policy::Caller;
use crate::s3::names::{Bucket, Prefix};
use crate::s3::operation::{ListPage, Operation};
use crate::upstream::{ListedEntry, ListedObject, ObjectPage, Upstream};

/// Where objects are looked for and read.
#[derive(Clone)]
pub struct Source {
    pub gate: Gate,
    pub upstream: Upstream,
}

impl FromRef<App> for Source {
    fn from_ref(app: &App) -> Self {
        Self { gate: app.gate.clone(), upstream: app.upstream.clone() }
    }
}

/// How far somebody is in a prefix. Most of its pages come after the answer has begun, so each is asked for by a permit
/// for who the caller is by then.
#[derive(Debug)]
pub struct Walk {
    bucket: Bucket,
    prefix: Prefix,
    /// Where it begins; empty: at the beginning.
    after: String,
    /// Of the page to come.
    token: Option<String>,
    over: bool,
}

impl Walk {
    pub fn below(bucket: Bucket, prefix: Prefix) -> Self {
        Self { bucket, prefix, after: String::new(), token: None, over: false }
    }

    /// Of these, what comes after a place in the order of bytes.
    pub fn after(self, place: String) -> Self {
        Self { after: place, ..self }
    }

    /// The objects of the next page, at most 1,000; `None` after the last. A page that failed is the next one still.
    pub async fn next(
        &mut self,
        source: &Source,
        caller: &Caller,
    ) -> Result<Option<Vec<ListedObject>>, Error> {
        if self.over {
            return Ok(None);
        }
        let page = ListPage {
            prefix: self.prefix.clone(),
            folders: false,
            token: self.token.clone(),
            after: Some(self.after.clone()).filter(|after| !after.is_empty()),
            limit: LISTING_LIMIT_MAX,
        };
        let list = Operation::ListObjects { bucket: self.bucket.clone(), page };
        let permit = source.gate.permit_still(caller, list).await?;
        let ObjectPage { entries, next } = source.upstream.list_objects(&permit).await?;
        self.over = next.is_none();
        self.token = next;
        // A storage that does not know where to begin begins at the beginning.
        let objects = entries.into_iter().filter_map(|entry| match entry {
            ListedEntry::Object(object) => (*self.after < *object.key.as_str()).then_some(object),
            ListedEntry::Folder(_) => None,
        });
        Ok(Some(objects.collect()))
    }

    /// Whether the last page was there.
    pub fn is_over(&self) -> bool {
        self.over
    }
}
