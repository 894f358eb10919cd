-- Times are seconds since 1970 in UTC. Secrets are kept as their SHA-256 where comparing is enough, sealed where they
-- must be read again (sealing.rs).

-- AUTOINCREMENT: the number of a person who was removed never names somebody else, who would inherit their buckets.
CREATE TABLE people (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    iss                 TEXT    NOT NULL,
    sub                 TEXT    NOT NULL,
    handle              TEXT    NOT NULL UNIQUE,
    name                TEXT    NOT NULL,
    email               TEXT,             -- only when the identity provider verified it
    group_claims        TEXT    NOT NULL, -- a JSON array of strings, exactly as claimed
    groups_confirmed_at INTEGER,          -- when the identity provider last said them
    disabled_at         INTEGER,
    created_at          INTEGER NOT NULL,
    UNIQUE (iss, sub)
);

CREATE TABLE sessions (
    id_hash               BLOB    NOT NULL PRIMARY KEY,
    person                INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created_at            INTEGER NOT NULL,
    last_seen_at          INTEGER NOT NULL,
    idle_ends_at          INTEGER NOT NULL,
    ends_at               INTEGER NOT NULL,
    provider_session      TEXT,             -- the `sid` claim
    id_token              BLOB    NOT NULL, -- sealed
    refresh_token         BLOB,             -- sealed
    refresh_due_at        INTEGER,
    refresh_claimed_until INTEGER NOT NULL  -- who set it is refreshing; lapses when that process dies
);
CREATE INDEX sessions_by_person ON sessions (person);
CREATE INDEX sessions_by_provider_session ON sessions (provider_session);
CREATE INDEX sessions_by_end ON sessions (ends_at);
CREATE INDEX sessions_by_refresh ON sessions (refresh_due_at);

CREATE TABLE sign_in_attempts (
    state_hash   BLOB    NOT NULL PRIMARY KEY,
    browser_hash BLOB    NOT NULL,
    secrets      BLOB    NOT NULL, -- sealed: nonce and PKCE verifier
    return_to    TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    consumed_at  INTEGER
);
CREATE INDEX sign_in_attempts_by_browser ON sign_in_attempts (browser_hash, created_at);
CREATE INDEX sign_in_attempts_by_age ON sign_in_attempts (created_at);

-- Logout tokens that were acted on, until they expire: none counts twice.
CREATE TABLE logout_tokens (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
);

CREATE TABLE buckets (
    instance   TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    owner      INTEGER NOT NULL REFERENCES people (id),
    state      TEXT    NOT NULL, -- 'pending' until the upstream confirmed it, then 'ready'
    adopted    INTEGER NOT NULL, -- 1 when an operator recorded a bucket that existed
    created_at INTEGER NOT NULL,
    PRIMARY KEY (instance, name)
);
CREATE INDEX buckets_by_owner ON buckets (owner, instance, name);
