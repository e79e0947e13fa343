/*
 * err: the one way a function says that it could not do its work.
 *
 * Zero is success. The code tells the caller what to do, never why in detail:
 * the reason goes to the log as a full sentence where it is known, and
 * http/reply.c holds the one table that turns a code into a status and words.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stddef.h>

enum err {
	OK,
	ERR_INPUT,      /* what was typed is not acceptable; fields are marked */
	ERR_SIGNIN,     /* nobody is signed in, or the session has ended */
	ERR_DENIED,     /* signed in, but without the right */
	ERR_MISSING,    /* no such thing, or not for this reader */
	ERR_METHOD,     /* the path exists for another method */
	ERR_CONFLICT,   /* made on an outdated page */
	ERR_STEP,       /* the step is not allowed in this state */
	ERR_REPEAT,     /* the form's key was used with other contents */
	ERR_FORGED,     /* the form did not come from our page */
	ERR_TOO_LARGE,  /* body, field or upload over its limit */
	ERR_TYPE,       /* a content type that is not taken here */
	ERR_LIMIT,      /* too many tries; come back later */
	ERR_BUSY,       /* a queue is full; nothing was stored */
	ERR_FULL,       /* no room on the disk; nothing was stored */
	ERR_FAULT,      /* our own fault; nothing was stored */
	ERR_COUNT
};

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#endif
