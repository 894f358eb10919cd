//! Every word of the provider's pages, in French and in English.

use super::browser::Language;

/// The words of one language. French follows the Canadian rules: a no-break space before a colon, none before `?`.
pub(super) struct Words {
    pub(super) brand: &'static str,
    pub(super) choose_title: &'static str,
    pub(super) choose_lead: &'static str,
    pub(super) choose_list: &'static str,
    /// Before the address of the application.
    pub(super) continue_to: &'static str,
    pub(super) out_of_date: &'static str,
    pub(super) nobody: &'static str,
    pub(super) signed_in: &'static str,
    pub(super) suggested: &'static str,
    /// Before one team's name.
    pub(super) team: &'static str,
    /// Before several.
    pub(super) teams: &'static str,
    pub(super) no_team: &'static str,
    pub(super) leave_title: &'static str,
    pub(super) leave_lead: &'static str,
    pub(super) leave: &'static str,
    pub(super) left_title: &'static str,
    pub(super) left_lead: &'static str,
    pub(super) refused_title: &'static str,
    pub(super) unknown_client: &'static str,
    pub(super) unknown_address: &'static str,
    pub(super) unknown_farewell: &'static str,
    pub(super) footer: &'static str,
    /// The name of the other language, in that language.
    pub(super) other_language: &'static str,
}

pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Fr => &FR,
        Language::En => &EN,
    }
}

const FR: Words = Words {
    brand: "Cellier · démonstration",
    choose_title: "Qui êtes-vous aujourd’hui?",
    choose_lead: "Choisissez une personne pour vous connecter. Aucun mot de passe n’est demandé.",
    choose_list: "Personnes de la démonstration",
    continue_to: "Vous irez ensuite à",
    out_of_date: "Cette page n’était plus à jour. Choisissez de nouveau.",
    nobody: "Personne ne peut se connecter\u{a0}: tous les comptes sont désactivés.",
    signed_in: "Session ouverte",
    suggested: "Proposition",
    team: "Équipe\u{a0}:",
    teams: "Équipes\u{a0}:",
    no_team: "Sans équipe",
    leave_title: "Se déconnecter?",
    leave_lead: "Votre session sera fermée dans toutes les applications ouvertes à partir d’ici.",
    leave: "Se déconnecter",
    left_title: "Votre session est fermée.",
    left_lead: "Vous pouvez fermer cette page.",
    refused_title: "Demande refusée",
    unknown_client: "L’application qui vous envoie ici n’est pas inscrite auprès de ce fournisseur.",
    unknown_address: "L’application demande un retour à une adresse qui n’est pas la sienne. Par prudence, nous n’y allons pas.",
    unknown_farewell: "L’application demande de continuer à une adresse qui n’est pas la sienne. Votre session est toujours ouverte.",
    footer: "Ce fournisseur OpenID ne sert qu’à la démonstration et ne répond que sur cet ordinateur.",
    other_language: "English",
};

const EN: Words = Words {
    brand: "Cellier · demo",
    choose_title: "Who are you today?",
    choose_lead: "Choose a person to sign in as. No password is asked.",
    choose_list: "People of the demo",
    continue_to: "You will then go to",
    out_of_date: "This page was out of date. Choose again.",
    nobody: "Nobody can sign in: every account is disabled.",
    signed_in: "Signed in now",
    suggested: "Suggested",
    team: "Team:",
    teams: "Teams:",
    no_team: "No team",
    leave_title: "Sign out?",
    leave_lead: "Your session will end in every application opened from here.",
    leave: "Sign out",
    left_title: "You are signed out.",
    left_lead: "You can close this page.",
    refused_title: "Request refused",
    unknown_client: "The application that sent you here is not registered with this provider.",
    unknown_address: "The application asks to return to an address that is not its own. To be safe, we do not go there.",
    unknown_farewell: "The application asks to continue at an address that is not its own. You are still signed in.",
    footer: "This OpenID provider is for the demo only and answers on this computer alone.",
    other_language: "Français",
};
