//! Secrets: a value, a file, or the name of an environment variable.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Deserialize;

use super::Fault;

/// Exactly one of the three must be set: `x = "…"`, `x = { file = "…" }` or `x = { env = "…" }`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Secret {
    Value(SecretString),
    Source(Source),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Source {
    /// A file; white space at its end is not part of the secret.
    File(PathBuf),
    Env(String),
}

impl Secret {
    /// The secret itself.
    ///
    /// # Errors
    /// The fault of the named setting, when the file or variable cannot be read or is empty.
    pub fn read(&self, setting: &str) -> Result<SecretString, Fault> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Source(Source::File(path)) => match std::fs::read_to_string(path) {
                Ok(text) if !text.trim_end().is_empty() => Ok(text.trim_end().to_owned().into()),
                Ok(_) => Err(Fault::new(setting, path.display(), "the file is empty")),
                Err(error) => Err(Fault::new(
                    setting,
                    path.display(),
                    format!("the file cannot be read ({})", error.kind()),
                )),
            },
            Self::Source(Source::Env(name)) => match std::env::var(name) {
                Ok(text) if !text.is_empty() => Ok(text.into()),
                _ => Err(Fault::new(setting, name, "the environment variable is not set")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn a_secret_is_a_value_a_file_or_a_variable() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            Secret::Source(Source::File(path))
        };
        let check = |secret: Secret, expected: Result<&str, &str>| match secret.read("x") {
            Ok(read) => assert_eq!(Ok(read.expose_secret()), expected),
            Err(fault) => assert!(
                expected.is_err_and(|cure| fault.cure.contains(cure)) && fault.setting == "x",
                "{fault}"
            ),
        };
        let env = |name: &str| Secret::Source(Source::Env(name.to_owned()));
        check(Secret::Value("open sesame".into()), Ok("open sesame"));
        check(file("good", " open sesame\n"), Ok(" open sesame"));
        check(file("empty", "\n"), Err("empty"));
        check(Secret::Source(Source::File(folder.path().join("none"))), Err("cannot be read"));
        // Cargo sets it for every test.
        check(env("CARGO_PKG_NAME"), Ok("cellier"));
        check(env("CELLIER_TEST_VARIABLE_THAT_IS_NOT_SET"), Err("not set"));
    }
}
