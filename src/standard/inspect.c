/* Storing one inspection: its items, what is missing, where the station stands now. */
#include "standard/standard_private.h"

#include "db/audit.h"
#include "db/serial.h"
#include "db/tally.h"
#include "region/region.h"

/* One inspection on its way into the tables. */
struct work {
	const struct acting           *a;
	const struct inspection_new   *in;
	const struct pack_item        *standard;
	struct standard_station_row    s;
	struct inspection_items_row   *before;   size_t n_before;    /* the last one by others */
	inspection_id                  id;
	int64_t                        got[STANDARD_ITEMS];
	struct score                   sum;
	int64_t                        missing;
	bool                           stood;         /* others have inspected it before ... */
	int64_t                        stars;         /* ... and gave so many */
};

const struct pack_item *standard_find(const struct pack_set *packs, region_code at, struct str code, struct day day)
{
	const struct pack_list *list = pack_list(packs, at, PACK_STANDARDS, day);

	for (size_t i = 0; list && i < list->n; i++)
		if (str_eq(list->items[i].code, code))
			return &list->items[i];
	return NULL;
}

bool standard_is_for(const struct pack_set *packs, const struct pack_item *standard,
                     const struct standard_station_row *s, struct day day)
{
	return pack_for_kind(standard, pack_kind_code(packs, s->region, s->kind, s->local, day));
}

static enum err score_all(struct work *w)
{
	const struct pack_part *parts = &w->standard->parts;

	if (w->in->n != parts->n || parts->n > STANDARD_ITEMS)
		return ERR_INPUT;
	for (size_t i = 0; i < parts->n; i++) {
		if (score_item(parts->items[i].points, w->in->found[i].mark, w->in->found[i].score, &w->got[i]))
			return ERR_INPUT;
		w->sum.got += w->got[i];
		w->sum.all += parts->items[i].points * 100;
		w->missing += w->in->found[i].mark != MARK_YES;
	}
	return OK;
}

/* What the last inspection found missing and is still being worked on stays one obligation. */
static enum err carried(struct work *w, struct str code, obligation_id *id)
{
	enum err e = OK;
	bool     open;

	*id = (obligation_id){ 0 };
	for (size_t i = 0; !e && i < w->n_before; i++) {
		if (!w->before[i].obligation.v || !str_eq(w->before[i].code, code))
			continue;
		e = obligation_open(w->a, w->before[i].obligation, &open);
		if (!e && open)
			*id = w->before[i].obligation;
	}
	return e;
}

static enum err owe(struct work *w, size_t i, obligation_id *id)
{
	const struct finding   *f = &w->in->found[i];
	const struct pack_item *item = &w->standard->parts.items[i];
	enum err                e;

	*id = (obligation_id){ 0 };
	if (w->in->way == INSPECTION_WAY_SELF || f->mark == MARK_YES)
		return OK;
	if ((e = carried(w, item->code, id)) || id->v)
		return e;
	return obligation_make(w->a, &(struct obligation_new){
		.owner = f->owner.kind ? f->owner : (struct holder){ HOLDER_KIND_STATION, w->s.id.v },
		.checker = holder_of(w->a->who), .region = w->s.region, .source = OBLIGATION_SOURCE_INSPECTION,
		.source_id = w->id.v, .source_item = (int64_t)i + 1, .due = f->due, .rule = f->rule,
		/* A rule counts from the day it is told, which may be later than the visit. */
		.began = f->rule ? (struct day){ 0 } : w->in->day,
		.title = str_join(w->a->arena, w->s.name, S("："), item->zh, STR_NONE), .words = f->words }, id);
}

static struct str none(struct str s)
{
	return s.p ? s : S("");
}

static enum err items_put(struct work *w)
{
	enum err e = OK;

	for (size_t i = 0; !e && i < w->in->n; i++) {
		const struct pack_item *item = &w->standard->parts.items[i];
		const struct pack_item *group = NULL;
		obligation_id           owed;

		for (size_t k = 0; k < w->standard->groups.n; k++)
			if (str_eq(w->standard->groups.items[k].code, item->group))
				group = &w->standard->groups.items[k];
		if (!(e = owe(w, i, &owed)))
			e = inspection_item_insert(w->a->db, &(struct inspection_item_insert_in){
				.county = w->a->county, .inspection = w->id, .item = (int64_t)i + 1,
				.code = item->code, .name_zh = item->zh, .name_en = item->en,
				.group_zh = group ? group->zh : S(""), .group_en = group ? group->en : S(""),
				.points = item->points * 100, .score = w->got[i], .mark = w->in->found[i].mark,
				.obligation = owed, .words = none(w->in->found[i].words) }, NULL);
	}
	return e;
}

static enum err row_put(struct work *w)
{
	const struct inspection_new *in = w->in;
	int                          stars = score_stars(&w->standard->bands, w->sum);
	enum err                     e = inspection_insert(w->a->db, &(struct inspection_insert_in){
		.county = w->a->county, .id = w->id, .station = w->s.id, .region = w->s.region,
		.standard = w->standard->code, .name_zh = w->standard->zh, .name_en = w->standard->en,
		.way = in->way, .day = in->day, .now = w->a->now, .account = w->a->who->account,
		.score = w->sum.got, .points = w->sum.all, .stars = stars, .missing = w->missing,
		.source = none(w->standard->source), .words = none(in->words) }, NULL);

	tally_add(w->a->db, w->a->county, TALLY_SORT_INSPECTION, (int64_t)in->way, in->day.n, 1);
	if (in->way != INSPECTION_WAY_SELF) {
		if (w->stood)
			tally_add(w->a->db, w->a->county, TALLY_SORT_STANDING, w->stars, 0, -1);
		tally_add(w->a->db, w->a->county, TALLY_SORT_STANDING, stars, 0, 1);
	}
	return e ? e : standing_put(w->a->db, &(struct standing_put_in){ .county = w->a->county,
		.standard = w->standard->code, .own = in->way == INSPECTION_WAY_SELF, .station = w->s.id,
		.region = w->s.region, .inspection = w->id, .day = in->day, .score = w->sum.got,
		.points = w->sum.all, .stars = stars, .missing = w->missing }, NULL);
}

static enum err before_read(struct work *w)
{
	struct standing_of_row last;
	bool                   found;
	enum err               e = standing_of(w->a->db, w->a->arena, &(struct standing_of_in){ w->a->county,
		w->standard->code, false, w->s.id }, &last, &found);

	if (e || !found)
		return e;
	w->stood = true;
	w->stars = last.stars;
	return inspection_items(w->a->db, w->a->arena, &(struct inspection_items_in){ w->a->county,
		last.inspection }, &w->before, &w->n_before);
}

enum err inspection_make(const struct acting *a, const struct pack_set *packs, const struct inspection_new *in,
                         inspection_id *id)
{
	struct work w = { .a = a, .in = in };
	bool        found;
	enum err    e = standard_station(a->db, a->arena, &(struct standard_station_in){ a->county, in->station },
		&w.s, &found);

	if (e)
		return e;
	w.standard = found ? standard_find(packs, w.s.region, in->standard, in->day) : NULL;
	if (!w.standard || !standard_is_for(packs, w.standard, &w.s, in->day))
		return ERR_MISSING;
	if ((e = score_all(&w)) || (e = before_read(&w)) ||
	    (e = serial_next(a->db, a->arena, a->county, SERIAL_KIND_INSPECTION, &w.id.v)) ||
	    (e = items_put(&w)) || (e = row_put(&w)))
		return e;
	*id = w.id;
	return audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now, .account = a->who->account,
		.grant = a->who->grant, .action = in->way == INSPECTION_WAY_SELF ? "standard.check" : "standard.inspect",
		.object = str_join(a->arena, S("inspection "), str_int(a->arena, w.id.v), STR_NONE),
		.result = "", .reason = in->words.n ? in->words : STR_NONE });
}
