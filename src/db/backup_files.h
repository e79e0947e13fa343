/*
 * backup_files: uploaded files, which bear the hash of their bytes as name.
 *
 * DIR/files/COUNTY/HH/HASH: nothing besides is copied, and nothing whose bytes are
 * not those of its name. A running server only adds to the folder, and drops what
 * no row has named for a day, so a copy begun after that of the database has
 * everything the database names. Private to backup.c and restore.c.
 */
#ifndef DB_BACKUP_FILES_H
#define DB_BACKUP_FILES_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct files_count {
	int64_t n, bytes;
};

/* Copies FROM/files into TO/files, on the disk; `why` names the first that is damaged. */
enum err backup_files_copy(const char *from, const char *to, struct arena *a,
                           struct files_count *count, struct str *why) MUST_USE;

/* Removes what a copy that was broken off left of FOLDER/files. */
void backup_files_remove(const char *folder);

#endif
