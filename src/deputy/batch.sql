-- query batch_last one
-- in county:county_code
-- out id:int
SELECT coalesce(max(id), 0) AS id FROM deputy_batch WHERE county = :county;

-- query batch_add exec
-- in county:county_code id:batch_id state:batch_state file:text account:account_id? now:time
INSERT INTO deputy_batch(county, id, state, file, account, created) VALUES (:county, :id, :state, :file, :account, :now);

-- query batch_end exec
-- in county:county_code id:batch_id state:batch_state added:int updated:int skipped:int now:time
UPDATE deputy_batch SET state = :state, closed = :now, added = :added, updated = :updated, skipped = :skipped
WHERE county = :county AND id = :id;

-- query batch_state_set exec
-- in county:county_code id:batch_id state:batch_state
UPDATE deputy_batch SET state = :state WHERE county = :county AND id = :id;

-- query batch_one maybe
-- in county:county_code id:batch_id
-- out id:batch_id state:batch_state file:text account:text? created:time added:int updated:int skipped:int
SELECT b.id, b.state, b.file, a.display AS account, b.created, b.added, b.updated, b.skipped
FROM deputy_batch b LEFT JOIN account a ON a.id = b.account WHERE b.county = :county AND b.id = :id;

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
