### Tous les mots de Cellier en français, selon l’usage du Canada (OQLF) : espace insécable avant « : », « % » et dans
### les guillemets, rien avant « ; », « ! » et « ? ». La France reçoit ses fines à la compilation ; ce qu’elle dit
### autrement est dans fr-FR.ftl.

-portal = Cellier
-bucket = compartiment
-buckets = compartiments
-bucket-first = Compartiment
-buckets-first = Compartiments

## Le cadre

portal-name = { -portal }
portal-purpose = Portail de stockage
page-title = { $page } – { -portal }
skip-to-content = Aller au contenu
language-selection = Sélection de la langue
sign-in = Se connecter
sign-out = Se déconnecter
main-navigation = Principale
nav-home = Stockage
nav-datasets = Jeux de données
nav-help = Aide
breadcrumb = Vous êtes ici
footer = À propos de ce portail
accessibility = Accessibilité
privacy = Confidentialité
version = Version { $version }
offline-bar = Vous êtes hors ligne. Ce que vous voyez peut dater; les téléversements reprendront d’eux-mêmes à votre retour.
portal-updated = Le portail a été mis à jour. Rechargez la page pour utiliser la nouvelle version.
reload = Recharger
part-loading = Chargement…
part-failed = Cette partie de la page n’a pas pu être chargée. Rien n’est perdu : vérifiez votre connexion, puis réessayez.
notifications = Avis
close = Fermer
cancel = Annuler
retry = Réessayer
copy = Copier
copied = Copié
details = Détails
separator = { " · " }
opens-menu = Actions pour { $name }

## Accueil

home-title = Stockage
home-signed-out = Connectez-vous pour voir vos { -buckets }. Les données publiques se consultent sans compte.
home-sign-in = Se connecter avec OpenID
home-self-serve = Libre-service
home-public = Ouvert à tout le monde
home-loading = Chargement des instances…
home-empty-title = Aucune instance ne vous est attribuée.
home-empty = Demandez à l’équipe qui gère ce portail de donner accès à l’un de vos groupes.
sign-in-unavailable-title = Le service de connexion ne répond pas.
sign-in-unavailable = Vous pouvez consulter les données publiques. La connexion fonctionnera de nouveau dès que le service répondra.
instance-available = Disponible
instance-unavailable = Indisponible depuis le { $time }
instance-locked = Accès sur demande
instance-locked-why = Vos groupes n’ouvrent pas cette instance. L’équipe qui gère le portail peut vous y donner accès.
instance-buckets = { $count ->
    [one] { $count } { -bucket }
    [many] { $count } de { -buckets }
   *[other] { $count } { -buckets }
}
instance-datasets = { $count ->
    [one] { $count } jeu de données
    [many] { $count } de jeux de données
   *[other] { $count } jeux de données
}
instance-no-bucket = Aucun { -bucket } pour l’instant
datasets-browse = Parcourir les jeux de données
public-read-only = Public · lecture seule

## Ce qu’on peut faire

read-only = Lecture seule
personal = Personnel

## Utiliser depuis un programme

use-it-from = Utiliser depuis…
use-title = Utiliser « { $name } » depuis un programme
use-program = Programme
use-environment = Variables d’environnement
use-presigned = curl, avec une adresse présignée
use-kubernetes = Kubernetes : Secret et conteneur
use-snippet = Ce qu’il faut coller
use-endpoint = <adresse du côté S3>
use-region = <région>
use-access-key = <clé d’accès>
use-secret-key = <clé secrète>
use-session-token = <jeton de session>
use-bucket = <{ -bucket }>
use-key-known = Votre clé d’accès « { $name } » est inscrite. Sa clé secrète a été montrée une seule fois, à sa création : mettez-la là où l’extrait le dit, et gardez-la hors de ce que d’autres peuvent lire.
use-key-known-temporary = Votre clé d’accès temporaire « { $name } » est inscrite. Sa clé secrète et son jeton de session ont été montrés une seule fois, à sa création : mettez-les là où l’extrait le dit, et gardez-les hors de ce que d’autres peuvent lire.
use-key-made = Votre nouvelle clé d’accès et sa clé secrète sont inscrites : gardez cet extrait hors de ce que d’autres peuvent lire.
use-key-made-temporary = Votre nouvelle clé d’accès, sa clé secrète et son jeton de session sont inscrits : gardez cet extrait hors de ce que d’autres peuvent lire. Il fonctionne jusqu’à la fin de la clé.
use-made-title = Utiliser votre nouvelle clé d’accès depuis un programme
use-made-back = Revenir à la clé
use-key-needed = Mettez votre clé d’accès et sa clé secrète là où l’extrait le dit; gardez les deux hors de ce que d’autres peuvent lire.
use-make-key = Créer une clé d’accès
use-path-style = Adressage par chemin (path style) : le { -bucket } figure dans le chemin de l’adresse, après l’hôte, et non dans le nom de l’hôte. Ainsi, les noms qui contiennent un point, comme anne.roy, conviennent à tous les certificats.
use-environment-hint = Lues par les applications qui attendent S3_…, ainsi que par les programmes et les bibliothèques d’AWS.
use-environment-token-hint = Une clé temporaire ne sert que là où son jeton de session est envoyé, comme le font les programmes et les bibliothèques d’AWS. Les applications qui ne connaissent que S3_… ne l’envoient pas.
use-mc-token-hint = Un alias des réglages de mc ne contient pas de jeton de session : mc lit cette clé dans l’environnement.
use-polars-hint = D’un dossier, Polars lit les fichiers Parquet qui s’y trouvent.
use-kept-hint = Le programme garde la clé dans ses propres réglages, sous le nom « cellier ».
use-curl-hint = curl signe lui-même, à partir de la version 7.88.
use-presigned-hint = Le client AWS compose une adresse qui ouvre cet objet à quiconque la détient, pendant une heure.
use-kubernetes-hint = Le Secret contient toutes les variables; le conteneur les a dans son environnement.

## Ce qu’on fait, en commandes

commands-choice = Ligne de commande
commands-show = Montrer ce que je fais en commandes AWS
commands-title = En commandes
commands-hint = Ce que vous faites désormais s’affiche ici en lignes du client AWS.
commands-none = Il n’y a pas encore de lignes
commands-copy = Copier cette ligne
commands-copy-all = Tout copier
commands-clear = Vider
commands-hide = Masquer

## Les compartiments d’une instance

instance-lead = Vos { -buckets } sur cette instance.
bucket = { -bucket-first }
bucket-created = Création
bucket-actions = Actions
buckets-loading = Chargement de vos { -buckets }…
buckets-caption = Vos { -buckets } sur { $instance }
buckets-empty-title = Vous n’avez pas encore de { -bucket } ici.
buckets-empty = Un { -bucket } est un endroit où ranger vos fichiers. Le vôtre s’obtient en un clic.
personal-bucket-create = Créer mon { -bucket } personnel
personal-bucket-creating = Création…
personal-bucket-explained = Il s’appellera { $name }, et ne sera ouvert qu’à vous.
personal-bucket-ready = Votre { -bucket } personnel { $name } est prêt.
bucket-create = Créer un { -bucket }
bucket-create-none = Les règles de cette instance ne vous permettent pas de créer d’autres { -buckets } que votre { -bucket } personnel.
bucket-create-locked = Cette instance ne vous est pas ouverte.
bucket-name = Nom du { -bucket }
bucket-name-begins-with = Commence par
bucket-name-whole = Il s’appellera { $name }
bucket-create-submit = Créer
bucket-created-notice = Le { -bucket } { $name } est prêt.
bucket-open = Ouvrir
bucket-delete = Supprimer…
bucket-delete-title = Supprimer le { -bucket } { $name }?
bucket-delete-type = Pour confirmer, tapez le nom du { -bucket }
bucket-delete-submit = Supprimer le { -bucket }
bucket-delete-mismatch = Le nom tapé n’est pas encore celui-là
bucket-deleted-notice = Le { -bucket } { $name } est supprimé.
missing-right-read = Il vous manque le droit de lire ici
missing-right-write = Il vous manque le droit d’écrire ici
missing-right-delete = Il vous manque le droit de supprimer ici
missing-right-delete-bucket = Il vous manque le droit de supprimer ce { -bucket }
rules = Règles du nom
rule-length = De 3 à 63 caractères
rule-characters = Seulement des minuscules de a à z, des chiffres, des traits d’union et des points
rule-edges = Chaque partie commence et finit par une lettre ou un chiffre
rule-address = Pas comme une adresse IP
rule-reserved = Ni début ni fin réservés par S3
rule-kept = respectée
rule-broken = pas encore

## Jeux de données

datasets-title = Jeux de données
datasets-lead = Ouverts à tout le monde, sans compte.
datasets-loading = Chargement des jeux de données…
datasets-empty = Aucun jeu de données n’est encore publié.
datasets-unavailable = { $instance } ne répond pas : ses jeux de données manquent dans cette liste.
datasets-count = { $count ->
    [one] { $count } jeu de données
    [many] { $count } de jeux de données
   *[other] { $count } jeux de données
}
datasets-filter = Filtrer par nom
datasets-none-match = Aucun nom de jeu de données ne contient « { $filter } ».
filter-clear = Effacer le filtre

## Connexion

session-ended-title = Votre session a pris fin
session-ended = Reconnectez-vous dans une nouvelle fenêtre, puis continuez ici : rien de ce que vous avez tapé n’est perdu, et les téléversements reprennent.
session-ending-title = Votre session va prendre fin
session-ending = Elle finit à { $time } et ne peut pas durer plus longtemps. Reconnectez-vous dans une nouvelle fenêtre, puis continuez ici.
session-idle = Rien n’a été demandé au portail depuis un moment : la session finit à { $time }, sauf si vous restez.
session-renew = Rester connecté
session-continues = Vous êtes de nouveau connecté et pouvez continuer.
signed-in-title = Vous êtes connecté
signed-in-close = Vous pouvez fermer cette fenêtre et continuer là où vous étiez.
session-stay = Me reconnecter
session-later = Plus tard
waits-for-sign-in = En attente : votre session a pris fin. La suite se fera d’elle-même dès que vous vous serez reconnecté.
signing-in = Nous vous menons à la page de connexion…
sign-in-failed-title = La connexion a échoué
sign-in-failed-expired = La connexion a pris trop de temps et a expiré.
sign-in-failed-replayed = Cette adresse de connexion a déjà servi une fois.
sign-in-failed-mixed-up = La réponse du service de connexion n’est pas destinée à ce navigateur. Deux connexions étaient peut-être en cours à la fois.
sign-in-failed-refused = Le service de connexion a refusé, ou la connexion y a été annulée.
sign-in-failed-provider-down = Le service de connexion ne répond pas.
sign-in-failed-groups = Le service de connexion vous connaît, mais n’a rien dit d’utilisable sur vos groupes. L’équipe qui gère ce portail peut s’en occuper.
sign-in-failed-other = Quelque chose a mal tourné en chemin.
sign-in-failed-next = Rien n’a été modifié. Vous pouvez réessayer, ou consulter les données publiques sans vous connecter.

## Ce qui a échoué, par genre

failure-code = Code
failure-request = Requête
failure-copy = Copier les détails
failure-offline = Le portail est injoignable. Vérifiez votre connexion, puis réessayez.
failure-unreadable = Le portail a donné une réponse que cette page ne comprend pas. Rechargez-la; elle a peut-être été mise à jour entre-temps.
failure-not-signed-in = Aucune session n’est ouverte, ou la vôtre a pris fin. Connectez-vous pour continuer.
failure-denied = Vous n’y avez pas accès.
failure-denied-subject = Vous n’avez pas accès à { $subject }.
failure-denied-next = Demandez à son propriétaire, ou à l’équipe qui gère ce portail.
failure-forged = Le portail a refusé cette requête, qui ne semblait pas venir de sa propre page. Rechargez la page et réessayez.
failure-no-such-bucket = Ce { -bucket } n’existe pas ou ne vous est pas ouvert.
failure-no-such-bucket-subject = Le { -bucket } { $subject } n’existe pas ou ne vous est pas ouvert.
failure-no-such-object = Cet objet n’existe plus. Il a pu être supprimé ou renommé.
failure-no-such-object-subject = L’objet { $subject } n’existe plus. Il a pu être supprimé ou renommé.
failure-no-such-instance = Cette instance n’existe pas ou ne vous est pas ouverte.
failure-no-such-page = Le portail ne connaît pas cette adresse.
failure-no-such-upload = Le stockage ne connaît plus ce téléversement. Recommencez-le.
failure-no-such-access-key = Cette clé d’accès n’existe plus : elle a été révoquée.
failure-no-such-person = Personne ne porte ce nom ici. Vérifiez-le, ou donnez une adresse électronique.
failure-too-many-grants = Ce { -bucket } est partagé autant de fois que possible. Reprenez ce qui ne sert plus.
failure-public-already = { $subject } est déjà public, en entier ou en partie.
failure-public-name-taken = Sur une autre instance, un { -bucket } du même nom contient des données publiques. Leur adresse ne dit que le nom du { -bucket } : un seul peut le porter.
failure-too-much-public = Rien de plus ne peut être rendu public. Rendez d’abord autre chose privé.
failure-not-confirmed = Le nom saisi n’est pas le bon. Rien n’est devenu public.
failure-publishing-off = Rien ne peut être rendu public sur cette instance : l’équipe qui gère ce portail ne l’a pas permis.
failure-no-such-grant = Ceci a déjà été repris, ou ne vous revient pas.
failure-last-manager = Plus personne ne gérerait l’équipe. Confiez d’abord la gestion à quelqu’un d’autre.
failure-too-many-access-keys = Il y a autant de clés d’accès qu’une personne ou une équipe peut en avoir. Révoquez celles qui ne servent plus.
failure-no-such-link = Ce lien n’existe plus : il a été repris.
failure-link-over = Ce lien n’ouvre plus rien.
failure-link-password = Ce lien s’ouvre avec un mot de passe.
failure-link-view-only = Ce que ce lien ouvre se consulte, et ne se télécharge pas.
failure-link-full = Ce lien ne prend plus de fichiers.
failure-link-kind = Ce lien ne prend pas ce genre de fichiers.
failure-too-many-links = Vous avez donné autant de liens qu’une personne peut en donner. Reprenez ceux qui ne servent plus.
failure-no-such-ticket = Cette adresse de téléchargement a déjà servi ou n’est plus valable. Redemandez le téléchargement.
failure-malformed = Le portail n’a pas compris cette requête. Si vous avez tapé une adresse, vérifiez-la.
failure-bucket-name = Ce nom enfreint une règle des noms de { -buckets }.
failure-key-name = Ce nom ne peut pas servir pour un objet ici.
failure-bucket-not-recorded = Le { -bucket } { $subject } existe, mais n’a pas de propriétaire inscrit. Demandez à l’équipe qui gère ce portail de l’inscrire à votre nom : elle « adopte » ce { -bucket }.
failure-bucket-taken = Le { -bucket } { $subject } appartient déjà à quelqu’un d’autre. Choisissez un autre nom, ou demandez à l’équipe qui gère ce portail s’il devrait être à vous.
failure-bucket-not-empty = Le { -bucket } n’est pas vide. Supprimez ce qu’il contient, puis réessayez.
failure-object-exists = Un objet porte déjà ce nom. Rien n’a été écrasé.
failure-same-object = Un objet ne peut pas être copié ni déplacé sur lui-même. Choisissez un autre nom ou un autre dossier.
failure-precondition = L’objet a changé entre-temps. Regardez-le de nouveau avant de continuer.
failure-checksum = Ce qui est arrivé n’est pas ce qui a été envoyé : rien n’a été enregistré. Réessayez.
failure-parts-differ = Les parties que le stockage possède ne sont pas celles de ce fichier. Réessayez : il sera envoyé de nouveau.
failure-too-large = C’est plus gros que ce qu’une requête peut porter.
failure-not-renderable = Le portail ne sait pas afficher ce genre de fichier.
failure-damaged = Ce fichier est abîmé ou n’est pas ce que dit son nom : il ne peut pas être affiché.
failure-archive-refused = Certains des objets choisis ne peuvent pas être lus : l’archive n’a pas été faite.
failure-archived-object = Cet objet est en stockage froid. Il faut l’y restaurer avant de pouvoir le lire.
failure-range = La partie demandée est au-delà de la fin de l’objet.
failure-unsupported = Le stockage de cette instance ne sait pas faire cela.
failure-out-of-space = Le stockage n’a plus de place. Rien n’a été enregistré; prévenez l’équipe qui gère ce portail.
failure-slow-down = Trop de requêtes à la fois. Attendez un instant, puis réessayez.
failure-upstream-unreachable = Le stockage de cette instance ne répond pas. Rien n’a été modifié; réessayez dans un instant.
failure-upstream-failed = Le stockage de cette instance a refusé ou échoué. Si cela se répète, donnez le code ci-dessous à l’équipe qui gère ce portail.
failure-identity-provider = Le service de connexion ne répond pas. Réessayez dans un instant.
failure-sign-in = La connexion n’a pas pu aboutir. Recommencez-la.
failure-internal = Le portail lui-même a échoué. Si cela se répète, donnez le numéro de requête ci-dessous à l’équipe qui le gère.
failure-unknown = Il s’est passé quelque chose que cette page ne connaît pas. Rechargez-la; elle a peut-être été mise à jour entre-temps.

## Page introuvable

not-found-title = Page introuvable
not-found = Il n’y a rien à cette adresse. Elle est peut-être mal tapée, ou ce qui s’y trouvait n’y est plus.
not-found-home = Aller à la page du stockage

## Aide

help-title = Aide
help-lead = Les quelques mots que vous rencontrez ici, et ce qu’ils veulent dire.
help-bucket-title = { -bucket-first } (bucket)
help-bucket = Un { -bucket } (bucket en anglais) est une boîte à fichiers qui a son propre nom. Tout ce que vous rangez est dans l’un d’eux. Votre { -bucket } personnel porte votre nom; son adresse sert dans cette page comme dans vos programmes.
help-object-title = Objet et clé
help-object = Un objet est un fichier tel que le stockage le garde. Sa clé est son nom entier, barres obliques comprises : 2026/enquete/resultats.csv est une seule clé.
help-prefix-title = Préfixe et dossier
help-prefix = Le stockage n’a pas de vrais dossiers. Ce qui est montré comme un dossier est un préfixe : le début que plusieurs clés ont en commun, jusqu’à une barre oblique. Un dossier apparaît donc avec son premier objet et disparaît avec le dernier.
help-instance-title = Instance
help-instance = Une instance est l’un des systèmes de stockage offerts ici. Ils diffèrent par la vitesse, la taille et le genre de données qu’on peut y mettre : l’étiquette sur la carte le dit.
help-dataset-title = Jeu de données
help-dataset = Des données que quelqu’un a publiées pour tout le monde. On les lit sans compte; personne ne les modifie d’ici.
help-upload-title = Ranger des fichiers
help-upload = Ouvrez un { -bucket }, puis utilisez le bouton Téléverser, déposez des fichiers ou des dossiers sur la page, ou collez-les. Un fichier n’est compté comme enregistré qu’une fois que le stockage l’a confirmé. Après un rechargement ou une panne, le bas de la page dit ce qui n’est pas encore enregistré : choisissez de nouveau le fichier ou le dossier pour continuer.
help-search-title = Retrouver quelque chose
help-search = Le filtre au-dessus d’une liste ne regarde que ce qui est chargé de ce dossier. « Chercher plus bas » parcourt tout le { -bucket } ou tout le dossier, par une partie du nom, un motif, le genre, la taille ou la date, et dit combien a été parcouru. Dans un motif, * vaut n’importe quelles lettres, ** n’importe quels dossiers, un point d’interrogation une lettre, [0-9] une parmi plusieurs, et « csv,tsv » entre accolades l’un ou l’autre.
help-keyboard-title = Clavier
help-keyboard = Tout fonctionne au clavier : Tab passe d’une chose à l’autre, Entrée ouvre, Espace sélectionne, Échap ferme. Dans une liste, les flèches déplacent et les lettres tapées mènent à un nom. Ctrl+K (⌘K sur un Mac) mène partout et fait tout ce qui peut se faire. Dans un { -bucket }, Ctrl+Maj+F (⌘⇧F) cherche dans tout ce qui est plus bas. Ailleurs, aucun raccourci à une lettre ne vous guette.
help-problem-title = Quand quelque chose échoue
help-problem = Les messages portent un code et un numéro de requête. Copiez-les quand vous demandez de l’aide : ils permettent à l’équipe qui gère ce portail de retrouver ce qui s’est passé.

## Confidentialité

privacy-title = Confidentialité
privacy-lead = Ce que ce portail sait de vous.
privacy-cookies-title = Témoins (cookies)
privacy-cookies = Un témoin garde votre session le temps que vous soyez là, un autre retient votre langue. Aucun ne vous suit ailleurs, et aucun autre site n’est sollicité. Les couleurs que vous choisissez sont retenues dans ce navigateur.
privacy-identity-title = Qui vous êtes
privacy-identity = Votre nom, votre adresse de courriel et vos groupes viennent du service de connexion de votre organisation. Ils servent à savoir quels { -buckets } sont les vôtres.
privacy-records-title = Ce qui est conservé
privacy-records = Le portail retient à qui appartient chaque { -bucket }, et ce qui s’y fait, quand et d’où, pour la sûreté du service. Vous lisez ce qui vous concerne; les gestionnaires d’une équipe lisent ce qui se fait dans ses { -buckets }, et l’équipe qui gère le portail lit le tout. Il retient aussi vos choix : signets, endroits récents, aspect des listes. Le contenu de vos fichiers n’est jamais lu à une autre fin que de vous le donner.

## Déclaration d’accessibilité

statement-title = Déclaration d’accessibilité
statement-lead = Ce portail est destiné à tout le monde, quelle que soit la façon de lire, de pointer et de taper.
statement-level-title = Où nous en sommes
statement-level = Il est conçu pour le niveau AA des règles WCAG 2.2, qui couvrent le RGAA 4.1.2 et la norme EN 301 549. Chaque page est vérifiée par un outil automatique dans les deux langues et les deux thèmes, et les tâches principales au clavier seul. Aucun organisme indépendant ne l’a encore audité : accessibilité partiellement conforme.
statement-known-title = Limites connues
statement-known = Les documents que les gens rangent ou publient sont les leurs; nous ne pouvons répondre de leur accessibilité. L’aperçu des tableaux très larges défile dans deux directions.
statement-contact-title = Dites-le-nous
statement-contact = Si quelque chose vous empêche d’utiliser ce portail, écrivez à l’équipe qui le gère, dans la langue de votre choix. Une réponse vous est due, ainsi qu’un autre accès au même contenu.
statement-measures-title = Ce qui est fait
statement-measures = Contraste d’au moins 4,5 pour 1, accès à tout au clavier, repère visible de la position, texte agrandissable à 400 %, mouvement réduit et couleurs imposées respectés, messages annoncés aux lecteurs d’écran.

## Nombres

bytes = { $count ->
    [one] { $count } octet
    [many] { $count } d’octets
   *[other] { $count } octets
}

## Pages publiques que la passerelle écrit

page-not-built = Cette passerelle a été construite sans sa page. « make build » construit les deux.
plain-caption = Fichiers de { $bucket }
plain-name = Nom
plain-size = Taille
plain-modified = Modification
plain-more = Seules les premières entrées figurent ici. La page les montre toutes, et l’API aussi.
plain-wait-title = Trop de requêtes
plain-wait = { $seconds ->
    [one] Beaucoup de requêtes sont venues de votre réseau à la fois. Ouvrez de nouveau cette page dans { $seconds } seconde.
    [many] Beaucoup de requêtes sont venues de votre réseau à la fois. Ouvrez de nouveau cette page dans { $seconds } de secondes.
   *[other] Beaucoup de requêtes sont venues de votre réseau à la fois. Ouvrez de nouveau cette page dans { $seconds } secondes.
}

## Ce qu’un lien de partage ouvre, tel que la passerelle l’écrit

quiet-shared-by = Partagé par { $name }
quiet-until = Ouvert jusqu’au { $moment }
quiet-left = { $count ->
    [one] Encore { $count } téléchargement possible
    [many] Encore { $count } de téléchargements possibles
   *[other] Encore { $count } téléchargements possibles
}
quiet-items = { $count ->
    [one] { $count } élément partagé
    [many] { $count } d’éléments partagés
   *[other] { $count } éléments partagés
}
quiet-archive-name = partage
quiet-caption = Ce qui est partagé
quiet-download = Télécharger
quiet-download-all = Tout télécharger en zip
quiet-open-pdf = Ouvrir le PDF
quiet-preview = Aperçu
quiet-view-only = Vous pouvez consulter ceci sur cette page; le téléchargement n’est pas proposé.
quiet-first = Seul le début ({ BYTES($read) }) est affiché.
quiet-more = Voir la suite
quiet-empty = Ce dossier est vide.
quiet-password-title = Ce lien s’ouvre avec un mot de passe
quiet-password = Mot de passe
quiet-password-hint = Demandez-le à la personne qui vous a donné le lien.
quiet-password-open = Ouvrir
quiet-password-wrong = Ce n’est pas le bon mot de passe.
quiet-over-title = Ce lien n’ouvre plus rien
quiet-over = Il a pris fin, ou ce qu’il ouvrait n’est plus là. Demandez-en un autre à la personne qui vous l’a donné.
quiet-unknown-title = Ce lien n’existe pas
quiet-unknown = Il manque peut-être un bout de l’adresse : copiez-la en entier.
quiet-missing-title = Il n’y a rien ici
quiet-missing = Le lien n’ouvre rien de ce nom.
quiet-missing-back = Revenir à ce qui est partagé
quiet-shown-only-title = Ceci est à consulter seulement
quiet-shown-only = La personne qui le partage vous laisse le consulter, et non le télécharger.
quiet-too-much-title = Cela ne tient pas dans un seul zip
quiet-too-much = Prenez les fichiers un à un, ou dossier par dossier.
quiet-unavailable-title = Le stockage ne répond pas
quiet-unavailable = Rien n’est perdu. Réessayez dans un instant.
quiet-failed-title = Cela n’a pas fonctionné
quiet-failed = Réessayez dans un instant. Si rien ne change, prévenez la personne qui vous a donné le lien.
quiet-receive-title = Envoyer des fichiers à { $name }
quiet-receive-lead = Vous ne voyez rien de ce qui s’y trouve, et rien n’est remplacé.
quiet-receive-name = Votre nom
quiet-receive-note = Un mot sur les fichiers
quiet-receive-files = Fichiers
quiet-receive-send = Envoyer
quiet-receive-waiting = En attente
quiet-receive-sending = En route
quiet-receive-received = Reçu à { $time }
quiet-receive-failed = Non reçu. Réessayez.
quiet-receive-full = Non reçu : plus aucun fichier n’est accepté ici.
quiet-receive-large = Non reçu : le fichier est trop gros.
quiet-receive-kind = Non reçu : ce genre de fichier n’est pas accepté.
quiet-receive-news = { $received } sur { $chosen } reçus
quiet-receive-files-max = { $count ->
    [one] { $count } fichier au plus
    [many] { $count } de fichiers au plus
   *[other] { $count } fichiers au plus
}
quiet-receive-file-bytes-max = { BYTES($size) } au plus par fichier
quiet-receive-bytes-max = { BYTES($size) } au plus pour l’ensemble des fichiers
quiet-receive-endings = Ces genres seulement : { $endings }
quiet-receive-script = Cette page envoie les fichiers avec JavaScript. Sans lui, un programme peut les envoyer.
quiet-receive-program = Envoyer avec un programme

## Dans un compartiment

column-name = Nom
column-size = Taille
column-modified = Modifié
column-actions = Actions
select-all = Sélectionner tout ce qui est chargé
select-one = Sélectionner { $name }
select-none = Tout désélectionner
selected = { $count ->
    [one] { $count } sélectionné
    [many] { $count } de sélectionnés
   *[other] { $count } sélectionnés
}
selected-with-size = { $count ->
    [one] { $count } sélectionné ({ $size })
    [many] { $count } de sélectionnés ({ $size })
   *[other] { $count } sélectionnés ({ $size })
}
count-folders = { $count ->
    [one] { $count } dossier
    [many] { $count } de dossiers
   *[other] { $count } dossiers
}
count-objects = { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
count-uploads = { $count ->
    [one] { $count } téléversement
    [many] { $count } de téléversements
   *[other] { $count } téléversements
}
count-more = il y en a d’autres, pas encore chargés
count-below = Compter tout ce qui est plus bas
count-so-far = Plus bas en tout, pour l’instant
count-complete = Plus bas en tout
count-failed = Compté en partie, puis échec
count-again = Compter de nouveau
count-stop = Arrêter le compte
filter-label = Filtrer ce qui est chargé
filter-matches = { NUMBER($matching) } sur { $loaded ->
    [one] { $loaded } élément
    [many] { $loaded } d’éléments
   *[other] { $loaded } éléments
}
filter-matches-partial = { NUMBER($matching) } sur { $loaded ->
    [one] { $loaded } élément chargé
    [many] { $loaded } d’éléments chargés
   *[other] { $loaded } éléments chargés
}; il y en a d’autres, pas encore chargés
sort-label = Ordre de ce qui est chargé
sort-name = Nom, de A à Z
sort-name-descending = Nom, de Z à A
sort-size = Plus petits d’abord
sort-size-descending = Plus gros d’abord
sort-modified = Plus anciens d’abord
sort-modified-descending = Plus récents d’abord
sort-kind = Par genre
sort-kind-descending = Par genre, à rebours
listing-reload = Recharger la liste
listing-loading = Chargement de la liste…
listing-caption = Contenu de { $name }
listing-interrupted = { $count ->
    [one] Liste interrompue après { $count } élément.
    [many] Liste interrompue après { $count } d’éléments.
   *[other] Liste interrompue après { $count } éléments.
}
listing-resume = Reprendre
listing-full = { $count ->
    [one] { $count } élément est chargé, autant que cette page en garde.
    [many] { $count } d’éléments sont chargés, autant que cette page en garde.
   *[other] { $count } éléments sont chargés, autant que cette page en garde.
} Tapez dans la liste le début d’un nom pour y aller, ou ouvrez un dossier.
listing-full-search = La recherche parcourt tout ce qui est ici.
listing-none-match = Aucun nom chargé ne contient « { $filter } ».
listing-none-match-partial = D’autres éléments ne sont pas encore chargés : chargez-les pour chercher plus loin.
listing-denied-hint = Vous pouvez lire les objets dont vous connaissez la clé, mais pas lister ce dossier.
load-more = Charger 1 000 autres
load-all = Tout charger
load-stop = Arrêter
load-rest = Charger le reste
load-go-on = Poursuivre le chargement
load-budget = { $kept } sur { $budget } de la mémoire de cette page
jump-asking = Demande au stockage des noms qui commencent par « { $typed } »…
jump-nothing = Aucun nom ici ne commence par « { $typed } ».
empty-bucket = Ce { -bucket } est vide.
empty-folder = Ce dossier est vide.
empty-writable = Téléversez des fichiers, déposez-les n’importe où sur cette page, ou collez-les.
empty-read-only = Vous pouvez lire ici, mais n’y rien ajouter.
path-bar = Aller à un chemin
path-bar-label = Chemin, adresse S3 ou adresse de ce portail
path-bar-placeholder = { -bucket }/dossier/ ou s3://…
path-bar-go = Y aller
path-empty = Tapez d’abord un chemin, comme { -bucket }/dossier/.
path-foreign = Cette adresse mène à un autre site : { $host }.
path-no-bucket = Cette adresse mène à une page du portail, mais pas à un { -bucket }.
path-bucket-name = « { $name } » ne peut pas être le nom d’un { -bucket } : un chemin commence par lui.
path-too-long = Ce chemin dépasse les 1 024 octets qu’une clé peut avoir.
path-undecodable = Cette adresse contient des caractères illisibles.
dot-segment-reason = Le nom a une partie « . » ou « .. » : certains stockages le prendraient pour un autre chemin, il est donc seulement montré.
open-folder = Ouvrir
download = Télécharger
copy-address = Copier l’adresse
copy-s3-uri = Copier l’adresse S3
presigned = Copier une adresse présignée…
presigned-title = Adresse présignée de « { $name } »
presigned-lead = Pour les scripts et les programmes : quiconque a l’adresse lit ce seul objet, sans se connecter, jusqu’à ce qu’elle prenne fin.
presigned-ends = Elle prend fin quand vous le dites ici et ne se prolonge pas. Elle cesse aussitôt de fonctionner si vous révoquez sa clé temporaire parmi vos clés d’accès, ou si vous perdez le droit de lire ici.
presigned-keys = Vos clés d’accès
presigned-off = Ici, les clés temporaires durent moins d’une heure : trop peu pour une adresse.
presigned-submit = Créer et copier
presigned-made = L’adresse est créée et copiée. Elle prend fin le { $moment }.
presigned-address = Adresse présignée
presigned-link-lead = Pour des personnes, mieux vaut un lien de partage : ses utilisations sont comptées, il peut avoir un mot de passe, et vous le reprenez ici.
presigned-link = Créer un lien de partage
delete = Supprimer…
and-more = { $count ->
    [one] et { $count } autre
    [many] et { $count } d’autres
   *[other] et { $count } autres
}

## Nouveau dossier

new-folder = Nouveau dossier
new-folder-title = Nouveau dossier
new-folder-name = Nom du dossier
new-folder-hint = Avec une barre oblique entre eux, l’un dans l’autre : 2026/enquete
new-folder-empty = Un dossier a besoin d’un nom.
new-folder-taken = Il y a déjà un dossier { $name } ici.
new-folder-submit = Créer
new-folder-made = Le dossier { $name } est prêt.
refusal-key-too-long = Avec les dossiers où il se trouve, le nom dépasse les 1 024 octets que S3 permet.
refusal-control-character = Le nom contient un caractère qui ne peut pas être montré.
refusal-too-large = Plus de 5 Tio, le plus que S3 garde en un objet.

## Suppression

delete-title = { $count ->
    [one] Supprimer { $count } élément?
    [many] Supprimer { $count } d’éléments?
   *[other] Supprimer { $count } éléments?
}
delete-everything-title = Supprimer tout le contenu de { $name }?
delete-counting = { $count ->
    [one] Décompte… { $count } objet jusqu’ici
    [many] Décompte… { $count } d’objets jusqu’ici
   *[other] Décompte… { $count } objets jusqu’ici
}
delete-count = { $count ->
    [one] { $count } objet en tout ({ $size })
    [many] { $count } d’objets en tout ({ $size })
   *[other] { $count } objets en tout ({ $size })
}
delete-irreversible = C’est irréversible.
delete-counting-off = Ce qui serait supprimé est encore en cours de décompte
delete-uncounted-off = Ce qui serait supprimé n’a pas pu être compté
delete-too-many = { $count ->
    [one] Plus de { $count } objet : servez-vous d’un programme
    [many] Plus de { $count } d’objets : servez-vous d’un programme
   *[other] Plus de { $count } objets : servez-vous d’un programme
}
delete-submit = Supprimer
delete-failures = { $count ->
    [one] { $count } objet n’a pas pu être supprimé :
    [many] { $count } d’objets n’ont pas pu être supprimés :
   *[other] { $count } objets n’ont pas pu être supprimés :
}
deleted-notice = { $count ->
    [one] { $count } objet supprimé.
    [many] { $count } d’objets supprimés.
   *[other] { $count } objets supprimés.
}

## Détails d’un objet

details-close = Fermer les détails
details-loading = Chargement des détails…
details-try-folder = Ouvrir le dossier de ce nom
detail-s3-uri = Adresse S3
detail-kind = Genre
detail-content-type = Type de contenu
detail-storage-class = Classe de stockage
detail-version = Version
detail-etag = ETag
detail-etag-hint = L’ETag distingue deux contenus. Ce n’est pas toujours une somme de contrôle du fichier : comparez plutôt les sommes de contrôle, s’il y en a.
detail-checksum = Somme de contrôle { $algorithm }
check-copy = Vérifier une copie téléchargée…
check-copy-title = Vérifier une copie de { $name }
check-copy-explained = Choisissez le fichier que vous avez téléchargé. Il est comparé à ce qui est enregistré et ne quitte pas cet ordinateur.
check-copy-choose = Choisir le fichier…
check-copy-stop = Arrêter
check-copy-comparing = Comparaison de { $file }…
check-copy-same = { $file } est exactement ce qui est enregistré.
check-copy-by-checksum = Sa somme de contrôle est celle que le stockage conserve (CRC-64/NVME).
check-copy-by-bytes = Le fichier enregistré a été relu du début à la fin.
check-copy-other-size = { $file } diffère de ce qui est enregistré : il fait { $copy }, et le fichier enregistré { $stored }.
check-copy-other-bytes = { $file } diffère de ce qui est enregistré, bien que de même taille.
check-copy-unreadable = Le navigateur ne peut plus lire { $file }. Choisissez-le de nouveau.
check-copy-broken = La comparaison s’est interrompue. Réessayez.
detail-metadata = Métadonnée : { $name }
kind-folder = Dossier
kind-table = Tableau
kind-document = Document
kind-text = Texte
kind-code = Code ou données structurées
kind-image = Image
kind-audio = Son
kind-video = Vidéo
kind-archive = Archive
kind-other = Fichier

## Téléversements

upload = Téléverser
upload-folder = Téléverser un dossier
upload-drop = Déposez pour téléverser dans ce dossier
upload-too-many = { $count ->
    [one] Seul le premier fichier est pris à la fois.
    [many] Seuls les premiers { $count } de fichiers sont pris à la fois.
   *[other] Seuls les { $count } premiers fichiers sont pris à la fois.
}
upload-unreadable-count = { $count ->
    [one] { $count } fichier ou dossier n’a pas pu être lu.
    [many] { $count } de fichiers ou dossiers n’ont pas pu être lus.
   *[other] { $count } fichiers ou dossiers n’ont pas pu être lus.
}
uploads = Téléversements
uploads-under-way = { NUMBER($done) } sur { $count ->
    [one] { $count } fichier enregistré
    [many] { $count } de fichiers enregistrés
   *[other] { $count } fichiers enregistrés
}
uploads-over = { NUMBER($done) } sur { $count ->
    [one] { $count } fichier enregistré
    [many] { $count } de fichiers enregistrés
   *[other] { $count } fichiers enregistrés
}
uploads-failed = { $count ->
    [one] { $count } échec
    [many] { $count } d’échecs
   *[other] { $count } échecs
}
uploads-fold = Replier les téléversements
uploads-unfold = Déplier les téléversements
uploads-retry = Réessayer les échecs
uploads-copy-failures = Copier la liste des échecs
uploads-clear = Terminé, vider
uploads-cancel = Tout annuler
uploads-show-all = Tout afficher
uploads-show-few = Afficher moins
uploads-rows = { NUMBER($from) } à { NUMBER($to) } sur { NUMBER($all) }
uploads-rows-before = 50 précédents
uploads-rows-after = 50 suivants
uploads-rows-first = Ce sont les premiers.
uploads-rows-last = Ce sont les derniers.
uploads-left = { $count ->
    [one] { $count } téléversement interrompu
    [many] { $count } de téléversements interrompus
   *[other] { $count } téléversements interrompus
}
uploads-interrupted = { $count ->
    [one] { $count } téléversement a été interrompu : choisissez de nouveau le fichier pour continuer. Ce qui est enregistré ne sera pas renvoyé.
    [many] { $count } de téléversements ont été interrompus : choisissez de nouveau les fichiers pour continuer. Ce qui est enregistré ne sera pas renvoyé.
   *[other] { $count } téléversements ont été interrompus : choisissez de nouveau les fichiers pour continuer. Ce qui est enregistré ne sera pas renvoyé.
}
uploads-other-file = { $count ->
    [one] { $count } fichier choisi ne figure pas parmi ceux qui ont été interrompus : la taille, la date ou le contenu diffère.
    [many] { $count } de fichiers choisis ne figurent pas parmi ceux qui ont été interrompus : la taille, la date ou le contenu diffère.
   *[other] { $count } fichiers choisis ne figurent pas parmi ceux qui ont été interrompus : la taille, la date ou le contenu diffère.
}
uploads-left-over = Des fichiers restent à téléverser
uploads-left-folder = { NUMBER($left) } sur { $count ->
    [one] { $count } fichier
    [many] { $count } de fichiers
   *[other] { $count } fichiers
} de { $name } à enregistrer encore. Choisissez de nouveau le dossier pour continuer : ce qui est enregistré ne sera pas renvoyé.
uploads-left-files = { NUMBER($left) } sur { $count ->
    [one] { $count } fichier
    [many] { $count } de fichiers
   *[other] { $count } fichiers
} à enregistrer encore. Pour continuer, choisissez-les de nouveau ou déposez-les dans leur dossier : ce qui est enregistré ne sera pas renvoyé.
uploads-left-looking = Recherche de ce qui est déjà enregistré…
uploads-left-other = { $chosen } est un autre dossier : choisissez { $name }.
uploads-left-none = Ce sont des fichiers isolés : choisissez le dossier { $name }.
uploads-left-forget = Oublier
uploads-choose-again = Choisir de nouveau…
uploads-discard = Abandonner
uploads-pause = Tout suspendre
uploads-resume = Tout reprendre
uploads-paused = En pause
uploads-lack-room = Le stockage est plein : ce qui attend est en pause. Faites de la place, puis reprenez.
uploads-away = Pas de connexion : l’envoi reprendra de lui-même dès son retour.
uploads-pace = { $speed }/s
uploads-pace-left = { $speed }/s · encore { $left }
span-seconds = { NUMBER($count) } s
span-minutes = { NUMBER($count) } min
span-hours = { NUMBER($hours) } h { NUMBER($minutes) } min
uploads-began = { $count ->
    [one] Téléversement de { $count } fichier.
    [many] Téléversement de { $count } de fichiers.
   *[other] Téléversement de { $count } fichiers.
}
uploads-quarter = Téléversements : { $percent }.
uploads-ask = Un téléversement pose une question.
uploads-failing = Un téléversement a échoué.
uploads-ended = { $count ->
    [one] Téléversement terminé : { $count } fichier enregistré.
    [many] Téléversements terminés : { $count } de fichiers enregistrés.
   *[other] Téléversements terminés : { $count } fichiers enregistrés.
}
uploads-ended-failing = { $count ->
    [one] Téléversements terminés : { $count } fichier enregistré, d’autres ont échoué.
    [many] Téléversements terminés : { $count } de fichiers enregistrés, d’autres ont échoué.
   *[other] Téléversements terminés : { $count } fichiers enregistrés, d’autres ont échoué.
}
upload-waiting = En attente
upload-asking = Attend une réponse
upload-sending = { $sent } sur { $size }
upload-interrupted = Interrompu · { $sent } sur { $size }
upload-paused = En pause · { $sent } sur { $size }
upload-confirming = En attente de la confirmation du stockage…
upload-done = Enregistré · { $size }
upload-already = Déjà enregistré · { $size }
upload-verified = Enregistré et vérifié · { $size }
upload-skipped = Passé
upload-cancelled = Annulé
upload-file-unreadable = Le navigateur ne peut plus lire ce fichier : il a été déplacé ou modifié. Choisissez-le de nouveau.
upload-out-of-space = Le stockage est plein : ce fichier n’est pas enregistré. Faites de la place, ou demandez-en à l’équipe qui gère ce portail, puis réessayez. Ce qui en est arrivé ne sera pas renvoyé.
upload-too-large = Refusé en chemin, car plus gros que ce qu’une requête peut porter : ce fichier n’est pas enregistré. Prévenez l’équipe qui gère ce portail; réessayer servira dès qu’elle permettra davantage.
upload-retry-one = Réessayer { $name }
upload-cancel-one = Annuler { $name }
upload-discard-one = Abandonner { $name }
upload-pause-one = Suspendre { $name }
upload-resume-one = Reprendre { $name }
upload-exists = { $name } existe déjà.
upload-changed = { $name } a été modifié entre-temps : ce n’est plus l’objet de la question. Rien n’a été remplacé.
upload-answer-all = De même pour tous les suivants
upload-replace = Remplacer
upload-keep-both = Garder les deux
upload-skip = Passer

## Un jeu de données public

dataset-banner = Tout le monde peut lire ces fichiers, sans compte.
dataset-empty = Publication en préparation : aucun fichier n’est encore publié.
readme-only-english = Cette description n’existe qu’en anglais.
readme-only-french = Cette description n’existe qu’en français.
readme-truncated = Lire la suite dans le fichier lui-même

## Arranger : copier, déplacer, renommer

copy-to = Copier vers…
move-to = Déplacer vers…
rename = Renommer…
copy-title = { $count ->
    [one] Copier { $count } élément vers…
    [many] Copier { $count } d’éléments vers…
   *[other] Copier { $count } éléments vers…
}
move-title = { $count ->
    [one] Déplacer { $count } élément vers…
    [many] Déplacer { $count } d’éléments vers…
   *[other] Déplacer { $count } éléments vers…
}
copy-everything-title = Copier tout le contenu de { $name } vers…
move-everything-title = Déplacer tout le contenu de { $name } vers…
copy-here = Copier ici
move-here = Déplacer ici
copy-same-place = C’est déjà dans ce dossier.
copy-into-itself = Un dossier ne peut pas aller en lui-même.
copy-twice = Un autre de ces éléments reçoit le même nom.
chooser-path = Chemin du dossier
chooser-go = Montrer ce dossier
chooser-where = Destination
chooser-top = Instances
chooser-list = Dossiers au choix
chooser-loading = Chargement des dossiers…
chooser-empty = Il n’y a pas de dossier ici. Vous pouvez choisir cet endroit même.
chooser-no-bucket = Vous n’avez aucun { -bucket } ici.
chooser-more = Autres dossiers
chooser-off = Ouvrez d’abord un { -bucket }
chooser-read-only = Les jeux de données se lisent seulement
chooser-new-folder = Nouveau dossier ici
chooser-is-object = C’est un fichier, non un dossier.
chooser-other-instance = Ouvrez le { -bucket } par la liste : ce chemin ne dit pas sur quelle instance il se trouve.
rename-title = Renommer { $name }
rename-many-title = { $count ->
    [one] Renommer { $count } élément
    [many] Renommer { $count } d’éléments
   *[other] Renommer { $count } éléments
}
rename-name = Nouveau nom
rename-find = Texte dans les noms
rename-replacement = Le remplacer par
rename-preview = Nouveaux noms
rename-empty = Il manque un nom.
rename-slash = Un nom n’a pas de barre oblique. Pour ranger dans un dossier, déplacez.
rename-unchanged = Aucun nom ne change encore.
rename-submit = Renommer
rename-everything-off = Ce qui n’est pas chargé ne peut pas être renommé; déplacez-le plutôt

## Copies et déplacements en cours

copies = Copies et déplacements
copies-unlisted = Le contenu du dossier n’a pas pu être listé, rien n’a donc changé. { $reason }
copies-too-many = { $count ->
    [one] Plus de { $count } objet : rien n’a changé. Utilisez un programme.
    [many] Plus de { $count } d’objets : rien n’a changé. Utilisez un programme.
   *[other] Plus de { $count } objets : rien n’a changé. Utilisez un programme.
}
copies-copying = Copie : { NUMBER($done) } sur { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
copies-moving = Déplacement : { NUMBER($done) } sur { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
copies-copied = Copie terminée : { NUMBER($done) } sur { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
copies-moved = Déplacement terminé : { NUMBER($done) } sur { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
copies-undone = Remis en place : { NUMBER($done) } sur { $count ->
    [one] { $count } objet
    [many] { $count } d’objets
   *[other] { $count } objets
}
copies-fold = Replier la liste
copies-unfold = Déplier la liste
copies-retry = Réessayer le reste
copies-undo = Annuler le déplacement
copies-report = Copier le compte rendu
copies-stop = Arrêter
copies-began = { $count ->
    [one] { $count } objet est en route.
    [many] { $count } d’objets sont en route.
   *[other] { $count } objets sont en route.
}
copies-quarter = En route : { $percent }.
copies-ask = Une copie ou un déplacement pose une question.
copies-failing = Une copie ou un déplacement a échoué.
copies-ended = { $count ->
    [one] Terminé : { $count } objet est arrivé.
    [many] Terminé : { $count } d’objets sont arrivés.
   *[other] Terminé : { $count } objets sont arrivés.
}
copies-ended-failing = { $count ->
    [one] Terminé : { $count } objet est arrivé, d’autres ont échoué.
    [many] Terminé : { $count } d’objets sont arrivés, d’autres ont échoué.
   *[other] Terminé : { $count } objets sont arrivés, d’autres ont échoué.
}
copy-done = Copié
move-done = Déplacé
move-kept-source = Copié, mais l’original est resté aussi.
copy-stopped = Arrêté
copy-unknown = La connexion s’est rompue avant qu’on sache ce qu’il en est advenu. Regardez aux deux endroits, puis réessayez.
clipboard-copied = { $count ->
    [one] { $count } élément est prêt à être copié : ouvrez un dossier et collez.
    [many] { $count } d’éléments sont prêts à être copiés : ouvrez un dossier et collez.
   *[other] { $count } éléments sont prêts à être copiés : ouvrez un dossier et collez.
}
clipboard-cut = { $count ->
    [one] { $count } élément est prêt à être déplacé : ouvrez un dossier et collez.
    [many] { $count } d’éléments sont prêts à être déplacés : ouvrez un dossier et collez.
   *[other] { $count } éléments sont prêts à être déplacés : ouvrez un dossier et collez.
}

## Tout sélectionner

select-everything-counting = Sélectionner tout ce dossier, même ce qui n’est pas chargé
select-everything = { $count ->
    [one] Sélectionner { $count } objet de ce dossier, même ce qui n’est pas chargé
    [many] Sélectionner { $count } d’objets de ce dossier, même ce qui n’est pas chargé
   *[other] Sélectionner les { $count } objets de ce dossier, même ce qui n’est pas chargé
}
everything-uncounted = Le dénombrement a échoué : seul le nombre manque.
selected-everything-counting = Tout ce dossier est sélectionné
selected-everything = { $count ->
    [one] Tout ce dossier est sélectionné : { $count } objet
    [many] Tout ce dossier est sélectionné : { $count } d’objets
   *[other] Tout ce dossier est sélectionné : { $count } objets
}
show-more = En voir plus
more-actions = Plus

## Modifier ce qui accompagne un objet

edit = Modifier…
edit-title = Modifier ce qui accompagne { $name }
edit-explained = Les octets restent tels quels. Le stockage réécrit l’objet pour cela, avec une nouvelle date.
edit-content-type-fault = Un type de contenu a deux parties, comme text/csv.
edit-cache-control = Mise en cache
edit-cache-control-hint = Combien de temps un navigateur peut garder une copie, par exemple max-age=3600
edit-header-fault = Seuls des lettres simples, des chiffres et des signes conviennent ici.
edit-metadata = Métadonnées
edit-add-metadata = Ajouter une métadonnée
edit-metadata-excess = C’est plus que les 2 ko de métadonnées qu’un objet peut avoir.
edit-tags = Étiquettes
edit-tags-loading = Chargement des étiquettes…
edit-tags-none = Le stockage de cette instance ne garde pas d’étiquettes.
edit-add-tag = Ajouter une étiquette
edit-tags-excess = { $count ->
    [one] Un objet a au plus { $count } étiquette.
    [many] Un objet a au plus { $count } d’étiquettes.
   *[other] Un objet a au plus { $count } étiquettes.
}
edit-pair-name = Nom
edit-pair-value = Valeur
edit-remove = Retirer { $name }
edit-name-characters = Un tel nom n’a que des lettres simples, des chiffres et des traits d’union.
edit-name-twice = Un autre porte déjà ce nom.
edit-too-long = C’est plus long que ce que le stockage permet.
edit-fault-off = Quelque chose plus haut n’est pas encore juste
edit-load-again = Le revoir tel qu’il est maintenant
edit-submit = Enregistrer
edit-saved = Ce qui accompagne { $name } est enregistré.
detail-cache-control = Mise en cache

## Supprimer un compartiment avec tout son contenu

bucket-delete-empty = Le { -bucket } est vide.
bucket-delete-full = { $count ->
    [one] { $count } objet ({ $size }) se trouve dans ce { -bucket } et sera supprimé avec lui.
    [many] { $count } d’objets ({ $size }) se trouvent dans ce { -bucket } et seront supprimés avec lui.
   *[other] { $count } objets ({ $size }) se trouvent dans ce { -bucket } et seront supprimés avec lui.
}
bucket-delete-hidden = Il reste ce que les listes ne montrent pas : d’anciennes versions ou des téléversements inachevés. Ils seront supprimés aussi.
bucket-delete-irreversible = C’est irréversible.
bucket-delete-uncounted = Le contenu du { -bucket } n’a pas pu être compté, rien n’est donc supprimé.
bucket-emptying = Retirés jusqu’ici : { NUMBER($count) }
bucket-delete-stopped = Arrêté. Ce qui a été retiré l’est pour de bon; le reste et le { -bucket } sont toujours là.
bucket-delete-failures = { $count ->
    [one] { $count } objet n’a pas pu être retiré, le { -bucket } reste donc :
    [many] { $count } d’objets n’ont pas pu être retirés, le { -bucket } reste donc :
   *[other] { $count } objets n’ont pas pu être retirés, le { -bucket } reste donc :
}

## Prendre plusieurs choses d’un coup

download-zip = Télécharger en zip
manifest = Liste pour programmes…
archive-title = Télécharger en un seul zip
archive-preparing = Tout est d’abord vérifié, pour que le zip soit complet…
archive-ready = { $name } est en route : { $count ->
    [one] { $count } objet, { $size }
    [many] { $count } d’objets, { $size }
   *[other] { $count } objets, { $size }
}
archive-in-the-way = Voici ce qui l’empêche :
archive-instead = Un programme peut prendre la même chose à partir d’une liste, quelle qu’en soit la taille.
manifest-title = Une liste pour programmes
manifest-lead = La liste nomme ce que vous avez choisi. Un programme le prend à partir de là, quelle qu’en soit la taille, et reprend où il a été interrompu.
manifest-format = Quelle liste
manifest-for-urls = Des adresses, une par ligne, pour tout programme : wget -i urls.txt
manifest-for-sha256sums = Des sommes de contrôle à comparer ensuite : sha256sum -c SHA256SUMS
manifest-for-aria2 = Plusieurs fichiers à la fois, dans leurs dossiers : aria2c -i aria2.txt
manifest-for-rclone = Un script pour rclone : sh rclone.sh
manifest-for-aws = Un script pour la ligne de commande d’AWS, avec une clé d’accès : sh aws.sh
manifest-private = Les adresses ouvrent ces fichiers à qui a la liste, jusqu’à la fin de votre session et douze heures au plus.
manifest-submit = Télécharger la liste

## Aperçus

preview-row = Ligne
preview-column = Colonne { NUMBER($number) }
preview-tree-more = { NUMBER($count) } de plus
preview-encrypted = { $name } (chiffré)
column-packed = Comprimé
column-kind-empty = vide
column-kind-whole = entier
column-kind-decimal = nombre
column-kind-date = date
column-kind-truth = vrai ou faux
column-kind-text = texte
preview-title = Aperçu
preview-loading = Lecture du fichier…
preview-stop = Arrêter
preview-download = Télécharger
preview-previous-object = Fichier précédent
preview-next-object = Fichier suivant
preview-empty = Ce fichier est vide.
preview-unknown = Il n’y a pas encore d’aperçu pour ce genre de fichier. Vous pouvez le télécharger.
preview-damaged = Ce fichier est endommagé, ou n’est pas ce que dit son nom.
preview-too-large = Ce fichier est trop volumineux pour être affiché ici : la limite pour ce genre est de { BYTES($limit) }.
preview-too-many-pixels = Cette image est trop grande pour être affichée ici : { NUMBER($width) } × { NUMBER($height) } pixels.
preview-changed = Le fichier a été remplacé pendant sa lecture.
preview-browser = Ce navigateur ne peut pas afficher ce fichier : il n’en connaît pas le format, ou le fichier est endommagé.
preview-stopped = La lecture a été arrêtée.
preview-broken = Ce fichier n’a pas pu être lu : son aperçu a pris trop de temps ou a échoué.
preview-broken-json = Ce JSON est rompu à la ligne { NUMBER($line) }, colonne { NUMBER($column) }. Il est affiché comme texte.
preview-broken-lines = { $count ->
    [one] { $count } ligne n’est pas du JSON; elle est affichée telle quelle.
    [many] { $count } de lignes ne sont pas du JSON; elles sont affichées telles quelles.
   *[other] { $count } lignes ne sont pas du JSON; elles sont affichées telles quelles.
}
preview-too-large-for-tree = Ce JSON est trop volumineux pour être déplié ici. Il est affiché comme texte.
preview-shown-as-text = Affiché comme texte : ouvert dans un navigateur, ce fichier pourrait exécuter des programmes.
preview-other-kind = Le contenu de ce fichier est d’un autre genre que ce que dit son nom.
preview-open-quote = Un guillemet n’est jamais refermé; les guillemets sont affichés tels quels.
preview-unpacked = Ce fichier est compressé : voici le début de ce qu’il contient.
preview-letters-damaged = Certains octets ne sont pas des lettres dans cet encodage; ils sont affichés par �.
preview-rendering-cut = Ce n’est pas tout : le reste est dans le fichier.
preview-lines = { $count ->
    [one] { $count } ligne
    [many] { $count } de lignes
   *[other] { $count } lignes
}
preview-first = { BYTES($read) } du début, sur { BYTES($size) }
preview-last = { BYTES($read) } de la fin, sur { BYTES($size) }
preview-between = De { BYTES($from) } à { BYTES($to) }, sur { BYTES($size) }
preview-rows = Lignes { NUMBER($first) } à { NUMBER($last) } sur { NUMBER($all) }
preview-rows-read = Lignes { NUMBER($first) } à { NUMBER($last) } sur { NUMBER($all) } lues
preview-rows-guessed = environ { NUMBER($count) } en tout
preview-columns = colonnes { NUMBER($first) } à { NUMBER($last) } sur { NUMBER($all) }
preview-values = { $count ->
    [one] { $count } valeur
    [many] { $count } de valeurs
   *[other] { $count } valeurs
}
preview-entries = { $count ->
    [one] { $count } fichier ou dossier
    [many] { $count } de fichiers et dossiers
   *[other] { $count } fichiers et dossiers
}
preview-entries-listed = les { NUMBER($count) } premiers sont affichés
preview-entries-size = { BYTES($size) } une fois extraits
preview-pixels = { NUMBER($width) } × { NUMBER($height) } pixels
preview-beginning = Début
preview-next-part = Partie suivante
preview-end = Fin
preview-at-start = C’est le début
preview-at-end = C’est la fin
preview-previous-rows = Lignes précédentes
preview-next-rows = Lignes suivantes
preview-previous-columns = Colonnes précédentes
preview-next-columns = Colonnes suivantes
preview-more-rows = Lire d’autres lignes
preview-encoding = Encodage
preview-delimiter = Séparateur
delimiter-comma = Virgule
delimiter-semicolon = Point-virgule
delimiter-tab = Tabulation
delimiter-pipe = Barre verticale
preview-as-text = Afficher comme texte
preview-wrap = Replier les longues lignes
preview-pdf-open = Ouvrir dans un nouvel onglet

## Textes et carnets affichés

task-done = Fait
task-open = À faire
notebook-code = Code
notebook-raw = Texte brut
notebook-run = Exécution { NUMBER($count) }
notebook-not-run = Non exécuté
notebook-output = Résultat
notebook-messages = Messages
notebook-error = Erreur
notebook-not-shown = Résultat non affiché : { $kind }

## Ce qu’on emporte

archive-missing = Les objets ci-dessous n’ont pas pu être lus. Ils ne sont pas dans cette archive.
archive-missing-gone = supprimé depuis que l’archive a été demandée
archive-missing-changed = modifié depuis que l’archive a été demandée; redemandez-la pour l’avoir dans son état actuel
archive-missing-denied = vous n’avez plus le droit de le lire
archive-missing-failed = le stockage ne l’a pas donné, ou s’est interrompu
archive-missing-unasked = pas demandé, parce que le stockage ne répondait plus
manifest-sha256sums = Vérifiez les fichiers avec : sha256sum --check SHA256SUMS. Des objets marqués d’un point d’interrogation, le stockage ne connaît pas l’empreinte.
manifest-aria2 = Téléchargez avec : aria2c --input-file=aria2.txt
manifest-rclone = Téléchargez avec : sh rclone.sh
manifest-aws = Téléchargez avec : sh aws.sh. Il faut une clé d’accès de ce portail, dans les réglages du client AWS.
manifest-ticket = Ces adresses ouvrent ces objets à quiconque les connaît, jusqu’à la fin de votre session et douze heures au plus. Gardez-les pour vous.

## Les chemins : palette, signets, endroits, affichage

loading = Chargement…
palette-open = Aller à…
palette-title = Aller quelque part ou faire quelque chose
palette-label = Tapez quelques lettres d’un { -bucket }, d’une page ou d’une action
palette-list = Endroits, pages et actions
palette-count = { $count ->
    [one] { $count } résultat
    [many] { $count } de résultats
   *[other] { $count } résultats
}
palette-none = Rien ne correspond à « { $typed } ».
palette-act = Action
palette-page = Page
palette-look = Apparence
palette-instance = Instance
palette-dataset = Jeu de données
other-language = Show in English
theme-system = Couleurs du système
theme-light = Couleurs claires
theme-dark = Couleurs sombres
bookmarks = Signets
bookmark-one = Signet
recent = Endroits récents
recent-one = Endroit récent
recent-forget = Oublier les endroits récents
star = Signet pour { $name }
starred = Signet ajouté.
unstarred = Signet retiré.
star-add = Ajouter un signet
star-remove = Retirer le signet
path-bar-choices = Chemins proposés
breadcrumb-beside = À côté de { $name }
breadcrumb-menu = Côte à côte
breadcrumb-alone = Il n’y a rien d’autre à côté.
breadcrumb-more = Seuls les premiers figurent ici.
view-choice = Affichage
density = Hauteur des lignes
density-compact = Compacte
density-standard = Normale
density-comfortable = Aérée
columns = Colonnes
column-kind = Genre
column-etag = ETag
sort-class = Par classe de stockage
sort-class-descending = Par classe de stockage, à rebours
sort-etag = Par ETag
sort-etag-descending = Par ETag, à rebours
listing-stale = Vous êtes hors ligne : voici le dossier tel qu’il était le { $time }.
open-by-key = Clé de l’objet
new-window = (nouvelle fenêtre)

## De l’aide là où il en faut

bucket-question = Qu’est-ce qu’un { -bucket }?
bucket-answer = Une boîte à fichiers qui a son propre nom. Tout ce que vous rangez est dans l’une d’elles; ce nom sert aussi à vos programmes pour l’atteindre.
folder-question = Que sont ici les dossiers, les préfixes et les clés?
folder-answer = Un fichier est rangé sous un seul long nom, sa clé : 2026/enquete/resultats.csv. Ce qui ressemble à un dossier est le début que des clés ont en commun, un préfixe. Il n’y a pas de dossier à créer d’abord : rangez un fichier sous un préfixe, et le dossier est là. Un chemin s’écrit { -bucket }/préfixe/, ou s3://{ -bucket }/préfixe/ comme dans les programmes.
large-question = Quelle taille un fichier peut-il avoir?
large-answer = Jusqu’à 5 Tio chacun. Au-delà de 16 Mio, un fichier voyage en morceaux, plusieurs à la fois. Si la ligne se rompt, seul ce qui était en chemin repart; après un rechargement, choisissez le même fichier et l’envoi continue. Des sommes de contrôle calculées dans votre navigateur sont comparées avec ce qui arrive : ce qui est vérifié est intact. Ce qui est enregistré est ce que le stockage a confirmé.
read-only-question = Pourquoi en lecture seule?
read-only-why = Votre compte peut regarder ici, mais ni ajouter ni supprimer. Le propriétaire du { -bucket } en décide, ou l’équipe qui gère ce portail.

## Pourquoi mon compartiment ne se montre-t-il pas?

missing-title = Pourquoi mon { -bucket } ne se montre-t-il pas?
missing-lead = Le portail montre les { -buckets } inscrits à votre nom, sur les instances qui vous sont ouvertes. Quand il en manque un, c’est pour l’une de ces raisons.
missing-signed-out = Aucune session n’est ouverte : vos { -buckets } se montrent une fois que vous êtes connecté.
missing-signed-in = Session ouverte par
missing-handle = Identifiant
missing-groups = Groupes
missing-no-groups = aucun
missing-table = Les instances et ce que vous pouvez y faire
missing-column-instance = Instance
missing-column-access = Accès
missing-column-state = État
missing-column-buckets = Vos { -buckets }
missing-open = Ouverte pour vous
missing-closed = Pas ouverte à vos groupes
missing-search = Nom du { -bucket } qui vous manque
missing-look = Le chercher
missing-found = Il est ici, sur { $instance } :
missing-not-found = Aucun { -bucket } à vous ne s’appelle { $name } sur les instances qui vous sont ouvertes. L’une des raisons ci-dessous s’applique.
missing-account-title = Vous utilisez un autre compte
missing-account = Un { -bucket } appartient au compte qui l’a créé. Si le nom ci-dessus n’est pas celui que vous attendez, déconnectez-vous et reconnectez-vous avec l’autre.
missing-instance-title = Il est sur une autre instance
missing-instance = Chaque instance a ses propres { -buckets }. Regardez les autres dans la liste ci-dessus.
missing-group-title = Il vous manque un groupe
missing-group = Une instance qui n’est pas ouverte à vos groupes ne montre aucun de ses { -buckets }. Si vous venez d’être ajouté à un groupe, attendez cinq minutes ou reconnectez-vous; sinon, demandez à l’équipe qui gère ce portail.
missing-down-title = L’instance ne répond pas
missing-down = Tant qu’une instance est indisponible, ses { -buckets } ne s’ouvrent pas. Rien de ce qu’ils contiennent n’est perdu; revenez quand elle répondra.
missing-record-title = Il existe, mais n’est pas inscrit à votre nom
missing-record = Un { -bucket } créé ailleurs, par un programme ou avant ce portail, n’appartient ici à personne tant que l’équipe qui gère le portail ne l’a pas inscrit. Donnez-lui son nom et son instance : elle l’« adopte » pour vous.
missing-name-title = Il a un autre nom, ou n’existe plus
missing-name = Les noms sont en minuscules et exacts : anne.roy.donnees n’est pas anne.roy.donnee. Un { -bucket } supprimé ne revient pas.

## Les clés d’accès

keys-title = Clés d’accès
keys-lead = Avec une clé d’accès, des programmes ouvrent vos { -buckets } sans passer par votre compte.
keys-question = Qu’est-ce qu’une clé d’accès?
keys-answer = Une clé d’accès et sa clé secrète, que tout outil S3 comprend. Elle n’ouvre jamais plus que ce que vous pouvez ouvrir vous-même à ce moment-là, et vous pouvez la limiter à un { -bucket }, à un dossier ou à la lecture. Si vous perdez un accès, vos clés le perdent aussi.
keys-loading = Chargement de vos clés d’accès…
keys-empty-title = Vous n’avez pas encore de clé d’accès.
keys-empty = Créez-en une pour chaque programme, afin de pouvoir la révoquer sans gêner les autres.
keys-ending-title = { $count ->
    [one] Une de vos clés d’accès prend fin d’ici deux semaines
    [many] { $count } de vos clés d’accès prennent fin d’ici deux semaines
   *[other] { $count } de vos clés d’accès prennent fin d’ici deux semaines
}
keys-ending = Les programmes qui l’utilisent seront refusés à partir de là. La prolonger prend un instant et ne change rien dans les programmes.
keys-ending-open = Voir mes clés d’accès
key-create = Créer une clé d’accès
key-create-temporary = Créer une clé temporaire
key-create-for-bucket = Clé d’accès pour ce { -bucket }…
key-create-submit = Créer la clé
key-name = Nom
key-name-hint = À quoi elle sert. Si vous n’écrivez rien, elle s’appellera « { $name } ».
key-name-given = Clé pour { $place }
key-reach = Ouvre
key-end = Fin
key-last-use = Dernière utilisation
key-actions = Actions
key-instance = Instance
key-no-instance = Aucune instance ne vous est ouverte.
key-bucket = { -bucket-first }
key-all-buckets = Tous mes { -buckets }, y compris ceux à venir
key-prefix = Dossier
key-prefix-hint = Seulement ce qui se trouve dans ce dossier, par exemple equipe/2026/. Si vous n’écrivez rien, tout le { -bucket }.
key-prefix-given = De ce { -bucket }, { $prefix } vous est ouvert : la clé ouvre ce dossier, ou un dossier qu’il contient.
key-rights = Ce qu’elle permet
key-read-write = Lecture et écriture
key-life = Valable pendant
key-days = { $days ->
    [one] { $days } jour
    [many] { $days } de jours
   *[other] { $days } jours
}
key-hours = { $hours ->
    [one] { $hours } heure
    [many] { $hours } d’heures
   *[other] { $hours } heures
}
key-more = Autres choix
key-sources = Seulement depuis ces réseaux
key-sources-hint = Des adresses ou des réseaux comme 10.0.0.0/8, séparés par des virgules. Si vous n’écrivez rien, depuis n’importe où.
key-only-from = Seulement depuis { $networks }
key-used-from = depuis { $address }
key-never-used = Jamais utilisée
key-ends-today = Prend fin aujourd’hui
key-ends-soon = { $days ->
    [one] Prend fin dans { $days } jour
    [many] Prend fin dans { $days } de jours
   *[other] Prend fin dans { $days } jours
}
key-expired = Expirée
key-disabled = Désactivée
key-temporary = Une clé temporaire ne se prolonge pas : demandez-en une autre.
key-renew = Prolonger…
key-renew-title = Prolonger { $name }
key-renew-lead = La clé d’accès et la clé secrète restent les mêmes; seule la fin est repoussée, à compter de maintenant.
key-renew-submit = Prolonger
key-renewed-notice = La clé d’accès { $name } est prolongée.
key-disable = Désactiver
key-enable = Réactiver
key-disabled-notice = La clé d’accès { $name } est désactivée : les programmes qui l’utilisent sont refusés jusqu’à ce que vous la réactiviez.
key-enabled-notice = La clé d’accès { $name } est réactivée.
key-revoke = Révoquer…
key-revoke-title = Révoquer { $name }?
key-revoke-lead = Les programmes qui utilisent cette clé sont refusés aussitôt, et les adresses qu’elle a signées ne fonctionnent plus. C’est sans retour : dans le doute, désactivez-la plutôt.
key-revoke-submit = Révoquer la clé
key-revoked-notice = La clé d’accès { $name } est révoquée.
key-presigned = Adresse présignée
key-made-title = Votre nouvelle clé d’accès
key-made-lead = Gardez la clé secrète maintenant : elle n’est montrée qu’une fois. Si vous la perdez, créez une autre clé.
key-made-temporary-lead = Gardez la clé secrète et le jeton de session maintenant : ils ne sont montrés qu’une fois. La clé prend fin d’elle-même, et les programmes doivent toujours joindre le jeton.
key-made-path-style = Les programmes doivent utiliser des adresses « path-style »; le fichier le précise.
key-made-done = Je l’ai gardée
key-endpoint = Point d’accès
key-id = Clé d’accès
key-secret = Clé secrète
key-session-token = Jeton de session
key-region = Région
key-copy = Copier : { $what }
key-save-file = Télécharger le fichier
key-copy-file = Tout copier

## Activité

activity-title = Activité
activity-lead = Ce qui s’est fait en votre nom, par vous, par vos clés et par vos liens, du plus récent au plus ancien.
activity-lead-team = Ce qui s’est fait dans les { -buckets } de l’équipe et quant à ses membres, par qui que ce soit, du plus récent au plus ancien. Ses gestionnaires peuvent le lire.
activity-lead-all = Ce qu’ont fait toutes les personnes, du plus récent au plus ancien. Les exploitants du portail peuvent le lire.
activity-of = De qui
activity-of-own = La mienne
activity-of-team = Celle de l’équipe { $name }
activity-of-all = Celle de tout le monde
activity-act = Quoi
activity-act-any = Tout
activity-bucket = { -bucket-first }
activity-person = Personne (identifiant)
activity-since = Du
activity-until = Au
activity-refused-only = Seulement ce qui a été refusé
activity-narrow = Afficher
activity-clear = Effacer
activity-none = Rien de tel n’a été noté.
activity-who = Qui
activity-nobody = Personne de connu
activity-by-team = L’équipe { $team }, par sa clé
activity-export-csv = Enregistrer en CSV
activity-loading = Chargement de l’activité…
activity-empty = Rien n’a encore été noté. Ce que vous faites ici paraît en une seconde.
activity-export = Enregistrer en JSON par lignes
activity-older = Voir plus ancien
activity-what = Quoi
activity-where = Où
activity-when = Quand
activity-from = Par quoi et d’où
activity-result = Résultat
activity-done = Fait
activity-refused = Refusé
activity-partly = Fait en partie
activity-failed = { $count ->
    [one] { $count } échec
    [many] { $count } d’échecs
   *[other] { $count } échecs
}
activity-unreached = { $count ->
    [one] { $count } non traité
    [many] { $count } de non traités
   *[other] { $count } non traités
}
act-sign-in = Connexion
act-sign-out = Déconnexion
act-create-key = Création d’une clé d’accès
act-renew-key = Renouvellement d’une clé d’accès
act-disable-key = Désactivation d’une clé d’accès
act-enable-key = Réactivation d’une clé d’accès
act-revoke-key = Révocation d’une clé d’accès
act-issue-key = Demande d’une clé temporaire
act-presign = Création d’une adresse présignée
act-give = Partage d’un dossier
act-change-grant = Modification d’un partage
act-take-back = Reprise d’un partage
act-publish = Rendu public
act-unpublish = Redevenu privé
act-lapse = Remplacement de ce qui n’était plus public
act-create-link = Création d’un lien de partage
act-change-link = Modification d’un lien de partage
act-revoke-link = Reprise d’un lien de partage
act-open-link = Consultation d’un partage
act-create-bucket = Création d’un { -bucket }
act-delete-bucket = Suppression d’un { -bucket }
act-configure-bucket = Réglage d’un { -bucket }
act-set-role = Changement de rôle dans une équipe
act-inspect-bucket = Consultation d’un { -bucket }
act-empty-bucket = Vidage d’un { -bucket }
act-clear-uploads = Abandon de téléversements inachevés
act-list = Liste d’objets
act-read = Lecture d’un objet
act-write = Écriture d’un objet
act-delete = Suppression d’objets
act-take-out = Téléchargement d’objets en zip
act-make-list = Création d’une liste pour programmes
act-unknown = Autre chose
way-page = Sur cette page
way-key = Avec une clé d’accès
way-sts = Avec un jeton (STS)
way-link = Avec un lien de partage
way-command = Par l’exploitant
way-cellier = Par le portail lui-même
way-unknown = Autrement

## Partager

share = Partager…
share-title = Partager « { $name } »
share-off = Seuls le propriétaire, un gestionnaire ou un collaborateur que le gestionnaire y autorise peuvent partager ceci.
share-people = Avec des personnes et des équipes
share-object-lead = L’accès se donne à un dossier : « { $name } » et tout ce qu’il contient.
share-bucket-lead = Tout le { -bucket } : « { $name } » et tout ce qu’il contient.
share-folder-lead = Le dossier « { $name } » et tout ce qu’il contient. Les personnes le trouvent dans leur page d’accueil, sous « Partagés avec moi ».
share-several-lead = Aux personnes et aux équipes, on donne un dossier à la fois. Pour plusieurs choses d’un coup, créez un lien.
share-to = Personne, équipe ou adresse électronique
share-to-placeholder = prenom.nom
share-to-choices = Personnes et équipes
share-to-person = Personne
share-to-team = Équipe
share-to-all = Qui se connecte
share-to-everyone = Toute personne connectée
share-to-public = Tout le monde, sans connexion
share-to-none = Personne ne porte ce nom ici. Écrivez un identifiant entier, une adresse électronique ou le nom d’une équipe.
share-role = Ce qui est permis
role-viewer = Voir et télécharger
role-viewer-hint = Parcourt le dossier et ouvre ses fichiers.
role-contributor = Y travailler
role-contributor-hint = Voit et télécharge, ajoute, remplace et supprime.
role-uploader = Déposer seulement
role-uploader-hint = Ajoute de nouveaux fichiers sans voir ce qui s’y trouve.
role-manager = Gérer
role-manager-hint = Comme un propriétaire : partage, fixe les rôles et les réglages.
share-until = Jusqu’à quand
share-until-revoked = Jusqu’à ce que je le reprenne
share-until-days = { $days ->
    [one] Pendant { $days } jour
    [many] Pendant { $days } de jours
   *[other] Pendant { $days } jours
}
share-until-date = Jusqu’à une date…
share-until-day = Dernier jour
share-until-kept = Jusqu’au { $time }
share-submit = Partager
share-given-notice = { $name } a maintenant accès à { $place }.
share-taken-notice = { $name } n’a plus accès à { $place }.
link-taken-notice = Le lien a été repris.
share-changed-notice = L’accès de { $name } est modifié.
who-title = Qui peut voir ceci?
who-loading = Recherche de qui y a accès…
who-owner = Propriétaire
who-team = Équipe, selon le rôle de chaque membre
who-alone = Personne d’autre n’y a accès.
who-partial = Seules les personnes qui peuvent partager ici voient qui d’autre y a accès.
who-above = par { $place }
who-inside = seulement { $place }
who-until = jusqu’au { $time }
who-ended = terminé le { $time }
who-by = partagé par { $name }
who-lapsed = n’est plus public
who-more = Il y en a plus que cette liste n’en montre.
who-sends = envoie des fichiers, n’en voit aucun
take-back = Reprendre
take-back-from = Reprendre l’accès de { $name }
mark-shared = Partagé avec { $name }
mark-shared-many = { $count ->
    [one] Partagé avec { $count } autre
    [many] Partagé avec { $count } d’autres
   *[other] Partagé avec { $count } autres
}
mark-link = Lien actif
mark-inside = Partagé en partie
mark-public = Public
mark-public-inside = Public en partie
mark-given = Partagé par { $name }
mark-given-until = Partagé par { $name } jusqu’au { $time }
mark-team = Équipe : { $name }
parent-not-shared-title = Seule une partie de ce { -bucket } est partagée avec vous.
parent-not-shared = Vous pouvez ouvrir ce qu’on vous a donné :
adds-only-title = Vous pouvez déposer des fichiers ici.
adds-only = Ce qui s’y trouve déjà ne vous est pas montré, et rien n’est jamais remplacé.

## Partagés avec moi, compartiments d’équipe

with-me-title = Partagés avec moi
team-buckets-title = { -buckets-first } d’équipe
team-bucket-create = Créer le { -bucket } { $name }
team-bucket-ready = Le { -bucket } d’équipe { $name } est prêt.

## Ce qui est arrivé

arrived-label = Ce qui est arrivé
arrived-title = { $count ->
    [one] { $count } nouveau fichier vous a été envoyé.
    [many] { $count } de nouveaux fichiers vous ont été envoyés.
   *[other] { $count } nouveaux fichiers vous ont été envoyés.
}
arrived-by = de { $names }
arrived-by-more = de { $names } et d’autres
arrived-open = Ouvrir { $place }
arrived-known = J’ai vu

## Une équipe

team-link = Membres et réglages
team-about = Membres et réglages de { $name }
team-loading = Recherche de l’équipe…
team-none-title = Vous n’êtes pas dans cette équipe.
team-none = Elle n’existe pas, ou son groupe n’est pas parmi les vôtres. Les groupes viennent de votre connexion : si vous venez d’y être ajouté, attendez cinq minutes ou reconnectez-vous.
team-lead-manager = Vous gérez cette équipe : vous fixez les rôles de ses membres et les règles de ses { -buckets }. Tous les membres voient cette page.
team-lead-member = Votre rôle ici : { $role } Les gestionnaires de l’équipe changent ce qui figure sur cette page : { $managers }.
team-lead-unmanaged = Votre rôle ici : { $role } Aucun gestionnaire de l’équipe ne s’est encore connecté.
team-activity = Ce qui s’est fait dans les { -buckets } de l’équipe
team-keys-hint = Une clé de l’équipe sert à ses programmes, quels que soient ensuite les gestionnaires : elle ouvre les { -buckets } de l’équipe et ce que d’autres ont partagé avec l’équipe elle-même, jamais ce qui appartient à un membre. La personne qui en crée une en connaît la clé secrète. Seuls les gestionnaires voient cette partie.
team-keys-empty = L’équipe n’a pas encore de clé d’accès.
team-keys-all = Tous les { -buckets } de l’équipe, y compris ceux à venir
team-keys-ending = { $count ->
    [one] Une clé d’accès de l’équipe { $team } prend fin d’ici deux semaines
    [many] { $count } clés d’accès de l’équipe { $team } prennent fin d’ici deux semaines
   *[other] { $count } clés d’accès de l’équipe { $team } prennent fin d’ici deux semaines
}
team-keys-ending-open = Voir les clés de l’équipe
team-key-made-by = Créée par { $name }
team-key-made-by-operator = Créée par l’exploitant
team-members = Membres
team-members-hint = Les groupes de votre service de connexion disent qui fait partie de l’équipe. La liste montre qui s’est déjà connecté ici.
team-person = Personne
team-role = Peut
team-by = D’où vient ce rôle
team-actions = Actions
team-you = Vous
team-left = N’est plus dans l’équipe
team-by-group = D’un groupe
team-by-group-over = D’un groupe; un gestionnaire avait fixé « { $role } »
team-by-manager = Fixé par { $name }, le { $time }
team-by-operator = Fixé par l’exploitant, le { $time }
team-by-kept = « { $role } » vaudrait de nouveau au retour de cette personne
team-change-role = Rôle de { $name }
team-role-is = Ce que la personne peut faire désormais
team-by-groups = Ce que disent ses groupes
team-by-groups-now = Actuellement : { $role }
team-by-groups-gone = Cette personne n’est plus dans le groupe de l’équipe.
team-role-hint = Un rôle fixé ici s’ajoute à ce que donnent les groupes, sans jamais rien en retirer.
team-left-hint = Cette personne a quitté le groupe de l’équipe et ne peut plus rien ici. Choisissez ce que disent ses groupes, et rien ne reviendra avec elle.
team-step-down = Vous ne géreriez plus cette équipe, à moins qu’un groupe ne le dise.
team-role-changed = Le rôle de { $name } est modifié.
team-rules = Règles des { -buckets } de l’équipe
team-rules-of = Règles de { $name } sur { $instance }
team-rules-none = L’équipe n’a pas encore de { -bucket }. Ses gestionnaires en créent un depuis la page d’accueil.
team-rules-locked = Seuls les gestionnaires de l’équipe les changent.
team-rules-saved = Les règles de { $name } sont enregistrées.
team-contributors-share = Les membres qui y travaillent peuvent partager
team-contributors-share-hint = Ils donnent accès à d’autres et créent des liens, dans la limite de ce qu’ils peuvent eux-mêmes.
team-shared-folders = Un dossier pour chaque membre
team-shared-folders-hint = Sous shared/, chaque membre est seul à écrire dans le dossier à son nom. Tous le lisent, et les gestionnaires veillent sur l’ensemble.

## Ce que je partage

shared-title = Ce que je partage
shared-lead = Tout ce que vous laissez utiliser par d’autres : dossiers, liens, demandes de dépôt et clés d’accès. Ce qui est repris l’est aussitôt.
shared-loading = Chargement de ce que vous partagez…
shared-empty-title = Vous ne partagez rien encore.
shared-empty = « Partager… », sur un dossier ou un objet, y donne accès à des personnes, à des équipes ou à qui détient un lien.
shared-filter = Filtrer par nom, endroit ou personne
shared-kind = Afficher
shared-kind-all = Tout
shared-kind-grants = Dossiers donnés à des personnes et des équipes
shared-kind-links = Liens
shared-kind-requests = Demandes de dépôt
shared-kind-public = Données publiques
shared-kind-keys = Clés d’accès
shared-standing = Selon la fin et l’utilisation
shared-standing-all = Toutes les situations
shared-standing-soon = Se termine d’ici une semaine
shared-standing-ended = Terminé
shared-standing-endless = Jusqu’à reprise
shared-standing-unused = Inutilisé depuis 90 jours
shared-count = { $count ->
    [one] { $count } entrée
    [many] { $count } d’entrées
   *[other] { $count } entrées
}
shared-count-matching = { $count ->
    [one] { NUMBER($matching) } sur { $count } entrée
    [many] { NUMBER($matching) } sur { $count } d’entrées
   *[other] { NUMBER($matching) } sur { $count } entrées
}
shared-none-match = Rien ici ne correspond au filtre.
shared-what = Quoi
shared-with = Avec qui
shared-end = Fin
shared-used = Dernière utilisation
shared-actions = Actions
shared-grant = Dossier
shared-link = Lien
shared-request = Demande de dépôt
shared-public = Public
shared-key = Clé d’accès
shared-key-everything = Tous les { -buckets } de { $instance }
shared-anyone = Qui détient le lien
shared-password = avec un mot de passe
shared-programs = Vos programmes
shared-no-end = Jusqu’à reprise
shared-never-used = Jamais
shared-not-counted = –
shared-selected = { $count ->
    [one] { $count } sélectionnée
    [many] { $count } de sélectionnées
   *[other] { $count } sélectionnées
}
shared-take-back-title = { $count ->
    [one] Reprendre { $count } entrée?
    [many] Reprendre { $count } d’entrées?
   *[other] Reprendre { $count } entrées?
}
shared-take-back-lead = Qui s’en sert est refusé dès maintenant. C’est sans retour, mais vous pouvez partager de nouveau.
shared-taken-back = { $count ->
    [one] { $count } entrée reprise.
    [many] { $count } d’entrées reprises.
   *[other] { $count } entrées reprises.
}
shared-not-taken-back = { $count ->
    [one] { $count } entrée n’a pas pu être reprise :
    [many] { $count } d’entrées n’ont pas pu être reprises :
   *[other] { $count } entrées n’ont pas pu être reprises :
}
shared-change = Modifier…
shared-change-title = Accès de { $name }
shared-change-submit = Enregistrer
shared-change-link = Modifier le lien
shared-change-request = Modifier la demande de dépôt
shared-link-changed = Les modifications sont enregistrées. L’adresse reste la même.
shared-link-password-kept = Celui d’avant
shared-link-password-none = Aucun
shared-link-password-away = Plus aucun
shared-link-password-set = Un nouveau…
shared-link-password-new = Nouveau mot de passe
shared-copy-link = Copier le lien
shared-expired = Terminé

## Partage par lien

share-link = Par lien
share-link-lead = Quiconque a l’adresse peut l’ouvrir sans compte, jusqu’à ce que le lien prenne fin ou que vous le repreniez.
share-link-kind = À quoi sert le lien
share-link-opens = À ouvrir ce qui est ici
share-link-opens-hint = Qui l’a consulte et télécharge.
share-link-receives = À vous envoyer des fichiers
share-link-receives-hint = Qui l’a dépose des fichiers dans ce dossier, sans rien voir de ce qui s’y trouve.
share-link-life = Le lien prend fin
share-link-hours = { $count ->
    [one] dans { $count } heure
    [many] dans { $count } d’heures
   *[other] dans { $count } heures
}
share-link-days = { $count ->
    [one] dans { $count } jour
    [many] dans { $count } de jours
   *[other] dans { $count } jours
}
share-link-never = quand je le reprends
share-link-more = Plus de choix
share-link-label = Comment vous l’appelez
share-link-label-hint = Vous seul lisez ceci.
share-link-password = Mot de passe
share-link-password-hint = Au moins 8 caractères. Envoyez-le par une autre voie que le lien.
share-link-downloads = Téléchargements au plus
share-link-downloads-hint = Laissez vide pour ne pas limiter. Quand ils sont comptés, il n’y a pas d’aperçu.
share-link-view-only = À consulter seulement
share-link-view-only-hint = Le téléchargement n’est pas proposé. Ce qui se voit peut quand même se copier.
share-link-message-en = Message en anglais
share-link-message-fr = Message en français
share-link-files = Fichiers au plus
share-link-files-hint = Laissez vide pour ne pas limiter.
share-link-megabytes = Mégaoctets au plus, par fichier
share-link-endings = Genres de fichiers
share-link-endings-hint = La fin des noms, par exemple : pdf, docx. Laissez vide pour tout accepter.
share-link-asks-name = Demander un nom
share-link-asks-note = Demander un mot sur les fichiers
share-link-make = Créer un lien
share-link-made = Le lien est créé et copié : collez-le là où vous leur écrivez.
share-link-copy = Copier le lien
share-link-qr = Code QR
share-link-qr-alt = Code QR du lien
share-link-take-back = Reprendre
share-link-taken = Le lien est repris : il n’ouvre plus rien.
share-link-yours = Vos liens vers ceci
share-link-until = Prend fin le { $moment }
share-link-lasting = Dure jusqu’à ce que vous le repreniez
share-link-has-password = Avec un mot de passe
share-link-only-shown = À consulter seulement
share-link-takes = Reçoit des fichiers
share-link-opened = { $count ->
    [one] ouvert { $count } fois
    [many] ouvert { $count } de fois
   *[other] ouvert { $count } fois
}
share-link-downloaded = { $count ->
    [one] téléchargé { $count } fois
    [many] téléchargé { $count } de fois
   *[other] téléchargé { $count } fois
}
share-link-downloaded-of = { $count ->
    [one] téléchargé { $count } fois sur { $max }
    [many] téléchargé { $count } de fois sur { $max }
   *[other] téléchargé { $count } fois sur { $max }
}
share-link-arrived = { $count ->
    [one] { $count } fichier reçu
    [many] { $count } de fichiers reçus
   *[other] { $count } fichiers reçus
}
share-link-arrival = { $name }, de { $sender }

## Rendre quelque chose public

public-title = Rendre public
public-lead = Tout le monde pourrait lire « { $name } » et tout ce qu’il contient, sans compte.
public-start = Rendre public…
public-not-yours = Seuls le propriétaire de ce { -bucket } ou un gestionnaire de son équipe peuvent rendre quelque chose public.
public-off = Rien ne peut être rendu public sur cette instance : l’équipe qui gère ce portail ne l’a pas permis.
public-review = Ce qui deviendrait public
public-counting = { $count ->
    [one] Décompte… { $count } objet jusqu’ici, { $size }
    [many] Décompte… { $count } d’objets jusqu’ici, { $size }
   *[other] Décompte… { $count } objets jusqu’ici, { $size }
}
public-counted = { $count ->
    [one] { $count } objet, { $size }
    [many] { $count } d’objets, { $size }
   *[other] { $count } objets, { $size }
}
public-counted-more = { $count ->
    [one] Plus de { $count } objet, et plus de { $size }
    [many] Plus de { $count } d’objets, et plus de { $size }
   *[other] Plus de { $count } objets, et plus de { $size }
}
public-counted-none = Rien encore : c’est vide.
public-first = Les premiers d’entre eux
public-means = Ce que cela veut dire
public-means-anybody = N’importe qui, n’importe où, peut lire et copier ces fichiers, sans compte.
public-means-search = Les moteurs de recherche et d’autres sites peuvent les trouver et y renvoyer.
public-means-later = Tout ce qui y sera déposé ensuite deviendra public aussitôt.
public-means-back = Vous pouvez les rendre privés de nouveau à tout moment. Les copies faites d’ici là par d’autres ne se rattrapent pas.
public-type = Pour confirmer, saisissez le nom
public-mismatch = Saisissez le nom exactement comme il est écrit.
public-counting-off = Ce qui deviendrait public est encore en cours de décompte.
public-submit = Rendre public
public-made = « { $name } » est public.
public-unmade = « { $name } » est de nouveau privé.
public-here = Ce dossier est public
public-bucket-here = Ce { -bucket } est public
public-around = Public, comme tout « { $name } »
public-since = Rendu public par { $name } le { $time } : tout le monde peut le lire.
public-address = Son adresse publique
public-undo = Rendre privé de nouveau
public-lapsed-title = « { $name } » n’est plus public
public-lapsed = { $name } l’avait rendu public, et il est maintenant fermé aux autres : soit { $name } n’en a plus le droit, soit l’équipe qui gère ce portail ne le permet plus. Rendez-le public de nouveau, ou laissez-le privé.
public-forget = Le laisser privé

## Recherche dans un { -bucket }

search-open = Chercher plus bas
search-title = Recherche
search-in = Chercher dans { $name }
search-name = Nom
search-name-hint = Une partie du nom, ou un motif : *.csv, 2025/**/*.parquet. Les majuscules et les accents ne comptent pas.
search-where = Où
search-where-folder = Dans { $prefix } et plus bas
search-where-bucket = Dans tout le { -bucket }
search-any = Peu importe
search-any-time = Peu importe quand
search-days = { $count ->
    [one] Depuis { $count } jour
    [many] Depuis { $count } de jours
   *[other] Depuis { $count } jours
}
search-this-year = Cette année
search-last-year = L’an dernier
search-between = Entre deux jours
search-size-from = { BYTES($size) } ou plus
search-size-below = Moins de { BYTES($size) }
search-size-empty = Rien (vide)
search-go = Chercher
search-clear = Effacer
search-stop = Arrêter
search-go-on = Continuer
search-again = Chercher de nouveau
search-looking = Recherche en cours
search-looked-at = { $count ->
    [one] { $count } objet parcouru
    [many] { $count } d’objets parcourus
   *[other] { $count } objets parcourus
}
search-found = { $count ->
    [one] { $count } trouvé
    [many] { $count } trouvés
   *[other] { $count } trouvés
}
search-complete = Tout a été parcouru
search-stopped = Arrêtée avant la fin
search-none = Rien n’a été trouvé.
search-none-hint = Écrivez une plus petite partie du nom, ou laissez de côté la taille et la date.
search-widen = Chercher dans tout le { -bucket }
search-caption = Ce qui a été trouvé
search-pattern-fault = Ce motif n’est pas complet : chaque crochet ou accolade qui s’ouvre doit se fermer. Sans étoile ni point d’interrogation, le texte est cherché tel quel.

## Téléversements inachevés

unfinished-open = Téléversements inachevés
unfinished-title = Téléversements inachevés
unfinished-in = Téléversements inachevés dans { $name }
unfinished-lead = Commencés en parties et jamais achevés : ici, dans un autre navigateur ou par un programme. Ils prennent de la place, et aucune liste d’objets ne les montre.
unfinished-cleared = { $count ->
    [one] Ce à quoi rien n’a été ajouté depuis { $count } jour, le portail l’abandonne de lui-même.
    [many] Ce à quoi rien n’a été ajouté depuis { $count } de jours, le portail l’abandonne de lui-même.
   *[other] Ce à quoi rien n’a été ajouté depuis { $count } jours, le portail l’abandonne de lui-même.
}
unfinished-loading = Recherche de ce qui est inachevé…
unfinished-none = Rien n’est inachevé ici.
unfinished-count = { $count ->
    [one] { $count } téléversement inachevé
    [many] { $count } de téléversements inachevés
   *[other] { $count } téléversements inachevés
}
unfinished-more = il y en a d’autres, pas encore listés
unfinished-arrived-in-all = { BYTES($size) } arrivés de ce qui est listé
unfinished-caption = Ce qui a été commencé et non achevé
unfinished-begun = Commencé
unfinished-arrived = Arrivé
unfinished-parts = { BYTES($size) } en { $count ->
    [one] { $count } partie
    [many] { $count } de parties
   *[other] { $count } parties
}
unfinished-nothing = Rien encore
unfinished-counting = Décompte…
unfinished-unknown = Inconnu
unfinished-last = Dernière partie : { $time }
unfinished-lately = C’était à l’instant : l’envoi est peut-être encore en cours.
unfinished-go-on = Continuer…
unfinished-stop = Arrêter
unfinished-here = Il continue plus bas, parmi les téléversements de cet onglet.
unfinished-comparing = Comparaison avec le fichier…
unfinished-compared = Comparaison avec le fichier : { NUMBER($done) } sur { $count ->
    [one] { $count } partie
    [many] { $count } de parties
   *[other] { $count } parties
}
unfinished-other = Rien de ce qui est arrivé ne s’est révélé provenir de « { $file } ». Choisissez le fichier avec lequel ce téléversement a été commencé, ou abandonnez-le et envoyez le fichier de nouveau.
unfinished-unreadable = Le navigateur ne peut pas lire « { $file } ». Choisissez-le de nouveau.
unfinished-gone = Ce téléversement a pris fin entre-temps.
unfinished-goes-on = « { $name } » continue : ce qui manque ou diffère est envoyé.
unfinished-missing-right = Vous pouvez regarder ici, mais ne rien ajouter : vous ne pouvez ni continuer un téléversement ni l’abandonner.
unfinished-discard = Abandonner…
unfinished-discard-all = Tout abandonner…
unfinished-discard-title = Abandonner ce téléversement?
unfinished-discard-lead = Ce qui est arrivé est supprimé pour de bon. Si un programme l’envoie encore, il devra recommencer.
unfinished-discard-all-title = Abandonner tous les téléversements inachevés?
unfinished-discard-all-lead = Tout ce qui est inachevé dans { $name } et plus bas, aussi ce qui n’est pas encore listé. Ce qui est arrivé est supprimé pour de bon, et les programmes qui envoient encore devront recommencer. Les téléversements de cet onglet restent.
unfinished-discard-now = Abandonner
unfinished-discarded = { $count ->
    [one] { $count } téléversement abandonné.
    [many] { $count } de téléversements abandonnés.
   *[other] { $count } téléversements abandonnés.
}
unfinished-left = { $count ->
    [one] { $count } téléversement n’a pas pu être abandonné.
    [many] { $count } de téléversements n’ont pas pu être abandonnés.
   *[other] { $count } téléversements n’ont pas pu être abandonnés.
}
