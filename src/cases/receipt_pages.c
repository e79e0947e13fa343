/* What a resident takes home: number, pick-up code and QR, on the screen and on paper. */
#include "cases/resident_private.h"

#include <stddef.h>

#include "base/text.h"
#include "cases/case_private.h"
#include "cases/list_private.h"
#include "region/region.h"
#include "web/layout.h"

#define SLIP_WORDS 40            /* as much of the own words as an A6 slip has room for */

static const struct face_col receipt_cols[] = {
	{ "number",  FACE_CASE, false, offsetof(struct receipt_row, id), NULL },
	{ "state",   FACE_ENUM, false, offsetof(struct receipt_row, state), case_state_names },
	{ "code",    FACE_TEXT, false, offsetof(struct receipt_row, code), NULL },
	{ "station", FACE_TEXT, false, offsetof(struct receipt_row, station_name), NULL },
	{ "title",   FACE_TEXT, false, offsetof(struct receipt_row, title), NULL },
	{ "created", FACE_TIME, false, offsetof(struct receipt_row, created), NULL },
	{ "due",     FACE_DAY,  true,  offsetof(struct receipt_row, due), NULL },
};
const struct face receipt_face = { "receipt", sizeof(struct receipt_row), receipt_cols,
				   COUNT(receipt_cols) };

/* "7K3M Q9TX": four and four are easier to copy. */
static struct str code_spaced(struct arena *a, struct str code)
{
	return str_join(a, str_part(code, 0, 4), S(" "), str_part(code, 4, 4), STR_NONE);
}

static enum err words_fill(struct req *r, case_id id, struct slip_view *v)
{
	struct case_texts_row *texts;
	size_t                 n;
	struct str             head;
	enum err               e = case_texts(r->db, r->arena, &(struct case_texts_in){
	        .county = r->county, .case_id = id }, &texts, &n);

	v->words = S("");
	if (e || n == 0)
		return e;
	head = utf8_head(texts[0].words, SLIP_WORDS);
	v->words = head.n < texts[0].words.n ? str_join(r->arena, head, S("…"), STR_NONE) : head;
	return OK;
}

static enum err slip_fill(struct req *r, const struct case_by_id_row *c, struct slip_view *v)
{
	char       *code = arena_alloc(r->arena, 9);
	struct page page = page_of(r), *p = &page;
	struct str  county = S("");
	enum err    e;

	if ((e = follow_case(r->db, r->arena,
			     &(struct follow_case_in){ .county = r->county, .id = c->id },
			     &v->c)) ||
	    (e = words_fill(r, c->id, v)))
		return e;
	county = region_name(r->db, r->arena, region_of_county(r->county));
	case_pickup_code(r->house->keys, r->county, c->id, c->code_gen, code);
	v->row = (struct receipt_row){ .id = c->id,
				       .state = c->state,
				       .code = str_of(code),
				       .station_name = v->c.station_name,
				       .title = c->title,
				       .created = c->created,
				       .due = c->due };
	v->code_shown = code_spaced(r->arena, v->row.code);
	v->base = follow_path(r, r->county, c->id, c->code_gen);
	v->kind = case_term(r, c->kind);
	v->brand = msgf(app_brand, county);
	v->narrow = str_eq(req_query(r, "size"), S("58"));
	return OK;
}

/* Without the frame of a page; its JSON is the receipt's. */
static enum err slip_reply(struct req *r, struct slip_view *v, struct str path)
{
	struct page p = page_of(r);

	v->other = str_join(r->arena, path, v->narrow ? S("?size=a6") : S("?size=58"), STR_NONE);
	if (r->as == AS_JSON)
		return reply_page(r, S(""), receipt_html, v, (struct row_set[]){
			{ "receipt", &receipt_face, &v->row, 1, true } }, 1);
	slip_html(&p, v);
	return reply_bytes(r, "text/html; charset=utf-8", buf_view(r->out));
}

/* GET /o/:ref/:token/receipt - right after sending, and whenever it is looked for again. */
enum err receipt_get(struct req *r)
{
	struct slip_view     *v = ARENA_NEW(r->arena, struct slip_view);
	struct page           page = page_of(r), *p = &page;
	struct case_by_id_row c;
	enum err              e;

	if ((e = case_of_token(r, &c)) || (e = slip_fill(r, &c, v)))
		return e;
	return reply_page(r, msg(receipt_title), receipt_html, v, (struct row_set[]){
		{ "receipt", &receipt_face, &v->row, 1, true } }, 1);
}

/* GET /o/:ref/:token/slip?size=a6|58 - for the resident's own printer. */
enum err slip_token_get(struct req *r)
{
	struct slip_view     *v = ARENA_NEW(r->arena, struct slip_view);
	struct case_by_id_row c;
	enum err              e;

	if ((e = case_of_token(r, &c)) || (e = slip_fill(r, &c, v)))
		return e;
	v->back = v->base;
	return slip_reply(r, v, str_join(r->arena, v->base, S("/slip"), STR_NONE));
}

/* GET /cases/:ref/slip?size=a6|58 - for the clerk to hand over. */
enum err slip_get(struct req *r)
{
	struct slip_view     *v = ARENA_NEW(r->arena, struct slip_view);
	struct case_by_id_row c;
	enum err              e;

	if ((e = case_of_path(r, &c)) || (e = slip_fill(r, &c, v)))
		return e;
	v->staff = true;
	v->back =
		str_join(r->arena, S("/cases/"), case_number(r->arena, r->county, c.id), STR_NONE);
	return slip_reply(r, v, str_join(r->arena, v->back, S("/slip"), STR_NONE));
}
