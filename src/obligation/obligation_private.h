/*
 * obligation_private: what the files of this room share.
 */
#ifndef OBLIGATION_OBLIGATION_PRIVATE_H
#define OBLIGATION_OBLIGATION_PRIVATE_H

#include "file/file.h"
#include "http/form.h"
#include "obligation/flow.h"
#include "obligation/obligation.h"
#include "obligation/obligation.q.h"
#include "pack/pack.h"
#include "web/page.h"

/* How the acting grant stands to one obligation; false: it is out of its sight. */
bool owed_stand(const struct acting *a, const struct owed_by_id_row *o, struct owed_stand *s);

/* One obligation more (or less) in a state and, while it is open, due on a day. */
void owed_count(const struct acting *a, enum obligation_state state, struct day due, int64_t by);

/* ---- what the templates are given ---- */

struct owed_line {
	const struct owed_list_row *row;
	struct str                  left;        /* 3 天后到期 */
	bool                        late, soon;
};

/* The lists a grant has: what it owes, what it signs off, all of its range. */
enum owed_tab { TAB_OWED, TAB_CHECK, TAB_ALL, TABS };

struct owed_view {
	struct owed_line         *lines;
	struct str                tab, state;       /* as the address carries them */
	enum owed_tab             at;
	enum obligation_state     wanted;
	bool                      has[TABS], may_make, late_only, later;
	struct obligation_waiting waiting;
};

struct owed_one {
	struct owed_by_id_row   o;
	struct owed_events_row *events;  size_t n_events;
	struct str              owner, checker, place, source_word, left;
	bool                    late;
	unsigned                may;             /* bits of enum obligation_event */
	struct str              failed;          /* the step whose form came back: its last word */
	struct file_lines       files;           /* proof of what was reported */
	struct day              soonest;         /* a new day must not lie before it */
	struct due_story        how;             /* how a rule gave its day */
};
#define owed_can(e) ((v->may >> OBLIGATION_EVENT_##e) & 1u)

struct owed_make {
	struct holder_choice *choices;  size_t n_choices;
};

void owed_list_html(struct page *p, const struct list *l);
void owed_one_html(struct page *p, const void *view);
void owed_make_html(struct page *p, const void *view);

/* Handlers. */
enum err owed_list_get(struct req *r);
enum err owed_new_get(struct req *r);
enum err owed_new_post(struct req *r);
enum err owed_show_get(struct req *r);
enum err owed_step_post(struct req *r);

#endif
