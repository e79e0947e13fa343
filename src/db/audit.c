#include "db/audit.h"

#include <stdlib.h>

#include "base/crypt.h"
#include "base/log.h"
#include "db/audit.q.h"
#include "db/audit_actions.h"
#include "db/engine.h"

#define SALT_BYTES 16

int64_t db_stamp(struct db *db, struct when now)
{
	int64_t s = (now.ms << 20) + db->stamp_base;

	if (s <= db->last_stamp)
		s = db->last_stamp + 1;
	db->last_stamp = s;
	return s;
}

enum err db_stamps_continue(struct db *db, struct arena *a)
{
	struct stamp_last_row last = { 0 };
	enum err              e = db_begin(db, false);

	if (e)
		return e;
	if (!(e = stamp_last(db, a, &last)))
		db->last_stamp = last.stamp;
	db_rollback(db);
	return e;
}

/* A length goes before each text, so two rows can never look alike. */
static void leaf_add(struct buf *b, struct str s)
{
	int64_t n = (int64_t)s.n;

	buf_put(b, (const char *)&n, sizeof(n));
	buf_str(b, s);
}

void audit_leaf(const struct audit_leaf_in *in, unsigned char leaf[HASH_BYTES])
{
	/* Fields are bounded well below this (names, numbers and one hash). */
	char          room[1024];
	struct buf    b = { .p = room, .cap = sizeof(room), .max = sizeof(room) };
	const int64_t numbers[] = { in->county, in->id, in->at, in->account, in->grant };
	unsigned char hidden[HASH_BYTES];
	char          salted[SALT_BYTES + 4096];
	size_t        n = in->reason.n < 4096 ? in->reason.n : 4096;

	buf_char(&b, '\0');
	buf_put(&b, (const char *)numbers, sizeof(numbers));
	leaf_add(&b, in->action);
	leaf_add(&b, str_part(in->object, 0, 200));
	leaf_add(&b, in->result);
	if (in->reason.p) {
		memcpy(salted, in->salt.p, SALT_BYTES);
		memcpy(salted + SALT_BYTES, in->reason.p, n);
		hash_sha256(salted, SALT_BYTES + n, hidden);
		buf_put(&b, (const char *)hidden, sizeof(hidden));
	}
	hash_sha256(b.p, b.n, leaf);
}

#ifdef __SANITIZE_ADDRESS__
static int by_name(const void *key, const void *at)
{
	return strcmp(key, *(const char *const *)at);
}

/* Where tests run, an action without words is refused, so that no transcript passes over it. */
static bool action_known(const char *action)
{
	static const char *const actions[] = { AUDIT_ACTIONS };

	if (bsearch(action, actions, COUNT(actions), sizeof(*actions), by_name))
		return true;
	log_error("audit", "%s is not in src/db/audit_actions.h", action);
	return false;
}
#else
static bool action_known(const char *action)
{
	(void)action;
	return true;
}
#endif

enum err audit_write(struct db *db, const struct audit *a)
{
	unsigned char        salt[SALT_BYTES], leaf[HASH_BYTES];
	struct audit_leaf_in in = {
		.county = a->county.v, .id = db_stamp(db, a->now), .at = a->now.ms,
		.account = a->account.v, .grant = a->grant.v,
		.action = str_of(a->action), .object = a->object,
		.result = a->result ? str_of(a->result) : S(""), .reason = a->reason,
		.salt = { (const char *)salt, sizeof(salt) },
	};

	const struct scope   held = db->scope;
	enum err             e;

	if (!action_known(a->action))
		return ERR_FAULT;
	random_bytes(salt, sizeof(salt));
	audit_leaf(&in, leaf);
	/* What happens to an account is written with the first tenant it belongs to, or none. */
	db_scope(db, a->county.v, a->county.v);
	e = audit_insert(db, &(struct audit_insert_in){
		.county = a->county, .id = { in.id }, .now = a->now, .account = a->account,
		.grant_id = a->grant, .action = in.action, .object = in.object, .result = in.result,
		.reason = in.reason, .salt = in.salt, .leaf = { (const char *)leaf, sizeof(leaf) },
	}, NULL);
	db->scope = held;
	return e;
}
