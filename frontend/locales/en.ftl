### Every word of Cellier in English. One message a line of thought, never a piece of a sentence.
### Placeables: { $name } as it is, { NUMBER($count) } grouped, { BYTES($size) } with its unit.

-portal = Cellier
-bucket = bucket
-buckets = buckets
-bucket-first = Bucket
-buckets-first = Buckets

## The frame

portal-name = { -portal }
portal-purpose = Storage portal
page-title = { $page } – { -portal }
skip-to-content = Skip to content
language-selection = Language selection
sign-in = Sign in
sign-out = Sign out
main-navigation = Main
nav-home = Storage
nav-datasets = Datasets
nav-help = Help
breadcrumb = You are here
footer = About this portal
accessibility = Accessibility
privacy = Privacy
version = Version { $version }
offline-bar = You are offline. What you see may be out of date; uploads go on by themselves once you are back.
portal-updated = The portal was updated. Reload the page to use the new version.
reload = Reload
notifications = Notifications
close = Close
cancel = Cancel
retry = Try again
copy = Copy
copied = Copied
details = Details
separator = { " · " }
opens-menu = Actions for { $name }

## Home

home-title = Storage
home-signed-out = Sign in to see your { -buckets }. Public data needs no account.
home-sign-in = Sign in with OpenID
home-self-serve = Self-serve
home-public = Open to everyone
home-loading = Loading the instances…
home-empty-title = No instance is open to you.
home-empty = Ask the team that runs this portal to give one of your groups access.
sign-in-unavailable-title = The sign-in service does not answer.
sign-in-unavailable = You can still browse the public data. Signing in will work again as soon as the service does.
instance-available = Available
instance-unavailable = Unavailable since { $time }
instance-locked = Access on request
instance-locked-why = Your groups do not open this instance. The team that runs the portal can.
instance-buckets = { $count ->
    [one] { $count } { -bucket }
   *[other] { $count } { -buckets }
}
instance-datasets = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
}
instance-no-bucket = No { -bucket } yet
datasets-browse = Browse the datasets
public-read-only = Public · read only

## What one may do

read-only = Read only
personal = Personal

## The buckets of an instance

instance-lead = Your { -buckets } on this instance.
bucket = { -bucket-first }
bucket-created = Created
bucket-actions = Actions
buckets-loading = Loading your { -buckets }…
buckets-caption = Your { -buckets } on { $instance }
buckets-empty-title = You have no { -bucket } here yet.
buckets-empty = A { -bucket } is a place for your files. Your personal one takes one click.
personal-bucket-create = Create my personal { -bucket }
personal-bucket-creating = Creating…
personal-bucket-explained = It will be called { $name }, and only you will have access to it.
personal-bucket-ready = Your personal { -bucket } { $name } is ready.
bucket-create = Create a { -bucket }
bucket-create-none = The rules of this instance do not let you create { -buckets } besides your personal one.
bucket-create-locked = This instance is not open to you.
bucket-name = Name of the { -bucket }
bucket-name-begins-with = Begins with
bucket-name-whole = It will be called { $name }
bucket-create-submit = Create
bucket-created-notice = The { -bucket } { $name } is ready.
bucket-open = Open
bucket-delete = Delete…
bucket-delete-title = Delete the { -bucket } { $name }?
bucket-delete-explained = This cannot be undone. Only an empty { -bucket } is deleted: if files are left in it, nothing happens to them.
bucket-delete-type = To confirm, type the name of the { -bucket }
bucket-delete-submit = Delete the { -bucket }
bucket-delete-mismatch = The name you typed is not this one yet
bucket-deleted-notice = The { -bucket } { $name } is deleted.
missing-right-write = You lack the right to write here
missing-right-delete = You lack the right to delete here
missing-right-delete-bucket = You lack the right to delete this { -bucket }
rules = Rules for the name
rule-length = 3 to 63 characters
rule-characters = Lower-case letters a to z, digits, hyphens and dots only
rule-edges = Every part begins and ends with a letter or a digit
rule-address = Not like an IP address
rule-reserved = No beginning or ending that S3 reserves
rule-kept = kept
rule-broken = not yet

## Datasets

datasets-title = Datasets
datasets-lead = Open to everyone, without an account.
datasets-loading = Loading the datasets…
datasets-empty = No dataset is published yet.
datasets-unavailable = { $instance } does not answer: its datasets are missing from this list.
datasets-count = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
}
datasets-filter = Filter by name
datasets-none-match = No dataset’s name holds “{ $filter }”.
filter-clear = Clear the filter

## Signing in

session-ended-title = Your session has ended
session-ended = Sign in again to come back to this very place.
session-ending-title = Your session is about to end
session-ending = It ends at { $time }. Sign in again now and you come back to this very place.
session-stay = Sign in again
session-later = Not now
signing-in = Taking you to the sign-in page…
sign-in-failed-title = You could not be signed in
sign-in-failed-expired = The sign-in took too long and has expired.
sign-in-failed-replayed = This sign-in address was already used once.
sign-in-failed-mixed-up = The answer of the sign-in service does not belong to this browser. Perhaps two sign-ins were going on at once.
sign-in-failed-refused = The sign-in service refused, or the sign-in was cancelled there.
sign-in-failed-provider-down = The sign-in service does not answer.
sign-in-failed-groups = You are known to the sign-in service, but it said nothing usable about your groups. The team that runs this portal can look into it.
sign-in-failed-other = Something went wrong on the way.
sign-in-failed-next = Nothing was changed. You can try again, or browse the public data without signing in.

## What went wrong, by kind

failure-code = Code
failure-request = Request
failure-copy = Copy the details
failure-offline = The portal cannot be reached. Check your connection, then try again.
failure-unreadable = The portal gave an answer this page does not understand. Reload the page; it may have been updated meanwhile.
failure-not-signed-in = You are not signed in, or your session has ended. Sign in to go on.
failure-denied = You do not have access to this.
failure-denied-subject = You do not have access to { $subject }.
failure-denied-next = Ask its owner, or the team that runs this portal.
failure-forged = The portal refused this request because it did not seem to come from its own page. Reload the page and try again.
failure-no-such-bucket = This { -bucket } does not exist, or is not open to you.
failure-no-such-bucket-subject = The { -bucket } { $subject } does not exist, or is not open to you.
failure-no-such-object = This object does not exist any more. It may have been deleted or renamed.
failure-no-such-object-subject = The object { $subject } does not exist any more. It may have been deleted or renamed.
failure-no-such-instance = This instance does not exist, or is not open to you.
failure-no-such-page = The portal knows no such address.
failure-no-such-upload = The store no longer knows this upload. Start it again.
failure-malformed = The portal could not understand this request. If you typed an address, check it.
failure-bucket-name = This name breaks a rule for the names of { -buckets }.
failure-key-name = This name cannot be used for an object here.
failure-bucket-not-recorded = The { -bucket } { $subject } exists, but nobody is recorded as its owner. Ask the team that runs this portal to record it for you: they “adopt” it, with this name.
failure-bucket-taken = The { -bucket } { $subject } already belongs to somebody else. Choose another name, or ask the team that runs this portal if it should be yours.
failure-bucket-not-empty = The { -bucket } is not empty. Delete what it holds, then try again.
failure-object-exists = An object of that name already exists. Nothing was overwritten.
failure-precondition = The object changed in the meantime. Look at it again before going on.
failure-checksum = What arrived is not what was sent, so nothing was stored. Try again.
failure-too-large = This is larger than one request may be.
failure-range = The part asked for lies beyond the end of the object.
failure-unsupported = The storage behind this instance cannot do this.
failure-out-of-space = The storage has no space left. Nothing was stored; tell the team that runs this portal.
failure-slow-down = Too many requests at once. Wait a moment, then try again.
failure-upstream-unreachable = The storage behind this instance does not answer. Nothing was changed; try again in a moment.
failure-upstream-failed = The storage behind this instance refused or failed. If it happens again, give the code below to the team that runs this portal.
failure-identity-provider = The sign-in service does not answer. Try again in a moment.
failure-sign-in = The sign-in could not be completed. Start it again.
failure-internal = The portal itself failed. If it happens again, give the request number below to the team that runs it.
failure-unknown = Something went wrong that this page does not know about. Reload it; it may have been updated meanwhile.

## Page not found

not-found-title = Page not found
not-found = There is nothing at this address. It may have been mistyped, or what was here is gone.
not-found-home = Go to the storage page

## Help

help-title = Help
help-lead = The few words you meet here, and what they mean.
help-bucket-title = { -bucket-first }
help-bucket = A { -bucket } is a box for files that has a name of its own. Everything you store is in one. Your personal one is called by your name; its address can be used from this page and from programs.
help-object-title = Object and key
help-object = An object is a file as the storage keeps it. Its key is its whole name, slashes included: 2026/survey/results.csv is one key.
help-prefix-title = Prefix and folder
help-prefix = The storage has no real folders. What is shown as a folder is a prefix: the beginning that several keys share, up to a slash. A folder therefore appears with its first object and disappears with its last.
help-instance-title = Instance
help-instance = An instance is one storage system among those offered here. They differ in speed, in size, and in what kind of data may be put there: the badge on its card says so.
help-dataset-title = Dataset
help-dataset = Data that somebody published for everyone. You read it without an account; nobody changes it from here.
help-upload-title = Putting files in
help-upload = Open a { -bucket }, then use the Upload button, drop files or folders onto the page, or paste them. A file counts as stored only once the storage has confirmed it.
help-keyboard-title = Keyboard
help-keyboard = Everything works from the keyboard: Tab moves between things, Enter opens, Space selects, Escape closes. No single-letter shortcut lies in wait.
help-problem-title = When something fails
help-problem = Messages carry a code and a request number. Copy them when you ask for help: they let the team that runs this portal find what happened.

## Privacy

privacy-title = Privacy
privacy-lead = What this portal knows of you.
privacy-cookies-title = Cookies
privacy-cookies = One cookie holds your session while you are signed in, one remembers your language. Neither follows you elsewhere, and no other site is asked for anything.
privacy-identity-title = Who you are
privacy-identity = Your name, your e-mail address and your groups come from the sign-in service of your organisation. They are used to say which { -buckets } are yours.
privacy-records-title = Records
privacy-records = The portal keeps who owns which { -bucket }, and a log of requests for the safety of the service. What is in your files is never read for any other purpose than to give it to you.

## Accessibility statement

statement-title = Accessibility statement
statement-lead = This portal is meant to be used by everyone, whatever their means of reading, pointing and typing.
statement-level-title = How far we are
statement-level = It is built for level AA of the Web Content Accessibility Guidelines 2.2, which covers RGAA 4.1.2 and EN 301 549. Every page is checked by an automatic tool in both languages and both themes, and the main tasks with the keyboard alone. No audit by an independent body has taken place yet: accessibility is therefore stated as partial.
statement-known-title = Known limits
statement-known = Documents that people store or publish are theirs; we cannot answer for their accessibility. The preview of very wide tables scrolls in two directions.
statement-contact-title = Tell us
statement-contact = If something keeps you from using this portal, write to the team that runs it, in the language of your choice. You are owed an answer, and another way to the same content.
statement-measures-title = What is done
statement-measures = Contrast of at least 4.5 to 1, keyboard access to everything, a visible focus, text that can be enlarged to 400%, reduced motion and forced colours respected, messages announced to screen readers.

## Places that open later in the same visit

bucket-page-title = { $bucket } on { $instance }
dataset-page-title = Dataset { $bucket }

## Numbers

bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}
