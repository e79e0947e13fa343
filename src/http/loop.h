/*
 * loop: the part of the server that knows libmicrohttpd.
 *
 * A loop is one thread with one daemon, one read connection and one eventfd.
 * Only its thread touches the daemon and its connections; others hand an
 * exchange back through the list of those to resume.
 */
#ifndef HTTP_LOOP_H
#define HTTP_LOOP_H

#include <microhttpd.h>
#include <pthread.h>

#include "http/crowd.h"
#include "http/inside.h"
#include "http/kept.h"
#include "http/server.h"

#define LOOPS_MAX 16
#define IDLE_S 5                 /* a connection that says nothing */
#define HEAD_MS 10000            /* from connecting, or the last answer, to complete headers */
#define BODY_MS 30000            /* from the headers to the end of the body */
#define UPLOAD_RATE 8            /* bytes a millisecond that a body with files must keep up after that */
#define UPLOAD_IDLE_S 20         /* and it may say nothing for so long */
#define GIVEN 64                 /* new connections that wait for their loop at most */
#define POOLED 64                /* arenas a loop keeps for the next requests */

struct server;

/* An open connection, as long as the daemon has it. */
struct link {
	struct loop *loop;
	struct link *next, *prev;    /* in the loop's list, longest waiting first; NULL: busy */
	int          fd;
	int64_t      since_ms;
	atomic_int  *crowd;          /* of its address; NULL: not counted */
};

/* An exchange with the sockets around it. */
struct visit {
	struct exchange        x;     /* first */
	struct loop           *loop;
	struct MHD_Connection *connection;
	struct link           *link;
	struct visit          *next_free;
	struct arena          *arena;
	struct pair            headers[HEAD_HEADERS];
	size_t                 n_headers;
	bool                   too_many, headed, answered;
	bool                   closing;       /* the connection ends with this answer */
	bool                   away;          /* suspended: a worker or the lane has it */
	size_t                 body_n, body_max;
	char                  *body;
	int64_t                headed_ms;
};

struct loop {
	struct server     *server;
	struct MHD_Daemon *daemon;
	struct db         *db;
	pthread_t          thread;
	bool               started;
	int                epoll, bell;
	pthread_mutex_t    lock;
	struct exchange   *ready;             /* guarded by lock */
	int                given[GIVEN];      /* guarded by lock: connections from other loops */
	size_t             n_given;           /* guarded by lock */
	struct link        waiting;           /* head of the ring of connections without a request */
	atomic_size_t      links;             /* connections, those given to it among them */
	size_t             links_max, begun;
	bool               listens;
	int64_t            deaf_until_us;
	size_t             visits, away;      /* exchanges, and those that are suspended */
	struct visit      *free;
	size_t             n_free;
	struct kept       *kept;
	int64_t            swept_ms;
};

struct server {
	struct place       place;
	int                listen;
	int                port;
	char              *unix_path;
	struct crowd      *crowd;
	atomic_int         n;                 /* loops that run */
	atomic_bool        open;              /* new connections are let in */
	atomic_bool        stopping;
	struct loop        loops[LOOPS_MAX];
};

/* loop.c */
enum err loop_start(struct loop *l, struct server *s, size_t links_max, struct arena *a,
                    struct str *why) MUST_USE;
void loop_stop(struct loop *l);           /* its kept pages stay until all loops have ended */
void loop_ring(struct loop *l);
void link_waits(struct link *k);          /* from now on for headers */
void link_busy(struct link *k);

/* spread.c: new connections, each to the loop that has fewest; to be called in each turn of a loop */
void spread_mind(struct loop *l, bool knocked);
void spread_end(struct loop *l);           /* after the thread: hangs up on those never taken */

/* edge.c: what libmicrohttpd calls */
void *edge_uri(void *arg, const char *uri, struct MHD_Connection *c);
enum MHD_Result edge_request(void *arg, struct MHD_Connection *c, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *data_n, void **visit);
void edge_completed(void *arg, struct MHD_Connection *c, void **visit,
                    enum MHD_RequestTerminationCode why);
enum MHD_Result edge_admit(void *arg, const struct sockaddr *at, socklen_t n);
void edge_connection(void *arg, struct MHD_Connection *c, void **link,
                     enum MHD_ConnectionNotificationCode what);
void edge_resume(struct visit *v);
void visits_free(struct loop *l);

#endif
