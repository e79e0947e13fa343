#include "http/kept.h"

#include <pthread.h>

#include "base/html.h"
#include "db/pulse.h"
#include "http/seen.h"
#include "http/session.h"

#define SHARED_US 1000000       /* on a database that others write to as well */

/* One page: its path and then its body in one piece of memory. */
struct slot {
	uint64_t    hash, generation, pulse;
	int64_t     minute, began_us;    /* when it was asked for */
	enum lang   lang;
	enum theme  theme;
	bool        elder;
	const char *type;
	char       *bytes;
	size_t      path_n, body_n, cap;
};

struct kept {
	pthread_mutex_t lock;
	struct slot slots[KEPT_SLOTS];
	size_t      bytes;               /* of all slots */
};

struct kept *kept_new(void)
{
	struct kept *k = base_alloc(sizeof(*k));

	memset(k, 0, sizeof(*k));
	pthread_mutex_init(&k->lock, NULL);
	return k;
}

static void slot_drop(struct kept *k, struct slot *s)
{
	k->bytes -= s->cap;
	base_free(s->bytes);
	*s = (struct slot){ 0 };
}

void kept_free(struct kept *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < KEPT_SLOTS; i++)
		slot_drop(k, &k->slots[i]);
	pthread_mutex_destroy(&k->lock);
	base_free(k);
}

static int64_t minute_of(const struct req *r)
{
	return r->now.ms / 60000;
}

/* Nothing of this reader's own is asked with or for. */
static bool asked_plainly(const struct req *r)
{
	return r->route && r->route->flags & SHARED && r->method == GET && r->as == AS_HTML &&
	       r->query_text.n == 0 && !session_told(r) && !seen_told(r);
}

static bool slot_is(const struct slot *s, const struct req *r, uint64_t hash)
{
	return s->hash == hash && s->bytes && s->lang == r->lang && s->theme == r->theme && s->elder == r->elder &&
	       str_eq((struct str){ s->bytes, s->path_n }, r->path);
}

/* FNV-1a of the page's path and looks. */
static uint64_t hash_of(const struct req *r)
{
	uint64_t h = 14695981039346656037u ^ ((uint64_t)r->lang << 8 | (uint64_t)r->theme << 4 | r->elder);

	for (size_t i = 0; i < r->path.n; i++)
		h = (h ^ (unsigned char)r->path.p[i]) * 1099511628211u;
	return h;
}

/* Where the page lies, or else the slot of its set that was filled longest ago. */
static struct slot *slot_of(struct kept *k, const struct req *r, uint64_t h)
{
	struct slot *set = &k->slots[(h ^ h >> 32) % (KEPT_SLOTS / KEPT_WAYS) * KEPT_WAYS], *oldest = set;

	for (struct slot *s = set; s < set + KEPT_WAYS; s++) {
		if (slot_is(s, r, h))
			return s;
		if (s->began_us < oldest->began_us)
			oldest = s;
	}
	return oldest;
}

/* Is it what would be drawn now? Of what other copies of the program write only the pulse tells. */
static bool slot_fresh(const struct slot *s, const struct exchange *x, uint64_t hash)
{
	const struct house *h = x->place->house;

	return slot_is(s, &x->req, hash) && s->generation == x->generation && s->minute == minute_of(&x->req) &&
	       (!h->set.shared || x->began_us - s->began_us <= SHARED_US || pulse_holds(h->pulse, s->pulse));
}

bool kept_find(struct kept *k, struct exchange *x)
{
	struct req        *r = &x->req;
	const struct slot *s;
	uint64_t           h;

	if (!asked_plainly(r))
		return false;
	h = hash_of(r);
	x->generation = lane_generation(x->place->house->lane);
	x->pulse = pulse_state(x->place->house->pulse);
	pthread_mutex_lock(&k->lock);
	s = slot_of(k, r, h);
	if (slot_fresh(s, x, h)) {
		/* A copy, because the slot may be filled anew while this is still being sent. */
		x->reply.status = 200;
		x->reply.type = s->type;
		x->reply.body = str_copy(r->arena, (struct str){ s->bytes + s->path_n, s->body_n });
		x->stage = STAGE_DONE;
	}
	pthread_mutex_unlock(&k->lock);
	if (x->stage != STAGE_DONE)
		return false;
	atomic_fetch_add_explicit(&x->place->figures.kept, 1, memory_order_relaxed);
	return true;
}

/* The page with a line about its age as the first thing in its main part; nothing when it has none. */
static struct str dated(const struct req *r, struct str body, int64_t minute)
{
	struct str words = word_of(r, MSG_http_kept_since);
	struct buf b;
	size_t     at, end, hole;

	if (!str_find(body, S("<main"), &at) || !str_find(str_part(body, at, body.n), S(">"), &end) ||
	    !str_find(words, S("{0}"), &hole))
		return STR_NONE;
	at += end + 1;
	buf_init(&b, r->arena, KEPT_PAGE + 1024);
	buf_str(&b, str_part(body, 0, at));
	buf_lit(&b, "<div class=\"notice warn\" role=\"status\"><p>");
	html_text(&b, str_part(words, 0, hole));
	when_short(&b, (struct when){ minute * 60000 });
	html_text(&b, str_part(words, hole + 3, words.n));
	buf_lit(&b, "</p></div>");
	buf_str(&b, str_part(body, at, body.n));
	return b.full ? STR_NONE : buf_view(&b);
}

bool kept_rescue(struct kept *k, struct exchange *x)
{
	struct req        *r = &x->req;
	const struct slot *s;
	const char        *type = NULL;
	struct str         body = STR_NONE;
	uint64_t           h;

	if (r->failed != ERR_BUSY || !asked_plainly(r))
		return false;
	h = hash_of(r);
	pthread_mutex_lock(&k->lock);
	s = slot_of(k, r, h);
	if (slot_is(s, r, h)) {
		type = s->type;
		body = dated(r, (struct str){ s->bytes + s->path_n, s->body_n }, s->minute);
	}
	pthread_mutex_unlock(&k->lock);
	if (!body.p)
		return false;
	reply_reset(x);
	x->reply.status = 200;
	x->reply.type = type;
	x->reply.body = body;
	atomic_fetch_add_explicit(&x->place->figures.kept, 1, memory_order_relaxed);
	return true;
}

/* Room for n more bytes, if need be by dropping pages that are not given out any more. */
static bool room_make(struct kept *k, size_t n, uint64_t generation)
{
	for (size_t i = 0; k->bytes + n > KEPT_BYTES && i < KEPT_SLOTS; i++)
		if (k->slots[i].bytes && k->slots[i].generation != generation)
			slot_drop(k, &k->slots[i]);
	return k->bytes + n <= KEPT_BYTES;
}

static void slot_fill(struct kept *k, const struct exchange *x)
{
	const struct req   *r = &x->req;
	const struct reply *y = &x->reply;
	size_t              need = r->path.n + y->body.n;
	uint64_t            h = hash_of(r);
	struct slot        *s = slot_of(k, r, h);

	if (need > s->cap) {
		slot_drop(k, s);
		if (!room_make(k, need, x->generation))
			return;
		s->bytes = base_alloc(need);
		s->cap = need;
		k->bytes += need;
	}
	s->hash = h;
	s->generation = x->generation;
	s->pulse = x->pulse;
	s->minute = minute_of(r);
	s->began_us = x->began_us;
	s->lang = r->lang;
	s->theme = r->theme;
	s->elder = r->elder;
	s->type = y->type;
	s->path_n = r->path.n;
	s->body_n = y->body.n;
	memcpy(s->bytes, r->path.p, r->path.n);
	memcpy(s->bytes + r->path.n, y->body.p, y->body.n);
}

void kept_put(struct kept *k, const struct exchange *x)
{
	const struct req   *r = &x->req;
	const struct reply *y = &x->reply;

	if (!asked_plainly(r) || r->failed || r->keyed || r->who.roles != ANYONE || y->status != 200 ||
	    y->n_headers || y->location.n || y->fd >= 0 || !y->body.n || y->body.n > KEPT_PAGE)
		return;
	pthread_mutex_lock(&k->lock);
	slot_fill(k, x);
	pthread_mutex_unlock(&k->lock);
}
