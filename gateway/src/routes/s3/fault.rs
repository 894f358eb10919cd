//! Our failures in the words of S3. What is ours to mend is logged once, with its chain, and told without it.

use crate::error::{self, Error};
use crate::policy::Denied;
use crate::s3::fault::{Code, Fault};
use crate::s3::names::Key;
use crate::upstream::{self, UploadFault};

pub fn internal() -> Fault {
    Fault::new(Code::InternalError, "we encountered an internal error; please try again")
}

pub fn no_such_bucket() -> Fault {
    Fault::new(Code::NoSuchBucket, "the specified bucket does not exist")
}

pub fn denied(denied: Denied) -> Fault {
    match denied {
        Denied::BucketTaken => {
            Fault::new(Code::BucketAlreadyExists, "the requested bucket name is not available")
        }
        // What is somebody else's and what is not there at all are told alike.
        Denied::NoSuchBucket => Fault::new(Code::AccessDenied, "access denied"),
        other => Fault::new(Code::AccessDenied, other.to_string()),
    }
}

pub fn ours(error: Error) -> Fault {
    match error {
        Error::Denied(reason) => denied(reason),
        Error::Upstream(error) => upstream(error),
        Error::BucketNotRecorded(_) => denied(Denied::BucketTaken),
        error => {
            let (status, _) = error.classify();
            error::log(&error);
            if status.is_server_error() { internal() } else { Fault::invalid(error.to_string()) }
        }
    }
}

/// Why an instance did not answer, or could not be asked.
pub fn upstream(error: upstream::Error) -> Fault {
    use upstream::Error as Upstream;
    let fault = match &error {
        Upstream::BodyInterrupted { source, .. } => return sender(source),
        Upstream::Unsupported { what, .. } => return Fault::not_implemented(what),
        Upstream::MisreadKey { key, .. } => return misread(key),
        Upstream::NoSuchBucket { .. } => return no_such_bucket(),
        Upstream::BucketNotEmpty { .. } => {
            return Fault::new(Code::BucketNotEmpty, "the bucket you tried to delete is not empty");
        }
        Upstream::BucketTaken { .. } => return denied(Denied::BucketTaken),
        Upstream::OutOfSpace { .. } => {
            Fault::new(Code::OutOfSpace, "the instance has no space left")
        }
        Upstream::TooLarge { .. } => {
            Fault::new(Code::EntityTooLarge, "the instance takes no request of so many bytes")
        }
        Upstream::SlowDown { .. } => Fault::new(Code::SlowDown, "please reduce your request rate"),
        Upstream::Unreachable { .. } | Upstream::TimedOut { .. } | Upstream::Refused { .. } => {
            Fault::new(Code::ServiceUnavailable, "the instance is unavailable; please try again")
        }
        _ => internal(),
    };
    error::log(&Error::Upstream(error));
    fault
}

/// A key that the instance could take for another.
pub fn misread(key: &Key) -> Fault {
    Fault::invalid(if key.has_dot_segment() {
        "keys with `.` or `..` between slashes cannot be told apart here"
    } else {
        "keys that begin with `/` cannot be told apart here"
    })
}

/// What was wrong with what came from the program itself.
fn sender(fault: &UploadFault) -> Fault {
    match fault {
        UploadFault::Sender(source) => match source.downcast_ref::<Fault>() {
            Some(fault) => fault.clone(),
            None => Fault::new(Code::IncompleteBody, "the body broke off"),
        },
        UploadFault::TooShort { .. } | UploadFault::TooLong { .. } => Fault::new(
            Code::IncompleteBody,
            "the body does not have the number of bytes that was announced",
        ),
        UploadFault::Silent => Fault::new(
            Code::RequestTimeout,
            "the connection was not read from or written to within the timeout period",
        ),
    }
}
