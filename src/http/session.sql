-- The session of a token with the one grant it acts under, as both stand now: a
-- disabled account, an ended grant or an idle session gives no row.
-- query session_of maybe
-- in county:county_code token_hash:blob born:time idle:time today:day
-- out touched:time account:account_id display:text must_change:bool grant_id:grant_id role:role grant_county:county_code region_lo:int region_hi:int station:station_id? unit:unit_id? person:person_id? grants:int
SELECT s.touched, s.account, a.display, a.must_change, s.grant_id, g.role, g.county AS grant_county,
	g.region_lo, g.region_hi, g.station, g.unit, g.person,
	(SELECT count(*) FROM grants o WHERE o.account = s.account AND o.from_day <= :today
		AND (o.to_day IS NULL OR o.to_day >= :today)) AS grants
FROM session s
JOIN account a ON a.id = s.account AND a.disabled IS NULL
JOIN grants g ON g.id = s.grant_id AND g.account = s.account
WHERE s.county = :county AND s.token_hash = :token_hash AND s.created > :born AND s.touched > :idle
	AND g.from_day <= :today AND (g.to_day IS NULL OR g.to_day >= :today);

-- The tenant of a grant in force, which the token of its session names.
-- query session_grant maybe
-- in id:grant_id account:account_id today:day
-- out county:county_code
SELECT county FROM grants WHERE id = :id AND account = :account
	AND from_day <= :today AND (to_day IS NULL OR to_day >= :today);

-- query session_add exec
-- in county:county_code token_hash:blob account:account_id grant_id:grant_id now:time
INSERT INTO session (county, token_hash, account, grant_id, created, touched)
VALUES (:county, :token_hash, :account, :grant_id, :now, :now);

-- At most once a minute, however many requests ask for it.
-- query session_touch exec
-- in county:county_code token_hash:blob now:time before:time
UPDATE session SET touched = :now
WHERE county = :county AND token_hash = :token_hash AND touched < :before;

-- query session_end exec
-- in county:county_code token_hash:blob
DELETE FROM session WHERE county = :county AND token_hash = :token_hash;

-- A new password or a disabled account ends every session, in whatever tenant.
-- query session_end_all exec anycounty
-- in account:account_id
DELETE FROM session WHERE account = :account;

-- The oldest sessions of a tenant that are past their life.
-- query session_purge exec
-- in county:county_code born:time limit:int
DELETE FROM session WHERE county = :county AND token_hash IN
	(SELECT token_hash FROM session WHERE county = :county AND created <= :born ORDER BY created LIMIT :limit);
