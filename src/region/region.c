#include "region/region.h"

#include "base/buf.h"
#include "base/text.h"
#include "region/region.q.h"

/* Names on a path; deeper than any tree. */
#define PATH_MAX_NAMES 8

#define PLACE(r) ((struct region_place){ \
	.code = (r)->code, .parent = (r)->parent, .level = (r)->level, \
	.has_congress = (r)->has_congress, .name = (r)->name, .pinyin = (r)->pinyin, \
	.initials = (r)->initials })

/* Rows of any of the queries become places; they have the same columns. */
#define PLACES(a, rows, n, places) do { \
	*(places) = ARENA_ARRAY((a), struct region_place, (n) ? (n) : 1); \
	for (size_t i_ = 0; i_ < (n); i_++) \
		(*(places))[i_] = PLACE(&(rows)[i_]); \
} while (0)

struct region_range region_range(region_code code, enum region_level level)
{
	static const int64_t width[REGION_LEVEL_COUNT] = {
		[REGION_LEVEL_NONE] = 1,
		[REGION_LEVEL_NATION] = INT64_C(1000000000000),
		[REGION_LEVEL_PROVINCE] = INT64_C(10000000000),
		[REGION_LEVEL_CITY] = INT64_C(100000000),
		[REGION_LEVEL_COUNTY] = INT64_C(1000000),
		[REGION_LEVEL_TOWNSHIP] = INT64_C(1000),
		[REGION_LEVEL_VILLAGE] = 1,
	};
	int64_t w = width[level < REGION_LEVEL_COUNT ? level : REGION_LEVEL_NONE];
	int64_t lo = code.v / w * w;

	return (struct region_range){ lo, lo + w - 1 };
}

enum region_level region_congress_level(region_code code)
{
	return code.v == 0 ? REGION_LEVEL_NATION :
	       code.v % 1000000 ? REGION_LEVEL_TOWNSHIP :
	       code.v % 100000000 ? REGION_LEVEL_COUNTY :
	       code.v % 10000000000 ? REGION_LEVEL_CITY : REGION_LEVEL_PROVINCE;
}

struct region_range region_tenant(county_code county)
{
	const region_code at = region_of_county(county);

	return region_range(at, region_congress_level(at));
}

county_code region_county(region_code code)
{
	return (county_code){ code.v / 1000000 };
}

region_code region_of_county(county_code county)
{
	return (region_code){ county.v * 1000000 };
}

enum err region_find(struct db *db, struct arena *a, region_code code, struct region_place *place)
{
	const struct region_by_code_in in = { .code = code };
	struct region_by_code_row row;
	bool found;
	enum err e;

	if (code.v == 0) {
		*place = (struct region_place){ .level = REGION_LEVEL_NATION, .has_congress = true,
			.name = S("全国"), .pinyin = S("quanguo"), .initials = S("qg") };
		return OK;
	}
	e = region_by_code(db, a, &in, &row, &found);
	if (e)
		return e;
	if (!found)
		return ERR_MISSING;
	*place = PLACE(&row);
	return OK;
}

enum err region_range_of(
	struct db *db, struct arena *a, region_code code, struct region_range *range)
{
	struct region_place place;
	enum err e = region_find(db, a, code, &place);

	if (!e)
		*range = region_range(code, place.level);
	return e;
}

struct str region_name(struct db *db, struct arena *a, region_code code)
{
	struct region_place place;

	return region_find(db, a, code, &place) ? S("") : place.name;
}

struct str region_short(struct str name)
{
	static const char *const tails[] = {
		"村民委员会", "居民委员会", "村委会", "居委会",
	};

	for (size_t i = 0; i < COUNT(tails); i++) {
		struct str tail = str_of(tails[i]);
		struct str head;

		if (!str_ends(name, tail) || name.n == tail.n)
			continue;
		head = (struct str){ name.p, name.n - tail.n };
		/* 永胜 + 村委会 keeps its 村; 漭水社区 + 村民委员会 is a name already. */
		if (i != 1 && i != 3 && !str_ends(head, S("村")) && !str_ends(head, S("社区")) &&
		    !str_ends(head, S("嘎查")))
			return (struct str){ name.p, head.n + strlen("村") };
		return head;
	}
	return name;
}

/* 市辖区, 县, 省直辖县级行政区划: rows that only group others. */
static bool is_grouping(const struct region_place *place)
{
	return place->level == REGION_LEVEL_CITY && (str_eq(place->name, S("市辖区")) ||
		str_eq(place->name, S("县")) || str_ends(place->name, S("直辖县级行政区划")));
}

struct str region_path(struct db *db, struct arena *a, region_code code, region_code below,
                       const char *sep)
{
	struct str names[PATH_MAX_NAMES];
	struct region_place place;
	struct buf b;
	size_t n = 0;

	while (n < PATH_MAX_NAMES && code.v != 0 && code.v != below.v) {
		if (region_find(db, a, code, &place))
			return S("");
		if (!is_grouping(&place))
			names[n++] = region_short(place.name);
		code = place.parent;
	}
	buf_init(&b, a, PATH_MAX_NAMES * 400);   /* a name has at most 100 characters */
	while (n > 0) {
		buf_str(&b, names[--n]);
		if (n > 0)
			buf_z(&b, sep);
	}
	return buf_view(&b);
}

enum err region_children(struct db *db, struct arena *a, region_code parent, region_code after,
                         int64_t limit, struct region_place **places, size_t *n)
{
	const struct region_below_in in = { .parent = parent, .after = after, .limit = limit };
	struct region_below_row *rows;
	enum err e = region_below(db, a, &in, &rows, n);

	if (!e)
		PLACES(a, rows, *n, places);
	return e;
}

enum err region_counties(struct db *db, struct arena *a, region_code after, int64_t limit,
                         struct region_place **places, size_t *n)
{
	const struct region_of_counties_in in = { .after = after, .limit = limit };
	struct region_of_counties_row *rows;
	enum err e = region_of_counties(db, a, &in, &rows, n);

	if (!e)
		PLACES(a, rows, *n, places);
	return e;
}

/* ---- search ---- */

struct typed {
	struct str words, end;           /* end: above every text that starts with words */
	bool       letters;
};

/* Folds what was typed; only ASCII letters and digits mean pinyin or initials. */
static struct typed typed_read(struct arena *a, struct str s)
{
	struct typed t = { .words = text_fold(a, s), .letters = true };
	bool any = false;

	t.words = str_trim(t.words);
	for (size_t i = 0; i < t.words.n; i++) {
		unsigned char c = (unsigned char)t.words.p[i];

		any = any || (c >= 'a' && c <= 'z');
		t.letters = t.letters && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
	}
	t.letters = t.letters && any;
	t.end = str_join(a, t.words, S("\xf4\x8f\xbf\xbf"), STR_NONE);
	return t;
}

static enum err search_inside(struct db *db, struct arena *a, struct region_range in,
	struct typed t, int64_t limit, struct region_place **places, size_t *n)
{
	enum err e;

	if (t.letters) {
		const struct region_inside_letters_in q = {
			.lo = in.lo, .hi = in.hi, .typed = t.words, .typed_end = t.end,
			.limit = limit,
		};
		struct region_inside_letters_row *rows;

		e = region_inside_letters(db, a, &q, &rows, n);
		if (!e)
			PLACES(a, rows, *n, places);
	} else {
		const struct region_inside_name_in q = {
			.lo = in.lo, .hi = in.hi, .typed = t.words, .limit = limit,
		};
		struct region_inside_name_row *rows;

		e = region_inside_name(db, a, &q, &rows, n);
		if (!e)
			PLACES(a, rows, *n, places);
	}
	return e;
}

static enum err search_wide(struct db *db, struct arena *a, struct region_range in, struct typed t,
                            int64_t limit, struct region_place **places, size_t *n)
{
	enum err e;

	if (t.letters) {
		const struct region_wide_letters_in q = {
			.lo = in.lo, .hi = in.hi, .typed = t.words, .typed_end = t.end,
			.limit = limit,
		};
		struct region_wide_letters_row *rows;

		e = region_wide_letters(db, a, &q, &rows, n);
		if (!e)
			PLACES(a, rows, *n, places);
	} else {
		const struct region_wide_name_in q = {
			.lo = in.lo, .hi = in.hi, .typed = t.words, .typed_end = t.end,
			.limit = limit,
		};
		struct region_wide_name_row *rows;

		e = region_wide_name(db, a, &q, &rows, n);
		if (!e)
			PLACES(a, rows, *n, places);
	}
	return e;
}

enum err region_search(struct db *db, struct arena *a, struct region_range in, struct str typed,
                       int64_t limit, struct region_place **places, size_t *n)
{
	struct typed t = typed_read(a, typed);
	/* Up to a whole city (some 8,000 places): one without counties is a tenant, too. */
	bool narrow = in.hi - in.lo < INT64_C(100000000);

	*n = 0;
	*places = NULL;
	if (t.words.n == 0 || in.hi < in.lo)
		return OK;
	if (narrow)
		return search_inside(db, a, in, t, limit, places, n);
	return search_wide(db, a, in, t, limit, places, n);
}
