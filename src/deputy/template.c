/* What an office downloads to fill in: the heads, a row that shows how, a sheet that explains. */
#include <xlsxwriter.h>

#include "base/html.h"
#include "deputy/export.h"

#define HELP_BYTES 4096

/* ---- the sheet that explains ---- */

/* The choices of a column, parted by 、. */
static struct str choices(struct arena *a, enum lang lang, const enum msg *words, int n)
{
	struct buf b;

	buf_init(&b, a, HELP_BYTES);
	for (int v = 1; v < n; v++) {
		if (v > 1)
			buf_lit(&b, "、");
		buf_str(&b, words_of(lang, words[v]));
	}
	return buf_view(&b);
}

static struct str congress_names(struct arena *a, const struct gazetteer *g)
{
	struct buf b;

	buf_init(&b, a, HELP_BYTES);
	buf_str(&b, words_of(g->lang, MSG_sheet_help_congress));
	for (size_t i = 0; i < g->n_congresses; i++) {
		if (i)
			buf_lit(&b, "、");
		buf_str(&b, g->congresses[i].name);
	}
	return buf_view(&b);
}

struct str column_help(struct arena *a, const struct gazetteer *g, enum column c)
{
	enum lang l = g->lang;

	switch (c) {
	case COLUMN_CODE: return words_of(l, MSG_sheet_help_code);
	case COLUMN_SEX: return choices(a, l, sex_msgs, SEX_COUNT);
	case COLUMN_ETHNICITY: return choices(a, l, ethnicity_msgs, ETHNICITY_COUNT);
	case COLUMN_PARTY: return choices(a, l, political_party_msgs, POLITICAL_PARTY_COUNT);
	case COLUMN_EDUCATION: return choices(a, l, education_msgs, EDUCATION_COUNT);
	case COLUMN_CLASS: return choices(a, l, occupation_class_msgs, OCCUPATION_CLASS_COUNT);
	case COLUMN_RULE: return choices(a, l, assign_rule_msgs, ASSIGN_RULE_COUNT);
	case COLUMN_REASON: return choices(a, l, seat_end_msgs, SEAT_END_COUNT);
	case COLUMN_BIRTH: return words_of(l, MSG_sheet_help_month);
	case COLUMN_ENDED: return words_of(l, MSG_sheet_help_day);
	case COLUMN_PHONE: return words_of(l, MSG_sheet_help_phone);
	case COLUMN_STATION: return words_of(l, MSG_sheet_help_station);
	case COLUMN_REGION: return words_of(l, MSG_sheet_help_region);
	case COLUMN_HIDDEN: return words_of(l, MSG_sheet_help_hidden);
	case COLUMN_CONGRESS: return congress_names(a, g);
	default:
		return fault_words(a, l, &(struct cell_fault){ .what = MSG_sheet_help_text,
			.limit = c == COLUMN_DOOR ? DEPUTY_DOOR_MAX : c == COLUMN_NAME || c == COLUMN_TERM ||
			         c == COLUMN_CERTIFICATE || c == COLUMN_INITIALS ? DEPUTY_NAME_MAX : DEPUTY_TEXT_MAX });
	}
}

void sheet_heads_put(struct arena *a, lxw_workbook *book, lxw_worksheet *page, enum lang lang)
{
	lxw_format *bold = workbook_add_format(book), *plain = workbook_add_format(book);

	format_set_bold(bold);
	format_set_num_format(plain, "@");       /* text: a certificate keeps its zeros */
	for (int c = 0; c < COLUMNS; c++) {
		worksheet_set_column(page, (lxw_col_t)c, (lxw_col_t)c, 14, plain);
		worksheet_write_string(page, 0, (lxw_col_t)c, str_z(a, column_head((enum column)c, lang)), bold);
	}
	worksheet_freeze_panes(page, 1, 0);
}

void sheet_about_put(struct arena *a, const struct gazetteer *g, lxw_workbook *book)
{
	lxw_worksheet *page = workbook_add_worksheet(book, "README");
	lxw_format    *bold = workbook_add_format(book);

	format_set_bold(bold);
	worksheet_set_column(page, 0, 0, 18, NULL);
	worksheet_set_column(page, 1, 1, 90, NULL);
	worksheet_write_string(page, 0, 0, str_z(a, words_of(g->lang, MSG_sheet_about)), NULL);
	worksheet_write_string(page, 1, 0, str_z(a, words_of(g->lang, MSG_sheet_about_seal)), NULL);
	worksheet_write_string(page, 3, 0, str_z(a, words_of(g->lang, MSG_sheet_head)), bold);
	worksheet_write_string(page, 3, 1, str_z(a, words_of(g->lang, MSG_sheet_how)), bold);
	for (int c = 0; c < COLUMNS; c++) {
		worksheet_write_string(page, (lxw_row_t)c + 4, 0, str_z(a, column_head((enum column)c, g->lang)), NULL);
		worksheet_write_string(page, (lxw_row_t)c + 4, 1, str_z(a, column_help(a, g, (enum column)c)), NULL);
	}
}

/* ---- the table to fill in ---- */

/* Somebody invented, whose row says how a row looks; an import leaves it out. */
static struct deputy_record example_of(const struct gazetteer *g)
{
	struct deputy_record p = { .code = S(""), .name = words_of(g->lang, MSG_sheet_example_name), .sex = SEX_FEMALE,
		.birth = 198005, .ethnicity = ETHNICITY_HAN, .party = POLITICAL_PARTY_MASSES, .education = EDUCATION_COLLEGE,
		.occupation_class = OCCUPATION_CLASS_PROFESSIONAL, .occupation = words_of(g->lang, MSG_sheet_example_occupation),
		.work_unit = words_of(g->lang, MSG_sheet_example_unit), .post = words_of(g->lang, MSG_sheet_example_post),
		.certificate = S("0001"), .team = words_of(g->lang, MSG_sheet_example_team), .phone = S("13800000000"),
		.door = words_of(g->lang, MSG_sheet_example_door), .rule = ASSIGN_RULE_RESIDENCE, .n_seats = 1,
		.seats = { { .term = words_of(g->lang, MSG_sheet_example_term),
		             .district = words_of(g->lang, MSG_sheet_example_district) } } };

	p.initials = S("wxm");
	p.seats[0].congress.v = tenant_lo(g->county);
	if (g->n_stations) {
		p.station = g->stations[0].id;
		p.region = g->stations[0].region;
	}
	return p;
}

bool example_row(struct str name)
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (str_eq(name, words_of((enum lang)l, MSG_sheet_example_name)))
			return true;
	return false;
}

struct str template_csv(struct arena *a, const struct gazetteer *g)
{
	struct deputy_record p = example_of(g);
	struct buf           b;

	buf_init(&b, a, 64 * 1024);     /* two rows */
	buf_lit(&b, "\xEF\xBB\xBF");   /* without it Excel takes UTF-8 for GBK */
	for (int c = 0; c < COLUMNS; c++) {
		if (c)
			buf_char(&b, ',');
		csv_cell(&b, column_head((enum column)c, g->lang));
	}
	buf_lit(&b, "\r\n");
	for (int c = 0; c < COLUMNS; c++) {
		if (c)
			buf_char(&b, ',');
		csv_cell(&b, cell_text(a, g, (enum column)c, &p, &p.seats[0], false));
	}
	buf_lit(&b, "\r\n");
	return buf_view(&b);
}

enum err template_write(struct arena *a, const struct gazetteer *g, const char *path)
{
	struct deputy_record p = example_of(g);
	lxw_workbook        *book = workbook_new(path);
	lxw_worksheet       *page = book ? workbook_add_worksheet(book, str_z(a, words_of(g->lang, MSG_sheet_data))) : NULL;

	if (!page)
		return ERR_FULL;
	sheet_heads_put(a, book, page, g->lang);
	for (int c = 0; c < COLUMNS; c++) {
		struct str text = cell_text(a, g, (enum column)c, &p, &p.seats[0], false);

		if (text.n)
			worksheet_write_string(page, 1, (lxw_col_t)c, str_z(a, text), NULL);
	}
	sheet_about_put(a, g, book);
	return workbook_close(book) ? ERR_FULL : OK;
}
