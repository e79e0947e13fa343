#include "db/replica.h"

#include <stdatomic.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/time.h"
#include "db/engine.h"

#define AGAIN_US 5000000       /* a standby that could not be reached is left alone for so long */
#define URL_MAX 4096
#define WHY_BYTES 8192

/* Ours before the operator's own words, which win. A standby that went dark is given up soon. */
#define SOON "connect_timeout=2&tcp_user_timeout=3000"
#define PATIENCE_MS 2000

struct replicas {
	const char           *url;
	atomic_uint_fast64_t  floor;    /* what a standby must have replayed for anybody */
	atomic_uint_fast64_t  next;     /* where the primary stood when it was asked last */
	atomic_int_fast64_t   asked_us; /* when that was */
	atomic_int_fast64_t   again_us; /* not before this tick is a standby looked for */
	atomic_bool           trying;   /* a thread is at it */
	atomic_bool           away;     /* none was found the last time */
};

struct replica {
	struct replicas *set;
	struct db       *db;            /* NULL: not connected */
};

static const char *url_soon(const char *url, struct arena *a)
{
	struct str u = str_of(url);
	size_t     at;

	if (!str_find(u, S("?"), &at))
		return str_z(a, str_join(a, u, S("?" SOON), STR_NONE));
	return str_z(a, str_join(a, str_part(u, 0, at), S("?" SOON "&"), str_part(u, at + 1, u.n),
	                         STR_NONE));
}

enum err replicas_open(const char *url, struct arena *a, struct replicas **out, struct str *why)
{
	struct replicas *s = ARENA_NEW(a, struct replicas);
	enum err         e;

	*out = NULL;
	if (!db_is_url(url) || strlen(url) > URL_MAX) {
		*why = S("--db-replica takes the URL of standbys: postgres://USER@HOST1,HOST2/DATABASE");
		return ERR_INPUT;
	}
	if ((e = postgres_url_check(url, a, why)))
		return e;
	s->url = url_soon(url, a);
	*out = s;
	return OK;
}

void replicas_join(struct replicas *s, struct db *primary)
{
	struct replica *r = base_alloc(sizeof(*r));

	*r = (struct replica){ .set = s };
	primary->replica = r;
}

void replica_close(struct replica *r)
{
	if (!r)
		return;
	db_close(r->db);
	base_free(r);
}

/* The first to find that nobody answers says so, and the first to get through again. */
static void said_once(struct replicas *s, enum err e, struct str why)
{
	if (atomic_exchange(&s->away, e != OK) == (e != OK))
		return;
	if (e)
		log_warn("db", "no standby to read from, pages come from the primary: %.*s", (int)why.n, why.p);
	else
		log_info("db", "a standby can be read from again");
}

static void reconnect(struct replica *r)
{
	struct replicas *s = r->set;
	struct arena    *a;
	struct str       why = STR_NONE;
	enum err         e;

	if (tick_us() < atomic_load(&s->again_us) || atomic_exchange(&s->trying, true))
		return;
	a = arena_new(WHY_BYTES);
	e = db_open(s->url, DB_READ, a, &r->db, &why);
	if (e)
		atomic_store(&s->again_us, tick_us() + AGAIN_US);
	else
		r->db->patience_ms = PATIENCE_MS;
	said_once(s, e, why);
	arena_free(a);
	atomic_store(&s->trying, false);
}

/*
 * Where the primary stood a while ago. One reader in REPLICA_LAG_US looks; when nobody
 * did for long, what was seen last says nothing, and only a standby up to date will do.
 * With the primary away the last answer stands, and standbys go on being read.
 */
static uint64_t floor_of(struct replicas *s, struct db *primary)
{
	int64_t  now = tick_us(), asked = atomic_load(&s->asked_us);
	uint64_t place;

	if (now - asked >= REPLICA_LAG_US && atomic_compare_exchange_strong(&s->asked_us, &asked, now) &&
	    primary->engine->place(primary, &place) == OK) {
		atomic_store(&s->floor, now - asked > 2 * REPLICA_LAG_US ? place : atomic_load(&s->next));
		atomic_store(&s->next, place);
	}
	return atomic_load(&s->floor);
}

/* One that was lost while it was asked is left alone for a while by everybody: it may have gone dark. */
static bool reached(struct replica *r, uint64_t place)
{
	bool good = r->db && r->db->engine->reached(r->db, place);

	if (!good && r->db && db_lost(r->db))
		atomic_store(&r->set->again_us, tick_us() + AGAIN_US);
	return good;
}

struct db *replica_of(struct db *primary, uint64_t after)
{
	struct replica *r = primary->replica;
	uint64_t        floor;

	if (!r || after == REPLICA_NONE || tick_us() < atomic_load(&r->set->again_us))
		return NULL;
	if (primary->reads)
		return reads_near(primary, after);
	floor = floor_of(r->set, primary);
	if (r->db && db_lost(r->db)) {
		db_close(r->db);
		r->db = NULL;
	}
	if (!r->db)
		reconnect(r);
	return reached(r, after > floor ? after : floor) ? r->db : NULL;
}
