-- When the identity provider last said anything of a person; never for those whom only the operator knows.
ALTER TABLE people ADD COLUMN vouched_at INTEGER;

-- What programs show instead of a session: each acts for its owner, inside a scope.
CREATE TABLE access_keys (
    id             TEXT    NOT NULL PRIMARY KEY, -- the public half
    owner          INTEGER NOT NULL REFERENCES people (id),
    name           TEXT    NOT NULL,
    instance       TEXT    NOT NULL,
    buckets        TEXT,             -- NULL: all of the owner's; else a JSON object: prefixes by bucket, none for all of it
    read_only      INTEGER NOT NULL,
    sources        TEXT,             -- NULL: from anywhere; else a JSON array of networks
    secret         BLOB    NOT NULL, -- sealed; emptied when the key is revoked
    session_token  BLOB,             -- SHA-256; only temporary keys have one
    created_at     INTEGER NOT NULL,
    expires_at     INTEGER NOT NULL,
    disabled_at    INTEGER,
    revoked_at     INTEGER,
    last_used_at   INTEGER,
    last_used_from TEXT              -- an address
) WITHOUT ROWID;
CREATE INDEX access_keys_by_owner ON access_keys (owner, created_at);
CREATE INDEX access_keys_by_end ON access_keys (expires_at);
