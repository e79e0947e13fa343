-- Sixty thousand cases in forty counties, so that the planner has something to think
-- about. Only the proportions matter; run by the superuser, whom no rule holds.
CREATE TEMP TABLE county AS SELECT 540000 + generate_series(1, 40) AS county;
INSERT INTO region SELECT 540000000000 + i * 1000, 0, 5, 1, 'n', 'p', 'i' FROM generate_series(0, 150) i;
INSERT INTO station(county, id, code, kind, name, region)
SELECT county, i, county || '-' || i, 1, 'n', 540000000000 + i * 1000 FROM county, generate_series(1, 150) i;
INSERT INTO unit(county, id, name, region) SELECT county, i, 'u' || i, 540000000000 FROM county, generate_series(1, 26) i;
INSERT INTO casefile(county, id, state, station, intake, region, desk, kind, channel, anonymity, deputy, lead,
	notice, created, changed, due, title)
SELECT county, 2600000000 + i, CASE WHEN i % 20 = 0 THEN 1 + i / 20 % 9 ELSE 10 END, 1 + i % 150, 1 + i % 150,
	540000000000 + i % 150 * 1000, CASE WHEN i % 3 = 0 THEN 540000000000 ELSE 0 END, 1 + i % 12, 1 + i % 5, 1 + i % 3,
	CASE WHEN i % 7 = 0 THEN 1 + i % 600 END, CASE WHEN i % 2 = 0 THEN 1 + i % 26 END, 1, i, i, 20700 + i % 400, 't'
FROM county, generate_series(1, 1500) i ORDER BY i, county;
INSERT INTO case_part SELECT county, id, lead, 1, 1, CASE WHEN state < 9 THEN 1 ELSE 0 END, NULL, 1 FROM casefile
WHERE lead IS NOT NULL AND county > 540000;
INSERT INTO public_case SELECT county, id, 1, 1, created, region, station, kind, 1, 1, lead, 5, title, 'w', 'a'
FROM casefile WHERE id % 4 = 0 AND county > 540000;
ANALYZE;
