#include "base/text.h"

#include "base/tap.h"

static struct arena *a;

static bool same(struct str got, const char *want)
{
	bool good = str_eq(got, str_of(want)) && (got.p == NULL) == (want == NULL);

	if (!good)
		printf("# got '%.*s'\n", (int)got.n, got.p ? got.p : "");
	return good;
}

static void test_utf8(void)
{
	static const struct { const char *s; size_t n; bool valid; } rows[] = {
		{ "", 0, true }, { "a", 1, true }, { "\0", 1, true }, { "\x7F", 1, true },
		{ "\x80", 1, false }, { "\xC1\xBF", 2, false }, { "\xC2\x80", 2, true },
		{ "\xC2", 1, false }, { "\xC2\x41", 2, false }, { "\xDF\xBF", 2, true },
		{ "\xE0\x9F\xBF", 3, false }, { "\xE0\xA0\x80", 3, true }, { "\xE9\xBE", 2, false },
		{ "\xED\x9F\xBF", 3, true }, { "\xED\xA0\x80", 3, false },
		{ "\xEE\x80\x80", 3, true },
		{ "\xEF\xBF\xBF", 3, true }, { "\xF0\x8F\xBF\xBF", 4, false },
		{ "\xF0\x90\x80\x80", 4, true }, { "\xF4\x8F\xBF\xBF", 4, true },
		{ "\xF4\x90\x80\x80", 4, false }, { "\xF5\x80\x80\x80", 4, false },
		{ "\xFF", 1, false },
		{ "\xF0\x9F\x98", 3, false }, { "12345678\x80", 9, false },
		{ "1234567\xC3\xA4", 9, true },
		{ "12345678" "12345678\xE9\xBE\x99", 19, true }, { "\xE9\xBE\x99\xBE", 4, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(utf8_valid((struct str){ rows[i].s, rows[i].n }) == rows[i].valid,
		       "utf8 row %zu is %s", i, rows[i].valid ? "valid" : "not valid");
	tap_ok(utf8_valid(STR_NONE), "no value is valid");
}

static void test_code_points(void)
{
	static const uint32_t points[] = { 'a', 0xE4, 0x9F99, 0x20BB7, '\n', 0x10FFFF };
	struct str whole = S("a\xC3\xA4\xE9\xBE\x99\xF0\xA0\xAE\xB7\n\xF4\x8F\xBF\xBF"), s = whole;
	bool       good = true;

	for (size_t i = 0; i < COUNT(points); i++)
		good = good && utf8_next(&s) == points[i];
	tap_ok(good && s.n == 0, "code points one by one");
	tap_ok(utf8_next(&s) == 0 && s.n == 0, "and nothing behind the last");
	tap_ok(utf8_length(whole) == 6 && utf8_length(STR_NONE) == 0, "length");
	tap_ok(same(utf8_head(whole, 3), "a\xC3\xA4\xE9\xBE\x99"), "head");
	tap_ok(utf8_head(whole, 0).n == 0 && utf8_head(whole, 99).n == whole.n,
	       "head, none and all");
}

static void test_control(void)
{
	static const struct { const char *s; bool control; } rows[] = {
		{ "", false }, { "a\tb\n", false }, { "a\r", true }, { "\x1B[0m", true },
		{ "\x7F", true },
		{ "\xC2\x85", true }, { "\xC2\xA0", false }, { "\xE2\x80\xAE" "x", true },
		{ "\xE2\x80\xAA", true }, { "\xE2\x80\xA9", false }, { "\xE2\x80\xAF", false },
		{ "\xE2\x81\xA6", true }, { "\xE2\x81\xA9", true }, { "\xE2\x81\xAA", false },
		{ "\xE9\xBE\x99", false }, { "\x01", true },
		{ "\xEF\xBF\xBE", true }, { "\xEF\xBF\xBF", true }, { "\xEF\xBF\xBD", false },
		{ "\xEF\xB7\x90", true }, { "\xEF\xB7\xAF", true }, { "\xEF\xB7\xB0", false },
		{ "\xF0\x9F\xBF\xBE", true }, { "\xF4\x8F\xBF\xBF", true }, { "\xF0\xAF\xBF\xBD", false },
		{ "\xF0\xA0\xAE\xB7", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(text_has_control(str_of(rows[i].s)) == rows[i].control,
		       "control row %zu", i);
	tap_ok(text_has_control((struct str){ "a\0b", 3 }), "NUL is a control character");
}

static const struct row {
	struct str (*make)(struct arena *, struct str);
	const char *in, *out;
} rows[] = {
	{ text_clean, NULL, NULL },
	{ text_clean, "", "" },
	{ text_clean, " \xE3\x80\x80\t ", "" },
	{ text_clean, "\r\na\r\nb\rc\n", "a\nb\nc" },
	{ text_clean, "a\r\r\nb", "a\n\nb" },
	{ text_clean, "e\xCC\x81", "\xC3\xA9" },
	{ text_clean, " e\xCC\x81\r\n\xE9\xBE\x99 ", "\xC3\xA9\n\xE9\xBE\x99" },
	{ text_clean, "\xE2\x84\xAB", "\xC3\x85" },                      /* angstrom sign */
	{ text_clean, "\xEF\xBC\xA1\xE2\x91\xA0", "\xEF\xBC\xA1\xE2\x91\xA0" },  /* width stays */
	{ text_clean, "\xEF\xA4\x80", "\xE8\xB1\x88" },              /* compatibility form */
	{ text_clean, "q\xCC\x87\xCC\xA3", "q\xCC\xA3\xCC\x87" },        /* order of marks */
	{ text_fold, NULL, NULL },
	{ text_fold, "", "" },
	{ text_fold, "ABC xyz", "abc xyz" },
	{ text_fold, "\xEF\xBC\xA1\xEF\xBD\x82\xEF\xBC\x91\xEF\xBC\x8C\xEF\xBD\x9E", "ab1,~" },
	{ text_fold, "a \t\n\xE3\x80\x80 b", "a b" },
	{ text_fold, " a ", " a " },
	{ text_fold, "\xE9\xBE\x99\xE9\x99\xB5\xE3\x80\x82",
	  "\xE9\xBE\x99\xE9\x99\xB5\xE3\x80\x82" },
	{ text_fold, "\xC3\x84\xE1\xBA\x9E", "\xC3\xA4ss" },
	{ text_fold, "\xE2\x91\xA0\xE3\x8E\x8F", "1kg" },
	{ text_fold, "\xE2\x80\xA6", "..." },
	{ text_fold, "\xEF\xBE\x8A\xEF\xBE\x9F", "\xE3\x83\x91" },       /* half-width katakana */
	{ text_fold, "a\xE2\x80\x8B" "b\xC2\xAD" "c", "abc" },           /* invisible ones go */
	{ text_fold, "a\xC2\xA0\xE2\x80\xA8 b", "a b" },
	{ text_fold, "\xF0\x9F\x98\x80 A", "\xF0\x9F\x98\x80 a" },
	/* one character to eighteen */
	{ text_fold, "\xEF\xB7\xBA", "\xD8\xB5\xD9\x84\xD9\x89 \xD8\xA7\xD9\x84\xD9\x84\xD9\x87 "
	  "\xD8\xB9\xD9\x84\xD9\x8A\xD9\x87 \xD9\x88\xD8\xB3\xD9\x84\xD9\x85" },
	{ text_code, NULL, NULL },
	{ text_code, "138-1234 5678", "13812345678" },
	{ text_code, "\xEF\xBC\x91\xEF\xBC\x93\xEF\xBC\x98\xEF\xBC\x8D\xE3\x80\x80\xE2\x80\x94",
	  "138" },
	{ text_code, "\xE2\x80\xAD" "13812345678\xE2\x80\xAC", "13812345678" },
	{ text_code, "a\xEF\xBC\xA2\xEF\xBD\x83", "aBc" },
	{ text_code, "\xE9\xBE\x99-1", "\xE9\xBE\x99" "1" },
	{ mask_phone, "13812348000", "138****8000" },
	{ mask_phone, "08756121234", "087****1234" },
	{ mask_phone, "075588123456", "075*****3456" },
	{ mask_phone, "6121234", "*****34" },
	{ mask_phone, "12345", "*****" },
	{ mask_phone, "", "" },
	{ mask_phone, NULL, "" },
	{ mask_name, "\xE5\xBC\xA0\xE4\xB8\x89", "\xE5\xBC\xA0**" },
	{ mask_name, "\xE5\xBC\xA0", "\xE5\xBC\xA0**" },
	{ mask_name, "\xF0\xA0\xAE\xB7\xE5\x90\x89", "\xF0\xA0\xAE\xB7**" },
	{ mask_name, "", "" },
	{ mask_name, NULL, "" },
};

/*
 * Every character of the first plane behind each of these, by the quick way and
 * by ICU: a face at the end sends both functions there and changes nothing else.
 */
static void test_ways_agree(void)
{
	static const char *const heads[] = { "A", "\xE9\xBE\x99", "\xEF\xBD\x81\xE3\x80\x82" };
	const struct str         face = S("\xF0\x9F\x98\x80");
	struct arena            *one = arena_new(4096);
	size_t                   differ = 0, compared = 0;

	for (uint32_t c = 1; c < 0x10000; c++)
		for (size_t i = 0; i < COUNT(heads); i++, compared++) {
			struct str s, longer, folded, clean;
			struct buf b;

			arena_reset(one);
			buf_init(&b, one, 64);
			buf_z(&b, heads[i]);
			buf_utf8(&b, c);
			buf_char(&b, 'b');
			s = str_copy(one, buf_view(&b));
			longer = str_join(one, s, face, STR_NONE);
			folded = str_join(one, text_fold(one, s), face, STR_NONE);
			clean = str_join(one, text_clean(one, s), face, STR_NONE);
			if (!str_eq(text_fold(one, longer), folded) ||
			    !str_eq(text_clean(one, longer), clean))
				differ++;
		}
	tap_ok(differ == 0 && compared == 3 * 65535, 
	       "quick and slow ways agree on %zu texts", compared);
	arena_free(one);
}

static void test_bigrams(void)
{
	uint64_t  *list;
	struct str short_text = S("abc1 \xE9\xBE\x99\xE9\x99\xB5\xE3\x80\x82\xE9\xBE\x99x bc");
	size_t     n = text_bigrams(a, short_text, &list);
	struct buf long_text;
	bool       sorted = true;

	tap_ok(n == 5, "five distinct pairs, not across blanks and signs");
	tap_ok(list[0] == ((uint64_t)'a' << 21 | 'b') && list[1] == ((uint64_t)'b' << 21 | 'c') &&
	       list[2] == ((uint64_t)'c' << 21 | '1') &&
	       list[3] == ((uint64_t)0x9F99 << 21 | 'x') &&
	       list[4] == ((uint64_t)0x9F99 << 21 | 0x9675), "packed and sorted");
	tap_ok(text_bigrams(a, S(""), &list) == 0 && text_bigrams(a, S("a"), &list) == 0 &&
	       text_bigrams(a, S("a b"), &list) == 0 && text_bigrams(a, STR_NONE, &list) == 0,
	       "none");
	n = text_bigrams(a, S("\xF0\xA0\xAE\xB7\xF4\x80\x80\x80\xF0\xA0\xAE\xB7\xF0\xA0\xAE\xB7"),
	        &list);
	tap_ok(n == 1 && list[0] == ((uint64_t)0x20BB7 << 21 | 0x20BB7), "beyond the first plane");
	n = text_bigrams(a, S("aaaaaaaaaa"), &list);
	tap_ok(n == 1, "one pair, often");

	buf_init(&long_text, a, 1 << 20);
	for (uint32_t i = 0; i < 20000; i++)
		buf_utf8(&long_text, 0x4E00 + (i * 7919u) % 20000);
	n = text_bigrams(a, buf_view(&long_text), &list);
	for (size_t i = 1; i < n; i++)
		sorted = sorted && list[i - 1] < list[i];
	tap_ok(n == 19999 && sorted, "a long text, all its pairs in order");
}

static void test_phones(void)
{
	static const struct { const char *s; bool good; } phones[] = {
		{ "13812345678", true }, { "19912345678", true }, { "12812345678", false },
		{ "1381234567", false }, { "138123456789", false }, { "08756121234", true },
		{ "087561212345", true }, { "0875612123", false }, { "01088123456", true },
		{ "0108812345", true }, { "02188123456", true }, { "0218812345678", false },
		{ "01188123456", false }, { "00861381234", false }, { "", false },
		{ "1381234567a", false },
		{ "8756121234", false }, { "13 81234567", false },
	};

	for (size_t i = 0; i < COUNT(phones); i++)
		tap_ok(phone_valid(str_of(phones[i].s)) == phones[i].good,
		       "phone '%s'", phones[i].s);
}

int main(void)
{
	a = arena_new(4096);
	test_utf8();
	test_code_points();
	test_control();
	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(same(rows[i].make(a, str_of(rows[i].in)), rows[i].out), "row %zu", i);
	test_ways_agree();
	test_bigrams();
	test_phones();
	arena_free(a);
	return tap_done();
}
