-- Who brought a version in, from the page or by `lianxin pack load` (nobody).
ALTER TABLE pack ADD COLUMN loaded_by INTEGER;

-- What an office is changing of its own pack before it becomes a version: one
-- draft a place, always a whole pack that would be accepted.
CREATE TABLE pack_draft (
	region  INTEGER PRIMARY KEY,
	edition INTEGER NOT NULL,                    -- grows with each change; steps on an older page are refused
	source  TEXT NOT NULL,                       -- YAML
	account INTEGER NOT NULL,                    -- who changed it last
	touched INTEGER NOT NULL
) STRICT;
