/*
 * bare_pq: how many opinions a second a program stores that does nothing else.
 *
 *   bare_pq URL COUNTY [SECONDS [CONNECTIONS [GROUP]]]
 *
 * The yardstick for submissions on PostgreSQL. It reads the newest cases with
 * all that was stored with them, and stores the same rows again under numbers
 * of its own: same tables, columns, bytes, indexes, row security and durability.
 * What depends on the number goes with it: the windows of the word index, the
 * time at the head of a form's key. GROUP cases are one transaction, sent in one go
 * in pipeline mode, a prepared INSERT a row; counters, of the station and of the
 * whole county, come last, added up for the transaction, in the order of their
 * keys, in a slice of each connection's own. Nobody parses a request, looks at a session or a limit, or waits for an
 * answer of his own. Prints one line of name=value words.
 */
#include <endian.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/time.h"

#define SAMPLES 64
#define CONNECTIONS_MAX 16
#define COLUMNS 40
#define ARRAY_MOST 65536
#define NUMBERS 10000000        /* apart from the program's own, and from each other */

#define STOCK_AGAIN " ON CONFLICT (county, station, kind, state, slice) DO UPDATE SET n = stock.n + excluded.n"
#define FLOW_AGAIN  " ON CONFLICT (county, station, kind, month, event, slice) DO UPDATE SET n = flow.n + excluded.n"
#define OF_KIND     "kind = (SELECT kind FROM casefile WHERE id = $1)"

/* $1 is the case, $2 its station, $3 which sample it is. `key`: the column that gets a new number. */
static const struct piece {
	const char *table, *key, *rows, *again;
} pieces[] = {
	{ "casefile", "id", "id = $1", "" },
	{ "case_text", "case_id", "case_id = $1", "" },
	{ "case_event", "case_id", "case_id = $1", "" },
	{ "search_text", "case_id", "case_id = $1", "" },
	{ "audit", "id", "id = (SELECT id FROM audit ORDER BY county DESC, id DESC LIMIT 1 OFFSET $3)", "" },
	{ "form_key", "key", "key = (SELECT key FROM form_key ORDER BY county DESC, key DESC LIMIT 1 OFFSET $3)", "" },
	/* 0: the whole county */
	{ "stock", NULL, OF_KIND " AND station = 0 ORDER BY state LIMIT 1", STOCK_AGAIN },
	{ "stock", NULL, OF_KIND " AND station = $2 ORDER BY state LIMIT 1", STOCK_AGAIN },
	{ "flow", NULL, OF_KIND " AND station = 0 ORDER BY month DESC, event LIMIT 3", FLOW_AGAIN },
	{ "flow", NULL, OF_KIND " AND station = $2 ORDER BY month DESC, event LIMIT 3", FLOW_AGAIN },
};

struct sample {
	PGresult *rows[COUNT(pieces)];
};

struct client {
	pthread_t     thread;
	PGconn       *db;
	struct arena *arena;
	const char   *url, *county;
	struct sample samples[SAMPLES];
	int           n_samples, group, number;
	int64_t       until, stored, next;
	bool          good;
};

static bool said(const struct client *c, const PGresult *r, const char *what)
{
	fprintf(stderr, "bare_pq: %s: %s%s", what, r ? PQresultErrorMessage(r) : "", PQerrorMessage(c->db));
	return false;
}

static bool run(struct client *c, const char *sql)
{
	PGresult *r = PQexec(c->db, sql);
	bool      good = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;

	if (!good)
		said(c, r, sql);
	PQclear(r);
	return good;
}

/* ---- what is stored ---- */

static bool sample_read(struct client *c, const char *id, const char *station, const char *at, struct sample *s)
{
	const char *const values[] = { id, station, at };

	for (size_t i = 0; i < COUNT(pieces); i++) {
		const char *sql = str_z(c->arena, str_join(c->arena, S("SELECT * FROM "), str_of(pieces[i].table),
			S(" WHERE $1::bigint > 0 AND $2::bigint > 0 AND $3::bigint >= 0 AND "), str_of(pieces[i].rows), STR_NONE));

		s->rows[i] = PQexecParams(c->db, sql, 3, NULL, values, NULL, NULL, 1);
		if (PQresultStatus(s->rows[i]) != PGRES_TUPLES_OK)
			return said(c, s->rows[i], pieces[i].table);
		if (PQntuples(s->rows[i]) == 0 || PQnfields(s->rows[i]) > COLUMNS) {
			fprintf(stderr, "bare_pq: the newest cases left nothing in %s\n", pieces[i].table);
			return false;
		}
	}
	return true;
}

static bool insert_prepare(struct client *c, const struct piece *p, int columns)
{
	const char  name[2] = { (char)('a' + (p - pieces)), '\0' };
	struct buf  b;
	PGresult   *r;
	bool        good;

	buf_init(&b, c->arena, 4096);
	buf_printf(&b, "INSERT INTO %s VALUES (", p->table);
	for (int i = 1; i <= columns; i++)
		buf_printf(&b, "%s$%d", i > 1 ? ", " : "", i);
	buf_printf(&b, ")%s", p->again);
	r = PQprepare(c->db, name, str_z(c->arena, buf_view(&b)), 0, NULL);
	good = PQresultStatus(r) == PGRES_COMMAND_OK || said(c, r, p->table);
	PQclear(r);
	return good;
}

/* The newest cases in the order of their stations, which is the order of the counters. */
static bool samples_read(struct client *c)
{
	static const char newest[] = "SELECT id, station, row_number() OVER () - 1 FROM (SELECT id, station FROM casefile "
	                             "ORDER BY id DESC LIMIT 64) n ORDER BY station, id";
	PGresult *r = PQexec(c->db, newest);
	bool      good = PQresultStatus(r) == PGRES_TUPLES_OK || said(c, r, "the newest cases");

	for (; good && c->n_samples < PQntuples(r); c->n_samples++) {
		int i = c->n_samples;

		good = sample_read(c, PQgetvalue(r, i, 0), PQgetvalue(r, i, 1), PQgetvalue(r, i, 2), &c->samples[i]);
		if (good && i == 0)
			c->next = strtoll(PQgetvalue(r, i, 0), NULL, 10) + (c->number + 1) * NUMBERS;
	}
	PQclear(r);
	for (size_t i = 0; good && i < COUNT(pieces); i++)
		good = insert_prepare(c, &pieces[i], PQnfields(c->samples[0].rows[i]));
	return good && c->n_samples > 0;
}

/* ---- storing ---- */

/* A number, or the key of a form: its time, then what makes it the only one. */
static void number_put(char *at, int length, int64_t number)
{
	const uint64_t word = htobe64((uint64_t)number), now = htobe64((uint64_t)when_now().ms);

	if (length > 16)
		memcpy(at + 8, &word, 8);
	memcpy(at, length > 16 ? &now : &word, 8);
}

/* The word index keeps its bigrams by windows of 4,096 numbers: 42 bits below those of the window. */
static void windows_put(char *array, int length, const char *county, int64_t number)
{
	const uint64_t window = (uint64_t)(strtoll(county, NULL, 10) * 7919 + (number >> 12) * 2 + 1) << 42;
	uint64_t       word;

	/* the array's head, then a length before each element */
	for (int i = 20 + 4; i + 8 <= length; i += 12) {
		memcpy(&word, array + i, 8);
		word = htobe64((be64toh(word) & ((UINT64_C(1) << 42) - 1)) | window);
		memcpy(array + i, &word, 8);
	}
}

static bool row_send(struct client *c, size_t at, const PGresult *rows, int row, int64_t number, int64_t times)
{
	const char    *values[COLUMNS];
	int            lengths[COLUMNS], formats[COLUMNS], n = PQnfields(rows);
	int            key = pieces[at].key ? PQfnumber(rows, pieces[at].key) : -1;
	int            keys = PQfnumber(rows, "keys"), count = key < 0 ? PQfnumber(rows, "n") : -1;
	int            slice = key < 0 ? PQfnumber(rows, "slice") : -1;
	const uint64_t by = htobe64((uint64_t)times), own = htobe64((uint64_t)c->number + 1);
	char           blob[64], array[ARRAY_MOST];
	const char     name[2] = { (char)('a' + at), '\0' };

	for (int i = 0; i < n; i++) {
		values[i] = PQgetisnull(rows, row, i) ? NULL : PQgetvalue(rows, row, i);
		lengths[i] = PQgetlength(rows, row, i);
		formats[i] = 1;
		if (i == key && lengths[i] <= (int)sizeof(blob)) {
			memcpy(blob, values[i], (size_t)lengths[i]);
			number_put(blob, lengths[i], number);
			values[i] = blob;
		} else if (i == keys && lengths[i] <= ARRAY_MOST) {
			memcpy(array, values[i], (size_t)lengths[i]);
			windows_put(array, lengths[i], c->county, number);
			values[i] = array;
		} else if (i == count) {
			values[i] = (const char *)&by;
		} else if (i == slice) {
			values[i] = (const char *)&own;
		}
	}
	return PQsendQueryPrepared(c->db, name, n, values, lengths, formats, 1);
}

/* Is it the same counter? */
static bool same_row(const PGresult *a, const PGresult *b, int row)
{
	if (row >= PQntuples(b))
		return false;
	for (int i = 0; i < PQnfields(a); i++)
		if (i != PQfnumber(a, "n") && i != PQfnumber(a, "slice") && memcmp(PQgetvalue(a, row, i), PQgetvalue(b, row, i), 8) != 0)
			return false;
	return true;
}

/* How often the group adds to a counter; 0: an earlier case of it has done so for this one. */
static int64_t times_in_group(const struct client *c, size_t at, int first, int k, int row)
{
	const PGresult *own = c->samples[(first + k) % c->n_samples].rows[at];
	int64_t         times = 0;

	if (pieces[at].key)
		return 1;
	for (int i = 0; i < c->group; i++) {
		if (!same_row(own, c->samples[(first + i) % c->n_samples].rows[at], row))
			continue;
		if (i < k)
			return 0;
		times++;
	}
	return times;
}

static bool group_send(struct client *c, int first, int *sent)
{
	static const char scope[] = "SELECT set_config('lianxin.lo', $1, true), set_config('lianxin.hi', $1, true)";
	bool              good = PQsendQueryParams(c->db, "BEGIN", 0, NULL, NULL, NULL, NULL, 0) &&
	            PQsendQueryParams(c->db, scope, 1, NULL, &c->county, NULL, NULL, 0);

	*sent = 2;
	for (size_t at = 0; at < COUNT(pieces); at++)
		for (int k = 0; good && k < c->group; k++) {
			const PGresult *rows = c->samples[(first + k) % c->n_samples].rows[at];

			for (int row = 0; good && row < PQntuples(rows); row++) {
				int64_t times = times_in_group(c, at, first, k, row);

				*sent += times > 0;
				good = times == 0 || row_send(c, at, rows, row, c->next + k, times);
			}
		}
	++*sent;
	return good && PQsendQueryParams(c->db, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(c->db);
}

static bool answers_read(struct client *c, int sent)
{
	bool good = true;

	for (int i = 0; i <= sent; i++) {
		PGresult *r = PQgetResult(c->db);
		int       status = (int)PQresultStatus(r);

		if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_PIPELINE_SYNC && good)
			good = said(c, r, "storing");
		PQclear(r);
		if (!r)
			return false;
		if (status != PGRES_PIPELINE_SYNC)
			PQclear(PQgetResult(c->db));
	}
	return good;
}

static void *client_main(void *arg)
{
	struct client *c = arg;
	int            first = 0, sent;

	while (c->good && tick_us() < c->until) {
		c->good = group_send(c, first, &sent) && answers_read(c, sent);
		c->stored += c->good ? c->group : 0;
		c->next += c->group;
		/* A group that went on from the last station to the first would lock counters out of order. */
		first = first + 2 * c->group <= c->n_samples ? first + c->group : 0;
	}
	return NULL;
}

static bool client_open(struct client *c)
{
	const char *scope = str_z(c->arena, str_join(c->arena, S("SET lianxin.lo = "), str_of(c->county),
		S("; SET lianxin.hi = "), str_of(c->county), STR_NONE));

	c->db = PQconnectdb(c->url);
	if (PQstatus(c->db) != CONNECTION_OK)
		return said(c, NULL, "connecting");
	c->good = run(c, "SET synchronous_commit = on") && run(c, scope) && samples_read(c) && PQenterPipelineMode(c->db);
	if (c->group > c->n_samples)
		c->group = c->n_samples;
	return c->good;
}

int main(int argc, char **argv)
{
	static struct client clients[CONNECTIONS_MAX];
	int64_t              began, stored = 0, took, county, seconds = 10, n = 4, group = 16, opened = 0;
	struct arena        *arena = arena_new(65536);
	bool                 good = true;

	if (argc < 3 || !str_number(str_of(argv[2]), 999999, &county) ||
	    (argc > 3 && !str_number(str_of(argv[3]), 600, &seconds)) ||
	    (argc > 4 && !str_number(str_of(argv[4]), CONNECTIONS_MAX, &n)) ||
	    (argc > 5 && !str_number(str_of(argv[5]), SAMPLES, &group)) || n < 1 || group < 1) {
		fputs("usage: bare_pq URL COUNTY [SECONDS [CONNECTIONS [GROUP]]]\n", stderr);
		return 2;
	}
	for (int i = 0; good && i < n; i++) {
		clients[i] = (struct client){ .arena = arena, .url = argv[1], .county = argv[2], .number = i,
		                              .group = (int)group };
		good = client_open(&clients[i]);
	}
	began = tick_us();
	for (; good && opened < n; opened++) {
		clients[opened].until = began + seconds * INT64_C(1000000);
		good = pthread_create(&clients[opened].thread, NULL, client_main, &clients[opened]) == 0;
	}
	for (int i = 0; i < opened; i++) {
		pthread_join(clients[i].thread, NULL);
		stored += clients[i].stored;
		good = good && clients[i].good;
	}
	took = tick_us() - began;
	printf("name=bare connections=%d group=%d seconds=%.2f stored=%lld per_s=%.0f\n", (int)n, clients[0].group,
	       (double)took / 1e6, (long long)stored, took > 0 ? (double)stored * 1e6 / (double)took : 0);
	arena_free(arena);
	return !good;
}
