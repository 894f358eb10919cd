//! Who runs the portal.

use serde::Deserialize;

use super::Fault;
use crate::policy::Handle;

/// They read the record of what everybody did, on the page; nothing else is opened to them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Operators {
    /// Groups as the OpenID provider names them; whoever is in one of them.
    pub groups: Vec<String>,
    /// And these people, by handle.
    pub handles: Vec<String>,
}

impl Operators {
    pub(super) fn faults(&self) -> Vec<Fault> {
        let wrong = self.handles.iter().filter(|handle| Handle::parse(handle).is_none());
        let cure = "a handle such as `anne.roy`";
        let mut faults: Vec<Fault> =
            wrong.map(|handle| Fault::new("operators.handles", handle, cure)).collect();
        if self.groups.iter().any(|group| group.trim().is_empty()) {
            faults.push(Fault::new("operators.groups", "", "groups as the provider names them"));
        }
        faults
    }
}
