/*
 * head: is this request one that every program between here and the client
 * reads alike?
 *
 * libmicrohttpd 0.9.75 lets through requests that two parsers read differently,
 * which is how one request is smuggled inside another (reliability.md R4, R5).
 * This check runs on the first callback, before a body is read; what it refuses
 * is answered and the connection closed. Pure: no socket, no memory.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include "base/str.h"
#include "http/req.h"

#define HEAD_HEADERS 100         /* reliability.md 13 */
#define HEAD_URI 4096
#define BODY_MAX (64 * 1024)     /* of a form with files; a longer one goes to the disk */
#define FORM_MAX (256 * 1024)    /* the longest form: 20,000 characters in %XX and the other fields */

struct head {
	struct str         method, uri, version;
	const struct pair *headers;
	size_t             n;
	bool               too_many;     /* more than HEAD_HEADERS came */
};

/* 0, or the status to refuse with: 400, 411, 414, 417, 431 or 505. */
int head_check(const struct head *h);

/* Content-Length, 0 when there is none; only after head_check() gave 0. */
int64_t head_length(const struct head *h);

/* The first header of that name; STR_NONE when absent. */
struct str head_find(const struct pair *headers, size_t n, struct str name);

#endif
