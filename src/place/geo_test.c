/* Positions on the map as people type them. */
#include "place/geo.h"

#include "base/tap.h"

static const struct {
	const char *typed;
	bool        good;
	int64_t     micro;
} rows[] = {
	{ "24.827331", true, 24827331 }, { " 99.605 ", true, 99605000 }, { "99", true, 99000000 },
	{ "９９．６０５", true, 99605000 }, { "24.8273319", true, 24827331 }, { "0.5", true, 500000 },
	{ "", false, 0 }, { ".5", false, 0 }, { "24.", false, 0 }, { "-24.8", false, 0 },
	{ "24,8", false, 0 }, { "24.8N", false, 0 }, { "1e3", false, 0 }, { "nan", false, 0 },
	{ "0x18", false, 0 }, { "2480.1", false, 0 }, { "24.8.1", false, 0 }, { "24.123456789", false, 0 },
	{ "24°49′", false, 0 }, { "99999999999999999999999999999999999", false, 0 },
};

int main(void)
{
	struct arena *a = arena_new(1 << 16);

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t d = 0;
		bool   good = degree_read(a, str_of(rows[i].typed), &d);

		tap_ok(good == rows[i].good && (!good || d == rows[i].micro),
		       "'%s' is read as it should be", rows[i].typed);
	}
	tap_ok(degree_north(24800000) && degree_east(99600000) && degree_north(3850000) &&
	       degree_east(135000000) && degree_north(53500000) && degree_east(73500000), "all of China is inside the box");
	tap_ok(!degree_north(99600000) && !degree_east(24800000) && !degree_north(0) && !degree_east(180000000),
	       "latitude and longitude cannot be exchanged");
	tap_ok(str_eq(degree_words(a, 24500000), S("24.5")) && str_eq(degree_words(a, 99605123), S("99.605123")) &&
	       str_eq(degree_words(a, 100000000), S("100.0")), "degrees are written without zeros at the end");
	arena_free(a);
	return tap_done();
}
