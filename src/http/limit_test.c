/* Counting acts of addresses: windows, refunds, a flood that grows nothing. */
#include "http/limit.h"

#include "base/crypt.h"
#include "base/tap.h"

static const struct when t0 = { 1700000000000 };

static struct when after(int64_t ms)
{
	return (struct when){ t0.ms + ms };
}

static enum err take(struct limits *l, const char *what, struct str who, int max, struct when now)
{
	return limit_take(l, &(struct limit_act){ what, who, max, 600, now });
}

int main(void)
{
	struct arena  *a = arena_new(4096);
	struct limits *l;
	struct str     me = S("10.0.0.1"), other = S("10.0.0.2");
	int            passed = 0, bad = 0;

	if (crypt_start())
		return 2;
	l = limits_new(a, keys_for_test());
	for (int i = 0; i < 40; i++)
		passed += take(l, "submit", me, 30, after(i)) == OK;
	tap_ok(passed == 30, "30 of 40 pass");
	tap_ok(take(l, "submit", other, 30, t0) == OK, "another address is not touched");
	tap_ok(take(l, "sign-in", me, 30, t0) == OK, "nor another act");
	tap_ok(take(l, "submit", me, 30, after(599999)) == ERR_LIMIT,
	       "until the window ends");
	tap_ok(take(l, "submit", me, 30, after(600001)) == OK, "and then again");
	for (int i = 0; i < 29; i++)
		bad += take(l, "submit", me, 30, after(600002)) != OK;
	tap_ok(bad == 0 && take(l, "submit", me, 30, after(600003)) == ERR_LIMIT,
	       "30 of the next window");
	limit_give(l, "submit", me);
	tap_ok(take(l, "submit", me, 30, after(600004)) == OK,
	       "what is given back may be taken");
	tap_ok(take(l, "submit", me, 30, after(-86400000)) == OK,
	       "a clock set back locks nobody out");
	for (int64_t i = 0; i < 200000; i++)
		bad += take(l, "submit", str_int(a, i), 1, t0) != OK;
	tap_ok(bad == 0, "200,000 addresses: none is refused for another");
	arena_free(a);
	return tap_done();
}
