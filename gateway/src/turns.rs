//! How much somebody may have under way at once: what takes long and reads much is for everybody.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::Error;
use crate::policy::{Caller, LinkId, PersonId};

/// Archives and lists of one person.
const TURNS_PER_PERSON_MAX: usize = 3;

/// Archives of all who hold one link.
const TURNS_PER_LINK_MAX: usize = 3;

/// Archives and lists of all who did not sign in.
const TURNS_OF_STRANGERS_MAX: usize = 8;

/// The turns that are taken in this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Turns(Arc<Mutex<HashMap<Who, usize>>>);

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
    who: Who,
}

impl Turns {
    /// # Errors
    /// [`Error::TooMany`] when the caller has as many under way as one may.
    pub fn take(&self, caller: &Caller) -> Result<Turn, Error> {
        let (who, max) = match (caller, caller.person()) {
            (Caller::ShareLink(link), _) => (Who::Link(link.id), TURNS_PER_LINK_MAX),
            (_, Some(person)) => (Who::Person(person.id), TURNS_PER_PERSON_MAX),
            (_, None) => (Who::Strangers, TURNS_OF_STRANGERS_MAX),
        };
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(who).or_default();
        if *count >= max {
            return Err(Error::TooMany("archives and lists"));
        }
        *count += 1;
        drop(taken);
        Ok(Turn { turns: self.clone(), who })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.who);
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
        let mut taken: Vec<Turn> =
            (0..TURNS_OF_STRANGERS_MAX).map(|_| turns.take(&Caller::Anonymous).unwrap()).collect();
        assert!(matches!(turns.take(&Caller::Anonymous), Err(Error::TooMany(_))));
        taken.pop();
        taken.push(turns.take(&Caller::Anonymous).unwrap());
        drop(taken);
        assert!(turns.0.lock().unwrap().is_empty());
    }
}
