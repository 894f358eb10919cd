use leptos::prelude::*;
use locales::text;

use crate::components::{Button, ButtonKind, Dialog, Field, NoticeKind, focus_heading, use_toasts};
use crate::failure::Failure;
use crate::gateway;
use crate::i18n::use_words;

/// Deleting a bucket: its name is typed, since there is no way back. Only an empty one goes.
#[component]
pub fn DeleteBucket(
    instance: String,
    /// The bucket in question; `None` closes the dialog.
    bucket: RwSignal<Option<String>>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    let instance = StoredValue::new(instance);
    Effect::new(move |_| {
        if bucket.read().is_some() {
            open.set(true);
        }
    });
    // The name stays in the title while the dialog closes; the next one replaces it.
    let name = Memo::new(move |before: Option<&String>| {
        bucket.get().or_else(|| before.cloned()).unwrap_or_default()
    });
    Effect::new(move |_| {
        if !open.get() {
            bucket.set(None);
        }
    });
    let title = Signal::derive(move || text::bucket_delete_title(words.language(), &name.read()));
    view! {
        <Dialog open title>
            <Form open instance name changed />
        </Dialog>
    }
}

#[component]
fn Form(
    open: RwSignal<bool>,
    instance: StoredValue<String>,
    name: Memo<String>,
    changed: Callback<()>,
) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let typed = RwSignal::new(String::new());
    let delete = Action::new_local(move |(): &()| async move {
        let (instance, name) = (instance.get_value(), name.get_untracked());
        gateway::delete_bucket(&instance, &name).await?;
        open.set(false);
        toasts.show(
            NoticeKind::Success,
            text::bucket_deleted_notice(words.language_untracked(), &name),
        );
        changed.run(());
        // The row that opened the dialog is about to go, and the focus with it.
        request_animation_frame(focus_heading);
        Ok(())
    });
    let matches = move || *typed.read() == *name.read();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if matches() && !delete.pending().get_untracked() {
            delete.dispatch(());
        }
    };
    let off = Signal::derive(move || {
        (!matches()).then(|| text::bucket_delete_mismatch(words.language()).to_owned())
    });
    let label = Signal::derive(move || text::bucket_delete_type(words.language()).to_owned());
    let hint = Signal::derive(move || Some(name.get()));
    view! {
        <form class="form" on:submit=submit>
            <p>{words.say(text::bucket_delete_explained)}</p>
            <Field label hint value=typed first=true verbatim=true />
            {move || {
                let error = delete.value().get().and_then(Result::err);
                error.map(|error: gateway::Error| view! { <Failure error /> })
            }}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Danger submit=true off busy=delete.pending()>
                    {words.say(text::bucket_delete_submit)}
                </Button>
                <Button on_press=move |()| open.set(false)>{words.say(text::cancel)}</Button>
            </div>
        </form>
    }
}
