//! A search under way: several stretches of the bucket are listed at the same time, and what matches is told page by page.
//!
//! All of it is one future of the answer's body. Nothing goes on while nobody reads, and nothing once the reader left:
//! what is asked of the storage then ends with it.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use gateway_api::{Entry, LISTING_LIMIT_MAX, SearchNews};

use crate::error::{self, Error};
use crate::policy::Caller;
use crate::routes::objects;
use crate::routes::walk::{Source, Walk};
use crate::s3::names::{Bucket, Prefix};
use crate::s3::operation::{ListPage, Operation};
use crate::search::{Course, Sift, Stretch};
use crate::turns::Turn;
use crate::upstream::{ListedEntry, ListedObject};

/// Stretches that are listed at the same time.
const LANES_MAX: usize = 4;

/// How many folders that hold nothing but one folder are entered to find where the bucket can be cut.
const DEPTH_MAX: usize = 4;

/// Entries of a line: a reader may have a limit for lines, and a key has up to a kilobyte.
const FOUND_PER_LINE_MAX: usize = 100;

/// Where is searched, and for whom.
pub struct Place {
    pub source: Source,
    pub caller: Caller,
    pub bucket: Bucket,
    pub prefix: Prefix,
}

/// A stretch, and how far its listing is.
struct Lane {
    walk: Walk,
    stretch: Stretch,
}

/// What became of a page that was asked for.
struct Step {
    lane: Lane,
    objects: Result<Vec<ListedObject>, Error>,
    over: bool,
}

pub struct Run {
    place: Arc<Place>,
    sift: Sift,
    /// Not begun yet, in order.
    waiting: VecDeque<Stretch>,
    /// Begun, and not under way: their next page can be asked for.
    ready: Vec<Lane>,
    lanes: FuturesUnordered<BoxFuture<'static, Step>>,
    /// Where each of the lanes that are under way stands.
    standing: Vec<Stretch>,
    /// Whether it was tried to cut what is to come.
    cut: bool,
    _turn: Turn,
}

type News = Vec<SearchNews>;

impl Run {
    /// Looks at the first page of the first stretch; the run is `None` where that was all.
    pub async fn begin(
        place: Place,
        sift: Sift,
        stretches: Vec<Stretch>,
        turn: Turn,
    ) -> Result<(Option<Self>, News), Error> {
        let mut run = Self {
            place: Arc::new(place),
            sift,
            waiting: stretches.into(),
            ready: Vec::new(),
            lanes: FuturesUnordered::new(),
            standing: Vec::new(),
            cut: false,
            _turn: turn,
        };
        let first = run.waiting.pop_front().unwrap_or_default();
        let step = Lane::new(&run.place, first).step(Arc::clone(&run.place)).await;
        let Step { lane, objects, over } = step;
        let news = run.take(lane, objects?, over);
        Ok(run.told(news))
    }

    /// The news of the next page, whichever comes first, and what goes on from there.
    pub async fn next(mut self) -> Option<(News, Option<Self>)> {
        if !self.cut {
            self.cut = true;
            if let Err(error) = self.cut_rest().await {
                return Some((vec![self.failure(error)], None));
            }
        }
        self.fill();
        let Step { lane, objects, over } = self.lanes.next().await?;
        if let Some(at) = self.standing.iter().position(|stretch| *stretch == lane.stretch) {
            self.standing.swap_remove(at);
        }
        let (run, news) = match objects {
            Ok(objects) => {
                let news = self.take(lane, objects, over);
                self.told(news)
            }
            Err(error) => {
                self.ready.push(lane);
                (None, vec![self.failure(error)])
            }
        };
        Some((news, run))
    }

    /// The news of a page; its lane goes on, unless it is over.
    fn take(&mut self, mut lane: Lane, objects: Vec<ListedObject>, over: bool) -> News {
        let end = objects.last().map(|object| object.key.as_str().to_owned());
        let mut found = self.sift.take(&mut lane.stretch, objects).into_iter().map(objects::entry);
        let at = lane.stretch.after.clone();
        // A full sift leaves some of the page.
        if !over || end.is_some_and(|end| end != at) {
            self.ready.push(lane);
        }
        let mut news = Vec::new();
        loop {
            let found: Vec<Entry> = found.by_ref().take(FOUND_PER_LINE_MAX).collect();
            if found.is_empty() && !news.is_empty() {
                return news;
            }
            let looked_at = self.sift.looked_at();
            news.push(SearchNews { found, looked_at, at: at.clone(), ..SearchNews::default() });
        }
    }

    /// The news, whose last says where one would go on, or that it is the last of all.
    fn told(self, mut news: News) -> (Option<Self>, News) {
        let complete = self.ready.is_empty() && self.waiting.is_empty() && self.lanes.is_empty();
        let stopped = !complete && self.sift.is_full();
        if let Some(last) = news.last_mut() {
            last.complete = complete;
            last.stopped = stopped;
            last.next = (!complete).then(|| self.left().written());
        }
        ((!complete && !stopped).then_some(self), news)
    }

    fn failure(&self, error: Error) -> SearchNews {
        error::log(&error);
        SearchNews {
            looked_at: self.sift.looked_at(),
            problem: Some(Box::new(error.problem())),
            next: Some(self.left().written()),
            ..SearchNews::default()
        }
    }

    /// What was not looked at; of pages that are under way nothing was.
    fn left(&self) -> Course {
        let ready = self.ready.iter().map(|lane| &lane.stretch);
        Course(ready.chain(&self.standing).chain(&self.waiting).cloned().collect())
    }

    /// Asks for as many pages at the same time as there are lanes.
    fn fill(&mut self) {
        while self.lanes.len() < LANES_MAX {
            let lane = self.ready.pop().or_else(|| {
                self.waiting.pop_front().map(|stretch| Lane::new(&self.place, stretch))
            });
            let Some(lane) = lane else { return };
            self.standing.push(lane.stretch.clone());
            self.lanes.push(lane.step(Arc::clone(&self.place)).boxed());
        }
    }

    /// Cuts what lies at the end of the bucket before folders, so that several parts of it are listed at the same time.
    async fn cut_rest(&mut self) -> Result<(), Error> {
        let open = self.ready.iter().position(|lane| lane.stretch.until.is_none());
        let last = open.map(|at| &self.ready[at].stretch).or(self.waiting.back());
        let Some(last) = last.cloned() else { return Ok(()) };
        let place = Arc::clone(&self.place);
        let stretches = last.clone().cut(place.folders_after(&last.after).await?);
        if 1 < stretches.len() {
            self.ready.retain(|lane| lane.stretch != last);
            self.waiting.retain(|stretch| *stretch != last);
            self.waiting.extend(stretches);
        }
        Ok(())
    }
}

impl Place {
    /// The folders after a place, of the first level that holds more than one folder.
    async fn folders_after(&self, after: &str) -> Result<Vec<String>, Error> {
        let mut prefix = self.prefix.clone();
        for _ in 0..DEPTH_MAX {
            let page = ListPage {
                prefix: prefix.clone(),
                folders: true,
                token: None,
                after: Some(after.to_owned()).filter(|after| !after.is_empty()),
                limit: LISTING_LIMIT_MAX,
            };
            let list = Operation::ListObjects { bucket: self.bucket.clone(), page };
            let permit = self.source.gate.permit_still(&self.caller, list).await?;
            let page = self.source.upstream.list_objects(&permit).await?;
            let folders: Vec<Prefix> = page.entries.into_iter().filter_map(folder).collect();
            match folders.as_slice() {
                [only] if page.next.is_none() && after.starts_with(only.as_str()) => {
                    prefix = only.clone();
                }
                folders => return Ok(folders.iter().map(|it| it.as_str().to_owned()).collect()),
            }
        }
        Ok(Vec::new())
    }
}

impl Lane {
    fn new(place: &Place, stretch: Stretch) -> Self {
        let walk = Walk::below(place.bucket.clone(), place.prefix.clone());
        Self { walk: walk.after(stretch.after.clone()), stretch }
    }

    /// The next page, up to the end of the stretch.
    async fn step(mut self, place: Arc<Place>) -> Step {
        let page = self.walk.next(&place.source, &place.caller).await;
        let mut over = self.walk.is_over();
        let objects = page.map(|page| {
            let mut objects = page.unwrap_or_default();
            let count = objects.len();
            objects.retain(|object| !self.stretch.is_beyond(object.key.as_str()));
            over |= objects.len() < count;
            objects
        });
        Step { lane: self, objects, over }
    }
}

fn folder(entry: ListedEntry) -> Option<Prefix> {
    match entry {
        ListedEntry::Folder(prefix) => Some(prefix),
        ListedEntry::Object(_) => None,
    }
}
