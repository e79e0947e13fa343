/*
 * publish_pages: what the preview before publishing is given.
 */
#ifndef CASES_PUBLISH_PAGES_H
#define CASES_PUBLISH_PAGES_H

#include "cases/mask.h"
#include "cases/pages.h"

struct piece {
	struct str text;
	bool       found;
};

struct found_text {
	struct piece *pieces;
	size_t        n;
};

struct publish_view {
	case_id           id;
	int64_t           version;
	bool              consent, published;
	size_t            found;
	struct found_text words_found, answer_found;
	struct str        title, words, answer;
	struct case_files files;
};

#endif
