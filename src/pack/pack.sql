-- query holiday_put exec
-- in day:day workday:bool name:text
INSERT INTO holiday(day, workday, name) VALUES (:day, :workday, :name)
ON CONFLICT (day) DO UPDATE SET workday = :workday, name = :name
WHERE holiday.workday <> :workday OR holiday.name <> :name;

-- query holiday_all many
-- out day:day workday:bool name:text
SELECT day, workday, name FROM holiday ORDER BY day;

-- Every pack that was ever loaded; there are few.
-- query pack_all many
-- out id:pack_id region:region_code level:region_level version:int from_day:day name:text hash:blob source:text loaded:time loaded_by:account_id?
SELECT id, region, level, version, from_day, name, hash, source, loaded, loaded_by FROM pack ORDER BY region, version;

-- query pack_count one
-- out n:int
SELECT count(*) AS n FROM pack;

-- query pack_latest maybe
-- in region:region_code
-- out id:pack_id version:int from_day:day hash:blob source:text
SELECT id, version, from_day, hash, source FROM pack WHERE region = :region ORDER BY version DESC LIMIT 1;

-- query pack_insert one
-- in region:region_code level:region_level version:int from_day:day name:text hash:blob source:text now:time by:account_id?
-- out id:pack_id
INSERT INTO pack(region, level, version, from_day, name, hash, source, loaded, loaded_by)
VALUES (:region, :level, :version, :from_day, :name, :hash, :source, :now, :by) RETURNING id;

-- query pack_section_insert exec
-- in pack:pack_id section:text seq:int source:text
INSERT INTO pack_section(pack, section, seq, source) VALUES (:pack, :section, :seq, :source);

-- query pack_item_insert exec
-- in pack:pack_id section:text seq:int term:term_id zh:text en:text
INSERT INTO pack_item(pack, section, seq, term, zh, en) VALUES (:pack, :section, :seq, :term, :zh, :en);

-- The id of a word, the same in every pack; makes one for a new word.
-- query term_take one
-- in section:text code:text
-- out id:term_id
INSERT INTO term(section, code) VALUES (:section, :code)
ON CONFLICT (section, code) DO UPDATE SET code = :code RETURNING id;

-- query term_all many
-- out id:term_id section:text code:text
SELECT id, section, code FROM term ORDER BY id;

-- query draft_of maybe
-- in region:region_code
-- out edition:int source:text account:account_id touched:time
SELECT edition, source, account, touched FROM pack_draft WHERE region = :region;

-- Stores nothing when the draft is not the one the change was made on.
-- query draft_put exec
-- in region:region_code edition:int source:text account:account_id now:time
INSERT INTO pack_draft(region, edition, source, account, touched)
VALUES (:region, 1, :source, :account, :now)
ON CONFLICT (region) DO UPDATE SET edition = pack_draft.edition + 1, source = :source,
	account = :account, touched = :now
WHERE pack_draft.edition = :edition;

-- query draft_drop exec
-- in region:region_code
DELETE FROM pack_draft WHERE region = :region;

-- query pack_versions many
-- in region:region_code
-- out version:int from_day:day loaded:time who:text
SELECT p.version, p.from_day, p.loaded, coalesce(a.display, '') AS who FROM pack p
LEFT JOIN account a ON a.id = p.loaded_by
WHERE p.region = :region ORDER BY p.version DESC LIMIT 100;

-- A version and the one before it.
-- query pack_upto many
-- in region:region_code version:int
-- out id:pack_id version:int from_day:day loaded:time source:text
SELECT id, version, from_day, loaded, source FROM pack
WHERE region = :region AND version <= :version ORDER BY version DESC LIMIT 2;

-- query rules_tenant maybe
-- in county:county_code
-- out name:text
SELECT name FROM tenant WHERE county = :county;
