-- What pages above a county read: counters of its tenants, never their rows (semantics.md, Counters).

-- Of each tenant in a range: how many things of a sort and part, and of how many parts that is more than none.
-- Part 9 of places are those of a trade; townships are counted, and what was due before today is late.
-- The office of a city reads all tenants inside it: anycounty.
-- query tally_above many anycounty
-- in lo:county_code hi:county_code today:day from:day to:day
-- out county:county_code sort:tally_sort part:int n:int parts:int
SELECT t.county, t.sort, t.part, cast(sum(t.n) AS bigint) AS n, count(*) AS parts FROM (
	SELECT county, sort, CASE WHEN sort = 3 THEN 0 WHEN sort = 1 AND value = 1 THEN 9 ELSE part END AS part, n FROM tally
	WHERE county BETWEEN :lo AND :hi AND n > 0
	AND (sort IN (1, 2, 3, 4, 7, 8) OR (sort = 5 AND value < :today) OR (sort = 6 AND value BETWEEN :from AND :to))
) t GROUP BY t.county, t.sort, t.part ORDER BY t.county, t.sort, t.part;

-- Deputies of each tenant in a range, and those who receive at a station.
-- query deputies_above many anycounty
-- in lo:county_code hi:county_code
-- out county:county_code facet:deputy_facet n:int
SELECT county, facet, n FROM deputy_count
WHERE county BETWEEN :lo AND :hi AND level = 0 AND facet IN (1, 2) AND value = 1 ORDER BY county, facet;

-- The counties or cities in a range, and the townships: names, and what there is to cover.
-- query places_above many
-- in lo:int hi:int level:region_level
-- out code:region_code name:text
SELECT code, name FROM region WHERE level = :level AND code BETWEEN :lo AND :hi AND level <= 5 ORDER BY code;

-- query townships_above many
-- in lo:int hi:int
-- out code:region_code
SELECT code FROM region WHERE level = 5 AND code BETWEEN :lo AND :hi ORDER BY code;
