/*
 * wire: many HTTP/1.1 keep-alive connections to 127.0.0.1, driven by one thread.
 *
 * Saturated (rate 0): each connection asks again as soon as it was answered.
 * At a rate: questions are due at even distances whether or not a connection is
 * free, and a latency counts from the moment its question was due, so a server
 * that stalls cannot hide behind a client that waits. Everything is bounded:
 * connections, seconds, questions, kept latencies.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define WIRE_CONNECTIONS 4096
#define WIRE_SECONDS     3600
#define WIRE_SAMPLES     (4 * 1000 * 1000)

struct answer {
	uint64_t   tag;
	int        status;           /* 0: the connection ended before the answer did */
	struct str head, body;
	int64_t    us;
};

struct wire {
	int      port;
	size_t   connections;
	double   rate;               /* a second; 0: as fast as answers come */
	double   seconds, warm;      /* latencies are kept after `warm` seconds */
	uint64_t most;               /* questions at most */
	bool     until_lost;         /* stop when the server goes away */
	/* The next question: whole request bytes that stay until its answer. False: no more. */
	bool   (*next)(void *arg, size_t connection, struct str *request, uint64_t *tag);
	void   (*heard)(void *arg, size_t connection, const struct answer *a);   /* may be NULL */
	void    *arg;
};

struct wire_result {
	uint64_t  asked;             /* from the beginning */
	uint64_t  answers;           /* with any status, after the warm-up */
	uint64_t  status[6];         /* by first digit */
	uint64_t  lost;              /* asked, and the connection ended */
	uint64_t  bytes;             /* of bodies */
	uint64_t  reopened;          /* connections the server had closed while idle */
	double    took;              /* seconds measured */
	int64_t   gap_us;            /* the longest time in which nothing was answered */
	uint32_t *us;                /* n sorted latencies, at most WIRE_SAMPLES */
	size_t    n;
};

/* False: the server does not take connections. */
bool wire_run(const struct wire *w, struct arena *a, struct wire_result *r);

/* The latency below which this share of all answers stayed, in microseconds. */
uint32_t wire_at(const struct wire_result *r, double share);

/* A connection to 127.0.0.1, or -1; blocking. */
int wire_dial(int port);

/* One question on a connection of its own. False: no whole answer within 10 seconds. */
bool wire_ask(int port, struct arena *a, struct str request, struct answer *out);

/* The value of a header in an answer's head. */
struct str wire_header(struct str head, const char *name);

/* A whole request. */
struct str wire_get(struct arena *a, struct str path, struct str more);
struct str wire_post(struct arena *a, struct str path, struct str body);

#endif
