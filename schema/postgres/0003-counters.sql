-- Counters kept in the same transaction as what they count (semantics.md,
-- Counters); `lianxin check` recomputes and compares them.
--
-- stock: how many cases are now in a state at the station that holds them.
CREATE TABLE stock (
	county  bigint NOT NULL,
	station bigint NOT NULL,
	kind    bigint NOT NULL,
	state   bigint NOT NULL,
	n       bigint NOT NULL,
	PRIMARY KEY (county, station, kind, state)
);

-- flow: what happened in a month (year * 12 + month - 1), at the station of intake.
CREATE TABLE flow (
	county  bigint NOT NULL,
	station bigint NOT NULL,
	kind    bigint NOT NULL,
	month   bigint NOT NULL,
	event   bigint NOT NULL,
	n       bigint NOT NULL,
	-- Figures ask for some months of a whole county, so the month leads.
	PRIMARY KEY (county, month, event, station, kind)
);

CALL tenant_table('stock');
CALL tenant_table('flow');
