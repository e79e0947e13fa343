-- Pictures and documents that belong to something. The bytes lie in DIR/files, or
-- on PostgreSQL in file_blob, named by their hash: stored once for a county. A row
-- of owner 1 (held) was uploaded with a form that is not stored yet.
CREATE TABLE file (
	county   bigint NOT NULL,
	id       text NOT NULL,     -- 128 random bits, base64url
	owner    bigint NOT NULL,   -- file_owner
	owner_id bigint NOT NULL,   -- its id; 0 while held
	part     bigint NOT NULL,   -- round of a reply, number of a supplement..., 0 if there is one only
	seq      bigint NOT NULL,   -- order among those
	kind     bigint NOT NULL,
	format   bigint NOT NULL,
	name     text NOT NULL,     -- as the sender called it, made safe
	bytes    bigint NOT NULL,
	width    bigint NOT NULL,
	height   bigint NOT NULL,
	hash     bytea NOT NULL,    -- SHA-256 of the bytes; of a picture's large size
	small    bytea,             -- of a picture's small size
	created  bigint NOT NULL,
	account  bigint,            -- who uploaded it; NULL: a resident
	public   text,              -- its id for everybody, while it is published
	PRIMARY KEY (county, id)
);
CREATE INDEX file_place ON file(county, owner, owner_id, part, seq);
CREATE INDEX file_held ON file(county, created) WHERE owner = 1;
CREATE INDEX file_public ON file(county, public) WHERE public IS NOT NULL;
CREATE INDEX file_hash ON file(county, hash);
CREATE INDEX file_small ON file(county, small) WHERE small IS NOT NULL;

-- The bytes, for all copies of the program alike: in pieces, so that neither side
-- ever holds a whole document. Piece 0 is written last and says that all are there.
CREATE TABLE file_blob (
	county bigint NOT NULL,
	hash   bytea NOT NULL,
	piece  bigint NOT NULL,     -- 0: none of the bytes, but how many pieces follow
	stored bigint NOT NULL,     -- of piece 0: when it was last put or used
	bytes  bytea NOT NULL,
	PRIMARY KEY (county, hash, piece)
);
-- Pictures do not get smaller, and a document is read whole.
ALTER TABLE file_blob ALTER bytes SET STORAGE EXTERNAL;
CREATE INDEX file_blob_age ON file_blob(county, stored) WHERE piece = 0;

CALL tenant_table('file');
CALL tenant_table('file_blob');
