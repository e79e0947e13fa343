/*
 * submit: opinions sent by anonymous residents, and what was acknowledged.
 *
 * The form key is drawn by the server's own function with the folder's
 * secret.key, as if each form had been opened a moment ago. The log is written
 * unbuffered, a line before each question and a line after each receipt:
 *
 *   S <number> <path> <body>
 *   A <number> <location of the receipt>
 */
#ifndef BENCH_SUBMIT_H
#define BENCH_SUBMIT_H

#include "base/crypt.h"
#include "http/req.h"
#include "wire.h"

struct place_code {
	struct str  code;
	county_code county;
	int64_t     region;
};

struct submitter {
	int                port;
	struct keys       *keys;
	const struct place_code *places;
	size_t             n_places;
	int64_t            notice;
	int                log;              /* descriptor, or -1 */
	struct str         mark;             /* stands in every 50th opinion */
	struct arena     **rooms;            /* one for each connection's question */
	uint64_t           sent, acknowledged, marked, refused;
	int64_t            last_us, gap_us;  /* the longest time in which nothing was acknowledged */
	int                last_refusal;
};

/*
 * Key of the folder, its stations or those of the lines "code county region" in `places`, and the
 * version of the notice that the server shows now.
 */
bool submitter_begin(struct submitter *s, const char *dir, struct str places, struct arena *a,
                     size_t connections);
void submitter_end(struct submitter *s, size_t connections);

/* For struct wire. */
bool submit_next(void *arg, size_t connection, struct str *request, uint64_t *tag);
void submit_heard(void *arg, size_t connection, const struct answer *a);

/* Fresh form key of a tenant for a reader without a session. */
struct str submit_key(const struct keys *k, struct arena *a, county_code county);

/*
 * What a log promises, against a running server and the folder's tables: each
 * receipt opens; every question of the log sent again gives its first receipt;
 * there are as many new cases as different keys, `before` not counted (below 0:
 * whoever asks counts them). Prints one line; 0 when all is so.
 */
int submit_verify(int port, const char *dir, const char *log, int64_t before, size_t again_most);

/* How many cases the folder holds; -1 when it cannot be read. */
int64_t cases_count(const char *dir, struct arena *a);

#endif
