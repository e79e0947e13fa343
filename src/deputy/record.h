/*
 * record: a deputy as cells of a table, both ways.
 *
 * One table says what a column is called, how a cell is read into a record and
 * how a record is written as a cell; template, import, export and undo all walk
 * it. A person with several seats takes as many rows. Reading marks faults and
 * never changes what it cannot understand.
 */
#ifndef DEPUTY_RECORD_H
#define DEPUTY_RECORD_H

#include "deputy/deputy_private.h"
#include "msg.h"

enum column {
	COLUMN_CODE, COLUMN_NAME, COLUMN_INITIALS, COLUMN_SEX, COLUMN_BIRTH, COLUMN_ETHNICITY, COLUMN_PARTY,
	COLUMN_EDUCATION, COLUMN_CLASS, COLUMN_OCCUPATION, COLUMN_UNIT, COLUMN_POST, COLUMN_CERTIFICATE, COLUMN_TEAM,
	COLUMN_PHONE, COLUMN_DOOR, COLUMN_REGION, COLUMN_STATION, COLUMN_RULE, COLUMN_HIDDEN,
	COLUMN_CONGRESS, COLUMN_TERM, COLUMN_DISTRICT, COLUMN_ENDED, COLUMN_REASON,
	COLUMNS
};

/* What cells name that the county has: read once for a whole file. */
struct gazetteer {
	county_code                county;
	enum lang                  lang;
	struct congresses_row     *congresses;   size_t n_congresses;
	struct person_stations_row *stations;    size_t n_stations;
};

/* Reads it, names in a language. */
enum err gazetteer_read(struct db *db, struct arena *a, county_code county, enum lang lang, struct gazetteer *g) MUST_USE;

/* What is wrong with a cell. */
struct cell_fault {
	int64_t    row;
	size_t     column;              /* as it stands in the file, from 0 */
	enum msg   what;
	int64_t    limit;
	struct str value;
};

/* The head of a column in a language, and the column of a head as people write it; COLUMNS: none. */
struct str column_head(enum column c, enum lang lang);
enum column column_of_head(struct arena *a, struct str head);

/*
 * Reads one cell into the person or the seat. MSG_NONE when it is right; *limit
 * belongs to the message. An empty cell clears the value when `clear` is set.
 */
enum msg cell_read(struct arena *a, const struct gazetteer *g, enum column c, struct str cell, bool clear,
                   struct deputy_record *person, struct deputy_seat *seat, int64_t *limit);

/* A cell of a person's row; seat NULL: the person has none. mask: telephones with stars, no door. */
struct str cell_text(struct arena *a, const struct gazetteer *g, enum column c, const struct deputy_record *person,
                     const struct deputy_seat *seat, bool mask);

/* True of the name in the template's row that shows how. */
bool example_row(struct str name);

/* Words of a message outside a page. */
struct str words_of(enum lang lang, enum msg m);

/* A fault in one sentence, without its place. */
struct str fault_words(struct arena *a, enum lang lang, const struct cell_fault *f);

#endif
