//! The house keeps its own rules: who may import whom, how long a file is, which words are not said.

mod later;

use std::fs;
use std::path::{Path, PathBuf};

/// Longest file, in lines: beyond it, it holds more than one idea.
const FILE_LINES_MAX: usize = 400;

/// Cases are data: a file of them may be longer.
const TEST_LINES_MAX: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file below `folder` that ends in `extension`, with its text. Fails when there is none: a check that checks
/// nothing is worse than none.
fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if !["target", "node_modules", "dist"].iter().any(|name| path.ends_with(name)) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(!found.is_empty(), "no .{extension} files below {folder}");
    found
}

/// The module of the gateway a file belongs to: `src/policy/rules.rs` is of `policy`.
fn module(path: &Path, source: &str) -> String {
    let relative = path.strip_prefix(root().join(source)).unwrap();
    relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

/// What a text without tests and comments imports of its own crate: first segments of `crate::…`.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap();
    let code: String = code
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n");
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split(';').next().unwrap();
            let mut depth = 0;
            let mut name = String::new();
            for character in group.chars() {
                match character {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => found.push(std::mem::take(&mut name)),
                    other if depth == 0 => name.push(other),
                    _ => {}
                }
            }
            found.push(name);
        } else {
            found.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    let first = |name: String| name.trim().split("::").next().unwrap().to_owned();
    found
        .into_iter()
        .map(first)
        .filter(|name| name.chars().next().is_some_and(char::is_lowercase))
        .collect()
}

fn check_layers(source: &str, allowed: &[(&str, &[&str])]) {
    let mut faults = Vec::new();
    for (path, text) in files(source, "rs") {
        let module = module(&path, source);
        let Some((_, allowed)) = allowed.iter().find(|(name, _)| *name == module) else { continue };
        for import in imports(&text) {
            if import != module && !allowed.contains(&import.as_str()) {
                faults.push(format!(
                    "{} must not import {import}",
                    path.strip_prefix(root()).unwrap().display()
                ));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_gateways_layers_import_only_what_lies_below() {
    check_layers(
        "gateway/src",
        &[
            ("s3", &[]),
            ("policy", &["s3"]),
            ("sealing", &[]),
            ("tls", &[]),
            ("network", &[]),
            ("database", &["network", "policy", "s3", "sealing"]),
            ("upstream", &["policy", "s3", "tls"]),
            ("identity", &["database", "network", "policy", "s3", "sealing", "tls"]),
            ("links", &["database", "policy", "s3", "sealing"]),
            ("catalog", &["policy", "s3"]),
            ("sts", &["policy", "s3"]),
            ("activity", &["database", "layers", "policy"]),
            (
                "config",
                &[
                    "activity", "identity", "layers", "links", "network", "policy", "s3", "sts",
                    "tls",
                ],
            ),
            ("page", &["s3"]),
            ("archive", &["s3"]),
            ("search", &["s3"]),
            ("layers", &["network"]),
            ("listener", &["layers"]),
            ("error", &["database", "identity", "layers", "links", "policy", "s3", "upstream"]),
        ],
    );
}

#[test]
fn the_pages_layers_import_only_what_lies_below() {
    check_layers(
        "frontend/src",
        &[
            ("model", &[]),
            ("links", &["model"]),
            (
                "components",
                &[
                    "model",
                    "links",
                    "i18n",
                    "session",
                    "preferences",
                    "copying",
                    "effects",
                    "upload",
                    "gateway",
                    "failure",
                ],
            ),
            ("gateway", &["links"]),
            (
                "preview",
                &[
                    "components",
                    "effects",
                    "failure",
                    "gateway",
                    "i18n",
                    "lazy",
                    "links",
                    "model",
                    "workers",
                ],
            ),
            ("workers", &[]),
        ],
    );
    for (path, text) in files("frontend/src", "rs") {
        let fetches =
            ["gloo_net", "XmlHttpRequest", "fetch_with"].iter().any(|word| text.contains(word));
        let relative =
            path.strip_prefix(root().join("frontend/src")).unwrap().to_str().unwrap().to_owned();
        assert!(
            !fetches || relative.starts_with("gateway") || relative.starts_with("upload"),
            "{relative} fetches: only gateway and upload do"
        );
    }
}

#[test]
fn the_embedded_pieces_know_nothing_of_the_gateway() {
    for (path, text) in files("gateway/embedded", "rs") {
        for word in ["cellier::", "gateway_api"] {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

#[test]
fn pure_modules_read_no_clock_and_know_no_framework() {
    for pure in [
        "gateway/src/s3",
        "gateway/src/policy",
        "gateway/src/search",
        "gateway/src/sts",
        "frontend/src/model",
        "frontend/readers/src",
        "frontend/snippets/src",
    ] {
        for (path, text) in files(pure, "rs") {
            let code = text.split("#[cfg(test)]").next().unwrap();
            for word in ["::now(", "axum", "leptos", "tokio", "std::fs", "std::net", "web_sys"] {
                assert!(!code.contains(word), "{} holds `{word}`", path.display());
            }
        }
    }
}

#[test]
fn files_hold_one_idea() {
    let mut faults = Vec::new();
    for folder in ["gateway", "frontend"] {
        for (path, text) in files(folder, "rs") {
            let lines = text.lines().count();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            let lines_max =
                if path.ends_with("tests.rs") { TEST_LINES_MAX } else { FILE_LINES_MAX };
            if lines > lines_max {
                faults.push(format!("{name} has {lines} lines"));
            }
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if ["mod", "utils", "util", "helpers", "common", "types", "models", "http"]
                .contains(&stem)
            {
                faults.push(format!("{name}: the name says nothing"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    for source in ["gateway/src", "gateway/embedded/src", "frontend/src"] {
        for (path, text) in files(source, "rs") {
            let is_test = path.iter().any(|part| part == "tests" || part == "tests.rs");
            // A file that is one component says it where the component is documented.
            let component = text.contains("leptos") && text.contains("\n///");
            let described = text.starts_with("//!") || component || is_test;
            assert!(described, "{} does not say what it is for", path.display());
        }
    }
}

#[test]
fn each_word_has_one_meaning() {
    for folder in ["gateway/src", "gateway/api/src", "frontend/src"] {
        for (path, text) in files(folder, "rs") {
            for (number, line) in text.lines().enumerate() {
                let lower = line.to_lowercase();
                for (word, instead) in
                    [("users ", "people"), ("the user ", "the person"), ("a user ", "a person")]
                {
                    assert!(
                        !lower.contains(word),
                        "{}:{}: say {instead}",
                        path.display(),
                        number + 1
                    );
                }
            }
        }
    }
}

#[test]
fn text_in_views_comes_from_the_locales() {
    for (path, text) in files("frontend/src", "rs") {
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (number, line) in code.lines().enumerate() {
            for attribute in ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\"", "style=\""] {
                let Some(rest) = line.split(attribute).nth(1) else { continue };
                let value = rest.split('"').next().unwrap();
                assert!(
                    value.is_empty(),
                    "{}:{}: {attribute}{value}\"",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}
