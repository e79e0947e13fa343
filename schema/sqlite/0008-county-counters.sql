-- Pages of the county's office ask for totals of the whole tenant; adding up the
-- rows of all stations took 4 to 15 ms with a million cases. The total stands
-- beside them as station 0 and is kept by the same increments.
INSERT INTO stock(county, station, kind, state, n)
SELECT county, 0, kind, state, sum(n) FROM stock WHERE station > 0 GROUP BY county, kind, state;
INSERT INTO flow(county, station, kind, month, event, n)
SELECT county, 0, kind, month, event, sum(n) FROM flow WHERE station > 0 GROUP BY county, kind, month, event;
