/*
 * page: what compiled templates write with.
 *
 * A template function gets a struct page; {{ values }} become put_text,
 * put_attr or put_url by where they stand. Every one of them escapes; the only
 * thing that may pass unescaped is struct html, which only templates make.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/html.h"
#include "base/time.h"
#include "http/form.h"
#include "http/reply.h"
#include "http/req.h"

struct page {
	struct buf                   *out;
	struct req                   *r;
	const struct msg_text *const *catalogs;
	enum lang                     lang;
};

/* A page over a request outside the layout: words for views, templates of print forms. */
static inline struct page page_of(struct req *r)
{
	return (struct page){ .out = r->out, .r = r, .catalogs = msg_catalogs, .lang = r->lang };
}

/* ---- values ---- */
void put_text_str(struct page *p, struct str s);
void put_text_int(struct page *p, int64_t n);
void put_text_z(struct page *p, const char *z);
void put_text_html(struct page *p, struct html h);
void put_attr_str(struct page *p, struct str s);
void put_attr_int(struct page *p, int64_t n);
void put_attr_z(struct page *p, const char *z);
void put_url_str(struct page *p, struct str s);           /* percent-encodes, '/' kept */
void put_url_int(struct page *p, int64_t n);
void put_url_z(struct page *p, const char *z);
static inline void put_text_size(struct page *p, size_t n) { put_text_int(p, (int64_t)n); }
static inline void put_attr_size(struct page *p, size_t n) { put_attr_int(p, (int64_t)n); }
static inline void put_url_size(struct page *p, size_t n) { put_url_int(p, (int64_t)n); }

#define put_lit(p, z, n) buf_put((p)->out, (z), (n))
#define put_text(p, x)                                                                             \
	_Generic((x), struct str: put_text_str, const char *: put_text_z, char *: put_text_z, \
	struct html: put_text_html, size_t: put_text_size, default: put_text_int)((p), (x))
#define put_attr(p, x)                                                                             \
	_Generic((x), struct str: put_attr_str, const char *: put_attr_z, char *: put_attr_z, \
	size_t: put_attr_size, default: put_attr_int)((p), (x))
#define put_url(p, x)                                                                              \
	_Generic((x), struct str: put_url_str, const char *: put_url_z, char *: put_url_z, \
	size_t: put_url_size, default: put_url_int)((p), (x))

/* ---- words; `p` is the template's page ---- */
struct str page_msg(const struct page *p, enum msg m);
struct str page_msgf(const struct page *p, enum msg m, const struct str *values, size_t n);
struct str page_msgn(const struct page *p, enum msg m,
                     int64_t count); /* plural by count, {0} = count */
#define msg(key) page_msg(p, MSG_##key)
#define msgf(key, ...) page_msgf(p, MSG_##key, (const struct str[]){ __VA_ARGS__ }, \
	sizeof((const struct str[]){ __VA_ARGS__ }) / sizeof(struct str))
#define msgn(key, n) page_msgn(p, MSG_##key, (n))
/* The word of an enum value: label(case_state, row->state). */
#define label(name, value) page_msg(p, name##_msgs[value])
struct str page_num(const struct page *p, int64_t n);
#define num(n) page_num(p, (n))

/* ---- times, in the county's time and the reader's language ---- */
struct str page_day(const struct page *p, struct day d);          /* 2027年3月10日 / 10 Mar 2027 */
struct str page_day_week(const struct page *p, struct day d);     /* 12月10日 星期四 */
struct str page_weekday(const struct page *p, int weekday);       /* 星期一, of 1..7 */
struct str page_when(const struct page *p, struct when w);        /* 12月10日 9:41 */
struct str page_exact(const struct page *p, struct when w); /* RFC 3339, for title and datetime */
struct str page_days_left(const struct page *p,
                          struct day due); /* 3 天后到期 / 今天到期 / 逾期 2 天 */

/* ---- forms: what was typed, or the given value ---- */
struct str page_typed(const struct page *p, const char *field, struct str otherwise);
bool page_chosen(const struct page *p, const char *field, struct str value, bool otherwise);
struct str page_fault(const struct page *p, const char *field);   /* "" when the field is right */
struct str page_form_key(const struct page *p);
struct str page_fault_words(const struct page *p, const struct field_fault *f);
/* The same behind the name of its field, for a summary away from it. */
struct str page_fault_named(const struct page *p, const struct field_fault *f);
bool page_faulty(const struct page *p, const char *field);
/* What aria-describedby names: "phone-e phone-h", of a fault and of a help line. */
struct str page_describes(const struct page *p, const char *field, bool help);
/* class="field{{ bad(phone) }}" and aria-invalid="{{ invalid(phone) }}". */
#define bad(field) (page_faulty(p, #field) ? S(" bad") : S(""))
#define invalid(field) (page_faulty(p, #field) ? S("true") : S("false"))
#define describes(field, help) page_describes(p, #field, (help))
#define typed(field, otherwise) page_typed(p, #field, (otherwise))
#define chosen(field, value, otherwise) page_chosen(p, #field, (value), (otherwise))
#define fault(field) page_fault(p, #field)

/* ---- places ---- */
struct str page_case_no(const struct page *p,
                        case_id id); /* 530524-26-000123, of the request's tenant */
#define case_no(id) page_case_no(p, (id))

/* A static file with its content hash: href="/static/{{ asset("app.css") }}". */
struct str page_asset(const struct page *p, const char *name);
#define asset(name) page_asset(p, name)

/* The case number of an id in a tenant, for any room. */
struct str case_number(struct arena *a, county_code county, case_id id);
/* Reads one as typed (hyphens optional, full-width digits): false when it is none. */
bool case_number_read(struct arena *a, struct str typed_text, county_code *county, case_id *id);

#endif
