-- Takes the next n numbers of a year; the first of a year make the row.
-- query number_block one
-- in county:county_code year:int n:int
-- out first:int
INSERT INTO case_serial(county, year, next) VALUES (:county, :year, 1 + :n)
ON CONFLICT (county, year) DO UPDATE SET next = case_serial.next + :n
RETURNING next - :n AS first;
