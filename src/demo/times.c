/* Spreads the cases over days and hours, in order. */
#include "demo/times.h"

#include "demo/plan.h"

static double day_weight(const struct times *t, struct day d)
{
	struct ymd split = day_split(d);
	double     grows = 0.7 + 0.6 * (double)(d.n - day_of(t->d->start).n) /
	                   (double)(t->last.n - day_of(t->d->start).n + 1);

	if (d.n == t->last.n)
		grows *= (double)(t->d->now.ms - when_of(d, 0, 0).ms) / 86400000.0;
	if (!workday_is(pack_calendar(t->d->house.packs), d))
		return 0.35 * grows;
	return split.day == 10 ? 2.5 * grows : grows;
}

/* Share of a day at which an hour begins; what lies between is even. */
static int64_t hour_of(double share)
{
	static const struct { double until; int from, to;
	} parts[] = {
		{ 0.06, 6, 8 },
		{ 0.44, 8, 12 },
		{ 0.58, 12, 14 },
		{ 0.88, 14, 18 },
		{ 1.01, 18, 23 },
	};
	double from = 0;

	for (size_t i = 0; i < COUNT(parts); i++) {
		if (share < parts[i].until)
			return (int64_t)(3600000.0 *
					 (parts[i].from + (parts[i].to - parts[i].from) *
								  (share - from) /
								  (parts[i].until - from)));
		from = parts[i].until;
	}
	return INT64_C(23) * 3600000;
}

/* Moves to the next ordinary case; false when there is none left. */
static bool ordinary_next(struct times *t)
{
	double share;

	while (t->in_day == t->of_day) {
		int64_t until;

		if (t->day.n == t->last.n)
			return false;
		t->day.n++;
		t->weight += day_weight(t, t->day);
		until = t->day.n == t->last.n ? t->ordinary :
		        (int64_t)((double)t->ordinary * t->weight / t->weights);
		t->of_day = until - t->given;
		t->given = until;
		t->in_day = 0;
	}
	share = ((double)t->in_day + (double)dice_below(&t->dice, 1000) / 1000.0) /
		(double)t->of_day;
	t->in_day++;
	t->next.ms = when_of(t->day, 0, 0).ms;
	if (t->day.n == t->last.n)
		t->next.ms += (int64_t)(share * (double)(t->d->now.ms - t->next.ms));
	else
		t->next.ms += hour_of(share);
	return true;
}

void times_start(struct times *t, const struct demo *d)
{
	int64_t shows = (int64_t)plan_shows();

	*t = (struct times){ .d = d, .dice = dice_for(d->seed, FOR_TIMES, 0),
	                     .day = { day_of(d->start).n - 1 }, .last = day_of(d->now) };
	t->shows = plan_shows();
	if (shows > d->cases / 3)
		shows = d->cases / 3;
	t->show = t->shows - (size_t)shows;
	t->ordinary = d->cases - shows;
	for (struct day day = day_of(d->start); day.n <= t->last.n; day.n++)
		t->weights += day_weight(t, day);
	t->left = ordinary_next(t);
}

bool times_next(struct times *t, struct when *at, int *show)
{
	*show = -1;
	if (t->show < t->shows) {
		at->ms = t->d->now.ms - plan_show_hours(t->show) * 3600000;
		if (!t->left || at->ms <= t->next.ms) {
			*show = (int)t->show++;
			return true;
		}
	}
	if (!t->left)
		return false;
	*at = t->next;
	t->left = ordinary_next(t);
	return true;
}
