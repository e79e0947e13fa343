/* What is written reads back, what differs is told, and each section is judged by its own day. */
#include "pack/pack.h"

#include <fcntl.h>
#include <ftw.h>
#include <unistd.h>

#include "base/tap.h"

static const char *const files[] = { "packs/base.yaml", "packs/changning.yaml",
	"packs/eryuan.yaml", "packs/henan-mongol.yaml", "packs/luji.yaml",
	"packs/shuangqing.yaml", "packs/xinxiang.yaml" };

static struct day d(const char *iso)
{
	struct day day = { 0 };

	if (!day_read(str_of(iso), &day))
		abort();
	return day;
}

static struct str file_text(struct arena *a, const char *path)
{
	struct buf b;
	char       piece[8192];
	ssize_t    n;
	int        fd = open(path, O_RDONLY | O_CLOEXEC);

	buf_init(&b, a, 1 << 20);
	while (fd >= 0 && (n = read(fd, piece, sizeof(piece))) > 0)
		buf_put(&b, piece, (size_t)n);
	if (fd >= 0)
		close(fd);
	return b.n ? buf_view(&b) : S("");
}

static void test_round(struct arena *a)
{
	for (size_t i = 0; i < COUNT(files); i++) {
		struct str          text = file_text(a, files[i]), one, two;
		struct pack         p, q;
		struct pack_change *changes;
		struct buf          faults;

		buf_init(&faults, a, 64 * 1024);
		if (!tap_ok(pack_read(a, files[i], text, &p, &faults) == OK, "%s reads: %.*s",
			    files[i], (int)faults.n, faults.n ? faults.p : ""))
			continue;
		tap_ok(pack_write(a, &p, &one) == OK &&
				pack_read(a, "again", one, &q, &faults) == OK,
			"%s written reads back: %.*s", files[i], (int)faults.n,
			faults.n ? faults.p : "");
		tap_ok(pack_diff(a, &p, &q, &changes) == 0, "%s has lost nothing by it", files[i]);
		tap_ok(pack_write(a, &q, &two) == OK && str_eq(one, two),
			"%s written again gives the same bytes", files[i]);
	}
}

/* Thirty seeded faults, thirty messages, each with its file and line. */
static void test_broken(struct arena *a)
{
	struct str  text = file_text(a, "tests/packs/broken.yaml");
	struct pack p;
	struct buf  faults;
	size_t      n = 0, placed = 0;

	buf_init(&faults, a, 64 * 1024);
	tap_ok(pack_read(a, "broken.yaml", text, &p, &faults) == ERR_INPUT, "a broken pack is refused");
	for (struct str rest = buf_view(&faults); rest.n;) {
		size_t     at = 0;
		struct str line;

		if (!str_find(rest, S("\n"), &at))
			break;
		line = str_part(rest, 0, at);
		n++;
		placed += str_starts(line, S("broken.yaml:")) && line.n > 20;
		rest = str_part(rest, at + 1, rest.n);
	}
	tap_ok(n == 30 && placed == 30, "30 faults, 30 messages: %zu, %zu with file and line", n,
		placed);
}

static void test_difference(struct arena *a)
{
	struct str before = S("pack: t\nname: t\nregion: 530524000000\nlevel: county\nversion: 1\n"
		"from: 2024-01-01\nkinds:\n  source: default\n  items:\n"
		"    - {code: road, zh: 路, en: Road}\n    - {code: water, zh: 水, en: Water}\n");
	struct str after = S("pack: t\nname: t\nregion: 530524000000\nlevel: county\nversion: 2\n"
		"from: 2024-01-01\nkinds:\n  source: 县文件\n  items:\n"
		"    - {code: school, zh: 学校, en: School}\n    - {code: road, zh: 道路, en: Road}\n"
		"fields:\n  source: default\n  items:\n    - {code: law, zh: 法律, en: Law}\n");
	struct pack         p, q;
	struct pack_change *c;
	struct buf          faults, told;
	size_t              n, at;

	buf_init(&faults, a, 64 * 1024);
	buf_init(&told, a, 64 * 1024);
	tap_ok(pack_read(a, "a", before, &p, &faults) == OK && pack_read(a, "b", after, &q, &faults) == OK,
		"two versions: %.*s", (int)faults.n, faults.n ? faults.p : "");
	n = pack_diff(a, &p, &q, &c);
	pack_diff_tell(c, n, &told);
	/* The section's source, the sources of its rows, one row gone, one new, one renamed, a section. */
	tap_ok(str_find(buf_view(&told), S("kinds.water: removed: 水"), &at) &&
			str_find(buf_view(&told), S("kinds.school: added: 学校"), &at) &&
			str_find(buf_view(&told), S("kinds.road: zh was '路', is '道路'"), &at) &&
			str_find(buf_view(&told), S("kinds: source was 'default', is '县文件'"), &at) &&
			str_find(buf_view(&told), S("fields: a section of its own now"), &at),
		"the difference in words:\n%.*s", (int)told.n, told.n ? told.p : "");
	tap_ok(pack_diff(a, &q, &p, &c) == n, "and as much the other way");
}

/* A county takes one section of base over as its own, with its first row renamed. */
static struct str one_section(struct arena *a, const struct pack *base, enum pack_section s,
                              int64_t version, const char *from, struct str zh)
{
	struct pack p = {
		.code = S("one"), .name = S("one"), .region = { INT64_C(530521000000) },
		.level = REGION_LEVEL_COUNTY, .version = version, .from = d(from),
	};
	struct str  yaml = STR_NONE;

	p.has[s] = true;
	p.list[s] = base->list[s];
	p.list[s].items = ARENA_ARRAY(a, struct pack_item, p.list[s].n);
	for (size_t i = 0; i < p.list[s].n; i++)
		p.list[s].items[i] = base->list[s].items[i];
	p.list[s].items[0].zh = zh;
	return pack_write(a, &p, &yaml) ? S("") : yaml;
}

static void test_days(struct arena *a, struct db *db)
{
	const region_code at = { INT64_C(530521001000) };
	struct when       now = when_of(d("2026-01-10"), 9, 0);
	struct pack       base;
	struct pack_set  *set;
	struct buf        faults;
	bool              added;
	int64_t           version = 0;

	buf_init(&faults, a, 64 * 1024);
	if (pack_read(a, "base", file_text(a, files[0]), &base, &faults))
		abort();
	for (int i = 0; i < PACK_SECTIONS; i++) {
		enum pack_section s = (enum pack_section)i;
		struct str first = one_section(a, &base, s, ++version, "2026-02-01", S("旧名"));
		struct str second = one_section(a, &base, s, ++version, "2026-03-01", S("新名"));
		bool       good;

		good = db_begin(db, true) == OK &&
			pack_install(db, a, "first", first, now, &added, &faults) == OK && added &&
			pack_install(db, a, "second", second, now, &added, &faults) == OK && added &&
			pack_set_open(db, a, &set) == OK;
		good = good && str_eq(pack_list(set, at, s, d("2026-02-28"))->items[0].zh, S("旧名")) &&
			str_eq(pack_list(set, at, s, d("2026-03-01"))->items[0].zh, S("新名")) &&
			pack_list(set, at, s, d("2026-02-28"))->items[0].id.v ==
				pack_list(set, at, s, d("2026-03-01"))->items[0].id.v;
		tap_ok(good, "%s goes by the version of its day: %.*s", pack_section_name(s),
			(int)faults.n, faults.n ? faults.p : "");
		db_rollback(db);
		buf_reset(&faults);
	}
	tap_ok(db_begin(db, true) == OK &&
			pack_install(db, a, "v1", one_section(a, &base, PACK_KINDS, 1, "2020-01-01", S("旧")),
				now, &added, &faults) == OK && added,
		"the first pack of a place may begin in the past");
	tap_ok(pack_install(db, a, "v2", one_section(a, &base, PACK_KINDS, 2, "2026-01-09", S("新")), now,
		       &added, &faults) == ERR_INPUT && faults.n > 0,
		"the next may not: %.*s", (int)faults.n, faults.n ? faults.p : "");
	db_rollback(db);
}

/* The pack of one township applies there and not in its district; its rows inside rows have ids. */
static void test_places(struct arena *a, struct db *db)
{
	const region_code luji = { INT64_C(340406104000) }, village = { INT64_C(340406104201) },
	                  panji = { INT64_C(340406000000) }, xinxiang = { INT64_C(410702000000) };
	struct day        day = d("2026-11-22");
	struct pack_set  *set;

	if (!tap_ok(pack_set_open(db, a, &set) == OK, "all packs"))
		return;
	tap_ok(pack_item(set, village, PACK_STANDARDS, "six", day) != NULL &&
			!pack_item(set, panji, PACK_STANDARDS, "six", day) &&
			pack_item(set, panji, PACK_STANDARDS, "basic", day) != NULL,
		"六有 is of 芦集 and its villages, not of 潘集区");
	tap_ok(str_eq(pack_name(pack_item(set, luji, PACK_ROLES, "clerk", day), LANG_ZH),
		       S("人大专职秘书")), "the clerk of 芦集 is called 专职秘书");
	tap_ok(pack_item(set, xinxiang, PACK_POLICIES, "guidance", day) != NULL,
		"a county of 新乡 has the city's documents");
	const struct pack_item *six = pack_item(set, luji, PACK_STANDARDS, "six", day);
	const struct pack_item *place = six ? pack_part_item(&six->parts, S("place")) : NULL;

	tap_ok(place && place->id.v > 0 && place->id.v != six->parts.items[1].id.v,
		"rows inside rows have ids");
	const struct pack_item *law = pack_item(set, luji, PACK_FUNCTIONS, "legislation", day);

	tap_ok(law && pack_at_level(law, REGION_LEVEL_CITY) && !pack_at_level(law, REGION_LEVEL_COUNTY),
		"a county makes no laws, a city does");
	const struct pack_item *contact = pack_item(set, xinxiang, PACK_TAGS, "law_contact", day);
	const struct pack_item *model = pack_item(set, xinxiang, PACK_TAGS, "model", day);

	tap_ok(contact && pack_in_function(set, xinxiang, REGION_LEVEL_CITY, contact, day) &&
			!pack_in_function(set, xinxiang, REGION_LEVEL_COUNTY, contact, day) &&
			!pack_in_function(set, xinxiang, REGION_LEVEL_TOWNSHIP, contact, day),
		"a contact point for law-making is a city's, not its county's");
	tap_ok(model && pack_in_function(set, xinxiang, REGION_LEVEL_TOWNSHIP, model, day),
		"what names no function is for every congress");
	tap_ok(pack_is_default(pack_item(set, luji, PACK_CADENCES, "study", day)),
		"what nobody knows says default");
}

static int forget(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

int main(void)
{
	char          dir[] = "/tmp/lianxin-test-XXXXXX";
	struct arena *a = arena_new(256 * 1024);
	struct str    why = S("");
	struct buf    faults;
	struct db    *db = NULL;
	int64_t       added = 0;

	test_round(a);
	test_broken(a);
	test_difference(a);
	buf_init(&faults, a, 64 * 1024);
	if (!mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why)) {
		tap_ok(false, "a folder: %.*s", (int)why.n, why.p);
		return tap_done();
	}
	tap_ok(db_begin(db, true) == OK &&
			pack_install_builtin(db, a, when_of(d("2026-01-01"), 9, 0), &added, &faults) == OK &&
			db_commit(db) == OK,
		"what the program carries: %.*s", (int)faults.n, faults.n ? faults.p : "");
	test_days(a, db);
	test_places(a, db);
	db_close(db);
	nftw(dir, forget, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(a);
	return tap_done();
}
