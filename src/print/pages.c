/* The doors: which sheet, of whom, how large; whether the reader has it already. */
#include "print/print_private.h"

#define EDITION "print 1"       /* of the drawing: changes when the same facts look otherwise */
#define KEY_MAX (1024 * 1024)

#define OPEN (ANYONE | SIGNED)

static enum err station_poster_get(struct req *r);
static enum err station_panel_get(struct req *r);
static enum err deputy_poster_get(struct req *r);

const struct route print_routes[] = {
	/* method path                  who   handler */
	{ GET, "/s/:code/poster.pdf",   OPEN, station_poster_get,    NULL, NULL, HEAVY },
	{ GET, "/s/:code/panel.pdf",    OPEN, station_panel_get,     NULL, NULL, HEAVY },
	{ GET, "/s/:code/calendar.ics", OPEN, station_calendar_get,  NULL, NULL, 0 },
	{ GET, "/d/:code/poster.pdf",   OPEN, deputy_poster_get,     NULL, NULL, HEAVY },
	{ GET, "/d/:code/calendar.ics", OPEN, deputy_calendar_get,   NULL, NULL, 0 },
	{ 0 },
};

/* ?size=a4 or a3; a4 when nothing is said. ERR_MISSING: no such size, or another face is asked for. */
static enum err size_read(struct req *r, enum paper_size *size)
{
	struct str asked = req_query(r, "size");

	*size = str_eq(asked, S("a3")) ? PAPER_A3 : PAPER_A4;
	return r->as != AS_HTML || (asked.n && *size == PAPER_A4 && !str_eq(asked, S("a4"))) ? ERR_MISSING : OK;
}

/* ---- a hash of all that stands on a sheet: its ETag, and its place on the shelf ---- */

static void key_str(struct buf *b, struct str s)
{
	buf_int(b, (int64_t)s.n);
	buf_char(b, ':');
	buf_str(b, s);
}

static void key_strs(struct buf *b, const struct str *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		key_str(b, v[i]);
}

static void key_foot(struct buf *b, const struct foot *f)
{
	key_str(b, f->title);
	buf_int(b, (int64_t)f->n);
	key_strs(b, f->lines, f->n);
}

static void key_begin(struct buf *b, struct req *r, enum paper_size size, struct day day)
{
	buf_init(b, r->arena, KEY_MAX);
	buf_lit(b, EDITION);
	key_str(b, str_of(r->house->version));
	buf_int(b, size);
	day_iso(b, day);
}

static void poster_key(struct buf *b, const struct poster *p)
{
	key_strs(b, (const struct str[]){ p->over, p->name, p->under, p->slogan, p->url, p->type, p->scan, p->promise,
	         p->made }, 9);
	key_strs(b, p->heads, POSTER_LINES);
	key_strs(b, p->texts, POSTER_LINES);
	key_foot(b, &p->left);
	key_foot(b, &p->right);
	buf_char(b, p->person ? 'p' : 's');
}

static void board_key(struct buf *b, const struct board *o)
{
	key_strs(b, (const struct str[]){ o->over, o->name, o->title, o->url, o->scan, o->scan_cards, o->type, o->empty,
	         o->as_of }, 9);
	buf_int(b, (int64_t)o->n);
	for (size_t i = 0; i < o->n; i++)
		key_strs(b, (const struct str[]){ o->cards[i].name, o->cards[i].seats, o->cards[i].work,
		         o->cards[i].phone, o->cards[i].url }, 5);
	key_strs(b, o->pages, board_pages(o->n));
	key_foot(b, &o->left);
	key_foot(b, &o->right);
}

/* ---- the answer ---- */

struct draw {
	enum paper_size      size;
	const struct poster *poster;    /* one of the two */
	const struct board  *board;
};

static enum err sheet_draw(struct req *r, const struct draw *d, struct str *pdf)
{
	struct print_shelf *shelf = r->house->prints;
	enum err            e = print_gate_enter(shelf);

	if (e)
		return e;
	e = d->poster ? poster_draw(r->arena, d->poster, d->size, pdf) : board_draw(r->arena, d->board, d->size, pdf);
	print_gate_leave(shelf);
	return e;
}

/* What a browser calls the file: by its code, so that ten posters in a folder are told apart. */
static struct str file_named(struct req *r, const char *what, enum paper_size size, struct str code)
{
	return str_join(r->arena, S("inline; filename=\""), str_of(what), S("-"), code,
	                size == PAPER_A3 ? S("-a3") : S("-a4"), S(".pdf\""), STR_NONE);
}

static enum err sheet_reply(struct req *r, const struct buf *key, const struct draw *d, const char *what, struct str code)
{
	unsigned char hash[HASH_BYTES];
	struct str    pdf, tag;
	enum err      e;

	if (key->full)
		return ERR_FAULT;
	hash_blake2b(key->p, key->n, hash);
	tag = str_join(r->arena, S("\""), base64url(r->arena, hash, 16), S("\""), STR_NONE);
	if ((e = reply_header(r, "ETag", tag)))
		return e;
	if (str_eq(req_header(r, "If-None-Match"), tag)) {
		reply_status(r, 304);
		return reply_bytes(r, NULL, S(""));
	}
	if (!print_kept_find(r->house->prints, hash, r->arena, &pdf)) {
		if ((e = sheet_draw(r, d, &pdf)))
			return e;
		print_kept_put(r->house->prints, hash, pdf);
	}
	if ((e = reply_header(r, "Content-Disposition", file_named(r, what, d->size, code))))
		return e;
	return reply_bytes(r, "application/pdf", pdf);
}

/* A closed station invites nobody. */
static enum err open_station(struct req *r, struct station_by_id_row *s)
{
	bool     found;
	enum err e = station_of_path(r, s, &found);

	return e ? e : found && !s->closed.n ? OK : ERR_MISSING;
}

/* GET /s/:code/poster.pdf?size= */
static enum err station_poster_get(struct req *r)
{
	struct station_by_id_row s;
	struct poster            p;
	struct draw              d = { .poster = &p };
	struct buf               key;
	enum err                 e;

	if ((e = size_read(r, &d.size)) || (e = open_station(r, &s)) || (e = poster_of_station(r, &s, &p)))
		return e;
	key_begin(&key, r, d.size, p.day);
	poster_key(&key, &p);
	return sheet_reply(r, &key, &d, "poster", s.code);
}

/* GET /s/:code/panel.pdf?size= */
static enum err station_panel_get(struct req *r)
{
	struct station_by_id_row s;
	struct board             b;
	struct draw              d = { .board = &b };
	struct buf               key;
	enum err                 e;

	if ((e = size_read(r, &d.size)) || (e = open_station(r, &s)) || (e = board_of_station(r, &s, &b)))
		return e;
	key_begin(&key, r, d.size, b.day);
	board_key(&key, &b);
	return sheet_reply(r, &key, &d, "panel", s.code);
}

/* GET /d/:code/poster.pdf?size= */
static enum err deputy_poster_get(struct req *r)
{
	struct station_deputy_row row;
	struct poster             p;
	struct draw               d = { .poster = &p };
	struct buf                key;
	bool                      found;
	enum err                  e;

	if ((e = size_read(r, &d.size)) || (e = station_deputy_of_path(r, &row, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	if ((e = poster_of_deputy(r, &row, &p)))
		return e;
	key_begin(&key, r, d.size, p.day);
	poster_key(&key, &p);
	return sheet_reply(r, &key, &d, "deputy", row.code);
}
