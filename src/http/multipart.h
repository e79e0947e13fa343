/*
 * multipart: multipart/form-data into fields and files, strictly.
 *
 * What browsers and curl send and nothing else: no preamble, no epilogue, no
 * nesting, no transfer encodings, every line ended by CRLF. Two parsers never
 * read such a body differently. Values and files borrow from the body, which
 * may be a mapped file of 200 MB: nothing is copied but names. Pure, with a
 * fuzz target.
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
 * ERR_TYPE: not a body as described above. ERR_TOO_LARGE: more fields than max or
 * more files than UPLOADS_PARSED. A file control that was left empty is no upload.
 */
enum err multipart_parse(struct arena *a, struct str boundary, struct str body, size_t max,
                         struct multipart *out) MUST_USE;

#endif
