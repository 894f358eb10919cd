//! What is shown when something failed: what happened, to what, what to do, and what to quote when asking for help.

mod words;

use gateway_api::ProblemKind;
use leptos::prelude::*;
use locales::text;
use wasm_split_helpers::wasm_split;

use crate::components::{Button, Icon, Notice, NoticeKind, use_announcer};
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};
use crate::session::sign_in_here;

pub use words::{line, quoting, sentence};

/// A failure where the act was. With `retry`, offers to try again. That there is no line is said without one; the words
/// for what the gateway answered are fetched.
#[component]
pub fn Failure(
    #[prop(into)] error: Signal<Error>,
    #[prop(optional, into)] retry: Option<Callback<()>>,
) -> impl IntoView {
    let words = use_words();
    let shown = move || match error.get() {
        Error::Offline => view! {
            <Notice kind=NoticeKind::Danger>
                <p>{words.say(text::failure_offline)}</p>
                <div class="notice__actions">{retry.map(again)}</div>
            </Notice>
        }
        .into_any(),
        answered => lazy(move || said(answered.clone(), retry)),
    };
    shown.into_any()
}

fn again(retry: Callback<()>) -> AnyView {
    let words = use_words();
    view! {
        <Button icon=Icon::Retry on_press=retry>
            {words.say(text::retry)}
        </Button>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn said(error: Error, retry: Option<Callback<()>>) -> Part {
    let words = use_words();
    let signed_out = error.is(ProblemKind::NotSignedIn);
    let shown = error.clone();
    Ok(view! {
        <Notice kind=NoticeKind::Danger>
            <p>{move || sentence(words.language(), &shown)}</p>
            <Quotable error=Signal::stored(error) />
            <div class="notice__actions">
                <Show when=move || signed_out>
                    <a class="button" rel="external" href=move || sign_in_here(words.language())>
                        {words.say(text::sign_in)}
                    </a>
                </Show>
                {retry.map(again)}
            </div>
        </Notice>
    }
    .into_any())
}

/// The code and the request number, to copy in one press. Nothing when the gateway gave neither.
#[component]
fn Quotable(error: Signal<Error>) -> impl IntoView {
    let words = use_words();
    let announcer = use_announcer();
    let facts = Memo::new(move |_| {
        let error = error.read();
        let problem = error.problem()?;
        let code = problem.code.clone();
        let request = problem.request_id.clone();
        (code.is_some() || request.is_some()).then_some((code, request))
    });
    let copy = move || {
        let text = error.with_untracked(words::quotable);
        let _ = window().navigator().clipboard().write_text(&text);
        announcer.say(text::copied(words.language_untracked()));
    };
    view! {
        <Show when=move || facts.read().is_some()>
            <dl class="quotable">
                {move || {
                    let (code, request) = facts.get().unwrap_or_default();
                    let pairs = [(text::failure_code as fn(_) -> _, code), (text::failure_request, request)];
                    pairs
                        .into_iter()
                        .filter_map(|(term, value)| Some((term, value?)))
                        .map(|(term, value)| {
                            view! {
                                <div class="quotable__pair">
                                    <dt>{words.say(term)}</dt>
                                    <dd>
                                        <code>{value}</code>
                                    </dd>
                                </div>
                            }
                        })
                        .collect_view()
                }} <div class="quotable__pair">
                    <dd>
                        <button type="button" class="button button--quiet" on:click=move |_| copy()>
                            {Icon::Copy.view()}
                            <span>{words.say(text::failure_copy)}</span>
                        </button>
                    </dd>
                </div>
            </dl>
        </Show>
    }
}
