-- Where an account was made. An account belongs to no tenant by its grants, but
-- before it has any, only the officers of the place that made it shall see it.
-- NULL: on the machine itself, by `lianxin user` or `lianxin demo`.
ALTER TABLE account ADD COLUMN home INTEGER;
