/*
 * fts_private: what fts.c (rows and searches) and fts_open.c (the file, its
 * tokenizer, its log) share.
 */
#ifndef DB_FTS_PRIVATE_H
#define DB_FTS_PRIVATE_H

#include "db/fts.h"
#include "db/sqlite_private.h"

enum fts_which {
	WHICH_PUT, WHICH_TAKE, WHICH_FIND, WHICH_HELD, WHICH_HOLD, WHICH_DROP, WHICH_ALL,
	WHICH_DIG, WHICH_SOUND, WHICH_COUNT
};

struct fts {
	struct db    *db;
	sqlite3_stmt *statement[FTS_TABLES][WHICH_COUNT];
	sqlite3_stmt *open;          /* the search being read, if any */
	struct arena *scratch;       /* values on their way into FTS5 */
};

#endif
