-- The functions of Citus that schema/postgres/citus.sql calls, writing down what they
-- are told; Debian has no Citus. They refuse a table that comes before one it refers to.
CREATE TABLE spread(name text PRIMARY KEY, kind text);

CREATE FUNCTION create_distributed_table(relation regclass, county text, colocate_with text DEFAULT 'default')
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	IF county <> 'county' OR (relation <> 'casefile'::regclass AND colocate_with <> 'casefile') THEN
		RAISE EXCEPTION '% does not lie with the other rows of its county', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation
		AND NOT EXISTS (SELECT FROM spread s WHERE s.name = k.confrelid::regclass::text)) THEN
		RAISE EXCEPTION '% comes before a table it refers to', relation;
	END IF;
	INSERT INTO spread VALUES (relation::text, 'tenant');
END $$;

CREATE FUNCTION create_reference_table(relation regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation
		AND NOT EXISTS (SELECT FROM spread s WHERE s.name = k.confrelid::regclass::text)) THEN
		RAISE EXCEPTION '% comes before a table it refers to', relation;
	END IF;
	INSERT INTO spread VALUES (relation::text, 'reference');
END $$;
