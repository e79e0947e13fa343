-- query batch_last one
-- in county:county_code
-- out id:int
SELECT coalesce(max(id), 0) AS id FROM deputy_batch WHERE county = :county;

-- query batch_add exec
-- in county:county_code id:batch_id state:batch_state file:text account:account_id? region_lo:int region_hi:int
-- in duplicates:duplicates now:time
INSERT INTO deputy_batch(county, id, state, file, account, region_lo, region_hi, duplicates, created)
VALUES (:county, :id, :state, :file, :account, :region_lo, :region_hi, :duplicates, :now);

-- A file that is being sent: version 0 until all of it is here.
-- query batch_draft exec
-- in county:county_code id:batch_id file:text account:account_id by_grant:grant_id region_lo:int region_hi:int
-- in duplicates:duplicates wrapped:blob head:blob columns:text now:time
INSERT INTO deputy_batch(county, id, state, version, file, account, by_grant, region_lo, region_hi, duplicates, wrapped, head,
	columns, created) VALUES (:county, :id, 4, 0, :file, :account, :by_grant, :region_lo, :region_hi, :duplicates, :wrapped,
	:head, :columns, :now);

-- query batch_arrived exec
-- in county:county_code id:batch_id
UPDATE deputy_batch SET version = 1 WHERE county = :county AND id = :id AND version = 0;

-- query sheet_put exec
-- in county:county_code batch:batch_id part:int bytes:blob
INSERT INTO deputy_sheet(county, batch, part, bytes) VALUES (:county, :batch, :part, :bytes);

-- query sheet_parts many
-- in county:county_code batch:batch_id after:int limit:int
-- out part:int bytes:blob
SELECT part, bytes FROM deputy_sheet WHERE county = :county AND batch = :batch AND part > :after ORDER BY part LIMIT :limit;

-- query sheet_drop exec
-- in county:county_code batch:batch_id limit:int
DELETE FROM deputy_sheet WHERE county = :county AND batch = :batch AND part IN (SELECT d.part FROM deputy_sheet d
	WHERE d.county = :county AND d.batch = :batch ORDER BY d.part LIMIT :limit);

-- The end of an import.
-- query batch_end exec
-- in county:county_code id:batch_id state:batch_state people:int added:int updated:int unchanged:int skipped:int faults:int
-- in report:blob? now:time
UPDATE deputy_batch SET state = :state, closed = :now, people = :people, total = :people, added = :added, updated = :updated,
	unchanged = :unchanged, skipped = :skipped, faults = :faults, report = :report, version = version + 1
WHERE county = :county AND id = :id;

-- query batch_state_set exec
-- in county:county_code id:batch_id state:batch_state
UPDATE deputy_batch SET state = :state, version = version + 1 WHERE county = :county AND id = :id;

-- One import of the places asked for.
-- query batch_one maybe
-- in county:county_code id:batch_id lo:int hi:int
-- out id:batch_id state:batch_state version:int file:text account:account_id? by_grant:grant_id? display:text? region_lo:int region_hi:int
-- out duplicates:duplicates halt:batch_halt? wrapped:blob? head:blob? columns:text report:blob? created:time closed:time people:int
-- out total:int added:int updated:int unchanged:int skipped:int faults:int taken:int kept:int touched:int
SELECT b.id, b.state, b.version, b.file, b.account, b.by_grant, a.display, b.region_lo, b.region_hi, b.duplicates, b.halt, b.wrapped,
	b.head, b.columns, b.report, b.created, coalesce(b.closed, 0) AS closed, b.people, b.total, b.added, b.updated, b.unchanged,
	b.skipped, b.faults, b.taken, b.kept, b.touched
FROM deputy_batch b LEFT JOIN account a ON a.id = b.account
WHERE b.county = :county AND b.id = :id AND b.region_lo >= :lo AND b.region_hi <= :hi AND b.version > 0;

-- The latest imports first.
-- query batch_list many
-- in county:county_code before:int lo:int hi:int limit:int
-- out id:batch_id state:batch_state file:text display:text? created:time people:int added:int updated:int faults:int taken:int
SELECT b.id, b.state, b.file, a.display, b.created, b.people, b.added, b.updated, b.faults, b.taken
FROM deputy_batch b LEFT JOIN account a ON a.id = b.account
WHERE b.county = :county AND b.id < :before AND b.region_lo >= :lo AND b.region_hi <= :hi AND b.version > 0
ORDER BY b.id DESC LIMIT :limit;

-- ---- steps of the page: no row changes when the page was outdated ----

-- query batch_look exec
-- in county:county_code id:batch_id version:int columns:text duplicates:duplicates account:account_id by_grant:grant_id
UPDATE deputy_batch SET state = 5, columns = :columns, duplicates = :duplicates, people = 0, total = 0, faults = 0, report = NULL,
	halt = NULL, touched = 0, account = :account, by_grant = :by_grant, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state IN (4, 6);

-- query batch_start exec
-- in county:county_code id:batch_id version:int account:account_id by_grant:grant_id
UPDATE deputy_batch SET state = 1, people = 0, added = 0, updated = 0, unchanged = 0, skipped = 0, report = NULL, halt = NULL,
	touched = 0, account = :account, by_grant = :by_grant, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state = 6 AND faults = 0;

-- query batch_go_on exec
-- in county:county_code id:batch_id version:int account:account_id by_grant:grant_id
UPDATE deputy_batch SET halt = NULL, touched = 0, account = :account, by_grant = :by_grant, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND state IN (1, 5, 7) AND halt IS NOT NULL;

-- query batch_undo exec
-- in county:county_code id:batch_id version:int account:account_id by_grant:grant_id
UPDATE deputy_batch SET state = 7, taken = 0, kept = 0, report = NULL, halt = NULL, touched = 0, account = :account,
	by_grant = :by_grant, version = version + 1
WHERE county = :county AND id = :id AND version = :version AND (state = 2 OR (state = 1 AND halt IS NOT NULL));

-- Another import at work in the county, which this one must wait for.
-- query batch_busy one
-- in county:county_code id:batch_id
-- out busy:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM deputy_batch b WHERE b.county = :county AND b.id <> :id AND b.state IN (1, 7)) THEN 1
	ELSE 0 END AS bigint) AS busy;

-- ---- the work behind the pages ----

-- What is to be done anywhere: files to be looked at, imported, taken back; files that are not needed any more. Goes over all
-- tenants because nobody asks for it from inside one.
-- query batch_work many anycounty
-- in old:time
-- out county:county_code id:batch_id state:batch_state version:int touched:int
SELECT county, id, state, version, touched FROM deputy_batch
WHERE (state IN (1, 5, 7) AND halt IS NULL AND by_grant IS NOT NULL) OR (state IN (2, 3) AND head IS NOT NULL)
	OR (state IN (4, 6) AND created < :old) ORDER BY county, id LIMIT 50;

-- Of all copies one is at it: changes no row when another was faster.
-- query batch_claim exec
-- in county:county_code id:batch_id state:batch_state old:int now:int
UPDATE deputy_batch SET touched = :now WHERE county = :county AND id = :id AND state = :state AND touched = :old;

-- query batch_seen exec
-- in county:county_code id:batch_id people:int old:int now:int
UPDATE deputy_batch SET people = :people, touched = :now WHERE county = :county AND id = :id AND state = 5 AND touched = :old;

-- query batch_looked exec
-- in county:county_code id:batch_id old:int people:int added:int updated:int unchanged:int skipped:int faults:int report:blob?
UPDATE deputy_batch SET state = 6, people = :people, total = :people, added = :added, updated = :updated, unchanged = :unchanged,
	skipped = :skipped, faults = :faults, report = :report, version = version + 1
WHERE county = :county AND id = :id AND state = 5 AND touched = :old;

-- query batch_progress exec
-- in county:county_code id:batch_id done:int people:int added:int updated:int unchanged:int skipped:int faults:int now:int
UPDATE deputy_batch SET people = :people, added = :added, updated = :updated, unchanged = :unchanged, skipped = :skipped,
	faults = :faults, touched = :now
WHERE county = :county AND id = :id AND state = 1 AND halt IS NULL AND people = :done;

-- query batch_taken exec
-- in county:county_code id:batch_id taken:int kept:int report:blob? wrapped:blob? now:int
UPDATE deputy_batch SET taken = :taken, kept = :kept, report = :report, wrapped = coalesce(wrapped, :wrapped), touched = :now
WHERE county = :county AND id = :id AND state IN (3, 7) AND halt IS NULL;

-- query batch_stop exec
-- in county:county_code id:batch_id halt:batch_halt
UPDATE deputy_batch SET halt = :halt, version = version + 1 WHERE county = :county AND id = :id AND state IN (1, 5, 7);

-- Whether the right under which an import was begun still holds.
-- query batch_right one
-- in county:county_code by_grant:grant_id today:day
-- out holds:bool
SELECT cast(CASE WHEN EXISTS (SELECT 1 FROM grants g JOIN account a ON a.id = g.account WHERE g.id = :by_grant AND g.county = :county
	AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today) AND a.disabled IS NULL) THEN 1 ELSE 0 END AS bigint) AS holds;

-- query batch_forget exec
-- in county:county_code id:batch_id
UPDATE deputy_batch SET head = NULL WHERE county = :county AND id = :id;

-- query batch_drop exec
-- in county:county_code id:batch_id
DELETE FROM deputy_batch WHERE county = :county AND id = :id AND state IN (4, 6);

-- A person may stand in a file several times: the last version counts, the first `before`.
-- query batch_row_add exec
-- in county:county_code batch:batch_id person:person_id version:int before:blob?
INSERT INTO deputy_batch_row(county, batch, person, version, before) VALUES (:county, :batch, :person, :version, :before)
ON CONFLICT (county, batch, person) DO UPDATE SET version = excluded.version;

-- query batch_rows many
-- in county:county_code batch:batch_id after:int limit:int
-- out person:person_id version:int before:blob?
SELECT person, version, before FROM deputy_batch_row WHERE county = :county AND batch = :batch AND person > :after
ORDER BY person LIMIT :limit;

-- query batch_row_drop exec
-- in county:county_code batch:batch_id person:person_id
DELETE FROM deputy_batch_row WHERE county = :county AND batch = :batch AND person = :person;

-- A file that is given up: seen by nobody, dropped with the next round.
-- query batch_abandon exec
-- in county:county_code id:batch_id version:int
UPDATE deputy_batch SET version = 0, created = 1 WHERE county = :county AND id = :id AND version = :version AND state IN (4, 6);
