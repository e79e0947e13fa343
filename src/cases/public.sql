-- query public_insert exec
-- in county:county_code case_id:case_id gen:int now:time region:region_code station:station_id kind:term_id? class:term_id?
-- in result:rating? unit:unit_id? days:int title:text words:text answer:text
INSERT INTO public_case(county, case_id, gen, state, published, region, station, kind, class, result, unit, days, title, words, answer)
VALUES (:county, :case_id, :gen, 1, :now, :region, :station, coalesce(:kind, 0), coalesce(:class, 0), :result, :unit, :days, :title, :words, :answer);

-- query public_text one
-- in county:county_code case_id:case_id gen:int
-- out title:text words:text answer:text
SELECT title, words, answer FROM public_case WHERE county = :county AND case_id = :case_id AND gen = :gen;

-- Takes the shown generation off the public pages.
-- query public_hide exec
-- in county:county_code case_id:case_id gen:int
UPDATE public_case SET state = 2 WHERE county = :county AND case_id = :case_id AND gen = :gen;

-- The public list, newest first. `before` is the moment of the last row, `before_id` its case.
-- query public_list many
-- in county:county_code before:int before_id:int kind:int lo:int hi:int limit:int
-- out case_id:case_id published:time region_name:text@region station_name:text@station kind:term_id? class:term_id? result:rating?
-- out unit_name:text@unit? days:int title:text
SELECT p.case_id, p.published, p.region AS region_name, p.station AS station_name, nullif(p.kind, 0) AS kind, nullif(p.class, 0) AS class,
	p.result, p.unit AS unit_name, p.days, p.title
FROM public_case p INDEXED BY public_shown
WHERE p.county = :county AND p.state = 1 AND (p.published, p.case_id) < (:before, :before_id)
AND (:kind = 0 OR p.kind = :kind) AND p.region BETWEEN :lo AND :hi
ORDER BY p.published DESC, p.case_id DESC LIMIT :limit;

-- The last answered ones of one station, for its page.
-- query public_list_station many
-- in county:county_code station:station_id limit:int
-- rows public_list
SELECT p.case_id, p.published, p.region AS region_name, p.station AS station_name, nullif(p.kind, 0) AS kind, nullif(p.class, 0) AS class,
	p.result, p.unit AS unit_name, p.days, p.title
FROM public_case p INDEXED BY public_station
WHERE p.county = :county AND p.state = 1 AND p.station = :station
ORDER BY p.published DESC, p.case_id DESC LIMIT :limit;

-- Rows of the public search's hits in any order; ids as [1,2,3].
-- query public_list_ids many
-- in county:county_code ids:text
-- rows public_list
SELECT p.case_id, p.published, p.region AS region_name, p.station AS station_name, nullif(p.kind, 0) AS kind, nullif(p.class, 0) AS class,
	p.result, p.unit AS unit_name, p.days, p.title
FROM public_case p
WHERE p.county = :county AND p.case_id IN (SELECT value FROM json_each(:ids)) AND p.state = 1;
-- postgres
SELECT p.case_id, p.published, p.region AS region_name, p.station AS station_name, nullif(p.kind, 0) AS kind, nullif(p.class, 0) AS class,
	p.result, p.unit AS unit_name, p.days, p.title
FROM public_case p
WHERE p.county = :county AND p.case_id = ANY(cast(translate(:ids, '[]', '{}') AS bigint[])) AND p.state = 1;

-- One published case.
-- query public_show maybe
-- in county:county_code case_id:case_id
-- out case_id:case_id published:time region_name:text station_name:text station_code:text kind:term_id? class:term_id? result:rating?
-- out unit_name:text? days:int title:text words:text answer:text
SELECT p.case_id, p.published, r.name AS region_name, s.name AS station_name, s.code AS station_code, nullif(p.kind, 0) AS kind,
	nullif(p.class, 0) AS class, p.result, u.name AS unit_name, p.days, p.title, p.words, p.answer
FROM public_case p JOIN region r ON r.code = p.region JOIN station s ON s.county = p.county AND s.id = p.station
LEFT JOIN unit u ON u.county = p.county AND u.id = p.unit
WHERE p.county = :county AND p.case_id = :case_id AND p.state = 1 ORDER BY p.gen DESC LIMIT 1;

-- Under a filter the public list looks through a window of rows: where it ends, the next page begins.
-- query public_window maybe
-- in county:county_code before:int before_id:int size:int
-- out published:time case_id:case_id
SELECT published, case_id FROM public_case INDEXED BY public_shown
WHERE county = :county AND state = 1 AND (published, case_id) < (:before, :before_id)
ORDER BY published DESC, case_id DESC LIMIT 1 OFFSET :size;

-- The rows of a window that fit the filter.
-- query public_list_window many
-- in county:county_code before:int before_id:int floor:int floor_id:int kind:int lo:int hi:int limit:int
-- rows public_list
SELECT p.case_id, p.published, p.region AS region_name, p.station AS station_name, nullif(p.kind, 0) AS kind, nullif(p.class, 0) AS class,
	p.result, p.unit AS unit_name, p.days, p.title
FROM public_case p INDEXED BY public_shown
WHERE p.county = :county AND p.state = 1 AND (p.published, p.case_id) < (:before, :before_id)
AND (p.published, p.case_id) >= (:floor, :floor_id)
AND (:kind = 0 OR p.kind = :kind) AND p.region BETWEEN :lo AND :hi
ORDER BY p.published DESC, p.case_id DESC LIMIT :limit;
