#include "http/route.h"

#define SEGMENTS 12

/*
 * Walks a route's path and a request's side by side. True when they match;
 * `plain` gets a bit for each literal part, the first part highest, so that of
 * two matches the more literal one is the larger number.
 */
static bool path_match(const char *pattern, struct str path, unsigned *plain)
{
	const char *end = path.p + path.n, *at = path.p;
	unsigned    bit = 1u << (SEGMENTS - 1);

	*plain = 0;
	while (*pattern == '/') {
		if (at == end || *at != '/')
			return false;
		pattern++;
		at++;
		if (*pattern == ':') {
			const char *begin = at;

			while (*pattern && *pattern != '/')
				pattern++;
			while (at < end && *at != '/')
				at++;
			if (at == begin)
				return false;
		} else {
			while (*pattern && *pattern != '/') {
				if (at == end || *at != *pattern)
					return false;
				at++;
				pattern++;
			}
			*plain |= bit;
		}
		bit >>= 1;
	}
	return *pattern == '\0' && at == end;
}

/* The :names of a matching path. */
static void parts_take(struct req *r, const char *pattern)
{
	struct pair *parts = ARENA_ARRAY(r->arena, struct pair, SEGMENTS);
	struct str   rest = str_of(pattern), path = r->path, name, value;

	r->n_parts = 0;
	while (str_next(&rest, '/', &name) && str_next(&path, '/', &value))
		if (name.n > 1 && name.p[0] == ':' && r->n_parts < SEGMENTS)
			parts[r->n_parts++] = (struct pair){ str_part(name, 1, name.n), value };
	r->parts = parts;
}

enum err route_find(const struct route_table *t, enum method m, struct req *r)
{
	const struct route *best = NULL;
	unsigned            best_plain = 0;
	bool                other = false;

	for (const struct route *const *room = t->rooms; *room; room++) {
		for (const struct route *one = *room; one->method; one++) {
			unsigned plain;

			if (!path_match(one->path, r->path, &plain))
				continue;
			if (one->method != m)
				other = true;
			else if (!best || plain > best_plain) {
				best = one;
				best_plain = plain;
			}
		}
	}
	r->route = best;
	if (!best)
		return other ? ERR_METHOD : ERR_MISSING;
	parts_take(r, best->path);
	return OK;
}

/* ---- checks and the printed matrix ---- */

/* True when two paths differ at most in the names of their parts. */
static bool path_alike(const char *a, const char *b)
{
	while (*a && *b) {
		if (*a == ':' && *b == ':') {
			while (*a && *a != '/')
				a++;
			while (*b && *b != '/')
				b++;
		} else if (*a++ != *b++) {
			return false;
		}
	}
	return *a == *b;
}

static size_t segments_of(const char *path)
{
	size_t n = 0;

	for (; *path; path++)
		n += *path == '/';
	return n;
}

static const char *method_word(enum method m)
{
	return m == POST ? "POST" : m == GET ? "GET" : "?";
}

static int fault_put(struct buf *why, const struct route *one, const char *text)
{
	buf_printf(why, "%s %s: %s\n", method_word(one->method),
	           one->path ? one->path : "(no path)", text);
	return 1;
}

static int row_check(const struct route *one, struct buf *why)
{
	int n = 0;

	if (!one->path || one->path[0] != '/') {
		return fault_put(why, one, "a path starts with '/'");
	}
	if (one->method != GET && one->method != POST)
		n += fault_put(why, one, "the method is neither GET nor POST");
	if (!one->who || (one->who & ~(ANYONE | SIGNED)))
		n += fault_put(why, one,
		               "names no role that may ask; write ANYONE if everybody may");
	if (!one->run)
		n += fault_put(why, one, "has no function that answers");
	if (one->path[1] && str_ends(str_of(one->path), S("/")))
		n += fault_put(why, one, "ends with '/', which is never asked for");
	if (segments_of(one->path) > SEGMENTS)
		n += fault_put(why, one, "has too many parts");
	if (one->method == GET && one->flags & (DRAWS | NO_KEY | SUBMITS | LOOKUP))
		n += fault_put(why, one,
		               "a GET stores nothing, so DRAWS, NO_KEY and SUBMITS mean nothing");
	if (one->method == GET && one->prepare)
		n += fault_put(why, one, "only a POST is prepared; mark a slow GET as HEAVY");
	if (one->flags & SHARED && (one->method != GET || !(one->who & ANYONE) ||
	                            one->flags & (PRIVATE | HEAVY | PLAIN)))
		n += fault_put(why, one, "only an open, light GET that is not private can be SHARED");
	if (one->method == POST && one->flags & LIST)
		n += fault_put(why, one, "LIST is for GET");
	if (one->method == GET && one->flags & (FILES | SHEET))
		n += fault_put(why, one, "files come with a POST");
	if (one->method == POST && one->flags & HEAVY && !(one->flags & DRAWS))
		n += fault_put(why, one, "a POST runs in the lane; slow work belongs into prepare");
	if (one->flags & DRAWS && one->flags & SUBMITS)
		n += fault_put(why, one, "DRAWS stores nothing, so it submits nothing");
	return n;
}

static size_t rows_collect(const struct route_table *t, const struct route **out, size_t max)
{
	size_t n = 0;

	for (const struct route *const *room = t->rooms; *room; room++)
		for (const struct route *one = *room; one->method && n < max; one++)
			out[n++] = one;
	return n;
}

#define ROWS_MAX 1024

int routes_check(const struct route_table *t, struct buf *why)
{
	const struct route **rows = ARENA_ARRAY(why->arena, const struct route *, ROWS_MAX);
	size_t               n = rows_collect(t, rows, ROWS_MAX);
	int                  faults = 0;

	if (n == ROWS_MAX)
		faults += fault_put(why, rows[n - 1], "there are more routes than ROWS_MAX");
	for (size_t i = 0; i < n; i++) {
		faults += row_check(rows[i], why);
		for (size_t k = 0; k < i; k++)
			if (rows[i]->method == rows[k]->method && rows[i]->path && rows[k]->path &&
			    path_alike(rows[i]->path, rows[k]->path))
				faults += fault_put(why, rows[i], "stands twice");
	}
	return faults;
}

static int row_order(const void *a, const void *b)
{
	const struct route *x = *(const struct route *const *)a,
	                   *y = *(const struct route *const *)b;
	int                 c = strcmp(x->path, y->path);

	return c ? c : (int)x->method - (int)y->method;
}

/* The roles of a row by name, in the order of the enum, which never changes. */
static void who_print(unsigned who, struct buf *out)
{
	bool first = true;

	if (who & ANYONE) {
		buf_lit(out, "anyone");
		first = false;
	}
	for (unsigned role = 1; role < ROLE_COUNT; role++) {
		if (!(who & ROLE_BIT(role)))
			continue;
		if (!first)
			buf_char(out, ' ');
		buf_z(out, role_names[role]);
		first = false;
	}
}

void routes_print(const struct route_table *t, struct buf *out)
{
	const struct route **rows = ARENA_ARRAY(out->arena, const struct route *, ROWS_MAX);
	size_t               n = rows_collect(t, rows, ROWS_MAX);

	qsort(rows, n, sizeof(rows[0]), row_order);
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "%-4s %-44s ", method_word(rows[i]->method), rows[i]->path);
		who_print(rows[i]->who, out);
		buf_char(out, '\n');
	}
}
