-- What a transaction sees and may write, table by table; run as the program's
-- role. Any answer that is not as promised raises an exception.

-- A row with a value of each column's type in every tenant table, for one county.
CREATE FUNCTION pg_temp.fill(county bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t record;
BEGIN
	PERFORM set_config('lianxin.lo', county::text, true), set_config('lianxin.hi', county::text, true);
	FOR t IN SELECT c.relname AS name, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns,
		string_agg(CASE WHEN a.attname = 'county' THEN county::text WHEN format_type(a.atttypid, NULL) = 'bigint' THEN '1'
			WHEN format_type(a.atttypid, NULL) = 'bigint[]' THEN '''{1}'''
			WHEN format_type(a.atttypid, NULL) = 'bytea' THEN '''\x01''' ELSE quote_literal('w' || county) END, ', ' ORDER BY a.attnum) AS row
		FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
		WHERE c.relrowsecurity GROUP BY c.relname ORDER BY c.relname
	LOOP
		EXECUTE format('INSERT INTO %I (%s) VALUES (%s)', t.name, t.columns, t.row);
	END LOOP;
END $$;

-- How many rows each tenant table shows now; all must show the same.
CREATE FUNCTION pg_temp.seen(expected bigint, when_ text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t record; n bigint; others bigint;
BEGIN
	FOR t IN SELECT relname AS name FROM pg_class WHERE relrowsecurity LOOP
		EXECUTE format('SELECT count(*), count(*) FILTER (WHERE NOT county BETWEEN '
			'nullif(current_setting(''lianxin.lo'', true), '''')::bigint AND '
			'nullif(current_setting(''lianxin.hi'', true), '''')::bigint) FROM %I', t.name) INTO n, others;
		IF n <> expected OR others <> 0 THEN
			RAISE EXCEPTION '%: % shows % rows', when_, t.name, n;
		END IF;
	END LOOP;
END $$;

-- Rows of a county that is not the scope's: none can be made, changed, moved or deleted.
CREATE FUNCTION pg_temp.others(county bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE t record; n bigint; done boolean;
BEGIN
	FOR t IN SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relname <> 'audit' LOOP
		EXECUTE format('UPDATE %I SET county = county WHERE county = %s', t.name, county);
		GET DIAGNOSTICS n = ROW_COUNT;
		IF n <> 0 THEN RAISE EXCEPTION '%: changed % rows of another county', t.name, n; END IF;
		EXECUTE format('DELETE FROM %I WHERE county = %s', t.name, county);
		GET DIAGNOSTICS n = ROW_COUNT;
		IF n <> 0 THEN RAISE EXCEPTION '%: deleted % rows of another county', t.name, n; END IF;
		done := true;
		BEGIN
			EXECUTE format('UPDATE %I SET county = %s', t.name, county);
		EXCEPTION WHEN insufficient_privilege THEN done := false;
		END;
		IF done THEN RAISE EXCEPTION '%: moved a row to another county', t.name; END IF;
	END LOOP;
	done := true;
	BEGIN
		EXECUTE format('INSERT INTO unit (county, id, name, region) VALUES (%s, 2, ''w'', 1)', county);
	EXCEPTION WHEN insufficient_privilege THEN done := false;
	END;
	IF done THEN RAISE EXCEPTION 'a row of another county could be made'; END IF;
END $$;

SELECT pg_temp.seen(0, 'a new connection');
BEGIN; SELECT pg_temp.fill(530524); COMMIT;
BEGIN; SELECT pg_temp.fill(532930); COMMIT;
SELECT pg_temp.seen(0, 'behind a transaction with a scope');

\set scope 'SELECT set_config(''lianxin.lo'', :lo::text, true), set_config(''lianxin.hi'', :hi::text, true)'
\set lo 530524
\set hi 530524
BEGIN; :scope; SELECT pg_temp.seen(1, 'one county'), pg_temp.others(532930); COMMIT;
\set lo 532930
\set hi 532930
BEGIN; :scope; SELECT pg_temp.seen(1, 'the other county'), pg_temp.others(530524); COMMIT;
\set lo 530524
\set hi 530524
BEGIN; :scope; SELECT pg_temp.seen(1, 'the first again'); ROLLBACK;
\set lo 530000
\set hi 539999
BEGIN; :scope; SELECT pg_temp.seen(2, 'their province'); COMMIT;
\set lo 540000
\set hi 549999
BEGIN; :scope; SELECT pg_temp.seen(0, 'another province'); COMMIT;
SELECT pg_temp.seen(0, 'in the end');
