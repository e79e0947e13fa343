/*
 * page_form: the forms of an HTML page, as far as a player of transcripts must
 * know them: where one goes, its hidden fields, and what its controls hold. Reads
 * our own pages, which templates wrote; it is no HTML parser.
 */
#ifndef HTTP_PAGE_FORM_H
#define HTTP_PAGE_FORM_H

#include "base/str.h"

#define FORM_FIELDS 160

struct form_field {
	struct str name, value;
	bool       given;              /* named by the transcript */
};

struct form_fields {
	struct form_field v[FORM_FIELDS];
	size_t            n;
	bool              whole;       /* the form goes as it stands, not only what is named */
};

/* The field of that name, or NULL. */
struct form_field *form_field_find(struct form_fields *f, struct str name);

/* Adds a field; false when there are too many. */
bool form_field_add(struct form_fields *f, struct str name, struct str value, bool given);

/*
 * Adds the hidden fields of the form that a person filling in `fields` would
 * send to path: a posting form with that action (or none), whose hidden fields
 * contradict none of those given. False when the page has no such form. When
 * they are `whole`: also what its other controls hold, as a browser sends what nobody touched.
 */
bool page_form_fields(struct arena *a, struct str page, struct str path, struct form_fields *fields);

#endif
