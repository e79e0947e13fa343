#include "station/map.h"

#include "base/tap.h"

static void test_origins(void)
{
	static const struct {
		const char *tiles, *origin;
	} rows[] = {
		{ "https://tiles.example.cn/{z}/{x}/{y}.png", "https://tiles.example.cn" },
		{ "http://10.1.2.3:8080/t?z={z}&x={x}&y={y}&k=1", "http://10.1.2.3:8080" },
		{ "", NULL },
		{ "https:///{z}/{x}/{y}", NULL },
		{ "https://tiles.example.cn", NULL },
		{ "https://tiles.example.cn/{z}/{x}", NULL },
		{ "https://{s}.example.cn/{z}/{x}/{y}", NULL },
		{ "ftp://tiles.example.cn/{z}/{x}/{y}", NULL },
		{ "https://a.cn; script-src *//{z}/{x}/{y}", NULL },
		{ "https://a.cn/{z}/{x}/{y}\" onload=\"x", NULL },
		{ "https://a.cn/{z}/{x}/{y}\r\nX: y", NULL },
		{ "javascript:alert(1)/{z}/{x}/{y}", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str origin = STR_NONE;
		bool       good = map_tiles_origin(str_of(rows[i].tiles), &origin);

		tap_ok(good == (rows[i].origin != NULL) && (!good || str_eq(origin, str_of(rows[i].origin))),
		       "tiles: %s", i == 10 ? "a line break" : rows[i].tiles);
	}
}

/* All points on the sheet, north up, east right. */
static void test_plane(struct arena *a)
{
	struct map_point points[] = {
		{ .lat = 24800000, .lon = 99600000, .sign = MAP_STATION }, { .lat = 24900000, .lon = 99500000, .sign = MAP_ROOM },
		{ .lat = 24700000, .lon = 99700000, .sign = MAP_ROOM }, { .lat = 24750000, .lon = 99550000, .sign = MAP_ROOM },
	};
	struct map_town town = { .name = S("漭水镇"), .points = points, .n = COUNT(points) };
	struct map      m = { .towns = &town, .n_towns = 1 };
	bool            inside = true;

	map_draw(a, &m);
	for (size_t i = 0; i < COUNT(points); i++)
		inside &= points[i].x >= 0 && points[i].x <= MAP_WIDTH && points[i].y >= 0 && points[i].y <= m.height;
	tap_ok(inside, "every place is on the sheet");
	tap_ok(points[1].y < points[0].y && points[0].y < points[2].y, "north is up");
	tap_ok(points[1].x < points[3].x && points[3].x < points[2].x, "east is right");
	tap_ok(town.named && town.land.n && town.lines.n, "named, with ground and lines");
	tap_ok(m.height > 600 && m.height < 1500, "as high as it is long: %d", m.height);
}

static void test_few(struct arena *a)
{
	struct map_point one = { .lat = 24800000, .lon = 99600000, .sign = MAP_ROOM };
	struct map_point far[] = { { .lat = 18000000, .lon = 109000000 }, { .lat = 53000000, .lon = 109000000 } };
	struct map_town  town = { .name = S("一"), .points = &one, .n = 1 }, none = { .name = S("无") },
	                 tall = { .name = S("长"), .points = far, .n = 2 };
	struct map       m = { .towns = &town, .n_towns = 1 }, empty = { .towns = &none, .n_towns = 1 },
	                 high = { .towns = &tall, .n_towns = 1 };

	map_draw(a, &m);
	tap_ok(one.x == MAP_WIDTH / 2 && one.y == m.height / 2, "a single place stands in the middle");
	map_draw(a, &empty);
	tap_ok(empty.height > 0 && !none.named, "none at all is no fault");
	map_draw(a, &high);
	tap_ok(high.height <= 1500 && far[1].y >= 0 && far[0].y <= high.height, "a long one still fits the sheet");
}

/* Names do not stand on each other; who finds no room goes without. */
static void test_names(struct arena *a)
{
	struct map_point points[30];
	struct map_town  towns[30];
	struct map       m = { .towns = towns, .n_towns = COUNT(towns) };
	size_t           named = 0;
	bool             apart = true;

	for (size_t i = 0; i < COUNT(towns); i++) {
		points[i] = (struct map_point){ .lat = 24800000 + (int64_t)i, .lon = 99600000, .sign = MAP_STATION };
		towns[i] = (struct map_town){ .name = S("湾甸傣族乡"), .points = &points[i], .n = 1 };
	}
	map_draw(a, &m);
	for (size_t i = 0; i < COUNT(towns); i++)
		for (size_t k = 0; k < i; k++)
			apart &= !towns[i].named || !towns[k].named || towns[i].x != towns[k].x || towns[i].y != towns[k].y;
	for (size_t i = 0; i < COUNT(towns); i++)
		named += towns[i].named;
	tap_ok(apart && named >= 2 && named < COUNT(towns), "%zu of 30 names at one spot have room", named);
}

int main(void)
{
	struct arena *a = arena_new(1 << 16);

	test_origins();
	test_plane(a);
	test_few(a);
	test_names(a);
	arena_free(a);
	return tap_done();
}
