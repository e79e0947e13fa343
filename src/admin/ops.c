/* What machines ask: is it well, and how much does it do. */
#include "admin/admin_private.h"

#include "http/server.h"
#include "search/search.h"

#define METRICS_MAX (64 * 1024)      /* about a hundred lines */

static enum err health_get(struct req *r)
{
	struct health_read_row row;
	enum err               e;

	/* Whoever balances between copies asks here; 503: give it to another. */
	if (req_leaving(r))
		return ERR_BUSY;
	e = health_read(r->db, r->arena, &row);
	return e ? e : reply_bytes(r, "text/plain; charset=utf-8", S("ok\n"));
}

bool metrics_open_to(struct str address, struct str allowed)
{
	struct str one;

	if (str_starts(address, S("127.")) || str_eq(address, S("::1")) ||
	    str_eq(address, S("::ffff:127.0.0.1")))
		return true;
	while (str_next(&allowed, ',', &one)) {
		one = str_trim(one);
		if (one.n && (str_eq(one, S("any")) || str_eq(one, address)))
			return true;
	}
	return false;
}

static void search_print(const struct house *h, struct buf *b)
{
	struct search_figures f;

	search_figures(h->search, &f);
	buf_printf(
		b,
		"# HELP lianxin_search_waiting Texts not yet in the index.\n"
		"# TYPE lianxin_search_waiting gauge\nlianxin_search_waiting %llu\n"
		"# HELP lianxin_search_lag_seconds Age of the oldest text not yet in the index.\n"
		"# TYPE lianxin_search_lag_seconds gauge\nlianxin_search_lag_seconds %lld\n"
		"# HELP lianxin_search_taken_in_total Texts taken into the index.\n"
		"# TYPE lianxin_search_taken_in_total counter\nlianxin_search_taken_in_total "
	        "%llu\n",
		(unsigned long long)f.waiting, (long long)f.waiting_s,
		(unsigned long long)f.taken_in);
	buf_printf(
		b,
		"# HELP lianxin_search_retried_total Chunks of the index that had to be tried "
	        "again.\n"
		"# TYPE lianxin_search_retried_total counter\nlianxin_search_retried_total %llu\n"
		"# HELP lianxin_search_memory_bytes Memory of texts that wait for the index.\n"
		"# TYPE lianxin_search_memory_bytes gauge\nlianxin_search_memory_bytes %llu\n",
		(unsigned long long)f.failed, (unsigned long long)f.memory);
}

static enum err metrics_get(struct req *r)
{
	struct setting_of_row row;
	bool                  found;
	struct buf            b;
	enum err              e;

	e = setting_of(r->db, r->arena, &(struct setting_of_in){ S(SETTING_METRICS) }, &row,
	               &found);
	if (e)
		return e;
	/* Behind a proxy we were not told of everybody seems to come from this machine. */
	if (!metrics_open_to(r->address, found ? row.value : S("")) ||
	    (!r->house->set.behind_proxy && req_header(r, "X-Forwarded-For").p))
		return ERR_MISSING;
	buf_init(&b, r->arena, METRICS_MAX);
	req_metrics(r, &b);
	search_print(r->house, &b);
	return b.full ? ERR_FAULT
	              : reply_bytes(r, "text/plain; version=0.0.4; charset=utf-8", buf_view(&b));
}

const struct route admin_routes[] = {
	{ GET, "/healthz",  ANYONE,  health_get,   NULL, NULL, PLAIN },
	{ GET, "/metrics",  ANYONE,  metrics_get,  NULL, NULL, PLAIN },
	{ GET, "/audit",    AUDITOR, audit_get,    NULL, NULL, LIST | HEAVY },
	{ GET, "/settings", ADMIN,   settings_get, NULL, NULL, 0 },
	{ 0 },
};
