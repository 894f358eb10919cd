//! A bucket in one click: made, said, and entered.

use std::pin::Pin;

use gateway_api::Bucket;
use leptos::prelude::*;
use locales::Language;

use crate::components::{NoticeKind, use_toasts};
use crate::gateway::Error;
use crate::i18n::use_words;
use crate::links;
use crate::navigation::{NavigateOptions, use_navigate};

/// Its value is the failure, where there is one.
pub type Making = Action<(), Result<(), Error>>;

type Asked = Pin<Box<dyn Future<Output = Result<Bucket, Error>>>>;

/// Asks for a bucket on an instance, tells its name and leads into it. Asking twice is harmless: the gateway answers with
/// the bucket that is there.
pub fn making(
    instance: String,
    told: fn(Language, &str) -> String,
    ask: impl Fn(String) -> Asked + 'static,
) -> Making {
    let words = use_words();
    let toasts = use_toasts();
    let navigate = use_navigate();
    Action::new_local(move |(): &()| {
        let (instance, navigate, asked) =
            (instance.clone(), navigate.clone(), ask(instance.clone()));
        async move {
            let bucket = asked.await?;
            let language = words.language_untracked();
            toasts.show(NoticeKind::Success, told(language, &bucket.name));
            let address = links::bucket(language, &instance, &bucket.name, "");
            navigate(&address, NavigateOptions::default());
            Ok(())
        }
    })
}
