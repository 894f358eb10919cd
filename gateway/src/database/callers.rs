//! Who asked, looked up again: for what goes on after its request was answered.

use jiff::Timestamp;
use rusqlite::params;

use super::{Database, Error, FoundLink, links, people};
use crate::policy::Caller;

impl Database {
    /// The caller as recorded now: a person with the groups of this moment, a link that was neither taken back nor is
    /// over or pauses (`vouched_after`). `None` for whom there is nobody any more.
    pub async fn caller_now(
        &self,
        caller: &Caller,
        now: Timestamp,
        vouched_after: Timestamp,
    ) -> Result<Option<Caller>, Error> {
        match caller {
            Caller::Person(person) => {
                let id = person.id;
                let find = move |connection: &_| people::find(connection, "id = ?1", params![id]);
                let record = self.look_up(find).await?;
                let record = record.filter(|record| record.disabled_at.is_none());
                Ok(record.map(|record| Caller::Person(record.person)))
            }
            Caller::ShareLink(link) => {
                let id = link.id;
                let find = move |connection: &_| links::by_id(connection, id, now, vouched_after);
                Ok(match self.look_up(find).await? {
                    FoundLink::Usable(usable) => Some(Caller::ShareLink(usable.link)),
                    FoundLink::Over { .. } | FoundLink::Unknown => None,
                })
            }
            // A program's request is decided when it begins, and nothing of it goes on.
            Caller::AccessKey(_) | Caller::Anonymous | Caller::Cellier => Ok(Some(caller.clone())),
        }
    }
}
