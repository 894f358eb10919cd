//! Order and filter stand in the address, so that the same address opens the same view. An address that says them
//! decides; one that does not is completed, in its place in the history and without moving anything.

use std::time::Duration;

use leptos::prelude::*;

use super::browser::{Browser, FolderPlace};
use crate::effects::effect;
use crate::links;
use crate::model::path;
use crate::model::view::View;
use crate::navigation::{NavigateOptions, use_location, use_navigate};

/// While somebody types into the filter, the address waits.
const PAUSE_MS: u64 = 300;

/// Follows the address and keeps it complete, for as long as the folder is shown.
pub fn follow(browser: Browser) {
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let written = StoredValue::new(View::parse(&search.get_untracked()));
    written.with_value(|view| apply(browser, view));
    effect(move |first| {
        let view = search.with(|search| View::parse(search));
        if !first && written.get_value() != view {
            apply(browser, &view);
            written.set_value(view);
        }
    });
    let navigate = use_navigate();
    let complete = move || {
        let here = (path.get_untracked(), search.get_untracked());
        if !is_here(browser, &here.0, &here.1) {
            return;
        }
        let (Some(sort), Some(filter)) = (
            browser.chosen.try_get_untracked(),
            browser.rows.table.try_with_untracked(|table| table.filter().to_owned()),
        ) else {
            return;
        };
        let view = View { sort, filter };
        let query = view.query(&here.1, links::encode_value);
        if view == View::parse(&here.1) {
            return;
        }
        written.set_value(view);
        let address = if query.is_empty() { here.0 } else { format!("{}?{query}", here.0) };
        let options = NavigateOptions { replace: true, scroll: false };
        navigate(&address, options);
    };
    let turn = StoredValue::new(0_u32);
    let filter = Memo::new(move |_| browser.rows.table.with(|table| table.filter().to_owned()));
    effect(move |_| {
        browser.chosen.track();
        // Read, and not only tracked: a memo that nobody reads notices nothing.
        filter.with(|_| ());
        search.track();
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let now = turn.get_value();
        let complete = complete.clone();
        let later = move || {
            if turn.try_get_value() == Some(now) {
                complete();
            }
        };
        set_timeout(later, Duration::from_millis(PAUSE_MS));
    });
}

fn apply(browser: Browser, view: &View) {
    if let Some(sort) = view.sort
        && browser.chosen.get_untracked() != Some(sort)
    {
        browser.chosen.set(Some(sort));
        browser.arrange(sort);
    }
    let differs = |filter: &String| {
        browser.rows.table.with_untracked(|table| table.filter() != filter.as_str())
    };
    if !view.filter.is_empty() && differs(&view.filter) {
        browser.filter(&view.filter);
    }
}

/// On its way out a folder completes nobody's address.
fn is_here(browser: Browser, path: &str, search: &str) -> bool {
    let place = path::parse(&format!("{path}?{}", search.trim_start_matches('?')), "").ok();
    let here = place.map(|place| FolderPlace::of(&place));
    here.is_some() && browser.place.try_get_value() == here
}
