/*
 * parse: bytes of a request into text, before anything is known about them.
 *
 * Pure functions without a request, a socket or a database, so that each has a
 * fuzz target. Results live in the given arena or borrow from the input; no
 * result is ever longer than its input, cleaned text excepted (NFC may grow it
 * threefold at most).
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/req.h"

#define FORM_PAIRS 256        /* fields of one form; the longest form of ours has about 40 */
#define QUERY_PAIRS 64

/* %XX decoded; with plus, '+' is a blank. False when a '%' is not followed by two hex digits. */
bool url_decode(struct arena *a, struct str in, bool plus, struct str *out);

/*
 * application/x-www-form-urlencoded. Names come out as valid UTF-8; values are
 * the decoded bytes, because a fault in them must name its field. A '%' that
 * starts no escape stands for itself, as browsers read it.
 */
enum err form_parse(struct arena *a, struct str body, size_t max, struct pair **out,
                    size_t *n) MUST_USE;

/* Valid, NFC, trimmed, without control characters: whatever came in, this may be shown. */
struct str text_edge(struct arena *a, struct str raw);

/* The decoded path, or false: not UTF-8, a control character, an encoded '/', a ".." segment. */
bool path_decode(struct arena *a, struct str raw, struct str *out);

/* One cookie of a Cookie header; STR_NONE when it has none of that name. */
struct str cookie_find(struct str header, struct str name);

/* The best of our languages in an Accept-Language header; LANG_ZH when it names none of them. */
enum lang language_of(struct str header);

/* True when the media type stands in an Accept header with q > 0, not through a wildcard. */
bool accept_names(struct str header, struct str type);

#endif
