/* Texts: their length, that no slot stays open, and that they hardly ever repeat. */
#include "demo/words.h"

#include <stdlib.h>

#include "base/tap.h"
#include "base/text.h"

#define TALES 40000

static uint64_t hash_of(struct str s)
{
	uint64_t h = UINT64_C(1469598103934665603);

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
	return h;
}

static int by_value(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static bool sound(struct str s, size_t lo, size_t hi)
{
	size_t at, n = utf8_length(s);

	return utf8_valid(s) && n >= lo && n <= hi && !str_find(s, S("{"), &at) &&
	       !str_find(s, S("}"), &at) && !str_find(s, S("。。"), &at) &&
	       !str_find(s, S("，，"), &at);
}

static struct tale tale_throw(struct dice *dice)
{
	static const char *const villages[] = { "漭水社区", "永胜村", "四角田社区", "耈街社区", "达丙社区" };

	return (struct tale){ .matter = &matters[dice_below(dice, matters_n)], .town = S("漭水镇"),
		.village = str_of(villages[dice_below(dice, COUNT(villages))]),
		.day = { 20000 + dice_range(dice, 0, 700) }, .dice = { dice_bits(dice) } };
}

static void test_opinions(struct arena *a)
{
	uint64_t   *seen = base_alloc(TALES * sizeof(*seen));
	struct dice dice = dice_for(7, 1, 2);
	size_t      bad = 0, doubles = 0, changed = 0, titles = 0;

	for (size_t i = 0; i < TALES; i++) {
		struct tale t = tale_throw(&dice);
		struct str  words;

		arena_reset(a);
		words = tale_words(a, &t);
		bad += !sound(words, 40, 160);
		changed += !str_eq(words, tale_words(a, &t));
		titles += !sound(tale_title(a, &t), 4, 60);
		seen[i] = hash_of(words);
	}
	qsort(seen, TALES, sizeof(*seen), by_value);
	for (size_t i = 1; i < TALES; i++)
		doubles += seen[i] == seen[i - 1];
	tap_ok(bad == 0, "opinions have 40 to 160 characters and no open slot (%zu)", bad);
	tap_ok(changed == 0, "the same tale gives the same words");
	tap_ok(titles == 0, "titles are short (%zu)", titles);
	tap_ok(doubles < TALES / 500, "of %d opinions in five villages %zu are doubled", TALES,
		doubles);
	base_free(seen);
}

static void test_answers(struct arena *a)
{
	struct dice dice = dice_for(8, 1, 2);
	size_t      bad = 0, off = 0, at;

	for (size_t i = 0; i < 4000; i++) {
		struct tale t = tale_throw(&dice);
		struct str  reply;

		arena_reset(a);
		reply = tale_reply(a, &t, (enum outcome)(i % OUTCOME_COUNT), S("昌宁县水务局"),
		        (struct day){ 20500 }, 1 + (int)(i / 4 % 2));
		bad += !sound(reply, 40, 400);
		off += !str_find(reply, str_of(t.matter->title), &at);
	}
	tap_ok(bad == 0, "answers are whole (%zu)", bad);
	tap_ok(off == 0, "answers name their matter");
}

static void test_notes(struct arena *a)
{
	static const enum case_event noted[] = { CASE_EVENT_RETURN, CASE_EVENT_SEND_BACK,
		CASE_EVENT_CONSULT, CASE_EVENT_NOTE, CASE_EVENT_REFUSE_SIGN, CASE_EVENT_CALL };
	struct dice dice = dice_for(9, 1, 2);
	size_t      bad = 0;

	for (size_t i = 0; i < 3000; i++) {
		struct tale t = tale_throw(&dice);

		arena_reset(a);
		bad += !sound(tale_note(a, &t, noted[i % COUNT(noted)], &dice), 5, 100);
		bad += !sound(
			tale_told(a, &t, i % 2 ? CASE_EVENT_PART : CASE_EVENT_SUPPLEMENT, &dice), 5,
			100);
	}
	tap_ok(bad == 0, "steps that need a note have one (%zu)", bad);
	tap_ok(tale_remark(a, RATING_DISSATISFIED, &dice).n > 0, "a dissatisfied person says why");
}

static void test_dice(void)
{
	struct dice a = dice_for(1, 2, 3), b = dice_for(1, 2, 3), c = dice_for(1, 2, 4),
		    d = dice_for(2, 2, 3);
	uint64_t    first = dice_bits(&a);
	int         low = 0, wrong = 0;

	tap_ok(first == dice_bits(&b) && first != dice_bits(&c) && first != dice_bits(&d),
		"the same seed gives the same throws, another number or seed others");
	for (int i = 0; i < 60000; i++) {
		int n = dice_range(&a, 1, 6);

		low += n == 1;
		wrong += n < 1 || n > 6;
	}
	tap_ok(wrong == 0 && low > 9500 && low < 10500, "a die has six even sides (%d of 60000)",
		low);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);

	test_opinions(a);
	test_answers(a);
	test_notes(a);
	test_dice();
	arena_free(a);
	return tap_done();
}
