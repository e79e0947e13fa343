/*
 * enrol_pages: what the intake forms of desk and phone page are given.
 */
#ifndef CASES_ENROL_PAGES_H
#define CASES_ENROL_PAGES_H

#include "cases/pages.h"

struct enrol_view {
	struct str     station, notice, consent;
	struct choices channels, kinds, places, deputies;
};

/* The posted intake; the same struct serves the clerk's page and the resident's three steps. */
struct enrol_form {
	struct str words, name, phone, door, received_by;
	int64_t    channel, kind, region, persons, anonymity, deputy;
	bool       consent;
};

/* Places below the county, the given one chosen; villages are indented under their township. */
enum err choices_of_places(struct req *r, region_code chosen, struct choices *out) MUST_USE;

/* Checks what the kinds of the fields cannot: place inside the county, kind of the pack, contact as chosen. */
enum err enrol_check(struct req *r, const struct enrol_form *f) MUST_USE;

/* Likewise without the place, where it was looked at before. */
enum err enrol_check_sender(struct req *r, const struct enrol_form *f) MUST_USE;

/* Texts in force: the notice of use and the consent to publish, in the reader's language; versions in *. */
struct str notice_text(struct req *r, int64_t *version);
struct str consent_text(struct req *r, int64_t *version);

/* Fills an intake from a checked form. */
void intake_fill(struct req *r, const struct enrol_form *f, struct intake *in);

#endif
