/*
 * migrate: the schema's history, built into the program.
 *
 * tools/mkschema turns schema/sqlite/NNNN-*.sql into this table. The file's
 * user_version is the number of the last migration it has had; all that are
 * missing run in one transaction, so a kill leaves the old schema or the new.
 */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include <stddef.h>

struct migration {
	int         version;
	const char *name;
	const char *sql;
	const char *stamp;       /* sets user_version to version */
};

extern const struct migration migrations[];
extern const size_t migrations_n;

#endif
