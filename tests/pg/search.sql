-- search_find() and search_find_each() against a look at every row; run as the program's role behind
-- rows.sql. Any answer that is not as it should be raises an exception.
CREATE FUNCTION pg_temp.scope(lo bigint, hi bigint) RETURNS void LANGUAGE sql AS $$
	SELECT set_config('lianxin.lo', lo::text, true), set_config('lianxin.hi', hi::text, true)
$$;

-- 9,000 texts in ten windows of a year and two of another; gram n stands in
-- every n-th text, so 1 is in all and 4,999 in two. Some have a second part.
CREATE FUNCTION pg_temp.texts(of_county bigint) RETURNS void LANGUAGE sql AS $$
	INSERT INTO search_text SELECT of_county, 1 + (i % 3 = 0)::int, id, part, search_keys(of_county, 1 + (i % 3 = 0)::int, id,
			ARRAY(SELECT n FROM unnest('{1,2,7,60,61,998,4999}'::bigint[]) n WHERE i % n = 0))
		FROM generate_series(1, 9000) i, LATERAL (SELECT 2600000000 + i * 5 - (i > 8000)::int * 100000000) a(id),
			generate_series(0, (i % 5 = 0)::int) part
$$;

-- Every page of `many` rows, one after the other, against the rows themselves.
CREATE FUNCTION pg_temp.compare(of_county bigint, of_kind bigint, grams bigint[], many bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	got text[] := '{}'; page text[]; expected text[];
	at record;
BEGIN
	SELECT 9999999999 AS case_id, 64::bigint AS part INTO at;
	LOOP
		SELECT array_agg(f.case_id || '/' || f.part) INTO page FROM search_find(of_county, of_kind, at.case_id, at.part, grams, many) f;
		EXIT WHEN page IS NULL;
		got := got || page;
		at.case_id := split_part(page[cardinality(page)], '/', 1);
		at.part := split_part(page[cardinality(page)], '/', 2);
	END LOOP;
	SELECT coalesce(array_agg(case_id || '/' || part ORDER BY case_id DESC, part DESC), '{}') INTO expected FROM search_text
		WHERE county = of_county AND kind = of_kind AND
			(SELECT count(*) FROM unnest(keys) k WHERE k & ((1::bigint << 42) - 1) = ANY (grams)) = cardinality(grams);
	IF got <> expected THEN
		RAISE EXCEPTION 'county %, kind %, grams %: % instead of % rows', of_county, of_kind, grams, cardinality(got), cardinality(expected);
	END IF;
	RETURN cardinality(got);
END $$;

-- Many who ask at once, of both kinds, from several places, for pages of several lengths: each gets his own.
CREATE FUNCTION pg_temp.compare_each(of_county bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	wrong bigint; rows bigint;
BEGIN
	CREATE TEMP TABLE asked ON COMMIT DROP AS
		SELECT row_number() OVER () AS n, kind, before, part, grams, many FROM generate_series(1, 2) kind,
			unnest('{9999999999,2600041000,2600009000,2600000000,2500000000}'::bigint[]) before, unnest('{0,2}'::bigint[]) part,
			unnest(string_to_array('{1}|{7}|{998}|{2,7}|{1,60,61}|{12345}', '|')) grams, unnest('{1,51,1000}'::bigint[]) many;
	SELECT count(*), count(*) FILTER (WHERE got.v IS DISTINCT FROM rows_of.v) INTO rows, wrong FROM asked a
		LEFT JOIN (SELECT f.n, array_agg(f.case_id || '/' || f.part) v FROM (SELECT array_agg(kind ORDER BY n) kinds, array_agg(before ORDER BY n) befores,
			array_agg(part ORDER BY n) parts, array_agg(grams ORDER BY n) grams, array_agg(many ORDER BY n) many FROM asked) l,
			search_find_each(of_county, l.kinds, l.befores, l.parts, l.grams, l.many) f GROUP BY f.n) got ON got.n = a.n
		CROSS JOIN LATERAL (SELECT array_agg(case_id || '/' || s.part ORDER BY case_id DESC, s.part DESC) v FROM
			(SELECT case_id, s.part FROM search_text s WHERE county = of_county AND s.kind = a.kind AND (case_id, s.part) < (a.before, a.part)
			AND keys @> search_keys(of_county, a.kind, case_id, a.grams::bigint[]) ORDER BY case_id DESC, s.part DESC LIMIT a.many) s) rows_of;
	IF wrong > 0 OR rows <> 360 THEN
		RAISE EXCEPTION '% of % who asked together got other rows', wrong, rows;
	END IF;
	RETURN rows;
END $$;

BEGIN;
SELECT pg_temp.scope(0, 999999);
SELECT pg_temp.texts(440103), pg_temp.texts(440104);
SELECT pg_temp.scope(440103, 440103);
DO $$
DECLARE
	grams text; n bigint; scans bigint := pg_stat_get_xact_numscans('search_text_keys'::regclass);
BEGIN
	FOREACH grams IN ARRAY string_to_array('1|2|7|60|61|998|4999|2,7|1,60,61|7,998|998,4999|12345', '|') LOOP
		n := pg_temp.compare(440103, 1, string_to_array(grams, ',')::bigint[], 1000);
		IF grams = '1' AND n < 6000 OR grams = '12345' AND n <> 0 THEN RAISE EXCEPTION '%: % rows', grams, n; END IF;
		PERFORM pg_temp.compare(440103, 2, string_to_array(grams, ',')::bigint[], 77);
	END LOOP;
	PERFORM pg_temp.compare_each(440103);
	IF pg_stat_get_xact_numscans('search_text_keys'::regclass) = scans THEN
		RAISE EXCEPTION 'the index was not asked';
	END IF;
	IF EXISTS (SELECT FROM search_find(440104, 1, 9999999999, 64, '{1}', 10)) THEN
		RAISE EXCEPTION 'another county was searched';
	END IF;
	IF EXISTS (SELECT FROM search_find_each(440104, '{1}', '{9999999999}', '{64}', '{"{1}"}', '{10}')) OR
			EXISTS (SELECT FROM search_find_older(440104, 1, 9999999999, 9999999999, 64, '{1}', 10)) THEN
		RAISE EXCEPTION 'another county was searched for many, or further back';
	END IF;
	DELETE FROM search_text WHERE county = 440103 AND kind = 1 AND case_id >= 2600000100;
	PERFORM pg_temp.compare(440103, 1, '{1}', 50);
	IF EXISTS (SELECT FROM search_find(440103, 1, 9999999999, 64, '{1}', 1) WHERE case_id >= 2600000100) THEN
		RAISE EXCEPTION 'a deleted text was found';
	END IF;
END $$;
SELECT pg_temp.scope(0, 999999);
SELECT pg_temp.compare(440104, 1, '{7}', 500);
ROLLBACK;
DO $$ BEGIN
	IF EXISTS (SELECT FROM search_find(440103, 1, 9999999999, 64, '{1}', 10)) THEN
		RAISE EXCEPTION 'found without a scope';
	END IF;
END $$;
