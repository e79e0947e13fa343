/*
 * manifest: what is in a backup, as text that a person can read.
 *
 *     lianxin backup 1
 *     taken 2026-11-22T08:00:00+08:00
 *     schema 7
 *     key 64 hex digits               hash of secret.key, also when that is not in the backup
 *     file lianxin.db 2097153
 *     64 hex digits                   one line for each megabyte begun
 *     ...
 *     end 64 hex digits               hash of all that stands above
 *
 * Private to backup.c and restore.c. A manifest read from outside is hostile:
 * names come from a fixed list and every count is checked against the text.
 */
#ifndef DB_MANIFEST_H
#define DB_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#define BLOCK_BYTES ((size_t)1 << 20)

struct manifest_file {
	int64_t    bytes;
	struct str hashes;              /* the lines, 65 bytes each */
};

struct manifest {
	int64_t              schema;
	struct str           taken, key;
	struct manifest_file database, secret;
	bool                 has_secret;
};

/* Starts the text; then the files are added; then it is ended. */
void manifest_begin(struct buf *b, struct arena *a, int64_t schema, struct str key);
enum err manifest_add(struct buf *b, const char *folder, const char *name, struct arena *a,
                      struct str *why) MUST_USE;
void manifest_end(struct buf *b);

/* Reads FOLDER/manifest.txt and believes nothing of it that is not consistent. */
enum err manifest_read(const char *folder, struct arena *a, struct manifest *m,
                       struct str *why) MUST_USE;

/*
 * Reads FOLDER/name block by block against its hashes; what has passed is also
 * written to the descriptor `copy` unless that is -1.
 */
enum err manifest_compare(const char *folder, const char *name, const struct manifest_file *f,
                          int copy, struct arena *a, struct str *why) MUST_USE;

/* The hash of DIR/secret.key as 64 digits; none when there is no key to be read. */
struct str manifest_key(const char *dir, struct arena *a);

/* Small file services: each failure becomes a sentence. */
enum err file_fail(struct arena *a, struct str *why, const char *doing, const char *path);
enum err file_put(int fd, const char *p, size_t n) MUST_USE;
enum err file_settle(const char *path, struct arena *a, struct str *why) MUST_USE;   /* fsync */

#endif
