//! What is kept beside an object's bytes, edited: content type, cache control, metadata, tags.

mod pair_rows;

use gateway_api::{EditDetails, ObjectDetails, ProblemKind, Right, Tags};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use snippets::Act;

use super::browser::{Browser, Source};
use crate::commands;
use crate::components::{Button, ButtonKind, Dialog, Field, Icon, NoticeKind, use_toasts};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::model::key;
use crate::model::pairs::{self, Pair, Use};
use pair_rows::{PairRows, has_fault};

/// The button in the details, and the dialog behind it. `on_edited` hears what is kept from now on; `reload` shows the
/// object as it is now.
#[component]
pub fn EditOffer(
    browser: Browser,
    details: ObjectDetails,
    on_edited: Callback<ObjectDetails>,
    reload: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    let off = move || {
        (!browser.may(Right::Write)).then(|| text::missing_right_write(words.language()).to_owned())
    };
    let name = key::name(key::parent(&details.key), &details.key).to_owned();
    let title = move || text::edit_title(words.language(), &name);
    let offer = Offer { source: browser.source(), details, open, on_edited, reload };
    view! {
        <Button icon=Icon::Pencil off=Signal::derive(off) on_press=Callback::new(move |()| open.set(true))>
            {words.say(text::edit)}
        </Button>
        <Dialog open title=Signal::derive(title)>{editing(offer.clone())}</Dialog>
    }
}

#[derive(Clone)]
struct Offer {
    source: Source,
    details: ObjectDetails,
    open: RwSignal<bool>,
    on_edited: Callback<ObjectDetails>,
    reload: Callback<()>,
}

fn editing(offer: Offer) -> AnyView {
    view! { <Editing offer /> }.into_any()
}

/// What is known of the tags.
#[derive(Clone, Debug, PartialEq)]
enum TagsState {
    Loading,
    Known(Tags),
    /// The storage has none.
    Unsupported,
    Failed(Error),
}

/// What is being typed.
#[derive(Clone, Copy)]
struct Draft {
    content_type: RwSignal<String>,
    cache_control: RwSignal<String>,
    metadata: RwSignal<Vec<Pair>>,
    tags: RwSignal<Vec<Pair>>,
    tags_state: RwSignal<TagsState>,
}

impl Draft {
    fn new(details: &ObjectDetails) -> Self {
        Self {
            content_type: RwSignal::new(details.content_type.clone().unwrap_or_default()),
            cache_control: RwSignal::new(details.cache_control.clone().unwrap_or_default()),
            metadata: RwSignal::new(pairs::pairs(&details.metadata)),
            tags: RwSignal::default(),
            tags_state: RwSignal::new(TagsState::Loading),
        }
    }

    fn load_tags(self, source: &Source, key: String) {
        let Source::Bucket { instance, bucket } = source.clone() else { return };
        commands::note(&bucket, Act::Tags { key: key.clone() });
        spawn_local(async move {
            let state = match gateway::tags(&instance, &bucket, &key).await {
                Ok(tags) => {
                    self.tags.try_set(pairs::pairs(&tags.tags));
                    TagsState::Known(tags)
                }
                Err(error) if error.is(ProblemKind::Unsupported) => TagsState::Unsupported,
                Err(error) => TagsState::Failed(error),
            };
            self.tags_state.try_set(state);
        });
    }

    fn content_type_fault(self) -> bool {
        let kind = self.content_type.read();
        !kind.is_empty() && !pairs::is_content_type(&kind)
    }

    fn cache_control_fault(self) -> bool {
        !pairs::is_header_value(&self.cache_control.read())
    }

    fn has_fault(self) -> bool {
        self.content_type_fault()
            || self.cache_control_fault()
            || self.metadata.with(|pairs| has_fault(pairs, Use::Metadata))
            || self.tags.with(|pairs| has_fault(pairs, Use::Tags))
    }

    /// What is to be kept, in place of `known`: what is not edited here stays as it was.
    fn edited(self, known: &ObjectDetails) -> EditDetails {
        let some = |text: RwSignal<String>| {
            Some(text.get_untracked().trim().to_owned()).filter(|text| !text.is_empty())
        };
        EditDetails {
            content_type: some(self.content_type),
            cache_control: some(self.cache_control),
            content_disposition: known.content_disposition.clone(),
            content_language: known.content_language.clone(),
            content_encoding: known.content_encoding.clone(),
            metadata: self.metadata.with_untracked(|pairs| pairs::map(pairs, Use::Metadata)),
            etag: known.etag.clone(),
        }
    }

    /// Whether writing the object anew would change anything.
    fn changes(self, known: &ObjectDetails) -> bool {
        let edited = self.edited(known);
        edited.content_type != known.content_type
            || edited.cache_control != known.cache_control
            || edited.metadata != known.metadata
    }

    /// The tags to be kept, where they are others than before.
    fn changed_tags(self) -> Option<Tags> {
        let TagsState::Known(known) = self.tags_state.get_untracked() else { return None };
        let tags = Tags { tags: self.tags.with_untracked(|tags| pairs::map(tags, Use::Tags)) };
        (tags != known).then_some(tags)
    }

    /// What is to be written, read before anything is sent: the dialog may be closed meanwhile.
    fn wishes(self, known: &ObjectDetails) -> Wishes {
        let edited = self.changes(known).then(|| self.edited(known));
        Wishes { edited, tags: self.changed_tags() }
    }
}

/// Nothing where nothing changes.
struct Wishes {
    edited: Option<EditDetails>,
    tags: Option<Tags>,
}

async fn save(offer: &Offer, wishes: Wishes) -> Result<ObjectDetails, Error> {
    let Source::Bucket { instance, bucket } = &offer.source else {
        return Err(Error::Unreadable);
    };
    let key = &offer.details.key;
    let mut saved = offer.details.clone();
    if let Some(edited) = wishes.edited {
        commands::note(bucket, edit(key, &edited));
        saved = gateway::edit_details(instance, bucket, key, &edited).await?;
    }
    if let Some(tags) = wishes.tags {
        let set = tags.tags.clone().into_iter().collect();
        commands::note(bucket, Act::SetTags { key: key.clone(), tags: set });
        gateway::set_tags(instance, bucket, key, &tags).await?;
    }
    Ok(saved)
}

fn edit(key: &str, edited: &EditDetails) -> Act {
    let headers = [
        ("content-type", &edited.content_type),
        ("cache-control", &edited.cache_control),
        ("content-disposition", &edited.content_disposition),
        ("content-language", &edited.content_language),
        ("content-encoding", &edited.content_encoding),
    ];
    let given = |(name, value): (&'static str, &Option<String>)| Some((name, value.clone()?));
    Act::Edit {
        key: key.to_owned(),
        headers: headers.into_iter().filter_map(given).collect(),
        metadata: edited.metadata.clone().into_iter().collect(),
    }
}

#[component]
fn Editing(offer: Offer) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let draft = Draft::new(&offer.details);
    draft.load_tags(&offer.source, offer.details.key.clone());
    let (open, reload) = (offer.open, offer.reload);
    let saving = Action::new_local(move |(): &()| {
        let (offer, wishes) = (offer.clone(), draft.wishes(&offer.details));
        async move {
            let saved = save(&offer, wishes).await?;
            let name = key::name(key::parent(&saved.key), &saved.key).to_owned();
            toasts.show(NoticeKind::Success, text::edit_saved(words.language_untracked(), &name));
            offer.open.set(false);
            offer.on_edited.try_run(saved);
            Ok::<(), Error>(())
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !untrack(|| draft.has_fault()) && !saving.pending().get_untracked() {
            saving.dispatch(());
        }
    };
    let off = move || draft.has_fault().then(|| text::edit_fault_off(words.language()).to_owned());
    let error = move || saving.value().get().and_then(Result::err);
    let again = Callback::new(move |()| {
        open.set(false);
        reload.run(());
    });
    view! {
        <form class="form" on:submit=submit>
            <p class="hint">{words.say(text::edit_explained)}</p>
            <HeaderFields draft />
            <PairRows pairs=draft.metadata of=Use::Metadata />
            <TagRows draft />
            {move || {
                error()
                    .map(|error| {
                        let conflict = error.is(ProblemKind::Precondition);
                        view! {
                            <Failure error />
                            {conflict
                                .then(|| {
                                    view! {
                                        <Button icon=Icon::Retry on_press=again>
                                            {words.say(text::edit_load_again)}
                                        </Button>
                                    }
                                })}
                        }
                    })
            }}
            <div class="dialog__actions">
                <Button on_press=Callback::new(move |()| open.set(false))>{words.say(text::cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true off=Signal::derive(off) busy=saving.pending()>
                    {words.say(text::edit_submit)}
                </Button>
            </div>
        </form>
    }
}

#[component]
fn HeaderFields(draft: Draft) -> impl IntoView {
    let words = use_words();
    let content_type_error = move || {
        draft
            .content_type_fault()
            .then(|| text::edit_content_type_fault(words.language()).to_owned())
    };
    let cache_control_error = move || {
        draft.cache_control_fault().then(|| text::edit_header_fault(words.language()).to_owned())
    };
    view! {
        <Field
            label=Signal::derive(move || text::detail_content_type(words.language()).to_owned())
            value=draft.content_type
            error=Signal::derive(content_type_error)
            first=true
            verbatim=true
        />
        <Field
            label=Signal::derive(move || text::edit_cache_control(words.language()).to_owned())
            hint=Signal::derive(move || Some(text::edit_cache_control_hint(words.language()).to_owned()))
            value=draft.cache_control
            error=Signal::derive(cache_control_error)
            verbatim=true
        />
    }
}

#[component]
fn TagRows(draft: Draft) -> impl IntoView {
    let words = use_words();
    move || match draft.tags_state.get() {
        TagsState::Loading => {
            view! { <p class="hint" role="status">{words.say(text::edit_tags_loading)}</p> }
                .into_any()
        }
        TagsState::Unsupported => {
            view! { <p class="hint">{words.say(text::edit_tags_none)}</p> }.into_any()
        }
        TagsState::Failed(error) => view! { <Failure error /> }.into_any(),
        TagsState::Known(_) => view! { <PairRows pairs=draft.tags of=Use::Tags /> }.into_any(),
    }
}
