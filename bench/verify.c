/* What a log of submissions promised, looked up again. */
#include "submit.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRIES_MOST (1000 * 1000)

struct entry {
	struct str path, body, location;
	int        opened;               /* status of the receipt's page */
	struct str second;               /* where the repeat led */
	int        repeated;             /* its status */
};

struct check {
	struct arena *a;
	struct arena *rooms[64];
	struct entry *e;
	size_t        n, at, most;
	size_t        asked;
};

static bool log_read(const char *name, struct check *c)
{
	int         fd = open(name, O_RDONLY | O_CLOEXEC);
	struct stat st;
	struct str  all = S(""), line, kind, number, path;
	int64_t     i;

	if (fd < 0 || fstat(fd, &st) != 0)
		return false;
	if (st.st_size > 0)
		all = (struct str){ mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0), (size_t)st.st_size };
	close(fd);
	if (all.p == MAP_FAILED)
		return false;
	c->e = ARENA_ARRAY(c->a, struct entry, ENTRIES_MOST);
	while (str_next(&all, '\n', &line)) {
		if (!str_next(&line, ' ', &kind) || !str_next(&line, ' ', &number) ||
		    !str_number(number, ENTRIES_MOST, &i) || i < 1)
			return false;
		i--;
		if ((size_t)i >= c->n)
			c->n = (size_t)i + 1;
		if (str_eq(kind, S("A"))) {
			c->e[i].location = line;
		} else if (str_next(&line, ' ', &path)) {
			c->e[i].path = path;
			c->e[i].body = line;
		}
	}
	return true;
}

static bool open_next(void *arg, size_t connection, struct str *request, uint64_t *tag)
{
	struct check *c = arg;

	while (c->at < c->n && !c->e[c->at].location.p)
		c->at++;
	if (c->at == c->n)
		return false;
	arena_reset(c->rooms[connection]);
	*tag = c->at++;
	*request = wire_get(c->rooms[connection], c->e[*tag].location, S(""));
	return true;
}

static void open_heard(void *arg, size_t connection, const struct answer *a)
{
	struct check *c = arg;

	(void)connection;
	c->e[a->tag].opened = a->status;
}

static bool again_next(void *arg, size_t connection, struct str *request, uint64_t *tag)
{
	struct check *c = arg;

	for (; c->at < c->n; c->at++) {
		const struct entry *e = &c->e[c->at];

		/* Unanswered questions always; of the others the newest ones. */
		if (e->path.p && (!e->location.p || c->at + c->most >= c->n))
			break;
	}
	if (c->at == c->n)
		return false;
	arena_reset(c->rooms[connection]);
	*tag = c->at++;
	c->asked++;
	*request = wire_post(c->rooms[connection], c->e[*tag].path, c->e[*tag].body);
	return true;
}

static void again_heard(void *arg, size_t connection, const struct answer *a)
{
	struct check *c = arg;
	struct entry *e = &c->e[a->tag];

	(void)connection;
	e->repeated = a->status;
	e->second = a->status == 303 ? str_copy(c->a, wire_header(a->head, "Location")) : STR_NONE;
}

static int by_place(const void *x, const void *y)
{
	return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

/* Two questions with different keys must never share a receipt. */
static size_t shared(struct check *c)
{
	struct str *all = ARENA_ARRAY(c->a, struct str, c->n + 1);
	size_t      n = 0, same = 0;

	for (size_t i = 0; i < c->n; i++) {
		struct str s = c->e[i].location.p ? c->e[i].location : c->e[i].second;

		if (s.p)
			all[n++] = s;
	}
	qsort(all, n, sizeof(all[0]), by_place);
	for (size_t i = 1; i < n; i++)
		same += str_eq(all[i], all[i - 1]);
	return same;
}

static int report(struct check *c, int64_t new_cases)
{
	size_t sent = 0, acknowledged = 0, lost = 0, other = 0, unanswered = 0, twins = shared(c);

	for (size_t i = 0; i < c->n; i++) {
		const struct entry *e = &c->e[i];

		sent += e->path.p != NULL;
		acknowledged += e->location.p != NULL;
		lost += e->location.p && e->opened != 200;
		/* A repeat leads to its first receipt; one without a receipt gets one now. */
		other += e->repeated && (e->repeated != 303 || (e->location.p && !str_eq(e->location, e->second)));
		unanswered += e->path.p && !e->location.p && e->repeated != 303;
	}
	printf("sent=%zu acknowledged=%zu lost=%zu repeated=%zu other_receipt=%zu shared=%zu refused=%zu "
	       "cases=%lld expected=%lld\n", sent, acknowledged, lost, c->asked, other, twins, unanswered,
	       (long long)new_cases, (long long)sent);
	return lost || other || twins || unanswered || (new_cases >= 0 && new_cases != (int64_t)sent);
}

static bool pass(struct check *c, int port, bool (*next)(void *, size_t, struct str *, uint64_t *),
                 void (*heard)(void *, size_t, const struct answer *))
{
	struct arena      *a = arena_new(4096);
	struct wire        w = { .port = port, .connections = 8, .seconds = 120, .most = ENTRIES_MOST,
	                         .next = next, .heard = heard, .arg = c };
	struct wire_result r;
	bool               good;

	c->at = 0;
	good = wire_run(&w, a, &r);
	arena_free(a);
	return good;
}

int submit_verify(int port, const char *dir, const char *log, int64_t before, size_t again_most)
{
	struct check c = { .a = arena_new(65536), .most = again_most };
	int64_t      after;
	int          bad = 1;

	for (size_t i = 0; i < COUNT(c.rooms); i++)
		c.rooms[i] = arena_new(4096);
	if (!log_read(log, &c)) {
		fprintf(stderr, "load: the log %s cannot be read\n", log);
	} else if (!pass(&c, port, open_next, open_heard) || !pass(&c, port, again_next, again_heard)) {
		fprintf(stderr, "load: nothing answers on port %d\n", port);
	} else if (before < 0) {
		bad = report(&c, -1);
	} else if ((after = cases_count(dir, c.a)) >= 0) {
		bad = report(&c, after - before);
	}
	for (size_t i = 0; i < COUNT(c.rooms); i++)
		arena_free(c.rooms[i]);
	arena_free(c.a);
	return bad;
}
