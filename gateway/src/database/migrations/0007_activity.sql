-- Of temporary keys made for a token that names groups: at most these count; NULL: all of the owner's.
ALTER TABLE access_keys ADD COLUMN groups_max TEXT; -- a JSON array

-- What was done in whose name. Entries are added and, when they are old, dropped; none is ever changed.
CREATE TABLE activity (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- rises with each
    at           INTEGER NOT NULL,
    person       INTEGER REFERENCES people (id),    -- NULL: nobody who is known
    act          TEXT    NOT NULL,
    way          TEXT    NOT NULL,
    access_key   TEXT,
    instance     TEXT,
    bucket       TEXT,
    object_key   TEXT,
    call         TEXT,                              -- as S3 calls it
    from_address TEXT,
    refusal      TEXT                               -- NULL: it was done
);
CREATE INDEX activity_by_person ON activity (person, id);
CREATE INDEX activity_by_time ON activity (at);
