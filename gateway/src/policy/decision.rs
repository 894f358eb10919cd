//! The rules, one after the other. Each opens by itself or not at all; what none opens is denied.

use jiff::Timestamp;

use super::{
    AccessKey, Ask, BucketFacts, Caller, Denied, GrantFacts, Grantee, InstanceKind, InstanceRules,
    KeyOwner, KeyPrefix, Owner, Person, Policy, Role, Rule, Settings, ShareLink, Team,
};
use crate::s3::operation::Action;

/// Where members have folders of their own, if the bucket's managers so decided.
const SHARED: &str = "shared/";

/// What a team's key is in the team's buckets. A contributor works with objects; what concerns the bucket itself, who may
/// what in it, and versions that are gone for good, stays with people, who can be asked.
const BY_KEY: Role = Role::Contributor;

/// Somebody whose rights in the bucket count: who asks, who gave a grant, who shares a link.
#[derive(Clone, Copy)]
struct Standing<'a> {
    person: &'a Person,
    /// What a manager set for them in the team that owns the bucket.
    set: Option<Role>,
}

impl Policy {
    /// What opens what is asked, once it was found to lie inside what key or link reach.
    pub(super) fn decide(
        &self,
        caller: &Caller,
        facts: &BucketFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Result<Rule, Denied> {
        let rules = self.instances.get(ask.instance).ok_or(Denied::NoSuchInstance)?;
        if rules.kind == InstanceKind::Public {
            self.may_enter(caller, ask.instance)?;
            return by_offer(rules, ask);
        }
        let denied = match caller {
            Caller::Cellier => return by_cellier(facts, ask),
            Caller::ShareLink(link) => return self.by_link(rules, link, facts, ask),
            Caller::Anonymous => Denied::NotSignedIn,
            Caller::Person(asker)
            | Caller::AccessKey(AccessKey { owner: KeyOwner::Person(asker), .. }) => {
                let entered = self.may_enter(caller, ask.instance);
                match entered.and_then(|()| self.to_person(rules, asker, facts, ask, now)) {
                    Ok(rule) => return Ok(rule),
                    Err(denied) => denied,
                }
            }
            Caller::AccessKey(AccessKey { owner: KeyOwner::Team(asker), .. }) => {
                let entered = self.may_enter(caller, ask.instance);
                match entered.and_then(|()| self.to_team(rules, asker, facts, ask, now)) {
                    Ok(rule) => return Ok(rule),
                    Err(denied) => denied,
                }
            }
        };
        let may_read = self.anonymous_door || self.may_enter(caller, ask.instance).is_ok();
        if may_read {
            self.by_publication(rules, facts, ask, now).ok_or(denied)
        } else {
            Err(denied)
        }
    }

    /// Whether the person may pass on what is asked, on their own account: nothing that was granted to them.
    pub(super) fn may_pass_on(
        &self,
        rules: &InstanceRules,
        facts: &BucketFacts,
        person: &Person,
        set: Option<Role>,
        ask: &Ask<'_>,
        right: Action,
    ) -> bool {
        let standing = Standing { person, set };
        rules.visible_to.includes(&person.groups)
            && self.own_rule(facts, standing, ask).is_some()
            && self.own_rule(facts, standing, &Ask { action: right, ..*ask }).is_some()
    }

    /// What the person may do as owner, or as a member of the team that owns.
    fn own_rule(&self, facts: &BucketFacts, standing: Standing<'_>, ask: &Ask<'_>) -> Option<Rule> {
        ask.bucket?;
        match facts.owner? {
            Owner::Person(owner) => (owner == standing.person.id).then_some(Rule::Owner),
            Owner::Team(owner) => {
                let team = facts.team.as_ref().filter(|team| team.id == owner)?;
                let role = self.teams.role(&standing.person.groups, &team.group, standing.set)?;
                in_team(facts.settings, role, Some(standing.person), ask)
            }
        }
    }

    fn to_person(
        &self,
        rules: &InstanceRules,
        person: &Person,
        facts: &BucketFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Result<Rule, Denied> {
        // The list of all buckets of an upstream is nobody's business: people see what is recorded for them.
        let bucket = ask.bucket.ok_or(Denied::NoSuchBucket)?;
        let standing = Standing { person, set: facts.set_role };
        let opened = |ask: &Ask<'_>| {
            self.own_rule(facts, standing, ask)
                .or_else(|| self.by_grant(rules, |given| concerns(given, person), facts, ask, now))
        };
        if let Some(rule) = opened(ask) {
            return Ok(rule);
        }
        match (facts.owner, ask.action) {
            (Some(_), Action::CreateBucket) => Err(Denied::BucketTaken),
            (None, Action::CreateBucket | Action::InspectBucket)
                if rules
                    .creation
                    .iter()
                    .any(|pattern| pattern.matches(&person.handle, &bucket.name)) =>
            {
                Ok(Rule::Name)
            }
            (None, Action::CreateBucket) => Err(Denied::NameNotAllowed),
            _ if opened(&Ask { action: Action::InspectBucket, ..*ask }).is_some() => {
                Err(Denied::Role)
            }
            // Whoever asks what is there is told the same of what is another's and of what was never made.
            _ => Err(Denied::NoSuchBucket),
        }
    }

    /// A team by itself: its own buckets, and what was given to it by name. What its members have besides, be it given to
    /// them or to everybody who signed in, is theirs.
    fn to_team(
        &self,
        rules: &InstanceRules,
        team: &Team,
        facts: &BucketFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Result<Rule, Denied> {
        ask.bucket.ok_or(Denied::NoSuchBucket)?;
        let owns = facts.owner == Some(Owner::Team(team.id));
        let named = |given: &GrantFacts| given.grant.to == Grantee::Team(team.id);
        let opened = |ask: &Ask<'_>| {
            let own = owns.then(|| in_team(facts.settings, BY_KEY, None, ask)).flatten();
            own.or_else(|| self.by_grant(rules, named, facts, ask, now))
        };
        opened(ask).ok_or_else(|| match opened(&Ask { action: Action::InspectBucket, ..*ask }) {
            Some(_) => Denied::Role,
            None => Denied::NoSuchBucket,
        })
    }

    /// `concerns` says whether a grant is for whoever asks.
    fn by_grant(
        &self,
        rules: &InstanceRules,
        concerns: impl Fn(&GrantFacts) -> bool,
        facts: &BucketFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Option<Rule> {
        let worth = |given: &&GrantFacts| {
            concerns(given)
                && given.grant.opens(ask, now)
                && self.is_given(rules, facts, given, ask, Action::Share, now)
        };
        facts.grants.iter().find(worth).map(|given| Rule::Grant(given.grant.id))
    }

    /// What was made public is read by everybody.
    fn by_publication(
        &self,
        rules: &InstanceRules,
        facts: &BucketFacts,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Option<Rule> {
        let opens = |given: &&GrantFacts| self.publishes(rules, facts, given, ask, now);
        facts.grants.iter().find(opens).map(|given| Rule::Published(given.grant.id))
    }

    /// Whether the giver may give now what the grant would open. Like keys and links it pauses while nobody vouches for
    /// them.
    pub(super) fn is_given(
        &self,
        rules: &InstanceRules,
        facts: &BucketFacts,
        given: &GrantFacts,
        ask: &Ask<'_>,
        right: Action,
        now: Timestamp,
    ) -> bool {
        given.giver.id == given.grant.by
            && self.is_vouched_for(given.vouched_at, now)
            && self.may_pass_on(rules, facts, &given.giver, given.giver_set, ask, right)
    }

    fn by_link(
        &self,
        rules: &InstanceRules,
        link: &ShareLink,
        facts: &BucketFacts,
        ask: &Ask<'_>,
    ) -> Result<Rule, Denied> {
        let shared =
            self.may_pass_on(rules, facts, &link.sharer, facts.set_role, ask, Action::Share);
        if shared { Ok(Rule::Link(link.id)) } else { Err(Denied::LinkOver) }
    }
}

/// Public instances: everybody reads what is offered, nobody writes.
fn by_offer(rules: &InstanceRules, ask: &Ask<'_>) -> Result<Rule, Denied> {
    match ask.action {
        Action::ListBuckets => Ok(Rule::Dataset),
        Action::InspectBucket | Action::List | Action::Read => {
            let offered = ask.bucket.is_some_and(|bucket| rules.offers(&bucket.name));
            if offered { Ok(Rule::Dataset) } else { Err(Denied::NoSuchBucket) }
        }
        Action::CreateBucket
        | Action::DeleteBucket
        | Action::ConfigureBucket
        | Action::Add
        | Action::Write
        | Action::Delete
        | Action::Purge
        | Action::Share
        | Action::Manage => Err(Denied::ReadOnly),
    }
}

/// Cellier itself finds out what is there, and in the buckets that it records it gives up what was begun and never
/// ended. It never touches what people store.
fn by_cellier(facts: &BucketFacts, ask: &Ask<'_>) -> Result<Rule, Denied> {
    match ask.action {
        Action::ListBuckets | Action::InspectBucket => Ok(Rule::Cellier),
        _ if ask.clears_up && facts.owner.is_some() => Ok(Rule::Cellier),
        _ => Err(Denied::NoSuchBucket),
    }
}

/// What a role opens in the team's bucket. Where members have folders of their own, only they and the managers change
/// anything in these; the team by itself (`None`) has no such folder.
fn in_team(settings: Settings, role: Role, person: Option<&Person>, ask: &Ask<'_>) -> Option<Rule> {
    let shares = settings.contributors_share && ask.action == Action::Share;
    let opened = role.opens(ask.action) || (shares && role == Role::Contributor);
    if settings.shared_folders && role != Role::Manager {
        let changes = matches!(ask.action, Action::Add | Action::Write | Action::Delete);
        let own = person.map(|person| KeyPrefix::parse(&format!("{SHARED}{}/", person.handle)));
        if own.is_some_and(|own| own.is_ok_and(|own| ask.extent.lies_below(&own))) {
            let own_folder = Role::Contributor.opens(ask.action).then_some(Rule::OwnFolder);
            return opened.then_some(Rule::Team(role)).or(own_folder);
        }
        if changes && ask.extent.touches(SHARED) {
            return None;
        }
    }
    opened.then_some(Rule::Team(role))
}

/// Whether the grant is for the person.
fn concerns(given: &GrantFacts, person: &Person) -> bool {
    match &given.grant.to {
        Grantee::Person(id) => *id == person.id,
        Grantee::Team(_) => given.group.as_ref().is_some_and(|group| person.groups.contains(group)),
        Grantee::Everyone => true,
        Grantee::Email(_) | Grantee::Public => false,
    }
}
