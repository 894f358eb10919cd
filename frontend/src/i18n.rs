//! The language of the page. The address says which; the operator says which French.

mod dates;

use crate::effects::effect;
use crate::navigation::use_location;
use leptos::prelude::*;
use locales::Language;
use wasm_bindgen::JsCast;

use crate::links;
use crate::session::use_session;

pub use dates::{date_time, date_time_short, time};

/// How long a visitor's language is remembered for addresses without one.
const COOKIE_SECONDS: u32 = 365 * 24 * 3600;

/// The language in force, and the words in it.
#[derive(Clone, Copy)]
pub struct Words(Memo<Language>);

impl Words {
    /// The language now; tracked, so that what shows it follows the toggle.
    pub fn language(self) -> Language {
        self.0.get()
    }

    /// The language now, for events: not tracked.
    pub fn language_untracked(self) -> Language {
        self.0.get_untracked()
    }

    /// A text without arguments, as something a view shows and keeps up to date: `words.say(text::close)`.
    pub fn say(
        self,
        text: fn(Language) -> &'static str,
    ) -> impl Fn() -> &'static str + Copy + Send + Sync {
        move || text(self.0.get())
    }

    /// The operator's own words in this language.
    pub fn localized(self, text: &gateway_api::LocalizedText) -> String {
        if self.language().is_french() { text.fr.clone() } else { text.en.clone() }
    }
}

/// Provides [`Words`]; inside the router and the session.
pub fn provide_words() -> Words {
    let path = use_location().pathname;
    let session = use_session();
    let language = Memo::new(move |_| {
        let french = session.french();
        path.with(|path| links::language_code(path).and_then(|code| Language::parse(code, &french)))
            .unwrap_or_default()
    });
    effect(move |_| remember(language.get()));
    let words = Words(language);
    provide_context(words);
    words
}

#[expect(clippy::expect_used, reason = "the application provides the words before anything else")]
pub fn use_words() -> Words {
    use_context().expect("words are provided")
}

/// The language a visitor of `/` most likely wants: what was chosen before, else what the browser speaks.
pub fn preferred() -> Language {
    let chosen = cookie("lang").or_else(|| window().navigator().language()).unwrap_or_default();
    if chosen.starts_with("fr") { Language::FrCa } else { Language::En }
}

/// Tells the document and, by a cookie, the gateway.
fn remember(language: Language) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language.tag());
    }
    let cookie =
        format!("lang={}; Path=/; Max-Age={COOKIE_SECONDS}; SameSite=Lax", language.code());
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

fn cookie(name: &str) -> Option<String> {
    let all =
        js_sys::Reflect::get(document().unchecked_ref(), &"cookie".into()).ok()?.as_string()?;
    let mut pairs = all.split("; ").filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}
