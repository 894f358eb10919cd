//! Who signed the policy of a form (S3 API Reference, "Authenticating requests in browser-based uploads using POST").

use jiff::Timestamp;
use subtle::ConstantTimeEq as _;

use crate::s3::stamp;
use crate::s3::verify::{
    ALGORITHM, Accepted, Refusal, SKEW_SECONDS_MAX, Scope, SigningKey, read_credential,
    read_signature,
};

/// Who says to have signed. Nothing of it is proved before [`SignedPolicy::verify`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPolicy {
    pub access_key: String,
    pub scope: Scope,
    pub security_token: Option<String>,
    /// In base64, as it was signed.
    pub policy: String,
    time: Timestamp,
    signature: [u8; 32],
}

impl SignedPolicy {
    /// Reads the fields of a form; `None` where nobody says to have signed it.
    pub fn read(fields: &[(String, String)]) -> Result<Option<Self>, Refusal> {
        let value = |name: &str| {
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
        };
        if value("awsaccesskeyid").is_some() {
            return Err(Refusal::Version2);
        }
        let Some(policy) = value("policy") else { return Ok(None) };
        let malformed = Refusal::MalformedQuery;
        if value("x-amz-algorithm") != Some(ALGORITHM) {
            return Err(malformed("the field x-amz-algorithm must be AWS4-HMAC-SHA256"));
        }
        let (access_key, scope) = value("x-amz-credential")
            .and_then(read_credential)
            .ok_or(malformed("x-amz-credential must be KEY/DATE/REGION/SERVICE/aws4_request"))?;
        let time = value("x-amz-date")
            .filter(|text| text.starts_with(&scope.date))
            .and_then(stamp::read)
            .ok_or(malformed("x-amz-date must be of the day of x-amz-credential"))?;
        let signature = value("x-amz-signature")
            .and_then(read_signature)
            .ok_or(malformed("x-amz-signature must be 64 hexadecimal digits"))?;
        Ok(Some(Self {
            access_key,
            scope,
            security_token: value("x-amz-security-token").map(str::to_owned),
            policy: policy.to_owned(),
            time,
            signature,
        }))
    }

    /// As for requests: service, region and time, before the key is looked up. How long it is good is the policy's to say.
    pub fn check(&self, accepted: &Accepted, now: Timestamp) -> Result<(), Refusal> {
        if self.scope.service != accepted.service {
            return Err(Refusal::Service { expected: accepted.service });
        }
        if !accepted.regions.contains(&self.scope.region) {
            let expected = accepted.regions.first().cloned().unwrap_or_default();
            return Err(Refusal::Region { expected });
        }
        if self.time.as_second() - now.as_second() > SKEW_SECONDS_MAX {
            return Err(Refusal::Skewed);
        }
        Ok(())
    }

    /// Whether whoever signed knew the secret behind `key`.
    pub fn verify(&self, key: &SigningKey) -> Result<(), Refusal> {
        let expected = key.sign(self.policy.as_bytes());
        if bool::from(expected.ct_eq(&self.signature)) { Ok(()) } else { Err(Refusal::Mismatch) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAgICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAidXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25fcmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxfdXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQogICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRlLWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAiIl0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMtZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEyNTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";

    fn fields(edits: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
        let good = [
            ("policy", POLICY),
            ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
            ("x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"),
            ("x-amz-date", "20151229T000000Z"),
            ("x-amz-signature", "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"),
        ];
        let edited = |name: &str, value: &str| match edits.iter().find(|(edit, _)| *edit == name) {
            Some((_, edit)) => edit.map(str::to_owned),
            None => Some(value.to_owned()),
        };
        let kept = good.iter().filter_map(|(name, value)| {
            edited(name, value).map(|value| ((*name).to_owned(), value))
        });
        kept.collect()
    }

    fn key(policy: &SignedPolicy) -> SigningKey {
        SigningKey::derive(&"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(), &policy.scope)
    }

    /// The example of the S3 API Reference, "Examples: Browser-based upload using HTTP POST".
    #[test]
    fn the_published_example_fits() {
        let signed = SignedPolicy::read(&fields(&[])).unwrap().unwrap();
        assert_eq!(signed.access_key, "AKIAIOSFODNN7EXAMPLE");
        signed.verify(&key(&signed)).unwrap();
        let accepted = Accepted { service: "s3", regions: vec!["us-east-1".to_owned()] };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        signed.check(&accepted, at("2015-12-29T00:00:00Z")).unwrap();
        assert_eq!(signed.check(&accepted, at("2015-12-28T23:44:00Z")), Err(Refusal::Skewed));
        let other = Accepted { service: "s3", regions: vec!["local".to_owned()] };
        let refused = signed.check(&other, at("2015-12-29T00:00:00Z"));
        assert!(matches!(refused, Err(Refusal::Region { .. })));
    }

    #[test]
    fn what_was_changed_after_signing_does_not_fit() {
        let other = format!("{POLICY}=");
        for edit in [
            ("policy", Some(other.as_str())),
            ("policy", Some("")),
            ("x-amz-credential", Some("AKIAIOSFODNN7EXAMPLE/20151229/us-east-2/s3/aws4_request")),
            ("x-amz-signature", Some(&"0".repeat(64))),
        ] {
            let signed = SignedPolicy::read(&fields(&[edit])).unwrap().unwrap();
            assert_eq!(signed.verify(&key(&signed)), Err(Refusal::Mismatch), "{edit:?}");
        }
    }

    #[test]
    fn a_form_that_is_not_signed_as_it_should_be_is_refused() {
        for edit in [
            ("x-amz-algorithm", None),
            ("x-amz-algorithm", Some("none")),
            ("x-amz-credential", None),
            ("x-amz-credential", Some("AKIAIOSFODNN7EXAMPLE")),
            ("x-amz-date", None),
            ("x-amz-date", Some("20151230T000000Z")),
            ("x-amz-signature", None),
            ("x-amz-signature", Some("8afd")),
        ] {
            assert!(SignedPolicy::read(&fields(&[edit])).is_err(), "{edit:?}");
        }
        let mut old = fields(&[]);
        old.push(("awsaccesskeyid".to_owned(), "A".to_owned()));
        assert_eq!(SignedPolicy::read(&old), Err(Refusal::Version2));
        assert_eq!(SignedPolicy::read(&[]), Ok(None));
    }
}
