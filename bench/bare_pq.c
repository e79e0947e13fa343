/*
 * bare_pq: how many opinions a second a program stores that does nothing else.
 *
 *   bare_pq URL COUNTY [SECONDS [CONNECTIONS [GROUP]]]
 *
 * The yardstick for submissions on PostgreSQL. It reads the newest cases with
 * all that was stored with them, and stores the same rows again under numbers
 * of its own: same tables, columns, bytes, indexes, row security and durability.
 * GROUP cases are one transaction, sent in one go in pipeline mode; counters
 * come last, in the order of their keys. Nobody parses a request, looks at a
 * session or waits for an answer of his own. Prints one line of name=value words.
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
#define NUMBERS 10000000        /* apart from the program's own, and from each other */

/* $1 is the case, $2 its station, $3 which sample it is. `key`: the column that gets a new number. */
static const struct piece {
	const char *table, *key, *rows, *again;
} pieces[] = {
	{ "casefile", "id", "id = $1", "" },
	{ "case_text", "case_id", "case_id = $1", "" },
	{ "case_event", "case_id", "case_id = $1", "" },
	{ "search_text", "case_id", "case_id = $1", "" },
	{ "audit", "id", "id = (SELECT id FROM audit ORDER BY id DESC LIMIT 1 OFFSET $3)", "" },
	{ "form_key", "key", "key = (SELECT key FROM form_key ORDER BY key DESC LIMIT 1 OFFSET $3)", "" },
	{ "stock", NULL, "station = $2 AND kind = (SELECT kind FROM casefile WHERE id = $1) LIMIT 1",
	  " ON CONFLICT (county, station, kind, state) DO UPDATE SET n = stock.n + 1" },
	{ "flow", NULL, "station = $2 ORDER BY month DESC, kind, event LIMIT 3",
	  " ON CONFLICT (county, station, kind, month, event) DO UPDATE SET n = flow.n + 1" },
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
	struct buf  b;
	PGresult   *r;
	bool        good;

	buf_init(&b, c->arena, 4096);
	buf_printf(&b, "INSERT INTO %s VALUES (", p->table);
	for (int i = 1; i <= columns; i++)
		buf_printf(&b, "%s$%d", i > 1 ? ", " : "", i);
	buf_printf(&b, ")%s", p->again);
	r = PQprepare(c->db, p->table, str_z(c->arena, buf_view(&b)), 0, NULL);
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

static bool row_send(struct client *c, size_t at, const PGresult *rows, int row, int64_t number)
{
	const char    *values[COLUMNS];
	int            lengths[COLUMNS], formats[COLUMNS], n = PQnfields(rows);
	int            key = pieces[at].key ? PQfnumber(rows, pieces[at].key) : -1;
	const uint64_t word = htobe64((uint64_t)number);
	char           blob[64] = { 0 };

	for (int i = 0; i < n; i++) {
		values[i] = PQgetisnull(rows, row, i) ? NULL : PQgetvalue(rows, row, i);
		lengths[i] = PQgetlength(rows, row, i);
		formats[i] = 1;
		if (i == key && lengths[i] <= (int)sizeof(blob)) {
			memcpy(blob, &word, sizeof(word));
			values[i] = blob;
		}
	}
	return PQsendQueryPrepared(c->db, pieces[at].table, n, values, lengths, formats, 1);
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

			for (int row = 0; good && row < PQntuples(rows); row++, ++*sent)
				good = row_send(c, at, rows, row, c->next + k);
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
