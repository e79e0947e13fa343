-- A file that was sent with a form not stored yet.
-- query file_insert exec
-- in county:county_code id:text seq:int kind:file_kind format:file_format name:text bytes:int width:int height:int
-- in hash:blob small:blob? now:time account:account_id?
INSERT INTO file(county, id, owner, owner_id, part, seq, kind, format, name, bytes, width, height, hash, small,
	created, account)
VALUES (:county, :id, 1, 0, 0, :seq, :kind, :format, :name, :bytes, :width, :height, :hash, :small, :now, :account);

-- query file_by_id maybe
-- in county:county_code id:text
-- out id:text owner:file_owner owner_id:int part:int seq:int kind:file_kind format:file_format name:text
-- out bytes:int width:int height:int hash:blob small:blob? created:time account:account_id? public:text?
SELECT id, owner, owner_id, part, seq, kind, format, name, bytes, width, height, hash, small, created, account, public
FROM file WHERE county = :county AND id = :id;

-- query file_by_public maybe
-- in county:county_code public:text
-- rows file_by_id
SELECT id, owner, owner_id, part, seq, kind, format, name, bytes, width, height, hash, small, created, account, public
FROM file WHERE county = :county AND public = :public;

-- All files of an owner, in order; a thing with more than 200 files is none of ours.
-- query file_of_owner many
-- in county:county_code owner:file_owner owner_id:int
-- rows file_by_id
SELECT id, owner, owner_id, part, seq, kind, format, name, bytes, width, height, hash, small, created, account, public
FROM file WHERE county = :county AND owner = :owner AND owner_id = :owner_id ORDER BY part, seq LIMIT 200;

-- The place behind the last one of an owner's part.
-- query file_next one
-- in county:county_code owner:file_owner owner_id:int part:int
-- out seq:int
SELECT coalesce(max(seq), 0) + 1 AS seq FROM file
WHERE county = :county AND owner = :owner AND owner_id = :owner_id AND part = :part;

-- Only what is held can be given away: not twice, and not another owner's.
-- query file_give exec
-- in county:county_code id:text owner:file_owner owner_id:int part:int seq:int
UPDATE file SET owner = :owner, owner_id = :owner_id, part = :part, seq = :seq
WHERE county = :county AND id = :id AND owner = 1;

-- query file_delete exec
-- in county:county_code id:text owner:file_owner owner_id:int
DELETE FROM file WHERE county = :county AND id = :id AND owner = :owner AND owner_id = :owner_id;

-- query file_show exec
-- in county:county_code id:text public:text?
UPDATE file SET public = :public WHERE county = :county AND id = :id;

-- What was uploaded with forms that were never stored.
-- query file_held_drop exec
-- in county:county_code before:time limit:int
DELETE FROM file WHERE county = :county AND id IN (SELECT id FROM file
	WHERE county = :county AND owner = 1 AND created < :before ORDER BY created LIMIT :limit);

-- Does any row name these bytes?
-- query file_names one
-- in county:county_code hash:blob
-- out named:int
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM file WHERE county = :county AND hash = :hash) OR
	EXISTS (SELECT 1 FROM file WHERE county = :county AND small = :hash) THEN 1 ELSE 0 END AS bigint) AS named;

-- The next files by id, for checking all of a county.
-- query file_after many
-- in county:county_code after:text limit:int
-- rows file_by_id
SELECT id, owner, owner_id, part, seq, kind, format, name, bytes, width, height, hash, small, created, account, public
FROM file WHERE county = :county AND id > :after ORDER BY id LIMIT :limit;

-- query file_counties many
-- out county:county_code
SELECT county FROM tenant ORDER BY county;

-- ---- PostgreSQL: the bytes themselves, in pieces ----

-- SQLite has a folder for them.
-- query blob_put exec
-- in county:county_code hash:blob piece:int now:time bytes:blob
-- only postgres
INSERT INTO file_blob (county, hash, piece, stored, bytes) VALUES (:county, :hash, :piece, :now, :bytes)
ON CONFLICT (county, hash, piece) DO UPDATE SET stored = excluded.stored, bytes = excluded.bytes;

-- Used again: the sweep waits for another day. No row: the bytes are not there.
-- query blob_touch exec
-- in county:county_code hash:blob now:time
-- only postgres
UPDATE file_blob SET stored = :now WHERE county = :county AND hash = :hash AND piece = 0;

-- SQLite has a folder for them.
-- query blob_piece maybe
-- in county:county_code hash:blob piece:int
-- out bytes:blob
-- only postgres
SELECT bytes FROM file_blob WHERE county = :county AND hash = :hash AND piece = :piece;

-- The next bytes stored or used last before that, and whether a row names them. SQLite has a folder.
-- query blob_aged many
-- in county:county_code after:time before:time limit:int
-- out hash:blob stored:time named:int
-- only postgres
SELECT hash, stored, CAST(CASE WHEN EXISTS (SELECT 1 FROM file f WHERE f.county = :county AND f.hash = b.hash)
	OR EXISTS (SELECT 1 FROM file f WHERE f.county = :county AND f.small = b.hash) THEN 1 ELSE 0 END AS bigint) AS named
FROM file_blob b WHERE county = :county AND piece = 0 AND stored > :after AND stored < :before
ORDER BY stored LIMIT :limit;

-- SQLite has a folder for them.
-- query blob_drop exec
-- in county:county_code hash:blob
-- only postgres
DELETE FROM file_blob WHERE county = :county AND hash = :hash;
