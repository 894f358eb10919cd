-- Groups of the identity provider that have buckets together: bound once to the exact group. The name stands in the
-- names of buckets, so two groups never share one.
CREATE TABLE teams (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE,
    group_claim TEXT    NOT NULL UNIQUE,
    created_at  INTEGER NOT NULL
);

-- What managers made of members. Counts only while the person is in the group.
CREATE TABLE team_roles (
    team   INTEGER NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    role   TEXT    NOT NULL,
    set_by INTEGER REFERENCES people (id), -- NULL: the operator
    set_at INTEGER NOT NULL,
    PRIMARY KEY (team, person)
) WITHOUT ROWID;

-- A bucket is a person's or a team's.
CREATE TABLE owned_buckets (
    instance           TEXT    NOT NULL,
    name               TEXT    NOT NULL,
    owner              INTEGER REFERENCES people (id),
    team               INTEGER REFERENCES teams (id),
    state              TEXT    NOT NULL, -- 'pending' until the upstream confirmed it, then 'ready'
    adopted            INTEGER NOT NULL, -- 1 when an operator recorded a bucket that existed
    contributors_share INTEGER NOT NULL DEFAULT 0,
    shared_folders     INTEGER NOT NULL DEFAULT 0, -- the convention shared/<handle>/
    created_at         INTEGER NOT NULL,
    PRIMARY KEY (instance, name),
    CHECK ((owner IS NULL) <> (team IS NULL))
);
INSERT INTO owned_buckets (instance, name, owner, state, adopted, created_at)
    SELECT instance, name, owner, state, adopted, created_at FROM buckets;
DROP TABLE buckets;
ALTER TABLE owned_buckets RENAME TO buckets;
CREATE INDEX buckets_by_owner ON buckets (owner, instance, name);
CREATE INDEX buckets_by_team ON buckets (team, instance, name);

-- What people gave others to use. They end with the bucket: whoever makes one of the same name owes nobody anything.
CREATE TABLE grants (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    instance TEXT    NOT NULL,
    bucket   TEXT    NOT NULL,
    grantee  TEXT    NOT NULL, -- person:ID, team:ID, email:ADDRESS, everyone (signed in), public (everybody)
    prefix   TEXT    NOT NULL, -- ends in '/'; empty: all of the bucket
    role     TEXT    NOT NULL,
    until    INTEGER,          -- NULL: until taken back
    given_by INTEGER NOT NULL REFERENCES people (id),
    given_at INTEGER NOT NULL,
    UNIQUE (instance, bucket, grantee, prefix, given_by),
    FOREIGN KEY (instance, bucket) REFERENCES buckets (instance, name) ON DELETE CASCADE
);
CREATE INDEX grants_by_grantee ON grants (grantee);
CREATE INDEX grants_by_giver ON grants (given_by);
CREATE INDEX grants_by_end ON grants (until);
