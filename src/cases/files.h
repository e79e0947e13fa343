/*
 * files: what hangs on a case, for its pages.
 *
 * A resident's pictures belong to the case, by the part of the text they came with
 * (0: the opinion, then the supplements). What staff answered with belongs to the
 * reply, by its round; an assisting unit's, behind all rounds, by the unit.
 */
#ifndef CASES_FILES_H
#define CASES_FILES_H

#include "cases/case.q.h"
#include "file/file.h"

#define PART_OF_UNIT 1000        /* rounds are below it */

struct case_files {
	struct file_lines words, replies;
};

/* For staff, with links for their session; for the resident, behind BASE = "REF/TOKEN"; for everybody. */
enum err case_files_staff(struct req *r, case_id id, struct case_files *out) MUST_USE;
enum err case_files_resident(struct req *r, case_id id, struct str base, struct case_files *out) MUST_USE;
enum err case_files_public(struct req *r, case_id id, struct case_files *out) MUST_USE;

/* Publishes the pictures ticked as `show`; the resident's own only with consent. None: ends all. In the lane. */
enum err case_files_publish(struct req *r, case_id id, bool out) MUST_USE;

/* Does this step's form (last word of its address) take files? */
bool case_takes_files(const char *step);

/*
 * May this reader take the file off again? What staff put to an opinion goes while the
 * station still holds it; what stands with a reply or a part, while that is being
 * written. A resident's own pictures stay.
 */
bool case_file_drops(const struct req *r, const struct case_by_id_row *c, uint64_t may,
                     const struct file_line *f, bool of_words);

/* POST /cases/:ref/files/drop */
enum err case_file_drop_post(struct req *r);

/* GET /o/:ref/:token/file/:id/:size */
enum err follow_file_get(struct req *r);

#endif
