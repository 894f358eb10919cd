-- When the identity provider last named the team's group for anybody: what a team may do pauses when it was long ago, as
-- what people gave does.
ALTER TABLE teams ADD COLUMN named_at INTEGER; -- NULL: only the operator knows the team
UPDATE teams SET named_at = (SELECT MAX(groups_confirmed_at) FROM people
    WHERE EXISTS (SELECT 1 FROM json_each(people.group_claims) WHERE value = teams.group_claim));

-- A key is a person's or a team's. A team's belongs to nobody in particular, and outlives whoever made it.
CREATE TABLE owned_access_keys (
    id             TEXT    NOT NULL PRIMARY KEY, -- the public half
    owner          INTEGER REFERENCES people (id),
    team           INTEGER REFERENCES teams (id),
    made_by        INTEGER REFERENCES people (id), -- of a team's key: the manager; NULL: the operator
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
    last_used_from TEXT,             -- an address
    groups_max     TEXT,             -- a JSON array: at most these groups of the owner count; NULL: all
    CHECK ((owner IS NULL) <> (team IS NULL))
) WITHOUT ROWID;
INSERT INTO owned_access_keys (id, owner, name, instance, buckets, read_only, sources, secret, session_token, created_at,
        expires_at, disabled_at, revoked_at, last_used_at, last_used_from, groups_max)
    SELECT id, owner, name, instance, buckets, read_only, sources, secret, session_token, created_at,
        expires_at, disabled_at, revoked_at, last_used_at, last_used_from, groups_max FROM access_keys;
DROP TABLE access_keys;
ALTER TABLE owned_access_keys RENAME TO access_keys;
CREATE INDEX access_keys_by_owner ON access_keys (owner, created_at);
CREATE INDEX access_keys_by_team ON access_keys (team, created_at) WHERE team IS NOT NULL;
CREATE INDEX access_keys_by_end ON access_keys (expires_at);

-- The team with whose key it was done, in nobody's name.
ALTER TABLE activity ADD COLUMN by_team INTEGER REFERENCES teams (id);
CREATE INDEX activity_by_by_team ON activity (by_team, id) WHERE by_team IS NOT NULL;
