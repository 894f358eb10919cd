//! What lies below a prefix, counted while somebody watches: a line after each page.

use axum::response::Response;
use futures_util::stream;
use gateway_api::Problem;
use serde::Serialize;

use super::lines;
use super::walk::{Source, Walk};
use crate::error::{self, Error};
use crate::policy::Caller;
use crate::upstream::ListedObject;

/// What is counted, as its lines tell it.
pub trait Tally: Clone + Default + Serialize + Send + 'static {
    /// `complete`: no page comes after this one.
    fn add(&mut self, objects: Vec<ListedObject>, complete: bool);

    /// Why nothing more can be counted.
    fn fail(&mut self, problem: Box<Problem>);

    /// Whether this line is the last.
    fn is_over(&self) -> bool;
}

/// Counts while the answer is read, and stops when nobody reads it any more.
pub async fn counted<T: Tally>(
    walk: Walk,
    source: Source,
    caller: Caller,
) -> Result<Response, Error> {
    let mut count = Count { walk, source, caller, tally: T::default() };
    // The first page comes before the answer begins, so that a refusal is one like any other.
    count.add_page().await?;
    Ok(lines::response(stream::unfold(Some(count), next)))
}

struct Count<T> {
    walk: Walk,
    source: Source,
    caller: Caller,
    tally: T,
}

/// The line of what was counted, and what goes on from there.
async fn next<T: Tally>(count: Option<Count<T>>) -> Option<(T, Option<Count<T>>)> {
    let mut count = count?;
    let line = count.tally.clone();
    if line.is_over() {
        return Some((line, None));
    }
    if let Err(error) = count.add_page().await {
        error::log(&error);
        count.tally.fail(Box::new(error.problem()));
    }
    Some((line, Some(count)))
}

impl<T: Tally> Count<T> {
    async fn add_page(&mut self) -> Result<(), Error> {
        let objects = self.walk.next(&self.source, &self.caller).await?.unwrap_or_default();
        self.tally.add(objects, self.walk.is_over());
        Ok(())
    }
}
