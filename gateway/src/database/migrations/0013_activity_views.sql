-- The team whose bucket, or whose member, an act was about when it was done: its managers read it, also when the bucket
-- is gone.
ALTER TABLE activity ADD COLUMN team INTEGER REFERENCES teams (id); -- NULL: no team's
UPDATE activity SET team = (SELECT team FROM buckets
    WHERE buckets.instance = activity.instance AND buckets.name = activity.bucket);
CREATE INDEX activity_by_team ON activity (team, id) WHERE team IS NOT NULL;
CREATE INDEX activity_by_bucket ON activity (instance, bucket, id) WHERE bucket IS NOT NULL;
