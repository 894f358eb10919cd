//! Several objects or folders at once: as one zip, or as a list for programs where a zip would be too much.

use gateway_api::{
    Archive, CreateArchive, CreateManifest, Kind, ManifestFormat, ObjectProblem, Problem,
    ProblemKind, Selection as Wanted, SelectionPlace,
};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use wasm_bindgen::JsCast;
use wasm_split_helpers::wasm_split;
use web_sys::HtmlElement;

use super::browser::{Browser, Source};
use crate::components::{
    Button, ButtonKind, Dialog, Icon, NoticeKind, Options, Progress, Radio, use_toasts,
};
use crate::failure::{Failure, sentence};
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::model::selection::Selection;

/// A list, and what it is for in a sentence.
type Format = (ManifestFormat, fn(Language) -> &'static str);

const FORMATS: [Format; 5] = [
    (ManifestFormat::Urls, text::manifest_for_urls),
    (ManifestFormat::Sha256sums, text::manifest_for_sha256sums),
    (ManifestFormat::Aria2, text::manifest_for_aria2),
    (ManifestFormat::Rclone, text::manifest_for_rclone),
    (ManifestFormat::Aws, text::manifest_for_aws),
];

/// What is taken out of the folder that is shown, and in which of the two dialogs.
#[derive(Clone, Copy)]
pub struct TakingOut {
    browser: Browser,
    wanted: RwSignal<Option<Wanted>>,
    archive: RwSignal<bool>,
    manifest: RwSignal<bool>,
}

impl TakingOut {
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            wanted: RwSignal::new(None),
            archive: RwSignal::new(false),
            manifest: RwSignal::new(false),
        }
    }

    /// These rows as one zip.
    pub fn archive(self, ids: &[u32]) {
        self.wanted.set(Some(self.choose(ids)));
        self.archive.set(true);
    }

    /// These rows as a list for programs.
    pub fn manifest(self, ids: &[u32]) {
        self.wanted.set(Some(self.choose(ids)));
        self.manifest.set(true);
    }

    fn choose(self, ids: &[u32]) -> Wanted {
        let place = match self.browser.source() {
            Source::Bucket { instance, bucket } => {
                SelectionPlace { instance: Some(instance), bucket }
            }
            Source::Dataset { bucket } => SelectionPlace { instance: None, bucket },
        };
        let base = self.browser.prefix();
        let everything = self.browser.rows.selection.with_untracked(|selection| {
            Selection::is_everything(selection) && ids.iter().all(|id| selection.contains(*id))
        });
        if everything {
            return Wanted { place, keys: Vec::new(), prefixes: vec![base.clone()], base };
        }
        let (mut keys, mut prefixes) = (Vec::new(), Vec::new());
        self.browser.rows.table.with_untracked(|table| {
            for id in ids {
                let folder = table.folder.entry(*id).kind == Kind::Folder;
                if folder { &mut prefixes } else { &mut keys }.push(table.folder.key(*id));
            }
        });
        Wanted { place, base, keys, prefixes }
    }
}

#[component]
pub fn TakingOutDialogs(taking: TakingOut) -> impl IntoView {
    let words = use_words();
    let archive_title = move || text::archive_title(words.language()).to_owned();
    let manifest_title = move || text::manifest_title(words.language()).to_owned();
    view! {
        <Dialog open=taking.archive title=Signal::derive(archive_title)>
            {lazy(move || archive(taking))}
        </Dialog>
        <Dialog open=taking.manifest title=Signal::derive(manifest_title)>
            {lazy(move || manifest(taking))}
        </Dialog>
    }
}

#[wasm_split(acts, fallible)]
fn archive(taking: TakingOut) -> Part {
    Ok(view! { <Preparing taking /> }.into_any())
}

#[wasm_split(acts, fallible)]
fn manifest(taking: TakingOut) -> Part {
    Ok(view! { <Formats taking /> }.into_any())
}

/// Everything is looked up before the first byte: a zip is whole or refused.
#[component]
fn Preparing(taking: TakingOut) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let refused = RwSignal::new(None::<Error>);
    let ask = Callback::new(move |()| {
        let Some(selection) = taking.wanted.get_untracked() else { return };
        refused.set(None);
        spawn_local(async move {
            let answer = gateway::archive(&CreateArchive { selection, name: None }).await;
            // Closed meanwhile: the person does not want it any more.
            if taking.archive.try_get_untracked() != Some(true) {
                return;
            }
            match answer {
                Ok(Archive { url, name, objects, size, .. }) => {
                    save(&url, &name);
                    let language = words.language_untracked();
                    let size = locales::size(language, size);
                    let said = text::archive_ready(language, &name, objects, &size);
                    toasts.show(NoticeKind::Success, said);
                    taking.archive.set(false);
                }
                Err(error) => drop(refused.try_set(Some(error))),
            }
        });
    });
    ask.run(());
    let unknown = Signal::derive(|| None::<u16>);
    let preparing = move || text::archive_preparing(words.language()).to_owned();
    let instead = Callback::new(move |()| {
        taking.archive.set(false);
        taking.manifest.set(true);
    });
    let close = Callback::new(move |()| taking.archive.set(false));
    view! {
        {move || match refused.get() {
            None => view! {
                <p role="status">{preparing}</p>
                <Progress label=Signal::derive(preparing) per_mille=unknown />
            }
            .into_any(),
            Some(error) => view! { <Refused error retry=ask instead /> }.into_any(),
        }}
        <div class="dialog__actions">
            <Button on_press=close>{words.say(text::cancel)}</Button>
        </div>
    }
}

/// Why there is no zip, object by object where it is about single ones, and the way on.
#[component]
fn Refused(error: Error, retry: Callback<()>, instead: Callback<()>) -> impl IntoView {
    let words = use_words();
    let objects = error.problem().map(|problem| problem.objects.clone()).unwrap_or_default();
    let any = !objects.is_empty();
    let row = |ObjectProblem { key, kind }: ObjectProblem| {
        let why = of_kind(kind);
        view! {
            <li>
                <code>{key}</code>
                <span>{move || sentence(words.language(), &why)}</span>
            </li>
        }
    };
    view! {
        <Failure error retry />
        <div class="deleting__report" hidden=!any>
            <p>{words.say(text::archive_in_the_way)}</p>
            <ul>{objects.into_iter().map(row).collect_view()}</ul>
        </div>
        <p>{words.say(text::archive_instead)}</p>
        <Button icon=Icon::List on_press=instead>{words.say(text::manifest)}</Button>
    }
}

fn of_kind(kind: ProblemKind) -> Error {
    Error::Problem(Box::new(Problem::new(kind, 0, "")))
}

#[component]
fn Formats(taking: TakingOut) -> impl IntoView {
    let words = use_words();
    let chosen = RwSignal::new(ManifestFormat::Urls);
    let fetch = Action::new_local(move |format: &ManifestFormat| {
        let (format, selection) = (*format, taking.wanted.get_untracked());
        async move {
            let Some(selection) = selection else { return Ok(()) };
            let list = gateway::manifest(&CreateManifest { selection, format }).await?;
            if taking.manifest.try_get_untracked() == Some(true) {
                save_blob(&list, format.file_name());
                taking.manifest.set(false);
            }
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !fetch.pending().get_untracked() {
            fetch.dispatch(chosen.get_untracked());
        }
    };
    let private = matches!(taking.browser.source(), Source::Bucket { .. });
    let option = move |(format, explained): Format| {
        let checked = Signal::derive(move || chosen.get() == format);
        let hint = words.say(explained).into_any();
        view! {
            <Radio name="manifest-format" checked hint on_choose=move |()| chosen.set(format)>
                <code>{format.file_name()}</code>
            </Radio>
        }
    };
    let error = move || fetch.value().get().and_then(Result::err);
    let close = Callback::new(move |()| taking.manifest.set(false));
    view! {
        <form class="form" on:submit=submit>
            <p>{words.say(text::manifest_lead)}</p>
            <Options legend=text::manifest_format>
                {FORMATS.map(option).into_iter().collect_view()}
            </Options>
            <p class="hint" hidden=!private>{words.say(text::manifest_private)}</p>
            {move || error().map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button on_press=close>{words.say(text::cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true icon=Icon::Download busy=fetch.pending()>
                    {words.say(text::manifest_submit)}
                </Button>
            </div>
        </form>
    }
}

/// Saves what an address answers, as if a link to it had been pressed; without a name, under its own.
pub fn save(address: &str, name: &str) {
    let Some(body) = document().body() else { return };
    let Ok(link) = document().create_element("a") else { return };
    let set =
        link.set_attribute("href", address).and_then(|()| link.set_attribute("download", name));
    if set.is_ok() && body.append_child(&link).is_ok() {
        if let Some(link) = link.dyn_ref::<HtmlElement>() {
            link.click();
        }
        link.remove();
    }
}

/// Saves a text as a file of this name.
pub fn save_text(text: &str, name: &str) {
    let parts = js_sys::Array::of1(&text.into());
    if let Ok(blob) = web_sys::Blob::new_with_str_sequence(&parts) {
        save_blob(&blob, name);
    }
}

fn save_blob(blob: &web_sys::Blob, name: &str) {
    // As plain text it would be given an extension, where the name has none.
    let kind = "application/octet-stream";
    let bytes = blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), kind);
    let Ok(bytes) = bytes else { return };
    let Ok(address) = web_sys::Url::create_object_url_with_blob(&bytes) else { return };
    save(&address, name);
    let _ = web_sys::Url::revoke_object_url(&address);
}
