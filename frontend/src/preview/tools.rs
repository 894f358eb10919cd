//! What is known of what is shown, and the tools to see more of it, or see it otherwise.

use leptos::prelude::*;
use locales::{Language, text};
use readers::{Ask, Delimiter, Encoding, Form, Kind, PART_BYTES, Shown};
use web_sys::Event;

use super::engine::{Engine, State};
use super::pane::Shape;
use crate::components::Button;
use crate::i18n::use_words;

/// Rows and columns by which a table is paged; as many as a reader shows at once.
const ROWS_STEP: u64 = 100;
const COLUMNS_STEP: u64 = 30;

/// What is shown of how much: « Rows 1–100 of 2,351 · first 256 kB of 5 GB · UTF-8 ».
pub fn facts(language: Language, engine: Engine) -> String {
    let size = engine.size.get();
    engine.state.with(|state| match state {
        State::Shown(shown) => of_shown(language, shown, size),
        State::Rendered(_) => locales::size(language, size),
        State::Loading | State::Not(_) => String::new(),
    })
}

fn of_shown(language: Language, shown: &Shown, size: u64) -> String {
    let mut parts = Vec::new();
    match &shown.form {
        Form::Text { from, to, lines, .. } => {
            let whole = *from == 0 && (size <= *to || shown.unpacked);
            if whole {
                parts.push(text::preview_lines(language, *lines));
            }
            if !shown.unpacked {
                parts.push(extent(language, *from, *to, size));
            }
        }
        Form::Table {
            rows, columns, rows_all, columns_all, rows_guessed, read, complete, ..
        } => {
            let rows_words = if *complete { text::preview_rows } else { text::preview_rows_read };
            parts.push(rows_words(language, (rows.0 + 1).min(rows.1), rows.1, *rows_all));
            if let Some(guessed) = rows_guessed {
                parts.push(text::preview_rows_guessed(language, *guessed));
            }
            if columns.1 - columns.0 < *columns_all {
                parts.push(text::preview_columns(language, columns.0 + 1, columns.1, *columns_all));
            }
            if !complete && !shown.unpacked {
                parts.push(extent(language, 0, *read, size));
            }
        }
        Form::Tree { values } => {
            parts.push(text::preview_values(language, *values));
            parts.push(locales::size(language, size));
        }
        Form::Archive { rows, rows_all, entries, unpacked } => {
            parts.push(text::preview_entries(language, *entries));
            if rows.1 - rows.0 < *rows_all {
                parts.push(text::preview_rows(language, rows.0 + 1, rows.1, *rows_all));
            }
            if rows_all < entries {
                parts.push(text::preview_entries_listed(language, *rows_all));
            }
            parts.push(text::preview_entries_size(language, *unpacked));
        }
        Form::Image { size: Some((width, height)) } => {
            parts.push(text::preview_pixels(language, u64::from(*width), u64::from(*height)));
            parts.push(locales::size(language, size));
        }
        Form::Image { size: None } | Form::Pdf | Form::Audio | Form::Video | Form::Rendered => {
            parts.push(locales::size(language, size));
        }
    }
    parts.extend(shown.encoding.map(|encoding| encoding.name().to_owned()));
    parts.join(text::separator(language))
}

fn extent(language: Language, from: u64, to: u64, size: u64) -> String {
    if from == 0 && size <= to {
        locales::size(language, size)
    } else if from == 0 {
        text::preview_first(language, to, size)
    } else if size <= to {
        text::preview_last(language, size - from, size)
    } else {
        text::preview_between(language, from, to, size)
    }
}

#[component]
pub fn Tools(engine: Engine, shape: Memo<Shape>) -> impl IntoView {
    let words = use_words();
    let has = move |shapes: &'static [Shape]| move || shapes.contains(&shape.get());
    let wide = Memo::new(move |_| {
        form(engine, |form| match form {
            Form::Table { columns, columns_all, .. } => columns.1 - columns.0 < *columns_all,
            _ => false,
        })
    });
    let long = Memo::new(move |_| {
        form(engine, |form| match form {
            Form::Table { rows_all, .. } | Form::Archive { rows_all, .. } => ROWS_STEP < *rows_all,
            _ => false,
        })
    });
    let parted = Memo::new(move |_| {
        let size = engine.size.get();
        let partial = form(engine, |form| match form {
            Form::Text { from, to, .. } => 0 < *from || *to < size,
            _ => false,
        });
        partial && !is_unpacked(engine)
    });
    let more =
        Memo::new(move |_| form(engine, |form| matches!(form, Form::Table { more: true, .. })));
    let load = Callback::new(move |()| engine.ask(Ask::MoreRows));
    view! {
        <div class="preview__tools" hidden=move || !has(&[Shape::Text, Shape::Table, Shape::Tree, Shape::Rendered])()>
            <Show when=move || parted.get()>{parts(engine)}</Show>
            <Show when=move || long.get()>{rows(engine)}</Show>
            <Show when=move || wide.get()>{columns(engine)}</Show>
            <Show when=move || more.get()>
                <Button busy=engine.busy on_press=load>
                    {words.say(text::preview_more_rows)}
                </Button>
            </Show>
            <Show when=has(&[Shape::Text, Shape::Table])>{choices(engine)}</Show>
            {as_text(engine)}
        </div>
    }
}

/// Beginning, next part, end.
fn parts(engine: Engine) -> AnyView {
    let words = use_words();
    let size = engine.size;
    let place = Memo::new(move |_| {
        form(engine, |form| match form {
            Form::Text { from, to, first_line, lines } => {
                (*from, *to, first_line.map(|first| first + lines))
            }
            _ => (0, 0, None),
        })
    });
    let at_start =
        move || (place.get().0 == 0).then(|| text::preview_at_start(words.language()).to_owned());
    let at_end = move || {
        (size.get() <= place.get().1).then(|| text::preview_at_end(words.language()).to_owned())
    };
    let first = move |()| engine.ask(Ask::Part { from: 0, first_line: Some(1) });
    let next = move |()| {
        let (_, from, first_line) = place.get_untracked();
        engine.ask(Ask::Part { from, first_line });
    };
    let last = move |()| {
        let from = size.get_untracked().saturating_sub(PART_BYTES);
        engine.ask(Ask::Part { from: from.max(1), first_line: None });
    };
    let button = move |label: fn(Language) -> &'static str, off, press| {
        view! {
            <Button off busy=engine.busy on_press=press>
                {words.say(label)}
            </Button>
        }
    };
    view! {
        {button(text::preview_beginning, Signal::derive(at_start), Callback::new(first))}
        {button(text::preview_next_part, Signal::derive(at_end), Callback::new(next))}
        {button(text::preview_end, Signal::derive(at_end), Callback::new(last))}
    }
    .into_any()
}

fn rows(engine: Engine) -> AnyView {
    let step = move |forward: bool| {
        let (row, column, all) = corner(engine);
        let row = if forward { row + ROWS_STEP } else { row.saturating_sub(ROWS_STEP) };
        (row < all.0).then_some(Ask::Window { row, column })
    };
    let start = Memo::new(move |_| corner_tracked(engine).0 == 0);
    let end = Memo::new(move |_| {
        let (row, _, all) = corner_tracked(engine);
        all.0 <= row + ROWS_STEP
    });
    pager(engine, [text::preview_previous_rows, text::preview_next_rows], start, end, step)
}

fn columns(engine: Engine) -> AnyView {
    let step = move |forward: bool| {
        let (row, column, all) = corner(engine);
        let column =
            if forward { column + COLUMNS_STEP } else { column.saturating_sub(COLUMNS_STEP) };
        (column < all.1).then_some(Ask::Window { row, column })
    };
    let start = Memo::new(move |_| corner_tracked(engine).1 == 0);
    let end = Memo::new(move |_| {
        let (_, column, all) = corner_tracked(engine);
        all.1 <= column + COLUMNS_STEP
    });
    pager(engine, [text::preview_previous_columns, text::preview_next_columns], start, end, step)
}

fn pager(
    engine: Engine,
    labels: [fn(Language) -> &'static str; 2],
    start: Memo<bool>,
    end: Memo<bool>,
    step: impl Fn(bool) -> Option<Ask> + Copy + Send + Sync + 'static,
) -> AnyView {
    let words = use_words();
    let [previous, next] = labels;
    let off = move |at: Memo<bool>, why: fn(Language) -> &'static str| {
        Signal::derive(move || at.get().then(|| why(words.language()).to_owned()))
    };
    let go = move |forward| {
        Callback::new(move |()| step(forward).into_iter().for_each(|ask| engine.ask(ask)))
    };
    view! {
        <Button off=off(start, text::preview_at_start) busy=engine.busy on_press=go(false)>
            {words.say(previous)}
        </Button>
        <Button off=off(end, text::preview_at_end) busy=engine.busy on_press=go(true)>
            {words.say(next)}
        </Button>
    }
    .into_any()
}

/// Encoding and delimiter: as found, or as the person says.
fn choices(engine: Engine) -> AnyView {
    let words = use_words();
    let known = Memo::new(move |_| shown(engine, |shown| shown.encoding.map(Encoding::name)));
    let delimited = Memo::new(move |_| {
        form(engine, |form| match form {
            Form::Table { delimiter, .. } => *delimiter,
            _ => None,
        })
    });
    let encode = move |event: Event| {
        let name = event_target_value(&event);
        let chosen = Encoding::ALL.into_iter().find(|encoding| encoding.name() == name);
        engine.adjust(|adjusted| adjusted.encoding = chosen);
    };
    let delimit = move |event: Event| {
        let letter = event_target_value(&event);
        let chosen =
            Delimiter::ALL.into_iter().find(|delimiter| letter == delimiter.letter().to_string());
        engine.adjust(|adjusted| adjusted.delimiter = chosen);
    };
    let encodings = Encoding::ALL.map(|encoding| {
        let selected = move || known.get() == Some(encoding.name());
        view! { <option value=encoding.name() selected=selected>{encoding.name()}</option> }
    });
    view! {
        <label class="preview__choice" hidden=move || known.read().is_none()>
            <span>{words.say(text::preview_encoding)}</span>
            <select on:change=encode>{encodings}</select>
        </label>
        <Show when=move || delimited.get().is_some()>
            <label class="preview__choice">
                <span>{words.say(text::preview_delimiter)}</span>
                <select on:change=delimit>
                    {Delimiter::ALL
                        .map(|delimiter| {
                            let selected = move || delimited.get() == Some(delimiter);
                            view! {
                                <option value=delimiter.letter().to_string() selected=selected>
                                    {words.say(delimiter_words(delimiter))}
                                </option>
                            }
                        })}
                </select>
            </label>
        </Show>
        <label class="preview__choice">
            <input type="checkbox" prop:checked=move || engine.wrap.get() on:change=move |_| engine.wrap.update(|wrap| *wrap = !*wrap) />
            <span>{words.say(text::preview_wrap)}</span>
        </label>
    }
    .into_any()
}

fn delimiter_words(delimiter: Delimiter) -> fn(Language) -> &'static str {
    match delimiter {
        Delimiter::Comma => text::delimiter_comma,
        Delimiter::Semicolon => text::delimiter_semicolon,
        Delimiter::Tab => text::delimiter_tab,
        Delimiter::Pipe => text::delimiter_pipe,
    }
}

/// Everything made of letters can be seen as they stand in the file.
fn as_text(engine: Engine) -> AnyView {
    let words = use_words();
    let offered = Memo::new(move |_| {
        engine.state.with(|state| match state {
            State::Rendered(_) => true,
            State::Shown(shown) => {
                let otherwise = matches!(
                    shown.kind,
                    Kind::Json
                        | Kind::JsonLines
                        | Kind::Separated
                        | Kind::Markdown
                        | Kind::Notebook
                );
                otherwise
                    && (engine.adjusted.with(|now| now.as_text)
                        || !matches!(shown.form, Form::Text { .. }))
            }
            State::Loading | State::Not(_) => false,
        })
    });
    let pressed = move || engine.adjusted.with(|adjusted| adjusted.as_text);
    let toggle = move |_| engine.adjust(|adjusted| adjusted.as_text = !adjusted.as_text);
    view! {
        <label class="preview__choice" hidden=move || !offered.get()>
            <input type="checkbox" prop:checked=pressed on:change=toggle />
            <span>{words.say(text::preview_as_text)}</span>
        </label>
    }
    .into_any()
}

fn form<T>(engine: Engine, read: impl FnOnce(&Form) -> T) -> T {
    engine.state.with(|state| match state {
        State::Shown(shown) => read(&shown.form),
        State::Loading | State::Rendered(_) | State::Not(_) => read(&Form::Rendered),
    })
}

fn shown<T: Default>(engine: Engine, read: impl FnOnce(&Shown) -> T) -> T {
    engine.state.with(|state| match state {
        State::Shown(shown) => read(shown),
        State::Loading | State::Rendered(_) | State::Not(_) => T::default(),
    })
}

fn is_unpacked(engine: Engine) -> bool {
    shown(engine, |shown| shown.unpacked)
}

/// First row and column shown, and how many there are.
fn corner_tracked(engine: Engine) -> (u64, u64, (u64, u64)) {
    form(engine, |form| match form {
        Form::Table { rows, columns, rows_all, columns_all, .. } => {
            (rows.0, columns.0, (*rows_all, *columns_all))
        }
        Form::Archive { rows, rows_all, .. } => (rows.0, 0, (*rows_all, 1)),
        _ => (0, 0, (0, 0)),
    })
}

fn corner(engine: Engine) -> (u64, u64, (u64, u64)) {
    untrack(|| corner_tracked(engine))
}
