-- A table of people is sent on a page: looked at first, then imported behind the
-- pages piece by piece, and taken back likewise.
ALTER TABLE deputy_batch ADD COLUMN version bigint NOT NULL DEFAULT 1;         -- 0: the file is still arriving
ALTER TABLE deputy_batch ADD COLUMN by_grant bigint;                           -- under which it runs; NULL: on the machine
ALTER TABLE deputy_batch ADD COLUMN region_lo bigint NOT NULL DEFAULT 0;       -- and for which places
ALTER TABLE deputy_batch ADD COLUMN region_hi bigint NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN duplicates bigint NOT NULL DEFAULT 1;
ALTER TABLE deputy_batch ADD COLUMN halt bigint;                               -- why it does not go on by itself
ALTER TABLE deputy_batch ADD COLUMN wrapped bytea;                               -- the key of file, head and report
ALTER TABLE deputy_batch ADD COLUMN head bytea;                                  -- the first rows; NULL: the file is gone
ALTER TABLE deputy_batch ADD COLUMN columns text NOT NULL DEFAULT '';           -- what each column of the file is
ALTER TABLE deputy_batch ADD COLUMN report bytea;                                -- what was wrong, or was left
ALTER TABLE deputy_batch ADD COLUMN people bigint NOT NULL DEFAULT 0;          -- done so far
ALTER TABLE deputy_batch ADD COLUMN total bigint NOT NULL DEFAULT 0;           -- in the file, once it was looked at
ALTER TABLE deputy_batch ADD COLUMN unchanged bigint NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN faults bigint NOT NULL DEFAULT 0;
ALTER TABLE deputy_batch ADD COLUMN taken bigint NOT NULL DEFAULT 0;           -- taken back
ALTER TABLE deputy_batch ADD COLUMN kept bigint NOT NULL DEFAULT 0;            -- and left, because used since
ALTER TABLE deputy_batch ADD COLUMN touched bigint NOT NULL DEFAULT 0;         -- when a copy was last at it

-- The file in pieces, sealed; gone when the import is done or given up.
CREATE TABLE deputy_sheet (
	county bigint NOT NULL,
	batch  bigint NOT NULL,
	part   bigint NOT NULL,
	bytes  bytea NOT NULL,
	PRIMARY KEY (county, batch, part)
);

CALL tenant_table('deputy_sheet');

-- Who holds a grant as a deputy: such a person is not taken out again.
CREATE INDEX grants_person ON grants(county, person) WHERE person IS NOT NULL;

-- Deputies of a group.
CREATE INDEX person_team ON person(county, team, id);

-- 0020 changed what was there without saying for which tenants, and the rule of the
-- rows, which binds the owner too, let it see none: their place and levels, and
-- the counters that nobody had made for them.
SELECT set_config('lianxin.lo', '0', true), set_config('lianxin.hi', '999999', true);
UPDATE person SET region = county * 1000000 WHERE region = 0;
UPDATE deputy_batch SET region_lo = county * 1000000, region_hi = county * 1000000 +
	CASE WHEN county % 10000 = 0 THEN 9999999999 WHEN county % 100 = 0 THEN 99999999 ELSE 999999 END;
UPDATE person SET levels = coalesce((SELECT sum(l.bit) FROM (SELECT DISTINCT 1 << s.level::int AS bit FROM seat s
	WHERE s.county = person.county AND s.person = person.id AND s.ended IS NULL) l), 0) WHERE levels = 0;
DELETE FROM deputy_count;
INSERT INTO deputy_count(county, level, facet, value, n)
SELECT c.county, c.level, c.facet, c.value, count(*) FROM (
	SELECT p.county, l.level, f.facet, CASE f.facet WHEN 1 THEN 1 WHEN 2 THEN CASE WHEN p.station IS NOT NULL THEN 1 END
		WHEN 3 THEN p.sex WHEN 4 THEN p.ethnicity WHEN 5 THEN p.occupation_class ELSE p.party END AS value
	FROM person p, (SELECT 0 AS level UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) l,
		(SELECT 1 AS facet UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6) f
	WHERE p.levels <> 0 AND (l.level = 0 OR p.levels & (1 << l.level) <> 0)) c
WHERE c.value IS NOT NULL GROUP BY c.county, c.level, c.facet, c.value;
SELECT set_config('lianxin.lo', '', true), set_config('lianxin.hi', '', true);
