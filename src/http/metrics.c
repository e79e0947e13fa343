/*
 * metrics: counters of the server as Prometheus text. Numbers only: nothing
 * here names a person, a case or an address.
 */
#include "http/inside.h"
#include "http/server.h"

const int64_t took_limits_us[TOOK_BUCKETS] = {
	500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 500000, INT64_MAX
};

void figures_answered(struct figures *f, int status, int64_t took_us)
{
	size_t class = status >= 100 && status < 600 ? (size_t)status / 100 : 5, at = 0;

	atomic_fetch_add_explicit(&f->status[class], 1, memory_order_relaxed);
	while (took_us > took_limits_us[at])
		at++;
	atomic_fetch_add_explicit(&f->took[at], 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&f->took_sum_us, (uint64_t)took_us, memory_order_relaxed);
}

static void line(struct buf *b, const char *name, const char *labels, int64_t v)
{
	buf_lit(b, "lianxin_");
	buf_z(b, name);
	buf_z(b, labels);
	buf_char(b, ' ');
	buf_int(b, v);
	buf_char(b, '\n');
}

static void kind(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_printf(b, "# HELP lianxin_%s %s\n# TYPE lianxin_%s %s\n", name, help, name, type);
}

static void took_print(const struct figures *f, struct buf *b)
{
	uint64_t sum = 0;

	kind(b, "request_seconds", "histogram",
	     "Time from a request's first header to its answer.");
	for (size_t i = 0; i < TOOK_BUCKETS; i++) {
		sum += atomic_load_explicit(&f->took[i], memory_order_relaxed);
		buf_lit(b, "lianxin_request_seconds_bucket{le=\"");
		if (took_limits_us[i] == INT64_MAX)
			buf_lit(b, "+Inf");
		else
			buf_real(b, (double)took_limits_us[i] / 1e6, 4);
		buf_lit(b, "\"} ");
		buf_int(b, (int64_t)sum);
		buf_char(b, '\n');
	}
	buf_lit(b, "lianxin_request_seconds_sum ");
	buf_real(b, (double)atomic_load(&f->took_sum_us) / 1e6, 6);
	buf_lit(b, "\nlianxin_request_seconds_count ");
	buf_int(b, (int64_t)sum);
	buf_char(b, '\n');
}

static void lane_print(const struct house *h, struct buf *b)
{
	struct lane_figures l;

	if (!h->lane)
		return;
	lane_figures(h->lane, &l);
	kind(b, "lane_jobs_total", "counter", "Closures run by the writer.");
	line(b, "lane_jobs_total", "", (int64_t)l.jobs);
	kind(b, "lane_groups_total", "counter", "Commits.");
	line(b, "lane_groups_total", "", (int64_t)l.groups);
	kind(b, "lane_failed_total", "counter", "Closures undone.");
	line(b, "lane_failed_total", "", (int64_t)l.failed);
	kind(b, "lane_waiting", "gauge", "Closures waiting for the writer.");
	line(b, "lane_waiting", "", (int64_t)l.queued);
	kind(b, "lane_commit_microseconds_total", "counter", "Time spent in commits.");
	line(b, "lane_commit_microseconds_total", "", (int64_t)l.commit_us);
	kind(b, "wal_bytes", "gauge", "Size of the write-ahead log.");
	line(b, "wal_bytes", "", (int64_t)l.wal_bytes);
}

void figures_print(const struct place *p, struct buf *b)
{
	static const char *const classes[] = { "{class=\"0xx\"}", "{class=\"1xx\"}",
		                               "{class=\"2xx\"}", "{class=\"3xx\"}",
		                               "{class=\"4xx\"}", "{class=\"5xx\"}" };
	const struct figures *f = &p->figures;

	kind(b, "requests_total", "counter", "Answers by class of status.");
	for (size_t i = 2; i < COUNT(classes); i++)
		line(b, "requests_total", classes[i], (int64_t)atomic_load(&f->status[i]));
	kind(b, "refused_total", "counter", "Requests refused by the header check.");
	line(b, "refused_total", "", (int64_t)atomic_load(&f->refused));
	kind(b, "kept_total", "counter", "Public pages answered from memory.");
	line(b, "kept_total", "", (int64_t)atomic_load(&f->kept));
	if (p->house->replicas) {
		kind(b, "standby_reads_total", "counter", "Pages read from a standby.");
		line(b, "standby_reads_total", "", (int64_t)atomic_load(&f->near));
		kind(b, "standby_again_total", "counter", "Pages a standby did not have, asked of the primary.");
		line(b, "standby_again_total", "", (int64_t)atomic_load(&f->near_again));
	}
	kind(b, "in_flight", "gauge", "Requests being answered.");
	line(b, "in_flight", "", atomic_load(&f->in_flight));
	kind(b, "connections", "gauge", "Open connections.");
	line(b, "connections", "", atomic_load(&f->connections));
	kind(b, "connections_refused_total", "counter", "Connections of addresses that had too many open.");
	line(b, "connections_refused_total", "", (int64_t)atomic_load(&f->crowded));
	kind(b, "workers_waiting", "gauge", "Requests waiting for a worker.");
	line(b, "workers_waiting", "", (int64_t)pool_waiting(p->pool));
	kind(b, "later_lost_total", "counter",
	     "Background writes dropped because the writer was full.");
	line(b, "later_lost_total", "", (int64_t)atomic_load(&f->later_lost));
	took_print(f, b);
	lane_print(p->house, b);
}

void req_metrics(const struct req *r, struct buf *out)
{
	figures_print(exchange_in(r)->place, out);
}
