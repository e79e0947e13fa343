#include "http/kept.h"

#include "http/session.h"

#define SHARED_US 1000000       /* on a database that others write to as well */

/* One page: its path and then its body in one piece of memory. */
struct slot {
	uint64_t    generation;
	int64_t     minute, began_us;    /* when it was asked for */
	enum lang   lang;
	enum theme  theme;
	bool        elder;
	const char *type;
	char       *bytes;
	size_t      path_n, body_n, cap;
};

struct kept {
	struct slot slots[KEPT_SLOTS];
	size_t      bytes;               /* of all slots */
};

struct kept *kept_new(void)
{
	struct kept *k = base_alloc(sizeof(*k));

	memset(k, 0, sizeof(*k));
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
	       r->query_text.n == 0 && !session_told(r);
}

/* FNV-1a; a slot holds one page at a time, so a clash only costs a drawing. */
static struct slot *slot_of(struct kept *k, const struct req *r)
{
	uint64_t h = 14695981039346656037u ^ ((uint64_t)r->lang << 8 | (uint64_t)r->theme << 4 | r->elder);

	for (size_t i = 0; i < r->path.n; i++)
		h = (h ^ (unsigned char)r->path.p[i]) * 1099511628211u;
	return &k->slots[(h ^ h >> 32) % KEPT_SLOTS];
}

static bool slot_is(const struct slot *s, const struct req *r)
{
	return s->bytes && s->lang == r->lang && s->theme == r->theme && s->elder == r->elder &&
	       str_eq((struct str){ s->bytes, s->path_n }, r->path);
}

bool kept_find(struct kept *k, struct exchange *x)
{
	struct req        *r = &x->req;
	const struct slot *s;

	if (!asked_plainly(r))
		return false;
	x->generation = lane_generation(x->place->house->lane);
	s = slot_of(k, r);
	/* Of what other copies of the program write we hear nothing. */
	if (x->place->house->set.shared && x->began_us - s->began_us > SHARED_US)
		return false;
	if (!slot_is(s, r) || s->generation != x->generation || s->minute != minute_of(r))
		return false;
	/* A copy, because the slot may be filled anew while this is still being sent. */
	x->reply.status = 200;
	x->reply.type = s->type;
	x->reply.body = str_copy(r->arena, (struct str){ s->bytes + s->path_n, s->body_n });
	x->stage = STAGE_DONE;
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

void kept_put(struct kept *k, const struct exchange *x)
{
	const struct req   *r = &x->req;
	const struct reply *y = &x->reply;
	size_t              need = r->path.n + y->body.n;
	struct slot        *s;

	if (!asked_plainly(r) || r->failed || r->keyed || r->who.roles != ANYONE || y->status != 200 ||
	    y->n_headers || y->location.n || y->fd >= 0 || !y->body.n || y->body.n > KEPT_PAGE)
		return;
	s = slot_of(k, r);
	if (need > s->cap) {
		slot_drop(k, s);
		if (!room_make(k, need, x->generation))
			return;
		s->bytes = base_alloc(need);
		s->cap = need;
		k->bytes += need;
	}
	s->generation = x->generation;
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
