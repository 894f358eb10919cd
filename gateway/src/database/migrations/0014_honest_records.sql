-- Of an act on many objects at once, how much it came to. NULL: an act on one, or on none.
ALTER TABLE activity ADD COLUMN asked  INTEGER; -- objects
ALTER TABLE activity ADD COLUMN done   INTEGER; -- of these
ALTER TABLE activity ADD COLUMN failed INTEGER; -- of these
ALTER TABLE activity ADD COLUMN bytes  INTEGER; -- of those done; NULL: not counted

-- What the record says of an archive when it was sent.
ALTER TABLE archives ADD COLUMN place   TEXT    NOT NULL DEFAULT ''; -- the folder or the object that was selected
ALTER TABLE archives ADD COLUMN objects INTEGER NOT NULL DEFAULT 0;

-- Who sees a place: what was given around it, and in it.
CREATE INDEX grants_by_place ON grants (instance, bucket, prefix);

-- What each link opens, one by one: a key, a prefix, or empty for all of the bucket.
CREATE TABLE link_places (
    instance TEXT    NOT NULL,
    bucket   TEXT    NOT NULL,
    place    TEXT    NOT NULL,
    link     INTEGER NOT NULL REFERENCES links (id) ON DELETE CASCADE,
    PRIMARY KEY (instance, bucket, place, link)
) WITHOUT ROWID;
CREATE INDEX link_places_by_link ON link_places (link);
INSERT INTO link_places (instance, bucket, place, link)
    SELECT instance, bucket, value, links.id FROM links, json_each(links.keys)
    UNION
    SELECT instance, bucket, value, links.id FROM links, json_each(links.prefixes);
DROP INDEX links_by_bucket;
