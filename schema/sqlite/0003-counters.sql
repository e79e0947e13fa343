-- Counters kept in the same transaction as what they count (semantics.md,
-- Counters); `lianxin check` recomputes and compares them.
--
-- stock: how many cases are now in a state at the station that holds them.
CREATE TABLE stock (
	county  INTEGER NOT NULL,
	station INTEGER NOT NULL,
	kind    INTEGER NOT NULL,
	state   INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	PRIMARY KEY (county, station, kind, state)
) STRICT, WITHOUT ROWID;

-- flow: what happened in a month (year * 12 + month - 1), at the station of intake.
CREATE TABLE flow (
	county  INTEGER NOT NULL,
	station INTEGER NOT NULL,
	kind    INTEGER NOT NULL,
	month   INTEGER NOT NULL,
	event   INTEGER NOT NULL,
	n       INTEGER NOT NULL,
	-- Figures ask for some months of a whole county, so the month leads.
	PRIMARY KEY (county, month, event, station, kind)
) STRICT, WITHOUT ROWID;
