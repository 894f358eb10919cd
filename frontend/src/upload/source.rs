//! Files as the browser hands them over: chosen, dropped (folders and all) or pasted.

use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::desk::Given;
use super::remembered::{Likeness, Sample, sample_spots};
use super::runner::whole;

/// The most files taken in at once: each costs the page 300 bytes and the browser two kilobytes, and a folder larger than
/// this is a matter for a program.
pub const FILES_MAX: usize = 100_000;

/// A file is known again by so many pieces of it.
const SAMPLE_PIECES: u64 = 8;
const SAMPLE_PIECE_BYTES: u64 = 32 * 1024;

/// A file and its path: its name, or its path within the folder that was chosen or dropped.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub path: String,
    pub file: File,
}

/// What was handed over; `more` when some had to be left out ([`FILES_MAX`]).
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub files: Vec<Chosen>,
    pub more: bool,
    /// Could not be read: the browser refused a file or folder.
    pub unreadable: usize,
}

impl Batch {
    fn add(&mut self, path: String, file: File) {
        if self.files.len() < FILES_MAX {
            self.files.push(Chosen { path, file });
        } else {
            self.more = true;
        }
    }
}

/// Takes in what was handed over, walking through dropped folders.
pub async fn read(given: &Given) -> Batch {
    let mut batch = Batch::default();
    for file in given.files.iter().map(JsCast::unchecked_into::<File>) {
        batch.add(path(&file), file);
    }
    let mut open = given.entries.iter().map(JsCast::unchecked_into).collect::<Vec<_>>();
    open.reverse();
    while let Some(entry) = open.pop() {
        let entry: FileSystemEntry = entry;
        if FILES_MAX <= batch.files.len() {
            batch.more = true;
            break;
        }
        let read = if entry.is_directory() {
            children(entry.unchecked_ref()).await.map(|mut children| {
                children.reverse();
                open.extend(children);
            })
        } else {
            file(entry.unchecked_ref()).await.map(|file| batch.add(entry.full_path(), file))
        };
        if read.is_err() {
            batch.unreadable += 1;
        }
    }
    batch
}

/// Within the folder that was chosen, or its name.
pub fn path(file: &File) -> String {
    let relative =
        Reflect::get(file, &"webkitRelativePath".into()).ok().and_then(|path| path.as_string());
    relative.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name())
}

async fn file(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    promise(|resolve, reject| entry.file_with_callback_and_callback(resolve, reject))
        .await
        .map(JsCast::unchecked_into)
}

/// Browsers hand a folder over in batches (100 entries in Chromium); an empty one is the end. Of more than [`FILES_MAX`] not
/// all are read, and more than that are answered: whoever takes them in notices.
async fn children(entry: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = entry.create_reader();
    let mut all = Vec::new();
    loop {
        let read = promise(|resolve, reject| {
            let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
        });
        let batch = read.await?.unchecked_into::<Array>();
        all.extend(batch.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        if batch.length() == 0 || FILES_MAX < all.len() {
            return Ok(all);
        }
    }
}

/// A pair of callbacks as a promise.
pub(super) async fn promise(
    call: impl FnOnce(&js_sys::Function, &js_sys::Function),
) -> Result<JsValue, JsValue> {
    let mut call = Some(call);
    let mut executor = |resolve: js_sys::Function, reject: js_sys::Function| {
        if let Some(call) = call.take() {
            call(&resolve, &reject);
        }
    };
    JsFuture::from(Promise::new(&mut executor)).await
}

/// How many a file has.
pub fn bytes(file: &File) -> u64 {
    whole(file.size())
}

/// Bytes `from..to` of a file.
#[expect(clippy::cast_precision_loss, reason = "files are smaller than 2^53 bytes")]
pub fn slice(file: &File, from: u64, to: u64) -> Option<Blob> {
    file.slice_with_f64_and_f64(from as f64, to as f64).ok()
}

/// How the file is known again; `None` where it cannot be read.
pub async fn likeness(file: &File) -> Option<Likeness> {
    let bytes = whole(file.size());
    let mut sample = Sample::default();
    for from in sample_spots(bytes, SAMPLE_PIECE_BYTES, SAMPLE_PIECES) {
        let piece = slice(file, from, (from + SAMPLE_PIECE_BYTES).min(bytes))?;
        let buffer = JsFuture::from(piece.array_buffer()).await.ok()?;
        sample.add(&Uint8Array::new(&buffer).to_vec());
    }
    Some(Likeness { bytes, modified_ms: whole(file.last_modified()), sample: sample.finish() })
}

/// Whether the browser can still read the file: it may have been moved, or changed since it was chosen.
pub async fn is_readable(file: &File) -> bool {
    let Ok(start) = file.slice_with_i32_and_i32(0, 1) else { return false };
    JsFuture::from(start.array_buffer()).await.is_ok()
}

/// Asks before the page is left while `busy` says so; lives as long as the page.
pub fn ask_before_leaving(busy: impl Fn() -> bool + 'static) {
    let ask = Closure::<dyn Fn(web_sys::BeforeUnloadEvent)>::new(
        move |event: web_sys::BeforeUnloadEvent| {
            if busy() {
                event.prevent_default();
                event.set_return_value("leave");
            }
        },
    );
    let listens = leptos::prelude::window()
        .add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
    if listens.is_ok() {
        // The application lives until the page is gone, and so does its question.
        ask.forget();
    }
}
