//! Rows of names and values to type, with what is wrong told beside each.

use gateway_api::{METADATA_BYTES_MAX, TAGS_MAX};
use leptos::prelude::*;
use locales::{Language, text};

use crate::components::{Button, Icon, unique_id};
use crate::i18n::use_words;
use crate::model::pairs::{Excess, Fault, Pair, Use, excess, faults, metadata_bytes};

type Words = fn(Language) -> &'static str;

pub fn has_fault(pairs: &[Pair], of: Use) -> bool {
    excess(pairs, of).is_some() || faults(pairs, of).into_iter().any(|fault| fault.is_some())
}

#[component]
pub fn PairRows(pairs: RwSignal<Vec<Pair>>, of: Use) -> impl IntoView {
    let words = use_words();
    let (legend, add): (Words, Words) = match of {
        Use::Metadata => (text::edit_metadata, text::edit_add_metadata),
        Use::Tags => (text::edit_tags, text::edit_add_tag),
    };
    let ids = Memo::new(move |_| {
        pairs.with(|pairs| pairs.iter().map(|pair| pair.id).collect::<Vec<_>>())
    });
    let used = move || {
        let language = words.language();
        match of {
            Use::Metadata => {
                let size = |bytes: usize| locales::size(language, bytes as u64);
                let used = pairs.with(|pairs| metadata_bytes(pairs));
                text::upload_sending(language, &size(used), &size(METADATA_BYTES_MAX))
            }
            Use::Tags => {
                let number = |count: usize| locales::number(language, count as u64);
                let used = pairs.with(Vec::len);
                text::upload_sending(language, &number(used), &number(TAGS_MAX))
            }
        }
    };
    let too_much = move || {
        let language = words.language();
        pairs.with(|pairs| excess(pairs, of)).map(|excess| match excess {
            Excess::Bytes(_) => text::edit_metadata_excess(language).to_owned(),
            Excess::Count(_) => text::edit_tags_excess(language, TAGS_MAX as u64),
        })
    };
    let one_more = Callback::new(move |()| {
        pairs.update(|pairs| {
            let id = pairs.iter().map(|pair| pair.id + 1).max().unwrap_or_default();
            pairs.push(Pair { id, name: String::new(), value: String::new() });
        });
    });
    view! {
        <fieldset class="pairs">
            <legend class="field__label">{words.say(legend)}</legend>
            <For each=move || ids.get() key=|id| *id let:id>
                <PairRow pairs of id />
            </For>
            <p class="field__error" role="status" hidden=move || too_much().is_none()>
                {Icon::Warning.view()}
                <span>{too_much}</span>
            </p>
            <div class="pairs__foot">
                <Button icon=Icon::Plus on_press=one_more>{words.say(add)}</Button>
                <span class="hint">{used}</span>
            </div>
        </fieldset>
    }
}

#[component]
fn PairRow(pairs: RwSignal<Vec<Pair>>, of: Use, id: u32) -> impl IntoView {
    let words = use_words();
    let fault_id = unique_id("pair-fault");
    let read = move |read: fn(&Pair) -> &String| {
        pairs.with(|pairs| {
            let pair = pairs.iter().find(|pair| pair.id == id);
            pair.map(|pair| read(pair).clone()).unwrap_or_default()
        })
    };
    let write = move |write: fn(&mut Pair) -> &mut String, text: String| {
        pairs.update(|pairs| {
            if let Some(pair) = pairs.iter_mut().find(|pair| pair.id == id) {
                *write(pair) = text;
            }
        });
    };
    let fault = Memo::new(move |_| {
        pairs.with(|pairs| {
            let index = pairs.iter().position(|pair| pair.id == id)?;
            faults(pairs, of).into_iter().nth(index).flatten()
        })
    });
    let said = move || fault.get().map(|fault| fault_words(words.language(), fault));
    let described = {
        let fault_id = fault_id.clone();
        move || fault.get().map(|_| fault_id.clone())
    };
    let invalid = move || fault.get().map(|_| "true");
    let remove = move |_| pairs.update(|pairs| pairs.retain(|pair| pair.id != id));
    let remove_label = move || text::edit_remove(words.language(), &read(|pair| &pair.name));
    view! {
        <div class="pairs__row">
            <input
                class="field__input"
                type="text"
                aria-label=words.say(text::edit_pair_name)
                placeholder=words.say(text::edit_pair_name)
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || read(|pair| &pair.name)
                on:input=move |event| write(|pair| &mut pair.name, event_target_value(&event))
                aria-invalid=invalid
                aria-describedby=described
            />
            <input
                class="field__input"
                type="text"
                aria-label=words.say(text::edit_pair_value)
                placeholder=words.say(text::edit_pair_value)
                autocomplete="off"
                spellcheck="false"
                prop:value=move || read(|pair| &pair.value)
                on:input=move |event| write(|pair| &mut pair.value, event_target_value(&event))
            />
            <button type="button" class="button button--quiet button--icon" aria-label=remove_label on:click=remove>
                {Icon::Cross.view()}
            </button>
            <p class="field__error" id=fault_id hidden=move || fault.get().is_none()>
                {Icon::Warning.view()}
                <span>{said}</span>
            </p>
        </div>
    }
}

fn fault_words(language: Language, fault: Fault) -> &'static str {
    match fault {
        Fault::NameMissing => text::rename_empty(language),
        Fault::NameCharacters => text::edit_name_characters(language),
        Fault::NameTwice => text::edit_name_twice(language),
        Fault::NameTooLong | Fault::ValueTooLong => text::edit_too_long(language),
        Fault::ValueCharacters => text::refusal_control_character(language),
    }
}
