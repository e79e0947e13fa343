/*
 * folder: is this a data folder we may use, and who holds it?
 *
 * One folder holds one database, its files and its key. Exactly one process
 * writes in it: whoever holds the kernel's lock on DIR/lock, which dies with
 * its process, so nothing is ever left locked. Each refusal is one sentence
 * that says what to do.
 */
#ifndef DB_FOLDER_H
#define DB_FOLDER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Makes DIR (0700) unless it is there; its parent must exist. *made (may be NULL)
 * says whether this call made it.
 */
enum err folder_make(const char *dir, bool *made, struct arena *a, struct str *why) MUST_USE;

/* Exists, is a folder, belongs to us, and (for writing) can be written. */
enum err folder_check(const char *dir, bool write, struct arena *a, struct str *why) MUST_USE;

/* Puts the names in DIR on the disk. */
enum err folder_settle(const char *dir, struct arena *a, struct str *why) MUST_USE;

struct lock {
	int fd;
};

/*
 * Takes the folder's lock for `command` ("serve", "restore"...), or refuses at
 * once and names who holds it. Released by lock_release() or the end of the process.
 */
enum err lock_take(const char *dir, const char *command, struct arena *a, struct lock *out,
                   struct str *why) MUST_USE;
void lock_release(struct lock *l);

/*
 * The way back of a command that made DIR, holds its lock and could not go on: the
 * folder goes with the database, the key and the lock in it, and is as if it never
 * was. Anything else in it keeps all of it. The lock is given back either way.
 */
void folder_unmake(const char *dir, struct lock *l, struct arena *a);

#endif
