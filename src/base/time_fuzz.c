/*
 * A day that is read is written back byte for byte; any moment at all has a
 * date, and moving between moments, days and months goes there and back.
 */
#include <stdlib.h>

#include "base/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_read(struct arena *a, struct str s)
{
	struct day d = { -5 };
	struct buf b;

	buf_init(&b, a, 64);
	if (!day_read(s, &d)) {
		if (d.n != -5)
			abort();
		return;
	}
	day_iso(&b, d);
	if (d.n == 0 || !str_eq(buf_view(&b), s))
		abort();
}

static void check_moment(struct arena *a, struct when w)
{
	struct day d = day_of(w);
	struct ymd t = day_split(d);
	struct buf b;

	if (day_make(t.year, t.month, t.day).n != d.n)
		abort();
	if (day_weekday(d) < 1 || day_weekday(d) > 7)
		abort();
	if (d.n && day_of(when_of(d, 23, 59)).n != d.n)
		abort();
	buf_init(&b, a, 128);
	when_rfc3339(&b, w);
	if (w.ms && (b.n != 25 || b.full))
		abort();
	buf_reset(&b);
	when_short(&b, w);
	if (w.ms && b.n != 11)
		abort();
	buf_reset(&b);
	when_http(&b, w);
	if (b.n != 29)
		abort();
}

static void check_months(struct day d, int months)
{
	struct ymd from = day_split(d), to;
	struct day there = day_add_months(d, months);

	if (d.n == 0 || there.n == 0)
		return;
	to = day_split(there);
	if (to.year * 12 + to.month != from.year * 12 + from.month + months)
		abort();
	if (to.day > from.day || (to.day < from.day && to.day != month_days(to.year, to.month)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1024);
	struct when   w = { 0 };
	int           months = 0;

	check_read(a, (struct str){ (const char *)data, size });
	if (size >= sizeof(w.ms) + sizeof(months)) {
		memcpy(&w.ms, data, sizeof(w.ms));
		memcpy(&months, data + sizeof(w.ms), sizeof(months));
		check_moment(a, w);
		check_moment(a, (struct when){ w.ms % (INT64_C(400) * 366 * 86400000) });
		check_months((struct day){ w.ms }, months % 200000);
		check_months((struct day){ w.ms % 3000000 }, months % 200000);
	}
	arena_free(a);
	return 0;
}
