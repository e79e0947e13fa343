/* Who receives at a station, with what is switched on of them; and the words they stand in. */
#include "station/station_private.h"

#include "deputy/deputy.h"

#define PANEL_MAX 200

struct str hours_words(struct arena *a, int64_t from_min, int64_t to_min)
{
	struct buf b;

	buf_init(&b, a, 32);            /* 23:59-23:59 */
	buf_int(&b, from_min / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(from_min % 60), 2);
	buf_lit(&b, "–");
	buf_int(&b, to_min / 60);
	buf_char(&b, ':');
	buf_uint_pad(&b, (uint64_t)(to_min % 60), 2);
	return buf_view(&b);
}

struct str level_words(const struct page *p, enum region_level level)
{
	static const enum msg words[] = {
		[REGION_LEVEL_NONE] = MSG_station_level_none,
		[REGION_LEVEL_NATION] = MSG_station_level_nation,
		[REGION_LEVEL_PROVINCE] = MSG_station_level_province,
		[REGION_LEVEL_CITY] = MSG_station_level_city,
		[REGION_LEVEL_COUNTY] = MSG_station_level_county,
		[REGION_LEVEL_TOWNSHIP] = MSG_station_level_township,
		[REGION_LEVEL_VILLAGE] = MSG_station_level_none,
	};

	return page_msg(p, words[level]);
}

struct str member_words(const struct page *p, struct str congress, enum region_level level)
{
	return congress.n ? msgf(station_member, congress) : level_words(p, level);
}

static struct str seat_words(const struct page *p, const struct station_panel_row *row)
{
	struct buf b;

	buf_init(&b, p->r->arena, 1024);
	buf_str(&b, level_words(p, row->level));
	if (row->term.n) {
		buf_char(&b, ' ');
		buf_str(&b, row->term);
	}
	if (row->district.n) {
		buf_lit(&b, " · ");
		buf_str(&b, row->district);
	}
	return buf_view(&b);
}

static struct panel_line *line_of_person(struct panel *v, person_id id)
{
	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; i < v->groups[g].n; i++)
			if (v->groups[g].lines[i].row->id.v == id.v)
				return &v->groups[g].lines[i];
	return NULL;
}

/* Seats come highest level first; a person stands once, under the highest, with all seats. */
static void panel_group(struct req *r, struct panel *v)
{
	struct page        page = page_of(r), *p = &page;
	struct panel_line *pool = ARENA_ARRAY(r->arena, struct panel_line, v->n_rows);

	v->groups = ARENA_ARRAY(r->arena, struct panel_group, v->n_rows);
	for (size_t i = 0; i < v->n_rows; i++) {
		const struct station_panel_row *row = &v->rows[i];
		struct panel_line              *line = line_of_person(v, row->id);
		struct panel_group             *g;

		if (line) {
			line->seats = str_join(r->arena, line->seats, S("；"), seat_words(p, row),
					       STR_NONE);
			continue;
		}
		if (i == 0 || row->level != v->rows[i - 1].level)
			v->groups[v->n_groups++] =
				(struct panel_group){ .level = level_words(p, row->level),
						      .lines = pool + v->n_people };
		g = &v->groups[v->n_groups - 1];
		g->lines[g->n++] = (struct panel_line){ row, seat_words(p, row), S(""), false };
		v->n_people++;
	}
}

/* Telephones of those who agreed to have theirs shown. */
static enum err panel_phones(struct req *r, struct panel *v)
{
	enum err e = OK;

	for (size_t g = 0; g < v->n_groups; g++)
		for (size_t i = 0; !e && i < v->groups[g].n; i++)
			if (v->groups[g].lines[i].row->callable)
				e = deputy_phone_shown(r->db, r->arena, r->house->keys, r->county,
						       v->groups[g].lines[i].row->id,
						       &v->groups[g].lines[i].phone);
	return e;
}

enum err station_panel_read(struct req *r, station_id station, struct panel *out)
{
	enum err e;

	*out = (struct panel){ 0 };
	if ((e = station_panel(r->db, r->arena, &(struct station_panel_in){ .county = r->county,
	             .station = station, .standard = DEPUTY_PUBLISHED, .limit = PANEL_MAX },
	             &out->rows, &out->n_rows)))
		return e;
	panel_group(r, out);
	return panel_phones(r, out);
}
