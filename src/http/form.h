/*
 * form: posted fields into a struct, by a table.
 *
 * A field is read, cleaned (UTF-8, NFC, no control characters), checked
 * against its kind and limit and stored by offset. Every fault is collected, so
 * a form is answered once with all of them; what was typed stays in the
 * request and the page is drawn again with it. Fields not in the table never
 * reach the handler; a field sent twice is a fault unless its kind is MANY.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include <stddef.h>

#include "http/req.h"

enum field_kind {
	LINE,        /* struct str, one line, limit in code points */
	TEXT,        /* struct str, several lines, limit in code points */
	NUMBER,      /* int64_t, 0..limit; full-width digits taken */
	CHOICE,      /* int64_t: value of an enum, by its name; names = NAME_names, limit = NAME_COUNT */
	TERM,        /* int64_t: id of a pack term, as digits (the handler checks it against the pack) */
	CHECK,       /* bool: present or not */
	PHONE,       /* struct str, digits after text_code(), phone_valid() */
	DATE,        /* struct day */
	CODE,        /* struct str after text_code(), upper case, limit in bytes */
	NUMBERS      /* struct numbers: a field that may come many times */
};

enum field_flags { NEEDED = 1, OPTIONAL = 0 };

struct numbers {
	int64_t v[16];
	size_t  n;
};

struct field {
	const char        *name;
	size_t             at;
	enum field_kind    kind;
	int64_t            limit;
	unsigned           flags;
	const char *const *names;
};

#define FIELD(type, member, kind, limit, flags) { #member, offsetof(struct type, member), kind, limit, flags, NULL }
#define FIELD_CHOICE(type, member, enum_name, count, flags) \
	{ #member, offsetof(struct type, member), CHOICE, count, flags, enum_name##_names }

/* Fills *into (cleared first). ERR_INPUT with r->faults marked when anything is wrong. */
enum err req_form(struct req *r, const struct field *fields, size_t n, void *into) MUST_USE;

/* The signed 128-bit key of a form drawn for this reader and tenant: hidden field "form_key". */
struct str form_key_new(struct req *r);

/* The fault of a field, or NULL. */
const struct field_fault *field_fault_of(const struct req *r, const char *field);

#endif
