#include "http/form.h"

#include "base/text.h"
#include "http/inside.h"
#include "http/parse.h"

#define TYPED_NUMBER_BYTES 64

/* The raw value of a field and how often it came. */
static struct str raw_find(const struct req *r, const char *name, size_t *times)
{
	struct str want = str_of(name), value = STR_NONE;

	*times = 0;
	for (size_t i = 0; i < r->n_posted; i++)
		if (str_eq(r->posted[i].name, want) && (*times)++ == 0)
			value = r->posted[i].value;
	return value;
}

static void str_store(void *at, struct str s)
{
	memcpy(at, &s, sizeof(s));
}

static void int_store(void *at, int64_t v)
{
	memcpy(at, &v, sizeof(v));
}

static bool number_read(struct req *r, struct str s, int64_t max, int64_t *v)
{
	return s.n <= TYPED_NUMBER_BYTES && str_number(text_code(r->arena, s), max, v);
}

static void text_field(struct req *r, const struct field *f, struct str s, void *at)
{
	if (f->kind == LINE && memchr(s.p, '\n', s.n))
		req_fault(r, f->name, MSG_fault_line, 0);
	else if (utf8_length(s) > (size_t)f->limit)
		req_fault(r, f->name, MSG_fault_long, f->limit);
	str_store(at, s);
}

static void choice_field(struct req *r, const struct field *f, struct str s, void *at)
{
	for (int64_t v = 1; v < f->limit; v++) {
		if (str_eq(s, str_of(f->names[v]))) {
			int_store(at, v);
			return;
		}
	}
	req_fault(r, f->name, MSG_fault_choice, 0);
}

static void code_field(struct req *r, const struct field *f, struct str s, void *at)
{
	struct str code = text_code(r->arena, s);
	char      *upper = arena_copy(r->arena, code.p, code.n);
	bool       good = code.n <= (size_t)f->limit;

	for (size_t i = 0; i < code.n; i++) {
		if (upper[i] >= 'a' && upper[i] <= 'z')
			upper[i] = (char)(upper[i] - 'a' + 'A');
		good = good && ((upper[i] >= 'A' && upper[i] <= 'Z') ||
		                (upper[i] >= '0' && upper[i] <= '9'));
	}
	if (!good)
		req_fault(r, f->name, MSG_fault_code, f->limit);
	str_store(at, (struct str){ upper, code.n });
}

static void date_field(struct req *r, const struct field *f, struct str s, void *at)
{
	struct str digits = text_code(r->arena, s);
	struct day d = { 0 };
	struct buf b;

	/* "2027-03-10" from a date control; "20270310" or full-width digits from a hand. */
	if (digits.n == 8) {
		buf_init(&b, r->arena, 16);
		buf_put(&b, digits.p, 4);
		buf_char(&b, '-');
		buf_put(&b, digits.p + 4, 2);
		buf_char(&b, '-');
		buf_put(&b, digits.p + 6, 2);
		s = buf_view(&b);
	}
	if (!day_read(s, &d))
		req_fault(r, f->name, MSG_fault_date, 0);
	memcpy(at, &d, sizeof(d));
}

static void phone_field(struct req *r, const struct field *f, struct str s, void *at)
{
	struct str digits = text_code(r->arena, s);

	if (!phone_valid(digits))
		req_fault(r, f->name, MSG_fault_phone, 0);
	str_store(at, digits);
}

/* One cleaned, non-empty value into its place. */
static void value_store(struct req *r, const struct field *f, struct str s, void *at)
{
	int64_t v = 0;

	switch (f->kind) {
	case LINE:
	case TEXT:
		text_field(r, f, s, at);
		break;
	case NUMBER:
		if (!number_read(r, s, f->limit, &v))
			req_fault(r, f->name, MSG_fault_number, f->limit);
		int_store(at, v);
		break;
	case TERM:
		if (!number_read(r, s, f->limit > 0 ? f->limit : INT64_MAX, &v))
			req_fault(r, f->name, MSG_fault_choice, 0);
		int_store(at, v);
		break;
	case CHOICE:
		choice_field(r, f, s, at);
		break;
	case PHONE:
		phone_field(r, f, s, at);
		break;
	case DATE:
		date_field(r, f, s, at);
		break;
	case CODE:
		code_field(r, f, s, at);
		break;
	case CHECK:
	case NUMBERS:
		break;
	}
}

static void numbers_field(struct req *r, const struct field *f, struct numbers *out)
{
	struct str want = str_of(f->name);

	for (size_t i = 0; i < r->n_posted; i++) {
		struct str s;
		int64_t    v;

		if (!str_eq(r->posted[i].name, want))
			continue;
		s = text_edge(r->arena, r->posted[i].value);
		if (s.n == 0)
			continue;
		if (!number_read(r, s, f->limit > 0 ? f->limit : INT64_MAX, &v))
			req_fault(r, f->name, MSG_fault_choice, 0);
		else if (out->n == COUNT(out->v))
			req_fault(r, f->name, MSG_fault_many, (int64_t)COUNT(out->v));
		else
			out->v[out->n++] = v;
	}
	if (out->n == 0 && f->flags & NEEDED)
		req_fault(r, f->name, MSG_fault_needed, 0);
}

static void field_read(struct req *r, const struct field *f, void *at)
{
	size_t     times;
	struct str raw = raw_find(r, f->name, &times), s;

	if (f->kind == NUMBERS) {
		numbers_field(r, f, at);
		return;
	}
	if (f->kind == TEXT || f->kind == LINE || f->kind == PHONE || f->kind == CODE)
		str_store(at, S(""));
	if (times > 1)
		req_fault(r, f->name, MSG_fault_twice, 0);
	if (f->kind == CHECK) {
		bool on = times > 0;

		memcpy(at, &on, sizeof(on));
		if (!on && f->flags & NEEDED)
			req_fault(r, f->name, MSG_fault_needed, 0);
		return;
	}
	if (raw.p && !utf8_valid(raw)) {
		req_fault(r, f->name, MSG_fault_utf8, 0);
		return;
	}
	if (raw.p && text_has_control(text_clean(r->arena, raw))) {
		req_fault(r, f->name, MSG_fault_control, 0);
		return;
	}
	s = text_edge(r->arena, raw);
	if (s.n == 0) {
		if (f->flags & NEEDED)
			req_fault(r, f->name, MSG_fault_needed, 0);
		return;
	}
	value_store(r, f, s, at);
}

/* The struct's end, as far as the table knows it: what must be cleared. */
static size_t form_size(const struct field *fields, size_t n)
{
	size_t end = 0;

	for (size_t i = 0; i < n; i++) {
		size_t size = sizeof(int64_t);

		switch (fields[i].kind) {
		case LINE: case TEXT: case PHONE: case CODE:
			size = sizeof(struct str);
			break;
		case CHECK:
			size = sizeof(bool);
			break;
		case NUMBERS:
			size = sizeof(struct numbers);
			break;
		case DATE: case NUMBER: case CHOICE: case TERM:
			break;
		}
		if (fields[i].at + size > end)
			end = fields[i].at + size;
	}
	return end;
}

enum err req_form(struct req *r, const struct field *fields, size_t n, void *into)
{
	memset(into, 0, form_size(fields, n));
	for (size_t i = 0; i < n; i++)
		field_read(r, &fields[i], (char *)into + fields[i].at);
	return r->n_faults ? ERR_INPUT : OK;
}

const struct field_fault *field_fault_of(const struct req *r, const char *field)
{
	for (size_t i = 0; i < r->n_faults; i++)
		if (strcmp(r->faults[i].field, field) == 0)
			return &r->faults[i];
	return NULL;
}
