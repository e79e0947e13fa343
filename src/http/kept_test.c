/* Kept pages: given out again while nothing changes, and never to the wrong reader or too late. */
#include <stdatomic.h>

#include "http/http_test.h"
#include "http/kept.h"

static atomic_int  drawn;
static atomic_bool away;                 /* as if the database were */

static void shared_html(struct page *p, const void *view)
{
	(void)view;
	buf_lit(p->r->out, "<main id=\"main\">drawn=");
	buf_int(p->r->out, atomic_fetch_add(&drawn, 1) + 1);
	buf_z(p->r->out, p->r->lang == LANG_EN ? " en" : " zh");
}

static enum err shared_get(struct req *r)
{
	if (atomic_load(&away))
		return ERR_BUSY;
	return reply_page(r, S("shared"), shared_html, NULL, NULL, 0);
}

static void keyed_html(struct page *p, const void *view)
{
	shared_html(p, view);
	html_text(p->r->out, form_key_new(p->r));
}

static enum err keyed_get(struct req *r)
{
	return reply_page(r, S("keyed"), keyed_html, NULL, NULL, 0);
}

static enum err header_get(struct req *r)
{
	enum err e = reply_cookie(r, "seen", S("1"), -1, false);

	return e ? e : reply_page(r, S("header"), shared_html, NULL, NULL, 0);
}

static enum err lost_get(struct req *r)
{
	enum err e = reply_page(r, S("lost"), shared_html, NULL, NULL, 0);

	reply_status(r, 404);
	return e;
}

static void long_html(struct page *p, const void *view)
{
	shared_html(p, view);
	for (int i = 0; i < KEPT_PAGE; i++)
		buf_char(p->r->out, '.');
}

static enum err long_get(struct req *r)
{
	return reply_page(r, S("long"), long_html, NULL, NULL, 0);
}

static const struct route routes[] = {
	{ GET, "/",          ANYONE, shared_get, NULL, NULL, SHARED },
	{ GET, "/n/:number", ANYONE, shared_get, NULL, NULL, SHARED },
	{ GET, "/plain",     ANYONE, shared_get, NULL, NULL, 0 },
	{ GET, "/keyed",     ANYONE, keyed_get,  NULL, NULL, SHARED },
	{ GET, "/header",    ANYONE, header_get, NULL, NULL, SHARED },
	{ GET, "/lost",      ANYONE, lost_get,   NULL, NULL, SHARED },
	{ GET, "/long",      ANYONE, long_get,   NULL, NULL, SHARED },
	{ 0 }
};

/* All on one connection, so that one loop answers all. */
static struct str ask_on(const struct testing *t, int fd, const char *path, const char *headers)
{
	tell(fd, str_join(t->arena, S("GET "), str_of(path), S(" HTTP/1.1\r\nHost: t.test\r\n"), str_of(headers),
	                  S("\r\n"), STR_NONE));
	return hear(t->arena, fd, 5000);
}

/* How often the page was drawn for two readers with these headers, one after the other. */
static int twice(const struct testing *t, int fd, const char *path, const char *one, const char *two)
{
	int before = atomic_load(&drawn);

	ask_on(t, fd, path, one);
	ask_on(t, fd, path, two);
	return atomic_load(&drawn) - before;
}

static enum err write_something(struct db *db, void *arg)
{
	(void)arg;
	counters_add(db, 1, (int64_t[5]){ 530524, 1, 1, 1, 1 }, 1);
	return OK;
}

static enum err write_nothing(struct db *db, void *arg)
{
	(void)db;
	(void)arg;
	return OK;
}

static void change_test(struct testing *t, int fd)
{
	struct str one = ask_on(t, fd, "/", ""), two = ask_on(t, fd, "/", "");

	tap_ok(status_of(two) == 200 && has(two, "drawn=1 ") && has(two, "Content-Security-Policy") &&
	       has(two, "Cache-Control: no-cache"), "a page is drawn once for two readers, with every header");
	tap_ok(one.n == two.n, "and is the same to the byte");
	tap_ok(lane_call(t->house.lane, write_nothing, NULL) == OK && has(ask_on(t, fd, "/", ""), "drawn=1 "),
	       "a transaction that changes nothing changes nothing");
	tap_ok(lane_call(t->house.lane, write_something, NULL) == OK && has(ask_on(t, fd, "/", ""), "drawn=2 "),
	       "once something is stored the page is drawn anew, at once");
	t->house.set.now_ms += 60000;
	tap_ok(has(ask_on(t, fd, "/", ""), "drawn=3 ") && has(ask_on(t, fd, "/", ""), "drawn=3 "),
	       "and once in a minute, because pages speak of the time");
}

static void reader_test(const struct testing *t, int fd)
{
	static const struct {
		const char *what, *path, *one, *two;
		int         drawn;
	} rows[] = {
		{ "another cookie does not matter", "/n/1", "", "Cookie: seen=1\r\n", 1 },
		{ "a session is never given a kept page", "/n/2", "", "Cookie: sid=530524.x\r\n", 2 },
		{ "nor is its page kept", "/n/3", "Cookie: sid=530524.x\r\n", "", 2 },
		{ "another language is another page", "/n/4", "Cookie: lang=zh\r\n", "Cookie: lang=en\r\n", 2 },
		{ "as are other looks", "/n/5", "", "Cookie: theme=dark\r\n", 2 },
		{ "and larger letters", "/n/6", "", "Cookie: elder=1\r\n", 2 },
		{ "a query is answered afresh", "/n/7?a=1", "", "", 2 },
		{ "data is not a page", "/n/8.json", "", "", 0 },
		{ "a row that is not SHARED is drawn each time", "/plain", "", "", 2 },
		{ "a page with a form key is one reader's", "/keyed", "", "", 2 },
		{ "a page that sets a cookie is not kept", "/header", "", "", 2 },
		{ "a page that is not there is not kept", "/lost", "", "", 2 },
		{ "a very long page is not kept", "/long", "", "", 2 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		int n = twice(t, fd, rows[i].path, rows[i].one, rows[i].two);

		tap_ok(n == rows[i].drawn, "%s (drawn %d)", rows[i].what, n);
	}
}

/* Far more pages than there are slots: each answer is still the page asked for. */
static void many_test(const struct testing *t, int fd)
{
	int wrong = 0;

	for (int i = 0; i < 3 * KEPT_SLOTS; i++) {
		struct str path = str_join(t->arena, S("/n/m"), str_int(t->arena, i), STR_NONE);
		struct str one = ask_on(t, fd, str_z(t->arena, path), ""), two;

		two = ask_on(t, fd, str_z(t->arena, path), "");
		wrong += status_of(two) != 200 || one.n != two.n || memcmp(one.p + one.n - 40, two.p + two.n - 40, 40) != 0;
	}
	tap_ok(wrong == 0, "%d pages in %d slots: %d wrong", 3 * KEPT_SLOTS, KEPT_SLOTS, wrong);
}

/* The clock goes on while the database does not. */
static void away_test(struct testing *t, int fd)
{
	struct str a;
	int        before;

	ask_on(t, fd, "/n/away", "");
	before = atomic_load(&drawn);
	atomic_store(&away, true);
	t->house.set.now_ms += 10 * 60000;
	a = ask_on(t, fd, "/n/away", "");
	tap_ok(status_of(a) == 200 && atomic_load(&drawn) == before &&
	       has(a, "<main id=\"main\"><div class=\"notice warn\" role=\"status\"><p>") && has(a, "12-11 22:41") &&
	       has(a, "</p></div>drawn="), "without a database the page kept last is shown, with its time");
	tap_ok(status_of(ask_on(t, fd, "/n/away", "Cookie: sid=530524.x\r\n")) == 503, "not to a session");
	tap_ok(status_of(ask_on(t, fd, "/n/away", "Cookie: lang=en\r\n")) == 503, "not in another language");
	tap_ok(status_of(ask_on(t, fd, "/n/away?a=1", "")) == 503, "not for another question");
	tap_ok(status_of(ask_on(t, fd, "/n/never", "")) == 503, "nor one that nobody has read");
	atomic_store(&away, false);
	a = ask_on(t, fd, "/n/away", "");
	tap_ok(status_of(a) == 200 && atomic_load(&drawn) == before + 1 && !has(a, "notice warn"),
	       "and once it is back, the page is drawn anew");
}

/* The places of a county and its front page, again and again under other codes: all are there when the database is not. */
static void county_test(const struct testing *t, int fd)
{
	uint64_t code = 530524;
	int      lost = 0;

	for (int round = 0; round < 40; round++) {
		const char *paths[147];

		for (size_t i = 0; i < COUNT(paths); i++) {
			code = code * 6364136223846793005u + 1442695040888963407u;
			paths[i] = str_z(t->arena, str_join(t->arena, S("/n/"), str_int(t->arena, (int64_t)(code >> 34)), STR_NONE));
			ask_on(t, fd, paths[i], "");
		}
		atomic_store(&away, true);
		for (size_t i = 0; i < COUNT(paths); i++)
			lost += status_of(ask_on(t, fd, paths[i], "")) != 200;
		atomic_store(&away, false);
	}
	tap_ok(lost == 0, "147 pages of forty counties: %d were not kept", lost);
}

int main(void)
{
	struct testing t;
	int            fd;

	testing_start(&t, routes);
	t.house.set.clock_fixed = true;
	t.house.set.now_ms = 1797000000000;
	fd = dial(&t);
	change_test(&t, fd);
	reader_test(&t, fd);
	many_test(&t, fd);
	away_test(&t, fd);
	county_test(&t, fd);
	close(fd);
	testing_stop(&t);
	return tap_done();
}
