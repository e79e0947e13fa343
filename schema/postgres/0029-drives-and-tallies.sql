-- A drive belongs to the place that began it: a township may have a pack, and so
-- drives, of its own. Those there are were begun by counties.
ALTER TABLE drive ADD COLUMN region bigint NOT NULL DEFAULT 0;
UPDATE drive SET region = county * 1000000;
DROP INDEX drive_year;
CREATE UNIQUE INDEX drive_year ON drive(county, year, region, code);

-- What pages above a county read instead of its rows (src/db/tally.h): open places,
-- townships with a station, tasks, inspections and upgrades. Kept with each change,
-- made anew by `lianxin check`.
CREATE TABLE tally (
	county bigint NOT NULL,
	sort   bigint NOT NULL,              -- tally_sort
	part   bigint NOT NULL,              -- what of it: a kind, a state, a township
	value  bigint NOT NULL,              -- and of that: a day, a field or none
	n      bigint NOT NULL,
	PRIMARY KEY (county, sort, part, value)
);
-- Days behind which nothing is open any more are skipped.
CREATE INDEX tally_due ON tally(county, sort, value) WHERE n > 0;

INSERT INTO tally(county, sort, part, value, n)
SELECT county, 1, kind, CASE WHEN field = '' THEN 0 ELSE 1 END, count(*) FROM station WHERE closed IS NULL
GROUP BY county, kind, CASE WHEN field = '' THEN 0 ELSE 1 END
UNION ALL
SELECT county, 2, 0, 0, count(*) FROM station WHERE closed IS NULL AND demonstration IS NOT NULL GROUP BY county
UNION ALL
SELECT county, 3, region, 0, count(*) FROM station
WHERE closed IS NULL AND field = '' AND kind <= 2 AND region % 1000 = 0 AND region % 1000000 <> 0 GROUP BY county, region
UNION ALL
SELECT county, 4, state, 0, count(*) FROM obligation GROUP BY county, state
UNION ALL
SELECT county, 5, 0, due, count(*) FROM obligation WHERE state = 1 GROUP BY county, due
UNION ALL
SELECT county, 6, way, day, count(*) FROM inspection GROUP BY county, way, day
UNION ALL
SELECT county, 7, stars, 0, count(*) FROM standing WHERE own = 0 GROUP BY county, stars
UNION ALL
SELECT county, 8, CASE WHEN done IS NULL THEN 1 ELSE 2 END, 0, count(*) FROM upgrade
GROUP BY county, CASE WHEN done IS NULL THEN 1 ELSE 2 END;

CALL tenant_table('tally');
