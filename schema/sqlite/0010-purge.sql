-- What is dropped by age must be found by age: each purge is a range of a key,
-- never a walk over all rows of a tenant.
CREATE TABLE code_try_by_hour (
	county  INTEGER NOT NULL,
	case_id INTEGER NOT NULL,
	hour    INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (county, hour, case_id)
) STRICT, WITHOUT ROWID;
INSERT INTO code_try_by_hour SELECT county, case_id, hour, n FROM code_try ORDER BY county, hour, case_id;
DROP TABLE code_try;
ALTER TABLE code_try_by_hour RENAME TO code_try;

CREATE INDEX session_created ON session(county, created);
