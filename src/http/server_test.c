/* The way of a request through loop, worker and lane, over real sockets. */
#include "http/server.h"

#include "http/http_test.h"

static const struct db_query note_add = {
	.name = "note_add", .sql = "INSERT INTO setting (name, value) VALUES (?1, ?2)",
	.id = DB_UNCACHED, .n_in = 2, .writes = true
};
static const struct db_query note_count = {
	.name = "note_count",
	.sql = "SELECT count(*), coalesce(max(value), '') FROM setting WHERE name LIKE 'note%'",
	.id = DB_UNCACHED,
	.n_out = 2
};
static const struct db_query people_add = {
	.name = "people_add", .sql = "INSERT INTO account (id, name, display, password, created) "
	        "VALUES (1, 'c1', '王芳', 'x', 1)", .id = DB_UNCACHED, .writes = true
};
static const struct db_query grant_add = {
	.name = "grant_add",
	.sql = "INSERT INTO grants (id, account, role, county, region_lo, region_hi, from_day) "
	       "VALUES (1, 1, 2, 530524, 530524000000, 530524999999, 1)",
	.id = DB_UNCACHED,
	.writes = true
};

static enum err statement_run(struct db *db, const struct db_query *q, struct str a, struct str b)
{
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, q, &c);

	if (!e) {
		if (q->n_in == 2) {
			db_set_text(&c, 1, a);
			db_set_text(&c, 2, b);
		}
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e;
}

struct note {
	struct str name, words;
	int64_t    number;
};

static const struct field note_fields[] = {
	FIELD(note, name, LINE, 10, NEEDED),
	FIELD(note, words, TEXT, 20, OPTIONAL),
};

struct count_row {
	int64_t    n;
	struct str last;
};
static const struct face_col count_cols[] = {
	{ .name = "n", .type = FACE_INT, .at = offsetof(struct count_row, n) },
	{ .name = "last", .type = FACE_TEXT, .at = offsetof(struct count_row, last) },
};
static const struct face count_face = { "count", sizeof(struct count_row), count_cols, 2 };

static void form_html(struct page *p, const void *view)
{
	struct req *r = p->r;

	(void)view;
	buf_lit(r->out, "<form method=post><input type=hidden name=form_key value=\"");
	buf_str(r->out, form_key_new(r));
	buf_lit(r->out, "\"><input name=words value=\"");
	html_text(r->out, req_posted(r, "words"));
	buf_lit(r->out, "\">failed=");
	buf_int(r->out, (int64_t)r->failed);
	buf_lit(r->out, " first=");
	html_text(r->out, r->repeat_of);
	for (size_t i = 0; i < r->n_faults; i++) {
		buf_lit(r->out, " fault=");
		buf_z(r->out, r->faults[i].field);
	}
	buf_lit(r->out, "</form>");
}

static enum err form_get(struct req *r)
{
	req_enter(r, (county_code){ 530524 });
	return reply_page(r, S("form"), form_html, NULL, NULL, 0);
}

static enum err note_post(struct req *r)
{
	struct note f;
	enum err    e;

	req_enter(r, (county_code){ 530524 });
	if ((e = req_form(r, note_fields, COUNT(note_fields), &f)))
		return e;
	e = statement_run(r->db, &note_add, str_join(r->arena, S("note-"), f.name, STR_NONE),
	                  f.words);
	if (e)
		return e;
	if (str_eq(f.name, S("conflict")))
		return ERR_CONFLICT;     /* after the row was written: it must be undone */
	return reply_see(r, str_join(r->arena, S("/notes/"), f.name, STR_NONE));
}

static void count_html(struct page *p, const void *view)
{
	const struct count_row *row = view;

	buf_lit(p->r->out, "count=");
	buf_int(p->r->out, row->n);
}

static enum err count_get(struct req *r)
{
	struct count_row row = { 0 };
	struct db_cursor c;
	bool             found;
	enum err         e = db_start(r->db, &note_count, &c);

	if (!e)
		e = db_step(&c, &found);
	if (!e) {
		row.n = db_int(&c, 0);
		row.last = db_text(&c, 1, r->arena);
	}
	db_done(&c);
	if (e)
		return e;
	return reply_page(r, S("count"), count_html, &row,
	                  &(struct row_set){ "notes", &count_face, &row, 1, true }, 1);
}

#define NUMBERS_ALL 2500

static void numbers_html(struct page *p, const struct list *l)
{
	buf_int(p->r->out, (int64_t)l->n);
}

/* A list of 2,500 rows in pages. */
static enum err numbers_get(struct req *r)
{
	size_t            most = r->counting ? 1000 : 50, n = 0;
	struct count_row *rows = ARENA_ARRAY(r->arena, struct count_row, most);
	struct str        text = req_query(r, "after");
	int64_t           after = 0;
	struct list l = {
		.face = &count_face, .rows = rows, .total = NUMBERS_ALL, .file = "numbers"
	};

	if (text.n && !str_number(text, NUMBERS_ALL, &after))
		return ERR_INPUT;
	while (n < most && after < NUMBERS_ALL)
		rows[n++] = (struct count_row){ ++after, S("=1+1, \"张\"") };
	l.n = n;
	if (after < NUMBERS_ALL)
		l.next = str_int(r->arena, after);
	return reply_list(r, MSG_error_input, numbers_html, &l);
}

static enum err slow_prepare(struct req *r)
{
	char *word = arena_copy(r->arena, "prepared", 8);

	usleep(20000);
	r->prepared = word;
	return str_eq(req_posted(r, "bad"), S("1")) ? ERR_DENIED : OK;
}

static enum err slow_post(struct req *r)
{
	return reply_bytes(r, "text/plain; charset=utf-8", str_of(r->prepared));
}

static enum err heavy_get(struct req *r)
{
	usleep(20000);
	return reply_bytes(r, "text/plain; charset=utf-8", S("heavy"));
}

static enum err enter_post(struct req *r)
{
	enum err e = statement_run(r->db, &people_add, STR_NONE, STR_NONE);

	if (!e)
		e = statement_run(r->db, &grant_add, STR_NONE, STR_NONE);
	if (!e)
		e = session_open(r, (account_id){ 1 }, (grant_id){ 1 });
	return e ? e : reply_see(r, S("/desk"));
}

static enum err leave_post(struct req *r)
{
	enum err e = session_close(r);

	return e ? e : reply_see(r, S("/"));
}

static void desk_html(struct page *p, const void *view)
{
	(void)view;
	html_text(p->r->out, p->r->who.name);
	form_html(p, NULL);
}

static enum err desk_get(struct req *r)
{
	return reply_page(r, S("desk"), desk_html, NULL, NULL, 0);
}

static enum err fault_get(struct req *r)
{
	buf_lit(r->out, "secret half of a page");
	return ERR_FAULT;
}

static enum err metrics_get(struct req *r)
{
	req_metrics(r, r->out);
	return reply_bytes(r, "text/plain; version=0.0.4", buf_view(r->out));
}

static enum err leaving_get(struct req *r)
{
	return req_leaving(r) ? ERR_BUSY : reply_bytes(r, "text/plain", S("no"));
}

static const struct route routes[] = {
	{ GET,  "/",          ANYONE,  count_get,   NULL,     NULL,         0 },
	{ GET,  "/notes/new", ANYONE,  form_get,    NULL,     NULL,         0 },
	{ POST, "/notes/new", ANYONE,  note_post,   form_get, NULL,         0 },
	{ POST, "/submit",    ANYONE,  note_post,   form_get, NULL,         SUBMITS },
	{ POST, "/step",      ANYONE,  form_get,    form_get, NULL,         DRAWS },
	{ GET,  "/numbers",   ANYONE,  numbers_get, NULL,     NULL,         LIST },
	{ POST, "/slow",      ANYONE,  slow_post,   NULL,     slow_prepare, NO_KEY },
	{ GET,  "/heavy",     ANYONE,  heavy_get,   NULL,     NULL,         HEAVY },
	{ POST, "/enter",     ANYONE,  enter_post,  NULL,     NULL,         NO_KEY },
	{ POST, "/leave",     CLERK,   leave_post,  NULL,     NULL,         0 },
	{ GET,  "/desk",      CLERK,   desk_get,    NULL,     NULL,         0 },
	{ POST, "/desk",      CLERK,   note_post,   desk_get, NULL,         0 },
	{ GET,  "/leader",    LEADER,  desk_get,    NULL,     NULL,         0 },
	{ GET,  "/fault",     ANYONE,  fault_get,   NULL,     NULL,         0 },
	{ GET,  "/metrics",   ANYONE,  metrics_get, NULL,     NULL,         PLAIN },
	{ GET,  "/leaving",   ANYONE,  leaving_get, NULL,     NULL,         PLAIN },
	{ 0 }
};

#define SAME "Sec-Fetch-Site: same-origin\r\n"

static struct str key_of(struct str page)
{
	return between(page, "name=form_key value=\"", "\"");
}

static struct str form_of(const struct testing *t, struct str key, const char *fields)
{
	return str_join(t->arena, S("form_key="), key, S("&"), str_of(fields), STR_NONE);
}

static void reads_test(const struct testing *t)
{
	struct str a = get(t, "/", "");

	tap_ok(status_of(a) == 200 && has(a, "count=0"), "a GET is answered");
	tap_ok(has(a, "Content-Security-Policy: default-src 'none'") && has(a, "nosniff") &&
	               has(a, "Referrer-Policy: same-origin") && has(a, "charset=utf-8"),
	       "with all headers of safety");
	tap_ok(!has(a, "Strict-Transport"), "HSTS is not claimed without https");
	a = get(t, "/.json", "");
	tap_ok(has(a, "{\"notes\":{\"n\":0,\"last\":\"\"}}"), "its JSON by suffix");
	a = get(t, "/", "Accept: application/json\r\n");
	tap_ok(has(a, "{\"notes\":{\"n\":0"), "its JSON by Accept");
	a = ask(t, S("HEAD / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"));
	tap_ok(status_of(a) == 200 && !has(a, "count="), "HEAD has no body");
	tap_ok(status_of(get(t, "/none", "")) == 404 && has(get(t, "/none", ""), "error 4"),
	       "an unknown path is 404");
	tap_ok(status_of(get(t, "/notes/new/", "")) == 404, "a trailing slash is another path");
	a = ask(t, S("OPTIONS /notes/new HTTP/1.1\r\nHost: t\r\n\r\n"));
	tap_ok(status_of(a) == 405 && has(a, "Allow: GET, HEAD, POST"),
	       "an unknown method is 405 with Allow");
	a = ask(t, S("TRACE / HTTP/1.1\r\nHost: t\r\n\r\n"));
	tap_ok(status_of(a) == 405 && has(a, "Allow: GET, HEAD\r\n"), "TRACE too");
	tap_ok(status_of(get(t, "/slow", "")) == 405, "a POST path is 405 for GET");
	a = get(t, "/fault", "");
	tap_ok(status_of(a) == 500 && !has(a, "secret half"),
	       "a fault shows nothing of the page begun");
	a = get(t, "/none.json", "");
	tap_ok(status_of(a) == 404 && has(a, "application/problem+json") &&
	               has(a, "\"code\":\"missing\""),
	       "JSON errors are problems");
	tap_ok(has(get(t, "/heavy", ""), "heavy"), "a heavy GET runs on a worker");
	a = get(t, "/static/none.css", "");
	tap_ok(status_of(a) == 404, "an unknown static file is 404");
	tap_ok(has(get(t, "/metrics", ""), "lianxin_requests_total{class=\"2xx\"}"), "metrics");
}

static void lists_test(const struct testing *t)
{
	struct str a = get(t, "/numbers.json?x=1%2B1&after=50", ""), body;
	size_t     lines = 0, at = 0;

	tap_ok(has(a, "\"next\":\"100\",\"total\":2500}"), "a list tells its next page and total");
	tap_ok(has(a, "Link: </numbers.json?x=1%2B1&after=100>; rel=\"next\""), "and links to it");
	a = get(t, "/numbers.csv", "");
	str_find(a, S("\r\n\r\n"), &at);
	body = str_part(a, at + 4, a.n);
	for (size_t i = 0; i < body.n; i++)
		lines += body.p[i] == '\n';
	tap_ok(status_of(a) == 200 && lines == NUMBERS_ALL + 1,
	       "CSV has every row of every page (%zu lines)", lines);
	tap_ok(str_starts(body, S("\xEF\xBB\xBFn,last\r\n1,\"'=1+1, \"\"张\"\"\"\r\n2,")),
	       "with BOM, CRLF, and a formula made harmless");
	tap_ok(has(a, "filename=\"numbers.csv\""), "under its name");
	a = get(t, "/numbers.xlsx", "");
	tap_ok(status_of(a) == 200 && has(a, "PK\x03\x04") && has(a, "[Content_Types].xml") &&
	       has(a, "filename=\"numbers.xlsx\""), "XLSX is a workbook (%zu bytes)", a.n);
	tap_ok(status_of(get(t, "/.csv", "")) == 404, "a page that is no list has no CSV");
	tap_ok(status_of(get(t, "/numbers.pdf", "")) == 404,
	       "an unknown suffix belongs to the path");
	tap_ok(status_of(get(t, "/numbers.csv?after=x", "")) == 422,
	       "a fault in an export is told");
}

static void writes_test(const struct testing *t)
{
	struct str key = key_of(get(t, "/notes/new", "")), body = form_of(t, key, "name=a&words=b"),
	           a;

	tap_ok(key.n == 59, "a form has its key");
	a = post(t, "/notes/new", SAME, body);
	tap_ok(status_of(a) == 303 && has(a, "Location: /notes/a\r\n"), "a POST is stored");
	tap_ok(has(get(t, "/", ""), "count=1"), "and seen by the next read");
	a = post(t, "/notes/new", SAME, body);
	tap_ok(status_of(a) == 303 && has(a, "Location: /notes/a\r\n") &&
	               has(get(t, "/", ""), "count=1"),
	       "the same form again gives the same receipt, once");
	a = post(t, "/notes/new", SAME, form_of(t, key, "name=b&words=typed"));
	tap_ok(status_of(a) == 409 && has(a, "failed=8 first=/notes/a") &&
	               has(a, "value=\"typed\""),
	       "the same key with other fields stores nothing and keeps what was typed");
	tap_ok(key_of(a).n == 59 && !str_eq(key_of(a), key), "with a new key");
	a = post(t, "/notes/new", SAME, form_of(t, key_of(a), "name=b&words=typed"));
	tap_ok(status_of(a) == 303, "which works");
	key = key_of(get(t, "/notes/new", ""));
	a = post(t, "/notes/new", SAME, form_of(t, key, "name=conflict&words=mine"));
	tap_ok(status_of(a) == 409 && has(a, "failed=6") && has(a, "value=\"mine\"") &&
	       has(get(t, "/", ""), "count=2"), "a conflict is undone and drawn again");
	a = post(t, "/notes/new", SAME, form_of(t, key, "words=123456789012345678901"));
	tap_ok(status_of(a) == 422 && has(a, "fault=name fault=words"),
	       "faults are told all at once");
	a = post(t, "/notes/new", SAME "Accept: application/json\r\n",
	         form_of(t, key, "words=%ff"));
	tap_ok(status_of(a) == 422 && has(a, "\"pointer\":\"/name\"") &&
	               has(a, "\"pointer\":\"/words\""),
	       "and as a problem to a program");
	a = post(t, "/step", SAME, S("words=kept"));
	tap_ok(status_of(a) == 200 && has(a, "value=\"kept\""), "a DRAWS post draws the next page");
	a = post(t, "/slow", SAME, S("x=1"));
	tap_ok(status_of(a) == 200 && has(a, "prepared"), "prepare runs before the lane");
	a = post(t, "/slow", SAME, S("bad=1"));
	tap_ok(status_of(a) == 403, "and may refuse");
}

static void forgery_test(const struct testing *t)
{
	static const struct {
		const char *what, *headers;
		int         status;
	} rows[] = {
		{ "cross-site is refused", "Sec-Fetch-Site: cross-site\r\n", 403 },
		{ "same-site is refused", "Sec-Fetch-Site: same-site\r\n", 403 },
		{ "a null origin is refused", "Origin: null\r\n", 403 },
		{ "another origin is refused", "Origin: http://evil.test\r\n", 403 },
		{ "an origin that begins like ours", "Origin: http://t.test.evil.test\r\n", 403 },
		{ "our own origin passes", "Origin: http://t.test\r\n", 303 },
		{ "an old WebView passes with its key", "", 303 },
		{ "a person's own address bar passes", "Sec-Fetch-Site: none\r\n", 303 },
	};
	struct str body, key;
	char      *bad;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a;

		key = key_of(get(t, "/notes/new", ""));
		body = str_join(t->arena, S("name=f"), str_int(t->arena, (int64_t)i), STR_NONE);
		a = post(t, "/notes/new", rows[i].headers, form_of(t, key, str_z(t->arena, body)));
		tap_ok(status_of(a) == rows[i].status, "%s (%d)", rows[i].what, status_of(a));
	}
	tap_ok(status_of(post(t, "/notes/new", "", S("name=x"))) == 403,
	       "without any key or origin: refused");
	bad = str_z(t->arena, key_of(get(t, "/notes/new", "")));
	bad[20] = bad[20] == 'A' ? 'B' : 'A';
	tap_ok(status_of(post(t, "/notes/new", "", form_of(t, str_of(bad), "name=x"))) == 403,
	       "a changed key is refused");
	body = post(t, "/notes/new", SAME, form_of(t, str_of(bad), "words=keep+me"));
	tap_ok(status_of(body) == 403 && has(body, "value=\"keep me\"") && key_of(body).n == 59,
	       "from our own page it is drawn again with a new key");
	tap_ok(status_of(post(t, "/slow", "", S("x=1"))) == 403,
	       "a post without key needs its origin told");
	body = ask(t, S("POST /notes/new HTTP/1.1\r\nHost: t.test\r\nContent-Type: text/plain\r\n"
	                "Content-Length: 1\r\n\r\nx"));
	tap_ok(status_of(body) == 415, "text/plain is 415");
	body = ask(t, S("POST /notes/new HTTP/1.1\r\nHost: t.test\r\nContent-Type: "
	                "multipart/form-data; boundary=x\r\n"
	                "Content-Length: 1\r\n\r\nx"));
	tap_ok(status_of(body) == 415, "an upload is 415");
	body = ask(t, S("POST /notes/new HTTP/1.1\r\nHost: t.test\r\n"
	                "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
	                "10000000000\r\n\r\n"));
	tap_ok(status_of(body) == 413 && has(body, "Connection: close"), "10 GB are 413 at once");
}

/* Who sends slowly has not sent all when the head is refused; hung up on then, he would never read why. */
static void slow_body_test(const struct testing *t)
{
	static const struct {
		const char *what, *head;
		int         status;
	} rows[] = {
		{ "a form that is too long", "POST /notes/new HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n", 413 },
		{ "a type that is none of ours", "POST /notes/new HTTP/1.1\r\nContent-Type: text/plain\r\n", 415 },
		{ "a path that is not there", "POST /nowhere HTTP/1.1\r\n", 404 },
		{ "a page that takes no form", "POST / HTTP/1.1\r\n", 405 },
	};
	const struct timespec nap = { 0, 50 * 1000 * 1000 };
	struct str            part = { arena_alloc(t->arena, 100000), 100000 };

	for (size_t i = 0; i < COUNT(rows); i++) {
		int        fd = dial(t);
		bool       sent = tell(fd, str_join(t->arena, str_of(rows[i].head), S("Host: t.test\r\nContent-Length: 300000\r\n\r\n"), STR_NONE));
		struct str a;

		for (int k = 0; k < 3; k++) {
			nanosleep(&nap, NULL);
			sent = sent && tell(fd, part);
		}
		a = hear(t->arena, fd, 15000);
		tap_ok(sent && status_of(a) == rows[i].status, "%s: all of it is taken, and then %d", rows[i].what, status_of(a));
		close(fd);
	}
}

static void sessions_test(const struct testing *t)
{
	struct str a = get(t, "/desk?x=1&y=2", ""), sid, cookie, key;
	char      *headers, *posting;

	tap_ok(status_of(a) == 303 && has(a, "Location: /sign-in?back=/desk%3Fx%3D1%26y%3D2\r\n"),
	       "to sign in and back");
	tap_ok(status_of(get(t, "/desk.json", "")) == 401, "JSON is told 401");
	a = post(t, "/enter", SAME, S(""));
	sid = between(a, "Set-Cookie: sid=", ";");
	tap_ok(status_of(a) == 303 && sid.n == 6 + 1 + 43, "a session is opened");
	tap_ok(has(a, "HttpOnly; SameSite=Strict"),
	       "its cookie is kept from scripts and other sites");
	cookie = str_join(t->arena, S("Cookie: a=b; sid="), sid, S("; lang=en\r\n"), STR_NONE);
	headers = str_z(t->arena, cookie);
	a = get(t, "/desk", headers);
	tap_ok(status_of(a) == 200 && has(a, "王芳") && has(a, "Cache-Control: no-store"),
	       "and known by the next request");
	tap_ok(status_of(get(t, "/leader", headers)) == 403, "another role's page is refused");
	key = key_of(a);
	tap_ok(status_of(post(t, "/notes/new", SAME, form_of(t, key, "name=s1"))) == 403,
	       "a session's key serves nobody else");
	posting = str_z(t->arena, str_join(t->arena, S(SAME), cookie, STR_NONE));
	tap_ok(status_of(post(t, "/desk", posting, form_of(t, key, "name=s1"))) == 303,
	       "but its own session");
	a = post(t, "/desk", SAME, form_of(t, key, "name=s2&words=typed"));
	tap_ok(status_of(a) == 401, "a POST without session is 401");
	tap_ok(status_of(
	               get(t, "/desk",
	                   "Cookie: sid=530524.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n")) ==
	               303,
	       "a guessed token is nobody");
	key = key_of(get(t, "/desk", headers));
	a = post(t, "/leave", posting, form_of(t, key, "x=1"));
	tap_ok(status_of(a) == 303 && has(a, "Set-Cookie: sid=; Path=/; Max-Age=0"),
	       "leaving ends it");
	tap_ok(status_of(get(t, "/desk", headers)) == 303, "at once");
}

static void limits_test(const struct testing *t)
{
	int good = 0, other = 0;
	struct str body = S(""), a;

	for (int i = 0; i < 8; i++) {
		struct str key = key_of(get(t, "/notes/new", ""));
		struct str name = str_join(t->arena, S("name=l"), str_int(t->arena, i), STR_NONE);

		/* Faults do not count: whoever corrects a form is no flood. */
		a = post(t, "/submit", SAME, form_of(t, key, "name="));
		if (i < 5 && status_of(a) != 422)
			other++;
		body = form_of(t, key, str_z(t->arena, name));
		a = post(t, "/submit", SAME, body);
		good += status_of(a) == 303;
		if (i < 5 && status_of(post(t, "/submit", SAME, body)) != 303)
			other++;
	}
	tap_ok(good == 5 && other == 0,
	       "five submissions pass, repeats and faults not counted (%d, %d)", good, other);
	tap_ok(status_of(a) == 429 && has(a, "Retry-After: 600") && has(a, "failed=12"),
	       "the sixth is 429, drawn again");
}

static void slow_test(const struct testing *t)
{
	int        fd = dial(t);
	struct str key = key_of(get(t, "/notes/new", "")), a;
	struct str body = form_of(t, key, "name=slow");
	int64_t    began;

	tell(fd, str_join(t->arena, S("POST /notes/new HTTP/1.1\r\nHost: t.test\r\n" SAME
	        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "),
	        str_int(t->arena, (int64_t)body.n), S("\r\n\r\n"), STR_NONE));
	for (size_t i = 0; i < body.n; i++) {
		tell(fd, str_part(body, i, 1));
		usleep(2000);
	}
	a = hear(t->arena, fd, 10000);
	tap_ok(status_of(a) == 303, "a body may come byte by byte");
	close(fd);
	fd = dial(t);
	began = tick_us();
	tell(fd, S("POST /notes/new HTTP/1.1\r\nHost: t.test\r\nContent-Type: "
	           "application/x-www-form-urlencoded\r\n"
	           "Content-Length: 100\r\n\r\nabc"));
	a = hear(t->arena, fd, 15000);
	tap_ok(a.n == 0 && tick_us() - began < 12000000,
	       "a body that stops is closed after the idle time");
	close(fd);
}

static void leave_test(const struct testing *t)
{
	struct str key = key_of(get(t, "/notes/new", "")), a;
	int        fd = dial(t);

	tell(fd, S("GET /leaving HTTP/1.1\r\nHost: t.test\r\n\r\n"));
	a = hear(t->arena, fd, 10000);
	tap_ok(status_of(a) == 200 && !has(a, "Connection: close"), "a connection is kept");
	server_leave(t->server);
	tell(fd, S("GET /leaving HTTP/1.1\r\nHost: t.test\r\n\r\n"));
	a = hear(t->arena, fd, 10000);
	tap_ok(status_of(a) == 503 && has(a, "Connection: close\r\n"),
	       "one that leaves says so and closes it with the answer");
	close(fd);
	tap_ok(has(get(t, "/", ""), "count="), "whoever comes is still answered");
	a = post(t, "/notes/new", SAME, form_of(t, key, "name=late"));
	tap_ok(status_of(a) == 303 && has(a, "Connection: close\r\n"), "and can still store something");
}

int main(void)
{
	struct testing t;

	testing_start(&t, routes);
	reads_test(&t);
	lists_test(&t);
	writes_test(&t);
	forgery_test(&t);
	slow_body_test(&t);
	sessions_test(&t);
	limits_test(&t);
	slow_test(&t);
	leave_test(&t);
	testing_stop(&t);
	return tap_done();
}
