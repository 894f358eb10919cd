use leptos::prelude::*;
use locales::{Language, text};
use wasm_split_helpers::wasm_split;

use crate::components::{Icon, Popover};
use crate::i18n::use_words;
use crate::lazy::{Part, lazy};

/// What people ask where they need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    AccessKey,
    Bucket,
    Folder,
    Large,
    ReadOnly,
}

impl Question {
    fn words(self) -> fn(Language) -> &'static str {
        match self {
            Self::AccessKey => text::keys_question,
            Self::Bucket => text::bucket_question,
            Self::Folder => text::folder_question,
            Self::Large => text::large_question,
            Self::ReadOnly => text::read_only_question,
        }
    }
}

/// A short explanation behind a question mark.
#[component]
pub fn HelpTip(question: Question) -> impl IntoView {
    let words = use_words();
    let asked = RwSignal::new(false);
    let label = Signal::derive(move || question.words()(words.language()).to_owned());
    view! {
        <Popover label icon=Icon::Help icon_only=true on_open=Callback::new(move |()| asked.set(true))>
            {move || asked.get().then(|| lazy(move || answer(question)))}
        </Popover>
    }
    .into_any()
}

#[wasm_split(acts, fallible)]
fn answer(question: Question) -> Part {
    let words = use_words();
    let answer = match question {
        Question::AccessKey => text::keys_answer,
        Question::Bucket => text::bucket_answer,
        Question::Folder => text::folder_answer,
        Question::Large => text::large_answer,
        Question::ReadOnly => text::read_only_why,
    };
    Ok(view! {
        <p class="popover__title">{words.say(question.words())}</p>
        <p>{words.say(answer)}</p>
    }
    .into_any())
}
