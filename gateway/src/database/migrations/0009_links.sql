-- Share links: each opens some objects of a bucket to whoever has its address, in the name of who gave it out.
CREATE TABLE links (
    id            INTEGER PRIMARY KEY,
    id_hash       BLOB    NOT NULL UNIQUE, -- of what stands in its address
    address       BLOB    NOT NULL,        -- sealed: the same, for who gave it out; emptied when it is taken back
    sharer        INTEGER NOT NULL REFERENCES people (id),
    instance      TEXT    NOT NULL,
    bucket        TEXT    NOT NULL,
    keys          TEXT    NOT NULL,        -- JSON array
    prefixes      TEXT    NOT NULL,        -- JSON array, each ending in `/`
    label         TEXT    NOT NULL,
    message_en    TEXT    NOT NULL,
    message_fr    TEXT    NOT NULL,
    view_only     INTEGER NOT NULL,
    password      TEXT,                    -- Argon2id, in the PHC string format
    downloads_max INTEGER,
    opens         INTEGER NOT NULL DEFAULT 0,
    downloads     INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER,                 -- NULL: lasts until it is taken back
    revoked_at    INTEGER,
    last_used_at  INTEGER
);
CREATE INDEX links_by_sharer ON links (sharer, id);
CREATE INDEX links_by_bucket ON links (instance, bucket);

-- Who opened what within the last hour: it is counted once.
CREATE TABLE link_visits (
    link    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    visitor BLOB    NOT NULL, -- SHA-256 of link and address
    what    BLOB    NOT NULL, -- SHA-256 of what was opened
    at      INTEGER NOT NULL,
    PRIMARY KEY (link, visitor, what)
) WITHOUT ROWID;
CREATE INDEX link_visits_by_time ON link_visits (at);

-- Passwords that were wrong, or are being looked at.
CREATE TABLE link_attempts (
    id      INTEGER PRIMARY KEY,
    link    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    visitor BLOB    NOT NULL,
    at      INTEGER NOT NULL
);
CREATE INDEX link_attempts_by_link ON link_attempts (link, at);
CREATE INDEX link_attempts_by_time ON link_attempts (at);

-- Browsers that gave the password.
CREATE TABLE link_passes (
    id_hash BLOB    NOT NULL PRIMARY KEY, -- of the cookie
    link    INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    ends_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX link_passes_by_link ON link_passes (link);
CREATE INDEX link_passes_by_end ON link_passes (ends_at);

-- The link that was used, or that the act is about.
ALTER TABLE activity ADD COLUMN link INTEGER;
