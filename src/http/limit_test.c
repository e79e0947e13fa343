/* Counting acts of addresses: windows, refunds, a flood that grows nothing. */
#include "http/limit.h"

#include "base/crypt.h"
#include "base/tap.h"

static const struct when t0 = { 1700000000000 };

static struct when after(int64_t ms)
{
	return (struct when){ t0.ms + ms };
}

int main(void)
{
	struct arena  *a = arena_new(4096);
	struct limits *l;
	struct str     me = S("10.0.0.1"), other = S("10.0.0.2");
	int            passed = 0, bad = 0;

	if (crypt_start())
		return 2;
	l = limits_new(a);
	for (int i = 0; i < 40; i++)
		passed += limit_take(l, "submit", me, 30, 600, after(i)) == OK;
	tap_ok(passed == 30, "30 of 40 pass");
	tap_ok(limit_take(l, "submit", other, 30, 600, t0) == OK, "another address is not touched");
	tap_ok(limit_take(l, "sign-in", me, 30, 600, t0) == OK, "nor another act");
	tap_ok(limit_take(l, "submit", me, 30, 600, after(599999)) == ERR_LIMIT,
	       "until the window ends");
	tap_ok(limit_take(l, "submit", me, 30, 600, after(600001)) == OK, "and then again");
	for (int i = 0; i < 29; i++)
		bad += limit_take(l, "submit", me, 30, 600, after(600002)) != OK;
	tap_ok(bad == 0 && limit_take(l, "submit", me, 30, 600, after(600003)) == ERR_LIMIT,
	       "30 of the next window");
	limit_give(l, "submit", me);
	tap_ok(limit_take(l, "submit", me, 30, 600, after(600004)) == OK,
	       "what is given back may be taken");
	tap_ok(limit_take(l, "submit", me, 30, 600, after(-86400000)) == OK,
	       "a clock set back locks nobody out");
	for (int64_t i = 0; i < 200000; i++)
		bad += limit_take(l, "submit", str_int(a, i), 1, 600, t0) != OK;
	tap_ok(bad == 0, "200,000 addresses: none is refused for another");
	arena_free(a);
	return tap_done();
}
