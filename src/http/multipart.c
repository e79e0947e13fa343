#include "http/multipart.h"

#include "http/head.h"
#include "http/parse.h"

#define PART_HEADERS 8
#define PART_HEAD_BYTES 4096

static bool boundary_fit(struct str s)
{
	if (s.n == 0 || s.n > BOUNDARY_MAX || s.p[s.n - 1] == ' ')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      memchr("'()+_,-./:=? ", c, 13)))
			return false;
	}
	return true;
}

/* Takes `name=value` or `name="value"` and its ';' off a header's parameters. */
static bool parameter_next(struct str *s, struct str *name, struct str *value)
{
	size_t at, end;

	*s = str_trim(*s);
	if (!str_find(*s, S("="), &at))
		return false;
	*name = str_trim(str_part(*s, 0, at));
	*s = str_part(*s, at + 1, s->n);
	if (s->n && s->p[0] == '"') {
		*s = str_part(*s, 1, s->n);
		if (!str_find(*s, S("\""), &end))
			return false;
		*value = str_part(*s, 0, end);
		*s = str_trim(str_part(*s, end + 1, s->n));
		if (s->n && s->p[0] != ';')
			return false;
	} else {
		if (!str_find(*s, S(";"), &end))
			end = s->n;
		*value = str_trim(str_part(*s, 0, end));
		*s = str_part(*s, end, s->n);
	}
	*s = str_part(*s, s->n > 0, s->n);      /* the ';' */
	return true;
}

struct str multipart_boundary(struct arena *a, struct str content_type)
{
	struct str media, name, value, found = STR_NONE;

	if (!str_next(&content_type, ';', &media) ||
	    !str_eq_nocase(str_trim(media), S("multipart/form-data")))
		return STR_NONE;
	while (content_type.n && parameter_next(&content_type, &name, &value)) {
		if (!str_eq_nocase(name, S("boundary")))
			continue;
		if (found.p || !boundary_fit(value))
			return STR_NONE;
		found = str_copy(a, value);
	}
	return found;
}

/* Browsers write a quote and line ends inside a name as %22, %0D and %0A, and nothing else so. */
static struct str name_decode(struct arena *a, struct str raw)
{
	struct buf b;

	buf_init(&b, a, raw.n + 1);
	for (size_t i = 0; i < raw.n; i++) {
		struct str three = str_part(raw, i, 3);

		if (str_eq(three, S("%22")))
			buf_char(&b, '"');
		else if (str_eq_nocase(three, S("%0D")) || str_eq_nocase(three, S("%0A")))
			buf_char(&b, ' ');
		else {
			buf_char(&b, raw.p[i]);
			continue;
		}
		i += 2;
	}
	return text_edge(a, buf_view(&b));
}

struct part {
	struct str name, file, bytes;
	bool       is_file;
};

/* form-data; name="..."; filename="..." */
static bool disposition_read(struct arena *a, struct str value, struct part *p)
{
	struct str kind, key, text;

	if (!str_next(&value, ';', &kind) || !str_eq_nocase(str_trim(kind), S("form-data")))
		return false;
	while (value.n) {
		if (!parameter_next(&value, &key, &text))
			return false;
		if (str_eq_nocase(key, S("name"))) {
			if (p->name.p)
				return false;
			p->name = name_decode(a, text);
		} else if (str_eq_nocase(key, S("filename"))) {
			if (p->is_file)
				return false;
			p->is_file = true;
			p->file = name_decode(a, text);
		}
	}
	return p->name.p != NULL;
}

static bool line_clean(struct str line)
{
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t')
			return false;
	return true;
}

/* The headers of a part, and off the body with them. */
static bool head_read(struct arena *a, struct str *body, struct part *p)
{
	struct str head = str_part(*body, 0, PART_HEAD_BYTES), line;
	size_t     end, colon, n = 0;
	bool       told = false;

	*p = (struct part){ .name = STR_NONE };
	for (;; n++) {
		if (!str_find(head, S("\r\n"), &end))
			return false;
		line = str_part(head, 0, end);
		head = str_part(head, end + 2, head.n);
		*body = str_part(*body, end + 2, body->n);
		if (line.n == 0)
			return told;
		if (n == PART_HEADERS || !line_clean(line) || !str_find(line, S(":"), &colon) ||
		    colon == 0 || line.p[0] == ' ' || line.p[0] == '\t')
			return false;
		if (str_eq_nocase(str_part(line, 0, colon), S("Content-Disposition"))) {
			if (told || !disposition_read(a, str_part(line, colon + 1, line.n), p))
				return false;
			told = true;
		} else if (str_eq_nocase(str_part(line, 0, colon), S("Content-Transfer-Encoding"))) {
			return false;
		}
	}
}

/* What stands before the next delimiter; the body goes on behind it. *last: the closing one. */
static bool bytes_read(struct str *body, struct str mark, struct str *bytes, bool *last)
{
	const char *at = memmem(body->p, body->n, mark.p, mark.n);
	struct str  rest;

	if (!at)
		return false;
	*bytes = (struct str){ body->p, (size_t)(at - body->p) };
	rest = str_part(*body, bytes->n + mark.n, body->n);
	*last = str_starts(rest, S("--"));
	if (*last)
		rest = str_part(rest, 2, rest.n);
	if (*last ? rest.n != 0 && !str_eq(rest, S("\r\n")) : !str_starts(rest, S("\r\n")))
		return false;
	*body = str_part(rest, 2, rest.n);
	return true;
}

static enum err part_add(struct part *p, size_t max, struct multipart *out)
{
	if (!p->is_file) {
		if (out->n_pairs == max)
			return ERR_TOO_LARGE;
		out->pairs[out->n_pairs++] = (struct pair){ p->name, p->bytes };
		return OK;
	}
	if (p->file.n == 0 && p->bytes.n == 0)
		return OK;
	if (out->n_uploads == UPLOADS_PARSED)
		return OK;
	out->uploads[out->n_uploads++] =
	        (struct upload){ .field = p->name, .name = p->file, .bytes = p->bytes };
	return OK;
}

enum err multipart_parse(struct arena *a, struct str boundary, struct str body, size_t max,
                         struct multipart *out)
{
	struct str  mark = str_join(a, S("\r\n--"), boundary, STR_NONE);
	struct part p;
	bool        last = false;
	enum err    e = OK;

	*out = (struct multipart){ .pairs = ARENA_ARRAY(a, struct pair, max),
	                           .uploads = ARENA_ARRAY(a, struct upload, UPLOADS_PARSED) };
	/* The first delimiter begins the body, without the line end before it. */
	if (!str_starts(body, str_part(mark, 2, mark.n)))
		return ERR_TYPE;
	body = str_part(body, mark.n - 2, body.n);
	if (str_eq(body, S("--")) || str_eq(body, S("--\r\n")))
		return OK;
	if (!str_starts(body, S("\r\n")))
		return ERR_TYPE;
	body = str_part(body, 2, body.n);
	while (!e && !last) {
		if (!head_read(a, &body, &p))
			return ERR_TYPE;
		/* An empty value has its delimiter right behind the empty line of the head. */
		body.p -= 2;
		body.n += 2;
		if (!bytes_read(&body, mark, &p.bytes, &last))
			return ERR_TYPE;
		p.bytes = str_part(p.bytes, p.bytes.n < 2 ? p.bytes.n : 2, p.bytes.n);
		e = part_add(&p, max, out);
	}
	return e;
}

/* ---- what comes, without the bytes of its files ---- */

struct sieve *sieve_new(struct arena *a, struct str boundary)
{
	struct sieve *s = ARENA_NEW(a, struct sieve);

	buf_init(&s->kept, a, FORM_MAX);
	s->mark = str_join(a, S("\r\n--"), boundary, STR_NONE);
	/* The first delimiter begins the body: as if the line end before it had come. */
	s->in = SIEVE_VALUE;
	s->met = 2;
	return s;
}

/* A head that is complete says what follows; its last line end may belong to a delimiter. */
static void sieve_head(struct sieve *s, char c)
{
	struct str  head;
	struct part p;

	buf_char(&s->kept, c);
	head = str_part(buf_view(&s->kept), s->head, s->kept.n);
	if (c != '\n' || !str_ends(head, S("\r\n\r\n")))
		return;
	head = str_part(head, 2, head.n);
	s->in = head_read(s->kept.arena, &head, &p) && p.is_file ? SIEVE_FILE : SIEVE_VALUE;
	s->met = 2;
}

/* No part of a mark but its first byte is a CR, so a search never has to look back. */
static void sieve_byte(struct sieve *s, char c)
{
	if (s->in == SIEVE_VALUE)
		buf_char(&s->kept, c);
	s->met = c == s->mark.p[s->met] ? s->met + 1 : c == '\r';
	if (s->met < s->mark.n)
		return;
	if (s->in == SIEVE_FILE)
		buf_str(&s->kept, s->mark);
	s->in = SIEVE_HEAD;
	s->head = s->kept.n;
}

void sieve_add(struct sieve *s, const char *p, size_t n)
{
	for (const char *end = p + n; p < end && !s->kept.full; p++) {
		if (s->in == SIEVE_FILE && s->met == 0 && !(p = memchr(p, '\r', (size_t)(end - p))))
			return;
		if (s->in == SIEVE_HEAD)
			sieve_head(s, *p);
		else
			sieve_byte(s, *p);
	}
}

struct str sieve_view(const struct sieve *s)
{
	return s->kept.full ? STR_NONE : buf_view(&s->kept);
}
