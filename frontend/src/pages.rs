//! One module a page: an address, what it asks the gateway for, and what it shows in each state.

mod bucket;
mod dataset;
mod datasets;
mod home;
mod instance;
mod missing_bucket;
mod not_found;
mod palette;
mod personal_bucket;
mod prose;
mod sign_in_failed;
mod signed_in;
mod signed_in_beside;

pub use bucket::BucketPage;
pub use dataset::DatasetPage;
pub use datasets::DatasetsPage;
pub use home::HomePage;
pub use instance::InstancePage;
pub use missing_bucket::MissingBucketPage;
pub use not_found::NotFoundPage;
pub use palette::Palette;
pub use prose::{AccessibilityPage, HelpPage, PrivacyPage};
pub use sign_in_failed::SignInFailedPage;
pub use signed_in::SignedIn;
pub use signed_in_beside::SignedInBesidePage;
