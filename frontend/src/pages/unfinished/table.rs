use gateway_api::UnfinishedUpload;
use js_sys::Date;
use leptos::prelude::*;
use locales::{Language, text};

use super::board::{Amount, Board};
use super::discarding::Wish;
use super::going_on::{GoingOn, Step};
use crate::components::{Button, ButtonKind, Icon, moment};
use crate::i18n::{date_time_short, use_words};

/// What came so lately may still be on its way.
const LATELY_MS: f64 = 15.0 * 60_000.0;

#[component]
pub fn UploadTable(board: Board, going_on: GoingOn) -> impl IntoView {
    let words = use_words();
    let column = move |label: fn(Language) -> &'static str| {
        view! { <th scope="col">{words.say(label)}</th> }
    };
    let rows = move || board.rows.get().unwrap_or_default();
    view! {
        <table class="table unfinished">
            <caption class="visually-hidden">{words.say(text::unfinished_caption)}</caption>
            <thead>
                <tr>
                    {column(text::column_name)} {column(text::unfinished_begun)}
                    {column(text::unfinished_arrived)} {column(text::column_actions)}
                </tr>
            </thead>
            <tbody>
                <For
                    each=rows
                    key=|row| (row.key.clone(), row.upload.clone())
                    children=move |row| line(board, going_on, row)
                />
            </tbody>
        </table>
    }
    .into_any()
}

fn line(board: Board, going_on: GoingOn, row: UnfinishedUpload) -> AnyView {
    let prefix = board.place.with_untracked(|place| place.prefix.clone());
    // Within the folder that is shown.
    let name = row.key.strip_prefix(&prefix).filter(|name| !name.is_empty()).unwrap_or(&row.key);
    let name = name.to_owned();
    view! {
        <tr>
            <th scope="row" class="table__name unfinished__name">{name.clone()}</th>
            <td class="table__date">{row.begun.clone().map(moment)}</td>
            <td class="unfinished__amount">{amount(board, &row)}</td>
            <td class="unfinished__actions">{actions(board, going_on, row, name)}</td>
        </tr>
    }
    .into_any()
}

fn amount(board: Board, row: &UnfinishedUpload) -> AnyView {
    let words = use_words();
    let (name, begun) = (row.upload.clone(), row.begun.clone());
    let amount = Memo::new(move |_| board.amounts.with(|known| known.get(&name).cloned()));
    let closed = Memo::new(move |_| board.off(words.language()).is_some());
    let said = move || {
        let language = words.language();
        match amount.get() {
            // Whoever may only look is not told.
            None if closed.get() => String::new(),
            None => text::unfinished_counting(language).to_owned(),
            Some(Amount::Known { parts: 0, .. }) => text::unfinished_nothing(language).to_owned(),
            Some(Amount::Known { parts, bytes, .. }) => {
                text::unfinished_parts(language, bytes, parts)
            }
            Some(Amount::Gone) => text::unfinished_gone(language).to_owned(),
            Some(Amount::Unknown) => text::unfinished_unknown(language).to_owned(),
        }
    };
    let last = Memo::new(move |_| {
        amount.with(|amount| match amount {
            Some(Amount::Known { last, .. }) => last.clone(),
            _ => None,
        })
    });
    let when = move || {
        let language = words.language();
        last.get().map(|at| text::unfinished_last(language, &date_time_short(language, &at)))
    };
    let lately = move || {
        let newest = last.get().or_else(|| begun.clone());
        let is_late = newest.is_some_and(|at| Date::now() - Date::parse(&at) < LATELY_MS);
        is_late.then(|| text::unfinished_lately(words.language()))
    };
    view! {
        <span>{said}</span>
        <small>{when}</small>
        <small>{lately}</small>
    }
    .into_any()
}

fn actions(board: Board, going_on: GoingOn, row: UnfinishedUpload, name: String) -> AnyView {
    let words = use_words();
    let off = Signal::derive(move || board.off(words.language()));
    let (upload, of_step) = (row.upload.clone(), row.upload.clone());
    let here = Memo::new(move |_| board.here.with(|here| here.contains(&upload)));
    let step = Memo::new(move |_| {
        let is_it =
            going_on.chosen.with(|row| row.as_ref().is_some_and(|row| row.upload == of_step));
        is_it.then(|| going_on.step.get()).flatten()
    });
    let compares = Memo::new(move |_| step.with(|step| step.as_ref().is_some_and(Step::goes_on)));
    let fault = move || step.with(|step| step.as_ref().is_some_and(|step| !step.goes_on()));
    let said = move || step.with(|step| step.as_ref().map(|step| step.said(words.language())));
    let (chosen, unwanted) = (row.clone(), row);
    let press = Callback::new(move |()| {
        if compares.get_untracked() { going_on.stop() } else { going_on.choose(chosen.clone()) }
    });
    let discard = Callback::new(move |()| board.wish.set(Some(Wish::One(unwanted.clone()))));
    let label = move || {
        let label = if compares.get() { text::unfinished_stop } else { text::unfinished_go_on };
        label(words.language())
    };
    let name = StoredValue::new(name);
    let hidden = move || view! { <span class="visually-hidden">" " {name.get_value()}</span> };
    view! {
        <Show
            when=move || !here.get()
            fallback=move || view! { <p class="unfinished__step">{words.say(text::unfinished_here)}</p> }
        >
            <div class="unfinished__buttons">
                <Button kind=ButtonKind::Quiet icon=Icon::Upload off on_press=press>
                    {label}
                    {hidden()}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Trash off on_press=discard>
                    {words.say(text::unfinished_discard)}
                    {hidden()}
                </Button>
            </div>
        </Show>
        <p class="unfinished__step" role="status" data-fault=move || fault().then_some("")>
            {said}
        </p>
    }
    .into_any()
}
