#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/time.h"

#define IN_BYTES 32768           /* grows for longer answers */
#define IN_MOST  (16 * 1024 * 1024)
#define EVENTS   256

struct line {
	int        fd;
	bool       busy, again;      /* again: asked once more after the server had closed it */
	struct str request;
	uint64_t   tag;
	int64_t    due;              /* when its question was due */
	char      *in;
	size_t     n, cap, want;     /* want: whole answer, 0 while its head is not complete */
	size_t     head;
	bool       closes;
};

struct crowd {
	const struct wire  *w;
	struct wire_result *r;
	struct line        *lines;
	size_t             *free;    /* a ring of lines that wait for a question */
	size_t              free_at, free_n;
	int                 epoll;
	int64_t             began, keep_from, end, last_answer;
	uint64_t            asked, away;
	bool                dry, gone;
};

int wire_dial(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int                on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && connect(fd, (struct sockaddr *)(void *)&at, sizeof(at)) == 0) {
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		return fd;
	}
	if (fd >= 0)
		close(fd);
	return -1;
}

static bool line_open(struct crowd *c, size_t i)
{
	struct line       *l = &c->lines[i];
	struct epoll_event ev = { .events = EPOLLIN, .data.u64 = i };

	l->fd = wire_dial(c->w->port);
	if (l->fd < 0)
		return false;
	fcntl(l->fd, F_SETFL, O_NONBLOCK);
	l->n = l->want = 0;
	l->closes = false;
	return epoll_ctl(c->epoll, EPOLL_CTL_ADD, l->fd, &ev) == 0;
}

static void line_shut(struct line *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

static void free_put(struct crowd *c, size_t i)
{
	c->free[(c->free_at + c->free_n++) % c->w->connections] = i;
}

static size_t free_take(struct crowd *c)
{
	size_t i = c->free[c->free_at];

	c->free_at = (c->free_at + 1) % c->w->connections;
	c->free_n--;
	return i;
}

static void heard(struct crowd *c, size_t i, int status, struct str head, struct str body)
{
	struct line        *l = &c->lines[i];
	struct wire_result *r = c->r;
	int64_t             now = tick_us(), gap = now - c->last_answer;
	struct answer       a = { l->tag, status, head, body, now - l->due };

	c->away--;
	l->busy = false;
	if (now >= c->keep_from) {
		if (status == 0) {
			r->lost++;
		} else {
			r->answers++;
			r->bytes += body.n;
			r->status[status / 100 < 6 ? status / 100 : 5]++;
			if (r->n < WIRE_SAMPLES)
				r->us[r->n++] = a.us > UINT32_MAX ? UINT32_MAX : (uint32_t)a.us;
		}
		if (c->last_answer >= c->keep_from && gap > r->gap_us)
			r->gap_us = gap;
	}
	c->last_answer = now;
	if (c->w->heard)
		c->w->heard(c->w->arg, i, &a);
}

/* The server closed it: while idle that is its right, with a question out it is a loss. */
static void line_ended(struct crowd *c, size_t i)
{
	struct line *l = &c->lines[i];
	bool         mute = l->busy && l->n == 0 && !l->again;

	line_shut(l);
	if (l->busy && (!mute || c->w->until_lost)) {
		heard(c, i, 0, S(""), S(""));
		free_put(c, i);
	}
	if (c->w->until_lost) {
		c->gone = true;
		return;
	}
	if (!line_open(c, i)) {
		if (l->busy)
			heard(c, i, 0, S(""), S(""));
		c->gone = true;
		return;
	}
	if (!l->busy) {
		c->r->reopened++;
		return;
	}
	/* Closed in the moment the question was sent: once more, still counted from when it was due. */
	c->r->reopened++;
	l->again = true;
	if (send(l->fd, l->request.p, l->request.n, MSG_NOSIGNAL) != (ssize_t)l->request.n)
		c->gone = true;
}

static bool line_send(struct crowd *c, size_t i, int64_t due)
{
	struct line *l = &c->lines[i];

	if (!c->w->next(c->w->arg, i, &l->request, &l->tag))
		return false;
	l->busy = true;
	l->again = false;
	l->due = due;
	l->n = l->want = 0;
	c->asked++;
	c->away++;
	/* Questions are far smaller than a socket's buffer: they go whole or not at all. */
	if (send(l->fd, l->request.p, l->request.n, MSG_NOSIGNAL) != (ssize_t)l->request.n)
		line_ended(c, i);
	return true;
}

struct str wire_header(struct str head, const char *name)
{
	struct str line, want = str_of(name);

	while (str_next(&head, '\n', &line))
		if (line.n > want.n && line.p[want.n] == ':' && str_eq_nocase(str_part(line, 0, want.n), want))
			return str_trim(str_part(line, want.n + 1, line.n));
	return STR_NONE;
}

/* Looks for the end of the head; how long the whole answer will be. */
static bool head_read(struct line *l)
{
	struct str all = { l->in, l->n }, length;
	int64_t    body = 0;
	size_t     end;

	if (!str_find(all, S("\r\n\r\n"), &end))
		return true;
	l->head = end + 4;
	all.n = l->head;
	length = wire_header(all, "Content-Length");
	if (length.p && !str_number(length, IN_MOST, &body))
		return false;
	l->want = l->head + (size_t)body;
	l->closes = str_eq_nocase(wire_header(all, "Connection"), S("close"));
	return true;
}

static int status_of(const struct line *l)
{
	int64_t v = 0;

	if (l->n < 12 || memcmp(l->in, "HTTP/1.1 ", 9) != 0 ||
	    !str_number((struct str){ l->in + 9, 3 }, 599, &v))
		return 500;
	return (int)v;
}

static void line_read(struct crowd *c, size_t i)
{
	struct line *l = &c->lines[i];

	for (;;) {
		ssize_t got;

		if (l->n == l->cap) {
			l->cap *= 2;
			l->in = base_realloc(l->in, l->cap);
		}
		got = recv(l->fd, l->in + l->n, l->cap - l->n, 0);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		if (got <= 0) {
			line_ended(c, i);
			return;
		}
		l->n += (size_t)got;
		if (!l->busy || (!l->want && !head_read(l)) || l->cap > IN_MOST) {
			line_ended(c, i);
			return;
		}
		if (l->want && l->n >= l->want)
			break;
		if (l->n < l->cap)
			return;
	}
	heard(c, i, status_of(l), (struct str){ l->in, l->head },
	      (struct str){ l->in + l->head, l->want - l->head });
	if (l->closes) {
		line_shut(l);
		if (c->w->until_lost || !line_open(c, i)) {
			c->gone = true;
			return;
		}
	}
	free_put(c, i);
}

/* Asks what is due now; how long to sleep until the next is. */
static int64_t ask_due(struct crowd *c)
{
	const struct wire *w = c->w;
	int64_t            now = tick_us();

	while (!c->dry && c->free_n && c->asked < w->most && now < c->end) {
		int64_t due = w->rate > 0 ? c->began + (int64_t)((double)c->asked * 1e6 / w->rate) : now;
		size_t  i;

		if (due > now)
			return due - now;
		i = free_take(c);
		if (!line_send(c, i, due))
			c->dry = true;
		now = tick_us();
	}
	if (c->asked >= w->most || now >= c->end)
		c->dry = true;
	return c->end > now ? c->end - now : 0;
}

static void crowd_run(struct crowd *c)
{
	struct epoll_event events[EVENTS];
	int64_t            patience;

	c->began = tick_us();
	c->last_answer = c->began;
	c->keep_from = c->began + (int64_t)(c->w->warm * 1e6);
	c->end = c->keep_from + (int64_t)(c->w->seconds * 1e6);
	patience = c->end + 10 * 1000 * 1000;
	while (!c->gone) {
		int64_t         sleep = ask_due(c), now;
		struct timespec ts;
		int             n;

		now = tick_us();
		if ((c->dry && c->away == 0) || now > patience)
			break;
		if (c->dry || sleep > 1000 * 1000)
			sleep = 1000 * 1000;
		ts = (struct timespec){ sleep / 1000000, sleep % 1000000 * 1000 };
		n = epoll_pwait2(c->epoll, events, EVENTS, &ts, NULL);
		for (int i = 0; i < n && !c->gone; i++)
			line_read(c, events[i].data.u64);
	}
	c->r->asked = c->asked;
	c->r->lost += c->away;
	c->r->took = (double)((c->last_answer < c->end ? c->last_answer : c->end) - c->keep_from) / 1e6;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

bool wire_run(const struct wire *w, struct arena *a, struct wire_result *r)
{
	struct crowd c = { .w = w, .r = r, .epoll = epoll_create1(EPOLL_CLOEXEC) };
	bool         good = c.epoll >= 0;

	*r = (struct wire_result){ .us = ARENA_ARRAY(a, uint32_t, WIRE_SAMPLES) };
	c.lines = ARENA_ARRAY(a, struct line, w->connections);
	c.free = ARENA_ARRAY(a, size_t, w->connections);
	for (size_t i = 0; i < w->connections; i++)
		c.lines[i].fd = -1;
	for (size_t i = 0; good && i < w->connections; i++) {
		c.lines[i].cap = IN_BYTES;
		c.lines[i].in = base_alloc(IN_BYTES);
		good = line_open(&c, i);
		free_put(&c, i);
	}
	if (good)
		crowd_run(&c);
	for (size_t i = 0; i < w->connections; i++) {
		line_shut(&c.lines[i]);
		base_free(c.lines[i].in);
	}
	close(c.epoll);
	qsort(r->us, r->n, sizeof(r->us[0]), by_number);
	return good;
}

uint32_t wire_at(const struct wire_result *r, double share)
{
	size_t at = (size_t)((double)r->n * share);

	if (r->n == 0)
		return 0;
	return r->us[at < r->n ? at : r->n - 1];
}

bool wire_ask(int port, struct arena *a, struct str request, struct answer *out)
{
	struct timeval limit = { .tv_sec = 10 };
	struct line    l = { .fd = wire_dial(port), .cap = IN_MOST };
	struct buf     b;
	ssize_t        got = 1;
	char           piece[8192];

	*out = (struct answer){ .us = tick_us() };
	buf_init(&b, a, IN_MOST);
	if (l.fd < 0)
		return false;
	setsockopt(l.fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (send(l.fd, request.p, request.n, MSG_NOSIGNAL) == (ssize_t)request.n)
		while ((!l.want || l.n < l.want) && (got = recv(l.fd, piece, sizeof(piece), 0)) > 0) {
			buf_put(&b, piece, (size_t)got);
			l.in = b.p;
			l.n = b.n;
			if (!l.want && !head_read(&l))
				break;
		}
	close(l.fd);
	if (!l.want || l.n < l.want)
		return false;
	*out = (struct answer){ .status = status_of(&l), .head = { l.in, l.head },
	                        .body = { l.in + l.head, l.want - l.head }, .us = tick_us() - out->us };
	return true;
}

struct str wire_get(struct arena *a, struct str path, struct str more)
{
	return str_join(a, S("GET "), path, S(" HTTP/1.1\r\nHost: 127.0.0.1\r\n"), more.p ? more : S(""), S("\r\n"),
	                STR_NONE);
}

struct str wire_post(struct arena *a, struct str path, struct str body)
{
	return str_join(a, S("POST "), path, S(" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	        "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n"
	        "Content-Length: "), str_int(a, (int64_t)body.n), S("\r\n\r\n"), body, STR_NONE);
}
