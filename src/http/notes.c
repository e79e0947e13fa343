#include "http/notes.h"

#include "http/columns.h"
#include "http/inside.h"
#include "http/sheet.q.h"

#define VALUES_MAX 4096          /* the words of all values of one column */

/* Values are stored by name; what people call them stands beside. */
static const struct {
	const char *const *names;
	const enum msg    *words;
	size_t             n;
} lists[] = {
	{ case_state_names, case_state_msgs, CASE_STATE_COUNT },
	{ case_event_names, case_event_msgs, CASE_EVENT_COUNT },
	{ channel_names, channel_msgs, CHANNEL_COUNT },
	{ anonymity_names, anonymity_msgs, ANONYMITY_COUNT },
	{ rating_names, rating_msgs, RATING_COUNT },
	{ rated_by_names, rated_by_msgs, RATED_BY_COUNT },
	{ role_names, role_msgs, ROLE_COUNT },
	{ station_kind_names, station_kind_msgs, STATION_KIND_COUNT },
	{ region_level_names, region_level_msgs, REGION_LEVEL_COUNT },
};

/* Whole numbers that count something. */
static const struct {
	const char *name;
	enum msg    unit;
} units[] = {
	{ "persons", MSG_notes_persons }, { "round", MSG_notes_round },   { "days", MSG_notes_days },
	{ "version", MSG_notes_version }, { "kind", MSG_notes_term },     { "class", MSG_notes_term },
};

static void text_put(struct req *r, struct notes *n, lxw_col_t col, struct str text, bool head)
{
	if (text.n && worksheet_write_string(n->page, n->row, col, str_z(r->arena, text),
	                                     head ? n->head : NULL))
		n->failed = true;
}

static void line_put(struct req *r, struct notes *n, struct str name, struct str value)
{
	text_put(r, n, 0, name, true);
	text_put(r, n, 1, value, false);
	n->row++;
}

static struct str values_words(struct req *r, const char *const *names)
{
	struct buf b;

	buf_init(&b, r->arena, VALUES_MAX);
	for (size_t i = 0; i < COUNT(lists); i++) {
		if (lists[i].names != names)
			continue;
		for (size_t v = 1; v < lists[i].n; v++) {
			if (v > 1)
				buf_lit(&b, "; ");
			buf_z(&b, names[v]);
			buf_lit(&b, " = ");
			buf_str(&b, word_of(r, lists[i].words[v]));
		}
	}
	return buf_view(&b);
}

/* What a cell of the column holds, in words. */
static struct str column_holds(struct req *r, const struct face_col *c)
{
	for (size_t i = 0; i < COUNT(units); i++)
		if (c->type != FACE_ENUM && str_eq(str_of(c->name), str_of(units[i].name)))
			return word_of(r, units[i].unit);
	switch ((enum face_type)c->type) {
	case FACE_ENUM:
		return values_words(r, c->names);
	case FACE_INT: case FACE_MAYBE_INT: case FACE_REAL:
		return word_of(r, MSG_notes_number);
	case FACE_BOOL:
		return word_of(r, MSG_notes_bool);
	case FACE_TIME:
		return word_of(r, MSG_notes_time);
	case FACE_DAY:
		return word_of(r, MSG_notes_day);
	case FACE_ID: case FACE_CODE: case FACE_CASE:
		return word_of(r, MSG_notes_code);
	case FACE_TEXT: case FACE_BLOB:
		break;
	}
	return word_of(r, MSG_notes_text);
}

static void columns_put(struct req *r, struct notes *n, const struct face *f)
{
	n->row++;
	text_put(r, n, 0, word_of(r, MSG_notes_column), true);
	text_put(r, n, 1, word_of(r, MSG_notes_field), true);
	text_put(r, n, 2, word_of(r, MSG_notes_holds), true);
	n->row++;
	for (size_t i = 0; i < f->n; i++, n->row++) {
		struct str name = str_of(f->cols[i].name);
		enum msg   word = column_word(name);

		text_put(r, n, 0, word ? word_of(r, word) : name, false);
		text_put(r, n, 1, name, false);
		text_put(r, n, 2, column_holds(r, &f->cols[i]), false);
	}
	n->row++;
}

enum err notes_begin(struct req *r, struct notes *n, const struct list *l)
{
	struct sheet_place_row place;
	struct buf             when;
	enum err e = sheet_place(r->db, r->arena, &(struct sheet_place_in){ .county = r->county,
	        .station = r->who.station, .unit = r->who.unit, .region_lo = r->who.region_lo }, &place);

	if (e)
		return e;
	worksheet_set_column(n->page, 0, 1, 18, NULL);
	worksheet_set_column(n->page, 2, 2, 90, NULL);
	line_put(r, n, word_of(r, MSG_notes_place), place.place.n && !str_eq(place.place, place.tenant)
	         ? str_join(r->arena, place.tenant, S(" "), place.place, STR_NONE) : place.tenant);
	if (r->who.name.n)
		line_put(r, n, word_of(r, MSG_notes_by), str_join(r->arena, r->who.name, S(" "),
		         word_of(r, role_msgs[r->who.role]), STR_NONE));
	buf_init(&when, r->arena, 64);
	when_rfc3339(&when, r->now);
	line_put(r, n, word_of(r, MSG_notes_taken), buf_view(&when));
	if (l->n_filters == 0)
		line_put(r, n, word_of(r, MSG_notes_filter), word_of(r, MSG_notes_all));
	for (size_t i = 0; i < l->n_filters; i++)
		line_put(r, n, word_of(r, MSG_notes_filter), str_join(r->arena, l->filters[i].name,
		         S(": "), l->filters[i].value, STR_NONE));
	columns_put(r, n, l->face);
	return n->failed ? ERR_FAULT : OK;
}

enum err notes_end(struct req *r, struct notes *n, int64_t rows, bool cut)
{
	line_put(r, n, word_of(r, MSG_notes_rows), str_int(r->arena, rows));
	if (cut)
		line_put(r, n, S(""), word_of(r, MSG_notes_cut));
	return n->failed ? ERR_FAULT : OK;
}
