/*
 * loop: our own epoll loop around a daemon (architecture.md 4.1).
 *
 * libmicrohttpd's internal loop stalls at multiples of 128 ready connections,
 * so each daemon is driven from here: wait on its epoll descriptor and on our
 * bell, give resumed connections back, run it once.
 */
#include "http/loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

#define WAIT_MS 500              /* how long to sleep at most: sweeps and stopping wait no longer */
#define STOP_MS 10000
#define POOL_BYTES (24 * 1024)   /* of a connection: 16 KB of headers and room for our own */
#define POOL_STEP 2048
#define LEAVING 64               /* connections that the daemon still counts and we no longer do */
#define SHUT_AT_ONCE 16          /* connections given up before others are served again */

static int64_t now_ms(void)
{
	return tick_us() / 1000;
}

void loop_ring(struct loop *l)
{
	uint64_t one = 1;

	/* A full counter has rung already. */
	if (write(l->bell, &one, sizeof(one)) < 0 && errno != EAGAIN)
		log_error("http", "an eventfd failed with error %d", errno);
}

/* ---- connections that owe us headers, longest waiting first ---- */

static void link_unhook(struct link *k)
{
	if (k->next) {
		k->next->prev = k->prev;
		k->prev->next = k->next;
		k->next = k->prev = NULL;
	}
}

void link_waits(struct link *k)
{
	struct link *head = &k->loop->waiting;

	link_unhook(k);
	k->since_ms = now_ms();
	k->prev = head->prev;
	k->next = head;
	head->prev->next = k;
	head->prev = k;
}

void link_busy(struct link *k)
{
	link_unhook(k);
}

/*
 * Shuts connections that have dripped headers for too long; when nearly all
 * are taken, also those that are merely idle, so that a flood of silent
 * connections keeps nobody out for long. The daemon sees the end of the stream
 * and closes them itself.
 */
static void loop_sweep(struct loop *l)
{
	int64_t now = now_ms(), limit = HEAD_MS;
	size_t  shut = 0;

	if (l->links + l->links / 8 >= l->links_max)
		limit = 500;
	else if (now - l->swept_ms < 1000)
		return;
	while (l->waiting.next != &l->waiting && now - l->waiting.next->since_ms >= limit) {
		struct link *k = l->waiting.next;

		if (shut++ == SHUT_AT_ONCE)
			return;              /* the next round goes on */
		link_unhook(k);
		shutdown(k->fd, SHUT_RDWR);
	}
	l->swept_ms = now;
}

/* ---- the thread ---- */

/* Gives back to the daemon what workers and lane have finished. */
static void loop_resume(struct loop *l)
{
	struct exchange *x, *next;
	uint64_t         rung;

	if (read(l->bell, &rung, sizeof(rung)) < 0 && errno != EAGAIN)
		log_error("http", "an eventfd failed with error %d", errno);
	pthread_mutex_lock(&l->lock);
	x = l->ready;
	l->ready = NULL;
	pthread_mutex_unlock(&l->lock);
	for (; x; x = next) {
		next = x->next;
		edge_resume((struct visit *)(void *)x);
	}
}

static int wait_ms(struct loop *l)
{
	MHD_UNSIGNED_LONG_LONG ms;

	if (MHD_get_timeout(l->daemon, &ms) == MHD_YES && ms < WAIT_MS)
		return (int)ms;
	return WAIT_MS;
}

static void *loop_run(void *arg)
{
	struct loop       *l = arg;
	struct epoll_event events[3];
	int64_t            stop_at = 0;

	for (;;) {
		int  n = epoll_wait(l->epoll, events, COUNT(events), wait_ms(l));
		bool knocked = false;

		if (n < 0 && errno != EINTR)
			log_error("http", "epoll failed with error %d", errno);
		for (int i = 0; i < n; i++)
			knocked |= events[i].data.fd == l->server->listen;
		loop_resume(l);
		spread_mind(l, knocked);
		MHD_run(l->daemon);
		loop_sweep(l);
		if (!atomic_load(&l->server->stopping))
			continue;
		if (!stop_at)
			stop_at = now_ms() + STOP_MS;
		if (l->visits == 0 || now_ms() > stop_at)
			return NULL;
	}
}

static bool watch(struct loop *l, int fd)
{
	struct epoll_event ev = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) == 0;
}

static void quiet(void *arg, const char *format, va_list ap)
{
	/*
	 * What libmicrohttpd says about a client's mistakes is the client's text: not for our log.
	 */
	(void)arg;
	(void)format;
	(void)ap;
}

static bool daemon_start(struct loop *l)
{
	const union MHD_DaemonInfo *info;

	l->daemon = MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET,
		0, edge_admit, l, edge_request, l,
		MHD_OPTION_EXTERNAL_LOGGER, quiet, NULL,
		MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_S,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)l->links_max + LEAVING,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)POOL_STEP,
		MHD_OPTION_URI_LOG_CALLBACK, edge_uri, l,
		MHD_OPTION_NOTIFY_COMPLETED, edge_completed, l,
		MHD_OPTION_NOTIFY_CONNECTION, edge_connection, l,
		MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
		MHD_OPTION_END);
	if (!l->daemon)
		return false;
	info = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	return info && watch(l, info->epoll_fd) && watch(l, l->bell);
}

enum err loop_start(struct loop *l, struct server *s, size_t links_max, struct arena *a,
                    struct str *why)
{
	enum err e;

	l->server = s;
	l->links_max = links_max;
	l->kept = kept_new();
	l->waiting.next = l->waiting.prev = &l->waiting;
	pthread_mutex_init(&l->lock, NULL);
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!s->place.house->set.shared &&
	    (e = db_open(s->place.house->set.db, DB_READ, a, &l->db, why)))
		return e;
	if (l->epoll < 0 || l->bell < 0 || !daemon_start(l)) {
		*why = S("the HTTP library did not start; are enough file descriptors allowed "
		         "(ulimit -n)?");
		return ERR_FAULT;
	}
	if (pthread_create(&l->thread, NULL, loop_run, l)) {
		*why = S("the machine gives no more threads; raise its limit");
		return ERR_FAULT;
	}
	l->started = true;
	return OK;
}

void loop_stop(struct loop *l)
{
	if (l->started) {
		loop_ring(l);
		pthread_join(l->thread, NULL);
		spread_end(l);
	}
	if (l->away) {
		/* A worker or the lane still holds them, so everything they touch stays. */
		log_warn("http", "stopped while %zu requests were still being answered", l->away);
		return;
	}
	if (l->daemon)
		MHD_stop_daemon(l->daemon);
	visits_free(l);
	if (l->db)
		db_close(l->db);
	if (l->epoll > 0)
		close(l->epoll);
	if (l->bell > 0)
		close(l->bell);
}
