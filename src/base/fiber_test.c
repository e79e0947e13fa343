/* Fibers take turns, keep what they had on their stacks, and can be used again. */
#include "base/fiber.h"

#include <string.h>

#include "base/arena.h"
#include "base/tap.h"

#define MANY 300

struct walk {
	struct fiber *fiber;
	int           steps, done;
	int64_t       sum;
};

static int turns;

/* Adds up what stands on its own stack across the pauses. */
static void walk_run(void *arg)
{
	struct walk *w = arg;
	int64_t      own[64];

	for (int i = 0; i < 64; i++)
		own[i] = w->steps + i;
	for (; w->done < w->steps; w->done++) {
		turns++;
		fiber_pause(w->fiber);
	}
	for (int i = 0; i < 64; i++)
		w->sum += own[i];
}

static bool round_go(struct walk *w, size_t n)
{
	bool more = false;

	for (size_t i = 0; i < n; i++)
		if (w[i].done <= w[i].steps && w[i].sum == 0)
			more |= fiber_go(w[i].fiber);
	return more;
}

static void deep(void *arg)
{
	char room[128 * 1024];

	memset(room, 7, sizeof(room));
	*(int64_t *)arg = room[sizeof(room) / 2];
}

int main(void)
{
	struct walk  *w = base_alloc(MANY * sizeof(*w));
	bool          good = true;
	int64_t       seven = 0;
	int           rounds = 0;

	for (int i = 0; i < MANY; i++) {
		w[i] = (struct walk){ .fiber = fiber_new(), .steps = i % 7 };
		fiber_set(w[i].fiber, walk_run, &w[i]);
	}
	while (round_go(w, MANY))
		rounds++;
	for (int i = 0; i < MANY; i++)
		good &= w[i].done == w[i].steps && w[i].sum == 64 * w[i].steps + 2016;
	tap_ok(good, "%d fibers end in %d rounds, each with its own stack", MANY, rounds);
	tap_ok(rounds == 6 && turns == MANY / 7 * 21 + 15, "each paused as often as it said: %d", turns);
	fiber_set(w[0].fiber, deep, &seven);
	tap_ok(!fiber_go(w[0].fiber) && seven == 7, "one is used again, and has room");
	for (int i = 0; i < MANY; i++)
		fiber_free(w[i].fiber);
	base_free(w);
	return tap_done();
}
