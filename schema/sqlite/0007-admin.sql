-- Every change leaves one row here, in the same transaction. leaf =
-- SHA-256(0x00 || row with personal parts as salted hashes); order and signed
-- checkpoints are made by a background job later (semantics.md, Audit).
CREATE TABLE audit (
	county   INTEGER NOT NULL,
	id       INTEGER NOT NULL,                   -- time-ordered stamp
	at       INTEGER NOT NULL,
	account  INTEGER,                            -- NULL: a resident or the program itself
	grant_id INTEGER,
	action   TEXT NOT NULL,
	object   TEXT NOT NULL,
	result   TEXT NOT NULL DEFAULT '',
	reason   TEXT,                               -- typed by a person: hashed with the salt
	salt     BLOB NOT NULL,
	leaf     BLOB NOT NULL,
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;

-- Keys of forms already used: the same key gives the same receipt for 7 days.
-- The key starts with its time, so rows append.
CREATE TABLE form_key (
	county   INTEGER NOT NULL,
	key      BLOB NOT NULL,
	fields   BLOB NOT NULL,                      -- hash of what was sent
	status   INTEGER NOT NULL,
	location TEXT NOT NULL,
	PRIMARY KEY (county, key)
) STRICT, WITHOUT ROWID;

-- Texts that the search index has still to take in, by the lane's stamp. This
-- table belongs to one copy with embedded SQLite; other engines do not use it.
CREATE TABLE search_queue (
	change  INTEGER PRIMARY KEY,
	tenant  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	part    INTEGER NOT NULL,
	kind    INTEGER NOT NULL,                    -- internal or public
	op      INTEGER NOT NULL                     -- add or delete
) STRICT;

CREATE TABLE setting (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
