-- Archives that were prepared, for one use each. A stranger's, of public data, has no session; one that was used has
-- none either, because it goes on when the session ends.
CREATE TABLE archives (
    id         INTEGER PRIMARY KEY,
    id_hash    BLOB    NOT NULL UNIQUE, -- of the identifier in its address
    session    BLOB    REFERENCES sessions (id_hash) ON DELETE CASCADE,
    instance   TEXT    NOT NULL,
    bucket     TEXT    NOT NULL,
    name       TEXT    NOT NULL, -- of the file
    report     TEXT,             -- what its list of missing objects is called; set when all objects are recorded
    created_at INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    used_at    INTEGER
);
CREATE INDEX archives_by_session ON archives (session);
CREATE INDEX archives_by_end ON archives (ends_at);

-- What was checked and is to be in it, in order.
CREATE TABLE archive_objects (
    archive     INTEGER NOT NULL REFERENCES archives (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    name        TEXT    NOT NULL, -- in the archive
    size        INTEGER NOT NULL, -- bytes
    etag        TEXT    NOT NULL, -- without quotes; empty where the storage gives none
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (archive, number)
) WITHOUT ROWID;

-- Addresses that open single objects without a cookie, for as long as a session lasts: each bears a code that only
-- the sealed secret makes.
CREATE TABLE download_tickets (
    id_hash  BLOB    NOT NULL PRIMARY KEY,
    session  BLOB    NOT NULL REFERENCES sessions (id_hash) ON DELETE CASCADE,
    instance TEXT    NOT NULL,
    bucket   TEXT    NOT NULL,
    secret   BLOB    NOT NULL, -- sealed
    ends_at  INTEGER NOT NULL
);
CREATE INDEX download_tickets_by_session ON download_tickets (session);
CREATE INDEX download_tickets_by_end ON download_tickets (ends_at);
