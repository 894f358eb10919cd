//! Dates in the reader's own time zone, written by the browser's `Intl`: no calendar data to ship.

use std::cell::RefCell;

use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use locales::Language;
use wasm_bindgen::{JsCast, JsValue};

/// How much of a moment is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// 20 nov. 2026, 10 h 04
    Medium,
    /// 2026-11-20 10 h 04
    Short,
    /// 10 h 04
    Time,
}

/// A cached format: making one costs the browser much more than using it, and tables use it on every row.
type Format = (Language, Style, Function);

thread_local! {
    static FORMATS: RefCell<Vec<Format>> = const { RefCell::new(Vec::new()) };
}

/// 20 nov. 2026, 10 h 04. A moment that is not RFC 3339 stays as it stands.
pub fn date_time(language: Language, moment: &str) -> String {
    write(language, Style::Medium, moment)
}

/// For tables, where widths are fixed: 2026-11-20 10 h 04.
pub fn date_time_short(language: Language, moment: &str) -> String {
    write(language, Style::Short, moment)
}

/// The hour alone, of something that happens today: 10 h 04.
pub fn time(language: Language, moment: &str) -> String {
    write(language, Style::Time, moment)
}

fn write(language: Language, style: Style, moment: &str) -> String {
    let date = Date::new(&JsValue::from_str(moment));
    if date.get_time().is_nan() {
        return moment.to_owned();
    }
    let format = FORMATS.with_borrow_mut(|formats| {
        let known = formats.iter().find(|(l, s, _)| *l == language && *s == style);
        if let Some((_, _, format)) = known {
            return format.clone();
        }
        let format = make(language, style);
        formats.push((language, style, format.clone()));
        format
    });
    let written = format.call1(&JsValue::UNDEFINED, &date).ok();
    let written = written.and_then(|text| text.as_string());
    // An hour is not cut in two at the end of a line: 10 h 04.
    written.map_or_else(|| moment.to_owned(), |text| text.replace(" h ", "\u{A0}h\u{A0}"))
}

fn make(language: Language, style: Style) -> Function {
    let options = Object::new();
    let set = |name: &str, value: &str| {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    };
    match style {
        Style::Medium => set("dateStyle", "medium"),
        Style::Short => set("dateStyle", "short"),
        Style::Time => {}
    }
    set("timeStyle", "short");
    let locales = Array::of1(&language.tag().into());
    Intl::DateTimeFormat::new(&locales, &options).format().unchecked_into()
}
