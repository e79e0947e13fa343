/*
 * edge: what libmicrohttpd calls, and what we answer with.
 *
 * A visit begins with the request line (edge_uri), is checked when its headers
 * are complete, collects its body and is then run. While a worker or the lane
 * has it the connection is suspended; edge_resume() goes on with it.
 */
#include "http/loop.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/shelf.h"
#include "http/seen.h"

#define ARENA_BYTES (32 * 1024)  /* a usual page fits the first block */

#define CSP "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " \
	"connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; " \
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/* ---- visits: made and kept by their loop ---- */

static struct visit *visit_new(struct loop *l)
{
	struct visit *v = l->free;
	struct arena *a;

	if (v) {
		a = v->arena;
		l->free = v->next_free;
		l->n_free--;
	} else {
		a = arena_new(ARENA_BYTES);
		v = base_alloc(sizeof(*v));
	}
	memset(v, 0, sizeof(*v));
	v->arena = a;
	v->loop = l;
	v->x.req.arena = a;
	v->x.place = &l->server->place;
	v->x.reply.fd = -1;
	v->x.began_us = tick_us();
	l->visits++;
	atomic_fetch_add(&l->server->place.figures.in_flight, 1);
	return v;
}

static void visit_free(struct visit *v)
{
	struct loop *l = v->loop;

	shelf_drop(v->x.place->house->pack_shelf, v->x.packs);
	v->x.packs = NULL;
	l->visits--;
	atomic_fetch_sub(&l->server->place.figures.in_flight, 1);
	if (l->n_free < POOLED) {
		arena_reset(v->arena);
		v->next_free = l->free;
		l->free = v;
		l->n_free++;
	} else {
		arena_free(v->arena);
		base_free(v);
	}
}

void visits_free(struct loop *l)
{
	while (l->free) {
		struct visit *v = l->free;

		l->free = v->next_free;
		arena_free(v->arena);
		base_free(v);
	}
	l->n_free = 0;
}

/* ---- connections ---- */

/* An address that has its share already is hung up on before anything is read or kept for it. */
enum MHD_Result edge_admit(void *arg, const struct sockaddr *at, socklen_t n)
{
	struct server *s = ((struct loop *)arg)->server;

	(void)n;
	if (crowd_admits(s->crowd, crowd_of(s->crowd, at)))
		return MHD_YES;
	atomic_fetch_add_explicit(&s->place.figures.crowded, 1, memory_order_relaxed);
	return MHD_NO;
}

static atomic_int *crowd_for(struct loop *l, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info ? crowd_of(l->server->crowd, info->client_addr) : NULL;
}

void edge_connection(void *arg, struct MHD_Connection *c, void **link,
                     enum MHD_ConnectionNotificationCode what)
{
	struct loop *l = arg;
	struct link *k = *link;

	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
			MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);

		k = base_alloc(sizeof(*k));
		memset(k, 0, sizeof(*k));
		k->loop = l;
		k->fd = info ? info->connect_fd : -1;
		if ((k->crowd = crowd_for(l, c)))
			atomic_fetch_add(k->crowd, 1);
		l->begun++;
		link_waits(k);
		*link = k;
		atomic_fetch_add(&l->server->place.figures.connections, 1);
	} else if (k) {
		link_busy(k);
		atomic_fetch_sub(&l->links, 1);
		if (k->crowd)
			atomic_fetch_sub(k->crowd, 1);
		base_free(k);
		*link = NULL;
		atomic_fetch_sub(&l->server->place.figures.connections, 1);
	}
}

static struct link *link_of(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static struct str peer_of(struct arena *a, struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	char        text[INET6_ADDRSTRLEN] = "";
	const void *at = NULL;
	int         family = info && info->client_addr ? info->client_addr->sa_family : AF_UNSPEC;

	if (family == AF_INET)
		at = &((const struct sockaddr_in *)(const void *)info->client_addr)->sin_addr;
	else if (family == AF_INET6)
		at = &((const struct sockaddr_in6 *)(const void *)info->client_addr)->sin6_addr;
	if (!at || !inet_ntop(family, at, text, sizeof(text)))
		return S("local");
	return str_copy(a, str_of(text));
}

/* ---- the head ---- */

void *edge_uri(void *arg, const char *uri, struct MHD_Connection *c)
{
	struct visit *v = visit_new(arg);

	v->connection = c;
	v->link = link_of(c);
	/* Before libmicrohttpd decodes it in place. */
	v->x.uri = str_copy(v->arena, str_of(uri));
	return v;
}

static enum MHD_Result header_take(void *arg, enum MHD_ValueKind kind, const char *key,
                                   size_t key_n, const char *value, size_t value_n)
{
	struct visit *v = arg;

	(void)kind;
	if (v->n_headers == HEAD_HEADERS) {
		v->too_many = true;
		return MHD_NO;
	}
	/*
	 * A size that strlen() does not see as the end is a NUL inside: kept, for the check to
	 * refuse.
	 */
	v->headers[v->n_headers++] =
	        (struct pair){ { key, key_n }, { value ? value : "", value_n } };
	return MHD_YES;
}

/* A form in parts: short ones are kept in memory, long ones go to the disk. */
static enum err parts_check(struct visit *v, int64_t length)
{
	struct place *place = v->x.place;

	/* A phone at the edge of its network says nothing for longer than a form takes. */
	MHD_set_connection_option(v->connection, MHD_CONNECTION_OPTION_TIMEOUT, UPLOAD_IDLE_S);
	if (length <= BODY_MAX)
		return OK;
	/* Whatever becomes of its files, the words of the form come back. */
	v->x.sieve = sieve_new(v->arena, v->x.boundary);
	if (length > SPOOL_MAX)
		return ERR_TOO_LARGE;
	return spool_open(place->house->set.dir, (size_t)length,
	                  (uint64_t)place->house->set.upload_reserve, &place->spooling, v->arena,
	                  &v->x.spool);
}

/* Only forms have bodies here. */
static enum err body_check(struct visit *v, int64_t length)
{
	struct str type = head_find(v->headers, v->n_headers, S("Content-Type")), media = type;

	if (v->x.req.method != POST)
		return OK;
	if (v->x.req.route->flags & (FILES | SHEET)) {
		v->x.boundary = multipart_boundary(v->arena, type);
		if (v->x.boundary.p)
			return parts_check(v, length);
	}
	str_next(&type, ';', &media);
	if (!str_eq_nocase(str_trim(media), S("application/x-www-form-urlencoded")))
		return ERR_TYPE;
	return length > FORM_MAX ? ERR_TOO_LARGE : OK;
}

static enum MHD_Result visit_answer(struct visit *v);

static enum MHD_Result refuse(struct visit *v, int status)
{
	atomic_fetch_add(&v->loop->server->place.figures.refused, 1);
	reply_plain(&v->x, status);
	v->closing = true;
	return visit_answer(v);
}

/*
 * The longest body that is heard to its end although it is refused: answered before all of it
 * was sent, a browser would show a broken connection. What nobody's phone sends is hung up on.
 */
static size_t heard_max(const struct exchange *x)
{
	return x->boundary.p ? 2 * (size_t)SPOOL_MAX : 16 * (size_t)FORM_MAX;
}

/* The first call: everything that can be refused before a body is read. */
static enum MHD_Result visit_head(struct visit *v, const char *method, const char *version)
{
	struct exchange *x = &v->x;
	struct head      h;
	int              status;
	enum err         e;

	v->headed = true;
	v->headed_ms = tick_us() / 1000;
	if (v->link)
		link_busy(v->link);
	MHD_get_connection_values_n(v->connection, MHD_HEADER_KIND, header_take, v);
	x->method = str_of(method);
	x->headers = v->headers;
	x->n_headers = v->n_headers;
	h = (struct head){ .method = x->method, .uri = x->uri, .version = str_of(version),
	                    .headers = v->headers, .n = v->n_headers, .too_many = v->too_many };
	x->peer = peer_of(v->arena, v->connection);
	x->reply = (struct reply){ .fd = -1 };
	buf_init(&x->out, v->arena, OUT_MAX);
	if ((status = head_check(&h)))
		return refuse(v, status);
	if (!req_begin(x))
		return refuse(v, 400);
	e = run_route(x);
	if (!e)
		e = body_check(v, head_length(&h));
	v->body_max = (size_t)head_length(&h);
	if (e && v->body_max <= heard_max(x)) {
		x->early = e;
		return MHD_YES;
	}
	if (e) {
		run_fail(x, e, v->loop->db);
		/* A body that nobody reads must not be taken for the next request. */
		v->closing = true;
		return visit_answer(v);
	}
	/* Announced is not sent: pages that nothing is written to are not taken from the machine. */
	if (v->body_max && !x->spool)
		v->body = arena_alloc(v->arena, v->body_max);
	return MHD_YES;
}

static enum MHD_Result visit_body(struct visit *v, const char *data, size_t *n)
{
	int64_t took = tick_us() / 1000 - v->headed_ms;

	/* A drip of bytes resets libmicrohttpd's clock but not this one. */
	if (took > BODY_MS + (v->x.boundary.p ? (int64_t)v->body_n / UPLOAD_RATE : 0) ||
	    *n > v->body_max - v->body_n)
		return MHD_NO;
	if (v->x.sieve)
		sieve_add(v->x.sieve, data, *n);
	/* A disk that fills up meanwhile is told when the rest has come. */
	if (v->body)
		memcpy(v->body + v->body_n, data, *n);
	else if (!v->x.early)
		v->x.early = spool_add(v->x.spool, data, *n);
	v->body_n += *n;
	*n = 0;
	return MHD_YES;
}

/* ---- running ---- */

static void visit_wake(struct exchange *x)
{
	struct loop *l = ((struct visit *)(void *)x)->loop;
	bool         first;

	pthread_mutex_lock(&l->lock);
	first = !l->ready;
	x->next = l->ready;
	l->ready = x;
	pthread_mutex_unlock(&l->lock);
	if (first)
		loop_ring(l);
}

/* A page that cannot be drawn now may lie in any loop's table; a new one goes into our own. */
static void answer_kept(struct visit *v)
{
	struct server *s = v->loop->server;

	for (int i = 0; i < s->n; i++)
		if (kept_rescue(s->loops[i].kept, &v->x))
			return;
	kept_put(v->loop->kept, &v->x);
}

static enum MHD_Result visit_run(struct visit *v)
{
	enum run_state state;

	v->x.body = (struct str){ v->body ? v->body : "", v->body_n };
	v->x.wake = visit_wake;
	if (v->x.early && v->x.sieve)
		body_sifted(&v->x);
	if (!v->x.early && kept_find(v->loop->kept, &v->x))
		return visit_answer(v);
	/*
	 * It may be done already when run_start() returns; it comes back only through this thread.
	 */
	state = v->x.early ? run_error(&v->x, v->x.early, v->loop->db) :
	                     run_start(&v->x, v->loop->db);
	if (state == RUN_AWAY) {
		v->away = true;
		v->loop->away++;
		MHD_suspend_connection(v->connection);
		return MHD_YES;
	}
	answer_kept(v);
	return visit_answer(v);
}

/* On the loop's thread. */
void edge_resume(struct visit *v)
{
	if (run_resume(&v->x, v->loop->db) == RUN_AWAY)
		return;
	v->away = false;
	v->loop->away--;
	answer_kept(v);
	MHD_resume_connection(v->connection);
}

enum MHD_Result edge_request(void *arg, struct MHD_Connection *c, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *data_n, void **visit)
{
	struct visit *v = *visit;

	(void)arg;
	(void)c;
	(void)url;
	if (v->answered)
		return MHD_YES;
	if (!v->headed)
		return visit_head(v, method, version);
	if (*data_n)
		return visit_body(v, data, data_n);
	if (v->x.stage == STAGE_DONE)
		return visit_answer(v);
	return visit_run(v);
}

void edge_completed(void *arg, struct MHD_Connection *c, void **visit,
                    enum MHD_RequestTerminationCode why)
{
	struct visit *v = *visit;

	(void)arg;
	(void)c;
	(void)why;
	if (!v)
		return;
	if (v->link && v->headed)
		link_waits(v->link);
	if (v->headed)
		figures_answered(&v->loop->server->place.figures, v->x.reply.status,
		                 tick_us() - v->x.began_us);
	*visit = NULL;
	visit_free(v);
}

/* ---- the answer ---- */

static void put(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		log_warn("http", "the header %s could not be sent", name);
}

static void head_put(struct visit *v, struct MHD_Response *response)
{
	const struct exchange *x = &v->x;
	const struct reply    *y = &x->reply;
	const struct req      *r = &x->req;
	bool private = r->who.roles != ANYONE || (r->route && r->route->flags & PRIVATE) ||
	               y->status >= 400 || r->method == POST;

	seen_tell(&v->x);
	/* A file has a stricter one of its own. */
	if (!head_find(y->headers, y->n_headers, S("Content-Security-Policy")).p)
		put(response, "Content-Security-Policy", CSP);
	put(response, "X-Content-Type-Options", "nosniff");
	put(response, "Referrer-Policy", "same-origin");
	put(response, "Permissions-Policy",
	    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
	put(response, "Cross-Origin-Opener-Policy", "same-origin");
	if (x->place->house->set.behind_proxy)
		put(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
	if (head_find(y->headers, y->n_headers, S("Cache-Control")).p && y->status < 400)
		;       /* a published picture says itself how long */
	else if (y->immutable && y->status < 400)
		put(response, "Cache-Control", "public, max-age=31536000, immutable");
	else
		put(response, "Cache-Control", private ? "no-store" : "no-cache");
	if (!y->immutable)
		put(response, "Vary", "Accept, Accept-Language, Cookie");
	if (y->type)
		put(response, "Content-Type", y->type);
	if (y->location.n)
		put(response, "Location", str_z(v->arena, y->location));
	for (size_t i = 0; i < y->n_headers; i++)
		put(response, str_z(v->arena, y->headers[i].name),
		    str_z(v->arena, y->headers[i].value));
	if (v->closing || atomic_load(&x->place->leaving) || atomic_load(&v->loop->server->stopping))
		put(response, "Connection", "close");
}

/*
 * Pages are sent as they are: nginx compresses them in front, and without it a
 * page of 12 KB costs more processor time to compress than to make.
 */
static enum MHD_Result visit_answer(struct visit *v)
{
	struct reply        *y = &v->x.reply;
	struct MHD_Response *response;
	enum MHD_Result      result;

	v->answered = true;
	v->x.stage = STAGE_DONE;
	if (y->fd >= 0) {
		/* The library closes its own copy, the arena ours. */
		int fd = fcntl(y->fd, F_DUPFD_CLOEXEC, 0);

		response = fd < 0 ? NULL : MHD_create_response_from_fd64(y->fd_size, fd);
	} else {
		/* Persistent: the body lives in the arena or the program until edge_completed(). */
		response = MHD_create_response_from_buffer(y->body.n, (void *)(uintptr_t)y->body.p,
		                                           MHD_RESPMEM_PERSISTENT);
	}
	if (!response)
		return MHD_NO;
	head_put(v, response);
	result = MHD_queue_response(v->connection, (unsigned)y->status, response);
	MHD_destroy_response(response);
	return result;
}
