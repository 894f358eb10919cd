//! From the operator's settings to what each part is built with.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gateway_api::LocalizedText;
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::{Entrances, Error};
use crate::adoption::Adoption;
use crate::catalog::{Catalog, CatalogEntry, TeamTitle};
use crate::config::{
    self, ALL_TEAMS, Config, Fault, Instance, Kind, Listener, Member, Style, Team, Text,
};
use crate::database::Database;
use crate::layers::{Crowd, Limits, Meter, Proxies};
use crate::links::Links;
use crate::listener::{Cores, Entrance, Tongue};
use crate::policy::{
    GroupPattern, Handle, InstanceKind, InstanceRules, NamePattern, Operators, Policy, Role,
    TeamBuckets, TeamName, TeamRules, TeamTemplate, Teams, Visibility, WhichTeams,
};
use crate::routes::gate::Gate;
use crate::routes::s3::{Manner, Pages, ProgramLimits, UnderWay};
use crate::s3::address::Domains;
use crate::s3::names::{BucketName, InstanceId};
use crate::s3::verify::Accepted;
use crate::sealing::SealingKey;
use crate::tls::{self, Certificate};
use crate::upstream::Upstream;
use crate::{identity, upstream};

/// What people may create where the operator says nothing: `<handle>` and `<handle>.<name>`.
const CREATION_DEFAULT: [&str; 2] = ["{handle}", "{handle}.{name}"];

pub fn identity(config: &Config) -> Result<identity::Settings, Error> {
    config.identity().map_err(faults)
}

pub fn instances(config: &Config) -> Result<Vec<upstream::InstanceSettings>, Error> {
    config.instances.iter().map(instance).collect()
}

fn instance(instance: &Instance) -> Result<upstream::InstanceSettings, Error> {
    let secret = |setting: &'static str, secret: &Option<config::Secret>| {
        secret.as_ref().ok_or_else(|| fault(setting))?.read(setting).map_err(faults)
    };
    Ok(upstream::InstanceSettings {
        id: id(instance)?,
        endpoint: instance.endpoint.parse().map_err(|_| fault("instance.endpoint"))?,
        region: instance.region.clone(),
        style: match instance.style {
            Style::Path => upstream::Style::Path,
            Style::Virtual => upstream::Style::Virtual,
        },
        credentials: upstream::Credentials {
            access_key: secret("instance.access_key", &instance.access_key)?
                .expose_secret()
                .to_owned(),
            secret_key: secret("instance.secret_key", &instance.secret_key)?,
        },
        own_ca: instance.ca_file.as_deref().map(read).transpose()?,
        capabilities: upstream::Capabilities {
            conditional_writes: instance.capabilities.conditional_writes,
            conditional_copies: instance.capabilities.conditional_copies,
            conditional_deletes: instance.capabilities.conditional_deletes,
            conditional_sources: instance.capabilities.conditional_sources,
            tags: instance.capabilities.tags,
            versions: instance.capabilities.versions,
            dot_segments: instance.capabilities.dot_segments,
            leading_slashes: instance.capabilities.leading_slashes,
            md5_etags: instance.capabilities.md5_etags,
            checksum_trailers: instance.capabilities.checksum_trailers,
        },
        timeouts: upstream::Timeouts {
            connect: Duration::from_secs(instance.timeouts.connect_seconds),
            response_head: Duration::from_secs(instance.timeouts.answer_seconds),
            body_idle: Duration::from_secs(instance.timeouts.idle_seconds),
        },
    })
}

/// Off unless the operator asks for it.
pub fn adoption(
    config: &Config,
    gate: &Gate,
    database: &Database,
    upstream: &Upstream,
    catalog: &Catalog,
) -> Adoption {
    if !config.adopt_by_name {
        return Adoption::default();
    }
    Adoption::by_name(gate.clone(), database.clone(), upstream.clone(), catalog)
}

/// Where what was begun and never ended is cleared, and how long nothing may be added to it.
pub fn clearing(config: &Config) -> Result<Vec<(InstanceId, SignedDuration)>, Error> {
    let people_write = |instance: &&Instance| instance.kind == Kind::SelfServe;
    let rules = config.instances.iter().filter(people_write).filter_map(|instance| {
        let age = config.unfinished_age_max(instance)?;
        Some(id(instance).map(|id| (id, age)))
    });
    rules.collect()
}

/// How the S3 side presents itself.
pub fn manner(config: &Config) -> Manner {
    Manner {
        endpoint: config.s3_endpoint(),
        domains: Domains::new(config.s3.domains.iter().cloned()),
        pages: pages(&config.s3.cors_origins),
        accepted: Accepted { service: "s3", regions: config.s3.regions.clone() },
    }
}

/// `*` stands alone, as the settings were checked.
fn pages(origins: &[String]) -> Pages {
    if origins == ["*"] { Pages::Every } else { Pages::Of(origins.to_vec()) }
}

pub fn program_limits(config: &Config) -> ProgramLimits {
    let limits = &config.limits;
    let at_once = |max: u32| usize::try_from(max).unwrap_or(usize::MAX);
    ProgramLimits {
        proxies: Proxies::new(limits.networks()),
        per_address: Meter::per_minute(limits.s3_per_minute),
        per_key: Meter::per_minute(limits.access_key_per_minute),
        under_way_per_address: UnderWay::new(at_once(limits.s3_at_once)),
        under_way_per_key: UnderWay::new(at_once(limits.access_key_at_once)),
    }
}

pub fn links(config: &Config, database: Database, sealing_key: SealingKey) -> Links {
    let rules = config.links.rules(config.access_keys.pause_after_days);
    Links::new(database, sealing_key, rules, &config.public_url)
}

pub fn limits(config: &Config) -> Limits {
    Limits {
        proxies: Proxies::new(config.limits.networks()),
        sign_in: Meter::per_minute(config.limits.sign_in_per_minute),
        provider_calls: Meter::per_minute(config.limits.provider_calls_per_minute),
        public: Meter::per_minute(config.limits.public_per_minute),
        downloads: Meter::per_minute(config.limits.downloads_per_minute),
    }
}

/// The operators' listener has no crowd: it is not for everybody.
pub fn entrances(config: &Config) -> Result<Entrances, Error> {
    let mut certificates = Vec::new();
    let cores = Some(Cores::start().map_err(Error::Threads)?);
    let mut entrance = |setting, listener: &Listener, crowd, tongue, cores| {
        let mut entrance = Entrance { tls: None, crowd, tongue, cores };
        let Some(tls) = &listener.tls else { return Ok(entrance) };
        let certificate = Certificate::load(tls.files())
            .map_err(|source| Error::Certificate { setting, source })?;
        let settings = tls::server(Arc::clone(&certificate)).map_err(Error::Tls)?;
        certificates.push(certificate);
        entrance.tls = Some(Arc::new(settings).into());
        Ok::<_, Error>(entrance)
    };
    let crowd = || {
        let per_address = usize::try_from(config.limits.connections_per_address).ok()?;
        Some(Crowd::new(per_address, Proxies::new(config.limits.networks())))
    };
    Ok(Entrances {
        portal: entrance("portal", &config.portal, crowd(), Tongue::Problem, cores.clone())?,
        s3: entrance("s3", &config.s3.listener(), crowd(), Tongue::S3, cores)?,
        ops: entrance("ops", &config.ops, None, Tongue::Problem, None)?,
        certificates,
    })
}

pub fn policy(config: &Config) -> Result<Policy, Error> {
    let rules = |instance: &Instance| Ok((id(instance)?, rules(instance)?));
    let instances =
        config.instances.iter().map(rules).collect::<Result<BTreeMap<_, _>, Error>>()?;
    let teams = config.teams.iter().map(team_rules).collect::<Result<_, Error>>()?;
    let groups_max_age = config.access_keys.rules(&config.sts).groups_max_age;
    Ok(Policy::new(instances, config.anonymous_access)
        .with_teams(Teams(teams))
        .with_operators(operators(&config.operators)?)
        .with_groups_max_age(groups_max_age))
}

fn operators(config: &config::Operators) -> Result<Operators, Error> {
    let handle = |text: &String| Handle::parse(text).ok_or_else(|| fault("operators.handles"));
    let handles = config.handles.iter().map(handle).collect::<Result<_, Error>>()?;
    Ok(Operators { groups: config.groups.clone(), handles })
}

fn team_rules(team: &Team) -> Result<TeamRules, Error> {
    let pattern = |group: &String| GroupPattern::parse(group).map_err(|_| fault("team.group"));
    let name = |name: &String| TeamName::parse(name).ok_or_else(|| fault("team.name"));
    let mut raised = Vec::new();
    for (groups, role) in [(&team.contributors, Role::Contributor), (&team.managers, Role::Manager)]
    {
        for group in groups {
            raised.push((pattern(group)?, role));
        }
    }
    Ok(TeamRules {
        group: pattern(&team.group)?,
        name: team.name.as_ref().map(name).transpose()?,
        members: match team.members {
            Member::Viewer => Role::Viewer,
            Member::Contributor => Role::Contributor,
            Member::Manager => Role::Manager,
        },
        raised,
    })
}

/// Which teams may have buckets on the instance.
fn team_buckets(instance: &Instance) -> Result<TeamBuckets, Error> {
    let named = |name: &String| TeamName::parse(name).ok_or_else(|| fault("instance.teams"));
    let who = if instance.teams.is_empty() {
        WhichTeams::None
    } else if instance.teams.iter().any(|name| name == ALL_TEAMS) {
        WhichTeams::All
    } else {
        WhichTeams::These(instance.teams.iter().map(named).collect::<Result<_, Error>>()?)
    };
    let template = match instance.team_bucket.as_str() {
        "" => TeamTemplate::default(),
        text => TeamTemplate::parse(text).map_err(|_| fault("instance.team_bucket"))?,
    };
    Ok(TeamBuckets { who, template })
}

pub fn team_titles(config: &Config) -> Result<Vec<TeamTitle>, Error> {
    let title = |team: &Team| {
        let group = GroupPattern::parse(&team.group).map_err(|_| fault("team.group"))?;
        Ok(TeamTitle { group, title: localized(&team.title) })
    };
    config.teams.iter().map(title).collect()
}

fn rules(instance: &Instance) -> Result<InstanceRules, Error> {
    let named = instance.creation.iter().map(String::as_str);
    let patterns: Vec<&str> =
        if instance.creation.is_empty() { CREATION_DEFAULT.to_vec() } else { named.collect() };
    let pattern = |text: &str| NamePattern::parse(text).map_err(|_| fault("instance.creation"));
    let dataset = |text: &String| BucketName::parse(text).map_err(|_| fault("instance.datasets"));
    Ok(InstanceRules {
        kind: kind(instance),
        visible_to: if instance.groups.is_empty() {
            Visibility::Everyone
        } else {
            Visibility::Groups(instance.groups.clone())
        },
        creation: patterns.into_iter().map(pattern).collect::<Result<_, Error>>()?,
        datasets: instance
            .datasets
            .as_ref()
            .map(|names| names.iter().map(dataset).collect())
            .transpose()?,
        teams: team_buckets(instance)?,
        publishing: instance.publishing,
    })
}

pub fn catalog(config: &Config) -> Result<Vec<CatalogEntry>, Error> {
    let entry = |instance: &Instance| {
        Ok(CatalogEntry {
            id: id(instance)?,
            name: localized(&instance.name),
            description: localized(&instance.description),
            kind: kind(instance),
            classification: instance.classification.as_ref().map(localized),
        })
    };
    config.instances.iter().map(entry).collect()
}

fn localized(text: &Text) -> LocalizedText {
    LocalizedText { en: text.en.clone(), fr: text.fr.clone() }
}

fn kind(instance: &Instance) -> InstanceKind {
    match instance.kind {
        Kind::SelfServe => InstanceKind::SelfServe,
        Kind::Public => InstanceKind::Public,
    }
}

fn id(instance: &Instance) -> Result<InstanceId, Error> {
    InstanceId::parse(&instance.id).map_err(|_| fault("instance.id"))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::File { path: path.display().to_string(), source })
}

/// A setting that [`Config::load`] would have refused; the demo makes its settings itself.
fn fault(setting: &'static str) -> Error {
    faults(Fault::new(setting, "", "cannot be used"))
}

fn faults(fault: Fault) -> Error {
    config::Error::new(vec![fault]).into()
}
