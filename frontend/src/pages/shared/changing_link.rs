//! A link or an upload request is changed without being sent anew: its address stays.

use gateway_api::{
    ChangeLink, LINK_PASSWORD_CHARACTERS_MIN, Link, LinkExpiry, LinkTerms, LocalizedText,
};
use leptos::prelude::*;
use locales::{Language, text};

use super::Board;
use crate::components::{Dialog, DialogActions, NoticeKind, Select, opened_by, use_toasts};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::{date_time, use_words};
use crate::pages::sharing::link::draft::{life_value, life_words, lives};
use crate::pages::sharing::link::fields::{Line, Message, Opening};

/// The value of what stays as it is.
const KEPT: &str = "kept";
/// The value of another password.
const ANOTHER: &str = "another";
/// The value of no password any more.
const NONE: &str = "none";

/// Another end, label, message, password or number of downloads.
#[component]
pub fn ChangingLink(board: Board) -> impl IntoView {
    let words = use_words();
    let (open, about) = opened_by(board.changing_link);
    let title = move || {
        let request = about.with(|link| link.as_ref().is_some_and(|link| link.upload.is_some()));
        let title = if request { text::shared_change_request } else { text::shared_change_link };
        title(words.language()).to_owned()
    };
    view! {
        <Dialog open title=Signal::derive(title)>
            {move || {
                let terms = board.loaded.terms.get()?;
                about.get().map(|link| view! { <Form board open link terms /> })
            }}
        </Dialog>
    }
    .into_any()
}

/// What was chosen so far.
#[derive(Clone, Copy)]
struct Draft {
    /// Hours, the empty text for a link that lasts, or [`KEPT`].
    life: RwSignal<String>,
    /// [`KEPT`], [`ANOTHER`] or [`NONE`].
    password: RwSignal<String>,
    new_password: RwSignal<String>,
    label: RwSignal<String>,
    message_en: RwSignal<String>,
    message_fr: RwSignal<String>,
    downloads: RwSignal<String>,
    view_only: RwSignal<bool>,
}

impl Draft {
    fn of(link: &Link) -> Self {
        let downloads = link.downloads_max.map_or_else(String::new, |max| max.to_string());
        Self {
            life: RwSignal::new(KEPT.to_owned()),
            password: RwSignal::new(KEPT.to_owned()),
            new_password: RwSignal::default(),
            label: RwSignal::new(link.label.clone()),
            message_en: RwSignal::new(link.message.en.clone()),
            message_fr: RwSignal::new(link.message.fr.clone()),
            downloads: RwSignal::new(downloads),
            view_only: RwSignal::new(link.view_only),
        }
    }

    /// What the gateway is asked for.
    fn wish(self, link: &Link) -> ChangeLink {
        changes(
            link,
            &Chosen {
                life: self.life.get_untracked(),
                password: self.password.get_untracked(),
                new_password: self.new_password.get_untracked(),
                label: self.label.get_untracked(),
                message: LocalizedText {
                    en: self.message_en.get_untracked(),
                    fr: self.message_fr.get_untracked(),
                },
                downloads: self.downloads.get_untracked(),
                view_only: self.view_only.get_untracked(),
            },
        )
    }
}

/// As [`Draft`], at one moment.
struct Chosen {
    life: String,
    password: String,
    new_password: String,
    label: String,
    message: LocalizedText,
    downloads: String,
    view_only: bool,
}

/// Only what is to be different: two who change different things at once both get theirs.
fn changes(link: &Link, chosen: &Chosen) -> ChangeLink {
    let expiry = match chosen.life.as_str() {
        KEPT => None,
        hours => Some(hours.parse().map_or(LinkExpiry::Never, LinkExpiry::Hours)),
    };
    let password = match chosen.password.as_str() {
        ANOTHER => Some(chosen.new_password.clone()),
        NONE => Some(String::new()),
        _ => None,
    };
    let opens = link.upload.is_none();
    // What is only shown is not counted.
    let downloads = if chosen.view_only { 0 } else { chosen.downloads.trim().parse().unwrap_or(0) };
    ChangeLink {
        label: (chosen.label.trim() != link.label).then(|| chosen.label.clone()),
        message: (chosen.message != link.message).then(|| chosen.message.clone()),
        expiry,
        password,
        downloads_max: (opens && downloads != link.downloads_max.unwrap_or(0)).then_some(downloads),
        view_only: (opens && chosen.view_only != link.view_only).then_some(chosen.view_only),
    }
}

#[component]
fn Form(board: Board, open: RwSignal<bool>, link: Link, terms: LinkTerms) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let draft = Draft::of(&link);
    let opens = link.upload.is_none();
    let (end, has_password) = (link.expires_at.clone(), link.has_password);
    let link = StoredValue::new(link);
    let change = Action::new_local(move |wanted: &ChangeLink| {
        let (wanted, id) = (wanted.clone(), link.with_value(|link| link.id.clone()));
        async move {
            gateway::change_link(&id, &wanted).await?;
            let told = text::shared_link_changed(words.language_untracked()).to_owned();
            toasts.show(NoticeKind::Success, told);
            open.try_set(false);
            board.loaded.ask();
            Ok::<(), Error>(())
        }
    });
    let off = Signal::derive(move || {
        let typed = draft.new_password.read().chars().count();
        let another = draft.password.with(|chosen| chosen == ANOTHER);
        let short = another && typed < LINK_PASSWORD_CHARACTERS_MIN;
        short.then(|| text::share_link_password_hint(words.language()).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !change.pending().get_untracked() && off.get_untracked().is_none() {
            change.dispatch(link.with_value(|link| draft.wish(link)));
        }
    };
    let ends = Signal::derive(move || end_options(words.language(), end.as_deref(), terms));
    let passwords = Signal::derive(move || password_options(words.language(), has_password));
    let unchanged = move || draft.password.with(|chosen| chosen != ANOTHER);
    view! {
        <form class="form" on:submit=submit>
            <Select label=text::share_link_life options=ends value=draft.life first=true />
            <Line value=draft.label label=text::share_link_label hint=text::share_link_label_hint />
            <Select label=text::share_link_password options=passwords value=draft.password />
            <div hidden=unchanged>
                <Line
                    value=draft.new_password
                    label=text::shared_link_password_new
                    hint=text::share_link_password_hint
                />
            </div>
            {opens
                .then(|| {
                    view! { <Opening view_only=draft.view_only downloads=draft.downloads /> }
                })}
            <Message label=text::share_link_message_en value=draft.message_en lang="en" />
            <Message label=text::share_link_message_fr value=draft.message_fr lang="fr" />
            {move || change.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <DialogActions submit=text::shared_change_submit off busy=change.pending() open />
        </form>
    }
    .into_any()
}

/// The end it has, and others counted from now.
fn end_options(language: Language, end: Option<&str>, terms: LinkTerms) -> Vec<(String, String)> {
    let kept = end.map_or_else(
        || text::share_link_lasting(language).to_owned(),
        |end| text::share_link_until(language, &date_time(language, end)),
    );
    let offered = lives(terms).into_iter();
    let offered = offered.filter(|hours| hours.is_some() || end.is_some());
    let offered = offered.map(|hours| (life_value(hours), life_words(language, hours)));
    [(KEPT.to_owned(), kept)].into_iter().chain(offered).collect()
}

fn password_options(language: Language, has_password: bool) -> Vec<(String, String)> {
    let option = |id: &str, words: &str| (id.to_owned(), words.to_owned());
    let mut options = if has_password {
        vec![
            option(KEPT, text::shared_link_password_kept(language)),
            option(NONE, text::shared_link_password_away(language)),
        ]
    } else {
        vec![option(KEPT, text::shared_link_password_none(language))]
    };
    options.push(option(ANOTHER, text::shared_link_password_set(language)));
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            id: "1".to_owned(),
            url: String::new(),
            label: "Trip".to_owned(),
            message: LocalizedText { en: "Hello".to_owned(), fr: String::new() },
            instance: "minimal".to_owned(),
            bucket: "anne.roy".to_owned(),
            keys: Vec::new(),
            prefixes: vec!["trip/".to_owned()],
            view_only: false,
            has_password: true,
            downloads_max: Some(5),
            created_at: String::new(),
            expires_at: None,
            expires_in_seconds: None,
            opens: 0,
            downloads: 0,
            last_used_at: None,
            upload: None,
            files: 0,
            bytes: 0,
        }
    }

    fn as_it_is(link: &Link) -> Chosen {
        Chosen {
            life: KEPT.to_owned(),
            password: KEPT.to_owned(),
            new_password: "never sent".to_owned(),
            label: link.label.clone(),
            message: link.message.clone(),
            downloads: link.downloads_max.map_or_else(String::new, |max| max.to_string()),
            view_only: link.view_only,
        }
    }

    #[test]
    fn only_what_is_different_is_asked_for() {
        let link = link();
        assert!(changes(&link, &as_it_is(&link)) == ChangeLink::default());
        let chosen = Chosen {
            life: "24".to_owned(),
            password: NONE.to_owned(),
            downloads: " ".to_owned(),
            ..as_it_is(&link)
        };
        let expected = ChangeLink {
            expiry: Some(LinkExpiry::Hours(24)),
            password: Some(String::new()),
            downloads_max: Some(0),
            ..ChangeLink::default()
        };
        assert!(changes(&link, &chosen) == expected);
        let chosen = Chosen {
            life: String::new(),
            password: ANOTHER.to_owned(),
            label: "Trek".to_owned(),
            view_only: true,
            ..as_it_is(&link)
        };
        let expected = ChangeLink {
            expiry: Some(LinkExpiry::Never),
            password: Some("never sent".to_owned()),
            label: Some("Trek".to_owned()),
            downloads_max: Some(0),
            view_only: Some(true),
            ..ChangeLink::default()
        };
        assert!(changes(&link, &chosen) == expected);
    }

    #[test]
    fn an_upload_request_is_never_asked_to_open_anything() {
        let link = Link { upload: Some(gateway_api::UploadTerms::default()), ..link() };
        let chosen = Chosen { view_only: true, downloads: "9".to_owned(), ..as_it_is(&link) };
        assert!(changes(&link, &chosen) == ChangeLink::default());
    }
}
