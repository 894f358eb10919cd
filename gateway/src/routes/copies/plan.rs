//! What a request for copies asks for, decided object by object before anything is sent.

use std::collections::HashSet;

use gateway_api::{COPY_OBJECTS_MAX, Collision, CopyObject, CopyObjects};

use crate::error::Error;
use crate::policy::{Caller, Denied, Permit};
use crate::routes::extract::bucket_of;
use crate::routes::gate::Gate;
use crate::s3::names::{Bucket, Key, NameError};
use crate::s3::operation::{
    CopiedAttributes, CopySource, Deletion, ObjectHeaders, Operation, ReadConditions,
    WriteCondition,
};
use crate::upstream::{CopyPermits, Seen};

#[derive(Debug)]
pub struct Plan {
    pub errands: Vec<Errand>,
}

/// One object to copy or move.
#[derive(Debug)]
pub struct Errand {
    pub index: u32,
    pub seen: Seen,
    /// A fault of this object alone does not keep the others.
    pub permits: Result<Permits, Fault>,
}

#[derive(Debug)]
pub struct Permits {
    pub copy: CopyPermits,
    /// Of the source, where it is a move.
    pub remove: Option<Permit>,
    /// The target's key, where no object may bear it yet.
    pub to_be_free: Option<Key>,
}

/// Why an object is not even tried.
#[derive(Clone, Debug)]
pub enum Fault {
    Name(NameError),
    Same(Key),
    Denied(Denied),
}

impl Errand {
    pub fn is_move(&self) -> bool {
        self.permits.as_ref().is_ok_and(|permits| permits.remove.is_some())
    }
}

impl Fault {
    pub fn error(&self) -> Error {
        match self {
            Self::Name(error) => Error::KeyName(error.clone()),
            Self::Same(key) => Error::SameObject(key.clone()),
            Self::Denied(denied) => (*denied).into(),
        }
    }
}

/// Where from and where to, and how.
struct Ways {
    source: Bucket,
    target: Bucket,
    remove_source: bool,
    condition: WriteCondition,
}

/// Asks for every permit that the request needs. An object beyond what is shared with the caller does not keep the
/// others; whoever may copy nothing of it is refused as a whole.
pub async fn decided(gate: &Gate, caller: &Caller, wanted: CopyObjects) -> Result<Plan, Error> {
    let ways = Ways {
        source: bucket_of(&wanted.source.instance, &wanted.source.bucket)?,
        target: bucket_of(&wanted.target.instance, &wanted.target.bucket)?,
        remove_source: wanted.remove_source,
        condition: match wanted.collision {
            Collision::Refuse => WriteCondition::Absent,
            Collision::Replace => WriteCondition::Always,
        },
    };
    check(&wanted.objects, &ways)?;
    let mut errands = Vec::with_capacity(wanted.objects.len());
    for (index, object) in (0_u32..).zip(wanted.objects) {
        let seen = Seen { etag: object.etag.clone(), size: object.size };
        let permits = match ways.keys(&object) {
            Ok((from, to)) => match ways.permits(gate, caller, from, to).await {
                Err(Error::Denied(denied @ (Denied::Role | Denied::NoSuchBucket))) => {
                    Err(Fault::Denied(denied))
                }
                permits => Ok(permits?),
            },
            Err(fault) => Err(fault),
        };
        errands.push(Errand { index, seen, permits });
    }
    let denied = |errand: &Errand| match errand.permits {
        Err(Fault::Denied(denied)) => Some(denied),
        _ => None,
    };
    match errands.iter().map(denied).collect::<Option<Vec<_>>>().as_deref() {
        Some([denied, ..]) => Err((*denied).into()),
        _ => Ok(Plan { errands }),
    }
}

/// Objects are copied side by side, so none may be in another's way: two that have one target, or a target that is
/// another's source, would end differently from one time to the next, and could destroy what was to be moved.
fn check(objects: &[CopyObject], ways: &Ways) -> Result<(), Error> {
    let malformed = |text: String| Err(Error::Malformed(text));
    if objects.is_empty() || COPY_OBJECTS_MAX < objects.len() {
        return malformed(format!("`objects` holds 1 to {COPY_OBJECTS_MAX} objects"));
    }
    let mut targets = HashSet::new();
    if !objects.iter().all(|object| targets.insert(object.target_key.as_str())) {
        return malformed("two objects have the same `target_key`".to_owned());
    }
    let mut sources = HashSet::new();
    let once = objects.iter().all(|object| sources.insert(object.key.as_str()));
    if ways.remove_source && !once {
        return malformed("an object is moved twice".to_owned());
    }
    let in_the_way = |object: &CopyObject| {
        object.key != object.target_key && sources.contains(object.target_key.as_str())
    };
    if ways.source == ways.target && objects.iter().any(in_the_way) {
        return malformed("the target of one object is the source of another".to_owned());
    }
    Ok(())
}

impl Ways {
    fn keys(&self, object: &CopyObject) -> Result<(Key, Key), Fault> {
        let from = Key::parse(object.key.as_str()).map_err(Fault::Name)?;
        let to = Key::parse(object.target_key.as_str()).map_err(Fault::Name)?;
        if self.source == self.target && from == to {
            return Err(Fault::Same(from));
        }
        Ok((from, to))
    }

    async fn permits(
        &self,
        gate: &Gate,
        caller: &Caller,
        from: Key,
        to: Key,
    ) -> Result<Permits, Error> {
        let remove = if self.remove_source {
            let (bucket, key) = (self.source.clone(), from.clone());
            let deletion = Deletion::Newest;
            Some(gate.permit(caller, Operation::DeleteObject { bucket, key, deletion }).await?)
        } else {
            None
        };
        let to_be_free = (self.condition == WriteCondition::Absent).then(|| to.clone());
        let copy = if self.source.instance == self.target.instance {
            let operation = Operation::CopyObject {
                bucket: self.target.clone(),
                key: to,
                source: CopySource { bucket: self.source.name.clone(), key: from, etag: None },
                condition: self.condition.clone(),
                attributes: CopiedAttributes::Kept { storage_class: None },
            };
            CopyPermits::Within(gate.permit(caller, operation).await?.into())
        } else {
            let read = Operation::GetObject {
                bucket: self.source.clone(),
                key: from,
                range: None,
                conditions: ReadConditions::default(),
            };
            let write = Operation::PutObject {
                bucket: self.target.clone(),
                key: to,
                condition: self.condition.clone(),
                headers: ObjectHeaders::default(),
            };
            CopyPermits::Between {
                read: gate.permit(caller, read).await?.into(),
                write: gate.permit(caller, write).await?.into(),
            }
        };
        Ok(Permits { copy, remove, to_be_free })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Bucket {
        bucket_of("minimal", name).unwrap()
    }

    fn object(key: &str, target_key: &str) -> CopyObject {
        CopyObject {
            key: key.to_owned(),
            target_key: target_key.to_owned(),
            etag: None,
            size: None,
        }
    }

    fn ways(target: &str, remove_source: bool) -> Ways {
        let condition = WriteCondition::Absent;
        Ways { source: place("anne.roy"), target: place(target), remove_source, condition }
    }

    #[test]
    fn objects_do_not_get_into_each_others_way() {
        let check = |pairs: &[(&str, &str)], ways: &Ways, expected: bool| {
            let objects: Vec<_> = pairs.iter().map(|(from, to)| object(from, to)).collect();
            assert_eq!(check(&objects, ways).is_ok(), expected, "{pairs:?}");
        };
        let (renamed, copied) = (ways("anne.roy", true), ways("anne.roy", false));
        let elsewhere = ways("anne.roy.b", true);
        check(&[("a", "b"), ("c", "d")], &renamed, true);
        check(&[], &renamed, false);
        check(&[("a", "c"), ("b", "c")], &copied, false);
        check(&[("a", "c"), ("b", "c")], &elsewhere, false);
        check(&[("a", "b"), ("b", "a")], &renamed, false);
        check(&[("a", "b"), ("b", "a")], &copied, false);
        check(&[("a", "b"), ("b", "a")], &elsewhere, true);
        check(&[("a/x", "a/a/x"), ("a/a/x", "a/a/a/x")], &renamed, false);
        check(&[("a", "b"), ("a", "c")], &copied, true);
        check(&[("a", "b"), ("a", "c")], &renamed, false);
        check(&[("a", "a")], &renamed, true);
        let many: Vec<String> = (0..=COPY_OBJECTS_MAX).map(|number| number.to_string()).collect();
        let pairs: Vec<(&str, &str)> =
            many.iter().map(|key| (key.as_str(), key.as_str())).collect();
        check(&pairs, &elsewhere, false);
        check(&pairs[1..], &elsewhere, true);
    }

    #[test]
    fn an_object_is_not_copied_onto_itself() {
        let fault = |ways: &Ways| ways.keys(&object("a", "a")).err();
        assert!(matches!(fault(&ways("anne.roy", false)), Some(Fault::Same(_))));
        assert!(fault(&ways("anne.roy.b", false)).is_none());
        let ways = ways("anne.roy", false);
        assert!(matches!(ways.keys(&object("a", "")), Err(Fault::Name(NameError::KeyEmpty))));
        let long = "é".repeat(513);
        assert!(matches!(ways.keys(&object(&long, "a")), Err(Fault::Name(NameError::KeyLength))));
    }
}
