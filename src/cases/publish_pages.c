/* The preview before publishing, and the send. What is found is hidden again in what was sent. */
#include "cases/publish_pages.h"
#include "cases/publish.t.h"

#include "cases/case_private.h"
#include "cases/files.h"
#include "cases/list_private.h"
#include "http/form.h"

struct publish_form {
	int64_t    version;
	struct str title, told, note;
	bool       seen;
};

static const struct field publish_fields[] = {
	FIELD(publish_form, version, NUMBER, 1 << 30,   NEEDED),
	FIELD(publish_form, title,   LINE,   TITLE_MAX, NEEDED),
	FIELD(publish_form, told,    TEXT,   WORDS_MAX, NEEDED),
	FIELD(publish_form, note,    TEXT,   REPLY_MAX, NEEDED),
	FIELD(publish_form, seen,    CHECK,  0,         NEEDED),
};

/* What the texts of this case must not show: the names in its contact. */
struct secrets {
	struct str known[1];
	size_t     n;
};

static enum err secrets_of(struct req *r, case_id id, struct secrets *s)
{
	struct desk         d = desk_of(r);
	struct contact_view c;
	enum err            e = contact_open(&d, id, &c);

	s->known[0] = e ? STR_NONE : c.name;
	s->n = !e && c.name.n ? 1 : 0;
	return e;
}

static struct str masked(struct req *r, const struct secrets *s, struct str text)
{
	struct mask_span *spans;
	size_t            n = mask_find(r->arena, text, s->known, s->n, &spans);

	return mask_apply(r->arena, text, spans, n);
}

static size_t pieces_of(struct req *r, const struct secrets *s, struct str text, struct found_text *out)
{
	struct mask_span *spans;
	size_t            n = mask_find(r->arena, text, s->known, s->n, &spans), at = 0;

	out->pieces = ARENA_ARRAY(r->arena, struct piece, 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		out->pieces[out->n++] = (struct piece){ str_part(text, at, spans[i].at - at), false };
		out->pieces[out->n++] = (struct piece){ str_part(text, spans[i].at, spans[i].n), true };
		at = spans[i].at + spans[i].n;
	}
	out->pieces[out->n++] = (struct piece){ str_part(text, at, text.n - at), false };
	return n;
}

static const struct face_col preview_cols[] = {
	{ "id", FACE_CASE, false, offsetof(struct publish_view, id), NULL },
	{ "version", FACE_INT, false, offsetof(struct publish_view, version), NULL },
	{ "consent", FACE_BOOL, false, offsetof(struct publish_view, consent), NULL },
	{ "published", FACE_BOOL, false, offsetof(struct publish_view, published), NULL },
	{ "title", FACE_TEXT, false, offsetof(struct publish_view, title), NULL },
	{ "words", FACE_TEXT, false, offsetof(struct publish_view, words), NULL },
	{ "answer", FACE_TEXT, false, offsetof(struct publish_view, answer), NULL },
};

static const struct face preview_face = { "preview", sizeof(struct publish_view), preview_cols,
	                                  COUNT(preview_cols) };

/* GET /cases/:ref/publish */
enum err publish_get(struct req *r)
{
	struct publish_view   v = { .found = 0 };
	struct desk           d = desk_of(r);
	struct page           page = page_of(r), *p = &page;
	struct case_by_id_row c;
	struct case_texts_row *texts;
	struct replies_row    *re;
	struct public_latest_row last = { 0 };
	struct secrets        s;
	struct str            answer = S("");
	uint64_t              may_do;
	size_t                n, n_re;
	bool                  found;
	enum err              e;

	if ((e = case_of_path(r, &c)) || (e = case_may(&d, &c, &may_do)))
		return e;
	if (!(may_do >> CASE_EVENT_PUBLISH & 1))
		return ERR_STEP;
	if ((e = secrets_of(r, c.id, &s)) ||
	    (e = case_texts(r->db, r->arena, &(struct case_texts_in){ .county = r->county, .case_id = c.id }, &texts, &n)) ||
	    (e = replies(r->db, r->arena, &(struct replies_in){ .county = r->county, .case_id = c.id }, &re, &n_re)) ||
	    (e = public_latest(r->db, r->arena, &(struct public_latest_in){ .county = r->county, .case_id = c.id }, &last, &found)))
		return e;
	if ((e = case_files_staff(r, c.id, &v.files)))
		return e;
	if (n_re)
		answer = re[n_re - 1].words;
	v.id = c.id;
	v.version = c.version;
	v.consent = c.consent > 0;
	v.published = found && last.state == PUBLIC_STATE_SHOWN;
	v.found = pieces_of(r, &s, n ? texts[0].words : S(""), &v.words_found) +
	          pieces_of(r, &s, answer, &v.answer_found);
	v.title = masked(r, &s, c.title);
	/*
	 * Without consent nothing of the resident's words goes out; the office writes a summary, and
	 * a title where none was written but the first words stand for one.
	 */
	if (!v.consent && n && str_eq(c.title, case_title_of(r->arena, texts[0].words)))
		v.title = S("");
	v.words = v.consent && n ? masked(r, &s, texts[0].words) : S("");
	v.answer = masked(r, &s, answer);
	return reply_page(r, msg(case_publish_preview), publish_html, &v,
	                  (struct row_set[]){ { "preview", &preview_face, &v, 1, true } }, 1);
}

/* POST /cases/:ref/publish and /cases/:ref/unpublish */
enum err publish_post(struct req *r)
{
	struct desk         d = desk_of(r);
	struct publish_form f = { 0 };
	struct secrets      s;
	bool                out = str_ends(r->path, S("/publish"));
	county_code         county;
	case_id             id;
	enum err            e;

	if (!case_number_read(r->arena, req_part(r, "ref"), &county, &id) || county.v != r->county.v)
		return ERR_MISSING;
	if (out && (e = req_form(r, publish_fields, COUNT(publish_fields), &f)))
		return e;
	if ((e = secrets_of(r, id, &s)) ||
	    (e = case_step(&d, id, &(struct move){
	             .event = out ? CASE_EVENT_PUBLISH : CASE_EVENT_UNPUBLISH, .version = f.version,
	             .title = out ? masked(r, &s, f.title) : S(""),
	             .told = out ? masked(r, &s, f.told) : S(""),
	             .note = out ? masked(r, &s, f.note) : S("") })) ||
	    (e = case_files_publish(r, id, out)))
		return e;
	return reply_see(r, str_join(r->arena, S("/cases/"), case_number(r->arena, county, id), STR_NONE));
}
