/* Reception days: the rota, and behind its last day what the place's rule says. */
#include "print/print_private.h"

#include "pack/pack.h"

#define ROTA_MAX 1000
#define RULE_MAX 60             /* days of a weekly rule in a year, and a few */

/* Those who begin at the same hour of a day are one reception, which ends with the last of them. */
static void rota_group(struct req *r, struct str place, const struct print_rota_row *rows, size_t n,
                       struct receptions *out)
{
	struct page page = page_of(r), *p = &page;

	for (size_t i = 0; i < n; i++) {
		struct reception *last = out->n ? &out->v[out->n - 1] : NULL;

		if (last && last->day.n == rows[i].day.n && last->from_min == rows[i].from_min) {
			if (rows[i].to_min > last->to_min)
				last->to_min = rows[i].to_min;
			last->names = str_join(r->arena, last->names, msg(print_between), rows[i].name, STR_NONE);
			last->codes = str_join(r->arena, last->codes, S("-"), rows[i].code, STR_NONE);
			continue;
		}
		out->v[out->n++] = (struct reception){ .day = rows[i].day, .from_min = rows[i].from_min,
			.to_min = rows[i].to_min, .names = rows[i].name, .codes = rows[i].code,
			.place = place, .rule = S("") };
	}
}

static struct str rule_words(const struct page *p, const struct pack_item *rule)
{
	struct arena *a = p->r->arena;
	struct str    hours = hours_words(a, rule->from_min, rule->to_min), words;

	words = rule->weekday ? msgf(print_weekly, page_weekday(p, rule->weekday), hours)
	                      : msgf(print_monthly, str_int(a, rule->month_day), hours);
	return rule->rule.shift ? str_join(a, words, msg(print_shifted), STR_NONE) : words;
}

static void rule_days(struct req *r, const struct pack_item *rule, int64_t edition, struct str place,
                      struct day from, struct day to, struct receptions *out)
{
	const struct calendar *cal = pack_calendar(r->house->packs);
	struct day             d = pack_reception_day(cal, rule, from);

	for (int i = 0; i < RULE_MAX && d.n <= to.n; i++) {
		bool known = calendar_knows(cal, day_split(d).year);

		out->v[out->n++] = (struct reception){ .day = d, .from_min = rule->from_min, .to_min = rule->to_min,
			.names = S(""), .codes = rule->code, .place = place, .rule = out->rule,
			.edition = 2 * edition + known, .provisional = !known };
		d = pack_reception_day(cal, rule, (struct day){ d.n + 1 });
	}
}

enum err receptions_of_station(struct req *r, const struct station_by_id_row *s, struct day from, struct day to,
                               struct receptions *out)
{
	struct page             page = page_of(r);
	const struct pack_list *rules = pack_list(r->house->packs, s->region, PACK_RECEPTION, r->today);
	const struct pack      *pack = pack_of_list(r->house->packs, s->region, PACK_RECEPTION, r->today);
	struct print_rota_row  *rows;
	struct day              behind = r->today;
	size_t                  n;
	enum err                e = print_rota(r->db, r->arena, &(struct print_rota_in){ .county = r->county,
	        .station = s->id, .from_day = from, .to_day = to, .limit = ROTA_MAX }, &rows, &n);

	if (e)
		return e;
	*out = (struct receptions){ .v = ARENA_ARRAY(r->arena, struct reception, n + RULE_MAX), .rule = S("") };
	rota_group(r, s->name, rows, n, out);
	if (!rules || rules->n == 0)
		return OK;
	out->rule = rule_words(&page, &rules->items[0]);
	if (out->n && out->v[out->n - 1].day.n >= behind.n)
		behind.n = out->v[out->n - 1].day.n + 1;
	rule_days(r, &rules->items[0], pack ? pack->id.v : 0, s->name, behind, to, out);
	return OK;
}

enum err receptions_of_deputy(struct req *r, const struct station_deputy_row *d, struct day from, struct day to,
                              struct receptions *out)
{
	struct print_rota_person_row *rows;
	size_t                        n;
	enum err                      e;

	*out = (struct receptions){ .rule = S("") };
	if (d->station.v == 0)
		return OK;
	if ((e = print_rota_person(r->db, r->arena, &(struct print_rota_person_in){ .county = r->county,
	             .station = d->station, .person = d->id, .from_day = from, .to_day = to, .limit = ROTA_MAX },
	             &rows, &n)))
		return e;
	out->v = ARENA_ARRAY(r->arena, struct reception, n);
	for (size_t i = 0; i < n; i++)
		out->v[out->n++] = (struct reception){ .day = rows[i].day, .from_min = rows[i].from_min,
			.to_min = rows[i].to_min, .names = d->name, .codes = d->code, .place = d->station_name,
			.rule = S("") };
	return OK;
}

struct str reception_words(const struct page *p, const struct reception *one)
{
	return str_join(p->r->arena, page_day_week(p, one->day), S(" "),
	                hours_words(p->r->arena, one->from_min, one->to_min), STR_NONE);
}
