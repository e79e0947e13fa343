/*
 * play: transcripts against the real program, as TAP; one test per expect.
 *
 *     play -b lianxin -d FOLDER FILE...     on a copy of the data folder, a fresh one per file
 *     play -u http://127.0.0.1:8080 [-a ACCOUNTS] FILE...
 *
 * -l LIST writes down every method and path that a line asked for (coverage.sh reads it).
 *
 * A transcript is a list of lines; # begins a comment.
 *
 *     as WHO METHOD PATH [NAME=VALUE ...] [from PATH|answer] [whole] [no-key]
 *        [with "Header: value"] [raw "body"]
 *     expect STATUS [location PREFIX] [text "..." ...] [no-text "..." ...] [header NAME VALUE]
 *        [json KEY VALUE]
 *     let NAME = header location | match REGEX | json KEY
 *     again
 *     until json KEY VALUE  asks again for at most 20 s: what the timer does comes a moment after a start
 *     user WORD ...        runs `lianxin user` while the program does not serve
 *     serve OPTION ...     serves from here on with these options
 *
 * A value @FILE or @FILE:NAME sends tests/http/files/FILE, under that name, and the form in parts;
 * @FILE*N:NAME its bytes N times over.
 * WHO is nobody or a login; clerk/2 is the same person in a second browser. Each
 * keeps its own cookies and is signed in at its first line. A POST takes the
 * hidden fields it does not name from the form of the page it would be sent
 * from: the same path, or `from`; with `whole` also what its other controls hold. A
 * password that `user` prints is known as
 * ${password} and used for its account, a one-time link as ${link}. What words may hold: play_words.h.
 */
#include <curl/curl.h>
#include <jansson.h>
#include <regex.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/html.h"
#include "base/tap.h"
#include "page_form.h"
#include "play_server.h"
#include "play_words.h"

#define PEOPLE 32
#define NOTHING "(nothing)"

struct person {
	struct str name, login, password;
	CURL      *curl;
	struct str last;                  /* the body of the last answer */
};

struct request {
	struct person *who;
	struct str     method, path, body;
	bool           has_body;
	struct curl_slist *headers;
};

struct play {
	struct arena  *arena;
	struct str     url, accounts;
	struct play_server *server;       /* NULL: another program is asked, by its address */
	FILE          *list;              /* what was asked; NULL: nobody wants to know */
	struct person  people[PEOPLE];
	size_t         n_people;
	struct names   names;
	const char    *file;
	int            line;
	struct request last;
	bool           asked;
	long           status;
	struct buf     head, body;
	struct str     what;              /* the line that asked */
};

static void say(struct play *p, const char *text, struct str detail)
{
	printf("# %s:%d: %s %.*s\n", p->file, p->line, text, (int)detail.n,
	       detail.p ? detail.p : "");
}

/* ---- asking ---- */

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	buf_put(arg, data, size * n);
	return size * n;
}

static bool send_request(struct play *p, const struct request *q)
{
	CURL    *c = q->who->curl;
	CURLcode failed;
	struct str url = str_join(p->arena, p->url, q->path, STR_NONE);

	buf_reset(&p->head);
	buf_reset(&p->body);
	curl_easy_setopt(c, CURLOPT_URL, str_z(p->arena, url));
	curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, NULL);
	curl_easy_setopt(c, CURLOPT_NOBODY, 0L);
	curl_easy_setopt(c, CURLOPT_HTTPGET, 1L);
	if (q->has_body) {
		curl_easy_setopt(c, CURLOPT_POST, 1L);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)q->body.n);
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, q->body.n ? q->body.p : "");
	}
	if (str_eq(q->method, S("HEAD")))
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	else
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, str_z(p->arena, q->method));
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, q->headers);
	failed = curl_easy_perform(c);
	p->status = 0;
	if (failed)
		say(p, "no answer:", str_of(curl_easy_strerror(failed)));
	else
		curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &p->status);
	q->who->last = str_copy(p->arena, buf_view(&p->body));
	p->asked = true;
	return !failed;
}

static CURL *handle_new(struct play *p)
{
	CURL *c = curl_easy_init();

	curl_easy_setopt(c, CURLOPT_COOKIEFILE, "");
	curl_easy_setopt(c, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(c, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(c, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &p->body);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_body);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, &p->head);
	return c;
}

/* ---- forms in parts ---- */

#define FILES_AT "tests/http/files/"
#define BOUNDARY "------------------------lianxin-transcript"

static bool has_files(const struct form_fields *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].given && str_starts(f->v[i].value, S("@")))
			return true;
	return false;
}

/* FILE or FILE*N */
static void file_part(struct play *p, struct buf *b, struct str name)
{
	int64_t times = 1;
	size_t  at;
	FILE   *f;
	char    some[4096];
	size_t  n;

	if (str_find(name, S("*"), &at)) {
		if (!str_number(str_part(name, at + 1, name.n), 1000000, &times))
			say(p, "how often is", name);
		name = str_part(name, 0, at);
	}
	f = fopen(str_z(p->arena, str_join(p->arena, S(FILES_AT), name, STR_NONE)), "rb");
	if (!f)
		say(p, "no such file to send:", name);
	for (; f && times > 0; times--, rewind(f))
		while ((n = fread(some, 1, sizeof(some), f)) > 0)
			buf_put(b, some, n);
	if (f)
		fclose(f);
}

static struct str form_parts(struct play *p, const struct form_fields *f)
{
	struct buf b;

	buf_init(&b, p->arena, 64 * 1024 * 1024);
	for (size_t i = 0; i < f->n; i++) {
		struct str value = f->v[i].value, called;
		bool       file = f->v[i].given && str_starts(value, S("@"));
		size_t     at;

		buf_lit(&b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"");
		buf_str(&b, f->v[i].name);
		if (file) {
			value = called = str_part(value, 1, value.n);
			if (str_find(value, S(":"), &at)) {
				called = str_part(value, at + 1, value.n);
				value = str_part(value, 0, at);
			}
			buf_lit(&b, "\"; filename=\"");
			buf_str(&b, called);
			buf_lit(&b, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
			file_part(p, &b, value);
		} else {
			buf_lit(&b, "\"\r\n\r\n");
			buf_str(&b, value);
		}
		buf_lit(&b, "\r\n");
	}
	buf_lit(&b, "--" BOUNDARY "--\r\n");
	return buf_view(&b);
}

static struct str form_text(struct play *p, const struct form_fields *f)
{
	struct buf b;

	buf_init(&b, p->arena, 4 * 1024 * 1024);
	for (size_t i = 0; i < f->n; i++) {
		if (i)
			buf_char(&b, '&');
		html_url(&b, f->v[i].name, false);
		buf_char(&b, '=');
		html_url(&b, f->v[i].value, false);
	}
	return buf_view(&b);
}

/* The page a form stands on, and its fields. */
static void form_fetch(struct play *p, struct person *who, struct str from, struct str to,
                       struct form_fields *fields)
{
	struct request q = { .who = who, .method = S("GET"), .path = from };
	size_t         at;

	if (!str_eq(from, S("answer")))
		send_request(p, &q);
	if (str_find(to, S("?"), &at))
		to = str_part(to, 0, at);
	if (!page_form_fields(p->arena, who->last, to, fields))
		say(p, "no form for this was found on", from);
}

static void sign_in(struct play *p, struct person *who)
{
	struct form_fields f = { 0 };
	struct request q = {
		.who = who, .method = S("POST"), .path = S("/sign-in"), .has_body = true
	};

	form_field_add(&f, S("name"), who->login, true);
	form_field_add(&f, S("password"), who->password, true);
	form_fetch(p, who, S("/sign-in"), q.path, &f);
	q.body = form_text(p, &f);
	q.headers = curl_slist_append(NULL, "Sec-Fetch-Site: same-origin");
	send_request(p, &q);
	if (p->status != 303)
		say(p, "could not be signed in:", who->login);
	curl_slist_free_all(q.headers);
}

/* The account of a name: the last line of that login. */
static void account_find(const struct play *p, struct str name, struct person *who)
{
	struct str rest = p->accounts, line;

	while (str_next(&rest, '\n', &line)) {
		struct str login, password;

		if (str_next(&line, '\t', &login) && str_next(&line, '\t', &password) && str_eq(login, name)) {
			who->login = login;
			who->password = password;
		}
	}
}

/* The person of a name; the first use finds the account and signs in. */
static struct person *person_of(struct play *p, struct str name)
{
	struct person *who;
	size_t         at;

	for (size_t i = 0; i < p->n_people; i++)
		if (str_eq(p->people[i].name, name))
			return &p->people[i];
	if (p->n_people == PEOPLE)
		return NULL;
	who = &p->people[p->n_people];
	*who = (struct person){ .name = str_copy(p->arena, name), .last = S("") };
	if (!str_find(name, S("/"), &at))
		at = name.n;
	account_find(p, str_part(name, 0, at), who);
	if (!who->login.p && !str_starts(name, S("nobody")))
		return NULL;
	who->curl = handle_new(p);
	p->n_people++;
	if (who->login.p)
		sign_in(p, who);
	return who;
}

/* A path may be written as people read it. */
static struct str path_escape(struct play *p, struct str path)
{
	struct buf b;

	buf_init(&b, p->arena, 1024 * 1024);
	for (size_t i = 0; i < path.n; i++) {
		if ((unsigned char)path.p[i] > 0x20 && (unsigned char)path.p[i] < 0x7f)
			buf_char(&b, path.p[i]);
		else
			html_url(&b, str_part(path, i, 1), true);
	}
	return buf_view(&b);
}

static bool has_header(const struct curl_slist *list, const char *name)
{
	for (; list; list = list->next)
		if (str_starts(str_of(list->data), str_of(name)))
			return true;
	return false;
}

/* The words of an `as` line behind the path, into the request and its fields. */
static void request_words(struct play *p, const struct word *w, size_t n, struct request *q,
                          struct form_fields *fields, struct str *from, bool *keyed)
{
	for (size_t i = 0; i < n; i++) {
		struct str s = w[i].s;
		size_t     at;

		if (str_eq(s, S("from")) && i + 1 < n) {
			*from = w[++i].s;
		} else if (str_eq(s, S("no-key"))) {
			*keyed = false;
		} else if (str_eq(s, S("whole"))) {
			fields->whole = true;
		} else if (str_eq(s, S("with")) && i + 1 < n) {
			q->headers = curl_slist_append(q->headers, str_z(p->arena, w[++i].s));
		} else if (str_eq(s, S("raw")) && i + 1 < n) {
			q->body = w[++i].s;
			q->has_body = true;
		} else if (str_find(s, S("="), &at)) {
			form_field_add(fields, str_part(s, 0, at), str_part(s, at + 1, s.n), true);
		} else {
			say(p, "not understood:", s);
		}
	}
}

static bool do_as(struct play *p, const struct word *w, size_t n)
{
	struct form_fields fields = { 0 };
	struct request     q = { 0 };
	bool               keyed = true;
	struct str         from;

	if (n < 4)
		return false;
	q.who = person_of(p, w[1].s);
	if (!q.who) {
		say(p, "no account for", w[1].s);
		return false;
	}
	q.method = w[2].s;
	q.path = from = path_escape(p, w[3].s);
	if (p->list)
		fprintf(p->list, "%.*s %.*s\n", (int)q.method.n, q.method.p, (int)q.path.n, q.path.p);
	request_words(p, w + 4, n - 4, &q, &fields, &from, &keyed);
	if (str_eq(q.method, S("POST")) && !q.has_body) {
		if (keyed)
			form_fetch(p, q.who, from, q.path, &fields);
		if (has_files(&fields)) {
			q.body = form_parts(p, &fields);
			q.headers = curl_slist_append(q.headers, "Content-Type: multipart/form-data; boundary=" BOUNDARY);
		} else {
			q.body = form_text(p, &fields);
		}
		q.has_body = true;
	}
	if (str_eq(q.method, S("POST")) && !has_header(q.headers, "Sec-Fetch-Site") &&
	    !has_header(q.headers, "Origin"))
		q.headers = curl_slist_append(q.headers, "Sec-Fetch-Site: same-origin");
	curl_slist_free_all(p->last.headers);
	p->last = q;
	return send_request(p, &q);
}

/* ---- looking at the answer ---- */

static struct str header_of(struct play *p, struct str name)
{
	struct str rest = buf_view(&p->head), line;

	while (str_next(&rest, '\n', &line)) {
		size_t at;

		if (str_find(line, S(":"), &at) && str_eq_nocase(str_part(line, 0, at), name))
			return str_trim(str_part(line, at + 1, line.n));
	}
	return STR_NONE;
}

static struct str json_value(struct play *p, struct str key)
{
	json_t *root = json_loadb(p->body.p ? p->body.p : "", p->body.n, JSON_DECODE_ANY, NULL),
	       *at = root;
	struct str part, out = S(NOTHING);

	while (at && str_next(&key, '.', &part)) {
		int64_t index;

		if (json_is_array(at) && str_number(part, 1000000, &index))
			at = json_array_get(at, (size_t)index);
		else
			at = json_object_get(at, str_z(p->arena, part));
	}
	if (json_is_string(at)) {
		out = str_copy(p->arena,
		               (struct str){ json_string_value(at), json_string_length(at) });
	} else if (at) {
		char *text = json_dumps(at, JSON_ENCODE_ANY | JSON_COMPACT);

		out = str_copy(p->arena, str_of(text));
		base_free(text);
	}
	json_decref(root);
	return out;
}

static struct str json_found(struct play *p, struct str key)
{
	struct str value = json_value(p, key);

	return str_eq(value, S(NOTHING)) ? STR_NONE : value;
}

static bool check(struct play *p, bool good, const char *what, struct str want, struct str got)
{
	if (!good) {
		say(p, what, want);
		say(p, "  came:", got);
	}
	return good;
}

/* One part of an expect line; takes its words off. */
static bool expect_part(struct play *p, const struct word *w, size_t n, size_t *i)
{
	struct str key = w[*i].s, body = buf_view(&p->body), head = str_part(body, 0, 600), got;
	bool       good = true;
	size_t     at;

	(*i)++;
	if (str_eq(key, S("text")) || str_eq(key, S("no-text"))) {
		bool want = str_eq(key, S("text"));

		for (; *i < n && w[*i].quoted; (*i)++)
			good = check(p, str_find(body, w[*i].s, &at) == want,
			             want ? "text is missing:" : "text should not be there:",
			             w[*i].s, head) &&
			       good;
		return good;
	}
	if (str_eq(key, S("location")) && *i < n) {
		got = header_of(p, S("Location"));
		good = got.p && str_starts(got, w[*i].s);
		return check(p, good, "location should begin with", w[(*i)++].s, got);
	}
	if (str_eq(key, S("header")) && *i + 1 < n) {
		got = header_of(p, w[*i].s);
		good = got.p && str_find(got, w[*i + 1].s, &at);
		*i += 2;
		return check(p, good, "header should have", w[*i - 1].s, got);
	}
	if (str_eq(key, S("json")) && *i + 1 < n) {
		got = json_value(p, w[*i].s);
		good = str_eq(got, w[*i + 1].s);
		*i += 2;
		return check(p, good, "JSON should be", w[*i - 1].s, got);
	}
	return check(p, false, "not understood:", key, S(""));
}

static void do_expect(struct play *p, const struct word *w, size_t n)
{
	int64_t status = 0;
	bool    good = n > 1 && p->asked && str_number(w[1].s, 999, &status);

	good = check(p, good && p->status == status, "status should be", n > 1 ? w[1].s : S("?"),
	             str_join(p->arena, str_int(p->arena, p->status), S(" "),
	                      str_part(buf_view(&p->body), 0, 600), STR_NONE)) && good;
	for (size_t i = 2; i < n;)
		good = expect_part(p, w, n, &i) && good;
	tap_ok(good, "%s:%d: %.*s", p->file, p->line, (int)p->what.n, p->what.p);
}

static struct str matched(struct play *p, struct str pattern)
{
	regmatch_t at[2];
	regex_t    re;
	struct str out = STR_NONE;
	char      *text = str_z(p->arena, buf_view(&p->body));

	if (regcomp(&re, str_z(p->arena, pattern), REG_EXTENDED | REG_NEWLINE)) {
		say(p, "no regular expression:", pattern);
		return STR_NONE;
	}
	if (regexec(&re, text, 2, at, 0) == 0) {
		const regmatch_t *m = at[1].rm_so >= 0 ? &at[1] : &at[0];

		out = (struct str){ text + m->rm_so, (size_t)(m->rm_eo - m->rm_so) };
	}
	regfree(&re);
	return out;
}

/* let NAME = header H | match REGEX | json KEY */
static void do_let(struct play *p, const struct word *w, size_t n)
{
	struct str value = STR_NONE;

	if (n == 5 && str_eq(w[2].s, S("=")) && str_eq(w[3].s, S("header")))
		value = header_of(p, w[4].s);
	else if (n == 5 && str_eq(w[2].s, S("=")) && str_eq(w[3].s, S("match")))
		value = matched(p, w[4].s);
	else if (n == 5 && str_eq(w[2].s, S("=")) && str_eq(w[3].s, S("json")))
		value = json_found(p, w[4].s);
	else
		say(p, "write it as: let NAME = header NAME, match REGEX or json KEY", S(""));
	if (!value.p || !names_put(&p->names, p->arena, w[1].s, value)) {
		tap_ok(false, "%s:%d: nothing was caught for %.*s", p->file, p->line,
		       n > 1 ? (int)w[1].s.n : 0, n > 1 ? w[1].s.p : "");
	}
}

/* user WORD ...: what it prints after the last ": " is the password of its account. */
static void do_user(struct play *p, const struct word *w, size_t n)
{
	struct str out, args[PLAY_ARGS], line;
	size_t     at, k = 0;

	for (size_t i = 1; i < n && k < PLAY_ARGS; i++)
		args[k++] = w[i].s;
	if (!p->server || !play_server_user(p->server, p->arena, args, k, &out)) {
		tap_ok(false, "%s:%d: lianxin user did not do it", p->file, p->line);
		return;
	}
	if (!names_put(&p->names, p->arena, S(PLAY_CLOCK), S("")))      /* served by the machine's again */
		say(p, "too many names", S(PLAY_CLOCK));
	line = str_trim(out);
	if (k < 2 || !str_find(line, S(": "), &at))
		return;
	if (str_starts(line, S("one-time link")) &&
	    !names_put(&p->names, p->arena, S("link"), str_part(line, at + 2, line.n)))
		say(p, "too many names", line);
	if (!str_starts(line, S("password")))
		return;
	line = str_part(line, at + 2, line.n);
	if (!names_put(&p->names, p->arena, S("password"), line))
		say(p, "too many names", line);
	p->accounts = str_join(p->arena, p->accounts, S("\n"), args[1], S("\t"), line, S("\t"), STR_NONE);
}

/* serve OPTION ...: from here on with these options, on the same data and port. */
static void do_serve(struct play *p, const struct word *w, size_t n)
{
	struct str args[PLAY_ARGS];
	size_t     k = 0;

	for (size_t i = 1; i < n && k < PLAY_ARGS; i++)
		args[k++] = w[i].s;
	for (size_t i = 0; i + 1 < k; i++)
		if (str_eq(args[i], S("--now")) && !names_put(&p->names, p->arena, S(PLAY_CLOCK), args[i + 1]))
			say(p, "too many names", args[i]);
	if (!p->server || !play_server_again(p->server, p->arena, args, k))
		tap_ok(false, "%s:%d: did not serve again", p->file, p->line);
}

static void do_until(struct play *p, const struct word *w, size_t n)
{
	const struct timespec nap = { 0, 100 * 1000 * 1000 };

	for (int i = 0; n == 4 && i < 200 && !str_eq(json_value(p, w[2].s), w[3].s); i++) {
		nanosleep(&nap, NULL);
		send_request(p, &p->last);
	}
}

static void line_play(struct play *p, struct str line)
{
	struct word w[WORDS_MAX];
	struct str  unknown;
	size_t      n = words_split(p->arena, &p->names, line, w, &unknown);

	if (unknown.p)
		say(p, "nothing is known as", unknown);
	if (n == 0)
		return;
	if (str_eq(w[0].s, S("as"))) {
		p->what = line;
		p->asked = false;
		if (!do_as(p, w, n))
			tap_ok(false, "%s:%d: could not be asked: %.*s", p->file, p->line,
			       (int)line.n, line.p);
	} else if (str_eq(w[0].s, S("again")) && p->last.who) {
		send_request(p, &p->last);
	} else if (str_eq(w[0].s, S("until")) && p->last.who) {
		do_until(p, w, n);
	} else if (str_eq(w[0].s, S("expect"))) {
		do_expect(p, w, n);
	} else if (str_eq(w[0].s, S("let"))) {
		do_let(p, w, n);
	} else if (str_eq(w[0].s, S("user"))) {
		do_user(p, w, n);
	} else if (str_eq(w[0].s, S("serve"))) {
		do_serve(p, w, n);
	} else {
		tap_ok(false, "%s:%d: not understood: %.*s", p->file, p->line, (int)line.n, line.p);
	}
}

static void file_play(struct play *p, const char *path)
{
	struct str text, line, accounts = p->accounts;

	p->file = path;
	p->line = 0;
	p->names.n = p->n_people = 0;
	p->last = (struct request){ 0 };
	if (!file_read(p->arena, path, &text)) {
		tap_ok(false, "%s cannot be read", path);
		return;
	}
	while (str_next(&text, '\n', &line)) {
		p->line++;
		line_play(p, str_trim(line));
	}
	p->accounts = accounts;
	curl_slist_free_all(p->last.headers);
	for (size_t i = 0; i < p->n_people; i++)
		curl_easy_cleanup(p->people[i].curl);
}

int main(int argc, char **argv)
{
	struct play p = { .arena = arena_new(1 << 20) };
	const char *binary = NULL, *folder = NULL, *accounts = NULL, *list = NULL;
	int         option;

	while ((option = getopt(argc, argv, "b:d:u:a:l:")) != -1) {
		switch (option) {
		case 'b': binary = optarg; break;
		case 'd': folder = optarg; break;
		case 'u': p.url = str_of(optarg); break;
		case 'a': accounts = optarg; break;
		case 'l': list = optarg; break;
		default: return 2;
		}
	}
	if (optind == argc || (!p.url.p && (!binary || !folder))) {
		fprintf(stderr, "usage: play -b PROGRAM -d FOLDER FILE...  or: play -u URL [-a "
		                "ACCOUNTS] FILE...\n");
		return 2;
	}
	if (list && !(p.list = fopen(list, "w"))) {
		perror(list);
		return 2;
	}
	curl_global_init(CURL_GLOBAL_DEFAULT);
	buf_init(&p.head, p.arena, 1 << 20);
	buf_init(&p.body, p.arena, 64 << 20);
	if (!accounts && folder)
		accounts = str_z(p.arena, str_join(p.arena, str_of(folder), S("/demo-accounts.txt"),
		                                   STR_NONE));
	if (accounts && !file_read(p.arena, accounts, &p.accounts))
		printf("# no accounts in %s: everybody is nobody\n", accounts);
	for (; optind < argc; optind++) {
		struct play_server s = { 0 };

		if (folder && !play_server_start(&s, p.arena, binary, folder)) {
			tap_ok(false, "%s serve did not start for %s", binary, argv[optind]);
			continue;
		}
		if (folder) {
			p.url = s.url;
			p.server = &s;
		}
		file_play(&p, argv[optind]);
		if (folder)
			tap_ok(play_server_stop(&s), "the program served and ended well after %s",
			       argv[optind]);
	}
	curl_global_cleanup();
	if (p.list && fclose(p.list)) {
		perror(list);
		return 2;
	}
	arena_free(p.arena);
	return tap_done();
}
