/*
 * file_private: what the sources of this room share.
 */
#ifndef FILE_FILE_PRIVATE_H
#define FILE_FILE_PRIVATE_H

#include "file/file.h"
#include "file/file.q.h"
#include "file/look.h"
#include "file/store.h"
#include "web/page.h"

#define LINK_MS (10 * 60 * 1000LL)       /* what a link is good for */
#define HELD_MS (24 * 3600 * 1000LL)     /* as long as its form */
#define UPLOADS_PER_ADDRESS 300          /* files from one address in ten minutes */
#define UPLOADS_WINDOW_S 600
#define ID_TEXT 22                       /* 16 bytes in base64url */
#define MARK_TEXT 32                     /* 24 bytes: when it ends, and a MAC */

/* A file of a form that was not taken, and why. */
struct take_fault {
	struct str field;
	enum msg   what;
	int64_t    which;                /* the how manieth of its field */
};

/* r->files */
struct taken {
	struct take_fault *faults;
	size_t             n_faults;
};

/* "FIELD.held" carries ids from one try of a form to the next, as "ID.MARK". */
struct str held_name(struct arena *a, const char *field);
struct str held_value(struct req *r, struct str id);
bool held_read(struct req *r, struct str value, struct str *id);

/* A mark over an id that only this reader's session, until then, makes good. */
struct str file_mark(struct req *r, struct str id, const char *what, int64_t until_ms);
bool file_mark_good(struct req *r, struct str id, const char *what, struct str mark);

struct str file_id_new(struct arena *a);
struct str bytes_words(struct req *r, int64_t bytes);

/* Answers with the bytes of a row: "small" or "large". */
enum err row_send(struct req *r, const struct file_by_id_row *f, struct str size) MUST_USE;

struct held_file {
	struct str id, value, name, size;
};
/* What a form's field holds, to be drawn again; what it does not take is told once and let go. */
size_t held_list(struct req *r, const char *field, unsigned takes, struct held_file out[FILES_MAX]);

enum err file_get(struct req *r);
enum err file_public_get(struct req *r);

#endif
