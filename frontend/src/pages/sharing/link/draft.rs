use gateway_api::{CreateLink, LinkTerms, LocalizedText, UploadTerms};
use leptos::prelude::*;
use locales::{Language, text};

use super::super::ShareTarget;

/// Ends that are offered, in hours from now.
const HOURS_OFFERED: [u32; 6] = [1, 24, 7 * 24, 30 * 24, 90 * 24, 365 * 24];
const HOURS_DEFAULT: u32 = 7 * 24;

/// The value of a link that lasts.
const NEVER: &str = "";

const MEGABYTE: u64 = 1_000_000;

/// What was chosen so far.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Hours, or [`NEVER`].
    pub life: RwSignal<String>,
    pub label: RwSignal<String>,
    pub password: RwSignal<String>,
    pub downloads: RwSignal<String>,
    pub view_only: RwSignal<bool>,
    pub message_en: RwSignal<String>,
    pub message_fr: RwSignal<String>,
    /// It takes files in, and opens nothing.
    pub receives: RwSignal<bool>,
    pub files: RwSignal<String>,
    pub megabytes: RwSignal<String>,
    pub endings: RwSignal<String>,
    pub asks_name: RwSignal<bool>,
    pub asks_note: RwSignal<bool>,
}

impl Draft {
    pub fn new(terms: LinkTerms) -> Self {
        let life = HOURS_DEFAULT.min(terms.days_max * 24);
        Self {
            life: RwSignal::new(life.to_string()),
            label: RwSignal::default(),
            password: RwSignal::default(),
            downloads: RwSignal::default(),
            view_only: RwSignal::default(),
            message_en: RwSignal::default(),
            message_fr: RwSignal::default(),
            receives: RwSignal::default(),
            files: RwSignal::default(),
            megabytes: RwSignal::default(),
            endings: RwSignal::default(),
            asks_name: RwSignal::new(true),
            asks_note: RwSignal::default(),
        }
    }

    /// What was for one link is not for the next.
    pub fn clear(self) {
        for text in [self.label, self.password, self.message_en, self.message_fr] {
            text.set(String::new());
        }
    }

    pub fn wish(self, target: &ShareTarget) -> CreateLink {
        let password = self.password.get_untracked();
        let receives = self.receives.get_untracked();
        let view_only = self.view_only.get_untracked() && !receives;
        let counted = !view_only && !receives;
        CreateLink {
            instance: target.instance.clone(),
            bucket: target.bucket.clone(),
            keys: target.keys.clone(),
            prefixes: target.prefixes.clone(),
            label: self.label.get_untracked(),
            message: LocalizedText {
                en: self.message_en.get_untracked(),
                fr: self.message_fr.get_untracked(),
            },
            hours: self.life.read_untracked().parse().ok(),
            password: (!password.is_empty()).then_some(password),
            downloads_max: self.downloads.read_untracked().trim().parse().ok().filter(|_| counted),
            view_only,
            upload: receives.then(|| self.terms()),
        }
    }

    fn terms(self) -> UploadTerms {
        let megabytes: Option<u64> = self.megabytes.read_untracked().trim().parse().ok();
        UploadTerms {
            files_max: self.files.read_untracked().trim().parse().ok(),
            bytes_max: None,
            file_bytes_max: megabytes.map(|count| count.saturating_mul(MEGABYTE)),
            endings: endings(&self.endings.read_untracked()),
            asks_name: self.asks_name.get_untracked(),
            asks_note: self.asks_note.get_untracked(),
        }
    }
}

/// Endings as people list them: with or without a dot, a comma or a space between.
fn endings(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', ' ', '\u{a0}']);
    let parts = parts.map(|part| part.trim().trim_start_matches(['*', '.']));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// The ends to choose from, in hours, the nearest first; `None`: when it is taken back.
pub fn lives(terms: LinkTerms) -> Vec<Option<u32>> {
    let longest = terms.days_max * 24;
    let mut hours: Vec<u32> = HOURS_OFFERED.into_iter().filter(|hours| *hours < longest).collect();
    hours.push(longest);
    let never = terms.without_end.then_some(None);
    hours.into_iter().map(Some).chain(never).collect()
}

/// As a choice's value.
pub fn life_value(hours: Option<u32>) -> String {
    hours.map_or_else(|| NEVER.to_owned(), |hours| hours.to_string())
}

/// Days where they are whole ones.
pub fn life_words(language: Language, hours: Option<u32>) -> String {
    match hours {
        None => text::share_link_never(language).to_owned(),
        Some(hours) if hours % 24 == 0 => text::share_link_days(language, u64::from(hours / 24)),
        Some(hours) => text::share_link_hours(language, u64::from(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_longer_life_is_offered_than_the_operator_allows() {
        let check = |days_max, without_end, expected: &[Option<u32>]| {
            assert_eq!(lives(LinkTerms { days_max, without_end }), expected);
        };
        check(1, false, &[Some(1), Some(24)]);
        check(14, true, &[Some(1), Some(24), Some(168), Some(336), None]);
        check(30, false, &[Some(1), Some(24), Some(168), Some(720)]);
    }

    #[test]
    fn endings_are_read_as_people_list_them() {
        assert_eq!(endings("pdf, .docx *.CSV;txt"), ["pdf", "docx", "CSV", "txt"]);
        assert!(endings(" , ").is_empty());
    }
}
