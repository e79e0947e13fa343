-- Who can be found in the whole country: one row for each published station and
-- deputy of all tenants (src/directory). It is the same for everybody and holds
-- nothing that their own public pages do not show.
CREATE TABLE directory (
	county     INTEGER NOT NULL,
	kind       INTEGER NOT NULL,             -- code_kind: a station or a deputy
	id         INTEGER NOT NULL,             -- in its tenant
	code       TEXT NOT NULL,
	name       TEXT NOT NULL,
	initials   TEXT NOT NULL,
	level      INTEGER,                      -- the highest congress a deputy sits in
	region     INTEGER NOT NULL,
	place      TEXT NOT NULL,                -- its name from the province down
	occupation TEXT NOT NULL,                -- a deputy's, if switched on; a professional station's field
	PRIMARY KEY (county, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_place ON directory(region, kind, county, id);

-- A name from each of its characters on, and the initials: whatever part of a name is
-- typed is the beginning of a word here, so one range of the key finds and orders it.
CREATE TABLE directory_word (
	word   TEXT NOT NULL,
	county INTEGER NOT NULL,
	kind   INTEGER NOT NULL,
	id     INTEGER NOT NULL,
	PRIMARY KEY (word, county, kind, id)
) STRICT, WITHOUT ROWID;

-- What of a tenant the directory is still to be told, written with the change itself.
CREATE TABLE outbox (
	county INTEGER NOT NULL,
	id     INTEGER NOT NULL,                 -- rises with time
	topic  INTEGER NOT NULL,                 -- outbox_topic
	object INTEGER NOT NULL,                 -- its id; of a walk over all: how far it is
	PRIMARY KEY (county, id)
) STRICT, WITHOUT ROWID;

-- Deputies in the order in which people look them up.
CREATE INDEX person_initials ON person(county, initials, id);

-- Those who are here already.
INSERT INTO outbox(county, id, topic, object) SELECT county, 1, 3, 0 FROM tenant;
INSERT INTO outbox(county, id, topic, object) SELECT county, 2, 4, 0 FROM tenant;
