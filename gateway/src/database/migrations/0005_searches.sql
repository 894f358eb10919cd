-- Instances where nobody knows yet whether a newcomer has a bucket from before: asked again at the next sign-in.
CREATE TABLE searches (
    person   INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    instance TEXT    NOT NULL,
    PRIMARY KEY (person, instance)
) WITHOUT ROWID;
