-- Links through which files are put in, and nothing is seen.
ALTER TABLE links ADD COLUMN upload TEXT;                       -- NULL: it opens what is there; else the terms, a JSON object
ALTER TABLE links ADD COLUMN files  INTEGER NOT NULL DEFAULT 0; -- that arrived, or are on their way
ALTER TABLE links ADD COLUMN bytes  INTEGER NOT NULL DEFAULT 0; -- of these

-- What arrived.
CREATE TABLE link_arrivals (
    id     INTEGER PRIMARY KEY,
    link   INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    key    TEXT    NOT NULL, -- as it is stored
    size   INTEGER NOT NULL, -- bytes
    sender TEXT    NOT NULL, -- as they call themselves
    note   TEXT    NOT NULL,
    at     INTEGER NOT NULL
);
CREATE INDEX link_arrivals_by_link ON link_arrivals (link, id);
