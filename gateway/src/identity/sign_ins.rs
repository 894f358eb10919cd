//! How sign-ins end, for operators.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use super::Why;

/// Counted by outcome. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct SignIns(Family<Labels, Counter>);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    outcome: &'static str,
}

impl Default for SignIns {
    /// Every outcome begins at nought, so that the first of each is seen as an increase.
    fn default() -> Self {
        let counters = Self(Family::default());
        for outcome in [SUCCEEDED, BROKEN].into_iter().chain(Why::ALL.map(Why::as_str)) {
            drop(counters.0.get_or_create(&Labels { outcome }));
        }
        counters
    }
}

const SUCCEEDED: &str = "succeeded";
/// By a fault of ours.
const BROKEN: &str = "broken";

impl SignIns {
    pub(super) fn register(&self, registry: &mut Registry) {
        let help = "Sign-ins that came to an end, by how they ended";
        registry.register("sign_ins", help, self.0.clone());
    }

    pub(super) fn succeeded(&self) {
        self.count(SUCCEEDED);
    }

    pub(super) fn failed(&self, why: Why) {
        self.count(why.as_str());
    }

    pub(super) fn broke(&self) {
        self.count(BROKEN);
    }

    fn count(&self, outcome: &'static str) {
        self.0.get_or_create(&Labels { outcome }).inc();
    }
}
