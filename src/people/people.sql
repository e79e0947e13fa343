-- An account by the folded name that was typed.
-- query account_by_name maybe
-- in name:text
-- out id:account_id name:text display:text password:text disabled:time? must_change:bool fails:int retry_at:int
SELECT id, name, display, password, disabled, must_change, fails, retry_at FROM account WHERE name = :name;

-- query account_by_id maybe
-- in id:account_id
-- out id:account_id name:text display:text password:text disabled:time? must_change:bool fails:int retry_at:int
SELECT id, name, display, password, disabled, must_change, fails, retry_at FROM account WHERE id = :id;

-- An account belongs to no tenant; its grants do.
-- query account_insert one
-- in name:text display:text password:text now:time must_change:bool home:county_code?
-- out id:account_id
INSERT INTO account(name, display, password, created, must_change, home)
VALUES (:name, :display, :password, :now, :must_change, :home) RETURNING id;

-- Wrong passwords in a row and the moment before which no try counts.
-- query account_fails_set exec
-- in id:account_id fails:int retry_at:int
UPDATE account SET fails = :fails, retry_at = :retry_at WHERE id = :id;

-- The right password: the count begins anew.
-- query account_came exec
-- in id:account_id now:time
UPDATE account SET fails = 0, retry_at = 0, signed_in = :now WHERE id = :id;

-- Changes no row when the password is not the one that was checked.
-- query account_password_set exec
-- in id:account_id old:text password:text must_change:bool
UPDATE account SET password = :password, must_change = :must_change, fails = 0, retry_at = 0
WHERE id = :id AND password = :old;

-- query account_disable exec
-- in id:account_id now:time
UPDATE account SET disabled = :now WHERE id = :id AND disabled IS NULL;

-- A disabled account or a new password ends every session, in whatever tenant.
-- query account_sessions_end exec anycounty
-- in account:account_id
DELETE FROM session WHERE account = :account;

-- All accounts with what they hold in whatever tenant, in a stream for the command line.
-- query account_list each anycounty walk
-- in today:day
-- out name:text display:text disabled:time? must_change:bool role:role? county:county_code?
-- out region_lo:int? station:text? unit:text? deputy:text? ended:bool
SELECT a.name, a.display, a.disabled, a.must_change, g.role, g.county, g.region_lo,
	(SELECT s.code FROM station s WHERE s.county = g.county AND s.id = g.station) AS station,
	(SELECT u.name FROM unit u WHERE u.county = g.county AND u.id = g.unit) AS unit,
	(SELECT p.code FROM person p WHERE p.county = g.county AND p.id = g.person) AS deputy,
	cast(CASE WHEN g.from_day > :today OR g.to_day < :today THEN 1 ELSE 0 END AS bigint) AS ended
FROM account a LEFT JOIN grants g ON g.account = a.id
ORDER BY a.name, g.id;

-- The grants of an account that are in force, oldest first, in whatever tenants.
-- query grants_of many
-- in account:account_id today:day
-- out id:grant_id role:role county:county_code tenant:text station:station_id? unit:unit_id? place:text? from_day:day
SELECT g.id, g.role, g.county, coalesce((SELECT t.name FROM tenant t WHERE t.county = g.county), '') AS tenant,
	g.station, g.unit, (SELECT r.name FROM region r WHERE r.code = g.region_lo) AS place, g.from_day
FROM grants g
WHERE g.account = :account AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today)
ORDER BY g.id;

-- The unit or else the station of a grant, in the grant's own tenant.
-- query grant_place one
-- in county:county_code station:station_id? unit:unit_id?
-- out name:text?
SELECT coalesce((SELECT name FROM unit WHERE county = :county AND id = :unit),
	(SELECT name FROM station WHERE county = :county AND id = :station)) AS name;

-- Every role an account holds or will hold, in any tenant: the three officers
-- never share an account with anything else.
-- query grant_roles many
-- in account:account_id today:day
-- out role:role
SELECT DISTINCT role FROM grants WHERE account = :account AND (to_day IS NULL OR to_day >= :today);

-- query grant_insert one
-- in account:account_id role:role county:county_code region_lo:int region_hi:int
-- in station:station_id? unit:unit_id? person:person_id? from_day:day to_day:day?
-- out id:grant_id
INSERT INTO grants(account, role, county, region_lo, region_hi, station, unit, person, from_day, to_day)
VALUES (:account, :role, :county, :region_lo, :region_hi, :station, :unit, :person, :from_day, :to_day)
RETURNING id;

-- query grant_role maybe
-- in county:county_code id:grant_id account:account_id
-- out role:role
SELECT role FROM grants WHERE county = :county AND id = :id AND account = :account;

-- Its last day lies behind; changes no row when it had ended before.
-- query grant_end exec
-- in county:county_code id:grant_id last:day
UPDATE grants SET to_day = :last WHERE county = :county AND id = :id AND (to_day IS NULL OR to_day > :last);

-- A session acts under one grant and ends with it, in whatever tenant it stands.
-- query grant_sessions_end exec anycounty
-- in account:account_id id:grant_id
DELETE FROM session WHERE account = :account AND grant_id = :id;

-- The tenant an account belongs to first: where what happens to it is written down.
-- query account_county one
-- in account:account_id
-- out county:county_code
SELECT coalesce((SELECT county FROM grants WHERE account = :account ORDER BY id LIMIT 1),
	(SELECT home FROM account WHERE id = :account), 0) AS county;

-- Stations, units and deputies for the command line; a code names its tenant.
-- query grant_code maybe
-- in code:text kind:code_kind
-- out county:county_code id:int
SELECT county, id FROM code WHERE code = :code AND kind = :kind;

-- query grant_station maybe
-- in county:county_code id:station_id
-- out id:station_id region:region_code
SELECT id, region FROM station WHERE county = :county AND id = :id AND closed IS NULL;

-- query grant_unit maybe
-- in county:county_code id:unit_id
-- out region:region_code
SELECT region FROM unit WHERE county = :county AND id = :id AND closed = 0;

-- query grant_person maybe
-- in county:county_code id:person_id
-- out id:person_id station:station_id?
SELECT id, station FROM person WHERE county = :county AND id = :id;
