/* Publishing: the office's masked copy, after conclusion; and taking it off again. */
#include "base/text.h"
#include "cases/step.h"
#include "cases/list.q.h"
#include "cases/public.q.h"
#include "search/search.h"

static enum err latest(const struct work *w, struct public_latest_row *row, bool *found)
{
	return public_latest(w->d->db, w->d->arena, &(struct public_latest_in){
	        .county = w->d->county, .case_id = w->c.id }, row, found);
}

static enum err hide(const struct work *w, int64_t gen)
{
	struct public_text_row t;
	enum err               e = public_text(w->d->db, w->d->arena, &(struct public_text_in){
	        .county = w->d->county, .case_id = w->c.id, .gen = gen }, &t);

	if (!e)
		e = public_hide(w->d->db, &(struct public_hide_in){
		        .county = w->d->county, .case_id = w->c.id, .gen = gen }, NULL);
	return e ? e : case_queue_text(w->d, w->c.id, (int)gen, INDEX_KIND_PUBLIC, INDEX_OP_DELETE,
	        search_public_words(w->d->arena, t.title, t.words, t.answer));
}

/* Days from intake to the last reply, and its class; the last rating's result. */
static enum err facts(const struct work *w, struct public_insert_in *in)
{
	struct replies_row *re;
	struct ratings_row *ra;
	size_t              n, n_ra;
	enum err            e;

	if ((e = replies(w->d->db, w->d->arena, &(struct replies_in){
	             .county = w->d->county, .case_id = w->c.id }, &re, &n)) ||
	    (e = ratings(w->d->db, w->d->arena, &(struct ratings_in){
	             .county = w->d->county, .case_id = w->c.id }, &ra, &n_ra)))
		return e;
	if (n) {
		in->class = re[n - 1].class;
		in->days = day_of(re[n - 1].signed_at).n - day_of(w->c.created).n;
	}
	if (n_ra)
		in->result = ra[n_ra - 1].result;
	return OK;
}

enum err publish_apply(struct work *w)
{
	const struct move      *m = w->m;
	struct public_latest_row last = { 0 };
	struct public_insert_in in = {
		.county = w->d->county, .case_id = w->c.id, .now = w->d->now, .region = w->c.region,
		.station = w->c.intake, .kind = w->c.kind, .unit = w->c.lead,
		.title = m->title, .words = m->told, .answer = m->note,
	};
	bool                    found;
	enum err                e;

	if (m->title.n == 0 || m->told.n == 0 || m->note.n == 0)
		return ERR_INPUT;
	w->trace.told = w->trace.note = STR_NONE;
	if ((e = latest(w, &last, &found)) || (e = facts(w, &in)))
		return e;
	if (found && last.state == PUBLIC_STATE_SHOWN && (e = hide(w, last.gen)))
		return e;
	in.gen = found ? last.gen + 1 : 1;
	if (in.gen > 63)
		return ERR_LIMIT;       /* generations fit six bits of the index's row id */
	if ((e = public_insert(w->d->db, &in, NULL)))
		return e;
	return case_queue_text(w->d, w->c.id, (int)in.gen, INDEX_KIND_PUBLIC, INDEX_OP_ADD,
	        search_public_words(w->d->arena, in.title, in.words, in.answer));
}

enum err unpublish_apply(struct work *w)
{
	struct public_latest_row last;
	bool                     found;
	enum err                 e = latest(w, &last, &found);

	if (e)
		return e;
	if (!found || last.state != PUBLIC_STATE_SHOWN)
		return ERR_STEP;
	return hide(w, last.gen);
}
