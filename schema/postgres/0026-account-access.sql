-- How somebody comes by the own password and the second step of signing in.

-- The one-time link by which the own password is set. One for an account, so a new
-- one takes the place of the old; it is gone when it was used.
CREATE TABLE invite (
	account    bigint PRIMARY KEY REFERENCES account(id),
	token_hash bytea NOT NULL UNIQUE,        -- SHA-256; the token itself is kept nowhere
	until      bigint NOT NULL
);

-- One-time codes by time (RFC 6238).
CREATE TABLE totp (
	account   bigint PRIMARY KEY REFERENCES account(id),
	wrapped   bytea NOT NULL,                -- the secret, under secret.key
	confirmed bigint,                        -- NULL: shown, but no code was given yet
	last_step bigint NOT NULL DEFAULT 0      -- half minute of the last code taken: none is taken twice
);

-- What helps when the telephone is lost: each code once, known by a keyed hash.
CREATE TABLE recovery (
	account bigint NOT NULL REFERENCES account(id),
	mac     bytea NOT NULL,
	PRIMARY KEY (account, mac)
);

-- Who else acts in a role at a place.
CREATE INDEX grants_scope ON grants(county, role, station, unit);

-- When its person came last; NULL: never.
ALTER TABLE account ADD COLUMN signed_in bigint;

CALL reference_table('invite');
CALL reference_table('totp');
CALL reference_table('recovery');
