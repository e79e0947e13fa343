-- Every change leaves one row here, in the same transaction. leaf =
-- SHA-256(0x00 || row with personal parts as salted hashes); order and signed
-- checkpoints are made by a background job later (semantics.md, Audit).
CREATE TABLE audit (
	county   bigint NOT NULL,
	id       bigint NOT NULL,  -- time-ordered stamp
	at       bigint NOT NULL,
	account  bigint,           -- NULL: a resident or the program itself
	grant_id bigint,
	action   text NOT NULL,
	object   text NOT NULL,
	result   text NOT NULL DEFAULT '',
	reason   text,             -- typed by a person: hashed with the salt
	salt     bytea NOT NULL,
	leaf     bytea NOT NULL,
	PRIMARY KEY (county, id)
);
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	RAISE EXCEPTION 'audit rows are never changed or deleted';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit
	FOR EACH ROW EXECUTE FUNCTION audit_stays();

-- Keys of forms already used: the same key gives the same receipt for 7 days.
-- The key starts with its time, so rows append.
CREATE TABLE form_key (
	county   bigint NOT NULL,
	key      bytea NOT NULL,
	fields   bytea NOT NULL,  -- hash of what was sent
	status   bigint NOT NULL,
	location text NOT NULL,
	PRIMARY KEY (county, key)
);

CREATE TABLE setting (
	name  text PRIMARY KEY,
	value text NOT NULL
);

CALL tenant_table('audit');
REVOKE UPDATE, DELETE ON audit FROM lianxin_app;
CALL tenant_table('form_key');
CALL reference_table('setting');

-- What the search looks through: a row for each text, written in the transaction
-- of the text itself (src/search). SQLite has search_queue and a file of its own.
--
-- keys: the text's bigrams, which the program makes, each put together with the
-- window of the text: 4,096 neighbouring case numbers of one county. GIN gives
-- rows in no order; with windows a page of the newest hits reads as many of the
-- newest windows as it needs, and never another county's bigrams.
CREATE TABLE search_text (
	county  bigint NOT NULL,
	kind    bigint NOT NULL,    -- index_kind
	case_id bigint NOT NULL,
	part    bigint NOT NULL,    -- case_text.part, or public_case.gen
	keys    bigint[] NOT NULL,  -- search_keys()
	PRIMARY KEY (county, kind, case_id, part)
) WITH (
	-- Forgotten words leave the pages soon, also when few of a million go.
	autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50, vacuum_index_cleanup = on
);
-- Nobody plans by these numbers, and they are dear to gather.
ALTER TABLE search_text ALTER keys SET STATISTICS 0;
-- Every scan reads all of the pending list, so it is kept short: some sixty texts.
-- Without one a text costs three times the processor and four times the log.
CREATE INDEX search_text_keys ON search_text USING gin (keys) WITH (gin_pending_list_limit = 256);
CALL tenant_table('search_text');

-- 42 bits of a bigram below 22 bits of a window. Two windows far apart may have the
-- same bits, hence search_find() compares county, kind and case as well.
CREATE FUNCTION search_key(county bigint, kind bigint, case_id bigint, gram bigint) RETURNS bigint
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN gram | ((county * 7919 + (case_id >> 12) * 2 + kind) << 42);
CREATE FUNCTION search_keys(county bigint, kind bigint, case_id bigint, grams bigint[]) RETURNS bigint[]
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ARRAY(SELECT search_key(county, kind, case_id, gram) FROM unnest(grams) AS gram);

-- The newest texts before (before, before_part) that hold all grams, at most `many`.
-- Each round looks at twice as many windows as the one before: for frequent words
-- the first is enough, and for rare ones a county of a million cases takes nine.
--
-- It runs as the owner, because row security lets no index answer a condition
-- that might tell of a row before the row was found to be in scope, and && is not
-- held to be above that. Hence the policy below, and the first line of the body.
CREATE FUNCTION search_find(of_county bigint, of_kind bigint, before bigint, before_part bigint,
		grams bigint[], many bigint) RETURNS TABLE (case_id bigint, part bigint)
	LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 64
	SET search_path FROM CURRENT SET enable_seqscan = off SET enable_bitmapscan = on AS $$
#variable_conflict use_column
DECLARE
	-- one condition for each gram: any of its keys in the windows of the round;
	-- OFFSET keeps the others apart, so only these choose the index
	query CONSTANT text := 'SELECT t.case_id, t.part FROM (SELECT county, kind, case_id, part FROM search_text WHERE ' ||
		(SELECT string_agg(format('keys && $1[%s:%s]', n, n), ' AND ') FROM generate_series(1, cardinality(grams)) n) ||
		' OFFSET 0) t WHERE t.county = $2 AND t.kind = $3 AND t.case_id BETWEEN $4 AND $5
		AND (t.case_id, t.part) < ($6, $7) ORDER BY t.case_id DESC, t.part DESC LIMIT $8';
	newest bigint := before;
	oldest bigint;
	width  bigint := 1;
	found  bigint;
	wanted bigint[];
BEGIN
	IF (of_county BETWEEN nullif(current_setting('lianxin.lo', true), '')::bigint AND
			nullif(current_setting('lianxin.hi', true), '')::bigint) IS NOT TRUE THEN
		RETURN;
	END IF;
	WHILE many > 0 LOOP
		SELECT max(case_id) INTO newest FROM search_text
			WHERE county = of_county AND kind = of_kind AND case_id <= newest;
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
CREATE POLICY found ON search_text FOR SELECT TO CURRENT_USER USING (true);
REVOKE ALL ON FUNCTION search_find(bigint, bigint, bigint, bigint, bigint[], bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_find(bigint, bigint, bigint, bigint, bigint[], bigint) TO lianxin_app;
