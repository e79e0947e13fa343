#include "base/buf.h"

#include "base/tap.h"

static struct arena *a;

static bool holds(const struct buf *b, const char *z)
{
	return !b->full && str_eq(buf_view(b), str_of(z));
}

static void test_limit(void)
{
	struct buf b;

	buf_init(&b, a, 5);
	tap_ok(holds(&b, "") && buf_view(&b).p, "empty at first, and not no value");
	buf_lit(&b, "abc");
	buf_lit(&b, "de");
	tap_ok(holds(&b, "abcde"), "the limit may be reached");
	buf_lit(&b, "");
	tap_ok(holds(&b, "abcde"), "writing nothing does not pass it");
	buf_char(&b, 'f');
	tap_ok(b.full && b.n == 5, "one more makes it full");
	buf_reset(&b);
	tap_ok(holds(&b, ""), "a reset empties it");
	buf_lit(&b, "abcd");
	buf_lit(&b, "xyz");
	buf_lit(&b, "e");
	tap_ok(b.full && b.n == 4, "what is shorter does not slip in behind what was too long");
	buf_reset(&b);
	buf_lit(&b, "vwxyz");
	tap_ok(holds(&b, "vwxyz"), "after full and reset the whole limit is there again");
	buf_init(&b, a, 0);
	buf_char(&b, 'a');
	tap_ok(b.full && b.n == 0, "a limit of nothing");
}

static void test_growth(void)
{
	struct buf b;
	bool       good = true;

	buf_init(&b, a, 1 << 20);
	for (unsigned i = 0; i < 100000; i++)
		buf_char(&b, (char)('a' + i % 26));
	for (unsigned i = 0; i < 100000; i++)
		good = good && b.p[i] == (char)('a' + i % 26);
	tap_ok(good && b.n == 100000 && b.cap <= b.max, "growing keeps what was written");
	buf_put(&b, b.p, 50000);
	tap_ok(b.n == 150000, "one long piece");
}

static void test_numbers(void)
{
	static const struct { double v; unsigned places; const char *out; } rows[] = {
		{ 0, 0, "0" }, { 1.5, 1, "1.5" }, { -1.25, 2, "-1.25" }, { 2.0 / 3, 3, "0.667" },
		{ -0.04, 1, "0.0" }, { -0.0, 2, "0.00" }, { -0.05, 1, "-0.1" },
		{ 99.996, 2, "100.00" },
		{ 1e15, 0, "1000000000000000" }, { 1, 12, "1.000000000" }, { -0.5, 0, "0" },
		{ -1.5, 0, "-2" }, { -10, 0, "-10" },
	};
	struct buf b;

	buf_init(&b, a, 4096);
	buf_int(&b, INT64_MIN);
	tap_ok(holds(&b, "-9223372036854775808"), "the smallest int");
	buf_reset(&b);
	buf_int(&b, 0);
	buf_char(&b, ' ');
	buf_int(&b, -7);
	buf_char(&b, ' ');
	buf_int(&b, INT64_MAX);
	tap_ok(holds(&b, "0 -7 9223372036854775807"), "ints");
	buf_reset(&b);
	buf_uint_pad(&b, 7, 3);
	buf_uint_pad(&b, 12345, 3);
	buf_uint_pad(&b, 0, 0);
	buf_uint_pad(&b, UINT64_MAX, 22);
	tap_ok(holds(&b, "007" "12345" "0" "0018446744073709551615"), "padded");
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_reset(&b);
		buf_real(&b, rows[i].v, rows[i].places);
		tap_ok(holds(&b, rows[i].out), "real %s", rows[i].out);
	}
	buf_reset(&b);
	buf_real(&b, 1e308, 2);
	tap_ok(b.n == 312 && !b.full, "the largest real");
	buf_reset(&b);
	buf_hex(&b, "\x00\xff\x1a", 3);
	tap_ok(holds(&b, "00ff1a"), "hex");
}

static void test_utf8(void)
{
	static const struct { uint32_t c; const char *out; } rows[] = {
		{ 'a', "a" }, { 0x7F, "\x7F" }, { 0x80, "\xC2\x80" }, { 0x7FF, "\xDF\xBF" },
		{ 0x800, "\xE0\xA0\x80" }, { 0x9F99, "\xE9\xBE\x99" }, { 0xFFFF, "\xEF\xBF\xBF" },
		{ 0x10000, "\xF0\x90\x80\x80" }, { 0x10FFFF, "\xF4\x8F\xBF\xBF" },
		{ 0xD800, "\xEF\xBF\xBD" }, { 0x110000, "\xEF\xBF\xBD" },
	};
	struct buf b;

	buf_init(&b, a, 16);
	for (size_t i = 0; i < COUNT(rows); i++) {
		buf_reset(&b);
		buf_utf8(&b, rows[i].c);
		tap_ok(holds(&b, rows[i].out), "U+%04X", rows[i].c);
	}
}

static void test_printf(void)
{
	char       room[8];
	struct buf b, fixed = { .p = room, .cap = sizeof(room), .max = sizeof(room) };
	struct str s = S("abcdef");

	buf_init(&b, a, 1000);
	buf_printf(&b, "%d %.*s %s", 5, 3, s.p, "x");
	tap_ok(holds(&b, "5 abc x"), "printf");
	for (int n = 250; n < 262; n++) {
		buf_reset(&b);
		buf_printf(&b, "%*d", n, 7);
		tap_ok(!b.full && b.n == (size_t)n && b.p[n - 1] == '7' && b.p[0] == ' ',
		       "%d wide", n);
	}
	buf_init(&b, a, 300);
	buf_printf(&b, "%300d", 1);
	tap_ok(!b.full && b.n == 300, "exactly the limit");
	buf_reset(&b);
	buf_printf(&b, "%301d", 1);
	tap_ok(b.full && b.n == 0, "one over the limit writes nothing");
	buf_printf(&b, "x");
	tap_ok(b.n == 0, "and nothing after");
	buf_printf(&fixed, "%d", 12345678);
	tap_ok(!fixed.full && fixed.n == 8, "memory that is not an arena's, filled");
	buf_printf(&fixed, "%d", 1);
	tap_ok(fixed.full && fixed.n == 8 && fixed.p == room, "and never left");
	buf_init(&b, a, 16);
	buf_z(&b, NULL);
	buf_z(&b, "z");
	tap_ok(holds(&b, "z"), "C strings");
}

int main(void)
{
	a = arena_new(4096);
	test_limit();
	test_growth();
	test_numbers();
	test_utf8();
	test_printf();
	arena_free(a);
	return tap_done();
}
