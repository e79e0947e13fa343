-- Counts one on; the first row of a kind is number 1.
-- query serial_take one
-- in county:county_code kind:serial_kind
-- out last:int
INSERT INTO serial (county, kind, last) VALUES (:county, :kind, 1)
ON CONFLICT (county, kind) DO UPDATE SET last = serial.last + 1 RETURNING last;

-- The same behind what is in use already: rows that came another way have numbers of their own.
-- query serial_take_after one
-- in county:county_code kind:serial_kind used:int
-- out last:int
INSERT INTO serial (county, kind, last) VALUES (:county, :kind, :used + 1)
ON CONFLICT (county, kind) DO UPDATE SET last = CASE WHEN serial.last < :used THEN :used ELSE serial.last END + 1
RETURNING last;
