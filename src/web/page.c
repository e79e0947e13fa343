#include "web/page.h"

#include "assets.h"       /* generated: asset_url() */

/* ---- values ---- */

void put_text_str(struct page *p, struct str s)
{
	html_text(p->out, s);
}

void put_text_int(struct page *p, int64_t n)
{
	buf_int(p->out, n);
}

void put_text_z(struct page *p, const char *z)
{
	html_text(p->out, str_of(z));
}

void put_text_html(struct page *p, struct html h)
{
	buf_str(p->out, h.s);
}

void put_attr_str(struct page *p, struct str s)
{
	html_text(p->out, s);
}

void put_attr_int(struct page *p, int64_t n)
{
	buf_int(p->out, n);
}

void put_attr_z(struct page *p, const char *z)
{
	html_text(p->out, str_of(z));
}

void put_url_str(struct page *p, struct str s)
{
	html_url(p->out, s, true);
}

void put_url_int(struct page *p, int64_t n)
{
	buf_int(p->out, n);
}

void put_url_z(struct page *p, const char *z)
{
	html_url(p->out, str_of(z), true);
}

/* ---- words ---- */

static const struct msg_text *text_of(const struct page *p, enum msg m)
{
	return &p->catalogs[p->lang][m];
}

struct str page_msg(const struct page *p, enum msg m)
{
	const struct msg_text *t = text_of(p, m);

	return (struct str){ t->one, t->n_one };
}

/* Puts values for {0}..{9}, which mkmsg compared; one without a value shows nothing. */
static struct str words_fill(const struct page *p, struct str words, const struct str *values,
                             size_t n)
{
	struct buf b;
	size_t     from = 0;

	/* A message and the values that stand in it: a page at most. */
	buf_init(&b, p->r->arena, 64 * 1024);
	for (size_t i = 0; i + 2 < words.n; i++) {
		size_t which;

		if (words.p[i] != '{' || words.p[i + 2] != '}' || words.p[i + 1] < '0' ||
		    words.p[i + 1] > '9')
			continue;
		buf_put(&b, words.p + from, i - from);
		which = (size_t)(words.p[i + 1] - '0');
		if (which < n)
			buf_str(&b, values[which]);
		i += 2;
		from = i + 1;
	}
	buf_put(&b, words.p + from, words.n - from);
	return buf_view(&b);
}

struct str page_msgf(const struct page *p, enum msg m, const struct str *values, size_t n)
{
	return words_fill(p, page_msg(p, m), values, n);
}

struct str page_msgn(const struct page *p, enum msg m, int64_t count)
{
	const struct msg_text *t = text_of(p, m);
	struct str             value = page_num(p, count), words = { t->one, t->n_one };

	if (count != 1)
		words = (struct str){ t->many, t->n_many };
	return words_fill(p, words, &value, 1);
}

/* ---- forms ---- */

struct str page_typed(const struct page *p, const char *field, struct str otherwise)
{
	struct str s = req_posted(p->r, field);

	return s.p ? s : otherwise.p ? otherwise : S("");
}

bool page_chosen(const struct page *p, const char *field, struct str value, bool otherwise)
{
	struct str name = str_of(field);

	if (p->r->n_posted == 0)
		return otherwise;
	for (size_t i = 0; i < p->r->n_posted; i++)
		if (str_eq(p->r->posted[i].name, name) && str_eq(p->r->posted[i].value, value))
			return true;
	return false;
}

bool page_faulty(const struct page *p, const char *field)
{
	return field_fault_of(p->r, field) != NULL;
}

struct str page_fault_words(const struct page *p, const struct field_fault *f)
{
	return f ? page_msgf(p, f->what, (const struct str[]){ page_num(p, f->limit) }, 1) : S("");
}

struct str page_fault(const struct page *p, const char *field)
{
	return page_fault_words(p, field_fault_of(p->r, field));
}

struct str page_describes(const struct page *p, const char *field, bool help)
{
	struct arena *a = p->r->arena;
	struct str    name = str_of(field);

	if (page_faulty(p, field))
		return help ? str_join(a, name, S("-e "), name, S("-h"), STR_NONE)
		            : str_join(a, name, S("-e"), STR_NONE);
	return help ? str_join(a, name, S("-h"), STR_NONE) : S("");
}

struct str page_form_key(const struct page *p)
{
	return form_key_new(p->r);
}

/* ---- places ---- */

struct str page_case_no(const struct page *p, case_id id)
{
	return case_number(p->r->arena, p->r->county, id);
}

struct str page_asset(const struct page *p, const char *name)
{
	struct str url = str_of(asset_url(name));

	(void)p;
	return str_starts(url, S("/static/")) ? str_part(url, 8, url.n) : S("");
}
