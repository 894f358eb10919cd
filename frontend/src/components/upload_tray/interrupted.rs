use js_sys::Array;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;
use wasm_bindgen::JsCast;
use web_sys::FileList;

use crate::components::{Button, ButtonKind, FileInput, Icon, choosing};
use crate::i18n::use_words;
use crate::upload::Runner;
use crate::upload::queue::Queue;

/// What an earlier visit left: it goes on once its file is chosen again, or is given up.
#[component]
pub fn Interrupted(runner: Runner) -> impl IntoView {
    let words = use_words();
    let queue = runner.queue();
    let count = Memo::new(move |_| queue.with(Queue::interrupted));
    // Files that were chosen and are none of them.
    let strangers = RwSignal::new(0_usize);
    let input = NodeRef::<html::Input>::new();
    let choose = choosing(input);
    let chosen = Callback::new(move |files: FileList| {
        let files = Array::from(&files).iter().map(JsCast::unchecked_into).collect();
        spawn_local(async move {
            let unknown = runner.choose_again(files).await;
            strangers.try_set(unknown);
        });
    });
    let says = move || text::uploads_interrupted(words.language(), count.get() as u64);
    let wrong = move || text::uploads_other_file(words.language(), strangers.get() as u64);
    view! {
        <div class="upload-question" hidden=move || count.get() == 0>
            <p class="upload-question__title" role="status">
                {Icon::Warning.view()} <span>{says}</span>
            </p>
            <p role="alert" hidden=move || strangers.get() == 0>
                {move || (strangers.get() != 0).then(wrong)}
            </p>
            <div class="upload-question__answers">
                <Button icon=Icon::Upload on_press=choose>
                    {words.say(text::uploads_choose_again)}
                </Button>
                <Button kind=ButtonKind::Quiet icon=Icon::Trash on_press=Callback::new(move |()| runner.discard_all())>
                    {words.say(text::uploads_discard)}
                </Button>
            </div>
            <FileInput input label=text::uploads_choose_again on_chosen=chosen />
        </div>
    }
}
