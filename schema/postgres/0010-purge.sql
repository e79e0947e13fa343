-- What is dropped by age must be found by age: each purge is a range of a key,
-- never a walk over all rows of a tenant.
ALTER TABLE code_try DROP CONSTRAINT code_try_pkey, ADD PRIMARY KEY (county, hour, case_id);

CREATE INDEX session_created ON session(county, created);
