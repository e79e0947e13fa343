#include "base/fiber.h"
#include "db/lane_private.h"
#include "db/postgres_private.h"

struct turn {
	struct turns *all;
	struct job   *job;
	struct fiber *fiber;            /* kept for the next group */
	struct scope  scope;            /* what it asked for */
	bool          wrote, more;
};

struct turns {
	struct db   *db;
	struct turn *now;
	size_t       n, made;           /* in this group; fibers there are */
	struct turn  v[GROUP_MOST];
};

struct turns *turns_new(struct db *db)
{
	struct turns *t = base_alloc(sizeof(*t));

	*t = (struct turns){ .db = db };
	return t;
}

void turns_free(struct turns *t)
{
	for (size_t i = 0; t && i < t->made; i++)
		fiber_free(t->v[i].fiber);
	base_free(t);
}

static void closure(void *arg)
{
	struct turn *one = arg;

	one->job->result = one->job->run(one->job, one->all->db);
}

static void others_go(void *arg)
{
	struct turns *t = arg;

	fiber_pause(t->now->fiber);
}

static void turn_begin(struct turns *t, struct job *j)
{
	struct turn *one = &t->v[t->n++];

	if (t->n > t->made) {
		one->fiber = fiber_new();
		t->made = t->n;
	}
	*one = (struct turn){ .all = t, .job = j, .fiber = one->fiber, .more = true };
	fiber_set(one->fiber, closure, one);
}

/* What the connection knows of one closure changes with it. */
static void turn_go(struct turns *t, struct turn *one)
{
	struct db *db = t->db;

	t->now = one;
	db->scope = one->scope;
	db->wrote = false;
	db->counters.part = (int32_t)(one - t->v) + 1;
	one->more = fiber_go(one->fiber);
	one->scope = db->scope;
	one->wrote |= db->wrote;
}

/* True while somebody waits for an answer. */
static bool round_go(struct turns *t)
{
	bool more = false;

	for (size_t i = 0; i < t->n; i++) {
		if (t->v[i].more)
			turn_go(t, &t->v[i]);
		more |= t->v[i].more;
	}
	return more;
}

bool turns_run(struct turns *t, struct job *first)
{
	struct postgres *p = postgres_of(t->db);
	bool             good = true;

	t->n = 0;
	for (struct job *j = first; j; j = j->next)
		turn_begin(t, j);
	p->db.pause = others_go;
	p->db.pause_arg = t;
	while (round_go(t))
		(void)!postgres_settle(p);      /* each hears of its own failure */
	p->db.pause = NULL;
	for (size_t i = 0; i < t->n; i++) {
		if (!t->v[i].job->result)
			continue;
		good = good && !t->v[i].wrote;
		p->db.counters.part = (int32_t)i + 1;
		counters_undo(&p->db);
	}
	return good && p->open && !p->aborted;
}
