//! A copy that somebody downloaded, compared with what is stored.

use gateway_api::ObjectDetails;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::{Language, text};
use web_sys::{AbortController, File, FileList};

use super::browser::{Browser, Source};
use crate::components::{Button, Dialog, FileInput, Icon, Notice, NoticeKind, Progress, choosing};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::key;
use crate::proof::Proof;
use crate::upload::{Cancel, source};

/// So much of the file is asked about at once: then it is told how far it is.
const PIECE_BYTES: u64 = 8 << 20;

/// The button in the details, and the dialog behind it.
#[component]
pub fn CheckOffer(browser: Browser, key_shown: String) -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    let name = key::name(key::parent(&key_shown), &key_shown).to_owned();
    let title = move || text::check_copy_title(words.language(), &name);
    let source = browser.source();
    view! {
        <Button icon=Icon::Check on_press=Callback::new(move |()| open.set(true))>
            {words.say(text::check_copy)}
        </Button>
        <Dialog open title=Signal::derive(title)>{checking(source.clone(), key_shown.clone())}</Dialog>
    }
}

fn checking(source: Source, key: String) -> AnyView {
    view! { <Checking source key /> }.into_any()
}

/// How the comparison of a file stands.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Waiting,
    Comparing,
    Over(Verdict),
    Unreadable,
    /// The browser could not go through with it.
    Broken,
    Failed(Error),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// By the checksum that the storage keeps of it.
    SameChecksum,
    /// By all its bytes, read again.
    SameBytes,
    OtherSize {
        copy: u64,
        stored: u64,
    },
    OtherBytes,
}

#[derive(Clone, Copy)]
struct Check {
    state: RwSignal<State>,
    /// The name of the file.
    file: RwSignal<String>,
    per_mille: RwSignal<u16>,
    stop: StoredValue<Cancel, LocalStorage>,
}

impl Check {
    fn stop(self) {
        self.stop.with_value(Cancel::cancel);
        if self.state.get_untracked() == State::Comparing {
            self.state.set(State::Waiting);
        }
    }

    fn begin(self, from: Source, key: String, file: File) {
        let stop = Cancel::default();
        self.stop.set_value(stop.clone());
        self.file.set(file.name());
        self.per_mille.set(0);
        self.state.set(State::Comparing);
        spawn_local(async move {
            let went = move |done: u64, all: u64| {
                let share = u16::try_from(done.saturating_mul(1000) / all.max(1)).unwrap_or(1000);
                if self.per_mille.try_get_untracked().is_some_and(|before| before != share) {
                    self.per_mille.set(share);
                }
            };
            let Some(compared) = stop.unless(compare(&from, &key, &file, went)).await else {
                return;
            };
            self.state.try_set(match compared {
                Ok(verdict) => State::Over(verdict),
                Err(Some(error)) => State::Failed(error),
                Err(None) if source::is_readable(&file).await => State::Broken,
                Err(None) => State::Unreadable,
            });
        });
    }
}

/// What a copy is compared with.
struct Stored {
    bytes: u64,
    etag: String,
    /// The CRC-64/NVME that the storage keeps of it. Of what is public nobody asks for that: its bytes are.
    checksum: Option<String>,
}

/// As it is now: the details may have been open for long.
async fn stored(from: &Source, key: &str) -> Result<Stored, Error> {
    match from {
        Source::Bucket { instance, bucket } => {
            let ObjectDetails { size: bytes, etag, mut checksums, .. } =
                gateway::details(instance, bucket, key).await?;
            let checksum = checksums.remove("crc64nvme");
            Ok(Stored { bytes, etag: etag.unwrap_or_default(), checksum })
        }
        Source::Dataset { .. } => {
            let abort = AbortController::new().map_err(|_| Error::Unreadable)?;
            let address = from.download_address(key);
            let first = gateway::bytes(&address, 0, 1, None, &abort.signal()).await?;
            let etag = first.etag.unwrap_or_default().trim_matches('"').to_owned();
            Ok(Stored { bytes: first.size, etag, checksum: None })
        }
    }
}

/// Neither of both is ever held in memory. `None` where file or worker fail.
async fn compare(
    from: &Source,
    key: &str,
    file: &File,
    went: impl Fn(u64, u64),
) -> Result<Verdict, Option<Error>> {
    let Stored { bytes: stored, etag, checksum: told } = stored(from, key).await.map_err(Some)?;
    let copy = source::bytes(file);
    if copy != stored {
        return Ok(Verdict::OtherSize { copy, stored });
    }
    let all = if told.is_some() { copy } else { copy * 2 };
    let proof = Proof::default();
    let mut ours = None;
    let mut from_byte = 0;
    while from_byte < copy || ours.is_none() {
        let to = (from_byte + PIECE_BYTES).min(copy);
        let piece = source::slice(file, from_byte, to).ok_or(None)?;
        ours = Some(proof.on(ours.as_deref(), &piece).await.ok_or(None)?);
        from_byte = to;
        went(from_byte, all);
    }
    if let Some(told) = told {
        let same = ours == Some(told);
        return Ok(if same { Verdict::SameChecksum } else { Verdict::OtherBytes });
    }
    let mut theirs = None;
    if copy != 0 {
        let address = from.download_address(key);
        let flow = gateway::flow(&address, &etag).await.map_err(Some)?;
        while let Some(piece) = flow.next().await.map_err(Some)? {
            from_byte += u64::from(piece.length());
            theirs = Some(proof.on_bytes(theirs.as_deref(), &piece).await.ok_or(None)?);
            went(from_byte, all);
        }
    }
    let same = copy == 0 || ours == theirs;
    Ok(if same { Verdict::SameBytes } else { Verdict::OtherBytes })
}

#[component]
fn Checking(source: Source, key: String) -> impl IntoView {
    let words = use_words();
    let input = NodeRef::<html::Input>::new();
    let check = Check {
        state: RwSignal::new(State::Waiting),
        file: RwSignal::default(),
        per_mille: RwSignal::new(0),
        stop: StoredValue::new_local(Cancel::default()),
    };
    // With the dialog ends what goes on in it.
    on_cleanup(move || {
        check.stop.try_update_value(|stop| stop.cancel());
    });
    let comparing = Memo::new(move |_| *check.state.read() == State::Comparing);
    let choose = choosing(input);
    // One button, so that the keyboard stays on it.
    let press = Callback::new(move |()| {
        if comparing.get_untracked() {
            check.stop();
        } else {
            choose.run(());
        }
    });
    let chosen = Callback::new(move |files: FileList| {
        if let Some(file) = files.get(0) {
            check.begin(source.clone(), key.clone(), file);
        }
    });
    let label = move || {
        let label = if comparing.get() { text::check_copy_stop } else { text::check_copy_choose };
        label(words.language())
    };
    let progress = move || text::check_copy_comparing(words.language(), &check.file.get());
    view! {
        <p>{words.say(text::check_copy_explained)}</p>
        <div class="dialog__actions">
            <Button icon=Icon::File on_press=press>{label}</Button>
        </div>
        <FileInput input several=false label=text::check_copy_choose on_chosen=chosen />
        <Show when=move || comparing.get()>
            <p>{progress}</p>
            <Progress
                label=Signal::derive(progress)
                per_mille=Signal::derive(move || Some(check.per_mille.get()))
            />
        </Show>
        <div role="status">{move || outcome(words.language(), &check.file.get(), check.state.get())}</div>
    }
}

fn outcome(language: Language, file: &str, state: State) -> Option<AnyView> {
    let (kind, said, how) = match state {
        State::Waiting | State::Comparing => return None,
        State::Failed(error) => return Some(view! { <Failure error /> }.into_any()),
        State::Over(Verdict::SameChecksum) => (
            NoticeKind::Success,
            text::check_copy_same(language, file),
            Some(text::check_copy_by_checksum(language)),
        ),
        State::Over(Verdict::SameBytes) => (
            NoticeKind::Success,
            text::check_copy_same(language, file),
            Some(text::check_copy_by_bytes(language)),
        ),
        State::Over(Verdict::OtherSize { copy, stored }) => {
            let (copy, stored) =
                (locales::size_exact(language, copy), locales::size_exact(language, stored));
            let said = text::check_copy_other_size(language, file, &copy, &stored);
            (NoticeKind::Warning, said, None)
        }
        State::Over(Verdict::OtherBytes) => {
            (NoticeKind::Warning, text::check_copy_other_bytes(language, file), None)
        }
        State::Unreadable => {
            (NoticeKind::Warning, text::check_copy_unreadable(language, file), None)
        }
        State::Broken => (NoticeKind::Warning, text::check_copy_broken(language).to_owned(), None),
    };
    let view = view! {
        <Notice kind>
            <p>{said}</p>
            {how.map(|how| view! { <p class="hint">{how}</p> })}
        </Notice>
    };
    Some(view.into_any())
}
