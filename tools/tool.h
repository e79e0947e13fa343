/*
 * tool: what the build tools share - growing texts, whole files, complaints.
 *
 * A tool reads everything, complains about every mistake it sees with
 * `file:line: message`, and writes its output only when there was none. It
 * lives for one run, so nothing is ever freed, and running out of memory
 * ends it. Nothing here may be used by the program itself.
 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, v) __attribute__((format(printf, f, v)))

/* One run of a tool: its name for messages and how often it complained. */
struct tool { const char *name; int errors; };

/* Bytes being written; always followed by a NUL once anything was added. */
struct text { char *p; size_t n, cap; };

/* Prints `file:line: message` and counts it. line 0: the whole file. */
void tool_complain(struct tool *t, const char *file, int line, const char *fmt, ...) PRINTF(4, 5);
/* Ends the run at once: for a wrong command line or a full disk. */
_Noreturn void tool_die(const struct tool *t, const char *fmt, ...) PRINTF(2, 3);

/* Zeroed memory; never NULL. */
void *tool_alloc(size_t n);
/* Room for one more item in an array of n items that doubles when full. */
void *tool_grow(void *array, size_t n, size_t item);
/* A NUL-terminated copy of n bytes. */
char *tool_copy(const char *p, size_t n);
/* A copy in capitals, and with _ for whatever no C name may hold. */
char *tool_upper(const char *name);
/* "%s%s" and the like into new memory. */
char *tool_format(const char *fmt, ...) PRINTF(1, 2);

/* Append to a text: bytes, a string, a format. */
void text_add(struct text *t, const char *p, size_t n);
void text_str(struct text *t, const char *s);
void text_format(struct text *t, const char *fmt, ...) PRINTF(2, 3);
/* Append the inside of a C string literal, safe against trigraphs too. */
void text_c(struct text *t, const char *p, size_t n);

/* The whole file with a NUL behind it; ends the run when it cannot be read. */
char *file_read(const struct tool *t, const char *path, size_t *n);
/* Writes the file only when its content differs, so that make rebuilds no
   more than needed; makes missing folders; readers never see half a file. */
void file_write(const struct tool *t, const char *path, const struct text *x);
bool file_exists(const char *path);
/* Paths in a folder that end in suffix, sorted; recursive when deep. */
char **file_list(const struct tool *t, const char *dir, const char *suffix, bool deep, size_t *n);
/* The last part of a path, and the name of the folder it lies in. */
const char *path_base(const char *path);
char *path_room(const char *path);

/* Whether s ends in suffix. */
bool ends_with(const char *s, const char *suffix);
/* Letters, digits and underscore: what a C name is made of. */
bool is_word(int c);
/* A lower-case C name that is not a keyword. */
bool is_c_name(const char *s);

#endif
