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

-- ---- PostgreSQL: bigrams as {1,2,...}, written in the transaction of the text ----

-- The keys come ready: search_keys() takes longer than all else here. SQLite has a
-- queue and an index file of its own.
-- query search_text_put exec distinct
-- in county:county_code kind:index_kind case_id:case_id part:int keys:text
-- only postgres
INSERT INTO search_text (county, kind, case_id, part, keys)
VALUES (:county, :kind, :case_id, :part, cast(:keys AS bigint[]))
ON CONFLICT (county, kind, case_id, part) DO UPDATE SET keys = excluded.keys;

-- SQLite has a queue and an index file of its own.
-- query search_text_drop exec
-- in county:county_code kind:index_kind case_id:case_id part:int
-- only postgres
DELETE FROM search_text
WHERE county = :county AND kind = :kind AND case_id = :case_id AND part = :part;

-- The next texts below (before, before_part) that hold all bigrams; for words that
-- need no look at the text. SQLite asks its index file.
-- query search_found many together
-- in county:county_code kind:index_kind before:case_id before_part:int grams:text limit:int
-- out case_id:case_id part:int
-- only postgres
SELECT case_id, part FROM search_find(:county, :kind, :before, :before_part,
	cast(:grams AS bigint[]), :limit);
-- joint
SELECT case_id, part, n FROM search_find_each(:county, :kind, :before, :before_part, :grams, :limit);

-- Likewise, with the text. SQLite asks its index file.
-- query search_found_words many
-- in county:county_code before:case_id before_part:int grams:text limit:int
-- out case_id:case_id part:int words:text?
-- only postgres
SELECT f.case_id, f.part, t.words
FROM search_find(:county, 1, :before, :before_part, cast(:grams AS bigint[]), :limit) f
LEFT JOIN case_text t ON t.county = :county AND t.case_id = f.case_id AND t.part = f.part
ORDER BY f.case_id DESC, f.part DESC;

-- Likewise, with the published text. SQLite asks its index file.
-- query search_found_public many
-- in county:county_code before:case_id before_part:int grams:text limit:int
-- out case_id:case_id part:int title:text? words:text? answer:text?
-- only postgres
SELECT f.case_id, f.part, p.title, p.words, p.answer
FROM search_find(:county, 2, :before, :before_part, cast(:grams AS bigint[]), :limit) f
LEFT JOIN public_case p ON p.county = :county AND p.case_id = f.case_id AND p.gen = f.part
	AND p.state = 1
ORDER BY f.case_id DESC, f.part DESC;

-- Tenants, whose texts are looked through one after the other; a folder is walked as a whole.
-- query search_tenants many
-- out county:county_code
-- only postgres
SELECT county FROM tenant ORDER BY county;

-- A page of texts. A folder is walked as a whole.
-- query search_page_words many
-- in county:county_code after:int part:int limit:int
-- out case_id:case_id part:int words:text
-- only postgres
SELECT case_id, part, words FROM case_text
WHERE county = :county AND (case_id, part) > (:after, :part)
ORDER BY case_id, part LIMIT :limit;

-- Likewise of published copies that are shown. A folder is walked as a whole.
-- query search_page_public many
-- in county:county_code after:int part:int limit:int
-- out case_id:case_id part:int title:text words:text answer:text
-- only postgres
SELECT case_id, gen AS part, title, words, answer FROM public_case
WHERE county = :county AND (case_id, gen) > (:after, :part) AND state = 1
ORDER BY case_id, gen LIMIT :limit;

-- Keeps a page of texts as they are until what is made of them is written; a folder is locked.
-- query search_hold_words one
-- in county:county_code after:int part:int limit:int
-- out n:int
-- only postgres
SELECT count(*) AS n FROM (SELECT case_id FROM case_text
	WHERE county = :county AND (case_id, part) > (:after, :part)
	ORDER BY case_id, part LIMIT :limit FOR SHARE) held;

-- Likewise of published copies; a folder is locked.
-- query search_hold_public one
-- in county:county_code after:int part:int limit:int
-- out n:int
-- only postgres
SELECT count(*) AS n FROM (SELECT case_id FROM public_case
	WHERE county = :county AND (case_id, gen) > (:after, :part) AND state = 1
	ORDER BY case_id, gen LIMIT :limit FOR SHARE) held;

-- Writes a page in one go: numbers as {1,2,...}, the bigrams of the texts divided by ';'.
-- What is right already stays as it is. SQLite writes its index file.
-- query search_page_put exec
-- in county:county_code kind:index_kind ids:text parts:text grams:text
-- only postgres
INSERT INTO search_text (county, kind, case_id, part, keys)
SELECT :county, :kind, n.case_id, n.part,
	search_keys(:county, :kind, n.case_id, cast(n.grams AS bigint[]))
FROM ROWS FROM (unnest(cast(:ids AS bigint[])), unnest(cast(:parts AS bigint[])),
	unnest(string_to_array(:grams, ';'))) AS n(case_id, part, grams)
ON CONFLICT (county, kind, case_id, part) DO UPDATE SET keys = excluded.keys
WHERE search_text.keys <> excluded.keys;

-- How many texts of a page are not there, and how many with other bigrams. SQLite reads its index file.
-- query search_page_differs one
-- in county:county_code kind:index_kind ids:text parts:text grams:text
-- out missing:int wrong:int
-- only postgres
SELECT count(*) FILTER (WHERE s.keys IS NULL) AS missing, count(*) FILTER (WHERE s.keys <>
	search_keys(:county, :kind, n.case_id, cast(n.grams AS bigint[]))) AS wrong
FROM ROWS FROM (unnest(cast(:ids AS bigint[])), unnest(cast(:parts AS bigint[])),
	unnest(string_to_array(:grams, ';'))) AS n(case_id, part, grams)
LEFT JOIN search_text s ON s.county = :county AND s.kind = :kind AND s.case_id = n.case_id
	AND s.part = n.part;

-- Rows without a text. SQLite reads its index file.
-- query search_extra one
-- in county:county_code
-- out n:int
-- only postgres
SELECT count(*) AS n FROM search_text s WHERE s.county = :county AND NOT (CASE s.kind
	WHEN 1 THEN EXISTS (SELECT 1 FROM case_text t
		WHERE t.county = :county AND t.case_id = s.case_id AND t.part = s.part)
	ELSE EXISTS (SELECT 1 FROM public_case p WHERE p.county = :county
		AND p.case_id = s.case_id AND p.gen = s.part AND p.state = 1) END);

-- SQLite makes its index file anew.
-- query search_extra_drop exec
-- in county:county_code
-- only postgres
DELETE FROM search_text s WHERE s.county = :county AND NOT (CASE s.kind
	WHEN 1 THEN EXISTS (SELECT 1 FROM case_text t
		WHERE t.county = :county AND t.case_id = s.case_id AND t.part = s.part)
	ELSE EXISTS (SELECT 1 FROM public_case p WHERE p.county = :county
		AND p.case_id = s.case_id AND p.gen = s.part AND p.state = 1) END);
