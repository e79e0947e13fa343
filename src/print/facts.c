/* What stands on a sheet: the public facts of a station or deputy, in words. */
#include "print/print_private.h"

#include "base/text.h"
#include "deputy/deputy.h"
#include "pack/pack.h"
#include "region/region.h"
#include "web/qr.h"

#define AHEAD_DAYS 92           /* of the rota, on paper */
#define DAYS_SHOWN 3

static struct str joined(struct arena *a, struct str one, struct str sep, struct str two)
{
	return one.n && two.n ? str_join(a, one, sep, two, STR_NONE) : one.n ? one : two;
}

static void foot_add(struct foot *f, struct str line)
{
	if (line.n && f->n < FOOT_LINES)
		f->lines[f->n++] = line;
}

/* The pack's own name of the place; the base pack is nobody's. */
static struct str title_of(struct req *r, region_code at)
{
	const struct pack *pack = pack_of_list(r->house->packs, at, PACK_STATION_KINDS, r->today);

	if (pack && pack->level != REGION_LEVEL_NATION)
		return pack->name;
	return region_path(r->db, r->arena, region_of_county(r->county), (region_code){ 0 }, "");
}

static struct str kind_of(struct req *r, const struct station_by_id_row *s)
{
	struct str kind = pack_kind_name(r->house->packs, s->region, s->kind, (term_id){ s->local }, r->today, r->lang);

	return s->field.n ? joined(r->arena, kind, S(" · "), s->field) : kind;
}

/* The days that come, with who receives; the rule first, because it holds when the list has ended. */
static void days_foot(struct page *p, const struct receptions *all, bool named, size_t limit, struct foot *f)
{
	size_t n = 0;

	f->title = msg(print_receives);
	foot_add(f, all->rule);
	for (size_t i = 0; i < all->n && n < limit; i++) {
		const struct reception *one = &all->v[i];

		if (one->day.n < p->r->today.n || (one->rule.n && n > 1))
			continue;
		foot_add(f, joined(p->r->arena, reception_words(p, one), S("  "), named ? one->names : S("")));
		n++;
	}
	if (f->n == 0)
		foot_add(f, msg(print_unplanned));
}

static void lines_fill(struct page *p, struct poster *out)
{
	out->scan = msg(print_scan);
	out->heads[0] = msg(print_head1);
	out->heads[1] = msg(print_head2);
	out->heads[2] = msg(print_head3);
	out->texts[0] = msg(print_text1);
	out->texts[1] = msg(print_text2);
	out->texts[2] = msg(print_text3);
	out->promise = msg(print_promise);
	out->made = msgf(print_made, page_day(p, p->r->today));
	out->day = p->r->today;
}

/* The address in the code, and the same to be typed. */
static enum err address_fill(struct page *p, const char *door, struct str code, struct str *url, struct str *type)
{
	struct arena *a = p->r->arena;

	*url = page_absolute(p, str_join(a, str_of(door), code, STR_NONE));
	*type = msgf(print_type, str_join(a, page_host(p), str_of(door), code, STR_NONE));
	return url->n ? OK : ERR_MISSING;      /* no host, no code */
}

static struct str names_of(struct page *p, const struct panel *panel)
{
	struct buf b;

	buf_init(&b, p->r->arena, 16 * 1024);   /* 200 names of 40 signs would be more: they end in "…" */
	for (size_t g = 0; g < panel->n_groups; g++)
		for (size_t i = 0; i < panel->groups[g].n; i++) {
			if (b.n)
				buf_str(&b, msg(print_between));
			buf_str(&b, utf8_head(panel->groups[g].lines[i].row->name, 40));
		}
	return buf_view(&b);
}

static void place_foot(struct page *p, const struct station_by_id_row *s, struct foot *f)
{
	struct str at = region_path(p->r->db, p->r->arena, s->region, region_of_county(p->r->county), "");

	f->title = msg(print_where);
	foot_add(f, joined(p->r->arena, at, S(" "), s->address));
	if (s->hours.n)
		foot_add(f, msgf(print_hours, s->hours));
}

enum err poster_of_station(struct req *r, const struct station_by_id_row *s, struct poster *out)
{
	struct page       page = page_of(r), *p = &page;
	struct panel      panel;
	struct receptions days;
	enum err          e;

	*out = (struct poster){ .over = title_of(r, s->region), .name = s->name, .slogan = msg(station_slogan) };
	if ((e = station_panel_read(r, s->id, &panel)) ||
	    (e = receptions_of_station(r, s, r->today, (struct day){ r->today.n + AHEAD_DAYS }, &days)) ||
	    (e = address_fill(p, "/s/", s->code, &out->url, &out->type)))
		return e;
	out->under = kind_of(r, s);
	lines_fill(p, out);
	days_foot(p, &days, true, DAYS_SHOWN, &out->left);
	place_foot(p, s, &out->right);
	if (panel.n_people) {
		foot_add(&out->right, msgn(print_deputies, (int64_t)panel.n_people));
		foot_add(&out->right, names_of(p, &panel));
	}
	return OK;
}

/* Seats a person holds, the switched-off district left out. */
static enum err seats_of(struct req *r, const struct station_deputy_row *d, struct str *titles, struct str *district)
{
	struct page               page = page_of(r), *p = &page;
	struct station_seats_row *rows;
	size_t                    n;
	enum err                  e = station_seats(r->db, r->arena, &(struct station_seats_in){ .county = r->county,
	        .person = d->id }, &rows, &n);

	*titles = *district = S("");
	for (size_t i = 0; !e && i < n; i++) {
		*titles = joined(r->arena, *titles, S(" · "), member_words(p, rows[i].congress_name,
		                 rows[i].level));
		if (d->district)
			*district = joined(r->arena, *district, S("；"), rows[i].district);
	}
	return e;
}

enum err poster_of_deputy(struct req *r, const struct station_deputy_row *d, struct poster *out)
{
	struct page       page = page_of(r), *p = &page;
	struct str        district, phone = S("");
	struct receptions days;
	enum err          e;

	*out = (struct poster){ .name = d->name, .slogan = msg(print_slogan_deputy), .person = true };
	if ((e = seats_of(r, d, &out->over, &district)) ||
	    (d->callable && (e = deputy_phone_shown(r->db, r->arena, r->house->keys, r->county, d->id, &phone))) ||
	    (e = receptions_of_deputy(r, d, r->today, (struct day){ r->today.n + AHEAD_DAYS }, &days)) ||
	    (e = address_fill(p, "/d/", d->code, &out->url, &out->type)))
		return e;
	out->under = joined(r->arena, d->work_unit, S(" "), d->post);
	if (out->under.n == 0)
		out->under = d->occupation;
	lines_fill(p, out);
	days_foot(p, &days, false, DAYS_SHOWN, &out->left);
	out->right.title = msg(print_where_deputy);
	foot_add(&out->right, d->station_name);
	foot_add(&out->right, d->station_address);
	if (district.n)
		foot_add(&out->right, msgf(print_district, district));
	if (phone.n)
		foot_add(&out->right, msgf(print_phone, phone));
	return OK;
}

static enum err cards_fill(struct page *p, const struct panel *panel, struct board *out)
{
	struct arena *a = p->r->arena;

	out->cards = ARENA_ARRAY(a, struct panel_card, panel->n_people);
	for (size_t g = 0; g < panel->n_groups; g++)
		for (size_t i = 0; i < panel->groups[g].n; i++) {
			const struct panel_line        *line = &panel->groups[g].lines[i];
			const struct station_panel_row *row = line->row;
			struct panel_card              *c = &out->cards[out->n++];

			*c = (struct panel_card){ .name = row->name, .seats = line->seats, .phone = line->phone };
			c->work = joined(a, row->work_unit, S(" "), row->post);
			if (c->work.n == 0)
				c->work = row->occupation;
			c->url = page_absolute(p, str_join(a, S("/d/"), row->code, STR_NONE));
		}
	return OK;
}

enum err board_of_station(struct req *r, const struct station_by_id_row *s, struct board *out)
{
	struct page       page = page_of(r), *p = &page;
	struct panel      panel;
	struct receptions days;
	size_t            pages;
	enum err          e;

	*out = (struct board){ .over = title_of(r, s->region), .name = s->name, .title = msg(print_panel),
		.scan = msg(print_panel_scan), .scan_cards = msg(print_panel_cards), .empty = msg(station_no_people), .day = r->today };
	if ((e = station_panel_read(r, s->id, &panel)) ||
	    (e = receptions_of_station(r, s, r->today, (struct day){ r->today.n + AHEAD_DAYS }, &days)) ||
	    (e = address_fill(p, "/s/", s->code, &out->url, &out->type)) || (e = cards_fill(p, &panel, out)))
		return e;
	days_foot(p, &days, true, FOOT_LINES - 1, &out->left);
	place_foot(p, s, &out->right);
	foot_add(&out->right, msgn(print_deputies, (int64_t)panel.n_people));
	out->as_of = msgf(print_as_of, page_day(p, r->today));
	pages = board_pages(out->n);
	out->pages = ARENA_ARRAY(r->arena, struct str, pages);
	for (size_t i = 0; i < pages; i++)
		out->pages[i] = pages > 1 ? msgf(print_page, num((int64_t)i + 1), num((int64_t)pages)) : S("");
	return OK;
}
