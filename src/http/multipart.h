/*
 * multipart: multipart/form-data into fields and files, strictly.
 *
 * What browsers and curl send and nothing else: no preamble, no epilogue, no
 * nesting, no transfer encodings, every line ended by CRLF. Two parsers never
 * read such a body differently. Values and files borrow from the body, which
 * may be a mapped file of 200 MB: nothing is copied but names. A sieve keeps the
 * fields of a body while it comes and lets its files fall through, so that a form
 * can be drawn again when there is no room for them. Pure, with a fuzz target.
 */
#ifndef HTTP_MULTIPART_H
#define HTTP_MULTIPART_H

#include "http/req.h"

#define BOUNDARY_MAX 70
#define UPLOADS_PARSED 64      /* file parts read of a form; rooms allow far fewer */

struct multipart {
	struct pair   *pairs;
	struct upload *uploads;
	size_t         n_pairs, n_uploads;
};

/* The boundary of a Content-Type that is multipart/form-data; STR_NONE when it is none or unfit. */
struct str multipart_boundary(struct arena *a, struct str content_type);

/*
 * ERR_TYPE: not a body as described above. ERR_TOO_LARGE: more fields than max.
 * Files behind the last of UPLOADS_PARSED are left out: rooms have refused the form
 * long before. A file control that was left empty is no upload.
 */
enum err multipart_parse(struct arena *a, struct str boundary, struct str body, size_t max,
                         struct multipart *out) MUST_USE;

/* ---- what comes, without the bytes of its files ---- */

enum sieve_in { SIEVE_HEAD, SIEVE_VALUE, SIEVE_FILE };

struct sieve {
	struct buf    kept;
	struct str    mark;            /* what ends a part: CR LF "--" and the boundary */
	size_t        met;             /* of its bytes, how many came last */
	size_t        head;            /* where in `kept` the head of this part begins */
	enum sieve_in in;
};

/* Keeps at most FORM_MAX bytes, in a. */
struct sieve *sieve_new(struct arena *a, struct str boundary);

/* The next piece of the body, of any length. */
void sieve_add(struct sieve *s, const char *p, size_t n);

/*
 * All of the body has come: another one, with the same fields and with files of no
 * bytes. STR_NONE when the fields alone were too long; of what is no body it says nothing.
 */
struct str sieve_view(const struct sieve *s);

#endif
