/*
 * file: pictures and documents, the one way in and out for every room.
 *
 * In:  a route marked FILES takes a form in parts. Before the handler sees it, on
 *      a worker, each file is looked at (look.h), pictures are made anew by a
 *      confined process (picture.h), the bytes are stored (store.h) and each file
 *      gets a row that is held: it belongs to nothing yet. A form that is drawn
 *      again carries what it holds in hidden fields, so nobody sends twice.
 *      The handler asks for them with file_form() and gives them to what it just
 *      stored with file_attach(), in its own transaction.
 * Out: file_list() of an owner, with links for this reader alone that end after
 *      ten minutes; file_send() for a room that checks the right itself; and for
 *      everybody only what file_publish() gave a public id.
 *
 * A handler in three lines, the form in two:
 *      if (file_form(r, "files", TAKES_FILES, FILES_MAX, &set)) return ERR_INPUT;
 *      ... store the thing, get its id ...
 *      file_attach(r, &set, &(struct file_place){ FILE_OWNER_STATION, id.v, 0 });
 *
 *      <form method="post" enctype="multipart/form-data" ...>
 *      % call file_field_html("files", TAKES_FILES, FILES_MAX, msg(...), STR_NONE)
 *
 * A route that reads a file itself and stores none of it (an import) is marked
 * SHEET instead: r->uploads then has the bytes, until the reply.
 */
#ifndef FILE_FILE_H
#define FILE_FILE_H

#include "base/face.h"
#include "http/req.h"
#include "http/route.h"

#define FILES_MAX 9               /* of one field of a form */

struct lane;
struct file_store;

enum file_takes { TAKES_PICTURES = 1, TAKES_DOCUMENTS = 2, TAKES_FILES = 3 };

/* What files belong to: the owner's kind and id, and which part of it (a reply's round...). */
struct file_place {
	enum file_owner owner;
	int64_t         id, part;
};

/* Files of one field of a form, by their ids. */
struct file_set {
	struct str id[FILES_MAX];
	size_t     n;
};

/* ---- in ---- */

/*
 * The files of a field: sent now, or held since an earlier try. What could not be
 * taken is marked at the field; ERR_INPUT when any was. In a lane or a DRAWS handler.
 */
enum err file_form(struct req *r, const char *field, unsigned takes, size_t max,
                   struct file_set *out) MUST_USE;

/* Gives them to their owner, after what that has already; one audit row each. In the lane. */
enum err file_attach(struct req *r, const struct file_set *set, const struct file_place *to) MUST_USE;

/* Takes one off its owner, with an audit row; ERR_MISSING when it is not there. In the lane. */
enum err file_drop(struct req *r, const struct file_place *at, struct str id) MUST_USE;

/* ---- out ---- */

struct file_line {
	struct str       id, name, size;      /* size in words */
	enum file_kind   kind;
	enum file_format format;
	int64_t          part, width, height, bytes;
	struct str       path, small;         /* behind the door: "ID/large/MARK" and "ID/small/MARK" */
	struct str       address;             /* "/DOOR/ID/large/MARK", for the JSON face */
	bool             shown;               /* published */
	bool             by_account;          /* sent by somebody signed in, not by a resident */
};

struct file_lines {
	struct file_line *v;
	size_t            n;
	const char       *door;               /* "file": for who is signed in; "o"; "public-files" */
};

/* For row sets: { "files", &file_line_face, lines.v, lines.n, false }. */
extern const struct face file_line_face;

/* All files of an owner, of one part or of all (part < 0), with links that end in ten minutes. */
enum err file_list(struct req *r, const struct file_place *at, struct file_lines *out) MUST_USE;

/*
 * Likewise for a reader without a session who came by an address that is secret itself:
 * links lead to /o/BASE/file/ID/SIZE, whose route calls file_send().
 */
enum err file_list_by(struct req *r, const struct file_place *at, struct str base,
                      struct file_lines *out) MUST_USE;

/* What is published of an owner, for everybody. */
enum err file_list_public(struct req *r, const struct file_place *at, struct file_lines *out) MUST_USE;

/* Those of a list that belong to one part. */
struct file_lines file_lines_of(struct req *r, const struct file_lines *all, int64_t part);

/* Answers with a file of this owner, any part; :id and :size of the path. ERR_MISSING: not its. */
enum err file_send(struct req *r, const struct file_place *of) MUST_USE;

/* Shows exactly these pictures of an owner to everybody, under new public ids; none: ends all. In the lane. */
enum err file_publish(struct req *r, const struct file_place *of, const struct str *ids, size_t n) MUST_USE;

extern const struct route file_routes[];

/* ---- pieces of pages (field.html) ---- */

struct page;

/*
 * A file control with what the form holds already; the form needs
 * enctype="multipart/form-data". help: STR_NONE for the usual words.
 */
void file_field_html(struct page *p, const char *field, unsigned takes, size_t max, struct str title,
                     struct str help);

/* Carries held files on through a step of a form that has no such control. */
void file_held_hidden(struct page *p, const char *field);
void file_held_note(struct page *p, const char *field);

/* Pictures as a strip of small ones, documents below them; nothing when there are none. */
void file_strip_html(struct page *p, const struct file_lines *all);

/* ---- the house's ---- */

/* Made once by serve; dir holds the bytes, or on PostgreSQL the database does. */
struct file_store *file_store_new(const struct house *house, struct arena *a);

/* house->take_files. */
enum err file_take(struct req *r) MUST_USE;

/*
 * Forgets what was held for longer than a day, and bytes that no row has named for a
 * day: a piece of the work at each call, for the timer.
 */
enum err file_sweep(const struct house *house, const county_code *counties, size_t n, struct when now) MUST_USE;

/*
 * For `lianxin copy`: puts the bytes of every row of one database where those of the
 * other are; a dir is a data folder, of a URL the one with its tmp. *n: how many.
 */
enum err file_carry(struct db *from, const char *from_dir, struct db *to, const char *to_dir,
                    struct arena *a, int64_t *n) MUST_USE;

/* What `lianxin check` finds: rows without bytes and bytes that changed, a line each; their number. */
enum err file_check(struct db *db, const char *dir, struct arena *a, struct buf *said, int64_t *faults) MUST_USE;

/* The other program that this program is: `lianxin picture`, which makes one picture anew. */
int picture_command(int argc, char **argv);

#endif
