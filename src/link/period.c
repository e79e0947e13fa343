#include "link/period.h"

static int months_of(enum pack_period period)
{
	switch (period) {
	case PERIOD_MONTH:     return 1;
	case PERIOD_QUARTER:   return 3;
	case PERIOD_HALF_YEAR: return 6;
	case PERIOD_TERM:      return 60;
	default:               return 12;
	}
}

struct day period_first(enum pack_period period, struct day d)
{
	struct ymd s = day_split(d);
	int        months = months_of(period), at = s.year * 12 + s.month - 1;

	if (period == PERIOD_WEEK)
		return (struct day){ d.n - (day_weekday(d) - 1) };
	at = at / months * months;
	return day_make(at / 12, at % 12 + 1, 1);
}

struct day period_last(enum pack_period period, struct day d)
{
	struct day first = period_first(period, d);

	if (period == PERIOD_WEEK)
		return (struct day){ first.n + 6 };
	return (struct day){ day_add_months(first, months_of(period)).n - 1 };
}

struct day period_due(enum pack_period period, int64_t times, int64_t done, struct day day, struct day due)
{
	struct day last = period_last(period, day);

	if (done < times || last.n < due.n)
		return due;
	return period_last(period, (struct day){ last.n + 1 });
}
