#include "http/reply.h"

#include "http/form.h"
#include "http/inside.h"

#define JSON_TYPE "application/json; charset=utf-8"

/* The one table from an error to its status and its words. */
static const struct {
	int      status;
	enum msg title, words;
} answers[] = {
	[OK]            = { 200, MSG_NONE,              MSG_NONE },
	[ERR_INPUT]     = { 422, MSG_error_input,       MSG_error_input_words },
	[ERR_SIGNIN]    = { 401, MSG_error_signin,      MSG_error_signin_words },
	[ERR_DENIED]    = { 403, MSG_error_denied,      MSG_error_denied_words },
	[ERR_MISSING]   = { 404, MSG_error_missing,     MSG_error_missing_words },
	[ERR_METHOD]    = { 405, MSG_error_method,      MSG_error_method_words },
	[ERR_CONFLICT]  = { 409, MSG_error_conflict,    MSG_error_conflict_words },
	[ERR_STEP]      = { 409, MSG_error_step,        MSG_error_step_words },
	[ERR_REPEAT]    = { 409, MSG_error_repeat,      MSG_error_repeat_words },
	[ERR_FORGED]    = { 403, MSG_error_forged,      MSG_error_forged_words },
	[ERR_TOO_LARGE] = { 413, MSG_error_too_large,   MSG_error_too_large_words },
	[ERR_TYPE]      = { 415, MSG_error_type,        MSG_error_type_words },
	[ERR_LIMIT]     = { 429, MSG_error_limit,       MSG_error_limit_words },
	[ERR_BUSY]      = { 503, MSG_error_busy,        MSG_error_busy_words },
	[ERR_FULL]      = { 503, MSG_error_full,        MSG_error_full_words },
	[ERR_FAULT]     = { 500, MSG_error_fault,       MSG_error_fault_words },
};
_Static_assert(COUNT(answers) == ERR_COUNT, "every enum err has an answer");

enum msg error_title(enum err e)
{
	return e < ERR_COUNT ? answers[e].title : MSG_error_fault;
}

enum msg error_words(enum err e)
{
	return e < ERR_COUNT ? answers[e].words : MSG_error_fault_words;
}

int error_status(enum err e)
{
	return e < ERR_COUNT ? answers[e].status : 500;
}

struct str word_of(const struct req *r, enum msg m)
{
	const struct msg_text *t = &msg_catalogs[r->lang][m];

	return (struct str){ t->one, t->n_one };
}

void reply_reset(struct exchange *x)
{
	x->reply = (struct reply){ .fd = -1 };
	buf_reset(&x->out);
}

void reply_status(struct req *r, int status)
{
	r->reply->status = status;
}

/* No control characters: a value cannot begin another header. */
static bool value_safe(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return true;
}

enum err reply_header(struct req *r, const char *name, struct str value)
{
	struct reply *y = r->reply;

	if (!value_safe(value) || y->n_headers == REPLY_HEADERS)
		return ERR_FAULT;
	y->headers[y->n_headers++] = (struct pair){ str_of(name), str_copy(r->arena, value) };
	return OK;
}

enum err reply_cookie(struct req *r, const char *name, struct str value, int max_age_s,
                      bool http_only)
{
	struct buf b;
	size_t     at;

	if (str_find(value, S(";"), &at) || str_find(value, S(" "), &at))
		return ERR_FAULT;
	buf_init(&b, r->arena, 4096);
	buf_z(&b, name);
	buf_char(&b, '=');
	buf_str(&b, value);
	buf_lit(&b, "; Path=/");
	if (max_age_s >= 0) {
		buf_lit(&b, "; Max-Age=");
		buf_int(&b, max_age_s);
	}
	if (r->house->set.behind_proxy)
		buf_lit(&b, "; Secure");
	/* A session is never sent along from another site; manners (language, theme) may be. */
	if (http_only)
		buf_lit(&b, "; HttpOnly; SameSite=Strict");
	else
		buf_lit(&b, "; SameSite=Lax");
	return b.full ? ERR_FAULT : reply_header(r, "Set-Cookie", buf_view(&b));
}

enum err reply_see(struct req *r, struct str path)
{
	/* "//host" and "/\host" lead away from us although they begin with '/'. */
	if (path.n == 0 || path.p[0] != '/' || !value_safe(path) ||
	    (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')))
		return ERR_FAULT;
	r->reply->status = 303;
	r->reply->location = str_copy(r->arena, path);
	r->reply->body = S("");
	r->reply->type = NULL;
	return OK;
}

static enum err reply_done(struct req *r, const char *type, struct str body)
{
	if (!r->reply->status)
		r->reply->status = 200;
	r->reply->type = type;
	r->reply->body = body;
	return OK;
}

enum err reply_bytes(struct req *r, const char *type, struct str body)
{
	return reply_done(r, type, body);
}

enum err reply_file(struct req *r, const char *type, int fd, uint64_t size)
{
	r->reply->fd = fd;
	r->reply->fd_size = size;
	return reply_done(r, type, S(""));
}

static enum err out_done(struct req *r, const char *type)
{
	if (r->out->full)
		return ERR_FAULT;        /* the page outgrew its limit */
	return reply_done(r, type, buf_view(r->out));
}

/* The path that gives this face again from another place in the list. */
static struct str next_link(struct req *r, struct str next)
{
	struct buf b;
	bool       first = true;

	buf_init(&b, r->arena, 64 * 1024);
	buf_char(&b, '<');
	html_url(&b, r->path, true);
	buf_lit(&b, ".json?");
	for (size_t i = 0; i < r->n_query; i++) {
		if (str_eq(r->query[i].name, S("after")))
			continue;
		if (!first)
			buf_char(&b, '&');
		html_url(&b, r->query[i].name, false);
		buf_char(&b, '=');
		html_url(&b, r->query[i].value, false);
		first = false;
	}
	if (!first)
		buf_char(&b, '&');
	buf_lit(&b, "after=");
	html_url(&b, next, false);
	buf_lit(&b, ">; rel=\"next\"");
	return buf_view(&b);
}

static enum err list_json(struct req *r, const struct list *l)
{
	struct buf *b = r->out;
	enum err    e;

	buf_lit(b, "{\"items\":");
	json_rows(b, r, l->face, l->rows, l->n);
	buf_lit(b, ",\"next\":");
	json_str(b, l->next);
	if (l->total >= 0) {
		buf_lit(b, ",\"total\":");
		buf_int(b, l->total);
	}
	buf_lit(b, "}\n");
	if (l->next.p && (e = reply_header(r, "Link", next_link(r, l->next))))
		return e;
	return out_done(r, JSON_TYPE);
}

static enum err html_end(struct req *r, struct page *p)
{
	r->house->draw_page_end(p);
	return out_done(r, "text/html; charset=utf-8");
}

enum err reply_list(struct req *r, enum msg title, void (*html)(struct page *, const struct list *),
                    const struct list *l)
{
	struct page *p;

	if (r->counting)
		return sheet_rows(r, l);
	if (r->as == AS_JSON)
		return list_json(r, l);
	if (r->as != AS_HTML)
		return ERR_FAULT;        /* the runner exports only routes marked LIST */
	p = r->house->draw_page_begin(r, word_of(r, title));
	html(p, l);
	return html_end(r, p);
}

enum err reply_page(struct req *r, struct str title, void (*html)(struct page *, const void *view),
                    const void *view, const struct row_set *sets, size_t n)
{
	struct page *p;

	if (r->as == AS_JSON && r->failed != OK) {
		reply_problem(r, r->failed);     /* a form drawn again: what is wrong, not the form */
		return OK;
	}
	if (r->as == AS_JSON) {
		buf_char(r->out, '{');
		if (n == 0) {                    /* a form and nothing else has at least its name */
			buf_lit(r->out, "\"title\":");
			json_str(r->out, title);
		}
		for (size_t i = 0; i < n; i++) {
			if (i)
				buf_char(r->out, ',');
			json_str(r->out, str_of(sets[i].name));
			buf_char(r->out, ':');
			if (!sets[i].one)
				json_rows(r->out, r, sets[i].face, sets[i].rows, sets[i].n);
			else if (sets[i].rows)
				json_row(r->out, r, sets[i].face, sets[i].rows);
			else
				buf_lit(r->out, "null");
		}
		buf_lit(r->out, "}\n");
		return out_done(r, JSON_TYPE);
	}
	p = r->house->draw_page_begin(r, title);
	html(p, view);
	return html_end(r, p);
}

static const char *code_of(enum err e)
{
	static const char *const codes[] = { "ok",      "input",  "signin",    "denied",
		                             "missing", "method", "conflict",  "step",
		                             "repeat",  "forged", "too_large", "type",
		                             "limit",   "busy",   "full",      "fault" };

	_Static_assert(COUNT(codes) == ERR_COUNT, "every enum err has a code");
	return e < ERR_COUNT ? codes[e] : "fault";
}

/* The words of a fault with its limit in the place of {0}. */
static void fault_words(struct buf *b, const struct req *r, const struct field_fault *f)
{
	struct str s = word_of(r, f->what);
	struct buf text;
	size_t     at;

	buf_init(&text, r->arena, 1024);
	if (str_find(s, S("{0}"), &at)) {
		buf_str(&text, str_part(s, 0, at));
		buf_int(&text, f->limit);
		s = str_part(s, at + 3, s.n);
	}
	buf_str(&text, s);
	json_str(b, buf_view(&text));
}

void reply_problem(struct req *r, enum err e)
{
	struct buf *b = r->out;

	buf_reset(b);
	buf_lit(b, "{\"type\":\"about:blank\",\"title\":");
	json_str(b, word_of(r, error_title(e)));
	buf_lit(b, ",\"status\":");
	buf_int(b, error_status(e));
	buf_lit(b, ",\"code\":");
	json_str(b, str_of(code_of(e)));
	buf_lit(b, ",\"detail\":");
	json_str(b, word_of(r, error_words(e)));
	buf_lit(b, ",\"instance\":");
	json_str(b, r->path);
	if (e == ERR_REPEAT && r->repeat_of.n) {
		buf_lit(b, ",\"first\":");
		json_str(b, r->repeat_of);
	}
	if (r->n_faults) {
		buf_lit(b, ",\"errors\":[");
		for (size_t i = 0; i < r->n_faults; i++) {
			struct str pointer =
			        str_join(r->arena, S("/"), str_of(r->faults[i].field), STR_NONE);

			if (i)
				buf_char(b, ',');
			buf_lit(b, "{\"pointer\":");
			json_str(b, pointer);
			buf_lit(b, ",\"detail\":");
			fault_words(b, r, &r->faults[i]);
			buf_char(b, '}');
		}
		buf_char(b, ']');
	}
	buf_lit(b, "}\n");
	r->reply->status = error_status(e);
	r->reply->type = "application/problem+json; charset=utf-8";
	r->reply->body = buf_view(b);
}

void reply_plain(struct exchange *x, int status)
{
	static const struct {
		int        status;
		const char *text;
	} lines[] = {
		{ 400, "400: this request cannot be read. 请求无法识别。\n" },
		{ 411, "411: send the form with its length. 请求缺少长度。\n" },
		{ 414, "414: this address is too long. 网址过长。\n" },
		{ 417, "417: this expectation cannot be met. 请求无法满足。\n" },
		{ 431, "431: too many headers. 请求头过多。\n" },
		{ 505, "505: only HTTP/1.0 and HTTP/1.1. 仅支持 HTTP/1.0 与 HTTP/1.1。\n" },
		{ 503, "503: too busy just now, nothing was stored; try again. "
		       "系统繁忙，未保存任何内容，请稍后再试。\n" },
	};
	const char *text = "500: a fault of ours; nothing was stored. 系统出错，未保存任何内容。\n";

	for (size_t i = 0; i < COUNT(lines); i++)
		if (lines[i].status == status)
			text = lines[i].text;
	reply_reset(x);
	x->reply.status = status;
	x->reply.type = "text/plain; charset=utf-8";
	x->reply.body = str_of(text);
}
