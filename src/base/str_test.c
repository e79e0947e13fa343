#include "base/str.h"

#include "base/tap.h"

static void test_compare(void)
{
	tap_ok(str_eq(STR_NONE, S("")) && !str_eq(S("a"), S("")), "equal by bytes");
	tap_ok(str_starts(S("abc"), S("ab")) && str_starts(S("a"), STR_NONE) &&
	       !str_starts(S("a"), S("ab")),
	       "starts");
	tap_ok(str_ends(S("abc"), S("bc")) && str_ends(STR_NONE, S("")) &&
	       !str_ends(S("c"), S("bc")),
	       "ends");
	tap_ok(str_eq_nocase(S("Content-TYPE"), S("content-type")), "case of ASCII is ignored");
	tap_ok(!str_eq_nocase(S("@["), S("`{")), "but not of what stands beside the letters");
	tap_ok(!str_eq_nocase(S("\xC3\x84"), S("\xC3\xA4")), "nor beyond ASCII");
	tap_ok(str_cmp(S("a"), S("b")) < 0 && str_cmp(S("b"), S("a")) > 0, "order by bytes");
	tap_ok(str_cmp(S("a"), S("ab")) < 0 && str_cmp(S("ab"), S("a")) > 0, "a head comes first");
	tap_ok(str_cmp(S("\x80"), S("a")) > 0, "bytes are not signed");
	tap_ok(str_cmp(STR_NONE, S("")) == 0, "nothing equals nothing");
	tap_ok(str_of(NULL).p == NULL && str_eq(str_of("x"), S("x")), "from a C string");
}

static void test_find(void)
{
	size_t at = 99;

	tap_ok(str_find(S("abcabd"), S("abd"), &at) && at == 3, "found");
	tap_ok(!str_find(S("abc"), S("abcd"), &at) && at == 3, "not found leaves at alone");
	tap_ok(str_find(S("abc"), S(""), &at) && at == 0, "nothing is found in front");
	tap_ok(!str_find(STR_NONE, S("a"), &at), "nothing holds nothing");
	tap_ok(str_eq(str_part(S("abcdef"), 2, 3), S("cde")), "part");
	tap_ok(str_eq(str_part(S("abc"), 2, SIZE_MAX), S("c")), "part is clipped");
	tap_ok(str_part(S("abc"), 9, 1).n == 0 && str_part(STR_NONE, 0, 1).p == NULL,
	       "part behind the end");
}

static void test_trim(void)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "", "" }, { " ", "" }, { "a", "a" }, { "  a b \t\r\n", "a b" },
		{ "\xE3\x80\x80 a\xE3\x80\x80", "a" }, { "\xE3\x80\x80\xE3\x80\x80", "" },
		{ "\xE3\x80\x81" "a", "\xE3\x80\x81" "a" },      /* U+3001 is no blank */
		{ "\v\fa\v", "a" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(str_eq(str_trim(str_of(rows[i].in)), str_of(rows[i].out)),
		       "trim row %zu", i);
	tap_ok(str_trim(STR_NONE).p == NULL, "no value stays no value");
	tap_ok(str_trim(S("  ")).p != NULL, "blanks become the empty string, not no value");
}

static void test_split(struct arena *a)
{
	static const struct { const char *in, *out; } rows[] = {
		{ "", "" }, { "a", "[a]" }, { "a,b", "[a][b]" }, { "a,", "[a]" },
		{ ",a", "[][a]" }, { "a,,b", "[a][][b]" }, { ",", "[]" }, { ",,", "[][]" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str s = str_of(rows[i].in), part, all = S("");

		while (str_next(&s, ',', &part))
			all = str_join(a, all, S("["), part, S("]"), STR_NONE);
		tap_ok(str_eq(all, str_of(rows[i].out)), "split '%s'", rows[i].in);
	}
}

static void test_numbers(struct arena *a)
{
	static const struct { const char *in; int64_t max, out; } rows[] = {
		{ "0", 0, 0 }, { "1", 0, -1 }, { "7", 7, 7 }, { "8", 7, -1 }, { "", 9, -1 },
		{ "12", 12, 12 }, { "13", 12, -1 }, { "007", 7, 7 }, { "-1", 9, -1 },
		{ "+1", 9, -1 },
		{ " 1", 9, -1 }, { "1 ", 9, -1 }, { "1e3", 9999, -1 }, { "0x1", 99, -1 },
		{ "\xEF\xBC\x91", 9, -1 },
		{ "9223372036854775807", INT64_MAX, INT64_MAX },
		{ "9223372036854775808", INT64_MAX, -1 },
		{ "99999999999999999999999", INT64_MAX, -1 },
		{ "1", -1, -1 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t v = -1;
		bool    good = str_number(str_of(rows[i].in), rows[i].max, &v);

		tap_ok(good == (rows[i].out >= 0) && v == rows[i].out, "number '%s'", rows[i].in);
	}
	tap_ok(str_eq(str_int(a, 0), S("0")) && str_eq(str_int(a, -120), S("-120")), "int to text");
	tap_ok(str_eq(str_int(a, INT64_MAX), S("9223372036854775807")), "the largest");
	tap_ok(str_eq(str_int(a, INT64_MIN), S("-9223372036854775808")), "the smallest");
}

int main(void)
{
	struct arena *a = arena_new(4096);

	test_compare();
	test_find();
	test_trim();
	test_split(a);
	test_numbers(a);
	tap_ok(str_copy(a, STR_NONE).p == NULL && str_eq(str_copy(a, S("ab")), S("ab")), "copy");
	tap_ok(strcmp(str_z(a, S("ab")), "ab") == 0 && *str_z(a, STR_NONE) == '\0', "C string");
	tap_ok(str_eq(str_join(a, S("a"), S(""), S("b"), STR_NONE), S("ab")), "join");
	tap_ok(str_join(a, STR_NONE).p != NULL, "joining nothing gives the empty string");
	arena_free(a);
	return tap_done();
}
