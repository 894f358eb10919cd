//! Writes the functions, after comparing what the languages say.

use std::fmt::Write;

use crate::catalogue::{Catalogue, Kind, Message, Piece};

/// The first of the private characters that stand for arguments in a pattern; `fill` in `lib.rs` knows it too.
const ARGUMENT: u32 = 0xE000;

pub fn functions(
    en: &Catalogue,
    fr_ca: &Catalogue,
    fr_fr: &Catalogue,
    faults: &mut Vec<String>,
) -> String {
    for key in fr_fr.messages.keys().filter(|key| !en.messages.contains_key(*key)) {
        faults.push(format!("{key} is in French only"));
    }
    let mut code = String::new();
    let mut every = String::new();
    for (key, english) in &en.messages {
        let (Some(canada), Some(france)) = (fr_ca.messages.get(key), fr_fr.messages.get(key))
        else {
            faults.push(format!("{key} is in English only"));
            continue;
        };
        let languages = [english, canada, france];
        check_forms(key, english, &["one", "other"], faults);
        check_forms(key, canada, &["one", "many", "other"], faults);
        check_forms(key, france, &["one", "many", "other"], faults);
        let arguments = common_arguments(key, languages, faults);
        function(&mut code, key, languages, &arguments);
        for form in ["one", "many", "other"] {
            let patterns = languages.map(|message| pattern(message, form, &arguments));
            let _ = writeln!(every, "    ({key:?}, {patterns:?}),");
        }
    }
    let _ = write!(
        code,
        "/// Key and patterns of every message and form, for the checks of this crate.\n\
         #[cfg(test)]\npub(crate) const EVERY: &[(&str, [&str; 3])] = &[\n{every}];\n"
    );
    code
}

fn check_forms(key: &str, message: &Message, wanted: &[&str], faults: &mut Vec<String>) {
    let mut forms: Vec<&str> = message.forms.keys().map(String::as_str).collect();
    let mut wanted = if message.selector.is_some() { wanted.to_vec() } else { vec!["other"] };
    forms.sort_unstable();
    wanted.sort_unstable();
    if forms != wanted {
        faults.push(format!("{key} has the forms {forms:?} where {wanted:?} are needed"));
    }
}

/// The same arguments in every language, in the order of the English.
fn common_arguments(
    key: &str,
    languages: [&Message; 3],
    faults: &mut Vec<String>,
) -> Vec<(String, Kind)> {
    let [english, ..] = languages;
    let names = |message: &Message| {
        let mut names: Vec<_> = message.arguments.iter().map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names
    };
    if languages.iter().any(|message| names(message) != names(english)) {
        let all = languages.map(names);
        faults.push(format!("{key} takes different arguments: {all:?}"));
    }
    let kind_of = |name: &str| {
        let arguments = languages.iter().flat_map(|message| &message.arguments);
        arguments.filter(|(known, _)| known == name).map(|(_, kind)| *kind).max()
    };
    english
        .arguments
        .iter()
        .map(|(name, kind)| (name.clone(), kind_of(name).unwrap_or(*kind)))
        .collect()
}

fn function(code: &mut String, key: &str, languages: [&Message; 3], arguments: &[(String, Kind)]) {
    let name = key.replace('-', "_");
    let plain = languages.map(|message| pattern(message, "other", arguments));
    let shown = plain[0].replace(|letter: char| letter as u32 >= ARGUMENT, "…");
    let _ = writeln!(code, "/// `{}`", shown.trim());
    if arguments.is_empty() {
        let _ = writeln!(
            code,
            "pub fn {name}(language: Language) -> &'static str {{\n    pick(language, &{plain:?})\n}}\n"
        );
        return;
    }
    let _ = write!(code, "pub fn {name}(language: Language");
    for (argument, kind) in arguments {
        let kind = if *kind == Kind::Text { "&str" } else { "u64" };
        let _ = write!(code, ", {}: {kind}", argument.replace('-', "_"));
    }
    code.push_str(") -> String {\n    fill(");
    match languages.iter().find_map(|message| message.selector.as_ref()) {
        None => {
            let _ = write!(code, "pick(language, &{plain:?})");
        }
        Some(selector) => {
            let forms = languages.map(|message| {
                ["one", "many", "other"].map(|form| pattern(message, form, arguments))
            });
            let _ = write!(code, "plural(language, {selector}, &{forms:?})");
        }
    }
    code.push_str(", &[");
    for (argument, kind) in arguments {
        let argument = argument.replace('-', "_");
        let _ = match kind {
            Kind::Text => write!(code, "{argument}, "),
            Kind::Number => write!(code, "&crate::number(language, {argument}), "),
            Kind::Bytes => write!(code, "&crate::size(language, {argument}), "),
        };
    }
    code.push_str("])\n}\n\n");
}

/// A form with private characters where the arguments go; a form the language lacks is its `other`.
fn pattern(message: &Message, form: &str, arguments: &[(String, Kind)]) -> String {
    let pieces = message.forms.get(form).or_else(|| message.forms.get("other"));
    pieces
        .into_iter()
        .flatten()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Argument(name) => arguments
                .iter()
                .zip(ARGUMENT..)
                .find(|((argument, _), _)| argument == name)
                .and_then(|(_, code)| char::from_u32(code))
                .map(String::from)
                .unwrap_or_default(),
        })
        .collect()
}
