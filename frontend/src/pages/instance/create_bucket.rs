use crate::navigation::use_navigate;
use leptos::prelude::*;
use locales::text;

use super::bucket_name::{Rule, is_good};
use crate::components::{Dialog, DialogActions, Field, Icon, NoticeKind, Select, use_toasts};
use crate::failure::Failure;
use crate::i18n::use_words;
use crate::{gateway, links};

/// A further bucket: a beginning that the instance allows, and the rest, with its rules ticked while typing.
#[component]
pub fn CreateBucket(
    open: RwSignal<bool>,
    instance: Signal<String>,
    prefixes: Signal<Vec<String>>,
) -> impl IntoView {
    let words = use_words();
    let title = Signal::derive(move || text::bucket_create(words.language()).to_owned());
    view! {
        <Dialog open title>
            <Form open instance prefixes />
        </Dialog>
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    instance: Signal<String>,
    prefixes: Signal<Vec<String>>,
) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let prefix = RwSignal::new(prefixes.get_untracked().into_iter().next().unwrap_or_default());
    let rest = RwSignal::new(String::new());
    let name = Memo::new(move |_| format!("{}{}", prefix.read(), rest.read().trim()));
    let create = Action::new_local(move |name: &String| {
        let (name, navigate, instance) = (name.clone(), navigate.clone(), instance.get_untracked());
        async move {
            let bucket = gateway::create_bucket(&instance, name).await?;
            let language = words.language_untracked();
            open.set(false);
            toasts.show(NoticeKind::Success, text::bucket_created_notice(language, &bucket.name));
            let address = links::bucket(language, &instance, &bucket.name, "");
            navigate(&address, crate::navigation::NavigateOptions::default());
            Ok(())
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = name.get_untracked();
        if is_good(&name) && !create.pending().get_untracked() {
            create.dispatch(name);
        }
    };
    let beginnings = Signal::derive(move || {
        prefixes.get().into_iter().map(|prefix| (prefix.clone(), prefix)).collect::<Vec<_>>()
    });
    let one = move || prefixes.read().len() == 1 && !prefix.read().is_empty();
    let given = Signal::derive(move || one().then(|| prefix.get()));
    let off = Signal::derive(move || {
        (!is_good(&name.read())).then(|| text::failure_bucket_name(words.language()).to_owned())
    });
    let label = Signal::derive(move || text::bucket_name(words.language()).to_owned());
    let whole = Signal::derive(move || {
        let name = name.read();
        is_good(&name).then(|| text::bucket_name_whole(words.language(), &name))
    });
    view! {
        <form class="form" on:submit=submit>
            <Show when=move || { prefixes.read().len() > 1 }>
                <Select label=text::bucket_name_begins_with options=beginnings value=prefix />
            </Show>
            <Field label value=rest given first=true verbatim=true />
            <Rules name />
            <p class="form__whole" aria-live="polite">{move || whole.get()}</p>
            {move || {
                let error = create.value().get().and_then(Result::err);
                error.map(|error: gateway::Error| view! { <Failure error /> })
            }}
            <DialogActions submit=text::bucket_create_submit off busy=create.pending() open />
        </form>
    }
}

/// Which rules the name keeps so far: by sign and by word.
#[component]
fn Rules(name: Memo<String>) -> impl IntoView {
    let words = use_words();
    let rule = move |rule: Rule| {
        let kept = move || rule.holds(&name.read());
        view! {
            <li class="rules__rule" data-kept=move || kept().then_some("")>
                {move || if kept() { Icon::Check.view() } else { Icon::Cross.view() }}
                <span>{words.say(rule.words())}</span>
                <span class="visually-hidden">
                    {move || {
                        let word = if kept() { text::rule_kept } else { text::rule_broken };
                        format!(" ({})", word(words.language()))
                    }}
                </span>
            </li>
        }
    };
    view! {
        <ul class="rules" aria-label=words.say(text::rules)>
            {Rule::ALL.into_iter().map(rule).collect_view()}
        </ul>
    }
}
