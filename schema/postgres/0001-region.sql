-- What every table of the program gets; the migrations below and after this one
-- CALL one of the two for each.
--
-- The program connects as a member of lianxin_app, which may read and write rows
-- and nothing else; migrations run as the owner of the tables. An owner that may
-- not create roles finds the role made by the operator.
DO $$ BEGIN
	IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lianxin_app') THEN
		CREATE ROLE lianxin_app NOLOGIN;
	END IF;
END $$;

CREATE TABLE schema_version (
	version bigint PRIMARY KEY,
	done    timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON schema_version TO lianxin_app;

-- A table the same for all tenants.
CREATE PROCEDURE reference_table(name regclass) LANGUAGE plpgsql AS $$ BEGIN
	EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO lianxin_app', name);
END $$;

-- A table whose rows belong to a county: a transaction sees and writes those of
-- its scope (db_scope) and no others; without a scope, none. A setting that was
-- local to a former transaction reads as '', hence nullif. The owner is held to
-- it too. coalesce() hides the comparison from the planner: seen, it would count as
-- a second condition as narrow as the query's own `county = `, every estimate would
-- drop to one row, and lists would begin at the stations and sort all cases.
CREATE PROCEDURE tenant_table(name regclass) LANGUAGE plpgsql AS $$ BEGIN
	EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
	EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
	EXECUTE format('CREATE POLICY scope ON %s USING (coalesce(county BETWEEN '
		'nullif(current_setting(''lianxin.lo'', true), '''')::bigint AND '
		'nullif(current_setting(''lianxin.hi'', true), '''')::bigint, false))', name);
	EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO lianxin_app', name);
END $$;

REVOKE ALL ON PROCEDURE reference_table(regclass), tenant_table(regclass) FROM PUBLIC;

-- The national division table (lianxin region import): a reference table, the
-- same for every tenant, so it has no column county. code is the twelve-digit
-- statistical code as a number: everything below a place is a range of codes.
CREATE TABLE region (
	code         bigint PRIMARY KEY,
	parent       bigint NOT NULL,  -- 0 above the provinces
	level        bigint NOT NULL,  -- region_level, from the source, never from zeros
	has_congress bigint NOT NULL,
	name         text NOT NULL,
	pinyin       text NOT NULL,    -- without tones and blanks: changsha
	initials     text NOT NULL
);
CREATE INDEX region_parent ON region(parent, code);
-- Searches of the whole country go down to townships (level 5); villages are
-- looked for inside a county, whose few hundred rows are one range of codes.
-- Each index can order what it finds by level without looking at the rows.
CREATE INDEX region_level ON region(level, code) WHERE level <= 5;
CREATE INDEX region_name ON region(name, level) WHERE level <= 5;
CREATE INDEX region_pinyin ON region(pinyin, level) WHERE level <= 5;
CREATE INDEX region_initials ON region(initials, level) WHERE level <= 5;

-- One row once a table is complete; readers see no region before that.
CREATE TABLE region_import (
	id          bigint PRIMARY KEY CHECK (id = 1),
	source_rows bigint NOT NULL,
	regions     bigint NOT NULL,
	hash        bytea NOT NULL,
	done        bigint NOT NULL  -- moment
);

CALL reference_table('region');
CALL reference_table('region_import');
