-- One place of a complete table.
-- query region_by_code maybe
-- in code:region_code
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT code, parent, level, has_congress, name, pinyin, initials FROM region
WHERE code = :code AND EXISTS (SELECT 1 FROM region_import);

-- query region_below many
-- in parent:region_code after:region_code limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT code, parent, level, has_congress, name, pinyin, initials FROM region
WHERE parent = :parent AND code > :after AND EXISTS (SELECT 1 FROM region_import)
ORDER BY code LIMIT :limit;

-- Inside a narrow range: any part of the name.
-- query region_inside_name many
-- in lo:int hi:int typed:text limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT code, parent, level, has_congress, name, pinyin, initials FROM region NOT INDEXED
WHERE code BETWEEN :lo AND :hi AND replace(name, :typed, '') <> name AND EXISTS (SELECT 1 FROM region_import)
ORDER BY substr(name, 1, length(:typed)) <> :typed, level, code LIMIT :limit;

-- Inside a narrow range: the start of the pinyin or of the initials.
-- query region_inside_letters many
-- in lo:int hi:int typed:text typed_end:text limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT code, parent, level, has_congress, name, pinyin, initials FROM region NOT INDEXED
WHERE code BETWEEN :lo AND :hi AND ((initials >= :typed AND initials < :typed_end)
	OR (pinyin >= :typed AND pinyin < :typed_end)) AND EXISTS (SELECT 1 FROM region_import)
ORDER BY level, code LIMIT :limit;

-- Anywhere down to townships: the start of the name. The index alone finds and
-- orders; only the rows that are shown are read.
-- query region_wide_name many
-- in lo:int hi:int typed:text typed_end:text limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT r.code, r.parent, r.level, r.has_congress, r.name, r.pinyin, r.initials FROM (
	SELECT code FROM region INDEXED BY region_name
	WHERE name >= :typed AND name < :typed_end AND level <= 5 AND +code BETWEEN :lo AND :hi
	ORDER BY name <> :typed, +level, +code LIMIT :limit) AS k
JOIN region r ON r.code = k.code
WHERE EXISTS (SELECT 1 FROM region_import)
ORDER BY r.name <> :typed, +r.level, +r.code;

-- Anywhere down to townships: the start of the initials or of the pinyin.
-- query region_wide_letters many
-- in lo:int hi:int typed:text typed_end:text limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT r.code, r.parent, r.level, r.has_congress, r.name, r.pinyin, r.initials FROM (
	SELECT level, code FROM (
		SELECT level, code FROM region INDEXED BY region_initials
		WHERE initials >= :typed AND initials < :typed_end AND level <= 5 AND +code BETWEEN :lo AND :hi
		UNION
		SELECT level, code FROM region INDEXED BY region_pinyin
		WHERE pinyin >= :typed AND pinyin < :typed_end AND level <= 5 AND +code BETWEEN :lo AND :hi) AS f
	ORDER BY level, code LIMIT :limit) AS k
JOIN region r ON r.code = k.code
WHERE EXISTS (SELECT 1 FROM region_import)
ORDER BY +r.level, +r.code;

-- Places of county level, which may be tenants.
-- query region_of_counties many
-- in after:region_code limit:int
-- out code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
SELECT code, parent, level, has_congress, name, pinyin, initials FROM region
WHERE level = 4 AND level <= 5 AND code > :after AND EXISTS (SELECT 1 FROM region_import)
ORDER BY code LIMIT :limit;

-- query region_put exec distinct
-- in code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
INSERT INTO region(code, parent, level, has_congress, name, pinyin, initials)
VALUES (:code, :parent, :level, :has_congress, :name, :pinyin, :initials)
ON CONFLICT (code) DO UPDATE SET parent = excluded.parent, level = excluded.level,
	has_congress = excluded.has_congress, name = excluded.name, pinyin = excluded.pinyin,
	initials = excluded.initials;

-- Likewise into a table that was emptied before: nothing to look for, which is a quarter of the time on PostgreSQL.
-- query region_add exec
-- in code:region_code parent:region_code level:region_level has_congress:bool name:text pinyin:text initials:text
INSERT INTO region(code, parent, level, has_congress, name, pinyin, initials)
VALUES (:code, :parent, :level, :has_congress, :name, :pinyin, :initials);

-- A new table is loaded into an empty one, by a command.
-- query region_clear exec walk
DELETE FROM region;

-- query region_import_clear exec
DELETE FROM region_import;

-- query region_import_last maybe
-- out source_rows:int regions:int hash:blob done:time
SELECT source_rows, regions, hash, done FROM region_import;

-- query region_import_finish exec
-- in source_rows:int regions:int hash:blob now:time
INSERT INTO region_import(id, source_rows, regions, hash, done)
VALUES (1, :source_rows, :regions, :hash, :now);

-- For the last line of that command.
-- query region_count one walk
-- out n:int
SELECT count(*) AS n FROM region;
