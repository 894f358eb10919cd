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
