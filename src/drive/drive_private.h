/*
 * drive_private: what the files of this room share.
 */
#ifndef DRIVE_DRIVE_PRIVATE_H
#define DRIVE_DRIVE_PRIVATE_H

#include "drive/drive.h"
#include "drive/drive.q.h"
#include "http/form.h"
#include "web/page.h"

/* One that the acting grant sees, or ERR_MISSING. */
enum err drive_find(const struct acting *a, drive_id id, struct drive_by_id_row *d) MUST_USE;

enum err drive_end(const struct acting *a, drive_id id, int64_t version, struct str summing) MUST_USE;

/* A drive of the pack that can be started. */
struct drive_choice {
	struct str code, word, note;
	bool       is_default;
};

struct drive_line {
	const struct drive_list_row *row;
	struct str                   name, place;     /* place: "" when it is everybody's */
	struct obligation_tally      tally;
};

struct drives_view {
	struct drive_line   *lines;    size_t n_lines;
	struct drive_choice *choices;  size_t n_choices;
	int64_t              year;
};

struct stream_line {
	int64_t                 stream;
	struct str              name;
	struct obligation_tally tally;
	int64_t                 percent;
	struct obligation_line *lines;   size_t n;
};

struct drive_view {
	struct drive_by_id_row  d;
	struct str              name, place, failed;
	struct stream_line     *streams;  size_t n_streams;
	struct obligation_tally tally;
	struct holder_choice   *choices;  size_t n_choices;
	bool                    may_add, may_end;
};

void drives_html(struct page *p, const void *view);
void drive_html(struct page *p, const void *view);

enum err drives_get(struct req *r);
enum err drive_start_post(struct req *r);
enum err drive_get(struct req *r);
enum err drive_measure_post(struct req *r);
enum err drive_end_post(struct req *r);

#endif
