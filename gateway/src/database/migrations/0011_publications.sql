-- What is public is found by the name of its bucket alone, at each request of a stranger.
CREATE INDEX grants_public ON grants (bucket, instance) WHERE grantee = 'public';
