#include "http/limit.h"

#include <pthread.h>

#include "db/lane.h"

#define WAYS 4
#define SETS 16384           /* with WAYS: 65,536 addresses at once, 1.5 MB */

struct entry {
	uint64_t hash;        /* 0 = free */
	int64_t  ends;        /* ms */
	int32_t  n;
};

struct limits {
	pthread_mutex_t lock;
	unsigned char   key[16];
	struct entry    entries[SETS][WAYS];
};

struct limits *limits_new(struct arena *a, const struct keys *keys)
{
	struct limits *l = ARENA_NEW(a, struct limits);
	unsigned char  key[HASH_BYTES];

	pthread_mutex_init(&l->lock, NULL);
	keys_mac(keys, KEY_LIMIT, S("addresses"), key);
	memcpy(l->key, key, sizeof(l->key));
	return l;
}

/* Keyed, so that nobody can choose addresses that fall into one set. */
static uint64_t hash_of(const struct limits *l, const char *what, struct str who)
{
	unsigned char text[128], out[HASH_BYTES];
	size_t        n = sizeof(l->key), what_n = strlen(what);
	uint64_t      hash;

	memcpy(text, l->key, n);
	if (what_n > 32)
		what_n = 32;
	memcpy(text + n, what, what_n);
	n += what_n;
	text[n++] = 0;
	if (who.n > sizeof(text) - n)
		who.n = sizeof(text) - n;
	if (who.n)
		memcpy(text + n, who.p, who.n);
	hash_sha256(text, n + who.n, out);
	memcpy(&hash, out, sizeof(hash));
	return hash ? hash : 1;
}

/* The entry of a hash in its set, or the one to give up for it. */
static struct entry *entry_find(struct limits *l, uint64_t hash, bool *found)
{
	struct entry *set = l->entries[hash % SETS], *oldest = set;

	*found = true;
	for (size_t i = 0; i < WAYS; i++)
		if (set[i].hash == hash)
			return &set[i];
	*found = false;
	for (size_t i = 1; i < WAYS; i++)
		if (set[i].ends < oldest->ends)
			oldest = &set[i];
	return oldest;
}

enum err limit_take(struct limits *l, const struct limit_act *act)
{
	uint64_t      hash = hash_of(l, act->what, act->who);
	int64_t       ends = act->now.ms + act->seconds * 1000LL;
	enum err      e = OK;
	bool          found;
	struct entry *one;

	pthread_mutex_lock(&l->lock);
	one = entry_find(l, hash, &found);
	/* A window that ends too far ahead was made before the clock was set back. */
	if (!found || one->ends <= act->now.ms || one->ends > ends)
		*one = (struct entry){ .hash = hash, .ends = ends };
	if (one->n >= act->max)
		e = ERR_LIMIT;
	else
		one->n++;
	pthread_mutex_unlock(&l->lock);
	return e;
}

enum err limit_take_shared(const struct limits *l, struct db *db, struct arena *a,
                           const struct limit_act *act)
{
	return counters_limit(db, a, (int64_t)hash_of(l, act->what, act->who), act->max,
	                      act->seconds, act->now);
}

void limit_give(struct limits *l, const char *what, struct str who)
{
	uint64_t      hash = hash_of(l, what, who);
	bool          found;
	struct entry *one;

	pthread_mutex_lock(&l->lock);
	one = entry_find(l, hash, &found);
	if (found && one->n > 0)
		one->n--;
	pthread_mutex_unlock(&l->lock);
}
