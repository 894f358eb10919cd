use gateway_api::CreatedAccessKey;
use leptos::html;
use leptos::prelude::*;
use locales::{Language, text};

use crate::components::{
    Button, ButtonKind, Icon, Notice, NoticeKind, focus_late_content, focus_title,
};
use crate::i18n::use_words;
use crate::model::access_key::environment;
use crate::pages::bucket::actions::copy_action;
use crate::pages::bucket::taking_out::save_text;

/// What a program reads its settings from by itself.
const FILE_NAME: &str = "cellier.env";

/// The secret, once: to copy, or as a file.
#[component]
pub fn Made(
    made: CreatedAccessKey,
    open: RwSignal<bool>,
    /// Whether a program's text, with the key in it, takes the place of this.
    using: RwSignal<bool>,
) -> impl IntoView {
    let words = use_words();
    let said = match &made.session_token {
        Some(_) => text::key_made_temporary_lead,
        None => text::key_made_lead,
    };
    let lead = NodeRef::<html::Div>::new();
    // The form that had the focus is gone.
    lead.on_load(|lead| {
        request_animation_frame(move || {
            let _ = lead.focus();
        });
    });
    let copy = copy_action();
    let file = StoredValue::new(environment(&made));
    let row = move |label: fn(Language) -> &'static str, value: String| {
        let copied = value.clone();
        let name = move || text::key_copy(words.language(), label(words.language()));
        view! {
            <div class="made__row">
                <dt>{words.say(label)}</dt>
                <dd>
                    <code class="made__value">{value}</code>
                    <button
                        type="button"
                        class="button button--quiet button--icon"
                        aria-label=name
                        title=words.say(text::copy)
                        on:click=move |_| copy.run(copied.clone())
                    >
                        {Icon::Copy.view()}
                    </button>
                </dd>
            </div>
        }
    };
    let use_it = move |()| {
        if let Some(lead) = lead.get_untracked() {
            focus_title(&lead);
        }
        using.set(true);
        focus_late_content();
    };
    view! {
        <div class="form">
            <div tabindex="-1" node_ref=lead>
                <Notice kind=NoticeKind::Warning>
                    <p>{words.say(said)}</p>
                </Notice>
            </div>
            <dl class="made">
                {row(text::key_endpoint, made.endpoint)}
                {row(text::key_id, made.key.id)}
                {row(text::key_secret, made.secret_key)}
                {made.session_token.map(|token| row(text::key_session_token, token))}
                {row(text::key_region, made.region)}
            </dl>
            <p class="hint">{words.say(text::key_made_path_style)}</p>
            <div class="dialog__actions">
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Download
                    on_press=move |()| file.with_value(|file| save_text(file, FILE_NAME))
                >
                    {words.say(text::key_save_file)}
                </Button>
                <Button icon=Icon::Copy on_press=move |()| copy.run(file.get_value())>
                    {words.say(text::key_copy_file)}
                </Button>
                <Button icon=Icon::Code on_press=use_it>{words.say(text::use_it_from)}</Button>
                <Button on_press=move |()| open.set(false)>{words.say(text::key_made_done)}</Button>
            </div>
        </div>
    }
    .into_any()
}
