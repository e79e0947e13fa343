#include "pack/pack.h"

#include <ftw.h>
#include <unistd.h>

#include "base/tap.h"
#include "region/region.h"

#define CHANGNING ((region_code){ INT64_C(530524000000) })
#define MANGSHUI  ((region_code){ INT64_C(530524102000) })
#define ERYUAN    ((region_code){ INT64_C(532930000000) })

static struct day d(const char *iso)
{
	struct day day = { 0 };

	if (!day_read(str_of(iso), &day))
		abort();
	return day;
}

static bool says(const struct buf *b, const char *words)
{
	size_t at;

	return str_find(buf_view(b), str_of(words), &at);
}

/* The text of a pack whose one section is given; county 530524. */
static struct str pack_of(struct arena *a, const char *section)
{
	return str_join(a, S("pack: t\nname: t\nregion: 530524000000\nlevel: county\nversion: 1\n"
		"from: 2024-01-01\n"), str_of(section), STR_NONE);
}

#define ROW "{code: x, zh: x, en: x}"

/* A seeded fault each, with the line and the words that must be told. */
static const struct {
	const char *section, *says;
} bad[] = {
	{ "kinds: {source: default, items: [" ROW ", " ROW "]}\n",
		"t.yaml:7: code 'x' stands in kinds twice" },
	{ "kinds: {source: default, items: []}\n", "t.yaml:7: kinds must be a list" },
	{ "kinds: {items: [" ROW "]}\n", "t.yaml:7: source is missing" },
	{ "kinds: {source: default}\n", "t.yaml:7: items is missing" },
	{ "kinds: [1]\n", "t.yaml:7: kinds must hold source and items" },
	{ "kinds:\n  source: default\n  items:\n    - {code: x, zh: x}\n",
		"t.yaml:10: en is missing" },
	{ "kinds:\n  source: default\n  items:\n    - {code: a b, zh: x, en: x}\n",
		"t.yaml:10: code must be" },
	{ "kinds:\n  source: default\n  items:\n    - {code: x, zh: '', en: x}\n",
		"t.yaml:10: zh must not be empty" },
	{ "kinds:\n  source: default\n  items:\n    - {code: x, zh: x, en: x, colour: red}\n",
		"t.yaml:10: 'colour' is not known here" },
	{ "kinds:\n  source: default\n  items:\n    - {code: x, zh: x, en: [x]}\n",
		"t.yaml:10: en must be a single value" },
	{ "kinds:\n  source: default\n  items:\n    - x\n",
		"t.yaml:10: an item of kinds must be keys" },
	{ "kinds: {source: default, items: [" ROW "]}\nkinds: {source: x}\n",
		"t.yaml:8: kinds stands here twice" },
	{ "colours: 1\n", "t.yaml:7: 'colours' is not known here" },
	{ "name: again\n", "t.yaml:7: name stands here twice" },
	{ "ratings: {source: default, items: [" ROW "]}\n", "ratings has no place for code 'x'" },
	{ "ratings: {source: default, items: [" ROW "]}\n",
		"ratings needs a row with code 'fairly'" },
	{ "deadlines: {source: default, items: [{code: reply, zh: x, en: x, count: 3, unit: month, "
	  "shift: true}]}\n",
		"t.yaml:7: source is missing" },
	{ "deadlines: {source: default, items: [{code: reply, zh: x, en: x, count: 0, unit: month, "
	  "shift: true, source: x}]}\n",
		"count must be a number from 1 to 366, not '0'" },
	{ "deadlines: {source: default, items: [{code: reply, zh: x, en: x, count: 3, unit: week, "
	  "shift: yes, source: x}]}\n",
		"unit must be day, workday or month, not 'week'" },
	{ "deadlines: {source: default, items: [{code: reply, zh: x, en: x, count: 3, unit: week, "
	  "shift: yes, source: x}]}\n",
		"shift must be true or false, not 'yes'" },
	{ "deadlines: {source: default, items: [{code: reply, zh: x, en: x, count: 3, unit: month, "
	  "shift: true, source: x, law_zh: x}]}\n",
		"t.yaml:7: law_zh and law_en stand together" },
	{ "reception: {source: x, items: [{code: a, zh: x, en: x, month_day: 10, weekday: 1, from: "
	  "'09:00', to: '11:00', "
	  "shift: true, notice_days: 3, source: x}]}\n",
		"exactly one of month_day and weekday" },
	{ "reception: {source: x, items: [{code: a, zh: x, en: x, month_day: 10, from: '11:00', "
	  "to: '9:00', "
	  "shift: true, notice_days: 3, source: x}]}\n",
		"to must be a time as 09:30, not '9:00'" },
	{ "reception: {source: x, items: [{code: a, zh: x, en: x, month_day: 10, from: '11:00', "
	  "to: '09:00', "
	  "shift: true, notice_days: 3, source: x}]}\n",
		"from must be earlier than to" },
	{ "texts: {source: x, items: [{code: notice, zh: x, en: x, version: 1, text_zh: x, "
	  "text_en: x}]}\n",
		"texts needs a row with code 'consent'" },
	{ "kinds: {source: [\n", "not YAML" },
	{ "kinds: &k {source: x, items: []}\n", "t.yaml:7: &k: a pack has no names" },
	{ "kinds: {source: x, items: [*rows]}\n", "t.yaml:7: *rows: a pack does not point" },
	{ "kinds: !!set {source: x}\n", "a pack has no tags" },
	{ "kinds: {source: !huge x}\n", "!huge: a pack has no tags" },
	{ "---\npack: b\n", "t.yaml:7: a second document begins here" },
	{ "kinds:\n  source: \xB5\xC0\n", "t.yaml:8: this line is not UTF-8" },
	{ "kinds:\n  source: a\x01\n", "t.yaml:8: not YAML: control characters" },
	{ "kinds: [[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]\n", "more than 16 deep" },
};

/* A file of one sign over and over costs what its depth allows, not what its length would. */
static void test_deep(struct arena *a)
{
	static const char *const signs[] = { "[", "{", "- ", "? ", "{a: ", "[a, " };
	struct buf               text, faults;
	struct pack              p;

	for (size_t i = 0; i < COUNT(signs); i++) {
		buf_init(&text, a, PACK_BYTES_MAX);
		while (text.n + 8 < PACK_BYTES_MAX)
			buf_str(&text, str_of(signs[i]));
		buf_init(&faults, a, 64 * 1024);
		tap_ok(pack_read(a, "t.yaml", buf_view(&text), &p, &faults) == ERR_INPUT &&
		       says(&faults, "t.yaml:1: lists stand in one another more than 16 deep"),
		       "a quarter of a million bytes of '%s' are refused at the limit", signs[i]);
	}
}

static void test_faults(struct arena *a)
{
	struct buf faults;
	struct pack p;

	for (size_t i = 0; i < COUNT(bad); i++) {
		buf_init(&faults, a, 64 * 1024);
		tap_ok(pack_read(a, "t.yaml", pack_of(a, bad[i].section), &p, &faults) ==
					ERR_INPUT &&
				says(&faults, bad[i].says),
			"refused: %s", bad[i].says);
	}
	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "t.yaml", S("pack: base\nregion: 530524\nlevel: county\nfrom: soon\n"),
		       &p, &faults) == ERR_INPUT,
		"a poor head is refused");
	tap_ok(says(&faults, "name is missing") && says(&faults, "version is missing") &&
			says(&faults, "from must be a day") &&
			says(&faults, "is not a code of level county"),
		"with all four faults at once");
	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "t.yaml",
		       S("pack: b\nname: b\nregion: 0\nlevel: nation\nversion: 1\n"
			 "from: 2024-01-01\n"),
		       &p, &faults) == ERR_INPUT &&
			says(&faults, "the base pack needs texts"),
		"a base pack needs every section");
	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "t.yaml", S("\xff"), &p, &faults) == ERR_INPUT, "not UTF-8 is refused");
	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "t.yaml", S(""), &p, &faults) == ERR_INPUT, "nothing is refused");
	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "t.yaml", pack_of(a, "kinds: {source: default, items: [" ROW "]}\n"),
		       &p, &faults) == OK &&
			faults.n == 0 && p.has[PACK_KINDS] && !p.has[PACK_TEXTS] &&
			p.lo == CHANGNING.v && p.hi == CHANGNING.v + 999999,
		"a good small pack reads");
}

static void test_base(const struct pack_set *set)
{
	struct day today = d("2026-11-22");
	const struct pack_list *kinds = pack_list(set, ERYUAN, PACK_KINDS, today);
	const struct pack_item *item;

	tap_ok(kinds->n >= 12 && kinds->items[0].id.v > 0,
		"another county has the %zu kinds of base", kinds->n);
	for (enum channel c = CHANNEL_PAGE; c < CHANNEL_COUNT; c++)
		tap_ok(pack_item(set, ERYUAN, PACK_CHANNELS, channel_names[c], today) != NULL,
			"a word for channel %s", channel_names[c]);
	for (enum rating r = RATING_SATISFIED; r < RATING_COUNT; r++)
		tap_ok(pack_item(set, ERYUAN, PACK_RATINGS, rating_names[r], today) != NULL,
			"a word for rating %s", rating_names[r]);
	item = pack_item(set, ERYUAN, PACK_RESULT_CLASSES, "A", today);
	tap_ok(item && item->counts_as_solved && !item->creates_promise,
		"class A counts as solved");
	item = pack_item(set, ERYUAN, PACK_RESULT_CLASSES, "B", today);
	tap_ok(item && !item->counts_as_solved && item->creates_promise, "class B is a promise");
	item = pack_item(set, ERYUAN, PACK_DECLINE_REASONS, "petition", today);
	tap_ok(item && item->where_zh.n > 0 && item->where_en.n > 0,
		"a declined petition is told where to go");
	item = pack_text(set, ERYUAN, "notice", 0, today);
	tap_ok(item && item->version == 1 && item->text_zh.n > 100, "the notice of use, version 1");
	tap_ok(pack_text(set, ERYUAN, "consent", 1, today) != NULL &&
			!pack_text(set, ERYUAN, "consent", 9, today),
		"a text by its version, and none that never was");
}

static void test_deadlines(const struct pack_set *set)
{
	const struct pack_item *rule = pack_deadline(set, MANGSHUI, "reply", d("2026-03-10"));
	struct due due = pack_due(set, CHANGNING, "reply", d("2026-03-10"));

	tap_ok(rule && rule->rule.span == SPAN_MONTH && rule->rule.count == 3 && rule->source.n > 0,
		"a reply is due in three months, says %.*s", (int)rule->source.n, rule->source.p);
	tap_ok(due.day.n == d("2026-06-10").n, "from 10 March to 10 June");
	due = pack_due(set, CHANGNING, "rating", d("2026-02-13"));
	tap_ok(due.day.n == d("2026-03-12").n, "15 working days to rate, over Spring Festival");
	tap_ok(str_eq(pack_law(rule, LANG_EN), S("Article 51 of the Law on Deputies")) &&
			pack_law(pack_deadline(set, CHANGNING, "accept", d("2026-03-10")), LANG_ZH).n == 0,
		"a rule names its law where there is one");
	rule = pack_deadline(set, CHANGNING, "no_such_rule", d("2026-03-10"));
	tap_ok(rule == NULL, "no rule of an unknown name");
}

static void test_reception(const struct pack_set *set)
{
	static const struct {
		const char *from, *held;
	} rows[] = {
		{ "2026-03-01", "2026-03-10" },
		{ "2026-03-10", "2026-03-10" },
		{ "2026-03-11", "2026-04-10" },
		{ "2026-10-01", "2026-10-10" }, /* a make-up Saturday works */
		{ "2026-05-01", "2026-05-11" }, /* a Sunday moves to Monday */
		{ "2026-05-11", "2026-05-11" },
		{ "2026-05-12", "2026-06-10" },
	};
	const struct pack_list *rules = pack_list(set, MANGSHUI, PACK_RECEPTION, d("2026-03-01"));
	struct pack_item weekly;

	for (size_t i = 0; rules->n && i < COUNT(rows); i++)
		tap_ok(pack_reception_day(pack_calendar(set), &rules->items[0], d(rows[i].from))
					.n == d(rows[i].held).n,
			"reception from %s is held on %s", rows[i].from, rows[i].held);
	weekly = (struct pack_item){ .weekday = 1, .rule = { .shift = true } };
	tap_ok(pack_reception_day(pack_calendar(set), &weekly, d("2026-02-14")).n ==
			d("2026-02-24").n,
		"Mondays in Spring Festival move behind it");
	tap_ok(pack_reception_day(pack_calendar(set), &weekly, d("2026-02-24")).n ==
			d("2026-02-24").n,
		"and are found on that day too");
}

/* A second version of the county's kinds, and a city's pack, come into force by day and place. */
static void test_versions(struct db *db, struct arena *a)
{
	struct str second =
		S("pack: changning\nname: x\nregion: 530524000000\nlevel: county\nversion: 3\n"
		  "from: 2026-07-01\nkinds: {source: default, items: [{code: road, zh: 路, en: "
		  "Road}]}\n");
	struct str city =
		S("pack: baoshan\nname: x\nregion: 530500000000\nlevel: city\nversion: 1\n"
		  "from: 2025-01-01\nkinds: {source: default, items: [{code: city_only, zh: 市, "
		  "en: City}]}\n"
		  "reception: {source: x, items: [{code: weekly, zh: x, en: x, weekday: 1, from: "
		  "'09:00', to: '11:00', "
		  "shift: true, notice_days: 3, source: x}]}\n");
	struct str changed = str_join(a, second, S("note: changed\n"), STR_NONE);
	struct when now = when_of(d("2026-06-22"), 9, 0);
	struct pack_set *set = NULL;
	struct buf faults;
	bool added = false;
	const struct pack_item *old;

	buf_init(&faults, a, 64 * 1024);
	tap_ok(db_begin(db, true) == OK, "begin");
	tap_ok(pack_install(db, a, "v2.yaml", second, now, &added, &faults) == OK && added,
		"version 3 goes in");
	tap_ok(pack_install(db, a, "v2.yaml", second, now, &added, &faults) == OK && !added,
		"once");
	tap_ok(pack_install(db, a, "v2.yaml", changed, now, &added, &faults) == ERR_INPUT &&
			says(&faults, "version 3 is loaded already"),
		"changed contents need a new version");
	tap_ok(pack_install(db, a, "city.yaml", city, now, &added, &faults) == OK && added,
		"a city's pack");
	tap_ok(db_commit(db) == OK && pack_set_open(db, a, &set) == OK, "all are read back");
	tap_ok(pack_list(set, MANGSHUI, PACK_KINDS, d("2026-06-30"))->n > 10,
		"version 1 before its end");
	tap_ok(pack_list(set, MANGSHUI, PACK_KINDS, d("2026-07-01"))->n == 1,
		"version 2 from its day");
	tap_ok(pack_list(set, MANGSHUI, PACK_KINDS, d("2019-01-01"))->n > 10,
		"the first before all versions");
	tap_ok(pack_list(set, (region_code){ INT64_C(530521000000) }, PACK_KINDS, d("2026-07-01"))
				->n == 1,
		"a neighbour county has its city's kinds");
	tap_ok(pack_list(set, MANGSHUI, PACK_RECEPTION, d("2026-07-01"))->items[0].weekday == 1,
		"a section the county's version 2 lacks comes whole from the city");
	tap_ok(pack_list(set, MANGSHUI, PACK_TEXTS, d("2026-07-01"))->n == 2,
		"and texts from base");
	old = pack_item(set, MANGSHUI, PACK_KINDS, "health", d("2026-06-30"));
	tap_ok(old && !pack_term(set, MANGSHUI, PACK_KINDS, old->id, d("2026-07-01")),
		"a word that went out cannot be chosen");
	tap_ok(str_eq(pack_word(set, MANGSHUI, old->id, d("2026-07-01"), LANG_ZH), S("医疗卫生")) &&
			str_eq(pack_word(set, MANGSHUI, old->id, d("2026-07-01"), LANG_EN),
				S("Health care")),
		"but can still be named");
	tap_ok(pack_item(set, MANGSHUI, PACK_KINDS, "road", d("2026-07-01"))->id.v ==
		pack_item(set, ERYUAN, PACK_KINDS, "road", d("2026-07-01"))->id.v,
		"a word has one id in all packs");
}

static int forget(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

int main(void)
{
	char dir[] = "/tmp/lianxin-test-XXXXXX";
	struct arena *a = arena_new(256 * 1024);
	struct when now = when_of(d("2026-11-22"), 9, 0);
	struct pack_set *set = NULL;
	struct str why = S("");
	struct buf faults;
	struct db *db = NULL;
	int64_t added = 0;

	test_faults(a);
	test_deep(a);
	buf_init(&faults, a, 64 * 1024);
	if (!mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why)) {
		tap_ok(false, "a folder: %.*s", (int)why.n, why.p);
		return tap_done();
	}
	tap_ok(db_begin(db, true) == OK &&
			pack_install_builtin(db, a, now, &added, &faults) == OK &&
			db_commit(db) == OK,
		"what the program carries goes in");
	tap_ok(faults.n == 0, "without faults: %.*s", (int)faults.n, faults.n ? faults.p : "");
	tap_ok(added > 700, "packs and holidays: %lld rows", (long long)added);
	tap_ok(db_begin(db, true) == OK &&
			pack_install_builtin(db, a, now, &added, &faults) == OK &&
			db_commit(db) == OK && added == 0,
		"a second time changes nothing");
	if (tap_ok(pack_set_open(db, a, &set) == OK, "the set opens")) {
		test_base(set);
		test_deadlines(set);
		test_reception(set);
		test_versions(db, a);
	}
	db_close(db);
	nftw(dir, forget, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
