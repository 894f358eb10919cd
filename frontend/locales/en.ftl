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
part-loading = Loading…
part-failed = This part of the page could not be loaded. Nothing is lost: check your connection, then try again.
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

## Use it from a program

use-it-from = Use it from…
use-title = Use “{ $name }” from a program
use-program = Program
use-environment = Environment variables
use-presigned = curl, with a presigned address
use-kubernetes = Kubernetes: Secret and container
use-snippet = What to paste
use-endpoint = <address of the S3 side>
use-region = <region>
use-access-key = <access key>
use-secret-key = <secret key>
use-session-token = <session token>
use-bucket = <{ -bucket }>
use-key-known = Your access key “{ $name }” is filled in. Its secret was shown once, when it was made: put it where it says so, and keep it out of what others read.
use-key-known-temporary = Your temporary access key “{ $name }” is filled in. Its secret and its session token were shown once, when it was made: put both where it says so, and keep them out of what others read.
use-key-made = Your new access key and its secret are filled in: keep this out of what others read.
use-key-made-temporary = Your new access key, its secret and its session token are filled in: keep this out of what others read. It works until the key ends.
use-made-title = Use your new access key from a program
use-made-back = Back to the key
use-key-needed = Put your access key and its secret where it says so; keep both out of what others read.
use-make-key = Make an access key
use-path-style = Path style: the { -bucket } stands in the path of an address, after the host, and not in the name of the host. That way names with a dot, such as anne.roy, work with every certificate.
use-environment-hint = Read by applications that take S3_… and by the programs and libraries of AWS.
use-environment-token-hint = A temporary key works where its session token is sent, as the programs and libraries of AWS do. Applications that know no more than S3_… do not.
use-mc-token-hint = An alias in mc’s settings holds no session token: mc reads this key from the environment.
use-polars-hint = Of a folder, Polars reads the Parquet files in it.
use-kept-hint = The program keeps the key in its own settings, under the name “cellier”.
use-curl-hint = curl signs by itself, from version 7.88 on.
use-presigned-hint = The AWS CLI makes an address that opens this object to whoever has it, for an hour.
use-kubernetes-hint = The Secret holds every variable; the container has them in its environment.

## What is done, as commands

commands-choice = Command line
commands-show = Show what I do as AWS commands
commands-title = As commands
commands-hint = What you do from now on appears here as lines of the AWS CLI.
commands-none = There are no lines yet
commands-copy = Copy this line
commands-copy-all = Copy all
commands-clear = Clear
commands-hide = Hide

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
bucket-delete-type = To confirm, type the name of the { -bucket }
bucket-delete-submit = Delete the { -bucket }
bucket-delete-mismatch = The name you typed is not this one yet
bucket-deleted-notice = The { -bucket } { $name } is deleted.
missing-right-read = You lack the right to read here
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
session-ended = Sign in again in a new window, and go on here: nothing you typed is lost, and uploads resume.
session-ending-title = Your session is about to end
session-ending = It ends at { $time } and cannot last longer. Sign in again in a new window, and go on here.
session-idle = Nothing was asked of the portal for a while: the session ends at { $time }, unless you stay.
session-renew = Stay signed in
session-continues = You are signed in again, and can go on.
signed-in-title = You are signed in
signed-in-close = You can close this window and go on where you were.
session-stay = Sign in again
session-later = Not now
waits-for-sign-in = Waiting: your session has ended. It goes on by itself once you have signed in again.
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
failure-no-such-access-key = This access key no longer exists: it was revoked.
failure-no-such-person = Nobody here goes by that name. Check it, or use an e-mail address.
failure-too-many-grants = This { -bucket } is shared as often as one can be. Take back what is no longer needed.
failure-public-already = { $subject } is public already: all of it, or something in it.
failure-public-name-taken = On another instance, something is public in a { -bucket } of this name. Addresses of public data name the { -bucket } alone: only one can have it.
failure-too-much-public = As much is public as can be. Make something private again first.
failure-not-confirmed = What was typed is not the name. Nothing became public.
failure-publishing-off = Nothing can be made public on this instance: the team that runs this portal has not allowed it.
failure-no-such-grant = This was taken back already, or is not yours to change.
failure-last-manager = Nobody would manage the team any more. Make somebody else a manager first.
failure-too-many-access-keys = There are as many access keys as one person or team may have. Revoke those that are no longer needed.
failure-no-such-link = This link no longer exists: it was taken back.
failure-link-over = This link no longer opens anything.
failure-link-password = This link opens with a password.
failure-link-view-only = What this link opens can be looked at, and not downloaded.
failure-link-full = No more files are taken through this link.
failure-link-kind = Files of this kind are not taken through this link.
failure-too-many-links = You have given out as many links as one person may. Take back those that are no longer needed.
failure-no-such-ticket = This download address has been used already or has expired. Ask for the download again.
failure-malformed = The portal could not understand this request. If you typed an address, check it.
failure-bucket-name = This name breaks a rule for the names of { -buckets }.
failure-key-name = This name cannot be used for an object here.
failure-bucket-not-recorded = The { -bucket } { $subject } exists, but nobody is recorded as its owner. Ask the team that runs this portal to record it for you: they “adopt” it, with this name.
failure-bucket-taken = The { -bucket } { $subject } already belongs to somebody else. Choose another name, or ask the team that runs this portal if it should be yours.
failure-bucket-not-empty = The { -bucket } is not empty. Delete what it holds, then try again.
failure-object-exists = An object of that name already exists. Nothing was overwritten.
failure-same-object = An object cannot be copied or moved onto itself. Choose another name or another folder.
failure-precondition = The object changed in the meantime. Look at it again before going on.
failure-checksum = What arrived is not what was sent, so nothing was stored. Try again.
failure-parts-differ = The parts that the storage has are not those of this file. Try again: it is sent anew.
failure-too-large = This is larger than one request may be.
failure-not-renderable = The portal does not know how to show this kind of file.
failure-damaged = This file is damaged or is not what its name says, so it cannot be shown.
failure-archive-refused = Some of the selected objects cannot be read, so no archive was made.
failure-archived-object = This object is in cold storage. It must be restored there before it can be read.
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
help-upload = Open a { -bucket }, then use the Upload button, drop files or folders onto the page, or paste them. A file counts as stored only once the storage has confirmed it. After a reload or a crash, what is not stored yet is told at the foot of the page: choose the file or folder again, and it goes on.
help-search-title = Finding something
help-search = The filter above a list looks only at what is loaded of that folder. “Search below” goes through everything in the { -bucket } or the folder, by a part of the name, a pattern, the kind, the size or the date, and says how much it looked at. In a pattern, * stands for any letters, ** for any folders, a question mark for one letter, [0-9] for one of several, and “csv,tsv” between braces for either.
help-keyboard-title = Keyboard
help-keyboard = Everything works from the keyboard: Tab moves between things, Enter opens, Space selects, Escape closes. In a list, the arrows move and typed letters jump to a name. Ctrl+K (⌘K on a Mac) goes anywhere and does anything that can be done. In a { -bucket }, Ctrl+Shift+F (⌘⇧F) searches all that lies below. No single-letter shortcut lies in wait elsewhere.
help-problem-title = When something fails
help-problem = Messages carry a code and a request number. Copy them when you ask for help: they let the team that runs this portal find what happened.

## Privacy

privacy-title = Privacy
privacy-lead = What this portal knows of you.
privacy-cookies-title = Cookies
privacy-cookies = One cookie holds your session while you are signed in, one remembers your language. Neither follows you elsewhere, and no other site is asked for anything. The colours you choose are remembered in this browser.
privacy-identity-title = Who you are
privacy-identity = Your name, your e-mail address and your groups come from the sign-in service of your organisation. They are used to say which { -buckets } are yours.
privacy-records-title = Records
privacy-records = The portal keeps who owns which { -bucket }, and a record of what is done, when and from where, for the safety of the service. You read your own; the managers of a team read what is done in its { -buckets }, and those who run the portal all of it. It keeps your choices too: bookmarks, recent places, how lists look. What is in your files is never read for any other purpose than to give it to you.

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

## Numbers

bytes = { $count ->
    [one] { $count } byte
   *[other] { $count } bytes
}

## Public pages that the gateway writes

page-not-built = This gateway was built without its page. `make build` builds both.
plain-caption = Files of { $bucket }
plain-name = Name
plain-size = Size
plain-modified = Modified
plain-more = Only the first entries are listed here. The page shows all of them, and so does the API.
plain-wait-title = Too many requests
plain-wait = { $seconds ->
    [one] Many requests came from your network at once. Open this page again in { $seconds } second.
   *[other] Many requests came from your network at once. Open this page again in { $seconds } seconds.
}

## What a share link opens, as the gateway writes it

quiet-shared-by = Shared by { $name }
quiet-until = Open until { $moment }
quiet-left = { $count ->
    [one] Can be downloaded { $count } more time
   *[other] Can be downloaded { $count } more times
}
quiet-items = { $count ->
    [one] { $count } shared item
   *[other] { $count } shared items
}
quiet-archive-name = shared
quiet-caption = What is shared
quiet-download = Download
quiet-download-all = Download all as zip
quiet-open-pdf = Open the PDF
quiet-preview = Preview
quiet-view-only = You can look at this here; it is not offered for download.
quiet-first = Only the first { BYTES($read) } are shown.
quiet-more = Show the next ones
quiet-empty = There is nothing in this folder.
quiet-password-title = This link opens with a password
quiet-password = Password
quiet-password-hint = Ask whoever gave you the link.
quiet-password-open = Open
quiet-password-wrong = This is not the password.
quiet-over-title = This link no longer opens anything
quiet-over = It has ended, or what it opened is gone. Ask whoever gave it to you for another one.
quiet-unknown-title = There is no such link
quiet-unknown = A part of the address may be missing: copy the whole of it.
quiet-missing-title = This is not here
quiet-missing = The link opens nothing of this name.
quiet-missing-back = Back to what is shared
quiet-shown-only-title = This is only shown
quiet-shown-only = Whoever shared it lets you look at it, and not download it.
quiet-too-much-title = This does not fit into one zip
quiet-too-much = Take the files one by one, or folder by folder.
quiet-unavailable-title = The storage does not answer
quiet-unavailable = Nothing is lost. Try again in a moment.
quiet-failed-title = This did not work
quiet-failed = Try again in a moment. If it stays like this, tell whoever gave you the link.
quiet-receive-title = Send files to { $name }
quiet-receive-lead = You see nothing of what is there, and nothing of it is replaced.
quiet-receive-name = Your name
quiet-receive-note = A word about the files
quiet-receive-files = Files
quiet-receive-send = Send
quiet-receive-waiting = Waiting
quiet-receive-sending = On its way
quiet-receive-received = Received at { $time }
quiet-receive-failed = Not received. Try again.
quiet-receive-full = Not received: no more files are taken here.
quiet-receive-large = Not received: the file is too large.
quiet-receive-kind = Not received: files of this kind are not taken.
quiet-receive-news = { $received } of { $chosen } received
quiet-receive-files-max = { $count ->
    [one] { $count } file at most
   *[other] { $count } files at most
}
quiet-receive-file-bytes-max = { BYTES($size) } at most for one file
quiet-receive-bytes-max = { BYTES($size) } at most for all files together
quiet-receive-endings = Only these kinds: { $endings }
quiet-receive-script = This page sends files with JavaScript. Without it, a program can send them.
quiet-receive-program = Send with a program

## Looking into a bucket

column-name = Name
column-size = Size
column-modified = Modified
column-actions = Actions
select-all = Select all that is loaded
select-one = Select { $name }
select-none = Select none
selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
}
selected-with-size = { $count ->
    [one] { $count } selected ({ $size })
   *[other] { $count } selected ({ $size })
}
count-folders = { $count ->
    [one] { $count } folder
   *[other] { $count } folders
}
count-objects = { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
count-uploads = { $count ->
    [one] { $count } upload
   *[other] { $count } uploads
}
count-more = there are more, not loaded yet
count-below = Count all that lies below
count-so-far = All below, so far
count-complete = All below
count-failed = Counted in part, then it failed
count-again = Count again
count-stop = Stop counting
filter-label = Filter what is loaded
filter-matches = { NUMBER($matching) } of { $loaded ->
    [one] { $loaded } entry
   *[other] { $loaded } entries
}
filter-matches-partial = { NUMBER($matching) } of { $loaded ->
    [one] { $loaded } loaded entry
   *[other] { $loaded } loaded entries
}; there are more, not loaded yet
sort-label = Order of what is loaded
sort-name = Name, A to Z
sort-name-descending = Name, Z to A
sort-size = Smallest first
sort-size-descending = Largest first
sort-modified = Oldest first
sort-modified-descending = Newest first
sort-kind = By kind
sort-kind-descending = By kind, backwards
listing-reload = Load again
listing-loading = Loading the list…
listing-caption = Contents of { $name }
listing-interrupted = { $count ->
    [one] The list broke off after { $count } entry.
   *[other] The list broke off after { $count } entries.
}
listing-resume = Go on
listing-full = { $count ->
    [one] { $count } entry is loaded, as many as this page keeps.
   *[other] { $count } entries are loaded, as many as this page keeps.
} Type the beginning of a name in the list to go there, or open a folder.
listing-full-search = Search looks through everything here.
listing-none-match = No loaded name holds “{ $filter }”.
listing-none-match-partial = There are more entries that are not loaded yet: load them to look further.
listing-denied-hint = You may read the objects you know the key of, but not list this folder.
load-more = Load 1,000 more
load-all = Load all
load-stop = Stop loading
load-rest = Load the rest
load-go-on = Go on loading
load-budget = { $kept } of { $budget } of this page’s memory
jump-asking = Asking the storage for names that begin with “{ $typed }”…
jump-nothing = No name here begins with “{ $typed }”.
empty-bucket = This { -bucket } is empty.
empty-folder = This folder is empty.
empty-writable = Upload files, drop them anywhere on this page, or paste them.
empty-read-only = You may read here, but not add anything.
path-bar = Go to a path
path-bar-label = Path, S3 address or address of this portal
path-bar-placeholder = bucket/folder/ or s3://…
path-bar-go = Go there
path-empty = Type a path first, such as bucket/folder/.
path-foreign = This address leads to another site: { $host }.
path-no-bucket = This address leads to a page of the portal, but not to a { -bucket }.
path-bucket-name = “{ $name }” cannot be the name of a { -bucket }: a path begins with one.
path-too-long = This path is longer than the 1,024 bytes that a key may have.
path-undecodable = This address holds characters that cannot be read.
dot-segment-reason = The name has a part “.” or “..”: some storage would take it for another path, so it is only shown.
open-folder = Open
download = Download
copy-address = Copy address
copy-s3-uri = Copy S3 address
presigned = Copy presigned address…
presigned-title = Presigned address of “{ $name }”
presigned-lead = For scripts and programs: whoever has the address reads this one object, without signing in, until it ends.
presigned-ends = It ends when you say here and cannot be prolonged. It ends at once when you revoke its temporary key among your access keys, or when you lose the right to read here.
presigned-keys = Your access keys
presigned-off = Here temporary keys last less than an hour: too short for an address.
presigned-submit = Create and copy
presigned-made = The address is made and copied. It ends { $moment }.
presigned-address = Presigned address
presigned-link-lead = For people, a share link is better: its uses are counted, it can have a password, and you take it back here.
presigned-link = Make a share link
delete = Delete…
and-more = { $count ->
    [one] and { $count } more
   *[other] and { $count } more
}

## New folder

new-folder = New folder
new-folder-title = New folder
new-folder-name = Name of the folder
new-folder-hint = With a slash in between, one inside the other: 2026/survey
new-folder-empty = A folder needs a name.
new-folder-taken = There is a folder { $name } here already.
new-folder-submit = Create
new-folder-made = The folder { $name } is ready.
refusal-key-too-long = With the folders it is in, the name is longer than the 1,024 bytes that S3 allows.
refusal-control-character = The name holds a character that cannot be shown.
refusal-too-large = Larger than 5 TiB, the most that S3 stores in one object.

## Deleting

delete-title = { $count ->
    [one] Delete { $count } entry?
   *[other] Delete { $count } entries?
}
delete-everything-title = Delete everything in { $name }?
delete-counting = { $count ->
    [one] Counting… { $count } object so far
   *[other] Counting… { $count } objects so far
}
delete-count = { $count ->
    [one] { $count } object in all ({ $size })
   *[other] { $count } objects in all ({ $size })
}
delete-irreversible = This cannot be undone.
delete-counting-off = What would be deleted is still being counted
delete-uncounted-off = What would be deleted could not be counted
delete-too-many = { $count ->
    [one] More than { $count } object: use a program
   *[other] More than { $count } objects: use a program
}
delete-submit = Delete
delete-failures = { $count ->
    [one] { $count } object could not be deleted:
   *[other] { $count } objects could not be deleted:
}
deleted-notice = { $count ->
    [one] { $count } object deleted.
   *[other] { $count } objects deleted.
}

## Details of an object

details-close = Close details
details-loading = Loading the details…
details-try-folder = Open the folder of this name
detail-s3-uri = S3 address
detail-kind = Kind
detail-content-type = Content type
detail-storage-class = Storage class
detail-version = Version
detail-etag = ETag
detail-etag-hint = The ETag tells two contents apart. It is not always a checksum of the file: compare the checksums instead, where there are any.
detail-checksum = Checksum { $algorithm }
detail-metadata = Metadata: { $name }
check-copy = Check a downloaded copy…
check-copy-title = Check a copy of { $name }
check-copy-explained = Choose the file that you downloaded. It is compared with what is stored, and does not leave this computer.
check-copy-choose = Choose the file…
check-copy-stop = Stop
check-copy-comparing = Comparing { $file }…
check-copy-same = { $file } is exactly what is stored.
check-copy-by-checksum = Its checksum is the one that the storage keeps (CRC-64/NVME).
check-copy-by-bytes = The stored file was read again from beginning to end.
check-copy-other-size = { $file } differs from what is stored: it has { $copy }, and the stored file has { $stored }.
check-copy-other-bytes = { $file } differs from what is stored, although it has the same size.
check-copy-unreadable = The browser cannot read { $file } any more. Choose it again.
check-copy-broken = The comparison broke off. Try again.
kind-folder = Folder
kind-table = Table
kind-document = Document
kind-text = Text
kind-code = Code or structured data
kind-image = Image
kind-audio = Audio
kind-video = Video
kind-archive = Archive
kind-other = File

## Uploads

upload = Upload
upload-folder = Upload a folder
upload-drop = Drop to upload into this folder
upload-too-many = { $count ->
    [one] Only the first { $count } file is taken at once.
   *[other] Only the first { $count } files are taken at once.
}
upload-unreadable-count = { $count ->
    [one] { $count } file or folder could not be read.
   *[other] { $count } files or folders could not be read.
}
uploads = Uploads
uploads-under-way = { NUMBER($done) } of { $count ->
    [one] { $count } file stored
   *[other] { $count } files stored
}
uploads-over = { NUMBER($done) } of { $count ->
    [one] { $count } file stored
   *[other] { $count } files stored
}
uploads-failed = { $count ->
    [one] { $count } failed
   *[other] { $count } failed
}
uploads-fold = Fold the uploads
uploads-unfold = Unfold the uploads
uploads-retry = Retry what failed
uploads-copy-failures = Copy the list of failures
uploads-clear = Done, clear
uploads-cancel = Cancel all
uploads-show-all = Show all
uploads-show-few = Show fewer
uploads-rows = { NUMBER($from) } to { NUMBER($to) } of { NUMBER($all) }
uploads-rows-before = Previous 50
uploads-rows-after = Next 50
uploads-rows-first = These are the first.
uploads-rows-last = These are the last.
uploads-left = { $count ->
    [one] { $count } upload was interrupted
   *[other] { $count } uploads were interrupted
}
uploads-interrupted = { $count ->
    [one] { $count } upload was interrupted: choose the file again to go on. What is stored already is not sent again.
   *[other] { $count } uploads were interrupted: choose the files again to go on. What is stored already is not sent again.
}
uploads-other-file = { $count ->
    [one] { $count } chosen file is not one that was interrupted: its size, date or content differs.
   *[other] { $count } chosen files are not among those that were interrupted: size, date or content differs.
}
uploads-left-over = Files are left to upload
uploads-left-folder = { NUMBER($left) } of { $count ->
    [one] { $count } file
   *[other] { $count } files
} of { $name } not stored yet. Choose the folder again to go on: what is stored is not sent again.
uploads-left-files = { NUMBER($left) } of { $count ->
    [one] { $count } file
   *[other] { $count } files
} not stored yet. Choose them again to go on, or drop them in their folder: what is stored is not sent again.
uploads-left-looking = Looking for what is stored already…
uploads-left-other = { $chosen } is another folder: choose { $name }.
uploads-left-none = These are loose files: choose the folder { $name }.
uploads-left-forget = Forget
uploads-choose-again = Choose again…
uploads-discard = Discard
uploads-pause = Pause all
uploads-resume = Resume all
uploads-paused = Paused
uploads-lack-room = The storage is full: what waits for it is paused. Make room, then resume.
uploads-away = No connection: it goes on by itself as soon as there is one.
uploads-pace = { $speed }/s
uploads-pace-left = { $speed }/s · { $left } left
span-seconds = { NUMBER($count) } s
span-minutes = { NUMBER($count) } min
span-hours = { NUMBER($hours) } h { NUMBER($minutes) } min
uploads-began = { $count ->
    [one] Uploading { $count } file.
   *[other] Uploading { $count } files.
}
uploads-quarter = Uploads: { $percent }.
uploads-ask = An upload has a question.
uploads-failing = An upload failed.
uploads-ended = { $count ->
    [one] Upload finished: { $count } file stored.
   *[other] Uploads finished: { $count } files stored.
}
uploads-ended-failing = { $count ->
    [one] Uploads finished: { $count } file stored, others failed.
   *[other] Uploads finished: { $count } files stored, others failed.
}
upload-waiting = Waiting
upload-asking = Needs an answer
upload-sending = { $sent } of { $size }
upload-interrupted = Interrupted · { $sent } of { $size }
upload-paused = Paused · { $sent } of { $size }
upload-confirming = Waiting for the storage to confirm…
upload-done = Stored · { $size }
upload-already = Stored already · { $size }
upload-verified = Stored and verified · { $size }
upload-skipped = Skipped
upload-cancelled = Cancelled
upload-file-unreadable = The browser cannot read this file any more: it was moved or changed. Choose it again.
upload-out-of-space = The storage is full: this file is not stored. Make room, or ask the team that runs this portal for more; then try again. What has arrived of it is not sent again.
upload-too-large = Refused on the way as larger than one request may be: this file is not stored. Tell the team that runs this portal; trying again helps once they allow more.
upload-retry-one = Retry { $name }
upload-cancel-one = Cancel { $name }
upload-discard-one = Discard { $name }
upload-pause-one = Pause { $name }
upload-resume-one = Resume { $name }
upload-exists = { $name } exists already.
upload-changed = { $name } was changed meanwhile: it is not what you were asked about. Nothing was replaced.
upload-answer-all = The same for all that follow
upload-replace = Replace
upload-keep-both = Keep both
upload-skip = Skip

## A public dataset

dataset-banner = Everybody can read these files, without an account.
dataset-empty = This dataset is being prepared: no file is published yet.
readme-only-english = This description exists in English only.
readme-only-french = This description exists in French only.
readme-truncated = Read the rest in the file itself

## Arranging: copy, move, rename

copy-to = Copy to…
move-to = Move to…
rename = Rename…
copy-title = { $count ->
    [one] Copy { $count } entry to…
   *[other] Copy { $count } entries to…
}
move-title = { $count ->
    [one] Move { $count } entry to…
   *[other] Move { $count } entries to…
}
copy-everything-title = Copy everything in { $name } to…
move-everything-title = Move everything in { $name } to…
copy-here = Copy here
move-here = Move here
copy-same-place = It is in this folder already.
copy-into-itself = A folder cannot go into itself.
copy-twice = Another of these gets the same name.
chooser-path = Path of the folder
chooser-go = Show this folder
chooser-where = Where to
chooser-top = Instances
chooser-list = Folders to choose from
chooser-loading = Loading the folders…
chooser-empty = There is no folder in here. You can choose this place itself.
chooser-no-bucket = You have no { -bucket } here.
chooser-more = More folders
chooser-off = Open a { -bucket } first
chooser-read-only = Datasets are only read here
chooser-new-folder = New folder here
chooser-is-object = This is a file, not a folder.
chooser-other-instance = Open the { -bucket } from the list: this path does not say on which instance it is.
rename-title = Rename { $name }
rename-many-title = { $count ->
    [one] Rename { $count } entry
   *[other] Rename { $count } entries
}
rename-name = New name
rename-find = Text in the names
rename-replacement = Replace it with
rename-preview = New names
rename-empty = A name is missing.
rename-slash = A name has no slash. To put something into a folder, move it.
rename-unchanged = No name changes yet.
rename-submit = Rename
rename-everything-off = All that is not loaded cannot be renamed; move it instead

## Copies and moves under way

copies = Copies and moves
copies-unlisted = What is in the folder could not be listed, so nothing was changed. { $reason }
copies-too-many = { $count ->
    [one] More than { $count } object: nothing was changed. Use a program.
   *[other] More than { $count } objects: nothing was changed. Use a program.
}
copies-copying = Copying: { NUMBER($done) } of { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
copies-moving = Moving: { NUMBER($done) } of { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
copies-copied = Copied: { NUMBER($done) } of { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
copies-moved = Moved: { NUMBER($done) } of { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
copies-undone = Moved back: { NUMBER($done) } of { $count ->
    [one] { $count } object
   *[other] { $count } objects
}
copies-fold = Fold the list
copies-unfold = Unfold the list
copies-retry = Retry the rest
copies-undo = Undo
copies-report = Copy the report
copies-stop = Stop
copies-began = { $count ->
    [one] { $count } object is on its way.
   *[other] { $count } objects are on their way.
}
copies-quarter = On the way: { $percent }.
copies-ask = A copy or move has a question.
copies-failing = A copy or move failed.
copies-ended = { $count ->
    [one] Finished: { $count } object is there.
   *[other] Finished: { $count } objects are there.
}
copies-ended-failing = { $count ->
    [one] Finished: { $count } object is there, others failed.
   *[other] Finished: { $count } objects are there, others failed.
}
copy-done = Copied
move-done = Moved
move-kept-source = Copied, but the original is still there too.
copy-stopped = Stopped
copy-unknown = The connection broke before it was known what became of this. Look at both places, then try again.
clipboard-copied = { $count ->
    [one] { $count } entry is ready to be copied: open a folder and paste.
   *[other] { $count } entries are ready to be copied: open a folder and paste.
}
clipboard-cut = { $count ->
    [one] { $count } entry is ready to be moved: open a folder and paste.
   *[other] { $count } entries are ready to be moved: open a folder and paste.
}

## Selecting everything

select-everything-counting = Select everything in this folder, also what is not loaded
select-everything = { $count ->
    [one] Select the { $count } object in this folder, also what is not loaded
   *[other] Select all { $count } objects in this folder, also what is not loaded
}
everything-uncounted = It could not be counted: the number is missing, nothing else.
selected-everything-counting = Everything in this folder is selected
selected-everything = { $count ->
    [one] All of this folder is selected: { $count } object
   *[other] All of this folder is selected: { $count } objects
}
show-more = Show more
more-actions = More

## Editing what is kept beside an object

edit = Edit…
edit-title = Edit what is kept with { $name }
edit-explained = The bytes stay as they are. The storage writes the object anew for it, with a new date.
edit-content-type-fault = A content type has two parts, such as text/csv.
edit-cache-control = Cache control
edit-cache-control-hint = How long browsers may keep a copy, such as max-age=3600
edit-header-fault = Only plain letters, digits and signs can stand here.
edit-metadata = Metadata
edit-add-metadata = Add metadata
edit-metadata-excess = This is more metadata than the 2 kB that an object can have.
edit-tags = Tags
edit-tags-loading = Loading the tags…
edit-tags-none = The storage behind this instance keeps no tags.
edit-add-tag = Add a tag
edit-tags-excess = { $count ->
    [one] An object has at most { $count } tag.
   *[other] An object has at most { $count } tags.
}
edit-pair-name = Name
edit-pair-value = Value
edit-remove = Remove { $name }
edit-name-characters = Such a name has plain letters, digits and hyphens only.
edit-name-twice = Another one has this name.
edit-too-long = This is longer than the storage allows.
edit-fault-off = Something above is not right yet
edit-load-again = Look at it as it is now
edit-submit = Save
edit-saved = What is kept with { $name } is saved.
detail-cache-control = Cache control

## Deleting a bucket with all that is in it

bucket-delete-empty = The { -bucket } is empty.
bucket-delete-full = { $count ->
    [one] { $count } object ({ $size }) is in this { -bucket } and will be deleted with it.
   *[other] { $count } objects ({ $size }) are in this { -bucket } and will be deleted with it.
}
bucket-delete-hidden = Something that lists do not show is left: earlier versions or unfinished uploads. They will be deleted too.
bucket-delete-irreversible = This cannot be undone.
bucket-delete-uncounted = What is in the { -bucket } could not be counted, so nothing is deleted.
bucket-emptying = Removed so far: { NUMBER($count) }
bucket-delete-stopped = Stopped. What was removed is gone; the rest and the { -bucket } are still there.
bucket-delete-failures = { $count ->
    [one] { $count } object could not be removed, so the { -bucket } stays:
   *[other] { $count } objects could not be removed, so the { -bucket } stays:
}

## Taking out several at once

download-zip = Download as zip
manifest = List for programs…
archive-title = Download as one zip
archive-preparing = Looking everything up, so that the zip is whole…
archive-ready = { $name } is on its way: { $count ->
    [one] { $count } object, { $size }
   *[other] { $count } objects, { $size }
}
archive-in-the-way = These stand in the way:
archive-instead = A program can fetch the same from a list, however much it is.
manifest-title = A list for programs
manifest-lead = The list names what you chose. A program fetches it from there, however much it is, and goes on where it was interrupted.
manifest-format = Which list
manifest-for-urls = Addresses, one a line, for any program: wget -i urls.txt
manifest-for-sha256sums = Checksums to compare with afterwards: sha256sum -c SHA256SUMS
manifest-for-aria2 = Several files at once, in their folders: aria2c -i aria2.txt
manifest-for-rclone = A script for rclone: sh rclone.sh
manifest-for-aws = A script for the AWS command line, with an access key: sh aws.sh
manifest-private = The addresses open these files to whoever has the list, until your session ends and for twelve hours at most.
manifest-submit = Download the list

## Previews

preview-row = Row
preview-column = Column { NUMBER($number) }
preview-tree-more = { NUMBER($count) } more
preview-encrypted = { $name } (encrypted)
column-packed = Packed
column-kind-empty = empty
column-kind-whole = whole number
column-kind-decimal = number
column-kind-date = date
column-kind-truth = true or false
column-kind-text = text
preview-title = Preview
preview-loading = Reading the file…
preview-stop = Stop
preview-download = Download
preview-previous-object = Previous file
preview-next-object = Next file
preview-empty = This file is empty.
preview-unknown = There is no preview for this kind of file yet. You can download it.
preview-damaged = This file is damaged, or it is not what its name says.
preview-too-large = This file is too large to be shown here: the limit for its kind is { BYTES($limit) }.
preview-too-many-pixels = This image is too large to be shown here: { NUMBER($width) } × { NUMBER($height) } pixels.
preview-changed = The file was replaced while it was being read.
preview-browser = This browser cannot show this file: it does not know the format, or the file is damaged.
preview-stopped = Reading was stopped.
preview-broken = This file could not be read: its preview took too long or failed.
preview-broken-json = This JSON is broken at line { NUMBER($line) }, column { NUMBER($column) }. It is shown as text.
preview-broken-lines = { $count ->
    [one] { $count } line is not JSON; it is shown as it stands.
   *[other] { $count } lines are not JSON; they are shown as they stand.
}
preview-too-large-for-tree = This JSON is too large to be unfolded here. It is shown as text.
preview-shown-as-text = Shown as text: opened in a browser, this file could run programs.
preview-other-kind = The content of this file is of another kind than its name says.
preview-open-quote = A quotation mark is never closed; quotation marks are shown as they stand.
preview-unpacked = This file is compressed: this is the beginning of what it holds.
preview-letters-damaged = Some bytes are not letters in this encoding; they are shown as �.
preview-rendering-cut = This is not all of it: the rest is in the file.
preview-lines = { $count ->
    [one] { $count } line
   *[other] { $count } lines
}
preview-first = First { BYTES($read) } of { BYTES($size) }
preview-last = Last { BYTES($read) } of { BYTES($size) }
preview-between = From { BYTES($from) } to { BYTES($to) } of { BYTES($size) }
preview-rows = Rows { NUMBER($first) } to { NUMBER($last) } of { NUMBER($all) }
preview-rows-read = Rows { NUMBER($first) } to { NUMBER($last) } of { NUMBER($all) } read
preview-rows-guessed = about { NUMBER($count) } in all
preview-columns = columns { NUMBER($first) } to { NUMBER($last) } of { NUMBER($all) }
preview-values = { $count ->
    [one] { $count } value
   *[other] { $count } values
}
preview-entries = { $count ->
    [one] { $count } file or folder
   *[other] { $count } files and folders
}
preview-entries-listed = the first { NUMBER($count) } are listed
preview-entries-size = { BYTES($size) } once extracted
preview-pixels = { NUMBER($width) } × { NUMBER($height) } pixels
preview-beginning = Beginning
preview-next-part = Next part
preview-end = End
preview-at-start = This is the beginning
preview-at-end = This is the end
preview-previous-rows = Previous rows
preview-next-rows = Next rows
preview-previous-columns = Previous columns
preview-next-columns = Next columns
preview-more-rows = Read more rows
preview-encoding = Encoding
preview-delimiter = Separator
delimiter-comma = Comma
delimiter-semicolon = Semicolon
delimiter-tab = Tab
delimiter-pipe = Vertical bar
preview-as-text = Show as text
preview-wrap = Wrap long lines
preview-pdf-open = Open in a new tab

## Rendered texts and notebooks

task-done = Done
task-open = To do
notebook-code = Code
notebook-raw = Raw text
notebook-run = Run { NUMBER($count) }
notebook-not-run = Not run
notebook-output = Output
notebook-messages = Messages
notebook-error = Error
notebook-not-shown = Output not shown: { $kind }

## What is taken out

archive-missing = The objects below could not be read. They are not in this archive.
archive-missing-gone = deleted since the archive was asked for
archive-missing-changed = changed since the archive was asked for; ask again to get it as it is now
archive-missing-denied = you no longer have the right to read it
archive-missing-failed = the storage did not give it, or broke off
archive-missing-unasked = not asked for, because the storage had stopped answering
manifest-sha256sums = Check the files with: sha256sum --check SHA256SUMS. Of objects marked with a question mark, the storage knows no digest.
manifest-aria2 = Download with: aria2c --input-file=aria2.txt
manifest-rclone = Download with: sh rclone.sh
manifest-aws = Download with: sh aws.sh. It needs an access key of this portal, in the settings of the AWS client.
manifest-ticket = The addresses open these objects for whoever has them, until your session ends or for twelve hours at most. Keep them to yourself.

## Ways: palette, bookmarks, places, view

loading = Loading…
palette-open = Go to…
palette-title = Go to a place, or do something
palette-label = Type a few letters of a bucket, a page or an act
palette-list = Places, pages and acts
palette-count = { $count ->
    [one] { $count } match
   *[other] { $count } matches
}
palette-none = Nothing matches “{ $typed }”.
palette-act = Act
palette-page = Page
palette-look = Appearance
palette-instance = Instance
palette-dataset = Dataset
other-language = Afficher en français
theme-system = Colours as the system has them
theme-light = Light colours
theme-dark = Dark colours
bookmarks = Bookmarks
bookmark-one = Bookmark
recent = Recent places
recent-one = Recent place
recent-forget = Forget recent places
star = Bookmark { $name }
starred = Bookmarked.
unstarred = Bookmark removed.
star-add = Bookmark
star-remove = Remove the bookmark
path-bar-choices = Suggested paths
breadcrumb-beside = Beside { $name }
breadcrumb-menu = Side by side
breadcrumb-alone = There is nothing else beside this.
breadcrumb-more = Only the first are listed here.
view-choice = View
density = Row height
density-compact = Compact
density-standard = Standard
density-comfortable = Comfortable
columns = Columns
column-kind = Kind
column-etag = ETag
sort-class = By storage class
sort-class-descending = By storage class, reversed
sort-etag = By ETag
sort-etag-descending = By ETag, reversed
listing-stale = You are offline: this is the folder as it was on { $time }.
open-by-key = Key of the object
new-window = (new window)

## Short help where it is needed

bucket-question = What is a bucket?
bucket-answer = A box for files with a name of its own. Everything you store is in one; its name is also what your programs use to reach it.
folder-question = What are folders, prefixes and keys here?
folder-answer = A file is stored under one long name, its key: 2026/survey/results.csv. What looks like a folder is the beginning that keys share, a prefix. There are no folders to create first: store a file under a prefix, and the folder is there. A path is written bucket/prefix/, or s3://bucket/prefix/ as programs do.
large-question = How large may a file be?
large-answer = Up to 5 TiB each. Files above 16 MiB travel in parts, several at once. If the line breaks, only what was on its way is sent again; after a reload, choose the same file and it goes on. Checksums computed in your browser are compared with what arrives: what is verified is intact. What is stored is what the storage confirmed.
read-only-question = Why is this read only?
read-only-why = Your account may look here, but neither add nor delete. The bucket’s owner, or the team that runs this portal, decides that.

## Why can I not see my bucket?

missing-title = Why can I not see my bucket?
missing-lead = The portal lists the buckets that are recorded for you, on the instances that are open to you. When one is missing, it is for one of these reasons.
missing-signed-out = Nobody is signed in: your buckets are listed once you are.
missing-signed-in = Signed in as
missing-handle = Handle
missing-groups = Groups
missing-no-groups = none
missing-table = The instances, and what you may do there
missing-column-instance = Instance
missing-column-access = Access
missing-column-state = State
missing-column-buckets = Your buckets
missing-open = Open to you
missing-closed = Not open to your groups
missing-search = Name of the bucket you miss
missing-look = Look for it
missing-found = It is here, on { $instance }:
missing-not-found = No bucket of yours is called { $name } on the instances that are open to you. One of the reasons below applies.
missing-account-title = You use another account
missing-account = Buckets belong to the account that created them. If the name above is not the one you expect, sign out and sign in with the other one.
missing-instance-title = It is on another instance
missing-instance = Each instance has its own buckets. Look at the others in the list above.
missing-group-title = A group is missing
missing-group = An instance that is not open to your groups shows none of its buckets. If you were added to a group lately, wait five minutes or sign in again; else ask the team that runs this portal.
missing-down-title = The instance does not answer
missing-down = While an instance is unavailable its buckets cannot be opened. Nothing in them is lost; come back when it answers.
missing-record-title = It exists, but is not recorded for you
missing-record = A bucket that was created elsewhere, by a program or before this portal, belongs to nobody here until the team that runs the portal records it. Give them its name and its instance: they “adopt” it for you.
missing-name-title = It has another name, or is gone
missing-name = Names are in lower case and exact: anne.roy.data is not anne.roy.date. A bucket that was deleted does not come back.

## Access keys

keys-title = Access keys
keys-lead = Programs open your { -buckets } with an access key instead of your account.
keys-question = What is an access key?
keys-answer = A pair of an access key and a secret key that any S3 tool understands. It never opens more than you may open yourself at that moment, and you can narrow it to one { -bucket }, to a folder, or to reading. What you lose access to, your keys lose too.
keys-loading = Loading your access keys…
keys-empty-title = You have no access key yet.
keys-empty = Make one for each program, so that you can revoke it without disturbing the others.
keys-ending-title = { $count ->
    [one] One of your access keys ends within two weeks
   *[other] { $count } of your access keys end within two weeks
}
keys-ending = The programs that use it will be refused from then on. Renewing takes a moment and changes nothing in the programs.
keys-ending-open = Look at my access keys
key-create = Create an access key
key-create-temporary = Create a temporary key
key-create-for-bucket = Access key for this { -bucket }…
key-create-submit = Create the key
key-name = Name
key-name-hint = What it is for. Left empty, it is called “{ $name }”.
key-name-given = Key for { $place }
key-reach = Opens
key-end = Ends
key-last-use = Last use
key-actions = Actions
key-instance = Instance
key-no-instance = No instance is open to you.
key-bucket = { -bucket-first }
key-all-buckets = All my { -buckets }, also those to come
key-prefix = Folder
key-prefix-hint = Only what is in this folder, such as team/2026/. Left empty, all of the { -bucket }.
key-prefix-given = You were given { $prefix } of this { -bucket }: the key opens that, or a folder in it.
key-rights = What it may do
key-read-write = Read and write
key-life = Good for
key-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
key-hours = { $hours ->
    [one] { $hours } hour
   *[other] { $hours } hours
}
key-more = More choices
key-sources = Only from these networks
key-sources-hint = Addresses or networks such as 10.0.0.0/8, separated by commas. Left empty, from anywhere.
key-only-from = Only from { $networks }
key-used-from = from { $address }
key-never-used = Never used
key-ends-today = Ends today
key-ends-soon = { $days ->
    [one] Ends in { $days } day
   *[other] Ends in { $days } days
}
key-expired = Expired
key-disabled = Disabled
key-temporary = A temporary key cannot be renewed: ask for another one.
key-renew = Renew…
key-renew-title = Renew { $name }
key-renew-lead = Access key and secret stay the same; only the end moves, counted from now.
key-renew-submit = Renew
key-renewed-notice = The access key { $name } is renewed.
key-disable = Disable
key-enable = Enable
key-disabled-notice = The access key { $name } is disabled: programs that use it are refused until you enable it.
key-enabled-notice = The access key { $name } is enabled again.
key-revoke = Revoke…
key-revoke-title = Revoke { $name }?
key-revoke-lead = Programs that use this key are refused at once, and addresses signed with it stop working. There is no way back: disable it instead if you are not sure.
key-revoke-submit = Revoke the key
key-revoked-notice = The access key { $name } is revoked.
key-presigned = Presigned address
key-made-title = Your new access key
key-made-lead = Keep the secret key now: it is shown only this once. If it is lost, make another key.
key-made-temporary-lead = Keep the secret key and the session token now: they are shown only this once. The key ends by itself, and programs must send the session token with it.
key-made-path-style = Programs must use path-style addresses; the file says so.
key-made-done = I have kept it
key-endpoint = Endpoint
key-id = Access key
key-secret = Secret key
key-session-token = Session token
key-region = Region
key-copy = Copy: { $what }
key-save-file = Download as a file
key-copy-file = Copy everything

## Activity

activity-title = Activity
activity-lead = What was done in your name, by you, by your keys and through your links, newest first.
activity-lead-team = What was done in the team’s { -buckets } and to its members, by whomever, newest first. Its managers read this.
activity-lead-all = What was done by everybody, newest first. Operators of the portal read this.
activity-of = Whose
activity-of-own = Mine
activity-of-team = The team { $name }
activity-of-all = Everybody’s
activity-act = What
activity-act-any = Anything
activity-bucket = { -bucket-first }
activity-person = Person (handle)
activity-since = From
activity-until = To
activity-refused-only = Only what was refused
activity-narrow = Show
activity-clear = Clear
activity-none = Nothing of this kind was recorded.
activity-who = Who
activity-nobody = Nobody known
activity-by-team = The team { $team }, by its key
activity-export-csv = Save as CSV
activity-loading = Loading the activity…
activity-empty = Nothing was recorded yet. What you do here appears within a second.
activity-export = Save as JSON lines
activity-older = Show older
activity-what = What
activity-where = Where
activity-when = When
activity-from = By and from
activity-result = Result
activity-done = Done
activity-refused = Refused
activity-partly = Done in part
activity-failed = { $count ->
    [one] { $count } failed
   *[other] { $count } failed
}
activity-unreached = { $count ->
    [one] { $count } not reached
   *[other] { $count } not reached
}
act-sign-in = Signed in
act-sign-out = Signed out
act-create-key = Created an access key
act-renew-key = Renewed an access key
act-disable-key = Disabled an access key
act-enable-key = Enabled an access key
act-revoke-key = Revoked an access key
act-issue-key = Asked for a temporary key
act-presign = Made a presigned address
act-give = Shared a folder
act-change-grant = Changed what was shared
act-take-back = Took back what was shared
act-publish = Made something public
act-unpublish = Made something private again
act-lapse = What was public no longer was replaced
act-create-link = Made a share link
act-change-link = Changed a share link
act-revoke-link = Took a share link back
act-open-link = Opened what is shared
act-create-bucket = Created a { -bucket }
act-delete-bucket = Deleted a { -bucket }
act-configure-bucket = Configured a { -bucket }
act-set-role = Changed a role in a team
act-inspect-bucket = Looked at a { -bucket }
act-empty-bucket = Emptied a { -bucket }
act-clear-uploads = Discarded unfinished uploads
act-list = Listed objects
act-read = Read an object
act-write = Wrote an object
act-delete = Deleted objects
act-take-out = Took objects out as a zip
act-make-list = Made a list for programs
act-unknown = Something else
way-page = On this page
way-key = With an access key
way-sts = With a token (STS)
way-link = With a share link
way-command = By the operator
way-cellier = By the portal itself
way-unknown = In another way

## Sharing

share = Share…
share-title = Share “{ $name }”
share-off = Only its owner, a manager, or a contributor whom the manager allows can share this.
share-people = With people and teams
share-object-lead = Access is given to folders: to “{ $name }” and everything in it.
share-bucket-lead = To the whole { -bucket }: “{ $name }” and everything in it.
share-folder-lead = To the folder “{ $name }” and everything in it. They find it on their home page, under “Shared with me”.
share-several-lead = People and teams are given one folder at a time. For several things at once, make a link.
share-to = Person, team or e-mail address
share-to-placeholder = firstname.lastname
share-to-choices = People and teams
share-to-person = Person
share-to-team = Team
share-to-all = Whoever signs in
share-to-everyone = Everyone signed in
share-to-public = Everybody, without signing in
share-to-none = Nobody here goes by that name. Type a whole handle, an e-mail address, or the name of a team.
share-role = What they may do
role-viewer = See and download
role-viewer-hint = Lists the folder and opens its files.
role-contributor = Work with it
role-contributor-hint = Sees and downloads, adds, overwrites and deletes.
role-uploader = Only add files
role-uploader-hint = Puts new files in without seeing what is there.
role-manager = Manage
role-manager-hint = As an owner: shares, sets roles and settings.
share-until = Until when
share-until-revoked = Until I take it back
share-until-days = { $days ->
    [one] For { $days } day
   *[other] For { $days } days
}
share-until-date = Until a date…
share-until-day = Last day
share-until-kept = Until { $time }
share-submit = Share
share-given-notice = { $name } now has access to { $place }.
share-taken-notice = { $name } no longer has access to { $place }.
link-taken-notice = The link was taken back.
share-changed-notice = The access of { $name } was changed.
who-title = Who can see this?
who-loading = Looking up who has access…
who-owner = Owner
who-team = Team, by the role of each member
who-alone = Nobody else has access.
who-partial = Only those who may share here see who else has access.
who-above = through { $place }
who-inside = only { $place }
who-until = until { $time }
who-ended = ended { $time }
who-by = shared by { $name }
who-lapsed = public no longer
who-more = There are more than are listed here.
who-sends = sends files, sees none
take-back = Take back
take-back-from = Take back from { $name }
mark-shared = Shared with { $name }
mark-shared-many = { $count ->
    [one] Shared with { $count } other
   *[other] Shared with { $count } others
}
mark-link = Active link
mark-inside = Shared in part
mark-public = Public
mark-public-inside = Public in part
mark-given = Shared by { $name }
mark-given-until = Shared by { $name } until { $time }
mark-team = Team: { $name }
parent-not-shared-title = Only a part of this { -bucket } is shared with you.
parent-not-shared = You can open what was given to you:
adds-only-title = You can add files here.
adds-only = What is already here stays hidden from you, and nothing is ever overwritten.

## Shared with me, team buckets

with-me-title = Shared with me
team-buckets-title = Team { -buckets }
team-bucket-create = Create the { -bucket } { $name }
team-bucket-ready = The team { -bucket } { $name } is ready.

## What arrived

arrived-label = What arrived
arrived-title = { $count ->
    [one] { $count } new file was sent to you.
   *[other] { $count } new files were sent to you.
}
arrived-by = from { $names }
arrived-by-more = from { $names } and others
arrived-open = Open { $place }
arrived-known = I have seen it

## A team

team-link = Members and settings
team-about = Members and settings of { $name }
team-loading = Looking up the team…
team-none-title = You are in no such team.
team-none = It does not exist, or its group is not among yours. Groups come from your sign-in: if you were added lately, wait five minutes or sign in again.
team-lead-manager = You manage this team: you set the roles of its members and the rules of its { -buckets }. Every member sees this page.
team-lead-member = Your role here: { $role } These manage the team and change what is on this page: { $managers }.
team-lead-unmanaged = Your role here: { $role } Nobody who manages the team has signed in yet.
team-activity = What was done in the team’s { -buckets }
team-keys-hint = A key of the team works for its programs, whoever manages the team later: it opens the team’s { -buckets } and what others gave to the team by name, never what is a member’s own. Whoever makes one knows its secret. Only managers see this part.
team-keys-empty = The team has no access key yet.
team-keys-all = All { -buckets } of the team, also those to come
team-keys-ending = { $count ->
    [one] An access key of the team { $team } ends within two weeks
   *[other] { $count } access keys of the team { $team } end within two weeks
}
team-keys-ending-open = Look at the team’s keys
team-key-made-by = Made by { $name }
team-key-made-by-operator = Made by the operator
team-members = Members
team-members-hint = The groups of your sign-in service decide who is in the team. Those who have signed in here are listed.
team-person = Person
team-role = May
team-by = By
team-actions = Actions
team-you = You
team-left = Not in the team any more
team-by-group = Through a group
team-by-group-over = Through a group; a manager set “{ $role }”
team-by-manager = Set by { $name }, { $time }
team-by-operator = Set by the operator, { $time }
team-by-kept = “{ $role }” would count again if they came back
team-change-role = Role of { $name }
team-role-is = What they may do from now on
team-by-groups = What their groups say
team-by-groups-now = Now: { $role }
team-by-groups-gone = They are not in the team’s group any more.
team-role-hint = Roles set here add to what groups give, and never take it away.
team-left-hint = They left the team’s group, and may do nothing here. Choose what their groups say, and nothing comes back with them.
team-step-down = You would no longer manage this team, unless a group says so.
team-role-changed = The role of { $name } was changed.
team-rules = Rules of the team’s { -buckets }
team-rules-of = Rules of { $name } on { $instance }
team-rules-none = The team has no { -bucket } yet. Its managers make one on the home page.
team-rules-locked = Only managers of the team change these.
team-rules-saved = The rules of { $name } are saved.
team-contributors-share = Contributors may share
team-contributors-share-hint = Those who work with the { -bucket } give others access and make links, to what they may do themselves.
team-shared-folders = A folder for each member
team-shared-folders-hint = Below shared/, each member alone writes in the folder of their name. Every member reads it, and managers look after all.

## Shared by me

shared-title = Shared by me
shared-lead = Everything you let others use: folders, links, upload requests and access keys. Taking back counts at once.
shared-loading = Loading what you share…
shared-empty-title = You share nothing yet.
shared-empty = “Share…” on any folder or object gives people, teams or the holders of a link access to it.
shared-filter = Filter by name, place or person
shared-kind = Show
shared-kind-all = Everything
shared-kind-grants = Folders given to people and teams
shared-kind-links = Links
shared-kind-requests = Upload requests
shared-kind-public = Public data
shared-kind-keys = Access keys
shared-standing = By end and use
shared-standing-all = However it stands
shared-standing-soon = Ends within a week
shared-standing-ended = Has ended
shared-standing-endless = Until taken back
shared-standing-unused = Not used in 90 days
shared-count = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
}
shared-count-matching = { $count ->
    [one] { NUMBER($matching) } of { $count } entry
   *[other] { NUMBER($matching) } of { $count } entries
}
shared-none-match = Nothing here matches the filter.
shared-what = What
shared-with = With whom
shared-end = End
shared-used = Last use
shared-actions = Actions
shared-grant = Folder
shared-link = Link
shared-request = Upload request
shared-public = Public
shared-key = Access key
shared-key-everything = All { -buckets } of { $instance }
shared-anyone = Whoever has the link
shared-password = with a password
shared-programs = Your programs
shared-no-end = Until taken back
shared-never-used = Never
shared-not-counted = –
shared-selected = { $count ->
    [one] { $count } selected
   *[other] { $count } selected
}
shared-take-back-title = { $count ->
    [one] Take back { $count } entry?
   *[other] Take back { $count } entries?
}
shared-take-back-lead = Whoever uses it is refused from now on. This cannot be undone; you can share anew.
shared-taken-back = { $count ->
    [one] { $count } entry taken back.
   *[other] { $count } entries taken back.
}
shared-not-taken-back = { $count ->
    [one] { $count } entry could not be taken back:
   *[other] { $count } entries could not be taken back:
}
shared-change = Change…
shared-change-title = Access of { $name }
shared-change-submit = Save
shared-change-link = Change the link
shared-change-request = Change the upload request
shared-link-changed = The changes are saved. The address is the same.
shared-link-password-kept = The one it has
shared-link-password-none = None
shared-link-password-away = None any more
shared-link-password-set = A new one…
shared-link-password-new = New password
shared-copy-link = Copy the link
shared-expired = Ended

## Sharing by link

share-link = By link
share-link-lead = Whoever has the address can open it without an account, until the link ends or you take it back.
share-link-kind = What the link is for
share-link-opens = To open what is here
share-link-opens-hint = Those who have it see and download.
share-link-receives = To send you files
share-link-receives-hint = Those who have it put files into this folder and see nothing of what is in it.
share-link-life = The link ends
share-link-hours = { $count ->
    [one] in { $count } hour
   *[other] in { $count } hours
}
share-link-days = { $count ->
    [one] in { $count } day
   *[other] in { $count } days
}
share-link-never = when I take it back
share-link-more = More choices
share-link-label = What you call it
share-link-label-hint = Only you read this.
share-link-password = Password
share-link-password-hint = At least 8 characters. Send it by another way than the link.
share-link-downloads = Downloads at most
share-link-downloads-hint = Nothing typed: as many as they like. Where downloads are counted, nothing is previewed.
share-link-view-only = To look at only
share-link-view-only-hint = Nothing is offered for download. What can be seen can still be copied.
share-link-message-en = Message in English
share-link-message-fr = Message in French
share-link-files = Files at most
share-link-files-hint = Nothing typed: as many as they like.
share-link-megabytes = Megabytes at most, for one file
share-link-endings = Kinds of files
share-link-endings-hint = As names end, such as: pdf, docx. Nothing typed: any kind.
share-link-asks-name = Ask for a name
share-link-asks-note = Ask for a word about the files
share-link-make = Make a link
share-link-made = The link is made and copied: paste it where you write to them.
share-link-copy = Copy the link
share-link-qr = QR code
share-link-qr-alt = QR code of the link
share-link-take-back = Take back
share-link-taken = The link is taken back: it opens nothing any more.
share-link-yours = Your links to this
share-link-until = Ends { $moment }
share-link-lasting = Lasts until you take it back
share-link-has-password = With a password
share-link-only-shown = To look at only
share-link-takes = Takes files in
share-link-opened = { $count ->
    [one] opened { $count } time
   *[other] opened { $count } times
}
share-link-downloaded = { $count ->
    [one] downloaded { $count } time
   *[other] downloaded { $count } times
}
share-link-downloaded-of = { $count ->
    [one] downloaded { $count } time of { $max }
   *[other] downloaded { $count } times of { $max }
}
share-link-arrived = { $count ->
    [one] { $count } file arrived
   *[other] { $count } files arrived
}
share-link-arrival = { $name }, from { $sender }

## Making something public

public-title = Make public
public-lead = Everybody could read “{ $name }” and everything in it, without an account.
public-start = Make public…
public-not-yours = Only the owner of this { -bucket }, or a manager of its team, can make something public.
public-off = Nothing can be made public on this instance: the team that runs this portal has not allowed it.
public-review = What would become public
public-counting = { $count ->
    [one] Counting… { $count } object so far, { $size }
   *[other] Counting… { $count } objects so far, { $size }
}
public-counted = { $count ->
    [one] { $count } object, { $size }
   *[other] { $count } objects, { $size }
}
public-counted-more = { $count ->
    [one] More than { $count } object, and more than { $size }
   *[other] More than { $count } objects, and more than { $size }
}
public-counted-none = Nothing yet: this is empty.
public-first = The first of them
public-means = What that means
public-means-anybody = Anybody, anywhere, can read and copy it, without an account.
public-means-search = Search engines and other sites can find it and point to it.
public-means-later = Whatever is put into it later becomes public at once.
public-means-back = You can make it private again at any time. Copies that others made by then cannot be called back.
public-type = To confirm, type the name
public-mismatch = Type the name exactly as it is written.
public-counting-off = What would become public is still being counted.
public-submit = Make public
public-made = “{ $name }” is public.
public-unmade = “{ $name }” is private again.
public-here = This folder is public
public-bucket-here = This { -bucket } is public
public-around = Public, as all of “{ $name }” is
public-since = Made public by { $name } on { $time }: everybody can read it.
public-address = Its public address
public-undo = Make private again
public-lapsed-title = “{ $name }” is public no longer
public-lapsed = { $name } made it public, and it is closed to others: either { $name } may not do so any more, or the team that runs this portal no longer allows it. Make it public anew, or leave it private.
public-forget = Leave it private

## A bucket searched

search-open = Search below
search-title = Search
search-in = Search in { $name }
search-name = Name
search-name-hint = A part of the name, or a pattern: *.csv, 2025/**/*.parquet. Capitals and accents make no difference.
search-where = Where
search-where-folder = In { $prefix } and below
search-where-bucket = In the whole { -bucket }
search-any = Any
search-any-time = At any time
search-days = { $count ->
    [one] In the last { $count } day
   *[other] In the last { $count } days
}
search-this-year = This year
search-last-year = Last year
search-between = Between two days
search-size-from = { BYTES($size) } or more
search-size-below = Less than { BYTES($size) }
search-size-empty = Nothing (empty)
search-go = Search
search-clear = Clear
search-stop = Stop
search-go-on = Go on
search-again = Search again
search-looking = Searching
search-looked-at = { $count ->
    [one] { $count } object looked at
   *[other] { $count } objects looked at
}
search-found = { $count ->
    [one] { $count } found
   *[other] { $count } found
}
search-complete = Everything was looked at
search-stopped = Stopped before the end
search-none = Nothing was found.
search-none-hint = Type less of the name, or leave out size and date.
search-widen = Search the whole { -bucket }
search-caption = What was found
search-pattern-fault = This pattern is not complete: each opening bracket or brace needs its closing one. Without a star or a question mark the text is looked for as it stands.

## Unfinished uploads

unfinished-open = Unfinished uploads
unfinished-title = Unfinished uploads
unfinished-in = Unfinished uploads in { $name }
unfinished-lead = Begun in parts and never ended: here, in another browser, or by a program. They take room, and no list of objects shows them.
unfinished-cleared = { $count ->
    [one] What nothing was added to for { $count } day, the portal discards by itself.
   *[other] What nothing was added to for { $count } days, the portal discards by itself.
}
unfinished-loading = Looking for what is unfinished…
unfinished-none = Nothing is unfinished here.
unfinished-count = { $count ->
    [one] { $count } unfinished upload
   *[other] { $count } unfinished uploads
}
unfinished-more = there are more, not listed yet
unfinished-arrived-in-all = { BYTES($size) } have arrived of what is listed
unfinished-caption = What was begun and not ended
unfinished-begun = Begun
unfinished-arrived = Arrived
unfinished-parts = { BYTES($size) } in { $count ->
    [one] { $count } part
   *[other] { $count } parts
}
unfinished-nothing = Nothing yet
unfinished-counting = Counting…
unfinished-unknown = Not known
unfinished-last = Last part: { $time }
unfinished-lately = That was a moment ago: it may still be under way.
unfinished-go-on = Go on…
unfinished-stop = Stop
unfinished-here = It goes on below, among the uploads of this tab.
unfinished-comparing = Comparing with the file…
unfinished-compared = Comparing with the file: { NUMBER($done) } of { $count ->
    [one] { $count } part
   *[other] { $count } parts
}
unfinished-other = Nothing that has arrived could be shown to be of “{ $file }”. Choose the file that this upload was begun with, or discard the upload and send the file anew.
unfinished-unreadable = The browser cannot read “{ $file }”. Choose it again.
unfinished-gone = This upload was ended meanwhile.
unfinished-goes-on = “{ $name }” goes on: what is missing or differs is sent.
unfinished-missing-right = You may look here, but not add anything: you can neither go on with an upload nor discard it.
unfinished-discard = Discard…
unfinished-discard-all = Discard all…
unfinished-discard-title = Discard this upload?
unfinished-discard-lead = What has arrived is deleted for good. If a program still sends it, it has to begin anew.
unfinished-discard-all-title = Discard all unfinished uploads?
unfinished-discard-all-lead = All that is unfinished in { $name } and below, also what is not listed yet. What has arrived is deleted for good, and programs that still send have to begin anew. The uploads of this tab stay.
unfinished-discard-now = Discard
unfinished-discarded = { $count ->
    [one] { $count } upload discarded.
   *[other] { $count } uploads discarded.
}
unfinished-left = { $count ->
    [one] { $count } upload could not be discarded.
   *[other] { $count } uploads could not be discarded.
}
