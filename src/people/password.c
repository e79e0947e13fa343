/* What a password may be, and the gate before the slow hash. */
#include "people/people_private.h"

#include <pthread.h>

#include "base/crypt.h"
#include "base/text.h"

#define HASHES_AT_ONCE 2
#define HASHES_WAITING 8        /* two seconds of work; more would come too late */
#define RANDOM_LETTERS 12

struct password_gate {
	pthread_mutex_t lock;
	pthread_cond_t  left;
	int             running, waiting;
};

struct password_gate *password_gate_new(struct arena *a)
{
	struct password_gate *g = ARENA_NEW(a, struct password_gate);

	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->left, NULL);
	return g;
}

enum err password_gate_enter(struct password_gate *g)
{
	enum err e = OK;

	if (!g)
		return OK;
	pthread_mutex_lock(&g->lock);
	if (g->running == HASHES_AT_ONCE && g->waiting == HASHES_WAITING) {
		e = ERR_BUSY;
	} else {
		g->waiting++;
		while (g->running == HASHES_AT_ONCE)
			pthread_cond_wait(&g->left, &g->lock);
		g->waiting--;
		g->running++;
	}
	pthread_mutex_unlock(&g->lock);
	return e;
}

void password_gate_leave(struct password_gate *g)
{
	if (!g)
		return;
	pthread_mutex_lock(&g->lock);
	g->running--;
	pthread_cond_signal(&g->left);
	pthread_mutex_unlock(&g->lock);
}

/*
 * argon2id of a random password nobody kept, with the same cost as real ones:
 * an unknown name must take as long to refuse as a known one.
 */
#define NOBODY                                                                                     \
	"$argon2id$v=19$m=65536,t=2,p=1$Q3AfzZlUjoZGyU0LDLNfaA$ZjUPZR7NnzZ/"                       \
	"0MUZ+qiGk+UtURVI2okpgqbGcGBAjDY"

enum err password_check(struct req *r, struct str stored, struct str password, bool *matches)
{
	enum err e = password_gate_enter(r->house->gate);

	*matches = false;
	if (e)
		return e;
	*matches = password_matches(stored.n ? stored : S(NOBODY), password) && stored.n;
	password_gate_leave(r->house->gate);
	return OK;
}

enum err password_make(struct req *r, struct str password, struct str *hash)
{
	enum err e = password_gate_enter(r->house->gate);

	if (e)
		return e;
	e = password_hash(r->arena, password, hash);
	password_gate_leave(r->house->gate);
	return e;
}

struct str password_random(struct arena *a)
{
	unsigned char bytes[32];
	char         *p = arena_alloc(a, RANDOM_LETTERS + 1);

	random_bytes(bytes, sizeof(bytes));
	code_letters(bytes, sizeof(bytes), p, RANDOM_LETTERS);
	p[RANDOM_LETTERS] = '\0';
	return (struct str){ p, RANDOM_LETTERS };
}

int64_t retry_after_ms(int64_t fails)
{
	int64_t minutes = 15;

	if (fails < 5)
		return 0;
	if (fails < 9)
		minutes = INT64_C(1) << (fails - 5);
	return minutes * 60 * 1000;
}

/* One sign over and over, or a run along the keys: long, but the first thing tried. */
static bool too_plain(struct str s)
{
	static const char *const runs[] = { "0123456789012345678901234567890",
		                            "9876543210987654321098765432109",
		                            "abcdefghijklmnopqrstuvwxyz",
		                            "qwertyuiopasdfghjklzxcvbnm",
		                            "1qaz2wsx3edc4rfv5tgb6yhn7ujm" };
	bool   same = true;
	size_t at;

	for (size_t i = 1; i < s.n; i++)
		same = same && s.p[i] == s.p[0];
	for (size_t i = 0; i < COUNT(runs); i++)
		same = same || str_find(str_of(runs[i]), s, &at);
	return same;
}

enum msg password_rule(struct arena *a, struct str password, struct str name)
{
	struct str folded;
	size_t     length, at;

	if (!utf8_valid(password) || text_has_control(password))
		return MSG_fault_control;
	length = utf8_length(password);
	if (length < PASSWORD_MIN)
		return MSG_password_short;
	if (length > PASSWORD_MAX)
		return MSG_fault_long;
	folded = text_fold(a, password);
	if (name.n && (str_find(folded, name, &at) || str_find(name, folded, &at)))
		return MSG_password_name;
	if (too_plain(folded) || password_common(folded))
		return MSG_password_common;
	return MSG_NONE;
}
