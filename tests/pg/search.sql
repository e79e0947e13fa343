-- search_find() against a look at every row; run as the program's role behind
-- rows.sql. Any answer that is not as it should be raises an exception.
CREATE FUNCTION pg_temp.scope(lo bigint, hi bigint) RETURNS void LANGUAGE sql AS $$
	SELECT set_config('lianxin.lo', lo::text, true), set_config('lianxin.hi', hi::text, true)
$$;

-- 9,000 texts in three windows of a year and one of another; gram n stands in
-- every n-th text, so 1 is in all and 4,999 in two. Some have a second part.
CREATE FUNCTION pg_temp.texts(of_county bigint) RETURNS void LANGUAGE sql AS $$
	INSERT INTO search_text SELECT of_county, 1 + (i % 3 = 0)::int, id, part, search_keys(of_county, 1 + (i % 3 = 0)::int, id,
			ARRAY(SELECT n FROM unnest('{1,2,7,60,61,998,4999}'::bigint[]) n WHERE i % n = 0))
		FROM generate_series(1, 9000) i, LATERAL (SELECT 2600000000 + i - (i > 8000)::int * 100000000) a(id),
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
	IF pg_stat_get_xact_numscans('search_text_keys'::regclass) = scans THEN
		RAISE EXCEPTION 'the index was not asked';
	END IF;
	IF EXISTS (SELECT FROM search_find(440104, 1, 9999999999, 64, '{1}', 10)) THEN
		RAISE EXCEPTION 'another county was searched';
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
