/*
 * pack_private: what the two files that read a pack share.
 *
 * pack_read.c knows the shape of a file, pack_fields.c the rows of its
 * sections. Nodes belong to libyaml's document and live as long as one call of
 * pack_read(); everything kept is copied into the arena.
 */
#ifndef PACK_PACK_PRIVATE_H
#define PACK_PACK_PRIVATE_H

#include <yaml.h>

#include "pack/pack.h"

#define SHORT_TEXT_MAX 200     /* code points of a name or source */
#define LONG_TEXT_MAX  8000    /* and of a whole text */

/* One reading: where it writes and what it found so far. */
struct reader {
	struct arena    *arena;
	const char      *file;
	struct buf      *faults;
	yaml_document_t  doc;
	size_t           n_faults;
};

/* Writes one fault: the file, the line (libyaml counts from 0), what is wrong. */
#define fault(r, line, ...) do { \
	buf_printf((r)->faults, "%s:%zu: ", (r)->file, (size_t)(line) + 1); \
	buf_printf((r)->faults, __VA_ARGS__); \
	buf_lit((r)->faults, "\n"); \
	(r)->n_faults++; \
} while (0)

#define SHOWN(s) (int)((s).n > 60 ? 60 : (s).n), (s).p

yaml_node_t *pack_node(struct reader *r, int id);
struct str pack_scalar(struct reader *r, const yaml_node_t *n, const char *key);
struct str pack_text_value(struct reader *r, const yaml_node_t *n, const char *key, size_t max);
struct str pack_code_value(struct reader *r, const yaml_node_t *n, const char *key);
int64_t pack_int_value(struct reader *r, const yaml_node_t *n, const char *key,
                       int64_t min, int64_t max);

/* Index of a key among n names, or n with a fault; `seen` has a bit for each and tells repeats. */
size_t pack_key(struct reader *r, const yaml_node_t *key, const char *const *names, size_t n,
                uint64_t *seen);

/* The rows of a section, checked; NULL with faults when there are none. */
struct pack_item *pack_items(struct reader *r, enum pack_section s, const yaml_node_t *n,
                             size_t *count);

#endif
