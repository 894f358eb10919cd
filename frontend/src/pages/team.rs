//! `/{lang}/teams/{team}`: who is in a team and why, and what its managers decided. Every member sees it, managers
//! change it, and keep the keys of its programs.

mod changing;
mod keys;
mod members;
mod settings;

use gateway_api::{Member, Team, TeamRole};
use leptos::prelude::*;
use leptos::task::spawn_local;
use locales::text;

use super::SignedIn;
use crate::components::{
    Breadcrumb, Crumb, Heading, Icon, Notice, Skeleton, SkeletonShape, use_toasts,
};
use crate::effects::effect;
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::links;
use crate::navigation::use_location;
use crate::pages::sharing::words::{role_words, team_role};
use changing::Changing;
use keys::TeamKeys;
use members::MemberTable;
use settings::BucketRules;

#[component]
pub fn TeamPage() -> impl IntoView {
    view! {
        <SignedIn>
            <OfTeam />
        </SignedIn>
    }
}

/// How the person stands to the team that the address names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    /// Before the first answer.
    Unknown,
    /// Not in it; whether there is one is not told.
    Stranger,
    Member(Team),
}

impl Standing {
    fn team(&self) -> Option<&Team> {
        match self {
            Self::Member(team) => Some(team),
            Self::Unknown | Self::Stranger => None,
        }
    }
}

/// What is known of the team, and what is under way with it.
#[derive(Clone, Copy)]
pub struct Board {
    /// As in addresses.
    name: Memo<String>,
    standing: RwSignal<Standing>,
    members: RwSignal<Vec<Member>>,
    failure: RwSignal<Option<Error>>,
    /// The member whose role the dialog changes.
    changing: RwSignal<Option<Member>>,
}

impl Board {
    fn new() -> Self {
        let path = use_location().pathname;
        let name = Memo::new(move |before: Option<&String>| {
            // It stays what it was while the address leads elsewhere.
            let named = path.with(|path| links::team_of(path));
            named.or_else(|| before.cloned()).unwrap_or_default()
        });
        let board = Self {
            name,
            standing: RwSignal::new(Standing::Unknown),
            members: RwSignal::default(),
            failure: RwSignal::new(None),
            changing: RwSignal::new(None),
        };
        effect(move |_| {
            name.track();
            board.ask();
        });
        board
    }

    /// Reads everything anew; what is shown stays until it is replaced. The page may be gone before, and when it comes.
    fn ask(self) {
        let Some(name) = self.name.try_get_untracked() else { return };
        self.failure.try_set(None);
        spawn_local(async move {
            let answers = async {
                let teams = gateway::teams().await?;
                let team = teams.into_iter().find(|team| team.name == name);
                let members = match &team {
                    Some(_) => gateway::members(&name).await?,
                    None => Vec::new(),
                };
                Ok((team, members))
            };
            match answers.await {
                Ok((team, members)) => {
                    self.members.try_set(members);
                    self.standing.try_set(team.map_or(Standing::Stranger, Standing::Member));
                }
                Err(error) => drop(self.failure.try_set(Some(error))),
            }
        });
    }

    /// Whether the person manages the team.
    fn manages(self) -> bool {
        self.standing.with(|it| it.team().is_some_and(|team| team.role == TeamRole::Manager))
    }

    /// The managers, as the others call them.
    fn managers(self) -> String {
        self.members.with(|members| {
            let managers = members.iter().filter(|it| it.role == Some(TeamRole::Manager));
            managers.map(|member| member.name.clone()).collect::<Vec<_>>().join(", ")
        })
    }
}

#[component]
fn OfTeam() -> impl IntoView {
    let words = use_words();
    let board = Board::new();
    let title = Signal::derive(move || {
        let title = board.standing.with(|it| it.team().map(|team| team.title.clone()));
        title.map_or_else(|| board.name.get(), |title| words.localized(&title))
    });
    let crumbs = Signal::derive(move || {
        let language = words.language();
        vec![
            Crumb::link(text::home_title(language), links::home(language)),
            Crumb::here(title.get()),
        ]
    });
    let failure = move || {
        let retry = move |()| board.ask();
        board.failure.get().map(|error| view! { <Failure error retry /> })
    };
    let stands = move |standing: Standing| board.standing.with(|it| *it == standing);
    let waiting = move || stands(Standing::Unknown) && board.failure.read().is_none();
    let loading = Signal::derive(move || text::team_loading(words.language()).to_owned());
    let nowhere = move || stands(Standing::Stranger);
    let nowhere_title = move || Some(text::team_none_title(words.language()).to_owned());
    let here = Memo::new(move |_| board.standing.with(|it| it.team().is_some()));
    view! {
        <Breadcrumb crumbs />
        <div class="title-row">
            <Heading title />
        </div>
        {failure}
        <Show when=waiting>
            <Skeleton shape=SkeletonShape::Row count=4 text=loading />
        </Show>
        <Show when=nowhere>
            <Notice title=Signal::derive(nowhere_title)>
                <p>{words.say(text::team_none)}</p>
            </Notice>
        </Show>
        <Show when=move || here.get()>
            <Known board />
        </Show>
        <Changing board />
    }
    .into_any()
}

/// What the person is there, who else is, and the rules of its buckets.
#[component]
fn Known(board: Board) -> impl IntoView {
    let words = use_words();
    let toasts = use_toasts();
    let lead = move || {
        let language = words.language();
        let role = board.standing.with(|it| it.team().map(|team| team.role));
        let (_, hint) = role_words(team_role(role.unwrap_or(TeamRole::Viewer)));
        match (board.manages(), board.managers()) {
            (true, _) => text::team_lead_manager(language).to_owned(),
            (false, names) if names.is_empty() => {
                text::team_lead_unmanaged(language, hint(language))
            }
            (false, names) => text::team_lead_member(language, hint(language), &names),
        }
    };
    let buckets = move || {
        let team = board.standing.with(|it| it.team().cloned())?;
        let made = team.buckets.into_iter().filter(|bucket| bucket.exists);
        let rules = made.map(|bucket| view! { <BucketRules board bucket toasts /> });
        Some(rules.collect_view())
    };
    let none = move || {
        board.standing.with(|it| {
            it.team().is_none_or(|team| !team.buckets.iter().any(|bucket| bucket.exists))
        })
    };
    // Made anew for another team, and gone with the role; not with each answer.
    let managed = Memo::new(move |_| board.manages().then(|| board.name.get()));
    let keys = move || managed.get().map(|team| view! { <TeamKeys team /> });
    view! {
        <p class="lead">{lead}</p>
        <p hidden=move || !board.manages()>
            <a href=move || links::team_activity(words.language(), &board.name.read())>
                {words.say(text::team_activity)}
            </a>
        </p>
        <section class="group">
            <h2 class="group__title">{words.say(text::team_members)}</h2>
            <p class="hint">{words.say(text::team_members_hint)}</p>
            <MemberTable board />
        </section>
        <section class="group">
            <h2 class="group__title">{words.say(text::team_rules)}</h2>
            <p hidden=move || !none()>{words.say(text::team_rules_none)}</p>
            <p class="hint" hidden=move || board.manages() || none()>
                {Icon::Lock.view()} " " {words.say(text::team_rules_locked)}
            </p>
            {buckets}
        </section>
        {keys}
    }
    .into_any()
}
