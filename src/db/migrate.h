/*
 * migrate: the schema's history, built into the program.
 *
 * tools/mkschema turns schema/sqlite/NNNN-*.sql into a table, and the same
 * numbers of schema/postgres into another. A file's user_version, or the last row
 * of schema_version, is the number of the last migration it has had; all that are
 * missing run in one transaction, so a kill leaves the old schema or the new.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stddef.h>

struct migration {
	int         version;
	const char *name;
	const char *sql;
	const char *stamp;       /* writes down that version was reached */
};

extern const struct migration migrations[];
extern const size_t migrations_n;
extern const struct migration postgres_migrations[];
extern const size_t postgres_migrations_n;

#endif
