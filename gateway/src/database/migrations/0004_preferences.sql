-- How people want their page: names and texts that the page gives a meaning to, in one small document a person.
CREATE TABLE preferences (
    person   INTEGER NOT NULL PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    version  INTEGER NOT NULL, -- rises with every change
    document TEXT    NOT NULL  -- a JSON object of strings
);
