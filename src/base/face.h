/*
 * face: what a row looks like from outside, as data.
 *
 * The query tool emits one face for every row type; the writers of JSON, CSV
 * and XLSX walk it, so no list needs a second controller. A hand-made view
 * struct may have a hand-made face. All memory is constant.
 */
#ifndef BASE_FACE_H
#define BASE_FACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum face_type {
	FACE_TEXT, FACE_BLOB, FACE_INT, FACE_MAYBE_INT, FACE_REAL, FACE_BOOL,
	FACE_TIME, FACE_DAY, FACE_ID, FACE_CODE, FACE_CASE, FACE_ENUM
};

struct face_col {
	const char        *name;       /* snake_case, as JSON shows it */
	uint8_t            type;       /* enum face_type */
	bool               nullable;
	uint16_t           at;         /* offsetof the member in the row */
	const char *const *names;      /* FACE_ENUM: words by value */
};

struct face {
	const char            *name;
	size_t                 size;   /* of one row */
	const struct face_col *cols;
	size_t                 n;
};

#endif
