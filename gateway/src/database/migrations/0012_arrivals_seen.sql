-- Up to which arrival the sharer was told and said so. What arrived before this was kept counts as told.
ALTER TABLE links ADD COLUMN seen_arrival INTEGER NOT NULL DEFAULT 0; -- id of link_arrivals
UPDATE links SET seen_arrival =
    COALESCE((SELECT MAX(id) FROM link_arrivals WHERE link_arrivals.link = links.id), 0);
