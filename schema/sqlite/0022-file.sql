-- Pictures and documents that belong to something. The bytes lie in DIR/files, or
-- on PostgreSQL in file_blob, named by their hash: stored once for a county. A row
-- of owner 1 (held) was uploaded with a form that is not stored yet.
CREATE TABLE file (
	county   INTEGER NOT NULL,
	id       TEXT NOT NULL,                      -- 128 random bits, base64url
	owner    INTEGER NOT NULL,                   -- file_owner
	owner_id INTEGER NOT NULL,                   -- its id; 0 while held
	part     INTEGER NOT NULL,                   -- round of a reply, number of a supplement..., 0 if there is one only
	seq      INTEGER NOT NULL,                   -- order among those
	kind     INTEGER NOT NULL,
	format   INTEGER NOT NULL,
	name     TEXT NOT NULL,                      -- as the sender called it, made safe
	bytes    INTEGER NOT NULL,
	width    INTEGER NOT NULL,
	height   INTEGER NOT NULL,
	hash     BLOB NOT NULL,                      -- SHA-256 of the bytes; of a picture's large size
	small    BLOB,                               -- of a picture's small size
	created  INTEGER NOT NULL,
	account  INTEGER,                            -- who uploaded it; NULL: a resident
	public   TEXT,                               -- its id for everybody, while it is published
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_place ON file(county, owner, owner_id, part, seq);
CREATE INDEX file_held ON file(county, created) WHERE owner = 1;
CREATE INDEX file_public ON file(county, public) WHERE public IS NOT NULL;
CREATE INDEX file_hash ON file(county, hash);
CREATE INDEX file_small ON file(county, small) WHERE small IS NOT NULL;
