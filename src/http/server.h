/*
 * server: sockets, loops and workers. libmicrohttpd stays behind this file.
 *
 * One daemon per loop thread, each driven by our own epoll loop
 * (architecture.md 4.1), with an eventfd so that the lane, the workers and
 * other loops can wake it. A new connection goes to the loop that has fewest.
 * Header checks of reliability.md R5 run before a body is read.
 */
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H

#include "http/house.h"

struct server;

/* Listens on "ADDR:PORT" or "unix:PATH" and serves until server_stop(); `why` says what to do when it cannot. */
enum err server_start(const struct house *house, const char *listen, struct arena *a,
                      struct server **out, struct str *why) MUST_USE;

/*
 * Told to stop, and others can do the work: goes on answering, closes each connection with its
 * answer, and lets req_leaving() be true so that a balancer is told. For any thread; then server_stop().
 */
void server_leave(struct server *s);
bool req_leaving(const struct req *r);

/* Finishes what runs (at most 10 s), closes. Safe from a signal-waiting thread. */
void server_stop(struct server *s);

/* The port actually bound (for port 0). */
int server_port(const struct server *s);

/* Counters for /metrics, appended as Prometheus text; req_metrics() for a handler of that server. */
struct buf;
struct req;
void server_metrics(const struct server *s, struct buf *out);
void req_metrics(const struct req *r, struct buf *out);

#endif
