-- Who brought a version in, from the page or by `lianxin pack load` (nobody).
ALTER TABLE pack ADD COLUMN loaded_by bigint;

-- What an office is changing of its own pack before it becomes a version: one
-- draft a place, always a whole pack that would be accepted.
CREATE TABLE pack_draft (
	region  bigint NOT NULL PRIMARY KEY,
	edition bigint NOT NULL,   -- grows with each change; steps on an older page are refused
	source  text NOT NULL,     -- YAML
	account bigint NOT NULL,   -- who changed it last
	touched bigint NOT NULL
);
CALL reference_table('pack_draft');
