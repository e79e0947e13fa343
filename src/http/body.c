/* body: what was posted, as fields and files, whichever way it came. */
#include "http/inside.h"

#include "http/form.h"
#include "http/parse.h"

static enum err parts_read(struct exchange *x)
{
	struct req      *r = &x->req;
	struct multipart m;
	enum err         e = OK;

	if (x->spool)
		e = spool_view(x->spool, r->arena, &x->body);
	if (!e)
		e = multipart_parse(r->arena, x->boundary, x->body, FORM_PAIRS, &m);
	if (e)
		return e;
	/* The form's key holds what its files were, so that a repeat is known. */
	for (size_t i = 0; i < m.n_uploads; i++)
		hash_sha256(m.uploads[i].bytes.p, m.uploads[i].bytes.n, m.uploads[i].hash);
	r->posted = m.pairs;
	r->n_posted = m.n_pairs;
	r->uploads = m.uploads;
	r->n_uploads = m.n_uploads;
	return OK;
}

enum err body_read(struct exchange *x)
{
	struct req  *r = &x->req;
	struct pair *posted = NULL;
	enum err     e;

	if (x->boundary.p)
		return parts_read(x);
	e = form_parse(r->arena, x->body, FORM_PAIRS, &posted, &r->n_posted);
	r->posted = posted;
	return e;
}

void body_sifted(struct exchange *x)
{
	struct req      *r = &x->req;
	enum msg         what = x->early == ERR_FULL ? MSG_http_files_full : MSG_http_files_large;
	struct multipart m;

	if (multipart_parse(r->arena, x->boundary, sieve_view(x->sieve), FORM_PAIRS, &m))
		return;
	r->posted = m.pairs;
	r->n_posted = m.n_pairs;
	for (size_t i = 0; i < m.n_uploads; i++) {
		const char *field = str_z(r->arena, m.uploads[i].field);

		if (!field_fault_of(r, field))
			req_fault(r, field, what, SPOOL_MAX >> 20);
	}
}
