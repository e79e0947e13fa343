/*
 * spool: a body with files, on its way from the socket to the disk.
 *
 * Such a body is never whole in memory: it goes to an unlinked file in DIR/tmp as
 * it comes and is mapped when it is complete, so it lives and ends with its
 * request. A body is admitted only while the disk keeps SPOOL_RESERVE besides all
 * that other bodies have announced: uploads stop long before cases do. Mapped
 * pages are read once, soon after they were written; a disk that fails in between
 * ends the process, as it does under the database.
 */
#ifndef HTTP_SPOOL_H
#define HTTP_SPOOL_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define SPOOL_MAX (192 * 1024 * 1024)          /* nine files of 20 MB and the fields of a form */

struct spool {
	int                    fd;
	size_t                 n, max;
	atomic_uint_fast64_t  *announced;      /* of all open spools of a server */
};

/*
 * Opens one for max bytes; it closes with the arena. ERR_FULL: no room; `reserve`
 * bytes of the disk are left to the records.
 */
enum err spool_open(const char *dir, size_t max, uint64_t reserve,
                    atomic_uint_fast64_t *announced, struct arena *a, struct spool **out) MUST_USE;

/* Adds what came; ERR_FULL or ERR_TOO_LARGE. */
enum err spool_add(struct spool *s, const char *p, size_t n) MUST_USE;

/* All of it, mapped as long as the arena lives. */
enum err spool_view(struct spool *s, struct arena *a, struct str *out) MUST_USE;

#endif
