//! One module a page: an address, what it asks the gateway for, and what it shows in each state.

mod arranging;
mod bucket;
mod dataset;
mod datasets;
mod home;
mod instance;
mod not_found;
mod personal_bucket;
mod prose;
mod sign_in_failed;
mod signed_in;

pub use arranging::arranging;
pub use bucket::BucketPage;
pub use dataset::DatasetPage;
pub use datasets::DatasetsPage;
pub use home::HomePage;
pub use instance::InstancePage;
pub use not_found::NotFoundPage;
pub use prose::{AccessibilityPage, HelpPage, PrivacyPage};
pub use sign_in_failed::SignInFailedPage;
pub use signed_in::SignedIn;
