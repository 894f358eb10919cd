//! Turns `en.ftl` and `fr.ftl` into one Rust function a message, so that a missing key, a missing argument or a
//! missing plural form is a compile error and not a hole on somebody's screen.

mod catalogue;
mod generate;
mod pseudo;
mod typography;

use std::fmt;
use std::path::Path;

use catalogue::Catalogue;

/// Everything wrong with the catalogues, told at once.
struct Faults(Vec<String>);

impl fmt::Debug for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "the catalogues have faults:")?;
        self.0.iter().try_for_each(|fault| writeln!(formatter, "  {fault}"))
    }
}

/// Set to build a page whose English is accented and longer: what stays plain was never put into the catalogue.
const PSEUDO: &str = "CELLIER_PSEUDO_LOCALE";

fn main() -> Result<(), Faults> {
    for file in ["en.ftl", "fr.ftl", "fr-FR.ftl", "build"] {
        println_cargo(&format!("rerun-if-changed={file}"));
    }
    println_cargo(&format!("rerun-if-env-changed={PSEUDO}"));

    let mut faults = Vec::new();
    let mut en = read("en.ftl", &[], &mut faults);
    let fr_ca = read("fr.ftl", &[], &mut faults);
    let mut fr_fr = read("fr.ftl", &["fr-FR.ftl"], &mut faults);
    fr_fr.map_texts(typography::for_france);
    if std::env::var_os(PSEUDO).is_some() {
        en.map_texts(pseudo::accented);
    }
    let code = generate::functions(&en, &fr_ca, &fr_fr, &mut faults);
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let folder = std::env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&folder).join("text.rs"), code)
        .map_err(|error| Faults(vec![format!("text.rs: {error}")]))
}

/// A catalogue, with the entries of `overrides` in place of its own.
fn read(file: &str, overrides: &[&str], faults: &mut Vec<String>) -> Catalogue {
    let mut sources = Vec::new();
    for file in std::iter::once(&file).chain(overrides) {
        match std::fs::read_to_string(file) {
            Ok(text) => sources.push((*file, text)),
            Err(error) => faults.push(format!("{file}: {error}")),
        }
    }
    Catalogue::parse(&sources, faults)
}

/// Speaks to cargo, which listens on the standard output.
fn println_cargo(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "cargo::{line}");
}
