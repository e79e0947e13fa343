-- How somebody comes by the own password and the second step of signing in.

-- The one-time link by which the own password is set. One for an account, so a new
-- one takes the place of the old; it is gone when it was used.
CREATE TABLE invite (
	account    INTEGER PRIMARY KEY REFERENCES account(id),
	token_hash BLOB NOT NULL UNIQUE,             -- SHA-256; the token itself is kept nowhere
	until      INTEGER NOT NULL
) STRICT;

-- One-time codes by time (RFC 6238).
CREATE TABLE totp (
	account   INTEGER PRIMARY KEY REFERENCES account(id),
	wrapped   BLOB NOT NULL,                     -- the secret, under secret.key
	confirmed INTEGER,                           -- NULL: shown, but no code was given yet
	last_step INTEGER NOT NULL DEFAULT 0         -- half minute of the last code taken: none is taken twice
) STRICT;

-- What helps when the telephone is lost: each code once, known by a keyed hash.
CREATE TABLE recovery (
	account INTEGER NOT NULL REFERENCES account(id),
	mac     BLOB NOT NULL,
	PRIMARY KEY (account, mac)
) STRICT, WITHOUT ROWID;

-- Who else acts in a role at a place.
CREATE INDEX grants_scope ON grants(county, role, station, unit);

-- When its person came last; NULL: never.
ALTER TABLE account ADD COLUMN signed_in INTEGER;
