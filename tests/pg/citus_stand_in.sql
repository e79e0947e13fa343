-- The functions of Citus that schema/postgres/citus.sql calls, writing down what they
-- are told; Debian has no Citus. They refuse what Citus 11 to 13 refuses, as far as its
-- documentation and sources say (docs/scale.md).
CREATE TABLE spread(name text PRIMARY KEY, kind text);

CREATE FUNCTION spread_kind(relation regclass) RETURNS text LANGUAGE sql AS
	$$ SELECT kind FROM spread WHERE name = relation::text $$;

-- What holds for both kinds of table.
CREATE FUNCTION spread_rules(relation regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation
		AND spread_kind(k.confrelid) IS NULL) THEN
		RAISE EXCEPTION '% comes before a table it refers to', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = relation AND attidentity <> '' AND atttypid <> 'bigint'::regtype) THEN
		RAISE EXCEPTION '% has an identity that is no bigint', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_inherits WHERE inhrelid = relation OR inhparent = relation)
		OR EXISTS (SELECT FROM pg_rewrite WHERE ev_class = relation)
		OR (SELECT relpersistence FROM pg_class WHERE oid = relation) <> 'p' THEN
		RAISE EXCEPTION '% is no plain table', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_policy WHERE polrelid = relation
		AND (polqual::text LIKE '%{SUBLINK%' OR polwithcheck::text LIKE '%{SUBLINK%')) THEN
		RAISE EXCEPTION '% has a rule of the rows with a query in it', relation;
	END IF;
END $$;

-- No key over all nodes; only neighbours and copied tables can be referred to.
CREATE FUNCTION create_distributed_table(relation regclass, county text, colocate_with text DEFAULT 'default')
RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	PERFORM spread_rules(relation);
	IF county <> 'county' OR (relation <> 'casefile'::regclass AND colocate_with <> 'casefile') THEN
		RAISE EXCEPTION '% does not lie with the other rows of its county', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_index i WHERE i.indrelid = relation AND (i.indisunique OR i.indisexclusion)
		AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = relation AND a.attname = 'county'
			AND a.attnum = ANY (i.indkey))) THEN
		RAISE EXCEPTION '% has a key without the county', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation AND spread_kind(k.confrelid) = 'tenant'
		AND NOT EXISTS (SELECT FROM unnest(k.conkey, k.confkey) AS u(own, other)
			JOIN pg_attribute a ON a.attrelid = relation AND a.attnum = u.own AND a.attname = 'county'
			JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.other AND b.attname = 'county')) THEN
		RAISE EXCEPTION '% refers to rows of another county', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation
		AND (k.confdeltype IN ('n', 'd') OR k.confupdtype IN ('n', 'd', 'c'))) THEN
		RAISE EXCEPTION '% has a reference that would change the county', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND NOT tgisinternal)
		AND current_setting('citus.enable_unsafe_triggers', true) IS DISTINCT FROM 'on' THEN
		RAISE EXCEPTION '% has a trigger', relation;
	END IF;
	INSERT INTO spread VALUES (relation::text, 'tenant');
END $$;

CREATE FUNCTION create_reference_table(relation regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
	PERFORM spread_rules(relation);
	IF EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = relation
		AND spread_kind(k.confrelid) <> 'reference') THEN
		RAISE EXCEPTION '%, which is everywhere, refers to a table that is spread', relation;
	END IF;
	IF EXISTS (SELECT FROM pg_trigger WHERE tgrelid = relation AND NOT tgisinternal) THEN
		RAISE EXCEPTION '% has a trigger, which no copied table may have', relation;
	END IF;
	INSERT INTO spread VALUES (relation::text, 'reference');
END $$;
