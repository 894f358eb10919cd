//! How much somebody may have under way at once: what takes long and reads much is for everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::policy::{Caller, LinkId, PersonId};

/// Archives and lists of one person; searches too.
const TURNS_PER_PERSON_MAX: usize = 3;

/// Archives of all who hold one link.
const TURNS_PER_LINK_MAX: usize = 3;

/// Archives and lists of all who did not sign in; searches too.
const TURNS_OF_STRANGERS_MAX: usize = 8;

/// The turns that are taken in this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<HashMap<(Who, Task), usize>>>);

/// What takes long. A download that goes on for hours keeps nobody from searching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Task {
    TakeOut,
    Search,
}

/// Whose turns are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Who {
    Person(PersonId),
    Link(LinkId),
    Strangers,
}

/// A turn, given back when dropped.
#[derive(Debug)]
pub struct Turn {
    turns: Turns,
    of: (Who, Task),
}

impl Turns {
    /// # Errors
    /// [`Error::TooMany`] when the caller has as many under way as one may.
    pub fn take(&self, caller: &Caller, task: Task) -> Result<Turn, Error> {
        let (who, max) = match (caller, caller.person()) {
            (Caller::ShareLink(link), _) => (Who::Link(link.id), TURNS_PER_LINK_MAX),
            (_, Some(person)) => (Who::Person(person.id), TURNS_PER_PERSON_MAX),
            (_, None) => (Who::Strangers, TURNS_OF_STRANGERS_MAX),
        };
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry((who, task)).or_default();
        if *count >= max {
            return Err(Error::TooMany(match task {
                Task::TakeOut => "archives and lists",
                Task::Search => "searches",
            }));
        }
        *count += 1;
        drop(taken);
        Ok(Turn { turns: self.clone(), of: (who, task) })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.of) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.of);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_counted_and_given_back() {
        let turns = Turns::default();
        let take = |task| turns.take(&Caller::Anonymous, task);
        let all = 0..TURNS_OF_STRANGERS_MAX;
        let mut taken: Vec<Turn> = all.map(|_| take(Task::TakeOut).unwrap()).collect();
        assert!(matches!(take(Task::TakeOut), Err(Error::TooMany(_))));
        taken.pop();
        taken.push(take(Task::TakeOut).unwrap());
        // Of another task there are turns still.
        taken.push(take(Task::Search).unwrap());
        drop(taken);
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
