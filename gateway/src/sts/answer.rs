//! What STS answers to whoever may come in.

use std::borrow::Cow;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use crate::s3::names::InstanceId;

pub const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// A key for a while. All three parts are needed to use it.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub access_key: String,
    pub secret_key: SecretString,
    pub session_token: SecretString,
    pub expires_at: Timestamp,
}

/// Everything that the answer tells.
#[derive(Clone, Debug)]
pub struct Granted {
    pub credentials: Credentials,
    pub instance: InstanceId,
    pub session_name: String,
    pub subject: String,
    pub audience: String,
    /// The issuer.
    pub provider: String,
    /// How much of what a policy may hold this one did, where there was one.
    pub policy_percent: Option<usize>,
}

impl Granted {
    /// The `AssumeRoleWithWebIdentityResponse` document.
    pub fn document(&self, request_id: &str) -> SecretString {
        let Self { credentials, instance, session_name, .. } = self;
        let policy_size = self.policy_percent.map_or_else(String::new, |percent| {
            format!("<PackedPolicySize>{percent}</PackedPolicySize>")
        });
        let name = escape(session_name);
        format!(
            "<AssumeRoleWithWebIdentityResponse xmlns=\"{NAMESPACE}\">\
             <AssumeRoleWithWebIdentityResult>\
             <SubjectFromWebIdentityToken>{subject}</SubjectFromWebIdentityToken>\
             <Audience>{audience}</Audience>\
             <AssumedRoleUser><Arn>arn:aws:sts::{account}:assumed-role/{instance}/{name}</Arn>\
             <AssumedRoleId>{access_key}:{name}</AssumedRoleId></AssumedRoleUser>\
             <Credentials><AccessKeyId>{access_key}</AccessKeyId>\
             <SecretAccessKey>{secret_key}</SecretAccessKey>\
             <SessionToken>{session_token}</SessionToken>\
             <Expiration>{expiration}</Expiration></Credentials>\
             {policy_size}<Provider>{provider}</Provider>\
             </AssumeRoleWithWebIdentityResult>\
             <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>\
             </AssumeRoleWithWebIdentityResponse>",
            account = super::ask::ACCOUNT,
            subject = escape(&self.subject),
            audience = escape(&self.audience),
            provider = escape(&self.provider),
            access_key = credentials.access_key,
            secret_key = credentials.secret_key.expose_secret(),
            session_token = credentials.session_token.expose_secret(),
            expiration = whole_seconds(credentials.expires_at),
            request_id = escape(request_id),
        )
        .into()
    }
}

/// `2026-11-21T10:00:00Z`: some SDKs read no fractions.
fn whole_seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// What XML cannot hold at all is left out.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    if text.contains(|character: char| character.is_control()) {
        let plain: String = text.chars().filter(|character| !character.is_control()).collect();
        return Cow::Owned(quick_xml::escape::escape(plain.as_str()).into_owned());
    }
    quick_xml::escape::escape(text)
}
