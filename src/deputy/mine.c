/* GET /me: a deputy's own page. */
#include "deputy/mine.t.h"
#include "deputy/pages.h"

#define DAYS_SHOWN  5
#define CASES_SHOWN 6
#define LINKS_SHOWN 5

static struct str hours_of(struct arena *a, int64_t from, int64_t to)
{
	struct buf b;

	buf_init(&b, a, 32);            /* 9:00–11:30 */
	buf_int(&b, from / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(from % 60), 2);
	buf_lit(&b, "–");
	buf_int(&b, to / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(to % 60), 2);
	return buf_view(&b);
}

static enum err cases_fill(struct req *r, struct mine_view *v)
{
	struct mine_waiting_row *waiting;
	struct mine_others_row  *others;
	size_t                   n_waiting, n_others;
	enum err                 e;

	if ((e = mine_waiting(r->db, r->arena, &(struct mine_waiting_in){ r->who.county, v->d.id, CASES_SHOWN + 1 }, &waiting,
	             &n_waiting)) ||
	    (e = mine_others(r->db, r->arena, &(struct mine_others_in){ r->who.county, v->d.id, CASES_SHOWN }, &others, &n_others)))
		return e;
	v->more_waiting = n_waiting > CASES_SHOWN;
	v->n_waiting = v->more_waiting ? CASES_SHOWN : n_waiting;
	v->n_others = n_others;
	v->waiting = ARENA_ARRAY(r->arena, struct mine_case, v->n_waiting + 1);
	v->others = ARENA_ARRAY(r->arena, struct mine_case, n_others + 1);
	for (size_t i = 0; i < v->n_waiting; i++)
		v->waiting[i] = (struct mine_case){ case_number(r->arena, r->who.county, waiting[i].id), waiting[i].title,
			waiting[i].state, waiting[i].created, true };
	for (size_t i = 0; i < n_others; i++)
		v->others[i] = (struct mine_case){ case_number(r->arena, r->who.county, others[i].id), others[i].title,
			others[i].state, others[i].created, false };
	return OK;
}

static enum err place_fill(struct req *r, struct mine_view *v)
{
	struct person_station_row s;
	bool                      found = false;
	enum err                  e;

	v->today = -1;
	v->station_name = v->station_code = S("");
	if (!v->d.station.v)
		return OK;
	if ((e = person_station(r->db, r->arena, &(struct person_station_in){ r->who.county, v->d.station }, &s, &found)) ||
	    (e = deputy_days(r->db, r->arena, &(struct deputy_days_in){ r->who.county, v->d.station, v->d.id, r->today,
	             DAYS_SHOWN }, &v->days, &v->n_days)))
		return e;
	if (found) {
		v->station_name = s.name;
		v->station_code = s.code;
	}
	v->hours = ARENA_ARRAY(r->arena, struct str, v->n_days + 1);
	for (size_t i = 0; i < v->n_days; i++) {
		v->hours[i] = hours_of(r->arena, v->days[i].from_min, v->days[i].to_min);
		if (v->days[i].day.n == r->today.n)
			v->today = (int)i;
	}
	return OK;
}

static const struct face_col case_cols[] = {
	{ "case_id", FACE_TEXT, false, offsetof(struct mine_case, number), NULL },
	{ "state", FACE_ENUM, false, offsetof(struct mine_case, state), case_state_names },
	{ "title", FACE_TEXT, false, offsetof(struct mine_case, title), NULL },
	{ "created", FACE_TIME, false, offsetof(struct mine_case, created), NULL },
};
static const struct face case_face = { "case", sizeof(struct mine_case), case_cols, COUNT(case_cols) };

enum err mine_get(struct req *r)
{
	struct mine_view  *v = ARENA_NEW(r->arena, struct mine_view);
	struct page        page = page_of(r), *p = &page;
	struct deputy_desk d = deputy_desk_of(r, NULL);
	struct acting      a = acting_of(r);
	enum err           e = deputy_read(&d, r->who.person, &v->d);

	if (e || (e = cases_fill(r, v)) || (e = place_fill(r, v)) || (e = obligation_waiting(&a, &v->owed)) ||
	    (e = mine_links(r->db, r->arena, &(struct mine_links_in){ r->who.county, v->d.id.v, LINKS_SHOWN }, &v->links,
	             &v->n_links)))
		return e;
	v->titles = levels_words(r, deputy_levels(&v->d));
	return reply_page(r, msg(deputy_mine), mine_html, v, (struct row_set[]){
		{ "days", &deputy_days_face, v->days, v->n_days, false },
		{ "waiting", &case_face, v->waiting, v->n_waiting, false },
		{ "others", &case_face, v->others, v->n_others, false },
		{ "links", &mine_links_face, v->links, v->n_links, false } }, 4);
}
