//! What runs later than it was made may find the place it was made for gone: a dialog that was closed, a page that was
//! left. What it reads of it is disposed of by then, and reading that the plain way ends the whole page. Read here are
//! closures and futures where they are handed over; what they call in turn is for reviews.

use super::{files, root};

/// What is handed a closure or a future for later.
const LATER: [&str; 14] = [
    "request_animation_frame(",
    "set_timeout(",
    "set_timeout_with_handle(",
    "set_interval_with_handle(",
    "Timeout::new(",
    "spawn_local(",
    "Action::new_local(",
    "Closure::new(",
    ">::new(",
    "when_changed(",
    "when_stored(",
    "ask_before_leaving(",
    "tabs::listen(",
    "watched(",
];

/// Of those, what only begins later: what stands before `async` happens at once.
const BEGINS_LATER: [&str; 2] = ["spawn_local(", "Action::new_local("];

/// Panics where what it is asked of is gone. Each has a sister that does not, which begins with `try_`.
const PANICS: [&str; 10] = [
    ".get_untracked(",
    ".with_untracked(",
    ".read_untracked(",
    ".get_value(",
    ".with_value(",
    ".read_value(",
    ".write_value(",
    ".write()",
    ".dispatch(",
    ".run(",
];

#[test]
fn what_runs_later_asks_whether_it_is_still_there() {
    let mut faults = Vec::new();
    for (path, text) in files("frontend/src", "rs") {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (from, piece) in later(code) {
            for (at, word) in panics(piece) {
                let line = code[..from + at].matches('\n').count() + 1;
                faults.push(format!("{name}:{line}: `{word}` runs later: it has a sister `try_`"));
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_looked_for_is_found() {
    #[track_caller]
    fn check(code: &str, expected: &[&str]) {
        let found: Vec<&str> =
            later(code).into_iter().flat_map(|(_, piece)| panics(piece)).map(|it| it.1).collect();
        assert_eq!(found, expected, "{code}");
    }
    check("let a = a.get_untracked(); set_timeout(move || b.try_get_value(), B);", &[]);
    check("set_timeout(move || { a.get_untracked(); }, B); c.get_value()", &[PANICS[0]]);
    check("let go = move || { a.run(()) }; b.get_value(); set_timeout(go, B)", &[".run("]);
    check("spawn_local(async move { a.run().await; b.with_value(c) })", &[".with_value("]);
    check("Action::new_local(move |_| { a.run(b); async move { c.run(d) } })", &[".run("]);
    check("async fn f(a: A) { a.get_value(); b().await; c.get_untracked(); }", &[PANICS[0]]);
}

/// The pieces of a text that happen later, each with where it begins.
fn later(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for word in LATER {
        for (at, _) in code.match_indices(word) {
            let from = at + word.len() - 1;
            let given = balanced(&code[from..]);
            if BEGINS_LATER.contains(&word) {
                found.extend(given.find("async").map(|begin| (from + begin, &given[begin..])));
            } else {
                found.push((from, given));
                found.extend(named(&code[..at], &given[1..]));
            }
        }
    }
    for (at, _) in code.match_indices("async fn ") {
        let Some(open) = code[at..].find('{').map(|open| at + open) else { continue };
        let body = balanced(&code[open..]);
        found.extend(body.find(".await").map(|begin| (open + begin, &body[begin..])));
    }
    found
}

/// The closure that was made before and is handed on by its name.
fn named<'a>(before: &'a str, given: &str) -> Option<(usize, &'a str)> {
    let name = given.split([',', ')']).next()?;
    if name.is_empty() || !name.chars().all(|it| it.is_alphanumeric() || it == '_') {
        return None;
    }
    let from = before.rfind(&format!("let {name} = "))?;
    let open = from + before[from..].find(['{', '('])?;
    Some((open, balanced(&before[open..])))
}

/// From a bracket to the one that closes it.
fn balanced(text: &str) -> &str {
    let mut depth = 0_i32;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..=at];
        }
    }
    text
}

/// What panics in a piece, in the order of [`PANICS`]. A callback is always handed something: `.run()` is none.
fn panics(piece: &str) -> Vec<(usize, &str)> {
    let find = |word| piece.match_indices(word);
    let found = PANICS.into_iter().flat_map(find);
    found
        .filter(|(at, word)| *word != ".run(" || !piece[at + word.len()..].starts_with(')'))
        .collect()
}
