/* A folder of an older program: its base lacks what this program needs, and its past stays. */
#include "pack/pack.h"

#include <unistd.h>

#include "base/tap.h"

#include "pack/pack.q.h"

#define COUNTY ((region_code){ INT64_C(530524000000) })

static struct day d(const char *iso)
{
	struct day day = { 0 };

	if (!day_read(str_of(iso), &day))
		abort();
	return day;
}

/* What the program carries, as a text of its own. */
static struct str base_text(struct arena *a)
{
	char  *text = arena_alloc(a, PACK_BYTES_MAX);
	FILE  *f = fopen("packs/base.yaml", "r");
	size_t n = f ? fread(text, 1, PACK_BYTES_MAX, f) : 0;

	if (f)
		fclose(f);
	return (struct str){ text, n };
}

/* Its lines up to the roles, without a rule for sending back, another word for roads. */
static struct str base_old(struct arena *a, const char *version)
{
	struct str rest = base_text(a), road = S("zh: 道路交通");
	struct buf old;
	size_t     at;

	buf_init(&old, a, PACK_BYTES_MAX);
	while (rest.n && !str_starts(rest, S("roles:")) && str_find(rest, S("\n"), &at)) {
		struct str line = str_part(rest, 0, at + 1);
		size_t     word;

		rest = str_part(rest, at + 1, rest.n);
		if (str_find(line, S("code: send_back"), &word))
			continue;
		if (str_starts(line, S("version: "))) {
			buf_printf(&old, "version: %s\n", version);
		} else if (str_find(line, road, &word)) {
			buf_str(&old, str_part(line, 0, word));
			buf_lit(&old, "zh: 道路");
			buf_str(&old, str_part(line, word + road.n, line.n));
		} else {
			buf_str(&old, line);
		}
	}
	buf_lit(&old, "customs: {source: default, items: []}\n");
	return buf_view(&old);
}

static enum err base_put(struct db *db, struct arena *a, int64_t version)
{
	const struct pack_insert_in in = {
		.region = { 0 }, .level = REGION_LEVEL_NATION, .version = version, .from_day = d("2020-01-01"),
		.name = S("全国通用"), .hash = S("of the older program"),
		.source = base_old(a, str_z(a, str_int(a, version))), .now = when_of(d("2025-01-01"), 9, 0),
	};
	struct pack_insert_row row;

	return pack_insert(db, a, &in, &row);
}

static size_t kept(struct db *db, struct arena *a, int64_t *newest)
{
	struct pack_stored *rows;
	size_t              n, base = 0;

	if (pack_stored_all(db, a, &rows, &n))
		return 0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].pack.level == REGION_LEVEL_NATION) {
			base++;
			*newest = rows[i].pack.version;
		}
	return base;
}

static const struct pack_item *road_on(const struct pack_set *set, const char *day)
{
	return pack_item(set, (region_code){ INT64_C(110101000000) }, PACK_KINDS, "road", d(day));
}

static void past_and_today(const struct pack_set *set, const char *road)
{
	const struct pack_item *then = road_on(set, "2026-11-21"), *now = road_on(set, "2026-11-22");

	tap_ok(then && str_eq(then->zh, S("道路")), "the day before is judged by what was in force");
	tap_ok(now && str_eq(now->zh, str_of(road)), "today by what is: %s", road);
	tap_ok(pack_list(set, COUNTY, PACK_ROLES, d("2026-11-22"))->n > 0, "a section that was lacking is there");
	tap_ok(pack_list(set, COUNTY, PACK_ROLES, d("2026-01-01"))->n > 0,
		"for the past too, which had it without the program's knowing");
	tap_ok(pack_deadline(set, COUNTY, "send_back", d("2026-11-22")) != NULL, "and so is a rule of due dates");
}

/* Brings what this program carries to a folder with a base of that version. */
static void renewed(struct arena *a, int64_t version, int64_t wanted, const char *road)
{
	char             dir[] = "/tmp/lianxin-test-XXXXXX";
	struct when      now = when_of(d("2026-11-22"), 9, 0);
	struct str       why = STR_NONE;
	struct pack_set *set;
	struct buf       faults;
	struct db       *db;
	int64_t          added, newest = 0;

	buf_init(&faults, a, 64 * 1024);
	if (!mkdtemp(dir) || db_open(dir, DB_OFFLINE, a, &db, &why)) {
		tap_ok(false, "a folder: %.*s", (int)why.n, why.p);
		return;
	}
	tap_ok(db_begin(db, true) == OK && base_put(db, a, version) == OK && db_commit(db) == OK,
		"a base %lld of an older program", (long long)version);
	tap_ok(pack_set_open(db, a, &set) == OK, "is read although it lacks and has what this one does not know");
	tap_ok(db_begin(db, true) == OK && pack_install_builtin(db, a, now, &added, &faults) == OK &&
			db_commit(db) == OK && faults.n == 0, "it is renewed");
	tap_ok(kept(db, a, &newest) == 2 && newest == wanted, "by a new version, %lld", (long long)wanted);
	if (tap_ok(pack_set_open(db, a, &set) == OK, "the set opens"))
		past_and_today(set, road);
	tap_ok(db_begin(db, true) == OK && pack_install_builtin(db, a, now, &added, &faults) == OK && added == 0 &&
			db_commit(db) == OK, "a second start adds nothing");
	db_close(db);
	for (const char *const *f = (const char *const[]){ "lianxin.db", "lianxin.db-wal", "lianxin.db-shm", NULL }; *f; f++)
		unlink(str_z(a, str_join(a, str_of(dir), S("/"), str_of(*f), STR_NONE)));
	rmdir(dir);
}

int main(void)
{
	struct arena *a = arena_new(256 * 1024);

	renewed(a, 3, 5, "道路交通");
	/* Somebody's own base with a higher number goes on with what it lacked. */
	renewed(a, 9, 10, "道路");
	arena_free(a);
	return tap_done();
}
