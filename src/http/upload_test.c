/* Forms with files that find no room: the words come back, to whom they belong. */
#include "http/http_test.h"

#define SAME "Sec-Fetch-Site: same-origin\r\n"
#define FILE_N (100 * 1024)              /* too long for memory: it goes to the disk */
#define NO_ROOM (INT64_MAX / 4)

static const struct db_query note_add = {
	.name = "note_add", .sql = "INSERT INTO setting (name, value) VALUES ('note', ?1)",
	.id = DB_UNCACHED, .n_in = 1, .writes = true
};

static void form_html(struct page *p, const void *view)
{
	struct req *r = p->r;

	(void)view;
	buf_lit(r->out, "<form method=post><input name=form_key value=\"");
	buf_str(r->out, form_key_new(r));
	buf_lit(r->out, "\"> words=");
	html_text(r->out, req_posted(r, "words"));
	buf_lit(r->out, " after=");
	html_text(r->out, req_posted(r, "after"));
	for (size_t i = 0; i < r->n_faults; i++) {
		buf_lit(r->out, " fault=");
		buf_z(r->out, r->faults[i].field);
		buf_char(r->out, '/');
		buf_int(r->out, r->faults[i].limit);
	}
	buf_lit(r->out, " end</form>");
}

static enum err form_get(struct req *r)
{
	req_enter(r, (county_code){ 530524 });
	return reply_page(r, S("form"), form_html, NULL, NULL, 0);
}

static enum err form_post(struct req *r)
{
	struct db_cursor c;
	bool             row;
	enum err         e;

	req_enter(r, (county_code){ 530524 });
	e = db_start(r->db, &note_add, &c);
	if (!e) {
		db_set_text(&c, 1, req_posted(r, "words"));
		e = db_step(&c, &row);
	}
	db_done(&c);
	return e ? e : reply_see(r, S("/stored"));
}

static const struct route routes[] = {
	{ GET,  "/form",  ANYONE, form_get,  NULL,     NULL, 0 },
	{ POST, "/form",  ANYONE, form_post, form_get, NULL, FILES },
	{ POST, "/inner", CLERK,  form_post, form_get, NULL, FILES },
	{ 0 }
};

#define PART(head, body) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"
#define PICTURE "--B\r\nContent-Disposition: form-data; name=\"pictures\"; filename=\"a.jpg\"\r\n\r\n"
#define AFTER "\r\n" PART("name=\"after\"", "the rest") "--B--\r\n"

/* What stands before the file, with a fresh key. */
static struct str fields_of(const struct testing *t)
{
	struct str key = between(get(t, "/form", ""), "name=form_key value=\"", "\"");

	return str_join(t->arena, S(PART("name=\"words\"", "typed \xE8\xAF\x9D")
	        "--B\r\nContent-Disposition: form-data; name=\"form_key\"\r\n\r\n"), key, S("\r\n" PICTURE), STR_NONE);
}

/* Sends a form with one file of n bytes. */
static struct str upload(const struct testing *t, const char *path, const char *headers, int64_t n)
{
	static const char zeros[64 * 1024];
	struct str        fields = fields_of(t), answer = S("");
	int               fd = dial(t);
	bool              good;

	good = tell(fd, str_join(t->arena, S("POST "), str_of(path), S(" HTTP/1.1\r\nHost: t.test\r\n"), str_of(headers),
	        S("Content-Type: multipart/form-data; boundary=B\r\nContent-Length: "),
	        str_int(t->arena, (int64_t)(fields.n + sizeof(AFTER) - 1) + n), S("\r\n\r\n"), fields, STR_NONE));
	for (int64_t left = n; good && left > 0; left -= (int64_t)sizeof(zeros))
		good = tell(fd, (struct str){ zeros, left < (int64_t)sizeof(zeros) ? (size_t)left : sizeof(zeros) });
	if (good && tell(fd, S(AFTER)))
		answer = hear(t->arena, fd, 60000);
	close(fd);
	return answer;
}

static void full_test(struct testing *t)
{
	struct str a;

	t->house.set.upload_reserve = NO_ROOM;
	a = upload(t, "/form", SAME, FILE_N);
	tap_ok(status_of(a) == 503 && has(a, "words=typed \xE8\xAF\x9D after=the rest fault=pictures/192 end"),
	       "no room: all words come back, and the field of the file says why");
	tap_ok(between(a, "name=form_key value=\"", "\"").n == 59, "with a key of its own");
	a = upload(t, "/form", "", FILE_N);
	tap_ok(status_of(a) == 503 && has(a, "words=typed"), "an old WebView proves the form by its key");
	a = upload(t, "/form", "Sec-Fetch-Site: cross-site\r\n", FILE_N);
	tap_ok(status_of(a) == 503 && !has(a, "typed") && !has(a, "<form"), "what another site sent does not stand on a page of ours");
	a = upload(t, "/inner", SAME, FILE_N);
	tap_ok(status_of(a) == 503 && !has(a, "typed") && !has(a, "<form"), "nor does a form come to whom it is closed");
	a = upload(t, "/form", SAME "Accept: application/json\r\n", FILE_N);
	tap_ok(status_of(a) == 503 && has(a, "problem+json"), "a program is told as a program");
	t->house.set.upload_reserve = 0;
	a = upload(t, "/form", SAME, FILE_N);
	tap_ok(status_of(a) == 303, "and when there is room it is taken");
}

static void large_test(struct testing *t)
{
	struct str a = upload(t, "/form", SAME, SPOOL_MAX);

	tap_ok(status_of(a) == 413 && has(a, "words=typed \xE8\xAF\x9D after=the rest fault=pictures/192 end"),
	       "192 MB are too large, and all words come back");
	a = ask(t, S("POST /form HTTP/1.1\r\nHost: t.test\r\n" SAME "Content-Type: multipart/form-data; boundary=B\r\n"
	             "Content-Length: 10000000000\r\n\r\n"));
	tap_ok(status_of(a) == 413 && has(a, "Connection: close"), "10 GB are not waited for");
}

int main(void)
{
	struct testing t;

	testing_start(&t, routes);
	full_test(&t);
	large_test(&t);
	testing_stop(&t);
	return tap_done();
}
