/*
 * wal: folding the write-ahead log into the file, and the disk's last megabyte.
 *
 * Part of the lane. A thread of its own with its own connection folds what it
 * can without disturbing anyone (PASSIVE) each time the log has grown by 4 MB.
 * That alone never lets the log begin anew, so the writer does a RESTART when
 * the log passes 16 MB (at 32 MB it waits for the thread to let it), and a
 * TRUNCATE when it has been idle, which also removes deleted words from the
 * disk. DIR/reserve is a megabyte given back
 * when the disk is full, so that what is in the log can be folded and the
 * room in the log used again. An I/O error while folding ends the process.
 */
#ifndef DB_WAL_H
#define DB_WAL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

#define WAL_RESTART_BYTES (16 << 20)

struct wal;

/* Starts the folding thread on dir, whose writer is open already. */
enum err wal_start(const char *dir, struct arena *a, struct wal **out, struct str *why) MUST_USE;

/* Ends the thread, then empties the log. */
void wal_stop(struct wal *w, struct db *writer);

/* The three below are called on the writer's thread between transactions. */
void wal_committed(struct wal *w, struct db *writer);
void wal_idle(struct wal *w, struct db *writer);
void wal_full(struct wal *w, struct db *writer);

/*
 * Asks the folding thread for a fold now, while the writer goes on: for bulk
 * work whose commits are large and far apart. The log begins anew by itself
 * when the fold ends before the next commit.
 */
void wal_fold(struct wal *w);

/* The log's length after the last commit. */
uint64_t wal_bytes(const struct db *writer);

/* Says in one line that the disk failed and ends the process with status 74 (EX_IOERR). */
_Noreturn void wal_give_up(const char *doing);

#endif
