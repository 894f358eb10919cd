use leptos::prelude::*;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::finding::Finding;
use crate::components::{Button, ButtonKind, Field, Icon, Select, day_field, kind_words};
use crate::effects::effect;
use crate::i18n::use_words;
use crate::links;
use crate::model::search::{CHANGED, Changed, Query};
use crate::navigation::{NavigateOptions, use_navigate};

/// Sizes that are offered as bounds, in bytes.
const BOUNDS: [u64; 4] = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// Kinds of files, folders last.
const KINDS: [gateway_api::Kind; 10] = {
    use gateway_api::Kind::{
        Archive, Audio, Code, Document, Folder, Image, Other, Table, Text, Video,
    };
    [Table, Document, Text, Code, Image, Audio, Video, Archive, Other, Folder]
};

/// What was typed and chosen so far.
#[derive(Clone, Copy)]
struct Draft {
    prefix: RwSignal<String>,
    everywhere: RwSignal<String>,
    text: RwSignal<String>,
    kind: RwSignal<String>,
    size: RwSignal<String>,
    changed: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
}

impl Draft {
    fn new() -> Self {
        Self {
            prefix: RwSignal::default(),
            everywhere: RwSignal::default(),
            text: RwSignal::default(),
            kind: RwSignal::default(),
            size: RwSignal::default(),
            changed: RwSignal::default(),
            from: RwSignal::default(),
            to: RwSignal::default(),
        }
    }

    /// As the address says it.
    fn show(self, query: Query) {
        self.everywhere.set(if query.everywhere { "1" } else { "" }.to_owned());
        for (signal, value) in [
            (self.prefix, query.prefix),
            (self.text, query.text),
            (self.kind, query.kind),
            (self.size, query.size),
            (self.changed, query.changed),
            (self.from, query.from),
            (self.to, query.to),
        ] {
            signal.set(value);
        }
    }

    fn query(self) -> Query {
        Query {
            prefix: self.prefix.get_untracked(),
            everywhere: !self.everywhere.read_untracked().is_empty(),
            text: self.text.get_untracked(),
            kind: self.kind.get_untracked(),
            size: self.size.get_untracked(),
            changed: self.changed.get_untracked(),
            from: self.from.get_untracked(),
            to: self.to.get_untracked(),
        }
    }
}

/// What is looked for.
#[component]
pub fn Asking(finding: Finding) -> impl IntoView {
    let words = use_words();
    let draft = Draft::new();
    effect(move |first| {
        let query = finding.query.get();
        if !first && query.is_empty() {
            focus_field();
        }
        draft.show(query);
    });
    let ask = ask(finding);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        ask.run(draft.query());
    };
    let clear = Callback::new(move |()| {
        let prefix = draft.prefix.get_untracked();
        ask.run(Query { prefix, ..Query::default() });
        focus_field();
    });
    let nothing = move || finding.query.with(Query::is_empty);
    let between = move || draft.changed.with(|word| Changed::parse(word) == Changed::Between);
    let hint = Signal::derive(move || Some(text::search_name_hint(words.language()).to_owned()));
    view! {
        <form class="search" role="search" on:submit=submit>
            <div class="search__name">
                <Field
                    label=Signal::derive(move || text::search_name(words.language()).to_owned())
                    value=draft.text
                    hint
                    first=true
                    verbatim=true
                />
            </div>
            <div class="search__fields">
                <div hidden=move || draft.prefix.read().is_empty()>
                    <Select label=text::search_where options=wheres(draft) value=draft.everywhere />
                </div>
                <Select label=text::column_kind options=kinds() value=draft.kind />
                <Select label=text::column_size options=sizes() value=draft.size />
                <Select label=text::column_modified options=times() value=draft.changed />
                <div class="search__days" hidden=move || !between()>
                    {day_field(text::activity_since, draft.from)}
                    {day_field(text::activity_until, draft.to)}
                </div>
            </div>
            <div class="search__actions">
                <Button kind=ButtonKind::Primary icon=Icon::Search submit=true>
                    {words.say(text::search_go)}
                </Button>
                <div hidden=nothing>
                    <Button kind=ButtonKind::Quiet on_press=clear>
                        {words.say(text::search_clear)}
                    </Button>
                </div>
            </div>
        </form>
    }
    .into_any()
}

/// Goes to the address of a search; asked for again as it stands, it begins anew.
pub fn ask(finding: Finding) -> Callback<Query> {
    let words = use_words();
    let navigate = use_navigate();
    Callback::new(move |query: Query| {
        if finding.query.with_untracked(|asked| *asked == query) {
            return finding.begin();
        }
        let (instance, bucket) = finding.bucket.get_untracked();
        let address = links::search(words.language_untracked(), &instance, &bucket, &query.pairs());
        navigate(&address, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    })
}

fn wheres(draft: Draft) -> Signal<Vec<(String, String)>> {
    let words = use_words();
    Signal::derive(move || {
        let language = words.language();
        let here = draft.prefix.with(|prefix| text::search_where_folder(language, prefix));
        let whole = text::search_where_bucket(language).to_owned();
        vec![(String::new(), here), ("1".to_owned(), whole)]
    })
}

fn kinds() -> Signal<Vec<(String, String)>> {
    let words = use_words();
    Signal::derive(move || {
        let language = words.language();
        let any = (String::new(), text::search_any(language).to_owned());
        let kinds = KINDS
            .iter()
            .map(|kind| (kind.word().to_owned(), kind_words(*kind)(language).to_owned()));
        [any].into_iter().chain(kinds).collect()
    })
}

fn sizes() -> Signal<Vec<(String, String)>> {
    let words = use_words();
    Signal::derive(move || {
        let language = words.language();
        let any = (String::new(), text::search_any(language).to_owned());
        let from = |bound: &u64| (format!("{bound}-"), text::search_size_from(language, *bound));
        let below = text::search_size_below(language, BOUNDS[0]);
        let rest = [
            (format!("-{}", BOUNDS[0] - 1), below),
            ("0-0".to_owned(), text::search_size_empty(language).to_owned()),
        ];
        [any].into_iter().chain(BOUNDS.iter().map(from)).chain(rest).collect()
    })
}

fn times() -> Signal<Vec<(String, String)>> {
    let words = use_words();
    Signal::derive(move || {
        let language = words.language();
        let said = |changed: Changed| match changed {
            Changed::Any => text::search_any_time(language).to_owned(),
            Changed::Days(days) => text::search_days(language, days.into()),
            Changed::ThisYear => text::search_this_year(language).to_owned(),
            Changed::LastYear => text::search_last_year(language).to_owned(),
            Changed::Between => text::search_between(language).to_owned(),
        };
        CHANGED.iter().map(|changed| (changed.word(), said(*changed))).collect()
    })
}

fn focus_field() {
    request_animation_frame(|| {
        let field = document().query_selector(".search [data-autofocus]").ok().flatten();
        if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
}
