//! The snippet for Kubernetes.

use crate::place::Place;
use crate::quoting::literal;
use crate::shell::variables;

/// A Secret with every variable, and the lines of a Pod that make them the environment of a container.
pub fn snippet(place: &Place) -> String {
    let line = |(name, value)| format!("  {name}: {}\n", literal(value));
    let data: String = variables(place).into_iter().map(line).collect();
    let name = literal(&format!("{}-s3", place.bucket));
    format!(
        "apiVersion: v1\n\
         kind: Secret\n\
         metadata:\n  \
         name: {name}\n\
         stringData:\n\
         {data}\
         ---\n\
         spec:\n  \
         containers:\n    \
         - name: app\n      \
         envFrom:\n        \
         - secretRef:\n            \
         name: {name}\n"
    )
}
