-- A search's first round takes the newest windows that hold texts, wherever they lie, until half a window is sure and no
-- further one would make it more than one; when none is left there is no second round. A county whose few
-- thousand cases lie in three years was asked three times, for which two thirds of the time went.
-- Further rounds look at neighbouring windows, twice as many each time. Everything else stays as
-- 0031-search-plans.sql and 0034-search-generic.sql say.
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
	top    bigint := before;  -- a round is top to oldest
	oldest bigint;
	starts bigint[];
	newest bigint := before;  -- of all that are still to be looked at
	width  bigint := 1;       -- windows of a round; of the first: at least
	held   bigint := 0;
	more   bigint;
	found  bigint;
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
	LOOP
		SELECT case_id INTO newest FROM search_text
			WHERE county = of_county AND kind = of_kind AND case_id <= newest ORDER BY case_id DESC LIMIT 1;
		IF width = 1 AND newest IS NOT NULL THEN
			-- At most so many cases: numbers begin anew with the year.
			more := newest - greatest(newest >> 12 << 12, newest / 100000000 * 100000000) + 1;
			IF held < 2048 OR held + more <= 4096 THEN
				held := held + more;
				oldest := newest >> 12 << 12;
				starts := starts || oldest;
				newest := oldest - 1;
				CONTINUE;
			END IF;
		ELSIF width > 1 THEN
			EXIT WHEN newest IS NULL;
			top := newest;
			oldest := ((newest >> 12) - width + 1) << 12;
			starts := ARRAY(SELECT generate_series(oldest, newest, 4096));
			newest := oldest - 1;
		END IF;
		IF cardinality(grams) = 1 THEN
			RETURN QUERY SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text
					WHERE keys && ARRAY(SELECT search_key(of_county, of_kind, start, grams[1]) FROM unnest(starts) start)
					OFFSET 0) t
				WHERE t.county = of_county AND t.kind = of_kind AND t.case_id BETWEEN oldest AND top
				AND (t.case_id, t.part) < (before, before_part)
				ORDER BY t.case_id DESC, t.part DESC LIMIT many;
		ELSIF cardinality(grams) = 2 THEN
			RETURN QUERY SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text
					WHERE keys && ARRAY(SELECT search_key(of_county, of_kind, start, grams[1]) FROM unnest(starts) start)
					AND keys && ARRAY(SELECT search_key(of_county, of_kind, start, grams[2]) FROM unnest(starts) start)
					OFFSET 0) t
				WHERE t.county = of_county AND t.kind = of_kind AND t.case_id BETWEEN oldest AND top
				AND (t.case_id, t.part) < (before, before_part)
				ORDER BY t.case_id DESC, t.part DESC LIMIT many;
		ELSE
			SELECT array_agg(ARRAY(SELECT search_key(of_county, of_kind, start, gram)
					FROM unnest(starts) start) ORDER BY n)
				INTO wanted FROM unnest(grams) WITH ORDINALITY AS g(gram, n);
			RETURN QUERY EXECUTE query USING wanted, of_county, of_kind, oldest, top, before, before_part, many;
		END IF;
		GET DIAGNOSTICS found = ROW_COUNT;
		many := many - found;
		EXIT WHEN many <= 0 OR newest IS NULL;
		width := least(width * 2, 128);
	END LOOP;
END $$;
