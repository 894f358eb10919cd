use gateway_api::{CreateGrant, Role};
use leptos::prelude::*;
use locales::text;

use super::to_field::{To, ToField};
use super::until::{Until, UntilField};
use super::words::{ROLES_GIVEN, grantee_name, role_words};
use crate::components::{Button, ButtonKind, Options, Radio};
use crate::failure::Failure;
use crate::gateway::{self, Error};
use crate::i18n::use_words;
use crate::pages::bucket::folder_name;

/// Instance, bucket and prefix.
pub type GrantPlace = StoredValue<(String, String, String)>;

/// The form: to whom, what, until when.
#[component]
pub fn Giving(place: GrantPlace, said: RwSignal<String>, changed: Callback<()>) -> impl IntoView {
    let words = use_words();
    let to = To::new();
    let role = RwSignal::new(Role::Viewer);
    let until = Until::new(None);
    let give = Action::new_local(move |wanted: &CreateGrant| {
        let wanted = wanted.clone();
        async move {
            let given = gateway::give(&wanted).await?;
            let place = folder_name(&given.bucket, &given.prefix);
            let name = grantee_name(words, &given.to);
            let told = text::share_given_notice(words.language_untracked(), &name, &place);
            said.try_set(told);
            to.clear();
            changed.try_run(());
            Ok::<(), Error>(())
        }
    });
    let off = Signal::derive(move || {
        let missing = to.named().is_none() || until.is_open();
        missing.then(|| text::share_to_none(words.language()).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let named = untrack(|| to.named()).filter(|_| !untrack(|| until.is_open()));
        let Some(to) = named.filter(|_| !give.pending().get_untracked()) else { return };
        let (instance, bucket, prefix) = place.get_value();
        let (role, until) = (role.get_untracked(), until.moment());
        give.dispatch(CreateGrant { instance, bucket, prefix, to, role, until });
    };
    view! {
        <form class="form" on:submit=submit>
            <ToField to />
            <RoleField role />
            <UntilField until />
            {move || give.value().get().and_then(Result::err).map(|error| view! { <Failure error /> })}
            <div class="dialog__actions">
                <Button kind=ButtonKind::Primary submit=true off busy=give.pending()>
                    {words.say(text::share_submit)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// What they may do, in words.
#[component]
pub fn RoleField(role: RwSignal<Role>) -> impl IntoView {
    let words = use_words();
    let option = move |it: Role| {
        let (label, hint) = role_words(it);
        let checked = Signal::derive(move || role.get() == it);
        let hint = words.say(hint).into_any();
        view! {
            <Radio name="share-role" checked hint on_choose=move |()| role.set(it)>
                {words.say(label)}
            </Radio>
        }
    };
    view! {
        <Options legend=text::share_role>
            {ROLES_GIVEN.map(option).into_iter().collect_view()}
        </Options>
    }
    .into_any()
}
