//! Until when somebody may use something.

use leptos::prelude::*;
use locales::text;

use crate::components::{Select, unique_id};
use crate::i18n::{date_time, use_words};

/// Ends that are offered, in days from now.
const DAYS_OFFERED: [u32; 5] = [1, 7, 30, 90, 365];

const DAY_MS: f64 = 24.0 * 3_600_000.0;

/// The value of « until a date ».
const ON_A_DAY: &str = "day";

/// The value of the end that it has already.
const KEPT: &str = "kept";

/// What was chosen.
#[derive(Clone, Copy)]
pub struct Until {
    chosen: RwSignal<String>,
    /// As the browser's field of dates says it: `2026-12-31`.
    day: RwSignal<String>,
    kept: StoredValue<Option<String>>,
}

impl Until {
    /// `kept` is the end that it has already (RFC 3339), if it has one.
    pub fn new(kept: Option<String>) -> Self {
        let chosen = if kept.is_some() { KEPT } else { "" };
        Self {
            chosen: RwSignal::new(chosen.to_owned()),
            day: RwSignal::default(),
            kept: StoredValue::new(kept),
        }
    }

    /// RFC 3339; `None`: until it is taken back, also where a day is wanted and none was typed.
    pub fn moment(self) -> Option<String> {
        let chosen = self.chosen.get_untracked();
        let moment = match chosen.as_str() {
            KEPT => return self.kept.get_value(),
            ON_A_DAY => {
                // The end of that day, where the person is.
                let day = format!("{}T23:59:59", self.day.get_untracked());
                js_sys::Date::new(&day.into())
            }
            days => {
                let days = days.parse::<u32>().ok()?;
                let now = js_sys::Date::now();
                js_sys::Date::new(&(now + f64::from(days) * DAY_MS).into())
            }
        };
        (!moment.get_time().is_nan()).then(|| moment.to_iso_string().into())
    }

    /// A day is wanted, and none was typed.
    pub fn is_open(self) -> bool {
        self.chosen.with(|chosen| chosen == ON_A_DAY) && self.day.read().is_empty()
    }
}

#[component]
pub fn UntilField(until: Until) -> impl IntoView {
    let words = use_words();
    let options = Signal::derive(move || {
        let language = words.language();
        let kept = until.kept.get_value().map(|moment| {
            (KEPT.to_owned(), text::share_until_kept(language, &date_time(language, &moment)))
        });
        let days = DAYS_OFFERED
            .map(|days| (days.to_string(), text::share_until_days(language, u64::from(days))));
        let revoked = (String::new(), text::share_until_revoked(language).to_owned());
        let day = (ON_A_DAY.to_owned(), text::share_until_date(language).to_owned());
        kept.into_iter().chain([revoked]).chain(days).chain([day]).collect::<Vec<_>>()
    });
    let id = unique_id("until");
    let on_a_day = move || until.chosen.with(|chosen| chosen == ON_A_DAY);
    view! {
        <Select label=text::share_until options value=until.chosen />
        <div class="field" hidden=move || !on_a_day()>
            <label class="field__label" for=id.clone()>{words.say(text::share_until_day)}</label>
            <input
                class="field__input"
                id=id
                type="date"
                prop:value=move || until.day.get()
                on:input=move |event| until.day.set(event_target_value(&event))
            />
        </div>
    }
    .into_any()
}
