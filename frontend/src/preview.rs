//! What is inside an object, beside the list or under a folder: read in a web worker, or shown by the browser itself.
//!
//! Nothing that people uploaded runs: what is shown as HTML was written by `readers` or rendered by the gateway, images
//! and media go through elements that cannot run anything, PDFs through the browser's own viewer.

mod engine;
mod media;
mod pane;
mod tools;
mod viewer;
mod why;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::lazy::{Part, lazy};
use crate::links;
use crate::model::key;

/// An object that can be looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// `None` in a public dataset.
    pub instance: Option<String>,
    pub bucket: String,
    pub key: String,
}

/// Looks into an object. Leaving it stops what is on its way.
pub fn preview(object: Object) -> AnyView {
    lazy(move || part(object.clone()))
}

#[wasm_split(preview, fallible)]
fn part(object: Object) -> Part {
    Ok(pane::pane(object))
}

impl Object {
    fn name(&self) -> String {
        key::name(key::parent(&self.key), &self.key).to_owned()
    }

    /// Where its bytes are read from, by range.
    fn address(&self) -> String {
        match &self.instance {
            Some(instance) => links::api::object(instance, &self.bucket, &self.key),
            None => links::public_file(&self.bucket, &self.key),
        }
    }

    /// Where a browser finds it as a PDF to show, after the gateway looked that it is one.
    fn pdf_address(&self) -> String {
        match &self.instance {
            Some(instance) => links::api::pdf(instance, &self.bucket, &self.key),
            None => links::public_pdf(&self.bucket, &self.key),
        }
    }

    fn download_address(&self) -> String {
        match &self.instance {
            Some(instance) => links::api::download(instance, &self.bucket, &self.key),
            None => links::public_file(&self.bucket, &self.key),
        }
    }
}
