/*
 * backup: a copy of the data folder that is known to be whole.
 *
 * A backup is a folder: lianxin.db as one file of one moment, manifest.txt,
 * and secret.key only when asked for, because whoever has both reads
 * everything. The manifest has a SHA-256 for every megabyte, so damage is not
 * only noticed but found, and a hash of itself. Taking one needs no lock and
 * may run beside the server; while it copies, the log cannot begin anew. The
 * search index is not in it: it is made again at the next start.
 *
 * In `said` all of these leave one sentence: what was done, or what to do.
 */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/* Copies dir into the new folder out, which appears only when it is complete and checked. */
enum err backup_take(const char *dir, const char *out, bool with_key, struct arena *a,
                     struct str *said) MUST_USE;

/* Compares a backup with its manifest, byte for byte, and names the damaged place. */
enum err backup_verify(const char *from, struct arena *a, struct str *said) MUST_USE;

/* Verifies, then fills a folder without data; a key already there must be the right one. */
enum err backup_restore(const char *from, const char *dir, struct arena *a,
                        struct str *said) MUST_USE;

#endif
