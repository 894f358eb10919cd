use std::fmt::Write as _;

use figment::Figment;
use figment::providers::{Format, Toml};

use super::*;

fn faults(toml: &str) -> Vec<String> {
    match Config::from_figment(&Figment::from(Toml::string(toml))) {
        Ok(_) => Vec::new(),
        Err(error) => error.faults.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let told = faults(
        r#"
        public_url = "http://storage.example.org"
        french = "BE"
        anonymous_access = "perhaps"
        colour = "teal"
        portal.listen = "8080"
        portal.tls = { certificate = "/nonexistent/tls.crt", key = "/nonexistent/tls.key" }
        session.idle_minutes = -3
        limits.trusted_proxies = ["10.0.0.0/8", "10.0.0.1/8", "proxy.example.org"]
        limits.sign_in_per_minute = 0
        access_keys.days_max = 0
        uploads.unfinished_days_max = 3651
        [oidc]
        issuer = "http://idp.example.org"
        algorithms = ["HS256"]
        client_secret = { env = "CELLIER_TEST_VARIABLE_THAT_IS_NOT_SET" }
        [[instance]]
        id = "Premium!"
        endpoint = "https://s3.example.org/path"
        kind = "private"
        creation = ["{name}"]
        access_key = { file = "/nonexistent/key" }
        unfinished_days_max = 4000
        timeouts.connect_seconds = 0
        "#,
    );
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn an_empty_file_says_everything_that_is_needed() {
    insta::assert_snapshot!(faults("").join("\n"));
}

#[test]
fn what_is_wrong_with_teams_is_told() {
    let told = faults(
        r#"
        [[team]]
        group = "/teams/{name}"
        name = "fixed"
        title = { en = "Team {name}" }
        [[team]]
        group = "Prices"
        title = { en = "Prices", fr = "Prix" }
        managers = ["{name}-admins", ""]
        [[team]]
        group = "prices"
        title = { en = "Prices", fr = "Prix" }
        [[team]]
        group = "{name}{name}"
        title = { en = "a", fr = "b" }
        [[instance]]
        teams = ["Prices!", "*", "prices"]
        team_bucket = "team.{name}"
        [[instance]]
        kind = "public"
        publishing = true
        "#,
    );
    let about_teams = |line: &&String| {
        ["team.", "teams", "team_bucket", "publishing"].iter().any(|word| line.contains(word))
    };
    let told: Vec<String> = told.iter().filter(about_teams).cloned().collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_file_that_is_not_toml_is_said_to_be() {
    let told = faults("public_url = ");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_public_address_is_https_unless_it_is_loopback() {
    let check =
        |text: &str, fine: bool| assert_eq!(public_url_fault(text).is_none(), fine, "{text}");
    check("https://storage.example.org", true);
    check("https://storage.example.org:8443/", true);
    check("http://127.0.0.1:8080", true);
    check("http://[::1]:8080", true);
    check("http://localhost:8080", true);
    check("http://storage.example.org", false);
    check("http://127.0.0.1.example.org", false);
    check("https://storage.example.org/portal", false);
    check("storage.example.org", false);
    check("", false);
}

#[test]
fn no_secret_shows_in_what_is_printed() {
    let figment = Figment::from(Toml::string("oidc.client_secret = \"tell-nobody\""));
    let (config, _) = fault::extract::<Config>(&figment).unwrap();
    assert!(!format!("{config:?}").contains("tell-nobody"));
}

#[test]
fn the_example_file_is_understood_and_lacks_only_what_lies_outside_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let (config, faults) =
        fault::extract::<Config>(&Figment::from(Toml::file_exact(file))).unwrap();
    assert_eq!(faults, []);
    assert_eq!(config.instances.len(), 2);
    let outside = ["sealing_key_file", "oidc.client_secret", "access_key", "secret_key"];
    for fault in config.faults() {
        assert!(outside.iter().any(|setting| fault.setting.ends_with(setting)), "{fault}");
    }
}

/// What the example shows commented out, uncommented: it must hold every setting, at its default.
#[test]
fn the_example_file_shows_every_setting() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.example.toml");
    let text = std::fs::read_to_string(file).unwrap();
    for (table, setting) in known_settings() {
        assert!(text.contains(&setting), "`{table}{setting}` is missing from config.example.toml");
    }
}

/// Every setting, beside the start of its name: `portal.tls.`, or nothing.
fn known_settings() -> Vec<(String, String)> {
    let unknown = faults(
        "zz = 1\nportal.tls.zz = 1\nportal.zz = 1\ns3.zz = 1\nops.zz = 1\nlimits.zz = 1\noidc.zz = 1\nsession.zz = 1\n\
         access_keys.zz = 1\nsts.zz = 1\nactivity.zz = 1\noperators.zz = 1\n[[instance]]\nzz = 1\ncapabilities.zz = 1\ntimeouts.zz = 1",
    );
    let known = unknown.iter().filter_map(|fault| {
        let (name, known) = fault.split_once("zz = ")?;
        Some((name.to_owned(), known.split_once("known here: ")?.1.to_owned()))
    });
    let settings = known.flat_map(|(table, known)| {
        known.split(", ").map(|name| (table.clone(), name.to_owned())).collect::<Vec<_>>()
    });
    settings.collect()
}

#[test]
fn a_file_with_every_setting_wrong_has_each_of_them_named() {
    let settings = known_settings();
    let tables: Vec<_> = settings.iter().map(|(table, _)| table.clone()).collect();
    let is_table = |name: &str| {
        tables.iter().any(|table| table.trim_end_matches(".0.").trim_end_matches('.') == name)
    };
    let (mut top, mut instance, mut wrong) = (String::new(), String::new(), Vec::new());
    for (table, setting) in &settings {
        let name = format!("{table}{setting}");
        if is_table(&name) {
            continue;
        }
        let of_instance = name.strip_prefix("instance.0.");
        let part = if of_instance.is_some() { &mut instance } else { &mut top };
        // What no setting can be: a number in a list in a list.
        writeln!(part, "{} = [[0]]", of_instance.unwrap_or(&name)).unwrap();
        wrong.push(name);
    }
    let text = format!("{top}[[instance]]\n{instance}");
    assert!(50 < wrong.len(), "{wrong:?}");
    let told = faults(&text);
    for name in wrong {
        let named = |fault: &String| {
            fault
                .strip_prefix(&name)
                .is_some_and(|rest| rest.starts_with(" = ") || rest.starts_with('.'))
        };
        assert!(told.iter().any(named), "`{name}` is not named in {told:#?}");
    }
}

#[test]
fn how_long_uploads_may_be_left_is_said_for_all_and_for_one() {
    let check = |toml: &str, expected: Option<i64>| {
        let (config, _) = fault::extract::<Config>(&Figment::from(Toml::string(toml))).unwrap();
        let age = config.unfinished_age_max(&config.instances[0]);
        assert_eq!(age.map(|age| age.as_hours() / 24), expected, "{toml}");
    };
    check("[[instance]]", Some(30));
    check("uploads.unfinished_days_max = 0\n[[instance]]", None);
    check("uploads.unfinished_days_max = 0\n[[instance]]\nunfinished_days_max = 7", Some(7));
    check("[[instance]]\nunfinished_days_max = 0", None);
}
