/*
 * name: what a file is called, made safe for pages, headers and disks.
 *
 * The last part of what the sender wrote, without control characters, marks of
 * direction and what file systems and headers read as something else, and always
 * with the ending of what the file really is. Pure.
 */
#ifndef FILE_NAME_H
#define FILE_NAME_H

#include "base/arena.h"
#include "base/str.h"

#include "types.h"

#define FILE_NAME_MAX 80        /* characters before the ending */

/* The name of a file of that format, as it may be shown and saved. */
struct str file_name_safe(struct arena *a, struct str typed, enum file_format format);

/* "attachment; filename=...; filename*=..." as RFC 6266 writes it; or "inline". */
struct str file_disposition(struct arena *a, const char *how, struct str name);

/* "jpg"; and "image/jpeg". */
const char *file_ending(enum file_format format);
const char *file_media(enum file_format format);

#endif
