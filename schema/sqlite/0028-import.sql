-- A table of people is sent on a page: looked at first, then imported behind the
-- pages piece by piece, and taken back likewise.
ALTER TABLE deputy_batch ADD COLUMN version INTEGER NOT NULL DEFAULT 1;         -- 0: the file is still arriving
ALTER TABLE deputy_batch ADD COLUMN by_grant INTEGER;                           -- under which it runs; NULL: on the machine
ALTER TABLE deputy_batch ADD COLUMN region_lo INTEGER NOT NULL DEFAULT 0;       -- and for which places
ALTER TABLE deputy_batch ADD COLUMN region_hi INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN duplicates INTEGER NOT NULL DEFAULT 1;
ALTER TABLE deputy_batch ADD COLUMN halt INTEGER;                               -- why it does not go on by itself
ALTER TABLE deputy_batch ADD COLUMN wrapped BLOB;                               -- the key of file, head and report
ALTER TABLE deputy_batch ADD COLUMN head BLOB;                                  -- the first rows; NULL: the file is gone
ALTER TABLE deputy_batch ADD COLUMN columns TEXT NOT NULL DEFAULT '';           -- what each column of the file is
ALTER TABLE deputy_batch ADD COLUMN report BLOB;                                -- what was wrong, or was left
ALTER TABLE deputy_batch ADD COLUMN people INTEGER NOT NULL DEFAULT 0;          -- done so far
ALTER TABLE deputy_batch ADD COLUMN total INTEGER NOT NULL DEFAULT 0;           -- in the file, once it was looked at
ALTER TABLE deputy_batch ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN taken INTEGER NOT NULL DEFAULT 0;           -- taken back
ALTER TABLE deputy_batch ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;            -- and left, because used since
ALTER TABLE deputy_batch ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;         -- when a copy was last at it

UPDATE deputy_batch SET region_lo = county * 1000000, region_hi = county * 1000000 +
	CASE WHEN county % 10000 = 0 THEN 9999999999 WHEN county % 100 = 0 THEN 99999999 ELSE 999999 END;

-- The file in pieces, sealed; gone when the import is done or given up.
CREATE TABLE deputy_sheet (
	county INTEGER NOT NULL,
	batch  INTEGER NOT NULL,
	part   INTEGER NOT NULL,
	bytes  BLOB NOT NULL,
	PRIMARY KEY (county, batch, part)
) STRICT, WITHOUT ROWID;

-- Who holds a grant as a deputy: such a person is not taken out again.
CREATE INDEX grants_person ON grants(county, person) WHERE person IS NOT NULL;

-- Deputies of a group.
CREATE INDEX person_team ON person(county, team, id);

-- Deputies who were here before there were counters of them.
DELETE FROM deputy_count;
INSERT INTO deputy_count(county, level, facet, value, n)
SELECT c.county, c.level, c.facet, c.value, count(*) FROM (
	SELECT p.county, l.level, f.facet, CASE f.facet WHEN 1 THEN 1 WHEN 2 THEN CASE WHEN p.station IS NOT NULL THEN 1 END
		WHEN 3 THEN p.sex WHEN 4 THEN p.ethnicity WHEN 5 THEN p.occupation_class ELSE p.party END AS value
	FROM person p, (SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) l,
		(SELECT 1 AS facet UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6) f
	WHERE p.levels <> 0 AND (l.level = 0 OR p.levels & (1 << l.level) <> 0)) c
WHERE c.value IS NOT NULL GROUP BY c.county, c.level, c.facet, c.value;
