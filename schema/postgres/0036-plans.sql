-- What SQLite's planner is told here is counted by PostgreSQL itself.
-- A unit's name is its own in a tenant, whoever else is at it in another copy.
UPDATE unit SET name = name || ' ' || id
WHERE EXISTS (SELECT 1 FROM unit o WHERE o.county = unit.county AND o.name = unit.name AND o.id < unit.id);
CREATE UNIQUE INDEX IF NOT EXISTS unit_name ON unit(county, name);
