//! Putting rows in order and through the filter: here, in slices between which the page stays quick, where they are few; in
//! a web worker (crate `columns`) where they are many.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use columns::arranging::Arranged;
use columns::sort::{Column, Sort};
use columns::store::Chunk;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, BigUint64Array, Uint8Array, Uint32Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::browser::Browser;
use crate::model::arrangement::{Arrangement, Job};
use crate::workers::{Broken, Worker};

/// More rows than these are ordered by the worker: starting it takes as long.
const ROWS_HERE_MAX: usize = 20_000;

/// The page works this long before it may draw and answer again.
const SLICE_MS: f64 = 12.0;

/// Millions of rows take seconds; a worker that needs longer is held to be broken, and the page does the work.
const ANSWER_MS_MAX: u32 = 60_000;

/// The worker, and what it was given.
#[derive(Default)]
pub struct Helper {
    worker: RefCell<Option<Rc<Worker>>>,
    given: RefCell<Vec<Arc<Chunk>>>,
}

impl Browser {
    /// Orders the rows, and remembers it as the person's choice.
    pub fn sort(self, sort: Sort) {
        self.chosen.set(Some(sort));
        self.preferences.set_sort(sort);
        self.arrange(sort);
    }

    /// The same, without remembering it.
    pub fn arrange(self, sort: Sort) {
        self.rows.table.update(|table| table.begin_sort(sort));
        self.work();
    }

    /// Shows only names that hold this.
    pub fn filter(self, wanted: &str) {
        self.rows.table.update(|table| table.set_filter(wanted));
        self.work();
    }

    /// Whatever is still to be done for the rows to stand as they are wanted, one job after the other.
    pub fn work(self) {
        spawn_local(async move {
            let next = || self.rows.table.try_update_untracked(Arrangement::job).flatten();
            while let Some(job) = next() {
                let job = Rc::new(job);
                let arranged = self.arranged(&job).await;
                if self.rows.table.try_update(|table| table.take(&job, arranged)).is_none() {
                    return;
                }
            }
            self.go_on_loading();
        });
    }

    async fn arranged(self, job: &Rc<Job>) -> Arranged {
        if ROWS_HERE_MAX < job.ids.len()
            && let Some(helper) = self.helper.try_get_value()
            && let Ok(helped) = helped(helper, Rc::clone(job)).await
            && let Ok(arranged) = helped.await
        {
            return arranged;
        }
        let mut work = job.begin();
        let mut slice = Slice::begin();
        loop {
            if let Some(arranged) = work.step(&job.by()) {
                return arranged;
            }
            slice.give_way().await;
        }
    }
}

type Helped = Pin<Box<dyn Future<Output = Result<Arranged, Broken>>>>;

/// Few lists are so long: what speaks with the worker is a part. Where it cannot be fetched, the page does the work.
#[wasm_split(acts, fallible)]
fn helped(helper: Rc<Helper>, job: Rc<Job>) -> Result<Helped, SplitLoaderError> {
    Ok(Box::pin(async move { helper.arranged(&job).await }))
}

impl Helper {
    async fn arranged(&self, job: &Job) -> Result<Arranged, Broken> {
        let worker = self.started()?;
        let too_long = worker.within(ANSWER_MS_MAX);
        worker.ready().await?;
        let (chunks, ranks, handed) = (Array::new(), Array::new(), Array::new());
        let mut slice = Slice::begin();
        for (at, chunk) in job.columns.chunks().iter().enumerate() {
            let known = self.given.borrow().get(at).is_some_and(|given| Arc::ptr_eq(given, chunk));
            if !known {
                let names = Uint8Array::from(chunk.names().as_bytes());
                let ends = Uint32Array::from(chunk.ends());
                let folders = Uint8Array::from(chunk.folders().as_slice());
                for buffer in [names.buffer(), ends.buffer(), folders.buffer()] {
                    handed.push(&buffer);
                }
                let place = JsValue::from(u32::try_from(at).unwrap_or(u32::MAX));
                chunks.push(&Array::of4(&place, &names, &ends, &folders));
            }
            if job.wanted.sort.is_some() && job.sort.column != Column::Name {
                let places = job.columns.ranks(chunk, job.sort.column);
                let places = BigUint64Array::from(places.as_slice());
                handed.push(&places.buffer());
                ranks.push(&places);
            }
            slice.give_way().await;
        }
        let ids = Uint32Array::from(job.ids.as_slice());
        handed.push(&ids.buffer());
        let order = job.wanted.sort.map_or_else(String::new, Sort::word);
        let words = [
            order.into(),
            job.wanted.filter.as_str().into(),
            ids.into(),
            chunks.into(),
            ranks.into(),
        ];
        self.given.replace(job.columns.chunks().to_vec());
        let reply = worker.ask(&words, &handed).await?;
        drop(too_long);
        let ids = |at| reply.get(at).dyn_into::<Uint32Array>().ok().map(|ids| ids.to_vec());
        Ok(Arranged { sorted: ids(1), shown: ids(2) })
    }

    /// One that broke down is started anew, and knows nothing.
    fn started(&self) -> Result<Rc<Worker>, Broken> {
        let mut kept = self.worker.borrow_mut();
        if let Some(worker) = kept.as_ref().filter(|worker| !worker.is_broken()) {
            return Ok(Rc::clone(worker));
        }
        self.given.take();
        let worker = Worker::start("columns")?;
        *kept = Some(Rc::clone(&worker));
        Ok(worker)
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        if let Some(worker) = self.worker.take() {
            worker.break_down();
        }
    }
}

/// A piece of time that the page may work through.
struct Slice(f64);

impl Slice {
    fn begin() -> Self {
        Self(js_sys::Date::now())
    }

    async fn give_way(&mut self) {
        if SLICE_MS < js_sys::Date::now() - self.0 {
            TimeoutFuture::new(0).await;
            self.0 = js_sys::Date::now();
        }
    }
}
