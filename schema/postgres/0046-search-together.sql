-- What several readers search at the same time is one question, and the newest windows are looked through one by one,
-- newest first, by one statement that ends when a page is full: a round of the loop that did this before cost as much as a hundred
-- rows, and rounds of several windows fetched all of their rows to sort them. Only older windows still go by rounds.

-- The newest texts below (befores, before_parts) that hold all grams, at most `many`, for each who asks (n, from 1).
--
-- It runs as the owner, for the reason that 0007-admin.sql gives; hence the first line of the body.
CREATE FUNCTION search_find_each(of_county bigint, kinds bigint[], befores bigint[], before_parts bigint[],
		grams text[], many bigint[]) RETURNS TABLE (case_id bigint, part bigint, n bigint)
	LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 64
	SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = on
	SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	top bigint := (SELECT max(before) FROM unnest(befores) AS before);
BEGIN
	IF (of_county BETWEEN nullif(current_setting('lianxin.lo', true), '')::bigint AND
			nullif(current_setting('lianxin.hi', true), '')::bigint) IS NOT TRUE THEN
		RETURN;
	END IF;
	FOR of_kind IN 1 .. 2 LOOP
		CONTINUE WHEN of_kind <> ALL (kinds);
		-- OFFSET keeps the other conditions apart, so that only the keys choose the index. Loops go through the
		-- windows in their order, so only the rows of each are sorted.
		RETURN QUERY WITH RECURSIVE all_windows AS (
			(SELECT case_id >> 12 << 12 AS start FROM search_text
				WHERE county = of_county AND kind = of_kind AND case_id <= top ORDER BY case_id DESC LIMIT 1)
			UNION ALL
			SELECT t.start FROM all_windows w CROSS JOIN LATERAL (SELECT case_id >> 12 << 12 AS start FROM search_text
				WHERE county = of_county AND kind = of_kind AND case_id < w.start ORDER BY case_id DESC LIMIT 1) t
		), windows AS (SELECT start FROM all_windows LIMIT 8)
		SELECT h.case_id, h.part, a.n
		FROM unnest(kinds, befores, before_parts, grams, many) WITH ORDINALITY AS a(kind, before, part, grams, many, n)
		CROSS JOIN LATERAL (SELECT cast(a.grams AS bigint[]) AS grams OFFSET 0) g
		CROSS JOIN LATERAL (
			SELECT f.case_id, f.part FROM windows w CROSS JOIN LATERAL (
				SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text
					WHERE keys @> ARRAY(SELECT search_key(of_county, of_kind, w.start, gram) FROM unnest(g.grams) AS gram) OFFSET 0) t
				WHERE t.county = of_county AND t.kind = of_kind AND t.case_id >= w.start AND (t.case_id, t.part) < (a.before, a.part)
				ORDER BY t.case_id DESC, t.part DESC LIMIT a.many) f
			WHERE w.start <= a.before
			UNION ALL
			SELECT f.case_id, f.part FROM (SELECT min(start) AS start FROM windows HAVING count(*) = 8) w
			CROSS JOIN LATERAL search_find_older(of_county, of_kind, w.start, a.before, a.part, g.grams, a.many) f
			LIMIT a.many) h
		WHERE a.kind = of_kind;
	END LOOP;
END $$;

-- The same, from the window of `below` on downwards, for one who asks: each round looks at twice as many windows as the one before,
-- so that a county of a million cases takes six.
CREATE FUNCTION search_find_older(of_county bigint, of_kind bigint, below bigint, before bigint, before_part bigint,
		grams bigint[], many bigint) RETURNS TABLE (case_id bigint, part bigint)
	LANGUAGE plpgsql STABLE ROWS 64
	SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = on
	SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	-- one condition for each gram: any of its keys in the windows of the round
	query CONSTANT text := 'SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text WHERE ' ||
		(SELECT string_agg(format('keys && $1[%s:%s]', n, n), ' AND ') FROM generate_series(1, cardinality(grams)) n) ||
		' OFFSET 0) t WHERE t.county = $2 AND t.kind = $3 AND t.case_id BETWEEN $4 AND $5
		AND (t.case_id, t.part) < ($6, $7) ORDER BY t.case_id DESC, t.part DESC LIMIT $8';
	newest bigint := least(below - 1, before);
	oldest bigint;
	width  bigint := 8;
	found  bigint;
	wanted bigint[];
BEGIN
	WHILE many > 0 LOOP
		SELECT case_id INTO newest FROM search_text
			WHERE county = of_county AND kind = of_kind AND case_id <= newest ORDER BY case_id DESC LIMIT 1;
		EXIT WHEN newest IS NULL;
		oldest := ((newest >> 12) - width + 1) << 12;
		SELECT array_agg(ARRAY(SELECT search_key(of_county, of_kind, start, gram)
				FROM generate_series(oldest, newest, 4096) start) ORDER BY n)
			INTO wanted FROM unnest(grams) WITH ORDINALITY AS g(gram, n);
		RETURN QUERY EXECUTE query USING wanted, of_county, of_kind, oldest, newest, before, before_part, many;
		GET DIAGNOSTICS found = ROW_COUNT;
		many := many - found;
		newest := oldest - 1;
		width := least(width * 2, 128);
	END LOOP;
END $$;

-- Likewise for one who asks, and what copies of the program of before call.
CREATE OR REPLACE FUNCTION search_find(of_county bigint, of_kind bigint, before bigint, before_part bigint,
		grams bigint[], many bigint) RETURNS TABLE (case_id bigint, part bigint)
	LANGUAGE sql STABLE ROWS 64 AS $$
	SELECT case_id, part FROM search_find_each(of_county, ARRAY[of_kind], ARRAY[before], ARRAY[before_part],
		ARRAY[cast(grams AS text)], ARRAY[many])
$$;

REVOKE ALL ON FUNCTION search_find_each(bigint, bigint[], bigint[], bigint[], text[], bigint[]),
	search_find_older(bigint, bigint, bigint, bigint, bigint, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_find_each(bigint, bigint[], bigint[], bigint[], text[], bigint[]),
	search_find_older(bigint, bigint, bigint, bigint, bigint, bigint[], bigint) TO lianxin_app;
