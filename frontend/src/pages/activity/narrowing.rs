use gateway_api::Act;
use leptos::prelude::*;
use locales::text;

use super::Record;
use super::table::act_name;
use crate::components::{Button, ButtonKind, Check, Field, Select, day_field};
use crate::i18n::use_words;
use crate::model::activity::{Of, Wanted};

/// What was typed so far.
#[derive(Clone, Copy)]
struct Draft {
    of: RwSignal<String>,
    bucket: RwSignal<String>,
    person: RwSignal<String>,
    act: RwSignal<String>,
    /// As the browser's field of dates says it: `2026-12-31`.
    since: RwSignal<String>,
    until: RwSignal<String>,
    refused: RwSignal<bool>,
}

impl Draft {
    fn of(wanted: &Wanted) -> Self {
        Self {
            of: RwSignal::new(wanted.of.value()),
            bucket: RwSignal::default(),
            person: RwSignal::default(),
            act: RwSignal::default(),
            since: RwSignal::default(),
            until: RwSignal::default(),
            refused: RwSignal::default(),
        }
    }

    fn wanted(self) -> Wanted {
        Wanted {
            of: Of::parse(&self.of.read_untracked()),
            bucket: self.bucket.get_untracked(),
            person: self.person.get_untracked(),
            act: self.act.get_untracked(),
            since: moment(&self.since.read_untracked(), "00:00:00"),
            // The end of a day is the beginning of the next (ECMA-262, 21.4.1.32).
            until: moment(&self.until.read_untracked(), "24:00:00"),
            refused: self.refused.get_untracked(),
        }
    }

    fn clear(self) {
        for text in [self.bucket, self.person, self.act, self.since, self.until] {
            text.set(String::new());
        }
        self.refused.set(false);
    }
}

/// RFC 3339, of a day where the person is; empty where none was typed.
fn moment(day: &str, time: &str) -> String {
    let moment = js_sys::Date::new(&format!("{day}T{time}").into());
    if moment.get_time().is_nan() { String::new() } else { moment.to_iso_string().into() }
}

/// Whose record, and which part of it.
#[component]
pub fn Narrowing(record: Record) -> impl IntoView {
    let words = use_words();
    let draft = record.wanted.with_untracked(Draft::of);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        record.want(draft.wanted());
    };
    let clear = Callback::new(move |()| {
        draft.clear();
        record.want(draft.wanted());
    });
    let acts = Signal::derive(move || {
        let language = words.language();
        let act = |act: &Act| (act.as_str().to_owned(), act_name(*act)(language).to_owned());
        let any = (String::new(), text::activity_act_any(language).to_owned());
        [any].into_iter().chain(Act::ALL.iter().map(act)).collect::<Vec<_>>()
    });
    let bucket = Signal::derive(move || text::activity_bucket(words.language()).to_owned());
    let person = Signal::derive(move || text::activity_person(words.language()).to_owned());
    let own = move || draft.of.with(String::is_empty);
    view! {
        <form class="activity-narrowing" on:submit=submit>
            <div class="activity-narrowing__fields">
                {views(record, draft)}
                <Select label=text::activity_act options=acts value=draft.act />
                <Field label=bucket value=draft.bucket verbatim=true />
                <div hidden=own>
                    <Field label=person value=draft.person verbatim=true />
                </div>
                {day_field(text::activity_since, draft.since)}
                {day_field(text::activity_until, draft.until)}
            </div>
            <Check checked=draft.refused>{words.say(text::activity_refused_only)}</Check>
            <div class="activity-narrowing__actions">
                <Button submit=true>{words.say(text::activity_narrow)}</Button>
                <Button kind=ButtonKind::Quiet on_press=clear>
                    {words.say(text::activity_clear)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// Nothing to choose where one may look at one's own record alone.
fn views(record: Record, draft: Draft) -> AnyView {
    let words = use_words();
    let options = Memo::new(move |_| {
        let language = words.language();
        let views = record.views.get();
        let mut options = vec![(Of::Own.value(), text::activity_of_own(language).to_owned())];
        options.extend(views.teams.into_iter().map(|team| {
            let title = text::activity_of_team(language, &words.localized(&team.title));
            (Of::Team(team.name).value(), title)
        }));
        if views.all {
            options.push((Of::All.value(), text::activity_of_all(language).to_owned()));
        }
        options
    });
    view! {
        <div hidden=move || options.read().len() == 1>
            <Select label=text::activity_of options value=draft.of />
        </div>
    }
    .into_any()
}
