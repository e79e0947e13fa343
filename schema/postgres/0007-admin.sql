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
