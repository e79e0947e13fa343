-- A search's first round looks at two windows when the newest has just begun: by itself that one hardly ever fills
-- a page, and a round costs as much as a hundred rows. Up to two windows need no list of them to be made, and the newest case is
-- read from the end of the index. Everything else stays as 0031-search-plans.sql and 0034-search-generic.sql say.
CREATE OR REPLACE FUNCTION search_find(of_county bigint, of_kind bigint, before bigint, before_part bigint,
		grams bigint[], many bigint) RETURNS TABLE (case_id bigint, part bigint)
	LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 64
	SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = on
	SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
	-- one condition for each gram: any of its keys in the windows of the round;
	-- OFFSET keeps the others apart, so only these choose the index
	query  text;
	newest bigint := before;
	oldest bigint;
	width  bigint;
	found  bigint;
	one    bigint[];
	two    bigint[];
	wanted bigint[];
BEGIN
	IF (of_county BETWEEN nullif(current_setting('lianxin.lo', true), '')::bigint AND
			nullif(current_setting('lianxin.hi', true), '')::bigint) IS NOT TRUE THEN
		RETURN;
	END IF;
	IF cardinality(grams) > 2 THEN
		query := 'SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text WHERE ' ||
			(SELECT string_agg(format('keys && $1[%s:%s]', n, n), ' AND ') FROM generate_series(1, cardinality(grams)) n) ||
			' OFFSET 0) t WHERE t.county = $2 AND t.kind = $3 AND t.case_id BETWEEN $4 AND $5
			AND (t.case_id, t.part) < ($6, $7) ORDER BY t.case_id DESC, t.part DESC LIMIT $8';
	END IF;
	WHILE many > 0 LOOP
		newest := (SELECT case_id FROM search_text
			WHERE county = of_county AND kind = of_kind AND case_id <= newest ORDER BY case_id DESC LIMIT 1);
		EXIT WHEN newest IS NULL;
		width := coalesce(width, CASE WHEN newest & 4095 < 2048 THEN 2 ELSE 1 END);
		oldest := ((newest >> 12) - width + 1) << 12;
		IF cardinality(grams) > 2 THEN
			SELECT array_agg(ARRAY(SELECT search_key(of_county, of_kind, start, gram)
					FROM generate_series(oldest, newest, 4096) start) ORDER BY n)
				INTO wanted FROM unnest(grams) WITH ORDINALITY AS g(gram, n);
			RETURN QUERY EXECUTE query USING wanted, of_county, of_kind, oldest, newest, before, before_part, many;
		ELSE
			IF width <= 2 THEN
				one := ARRAY[search_key(of_county, of_kind, newest, grams[1]),
					search_key(of_county, of_kind, oldest, grams[1])];
			ELSE
				one := ARRAY(SELECT search_key(of_county, of_kind, start, grams[1])
					FROM generate_series(oldest, newest, 4096) start);
			END IF;
			IF cardinality(grams) = 1 THEN
				RETURN QUERY SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text
						WHERE keys && one OFFSET 0) t
					WHERE t.county = of_county AND t.kind = of_kind AND t.case_id BETWEEN oldest AND newest
					AND (t.case_id, t.part) < (before, before_part)
					ORDER BY t.case_id DESC, t.part DESC LIMIT many;
			ELSE
				two := ARRAY(SELECT search_key(of_county, of_kind, start, grams[2])
					FROM generate_series(oldest, newest, 4096) start);
				RETURN QUERY SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text
						WHERE keys && one AND keys && two OFFSET 0) t
					WHERE t.county = of_county AND t.kind = of_kind AND t.case_id BETWEEN oldest AND newest
					AND (t.case_id, t.part) < (before, before_part)
					ORDER BY t.case_id DESC, t.part DESC LIMIT many;
			END IF;
		END IF;
		GET DIAGNOSTICS found = ROW_COUNT;
		many := many - found;
		newest := oldest - 1;
		width := least(width * 2, 128);
	END LOOP;
END $$;
