-- Units are kept on a page now: a step on an outdated one is refused.
ALTER TABLE unit ADD COLUMN version bigint NOT NULL DEFAULT 1;
