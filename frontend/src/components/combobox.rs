//! A field that proposes (WAI-ARIA authoring practices, combobox). The field is there at once and takes letters; the
//! list below it, which may be fetched after it, reads them whenever it comes.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use locales::Language;

use super::unique_id;
use crate::i18n::use_words;

/// What a field and its list know of each other.
#[derive(Clone, Copy)]
pub struct Combobox {
    pub typed: RwSignal<String>,
    /// Whether the list is wanted; it shows when it has lines.
    pub open: RwSignal<bool>,
    /// The line that the arrows are on.
    pub active: RwSignal<Option<usize>>,
    /// How many lines there are.
    pub count: RwSignal<usize>,
    /// What is typed is not understood; the element with [`Self::fault_id`] says why.
    pub faulty: RwSignal<bool>,
    /// What keys do among the lines, from when these are there.
    keys: StoredValue<Option<Callback<KeyboardEvent>>>,
    id: StoredValue<String>,
}

impl Combobox {
    pub fn new() -> Self {
        Self {
            typed: RwSignal::default(),
            open: RwSignal::new(false),
            active: RwSignal::new(None),
            count: RwSignal::new(0),
            faulty: RwSignal::new(false),
            keys: StoredValue::new(None),
            id: StoredValue::new(unique_id("combobox")),
        }
    }

    pub fn list_id(self) -> String {
        self.id.with_value(|id| format!("{id}-list"))
    }

    pub fn fault_id(self) -> String {
        self.id.with_value(|id| format!("{id}-fault"))
    }

    pub fn line_id(self, line: usize) -> String {
        self.id.with_value(|id| format!("{id}-{line}"))
    }

    pub fn is_shown(self) -> bool {
        self.open.get() && self.count.get() != 0
    }

    pub fn type_text(self, text: String) {
        self.typed.set(text);
        self.faulty.set(false);
        self.active.set(None);
        self.open.set(true);
    }

    /// The list is there: it hears the keys, until the owner that asked is gone.
    pub fn hear_keys(self, heard: Callback<KeyboardEvent>) {
        self.keys.set_value(Some(heard));
        on_cleanup(move || {
            self.keys.try_set_value(None);
        });
    }

    fn press(self, event: KeyboardEvent) {
        if let Some(keys) = self.keys.get_value() {
            keys.run(event);
        }
    }
}

#[component]
pub fn ComboboxField(
    combobox: Combobox,
    class: &'static str,
    label: fn(Language) -> &'static str,
    placeholder: fn(Language) -> &'static str,
    /// The dialog it is in focuses it first.
    #[prop(optional)]
    first: bool,
    /// It got the focus: what may be proposed can be asked for.
    #[prop(optional, into)]
    on_focus: Option<Callback<()>>,
    #[prop(optional, into)] on_blur: Option<Callback<()>>,
) -> impl IntoView {
    let words = use_words();
    let active = move || {
        combobox.active.get().filter(|_| combobox.is_shown()).map(|at| combobox.line_id(at))
    };
    let fault = move || combobox.faulty.get().then(|| combobox.fault_id());
    view! {
        <input
            class=class
            type="text"
            role="combobox"
            data-autofocus=first.then_some("")
            aria-label=words.say(label)
            aria-expanded=move || if combobox.is_shown() { "true" } else { "false" }
            aria-controls=combobox.list_id()
            aria-autocomplete="list"
            aria-activedescendant=active
            aria-invalid=move || combobox.faulty.get().then_some("true")
            aria-describedby=fault
            placeholder=words.say(placeholder)
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            prop:value=move || combobox.typed.get()
            on:input=move |event| combobox.type_text(event_target_value(&event))
            on:keydown=move |event| combobox.press(event)
            on:focus=move |_| {
                if let Some(on_focus) = on_focus {
                    on_focus.try_run(());
                }
            }
            on:click=move |_| combobox.open.set(true)
            on:blur=move |_| {
                if let Some(on_blur) = on_blur {
                    on_blur.try_run(());
                }
            }
        />
    }
    .into_any()
}
