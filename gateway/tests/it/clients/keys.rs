//! Keys that programs get wrong.

/// Each holds what some shell, language, address or pattern reads as something else.
pub const STRANGE: [&str; 16] = [
    "plain.csv",
    "two words.csv",
    "a+b=c&d.csv",
    "(copy) [1].csv",
    "100%.csv",
    "50%25.csv",
    "number#1.csv",
    "why?.csv",
    "what*.csv",
    "été à Montréal.csv",
    "🦀🧺.csv",
    "l'été \"26\".csv",
    "back\\slash.csv",
    "$HOME `id` ~!.csv",
    "-dash; <a|b>.csv",
    "a//b.csv",
];

/// A folder of the same kind.
pub const FOLDER: &str = "dossier é+ (1)#/";

/// Folders of the same kind. The third is no folder to programs that list by patterns, the last to those that take a path
/// apart.
pub const FOLDERS: [&str; 4] = [FOLDER, "100% a=b&c'$/🦀/", "why? what*/[1]/", "twice//x/"];
