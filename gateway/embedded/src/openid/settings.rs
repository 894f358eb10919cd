//! Who may sign in, which applications ask, and how long what they get lasts.

use std::collections::BTreeSet;
use std::fmt;

use http::Uri;

use super::Error;

/// Everything the provider is told when it is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In the order in which the page offers them.
    pub people: Vec<Person>,
    pub clients: Vec<Client>,
    pub lifetimes: Lifetimes,
}

/// A person the page offers: no password is ever asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The OIDC subject: never changes, never given to somebody else.
    pub sub: String,
    pub given_name: String,
    pub family_name: String,
    /// The part before `@` is also the claim `preferred_username`.
    pub email: String,
    /// The claim `groups`, in full at each sign-in and refresh.
    pub groups: Vec<String>,
    /// One short sentence under the name.
    pub description: Description,
}

/// The same sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    pub fr: String,
    pub en: String,
}

/// An application registered with the provider; every one is confidential (it has a secret).
#[derive(Clone)]
pub struct Client {
    pub client_id: String,
    pub client_secret: String,
    /// Compared byte for byte with what is asked (RFC 9700, 2.1).
    pub redirect_uris: Vec<String>,
    /// Where sign-out may lead; compared byte for byte.
    pub post_logout_redirect_uris: Vec<String>,
    /// Told when a session ends (OIDC Back-Channel Logout 1.0). Plain `http` on a loopback address only.
    pub backchannel_logout_uri: Option<String>,
}

/// How long things last, in seconds from the moment they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    pub code_seconds: u32,
    pub access_token_seconds: u32,
    pub id_token_seconds: u32,
    /// Until when a refresh token not used dies; it never outlives the session.
    pub refresh_token_seconds: u32,
    /// From sign-in, whatever is done meanwhile.
    pub session_seconds: u32,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self {
            code_seconds: 60,
            access_token_seconds: 300,
            id_token_seconds: 300,
            refresh_token_seconds: 12 * 3600,
            session_seconds: 12 * 3600,
        }
    }
}

impl Settings {
    /// The four people of the demonstration, for these applications.
    pub fn demo(clients: Vec<Client>) -> Self {
        Self { people: demo_people(), clients, lifetimes: Lifetimes::default() }
    }

    /// What is wrong with the settings, each fault in one sentence; empty when they can be used.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for person in &self.people {
            if person.sub.is_empty() || person.sub.len() > SUB_BYTES_MAX || !person.sub.is_ascii() {
                faults.push(format!("person `{}`: sub must be 1 to 255 ASCII bytes", person.sub));
            }
            if !seen.insert(&person.sub) {
                faults.push(format!("person `{}`: sub is there twice", person.sub));
            }
        }
        seen.clear();
        for client in &self.clients {
            if !seen.insert(&client.client_id) {
                faults.push(format!("client `{}`: client_id is there twice", client.client_id));
            }
            client.faults(&mut faults);
        }
        faults
    }
}

/// OIDC Core 1.0, 2: a subject is at most 255 ASCII characters.
const SUB_BYTES_MAX: usize = 255;

impl Client {
    fn faults(&self, faults: &mut Vec<String>) {
        let id = &self.client_id;
        if id.is_empty() || self.client_secret.is_empty() {
            faults.push(format!("client `{id}`: client_id and client_secret must not be empty"));
        }
        for uri in self.redirect_uris.iter().chain(&self.post_logout_redirect_uris) {
            if origin(uri).is_none() || uri.contains('#') {
                let cure = "must be an absolute http or https address without fragment";
                faults.push(format!("client `{id}`: `{uri}` {cure}"));
            }
        }
        if let Some(uri) = self.backchannel_logout_uri.as_deref().filter(|uri| !is_loopback(uri)) {
            let cure = "must be an http address on 127.0.0.1, [::1] or localhost";
            faults.push(format!("client `{id}`: backchannel_logout_uri `{uri}` {cure}"));
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("redirect_uris", &self.redirect_uris)
            .field("post_logout_redirect_uris", &self.post_logout_redirect_uris)
            .field("backchannel_logout_uri", &self.backchannel_logout_uri)
            .finish_non_exhaustive()
    }
}

impl Person {
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    pub fn preferred_username(&self) -> &str {
        self.email.split_once('@').map_or(self.sub.as_str(), |(local, _)| local)
    }

    /// Whether a `login_hint` means this person: by subject, e-mail or user name.
    pub fn answers_to(&self, hint: &str) -> bool {
        hint == self.sub
            || hint.eq_ignore_ascii_case(&self.email)
            || hint.eq_ignore_ascii_case(self.preferred_username())
    }
}

/// `scheme://authority` of an absolute http or https address.
pub(super) fn origin(uri: &str) -> Option<String> {
    let uri: Uri = uri.parse().ok()?;
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    Some(format!("{scheme}://{}", uri.authority()?))
}

fn is_loopback(uri: &str) -> bool {
    let Ok(uri) = uri.parse::<Uri>() else { return false };
    uri.scheme_str() == Some("http")
        && matches!(uri.host(), Some("127.0.0.1" | "[::1]" | "localhost"))
}

pub(super) fn checked(settings: Settings) -> Result<Settings, Error> {
    let faults = settings.faults();
    if faults.is_empty() { Ok(settings) } else { Err(Error::Settings(faults.join("; "))) }
}

fn demo_people() -> Vec<Person> {
    let person = |given_name: &str, family_name: &str, user: &str, groups: &[&str]| Person {
        sub: format!("demo-{user}"),
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        email: String::new(),
        groups: groups.iter().map(ToString::to_string).collect(),
        description: Description { fr: String::new(), en: String::new() },
    };
    let complete = |person: Person, email: &str, fr: &str, en: &str| Person {
        email: email.to_owned(),
        description: Description { fr: fr.to_owned(), en: en.to_owned() },
        ..person
    };
    vec![
        complete(
            person("Alice", "Tremblay", "alice", &["prices", "storage-admins"]),
            "alice.tremblay@cellier.example",
            "Administre le stockage et travaille aux indices de prix.",
            "Administers the storage and works on price indexes.",
        ),
        complete(
            person("Benoît", "Gagnon", "benoit", &["labour"]),
            "benoit.gagnon@cellier.example",
            "Analyse le marché du travail.",
            "Analyses the labour market.",
        ),
        complete(
            person("Chloé", "Nguyen", "chloe", &["prices"]),
            "chloe.nguyen@cellier.example",
            "Programme les traitements de l’équipe des prix.",
            "Writes the programs of the prices team.",
        ),
        complete(
            person("Daniel", "Singh", "daniel", &[]),
            "daniel.singh@cellier.example",
            "Vient d’arriver et n’a pas encore d’équipe.",
            "Has just arrived and has no team yet.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client {
            client_id: "portal".to_owned(),
            client_secret: "secret".to_owned(),
            redirect_uris: vec!["http://127.0.0.1:8080/auth/callback".to_owned()],
            post_logout_redirect_uris: vec!["http://127.0.0.1:8080/".to_owned()],
            backchannel_logout_uri: Some("http://127.0.0.1:8080/auth/backchannel".to_owned()),
        }
    }

    #[test]
    fn the_demo_settings_have_no_fault_and_four_people() {
        let settings = Settings::demo(vec![client()]);
        assert_eq!(settings.faults(), Vec::<String>::new());
        let names: Vec<_> = settings.people.iter().map(Person::name).collect();
        assert_eq!(names, ["Alice Tremblay", "Benoît Gagnon", "Chloé Nguyen", "Daniel Singh"]);
        assert_eq!(settings.people[2].preferred_username(), "chloe.nguyen");
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let wrong = Client {
            client_secret: String::new(),
            redirect_uris: vec!["/callback".to_owned()],
            post_logout_redirect_uris: vec!["http://127.0.0.1/#here".to_owned()],
            backchannel_logout_uri: Some("http://192.0.2.1/logout".to_owned()),
            ..client()
        };
        let mut settings = Settings::demo(vec![client(), wrong]);
        settings.people[1].sub = settings.people[0].sub.clone();
        assert_eq!(settings.faults().len(), 6, "{:#?}", settings.faults());
    }

    #[test]
    fn a_client_never_shows_its_secret() {
        let shown = format!("{:?}", Client { client_secret: "hush".to_owned(), ..client() });
        assert!(!shown.contains("hush"));
    }
}
