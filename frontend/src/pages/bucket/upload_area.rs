//! The ways in: buttons, drag and drop of files and folders, paste. The hint appears only while something is dragged.

use gateway_api::Right;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::{FileList, HtmlElement};

use super::browser::{Browser, Source};
use crate::acts::{Act, offer};
use crate::components::{Button, ButtonKind, FileInput, Icon, choosing, use_announcer};
use crate::i18n::use_words;
use crate::upload::{Given, Handed, Uploads, use_uploads};

/// Takes files in for the folder that is shown.
#[derive(Clone, Copy)]
pub struct Intake {
    browser: Browser,
    uploads: Uploads,
}

impl Intake {
    pub fn new(browser: Browser) -> Self {
        Self { browser, uploads: use_uploads() }
    }

    fn take(self, files: Given) {
        if let Source::Bucket { instance, bucket } = self.browser.source()
            && !files.is_empty()
        {
            let prefix = self.browser.prefix();
            self.uploads.add(Handed { instance, bucket, prefix, files });
        }
    }

    fn may(self) -> bool {
        self.browser.may(Right::Add) || self.browser.adds.get()
    }
}

/// Why writing is off here; `None` when it is not.
pub fn write_off(browser: Browser) -> Signal<Option<String>> {
    let words = use_words();
    Signal::derive(move || {
        browser.lacks(Right::Add).then(|| text::missing_right_write(words.language()).to_owned())
    })
}

#[component]
pub fn UploadButtons(intake: Intake) -> impl IntoView {
    let words = use_words();
    let off = write_off(intake.browser);
    let files = NodeRef::<html::Input>::new();
    let folder = NodeRef::<html::Input>::new();
    let chosen = Callback::new(move |files: FileList| intake.take(Given::listed(&files)));
    folder.on_load(|input| input.set_webkitdirectory(true));
    let (run, icon) = (choosing(files), Icon::Upload);
    offer(Act { label: text::upload, icon, off, run, secondary: false });
    let (run, icon) = (choosing(folder), Icon::Folder);
    offer(Act { label: text::upload_folder, icon, off, run, secondary: true });
    view! {
        <Button kind=ButtonKind::Primary icon=Icon::Upload off on_press=choosing(files)>
            {words.say(text::upload)}
        </Button>
        <div class="folder__roomy">
            <Button icon=Icon::Folder off on_press=choosing(folder)>
                {words.say(text::upload_folder)}
            </Button>
        </div>
        <FileInput input=files label=text::upload on_chosen=chosen />
        <FileInput input=folder label=text::upload_folder on_chosen=chosen />
    }
}

/// Takes what is dropped anywhere on the page, and what is pasted outside of fields.
#[component]
pub fn DropArea(intake: Intake) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let dragged = RwSignal::new(false);
    let files_of = |event: &web_sys::DragEvent| {
        event.data_transfer().filter(|data| data.types().iter().any(|kind| kind == "Files"))
    };
    let over = window_event_listener(ev::dragover, move |event| {
        if let Some(data) = files_of(&event) {
            event.prevent_default();
            // Elsewhere `boot.js` refuses files.
            data.set_drop_effect("copy");
            dragged.set(true);
        }
    });
    let left = window_event_listener(ev::dragleave, move |event| {
        // Leaving the window, not going from one element to another.
        if event.related_target().is_none() {
            dragged.set(false);
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        dragged.set(false);
        let Some(data) = files_of(&event) else { return };
        event.prevent_default();
        if !intake.may() {
            announcer.interrupt(text::missing_right_write(words.language_untracked()));
            return;
        }
        intake.take(Given::dropped(&data));
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        let typing = document().active_element().is_some_and(|element| {
            matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA") && !is_checkbox(&element)
        });
        let files = event
            .clipboard_data()
            .and_then(|data| data.files())
            .filter(|files| files.length() != 0);
        if let Some(files) = files.filter(|_| !typing && intake.may()) {
            event.prevent_default();
            intake.take(Given::listed(&files));
        }
    });
    on_cleanup(move || {
        over.remove();
        left.remove();
        dropped.remove();
        pasted.remove();
    });
    view! {
        <div class="drop-hint" aria-hidden="true" hidden=move || !dragged.get() || !intake.may()>
            {Icon::Upload.view()}
            <span>{words.say(text::upload_drop)}</span>
        </div>
    }
}

fn is_checkbox(element: &web_sys::Element) -> bool {
    element.get_attribute("type").as_deref() == Some("checkbox")
        && element.dyn_ref::<HtmlElement>().is_some()
}
