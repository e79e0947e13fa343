-- One increment of what is at a station now. The key order of the table is the
-- order in which a group applies its increments.
-- query stock_add exec
-- in county:county_code station:int kind:int state:int by:int
INSERT INTO stock (county, station, kind, state, n)
VALUES (:county, :station, :kind, :state, :by)
ON CONFLICT (county, station, kind, state) DO UPDATE SET n = stock.n + excluded.n;

-- One increment of what happened in a month.
-- query flow_add exec
-- in county:county_code station:int kind:int month:int event:int by:int
INSERT INTO flow (county, station, kind, month, event, n)
VALUES (:county, :station, :kind, :month, :event, :by)
ON CONFLICT (county, station, kind, month, event) DO UPDATE SET n = flow.n + excluded.n;
