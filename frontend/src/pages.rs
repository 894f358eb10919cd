//! One module a page: an address, what it asks the gateway for, and what it shows in each state.

mod access_keys;
mod activity;
mod arranging;
mod arrival_news;
mod bucket;
mod dataset;
mod datasets;
mod help_tip;
pub mod home;
mod instance;
mod making;
mod missing_bucket;
mod not_found;
mod palette;
mod personal_bucket;
mod prose;
mod search;
mod shared;
mod sharing;
mod sign_in_failed;
mod signed_in;
mod signed_in_beside;
mod team;
mod unfinished;
pub mod using;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use crate::lazy::Part;
use crate::links::Page;
use access_keys::AccessKeysPage;
use activity::ActivityPage;
use datasets::DatasetsPage;
use home::HomePage;
use instance::InstancePage;
use missing_bucket::MissingBucketPage;
use prose::{AccessibilityPage, HelpPage, PrivacyPage};
use search::SearchPage;
use shared::SharedPage;
use sign_in_failed::SignInFailedPage;
use signed_in_beside::SignedInBesidePage;
use team::TeamPage;
use unfinished::UnfinishedPage;

pub use arranging::arranging;
pub use bucket::BucketPage;
pub use dataset::DatasetPage;
pub use help_tip::{HelpTip, Question};
pub use not_found::NotFoundPage;
pub use palette::Palette;
pub use signed_in::SignedIn;

/// The page of each address. They travel together; those that list objects are in the main file as well.
#[wasm_split(pages, fallible, preload(fetch_pages))]
pub fn page(page: Page) -> Part {
    Ok(match page {
        Page::Activity => view! { <ActivityPage /> }.into_any(),
        Page::Home => view! { <HomePage /> }.into_any(),
        Page::Instance => view! { <InstancePage /> }.into_any(),
        Page::Bucket => view! { <BucketPage /> }.into_any(),
        Page::Search => view! { <SearchPage /> }.into_any(),
        Page::Unfinished => view! { <UnfinishedPage /> }.into_any(),
        Page::Datasets => view! { <DatasetsPage /> }.into_any(),
        Page::Dataset => view! { <DatasetPage /> }.into_any(),
        Page::Shared => view! { <SharedPage /> }.into_any(),
        Page::Team => view! { <TeamPage /> }.into_any(),
        Page::AccessKeys => view! { <AccessKeysPage /> }.into_any(),
        Page::Help => view! { <HelpPage /> }.into_any(),
        Page::Accessibility => view! { <AccessibilityPage /> }.into_any(),
        Page::MissingBucket => view! { <MissingBucketPage /> }.into_any(),
        Page::SignedIn => view! { <SignedInBesidePage /> }.into_any(),
        Page::Privacy => view! { <PrivacyPage /> }.into_any(),
        Page::SignInFailed => view! { <SignInFailedPage /> }.into_any(),
    })
}
