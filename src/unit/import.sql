-- query unit_batch_next one
-- in county:county_code
-- out id:batch_id
SELECT coalesce(max(id), 0) + 1 AS id FROM unit_batch WHERE county = :county;

-- query unit_batch_add exec
-- in county:county_code id:batch_id file:text account:account_id lo:int hi:int duplicates:duplicates columns:text sheet:text now:time
INSERT INTO unit_batch(county, id, state, file, account, region_lo, region_hi, duplicates, columns, sheet, created)
VALUES (:county, :id, 4, :file, :account, :lo, :hi, :duplicates, :columns, :sheet, :now);

-- One import of the places asked for.
-- query unit_batch_one maybe
-- in county:county_code id:batch_id lo:int hi:int
-- out id:batch_id state:batch_state version:int file:text display:text? region_lo:int region_hi:int duplicates:duplicates columns:text
-- out sheet:text created:time added:int updated:int skipped:int taken:int
SELECT b.id, b.state, b.version, b.file, a.display, b.region_lo, b.region_hi, b.duplicates, b.columns, b.sheet, b.created, b.added,
	b.updated, b.skipped, b.taken
FROM unit_batch b LEFT JOIN account a ON a.id = b.account
WHERE b.county = :county AND b.id = :id AND b.region_lo >= :lo AND b.region_hi <= :hi;

-- The latest first.
-- query unit_batch_list many
-- in county:county_code before:int lo:int hi:int limit:int
-- out id:batch_id state:batch_state file:text display:text? created:time added:int updated:int taken:int
SELECT b.id, b.state, b.file, a.display, b.created, b.added, b.updated, b.taken
FROM unit_batch b LEFT JOIN account a ON a.id = b.account
WHERE b.county = :county AND b.id < :before AND b.region_lo >= :lo AND b.region_hi <= :hi ORDER BY b.id DESC LIMIT :limit;

-- ---- steps: no row changes when the page was outdated ----

-- query unit_batch_look exec
-- in county:county_code id:batch_id version:int columns:text duplicates:duplicates
UPDATE unit_batch SET columns = :columns, duplicates = :duplicates, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state = 4;

-- query unit_batch_done exec
-- in county:county_code id:batch_id version:int added:int updated:int skipped:int
UPDATE unit_batch SET state = 2, sheet = '', added = :added, updated = :updated, skipped = :skipped, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state = 4;

-- query unit_batch_undone exec
-- in county:county_code id:batch_id version:int taken:int
UPDATE unit_batch SET state = 3, taken = :taken, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state = 2;

-- query unit_batch_drop exec
-- in county:county_code id:batch_id version:int
DELETE FROM unit_batch WHERE county = :county AND id = :id AND version = :version AND state = 4;

-- Files that nobody went on with.
-- query unit_batch_sweep exec
-- in county:county_code old:time
DELETE FROM unit_batch WHERE county = :county AND state = 4 AND created < :old;

-- ---- its units ----

-- query unit_by_name maybe
-- in county:county_code name:text
-- out id:unit_id region:region_code version:int
SELECT id, region, version FROM unit WHERE county = :county AND name = :name;

-- query unit_move exec
-- in county:county_code id:unit_id version:int region:region_code
UPDATE unit SET region = :region, version = version + 1 WHERE county = :county AND id = :id AND version = :version;

-- query unit_batch_row_add exec
-- in county:county_code batch:batch_id unit:unit_id version:int before:int?
INSERT INTO unit_batch_row(county, batch, unit, version, before) VALUES (:county, :batch, :unit, :version, :before);

-- What an import left, and why it cannot be taken back: changed since; and, of a new one, somebody works for it (even an ended
-- grant), it had a case, keeps a link, owes something.
-- query unit_batch_rows many
-- in county:county_code batch:batch_id limit:int
-- out unit:unit_id name:text version:int before:int? why:undo_reason?
SELECT w.unit, u.name, u.version, w.before, cast(CASE WHEN u.version <> w.version THEN 1 WHEN w.before IS NOT NULL THEN NULL
	WHEN EXISTS (SELECT 1 FROM grants g WHERE g.county = :county AND g.unit = u.id AND g.unit IS NOT NULL) THEN 2
	WHEN EXISTS (SELECT 1 FROM case_part c WHERE c.county = :county AND c.unit = u.id) THEN 4
	WHEN EXISTS (SELECT 1 FROM link l WHERE l.county = :county AND l.from_kind = 2 AND l.from_id = u.id AND l.ended IS NULL) THEN 5
	WHEN EXISTS (SELECT 1 FROM obligation o WHERE o.county = :county AND o.owner_kind = 2 AND o.owner = u.id)
		OR EXISTS (SELECT 1 FROM obligation o WHERE o.county = :county AND o.check_kind = 2 AND o.checker = u.id) THEN 6
	END AS bigint) AS why
FROM unit_batch_row w JOIN unit u ON u.county = :county AND u.id = w.unit
WHERE w.county = :county AND w.batch = :batch ORDER BY w.unit LIMIT :limit;

-- query unit_batch_row_drop exec
-- in county:county_code batch:batch_id unit:unit_id
DELETE FROM unit_batch_row WHERE county = :county AND batch = :batch AND unit = :unit;

-- query unit_drop exec
-- in county:county_code id:unit_id version:int
DELETE FROM unit WHERE county = :county AND id = :id AND version = :version;
