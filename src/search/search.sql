-- Says that a text has come, has changed or is to be forgotten, in the
-- transaction of the text itself. The queue is SQLite's: PostgreSQL keeps its
-- index in the same transaction.
-- query search_queue_add exec
-- in change:change_id tenant:county_code case_id:case_id part:int kind:index_kind op:index_op
-- only sqlite
INSERT INTO search_queue (change, tenant, case_id, part, kind, op)
VALUES (:change, :tenant, :case_id, :part, :kind, :op);

-- What the index has still to take in, in order; the queue is SQLite's.
-- query search_queue_after many
-- in mark:int limit:int
-- out change:int tenant:county_code case_id:case_id part:int kind:index_kind op:index_op
-- only sqlite
SELECT change, tenant, case_id, part, kind, op FROM search_queue
WHERE change > :mark ORDER BY change LIMIT :limit;

-- The newest row of SQLite's queue.
-- query search_queue_last one
-- out change:int
-- only sqlite
SELECT coalesce(max(change), 0) AS change FROM search_queue;

-- Removes from SQLite's queue what has been taken in: at most 500 rows, one closure of the lane.
-- query search_queue_trim exec
-- in mark:int
-- only sqlite
DELETE FROM search_queue WHERE change IN
	(SELECT change FROM search_queue WHERE change <= :mark ORDER BY change LIMIT 500);

-- The last change whose queue row was removed: an index older than this has a gap.
-- query search_trimmed maybe
-- out value:text
SELECT value FROM setting WHERE name = 'search.trimmed';

-- query search_trimmed_put exec
-- in value:text
INSERT INTO setting (name, value) VALUES ('search.trimmed', :value)
ON CONFLICT (name) DO UPDATE SET value = :value;

-- query search_words maybe
-- in county:county_code case_id:case_id part:int
-- out words:text
SELECT words FROM case_text WHERE county = :county AND case_id = :case_id AND part = :part;

-- query search_public maybe
-- in county:county_code case_id:case_id gen:int
-- out state:public_state title:text words:text answer:text
SELECT state, title, words, answer FROM public_case
WHERE county = :county AND case_id = :case_id AND gen = :gen;

-- Every text there is, for making and checking the index, which serves all counties of the folder.
-- query search_all_words each anycounty walk
-- out county:county_code case_id:case_id part:int words:text
SELECT county, case_id, part, words FROM case_text ORDER BY county, case_id, part;

-- Every published text that is shown; for the same.
-- query search_all_public each anycounty walk
-- out county:county_code case_id:case_id gen:int title:text words:text answer:text
SELECT county, case_id, gen, title, words, answer FROM public_case
WHERE state = 1 ORDER BY county, case_id, gen;
