-- Sessions that people ended and that the identity provider is still to be told of, by their own browser and at once.
CREATE TABLE departures (
    id_hash  BLOB    NOT NULL PRIMARY KEY, -- of the ended session
    id_token BLOB    NOT NULL,             -- sealed, as it was in the session
    ends_at  INTEGER NOT NULL
);
CREATE INDEX departures_by_end ON departures (ends_at);
