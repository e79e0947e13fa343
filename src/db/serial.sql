-- Counts one on; the first row of a kind is number 1.
-- query serial_take one
-- in county:county_code kind:serial_kind
-- out last:int
INSERT INTO serial (county, kind, last) VALUES (:county, :kind, 1)
ON CONFLICT (county, kind) DO UPDATE SET last = serial.last + 1 RETURNING last;
