-- Accounts and grants are reference tables (semantics.md): one account may act
-- in several tenants, always under exactly one grant at a time.
CREATE TABLE account (
	id          INTEGER PRIMARY KEY,
	name        TEXT NOT NULL UNIQUE,           -- what is typed at sign-in, folded
	display     TEXT NOT NULL,                  -- what colleagues see
	password    TEXT NOT NULL,                  -- argon2id string
	created     INTEGER NOT NULL,
	disabled    INTEGER,
	must_change INTEGER NOT NULL DEFAULT 0,
	fails       INTEGER NOT NULL DEFAULT 0,     -- wrong passwords in a row
	retry_at    INTEGER NOT NULL DEFAULT 0      -- no try counts before this moment
) STRICT;

-- account + one role + one scope + dates. region_lo..region_hi is the range of
-- twelve-digit codes the grant reaches; station, unit and person narrow it.
CREATE TABLE grants (
	id        INTEGER PRIMARY KEY,
	account   INTEGER NOT NULL REFERENCES account(id),
	role      INTEGER NOT NULL,
	county    INTEGER NOT NULL,
	region_lo INTEGER NOT NULL,
	region_hi INTEGER NOT NULL,
	station   INTEGER,
	unit      INTEGER,
	person    INTEGER,
	from_day  INTEGER NOT NULL,
	to_day    INTEGER
) STRICT;
CREATE INDEX grants_account ON grants(account);

-- Only the hash of a token is kept; the tenant's code prefixes the token.
CREATE TABLE session (
	county     INTEGER NOT NULL,
	token_hash BLOB NOT NULL,
	account    INTEGER NOT NULL,
	grant_id   INTEGER NOT NULL,
	created    INTEGER NOT NULL,
	touched    INTEGER NOT NULL,
	PRIMARY KEY (county, token_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session(account);

-- The tenants of this data folder and what is set for each.
CREATE TABLE tenant (
	county  INTEGER PRIMARY KEY,
	name    TEXT NOT NULL,
	demo    INTEGER NOT NULL DEFAULT 0,          -- invented people: every page says so
	created INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
	county     INTEGER NOT NULL,
	id         INTEGER NOT NULL,
	code       TEXT NOT NULL UNIQUE,            -- deputy code, unique across tenants
	name       TEXT NOT NULL,
	initials   TEXT NOT NULL DEFAULT '',
	occupation TEXT NOT NULL DEFAULT '',
	station    INTEGER,                         -- where the deputy receives
	shown      INTEGER NOT NULL DEFAULT 1,      -- on the panel
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_station ON person(county, station, id);

-- Membership of a person in a congress (by the congress's region) for a term.
CREATE TABLE seat (
	county   INTEGER NOT NULL,
	person   INTEGER NOT NULL,
	congress INTEGER NOT NULL,
	level    INTEGER NOT NULL,
	term     TEXT NOT NULL DEFAULT '',
	district TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (county, person, congress),
	FOREIGN KEY (county, person) REFERENCES person(county, id)
) STRICT, WITHOUT ROWID;
