//! The only place that puts a failure into words: every kind, in the reader's language.

use gateway_api::{Problem, ProblemKind};
use locales::{Language, text};

use crate::gateway::Error;

/// What happened and what to do, in a sentence or two.
pub fn sentence(language: Language, error: &Error) -> String {
    match error {
        Error::Problem(problem) => of_problem(language, problem),
        Error::Offline => text::failure_offline(language).to_owned(),
        Error::Unreadable => text::failure_unreadable(language).to_owned(),
    }
}

/// As [`sentence`], with what to quote, where there is one line for each of many: `… (AccessDenied · 0f3a)`.
pub fn line(language: Language, error: &Error) -> String {
    let sentence = sentence(language, error);
    match error.problem() {
        Some(problem) => quoting(language, &sentence, problem),
        None => sentence,
    }
}

/// The sentence with what to quote of the problem.
pub fn quoting(language: Language, sentence: &str, problem: &Problem) -> String {
    let quoted = [problem.code.as_deref(), problem.request_id.as_deref()];
    let quoted: Vec<&str> = quoted.into_iter().flatten().collect();
    if quoted.is_empty() {
        sentence.to_owned()
    } else {
        format!("{sentence} ({})", quoted.join(text::separator(language)))
    }
}

fn of_problem(language: Language, problem: &Problem) -> String {
    let subject = problem.subject.as_deref();
    let about = |with: fn(Language, &str) -> String, without: fn(Language) -> &'static str| {
        subject.map_or_else(|| without(language).to_owned(), |subject| with(language, subject))
    };
    let plain: fn(Language) -> &'static str = match problem.kind {
        ProblemKind::Denied => {
            let what = about(text::failure_denied_subject, text::failure_denied);
            return format!("{what} {}", text::failure_denied_next(language));
        }
        ProblemKind::NoSuchBucket => {
            return about(text::failure_no_such_bucket_subject, text::failure_no_such_bucket);
        }
        ProblemKind::NoSuchObject => {
            return about(text::failure_no_such_object_subject, text::failure_no_such_object);
        }
        ProblemKind::BucketNotRecorded => {
            return text::failure_bucket_not_recorded(language, subject.unwrap_or_default());
        }
        ProblemKind::BucketTaken => {
            return text::failure_bucket_taken(language, subject.unwrap_or_default());
        }
        ProblemKind::NotSignedIn => text::failure_not_signed_in,
        ProblemKind::Forged => text::failure_forged,
        ProblemKind::NoSuchInstance => text::failure_no_such_instance,
        ProblemKind::NoSuchPage => text::failure_no_such_page,
        ProblemKind::NoSuchUpload => text::failure_no_such_upload,
        ProblemKind::NoSuchTicket => text::failure_no_such_ticket,
        ProblemKind::NoSuchPerson => text::failure_no_such_person,
        ProblemKind::TooManyGrants => text::failure_too_many_grants,
        ProblemKind::LastManager => text::failure_last_manager,
        ProblemKind::PublicAlready => {
            return text::failure_public_already(language, subject.unwrap_or_default());
        }
        ProblemKind::PublicNameTaken => text::failure_public_name_taken,
        ProblemKind::TooMuchPublic => text::failure_too_much_public,
        ProblemKind::NotConfirmed => text::failure_not_confirmed,
        ProblemKind::PublishingOff => text::failure_publishing_off,
        ProblemKind::NoSuchGrant => text::failure_no_such_grant,
        ProblemKind::NoSuchAccessKey => text::failure_no_such_access_key,
        ProblemKind::TooManyAccessKeys => text::failure_too_many_access_keys,
        ProblemKind::NoSuchLink => text::failure_no_such_link,
        ProblemKind::LinkOver => text::failure_link_over,
        ProblemKind::LinkPassword => text::failure_link_password,
        ProblemKind::LinkViewOnly => text::failure_link_view_only,
        ProblemKind::LinkFull => text::failure_link_full,
        ProblemKind::LinkKind => text::failure_link_kind,
        ProblemKind::TooManyLinks => text::failure_too_many_links,
        ProblemKind::Malformed => text::failure_malformed,
        ProblemKind::BucketName => text::failure_bucket_name,
        ProblemKind::KeyName => text::failure_key_name,
        ProblemKind::BucketNotEmpty => text::failure_bucket_not_empty,
        ProblemKind::ObjectExists => text::failure_object_exists,
        ProblemKind::SameObject => text::failure_same_object,
        ProblemKind::Precondition => text::failure_precondition,
        ProblemKind::Checksum => text::failure_checksum,
        ProblemKind::PartsDiffer => text::failure_parts_differ,
        ProblemKind::TooLarge => text::failure_too_large,
        ProblemKind::NotRenderable => text::failure_not_renderable,
        ProblemKind::Damaged => text::failure_damaged,
        ProblemKind::ArchiveRefused => text::failure_archive_refused,
        ProblemKind::ArchivedObject => text::failure_archived_object,
        ProblemKind::Range => text::failure_range,
        ProblemKind::Unsupported => text::failure_unsupported,
        ProblemKind::OutOfSpace => text::failure_out_of_space,
        ProblemKind::SlowDown => text::failure_slow_down,
        ProblemKind::UpstreamUnreachable => text::failure_upstream_unreachable,
        ProblemKind::UpstreamFailed => text::failure_upstream_failed,
        ProblemKind::IdentityProvider => text::failure_identity_provider,
        ProblemKind::SignIn => text::failure_sign_in,
        ProblemKind::Internal => text::failure_internal,
        ProblemKind::Unknown => text::failure_unknown,
    };
    plain(language).to_owned()
}

/// For the clipboard: in English, as the people who run the portal find it in their logs.
pub(super) fn quotable(error: &Error) -> String {
    let Some(problem) = error.problem() else { return String::new() };
    let lines = [
        Some(format!("{} ({})", problem.title, problem.status)),
        problem.detail.clone(),
        problem.subject.as_ref().map(|subject| format!("subject: {subject}")),
        problem.code.as_ref().map(|code| format!("code: {code}")),
        problem.request_id.as_ref().map(|request| format!("request: {request}")),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(kind: ProblemKind, subject: Option<&str>) -> Error {
        Error::Problem(Box::new(Problem {
            subject: subject.map(str::to_owned),
            code: Some("BucketAlreadyExists".to_owned()),
            request_id: Some("0f3a".to_owned()),
            ..Problem::new(kind, 409, "bucket exists")
        }))
    }

    #[test]
    fn a_failure_names_what_it_is_about_and_what_to_do() {
        let taken = problem(ProblemKind::BucketTaken, Some("anne.roy"));
        let words = sentence(Language::FrCa, &taken);
        assert!(words.contains("anne.roy") && words.contains("Choisissez"), "{words}");
        let denied = sentence(Language::En, &problem(ProblemKind::Denied, None));
        assert_eq!(
            denied,
            "You do not have access to this. Ask its owner, or the team that runs this portal."
        );
    }

    #[test]
    fn a_line_of_many_has_what_to_quote_in_it() {
        let denied = line(Language::En, &problem(ProblemKind::Denied, None));
        assert!(denied.ends_with("runs this portal. (BucketAlreadyExists · 0f3a)"), "{denied}");
        assert_eq!(line(Language::En, &Error::Offline), sentence(Language::En, &Error::Offline));
    }

    #[test]
    fn the_clipboard_gets_what_finds_the_line_in_the_log() {
        assert_eq!(
            quotable(&problem(ProblemKind::BucketTaken, Some("anne.roy"))),
            "bucket exists (409)\nsubject: anne.roy\ncode: BucketAlreadyExists\nrequest: 0f3a"
        );
    }
}
