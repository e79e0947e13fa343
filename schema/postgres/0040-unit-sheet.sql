-- Units from a table: the file's rows, which column is what, and what came of it. A table is short and holds no person's
-- data, so it is kept as text and read again at each step.
CREATE TABLE unit_batch (
	county     bigint NOT NULL,
	id         bigint NOT NULL,
	state      bigint NOT NULL,             -- batch_state: draft, done, undone
	version    bigint NOT NULL DEFAULT 1,
	file       text NOT NULL,
	account    bigint NOT NULL,
	region_lo  bigint NOT NULL,             -- the places it may touch
	region_hi  bigint NOT NULL,
	duplicates bigint NOT NULL,
	columns    text NOT NULL,                -- what each column of the file is
	sheet      text NOT NULL,                -- its rows; '' when they are not needed any more
	created    bigint NOT NULL,
	added      bigint NOT NULL DEFAULT 0,
	updated    bigint NOT NULL DEFAULT 0,
	skipped    bigint NOT NULL DEFAULT 0,
	taken      bigint NOT NULL DEFAULT 0,   -- taken back
	PRIMARY KEY (county, id)
);

-- Whom it added or moved; when it was taken back, those that stayed.
CREATE TABLE unit_batch_row (
	county  bigint NOT NULL,
	batch   bigint NOT NULL,
	unit    bigint NOT NULL,
	version bigint NOT NULL,                -- as the import left it
	before  bigint,                         -- where it was; NULL: it was not here
	PRIMARY KEY (county, batch, unit)
);

CALL tenant_table('unit_batch');
CALL tenant_table('unit_batch_row');

-- A unit that somebody works for is not taken out again.
CREATE INDEX grants_unit ON grants(county, unit) WHERE unit IS NOT NULL;

-- Deputies by the beginning of their names.
CREATE INDEX person_name ON person(county, name, id);
