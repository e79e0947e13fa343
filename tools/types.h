/*
 * types: schema/types.txt, the list of ids and enums that queries and
 * messages share.
 *
 *     id   NAME          a struct around a number, 0 means none
 *     code NAME          the same, but 0 is a value (the nation)
 *     case NAME          an id whose printed form is the case number
 *     enum NAME a b c    stored as 1, 2, 3...; 0 is NAME_NONE
 *
 * A line that begins with a blank goes on with the enum above it.
 */
#ifndef TOOLS_TYPES_H
#define TOOLS_TYPES_H

#include "tool.h"

enum kind {
	KIND_NONE,
	KIND_TEXT, KIND_BLOB, KIND_INT, KIND_REAL, KIND_BOOL, KIND_TIME, KIND_DAY,
	KIND_ID, KIND_CODE, KIND_CASE, KIND_ENUM,
};

struct type { enum kind kind; const char *name; char **values; size_t n_values; int line; };
struct types { struct type *list; size_t n; };

/* Reads the file behind the seven types that are always there (text, int...). */
void types_read(struct tool *t, const char *path, struct types *types);
/* NULL when there is no such type. */
const struct type *type_find(const struct types *types, const char *name);

#endif
