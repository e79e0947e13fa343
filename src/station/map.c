/* From degrees to a sheet: a plane that is true in the middle of a county. */
#include "station/map.h"

#include <math.h>

#include "base/buf.h"
#include "base/text.h"

#define MARGIN 80
#define HEIGHT_MIN 420
#define HEIGHT_MAX 1500
#define SPAN_MIN 20000          /* of a county with one place: about two kilometres */
#define LETTER 38               /* of a name on a phone, whose sheet is a third as wide */
#define LINE 50

struct box {
	int x0, y0, x1, y1;
};

/* ---- the plane ---- */

struct plane {
	int64_t north, south, west, east;
	double  squeeze;                /* a degree east, in degrees north */
	double  scale;
	double  x0, y0;
	size_t  n;
};

static struct plane plane_of(const struct map *m)
{
	struct plane p = { .north = INT64_MIN, .south = INT64_MAX, .west = INT64_MAX, .east = INT64_MIN };

	for (size_t t = 0; t < m->n_towns; t++)
		for (size_t i = 0; i < m->towns[t].n; i++, p.n++) {
			const struct map_point *q = &m->towns[t].points[i];

			p.north = q->lat > p.north ? q->lat : p.north;
			p.south = q->lat < p.south ? q->lat : p.south;
			p.east = q->lon > p.east ? q->lon : p.east;
			p.west = q->lon < p.west ? q->lon : p.west;
		}
	return p;
}

static void plane_fit(struct plane *p, int *height)
{
	double wide, high, inside = MAP_WIDTH - 2.0 * MARGIN;

	p->squeeze = cos((double)(p->north + p->south) / 2e6 * 3.14159265358979 / 180);
	wide = (double)(p->east - p->west) * p->squeeze;
	high = (double)(p->north - p->south);
	wide = wide < SPAN_MIN ? SPAN_MIN : wide;
	high = high < SPAN_MIN ? SPAN_MIN : high;
	p->scale = inside / wide;
	if (high * p->scale > HEIGHT_MAX - 2.0 * MARGIN)
		p->scale = (HEIGHT_MAX - 2.0 * MARGIN) / high;
	*height = (int)(high * p->scale) + 2 * MARGIN;
	if (*height < HEIGHT_MIN)
		*height = HEIGHT_MIN;
	p->x0 = MAP_WIDTH / 2.0 - (double)(p->east + p->west) / 2 * p->squeeze * p->scale;
	p->y0 = *height / 2.0 + (double)(p->north + p->south) / 2 * p->scale;
}

/* ---- a township ---- */

static int by_place(const struct map_point *a, const struct map_point *b)
{
	return a->x != b->x ? (a->x < b->x ? -1 : 1) : (a->y > b->y) - (a->y < b->y);
}

static int64_t turn(const struct map_point *o, const struct map_point *a, const struct map_point *b)
{
	return (int64_t)(a->x - o->x) * (b->y - o->y) - (int64_t)(a->y - o->y) * (b->x - o->x);
}

/* Points from west to east; a township has some dozen. */
static const struct map_point **sorted(struct arena *a, const struct map_town *t)
{
	const struct map_point **s = ARENA_ARRAY(a, const struct map_point *, t->n);

	for (size_t i = 0; i < t->n; i++) {
		size_t k = i;

		for (; k > 0 && by_place(&t->points[i], s[k - 1]) < 0; k--)
			s[k] = s[k - 1];
		s[k] = &t->points[i];
	}
	return s;
}

static void path_to(struct buf *b, char how, const struct map_point *p)
{
	buf_char(b, how);
	buf_int(b, p->x);
	buf_char(b, ' ');
	buf_int(b, p->y);
}

/* The ground: the smallest shape without dents around its points (Andrew's chain). */
static struct str land_of(struct arena *a, const struct map_town *t)
{
	const struct map_point **s = sorted(a, t), **hull = ARENA_ARRAY(a, const struct map_point *, 2 * t->n + 2);
	size_t                   n = 0, lower;
	struct buf               b;

	for (size_t i = 0; i < t->n; i++) {
		while (n > 1 && turn(hull[n - 2], hull[n - 1], s[i]) <= 0)
			n--;
		hull[n++] = s[i];
	}
	lower = n + 1;
	for (size_t i = t->n - 1; i-- > 0;) {
		while (n >= lower && turn(hull[n - 2], hull[n - 1], s[i]) <= 0)
			n--;
		hull[n++] = s[i];
	}
	buf_init(&b, a, 32 * (n + 2));
	for (size_t i = 0; i < n; i++)
		path_to(&b, i ? 'L' : 'M', hull[i]);
	buf_char(&b, 'Z');
	return buf_view(&b);
}

/* The station of a township, or whatever stands first. */
static const struct map_point *middle_of(const struct map_town *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->points[i].sign == MAP_STATION)
			return &t->points[i];
	return &t->points[0];
}

static struct str lines_of(struct arena *a, const struct map_town *t)
{
	const struct map_point *from = middle_of(t);
	struct buf              b;

	buf_init(&b, a, 64 * (t->n + 1));
	for (size_t i = 0; i < t->n; i++)
		if (&t->points[i] != from && (t->points[i].sign == MAP_ROOM || t->points[i].sign == MAP_POINT)) {
			path_to(&b, 'M', from);
			path_to(&b, 'L', &t->points[i]);
		}
	return buf_view(&b);
}

/* ---- names ---- */

static bool meets(const struct box *a, const struct box *b)
{
	return a->x0 < b->x1 && b->x0 < a->x1 && a->y0 < b->y1 && b->y0 < a->y1;
}

/* Above, below, then further away: the first where no other name stands and the sheet does not end. */
static bool name_place(struct map_town *t, const struct box *taken, size_t n, int height, struct box *out)
{
	static const int tries[][2] = { { 0, -1 }, { 0, 2 }, { 1, 0 }, { -1, 0 }, { 0, -2 }, { 0, 3 }, { 1, -1 },
		{ -1, -1 }, { 1, 2 }, { -1, 2 } };
	const struct map_point *at = middle_of(t);
	int                     half = (int)utf8_length(t->name) * LETTER / 2;

	for (size_t i = 0; i < COUNT(tries); i++) {
		int        x = at->x + tries[i][0] * (half + 24), y = at->y + tries[i][1] * LINE / 2 + (tries[i][0] ? 14 : 0);
		struct box b = { x - half, y - LETTER, x + half, y + 10 };
		bool       free = b.x0 >= 0 && b.x1 <= MAP_WIDTH && b.y0 >= 0 && b.y1 <= height;

		for (size_t k = 0; free && k < n; k++)
			free = !meets(&b, &taken[k]);
		if (!free)
			continue;
		t->x = x;
		t->y = y;
		*out = b;
		return true;
	}
	return false;
}

void map_draw(struct arena *a, struct map *m)
{
	struct plane p = plane_of(m);
	struct box  *taken = ARENA_ARRAY(a, struct box, m->n_towns + 1);
	size_t       n = 0;

	m->height = HEIGHT_MIN;
	if (p.n == 0)
		return;
	plane_fit(&p, &m->height);
	for (size_t t = 0; t < m->n_towns; t++) {
		struct map_town *town = &m->towns[t];

		for (size_t i = 0; i < town->n; i++) {
			town->points[i].x = (int)lround(p.x0 + (double)town->points[i].lon * p.squeeze * p.scale);
			town->points[i].y = (int)lround(p.y0 - (double)town->points[i].lat * p.scale);
		}
		if (town->n == 0)
			continue;
		town->land = land_of(a, town);
		town->lines = lines_of(a, town);
		town->named = town->name.n && name_place(town, taken, n, m->height, &taken[n]);
		n += town->named;
	}
}

/* ---- tiles from elsewhere ---- */

bool map_tiles_origin(struct str tiles, struct str *origin)
{
	struct str host = tiles;
	size_t     slash, at, scheme = str_starts(tiles, S("https://")) ? 8 : str_starts(tiles, S("http://")) ? 7 : 0;

	if (scheme == 0 || tiles.n > 300)
		return false;
	host = str_part(tiles, scheme, tiles.n);
	if (!str_find(host, S("/"), &slash) || slash == 0)
		return false;
	host.n = slash;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != ':')
			return false;
	}
	/* Nothing that ends the policy's word or the attribute it is written into. */
	for (size_t i = 0; i < tiles.n; i++)
		if (tiles.p[i] <= ' ' || tiles.p[i] >= 127 || strchr("\"'<>;,\\", tiles.p[i]))
			return false;
	if (!str_find(tiles, S("{z}"), &at) || !str_find(tiles, S("{x}"), &at) || !str_find(tiles, S("{y}"), &at))
		return false;
	*origin = str_part(tiles, 0, scheme + slash);
	return true;
}
