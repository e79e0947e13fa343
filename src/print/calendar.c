/*
 * Reception days as iCalendar: each day by itself, holidays moved already, so that no program
 * need know the rule. What was told before is remembered (calendar_entry): a changed day keeps
 * its name and gets a higher number, a day that fell away is cancelled.
 */
#include "print/print_private.h"

#include "base/log.h"
#include "db/lane.h"
#include "print/ical.h"
#include "web/qr.h"

#define AHEAD_DAYS  366
#define KEPT_DAYS   31          /* behind today */
#define EVENTS_MAX  490         /* of one calendar, all written in one closure */
#define BODY_MAX    (2 * 1024 * 1024)
#define DIGEST      16

struct event {
	struct reception is;
	int64_t          sequence;
	struct when      stamp;
	unsigned char    digest[DIGEST];
	bool             cancelled, told;       /* told: stands in the table like this */
};

struct agenda {
	struct req   *r;
	struct str    name, code, place, address, url, person_code;
	station_id    station;
	int64_t       person;           /* 0: a station's */
	struct maybe_int lat, lon;
	struct event *events;
	size_t        n;
};

/* ---- what was told before ---- */

/* What a reader would notice, in no language. */
static void digest_make(const struct agenda *g, struct event *e)
{
	unsigned char hash[HASH_BYTES];
	struct str    parts[] = { e->is.names, e->is.codes, g->name, g->place, g->address };
	struct buf    b;

	buf_init(&b, g->r->arena, 64 * 1024);
	for (size_t i = 0; i < COUNT(parts); i++) {
		buf_int(&b, (int64_t)parts[i].n);
		buf_char(&b, ':');
		buf_str(&b, parts[i]);
	}
	buf_int(&b, e->is.to_min);
	buf_char(&b, '/');
	buf_int(&b, e->is.edition);
	hash_blake2b(b.p, b.n, hash);
	memcpy(e->digest, hash, DIGEST);
}

static int event_cmp(const struct event *e, const struct calendar_entries_row *row)
{
	int64_t a = e->is.day.n * 1440 + e->is.from_min, b = row->day.n * 1440 + row->from_min;

	return a < b ? -1 : a > b;
}

/* The same hour of a day is the same event; other words make it the next one of its numbers. */
static void event_join(const struct agenda *g, struct event *e, const struct calendar_entries_row *row)
{
	e->told = row->digest.n == DIGEST && memcmp(row->digest.p, e->digest, DIGEST) == 0 && !row->cancelled;
	e->sequence = row->sequence + !e->told;
	e->stamp = e->told ? row->stamp : g->r->now;
}

static struct event event_gone(const struct agenda *g, const struct calendar_entries_row *row)
{
	struct event e = { .is = { .day = row->day, .from_min = row->from_min, .to_min = row->to_min,
		.names = S(""), .codes = S(""), .place = g->place, .rule = S("") },
		.sequence = row->sequence + !row->cancelled, .stamp = row->cancelled ? row->stamp : g->r->now,
		.cancelled = true, .told = row->cancelled };

	digest_make(g, &e);
	return e;
}

/* Both sides come by day and hour. */
static void agenda_merge(struct agenda *g, const struct receptions *all, const struct calendar_entries_row *rows,
                         size_t n)
{
	size_t i = 0, k = 0;

	g->events = ARENA_ARRAY(g->r->arena, struct event, all->n + n);
	while (i < all->n || k < n) {
		struct event e = { .stamp = g->r->now };
		int          order = -1;

		if (i < all->n) {
			e.is = all->v[i];
			digest_make(g, &e);
			order = k < n ? event_cmp(&e, &rows[k]) : -1;
		}
		if (i == all->n || order > 0) {
			e = event_gone(g, &rows[k++]);
		} else {
			if (order == 0)
				event_join(g, &e, &rows[k++]);
			i++;
		}
		g->events[g->n++] = e;
	}
	if (g->n > EVENTS_MAX)
		g->n = EVENTS_MAX;
}

static enum err agenda_write(struct db *db, void *arg)
{
	const struct agenda *g = arg;
	county_code          county = g->r->county;
	enum err             e;

	db_scope(db, county.v, county.v);
	e = calendar_entries_drop(db, &(struct calendar_entries_drop_in){ county, g->station, g->person,
	        { g->r->today.n - KEPT_DAYS } }, NULL);
	for (size_t i = 0; !e && i < g->n; i++) {
		const struct event *one = &g->events[i];

		if (!one->told)
			e = calendar_entry_put(db, &(struct calendar_entry_put_in){ .county = county,
				.station = g->station, .person = g->person, .day = one->is.day,
				.from_min = one->is.from_min, .to_min = one->is.to_min, .sequence = one->sequence,
				.stamp = one->stamp, .digest = { (const char *)one->digest, DIGEST },
				.cancelled = one->cancelled }, NULL);
	}
	return e;
}

static enum err agenda_fill(struct agenda *g, const struct receptions *all)
{
	struct req                  *r = g->r;
	struct calendar_entries_row *rows;
	bool                         news = false;
	size_t                       n;
	enum err e = calendar_entries(r->db, r->arena, &(struct calendar_entries_in){ .county = r->county,
	        .station = g->station, .person = g->person, .from_day = r->today, .limit = EVENTS_MAX }, &rows, &n);

	if (e)
		return e;
	agenda_merge(g, all, rows, n);
	for (size_t i = 0; i < g->n; i++)
		news = news || !g->events[i].told;
	/* Told all the same when it cannot be written down just now: the next reader writes it. */
	if (news && lane_call(r->house->lane, agenda_write, g))
		log_warn("print", "a calendar's numbers were not stored");
	return OK;
}

/* ---- the text ---- */

static struct str uid_of(const struct agenda *g, const struct event *e)
{
	struct buf b;
	struct ymd t = day_split(e->is.day);

	buf_init(&b, g->r->arena, 128);         /* a day, an hour, two codes and a county */
	buf_uint_pad(&b, (uint64_t)t.year, 4);
	buf_uint_pad(&b, (uint64_t)t.month, 2);
	buf_uint_pad(&b, (uint64_t)t.day, 2);
	buf_char(&b, '-');
	buf_uint_pad(&b, (uint64_t)(e->is.from_min / 60 * 100 + e->is.from_min % 60), 4);
	buf_char(&b, '-');
	buf_str(&b, g->code);
	if (g->person) {
		buf_char(&b, '-');
		buf_str(&b, g->person_code);
	}
	buf_char(&b, '@');
	buf_int(&b, g->r->county.v);
	buf_lit(&b, ".lianxin");
	return buf_view(&b);
}

static struct str event_words(const struct page *p, const struct agenda *g, const struct event *e)
{
	struct arena *a = p->r->arena;
	struct str    words = e->is.names.n ? msgf(print_event_who, e->is.names) : msg(print_event_rule);

	if (e->is.provisional)
		words = str_join(a, words, S("\n"), msg(print_event_provisional), STR_NONE);
	return str_join(a, words, S("\n"), g->url, STR_NONE);
}

static void event_put(struct buf *b, const struct page *p, const struct agenda *g, const struct event *e)
{
	struct arena *a = p->r->arena;

	buf_lit(b, "BEGIN:VEVENT\r\n");
	ical_plain(b, "UID", uid_of(g, e));
	ical_when(b, "DTSTAMP", e->stamp);
	ical_plain(b, "SEQUENCE", str_int(a, e->sequence));
	ical_local(b, "DTSTART", e->is.day, e->is.from_min);
	ical_local(b, "DTEND", e->is.day, e->is.to_min);
	ical_plain(b, "STATUS", e->cancelled ? S("CANCELLED") : e->is.provisional ? S("TENTATIVE") : S("CONFIRMED"));
	ical_text(b, "SUMMARY", msgf(print_event, g->name));
	ical_text(b, "LOCATION", g->address.n ? str_join(a, g->place, S(" "), g->address, STR_NONE) : g->place);
	ical_text(b, "DESCRIPTION", event_words(p, g, e));
	ical_text(b, "CATEGORIES", msg(print_receives));
	ical_plain(b, "URL", g->url);
	if (g->lat.has && g->lon.has) {
		struct buf geo;

		buf_init(&geo, a, 64);          /* two degrees */
		buf_real(&geo, (double)g->lat.v / 1e6, 6);
		buf_char(&geo, ';');
		buf_real(&geo, (double)g->lon.v / 1e6, 6);
		ical_plain(b, "GEO", buf_view(&geo));
	}
	buf_lit(b, "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
}

static void agenda_put(struct buf *b, const struct page *p, const struct agenda *g)
{
	struct str name = msgf(print_event, g->name);

	buf_lit(b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//lianxin//reception days//ZH\r\nCALSCALE:GREGORIAN\r\n"
	           "METHOD:PUBLISH\r\n");
	ical_text(b, "NAME", name);
	ical_text(b, "X-WR-CALNAME", name);
	ical_plain(b, "X-WR-TIMEZONE", S("Asia/Shanghai"));
	buf_lit(b, "REFRESH-INTERVAL;VALUE=DURATION:P1D\r\nX-PUBLISHED-TTL:P1D\r\n");
	ical_zone(b);
	for (size_t i = 0; i < g->n; i++)
		event_put(b, p, g, &g->events[i]);
	buf_lit(b, "END:VCALENDAR\r\n");
}

static enum err agenda_reply(struct agenda *g)
{
	struct req   *r = g->r;
	struct page   page = page_of(r);
	unsigned char hash[HASH_BYTES];
	struct str    tag, name;
	struct buf    b;
	enum err      e;

	buf_init(&b, r->arena, BODY_MAX);
	agenda_put(&b, &page, g);
	if (b.full)
		return ERR_FAULT;
	hash_blake2b(b.p, b.n, hash);
	tag = str_join(r->arena, S("\""), base64url(r->arena, hash, 16), S("\""), STR_NONE);
	name = str_join(r->arena, S("inline; filename=\"reception-"), g->person ? g->person_code : g->code, S(".ics\""),
	                STR_NONE);
	if ((e = reply_header(r, "ETag", tag)) || (e = reply_header(r, "Content-Disposition", name)))
		return e;
	if (str_eq(req_header(r, "If-None-Match"), tag)) {
		reply_status(r, 304);
		return reply_bytes(r, NULL, S(""));
	}
	return reply_bytes(r, "text/calendar; charset=utf-8", buf_view(&b));
}

static struct str url_of(struct req *r, const char *door, struct str code)
{
	struct page page = page_of(r);

	return page_absolute(&page, str_join(r->arena, str_of(door), code, STR_NONE));
}

/* GET /s/:code/calendar.ics - of a closed station, what was told before is cancelled. */
enum err station_calendar_get(struct req *r)
{
	struct station_by_id_row s;
	struct receptions        all = { 0 };
	struct agenda            g = { .r = r };
	bool                     found;
	enum err                 e;

	if (r->as != AS_HTML)
		return ERR_MISSING;
	if ((e = station_of_path(r, &s, &found)) || !found)
		return e ? e : ERR_MISSING;
	if (!s.closed.n && (e = receptions_of_station(r, &s, r->today, (struct day){ r->today.n + AHEAD_DAYS }, &all)))
		return e;
	g.name = g.place = s.name;
	g.code = s.code;
	g.address = s.address;
	g.station = s.id;
	g.lat = s.lat_micro;
	g.lon = s.lon_micro;
	g.url = url_of(r, "/s/", s.code);
	return (e = agenda_fill(&g, &all)) ? e : agenda_reply(&g);
}

/* GET /d/:code/calendar.ics */
enum err deputy_calendar_get(struct req *r)
{
	struct station_deputy_row d;
	struct receptions         all = { 0 };
	struct agenda             g = { .r = r };
	bool                      found;
	enum err                  e;

	if (r->as != AS_HTML)
		return ERR_MISSING;
	if ((e = station_deputy_of_path(r, &d, &found)) || !found)
		return e ? e : ERR_MISSING;
	if ((e = receptions_of_deputy(r, &d, r->today, (struct day){ r->today.n + AHEAD_DAYS }, &all)))
		return e;
	g.name = d.name;
	g.person_code = d.code;
	g.person = d.id.v;
	g.station = d.station;
	g.place = d.station_name.p ? d.station_name : S("");
	g.code = d.station_code.p ? d.station_code : S("");
	g.address = d.station_address.p ? d.station_address : S("");
	g.url = url_of(r, "/d/", d.code);
	return d.station.v && (e = agenda_fill(&g, &all)) ? e : agenda_reply(&g);
}
