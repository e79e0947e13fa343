/*
 * json: rows by their descriptors, appended directly (architecture.md 4.6).
 *
 * Ids and codes are strings, because 18 digits do not survive a script's
 * numbers; what is absent is null.
 */
#include "http/inside.h"

/* 530524-26-000123: tenant, year, serial (semantics.md, Numbers). */
static void case_put(struct buf *b, const struct req *r, int64_t id)
{
	buf_char(b, '"');
	buf_uint_pad(b, (uint64_t)r->county.v, 6);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)id / 100000000, 2);
	buf_char(b, '-');
	buf_uint_pad(b, (uint64_t)id % 100000000, 6);
	buf_char(b, '"');
}

static void id_put(struct buf *b, int64_t id)
{
	buf_char(b, '"');
	buf_int(b, id);
	buf_char(b, '"');
}

static void moment_put(struct buf *b, struct when w)
{
	buf_char(b, '"');
	when_rfc3339(b, w);
	buf_char(b, '"');
}

static void day_put(struct buf *b, struct day d)
{
	buf_char(b, '"');
	day_iso(b, d);
	buf_char(b, '"');
}

static void blob_put(struct buf *b, struct str s)
{
	buf_char(b, '"');
	buf_hex(b, s.p, s.n);
	buf_char(b, '"');
}

/* Numbers and ids: false when the value is absent. */
static bool number_put(struct buf *b, const struct req *r, enum face_type type, const void *at)
{
	struct maybe_int m;
	int64_t          v;
	double           real;

	switch (type) {
	case FACE_MAYBE_INT:
		memcpy(&m, at, sizeof(m));
		if (m.has)
			buf_int(b, m.v);
		return m.has;
	case FACE_REAL:
		memcpy(&real, at, sizeof(real));
		buf_real(b, real, 6);
		return true;
	default:
		memcpy(&v, at, sizeof(v));
		if (type == FACE_INT)
			buf_int(b, v);
		else if (type == FACE_CODE)
			id_put(b, v);
		else if (v && type == FACE_CASE)
			case_put(b, r, v);
		else if (v)
			id_put(b, v);
		return v || type == FACE_INT || type == FACE_CODE;
	}
}

static bool value_put(struct buf *b, const struct req *r, const struct face_col *c, const void *at)
{
	struct str  s;
	struct when w;
	struct day  d;
	unsigned    value;
	bool        flag;

	switch ((enum face_type)c->type) {
	case FACE_TEXT:
		memcpy(&s, at, sizeof(s));
		json_str(b, s);
		return true;
	case FACE_BLOB:
		memcpy(&s, at, sizeof(s));
		if (s.p)
			blob_put(b, s);
		return s.p != NULL;
	case FACE_BOOL:
		memcpy(&flag, at, sizeof(flag));
		buf_z(b, flag ? "true" : "false");
		return true;
	case FACE_TIME:
		memcpy(&w, at, sizeof(w));
		if (w.ms)
			moment_put(b, w);
		return w.ms != 0;
	case FACE_DAY:
		memcpy(&d, at, sizeof(d));
		if (d.n)
			day_put(b, d);
		return d.n != 0;
	case FACE_ENUM:
		memcpy(&value, at, sizeof(value));
		if (value)
			json_str(b, str_of(c->names[value]));
		return value != 0;
	case FACE_INT:
	case FACE_MAYBE_INT:
	case FACE_REAL:
	case FACE_ID:
	case FACE_CODE:
	case FACE_CASE:
		return number_put(b, r, (enum face_type)c->type, at);
	}
	return false;
}

void json_row(struct buf *b, const struct req *r, const struct face *f, const void *row)
{
	buf_char(b, '{');
	for (size_t i = 0; i < f->n; i++) {
		if (i)
			buf_char(b, ',');
		buf_char(b, '"');
		buf_z(b, f->cols[i].name);
		buf_lit(b, "\":");
		if (!value_put(b, r, &f->cols[i], (const char *)row + f->cols[i].at))
			buf_lit(b, "null");
	}
	buf_char(b, '}');
}

void json_rows(struct buf *b, const struct req *r, const struct face *f, const void *rows, size_t n)
{
	buf_char(b, '[');
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(b, ',');
		json_row(b, r, f, (const char *)rows + i * f->size);
	}
	buf_char(b, ']');
}
