/*
 * Standards, links, posts, meetings, a drive and their obligations, through the same
 * doors as the forms. Everything is written down now, in the order of the audit; what
 * lies in the past says so by its own day.
 */
#include "demo/demo_private.h"

#include "drive/drive.h"
#include "link/link.h"
#include "obligation/obligation.h"
#include "post/post.h"
#include "standard/standard.h"

#define STATIONS_CHECKED 8      /* townships whose station was looked at */
#define ROOMS_CHECKED 12
#define PEOPLE_LINKED 12

static const char *const bodies[] = {
	"监察和司法委员会", "财政经济委员会", "教科文卫委员会", "社会建设委员会", "代表工作委员会", "人大常委会办公室",
};

static const char *const lacks[] = {
	"公示栏里的照片是上一届的", "台账缺上半年的记录", "牌子掉色，字看不清", "制度没有上墙", "还没有配电脑和打印机",
};

/* The office of the county, or whoever else acts. */
static struct acting as(struct demo *d, const struct who *who)
{
	return (struct acting){ d->db, d->scratch, who, d->county, d->now };
}

static struct day days_ago(const struct demo *d, int64_t n)
{
	return (struct day){ day_of(d->now).n - n };
}

/* ---- standards ---- */

static enum err look(struct demo *d, struct dice *dice, const struct site *s, const struct pack_item *standard,
                     enum inspection_way way, const struct who *who, int lack)
{
	struct acting         a = as(d, who);
	struct inspection_new in = { .station = s->id, .standard = standard->code, .way = way, .n = standard->parts.n,
		.day = days_ago(d, way == INSPECTION_WAY_SELF ? dice_range(dice, 60, 120) : dice_range(dice, 20, 50)) };
	inspection_id         id;
	enum err              e;

	if (in.n > STANDARD_ITEMS)
		return OK;
	for (size_t i = 0; i < in.n; i++) {
		in.found[i] = (struct finding){ .mark = MARK_YES, .score = -1, .words = S(""),
			.due = { in.day.n + dice_range(dice, 10, 60) } };
		if (dice_per_mille(dice, lack)) {
			in.found[i].mark = dice_per_mille(dice, 600) ? MARK_PARTLY : MARK_NO;
			in.found[i].words = str_of(lacks[dice_below(dice, COUNT(lacks))]);
		}
	}
	e = inspection_make(&a, d->house.packs, &in, &id);
	return e == ERR_MISSING ? OK : e;        /* not a standard for this kind of place */
}

static enum err site_look(struct demo *d, struct dice *dice, const struct site *s, bool faultless)
{
	const struct pack_list *list = pack_list(d->house.packs, s->region, PACK_STANDARDS, day_of(d->now));
	enum err                e = OK;

	for (size_t i = 0; !e && list && i < list->n; i++) {
		e = look(d, dice, s, &list->items[i], INSPECTION_WAY_SELF, s->clerk.account.v ? &s->clerk : &d->office,
		         faultless ? 0 : 120);
		if (!e && (faultless || dice_per_mille(dice, 700)))
			e = look(d, dice, s, &list->items[i],
			         dice_per_mille(dice, 700) ? INSPECTION_WAY_ON_SITE : INSPECTION_WAY_REMOTE, &d->office,
			         faultless ? 0 : 220);
	}
	return e;
}

static enum err standards(struct demo *d, struct dice *dice)
{
	size_t   rooms = 0;
	enum err e = OK;

	for (size_t t = 0; !e && t < d->n_towns && t < STATIONS_CHECKED; t++) {
		const struct town *town = &d->towns[t];

		e = site_look(d, dice, &d->sites[town->station], t == 0);
		for (size_t k = 1; !e && k < town->n_rooms && k < 3 && rooms < ROOMS_CHECKED; k++, rooms++)
			e = site_look(d, dice, &d->sites[town->first_room + k], false);
	}
	return e;
}

/* ---- links ---- */

static struct link_side person_side(const struct demo *d, size_t i)
{
	return (struct link_side){ LINK_END_PERSON, d->deputies[i].id.v, d->deputies[i].name };
}

/* Most keep their promise; some have not been there for long. */
static enum err link_put(struct demo *d, struct dice *dice, const struct link_new *in)
{
	struct acting a = as(d, &d->office);
	link_id       id;
	enum err      e;

	/* A township with a pack of its own has its own links. */
	if (!pack_item(d->house.packs, in->region, PACK_LINKS, str_z(d->scratch, in->kind), day_of(d->now)))
		return OK;
	if ((e = link_make(&a, d->house.packs, in, &id)))
		return e == ERR_CONFLICT ? OK : e;
	for (int n = dice_range(dice, 0, 5); !e && n > 0; n--)
		e = link_visit(&a, d->house.packs, &(struct link_contact){ .link = id,
			.way = dice_per_mille(dice, 600) ? VISIT_WAY_VISIT : VISIT_WAY_MEETING,
			.day = days_ago(d, n * 20 - dice_range(dice, 0, 19)),
			.words = dice_per_mille(dice, 500) ? S("听取代表和群众意见，查看台账和公示栏。") :
			                                     S("了解接待日安排，商量改进的地方。") });
	return e;
}

static enum err link_kind_put(struct demo *d, struct dice *dice, const struct pack_item *rule)
{
	bool     place = rule->link_to == PARTY_STATION;
	size_t   n = place ? d->n_towns : PEOPLE_LINKED < d->n_deputies / 2 ? PEOPLE_LINKED : d->n_deputies / 2;
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++) {
		const struct site *s = place ? &d->sites[d->towns[i].station] : &d->sites[d->deputies[i].site];
		struct link_new    in = { .kind = rule->code, .region = s->region,
			.since = days_ago(d, dice_range(dice, 110, 300)) };

		if (place && i % 5 == 3)
			continue;               /* a gap, for the list of gaps */
		in.from = rule->link_from == PARTY_BODY || rule->link_from == PARTY_GROUP ?
		          (struct link_side){ LINK_END_BODY, 0, str_of(bodies[i % COUNT(bodies)]) } :
		          person_side(d, place ? i % 6 : i);
		if (place)
			in.to = (struct link_side){ LINK_END_STATION, s->id.v, s->name };
		else if (rule->link_to == PARTY_DEPUTY || rule->link_to == PARTY_PERSON)
			in.to = person_side(d, d->n_deputies / 2 + i);
		else
			in.to = (struct link_side){ LINK_END_GROUP, 0, str_join(d->scratch, s->place, S("选民小组"), STR_NONE) };
		e = link_put(d, dice, &in);
	}
	return e;
}

static enum err links(struct demo *d, struct dice *dice)
{
	const struct pack_list *list = pack_list(d->house.packs, d->place.code, PACK_LINKS, day_of(d->now));
	enum err                e = OK;

	for (size_t i = 0; !e && d->n_deputies > 1 && list && i < list->n; i++)
		e = link_kind_put(d, dice, &list->items[i]);
	return e;
}

/* ---- posts and meetings ---- */

static enum err posts(struct demo *d, struct dice *dice)
{
	const struct pack_list *list = pack_list(d->house.packs, d->place.code, PACK_POSTS, day_of(d->now));
	struct acting           a = as(d, &d->office);
	struct str              name, initials;
	enum err                e = OK;

	for (size_t t = 0; !e && t < d->n_towns; t++)
		for (size_t i = 0; !e && list && i < list->n; i++) {
			const struct pack_item *rule = &list->items[i];
			struct post_change      c = { .region = d->towns[t].code, .kind = rule->code,
				.day = days_ago(d, dice_range(dice, 90, 700)), .words = S("") };

			if (!rule->levels || !pack_at_level(rule, REGION_LEVEL_TOWNSHIP) ||
			    rule->subdistrict != str_ends(d->towns[t].name, S("街道")) || dice_per_mille(dice, 150))
				continue;
			demo_name(dice, d->scratch, &name, &initials);
			c.event = dice_per_mille(dice, 780) ? POST_EVENT_FILL :
			          dice_per_mille(dice, 500) ? POST_EVENT_PART_TIME : POST_EVENT_VACATE;
			c.holder = c.event == POST_EVENT_VACATE ? S("") : str_join(d->scratch, name, S(SHOWN), STR_NONE);
			e = post_note(&a, &c);
			if (e || c.event == POST_EVENT_FILL)
				continue;
			c.event = POST_EVENT_REPORT;
			c.day = days_ago(d, dice_range(dice, 5, 60));
			c.words = S("向县委汇报缺口情况，建议年内配齐。");
			e = post_note(&a, &c);
		}
	return e;
}

static enum err meetings(struct demo *d, struct dice *dice)
{
	const struct pack_list *list = pack_list(d->house.packs, d->place.code, PACK_MEETINGS, day_of(d->now));
	struct acting           a = as(d, &d->office);
	int                     year = day_split(day_of(d->now)).year;
	struct day              today = day_of(d->now);
	meeting_id              id;
	enum err                e = OK;

	for (size_t t = 0; !e && t < d->n_towns; t++)
		for (size_t i = 0; !e && list && i < list->n; i++) {
			const struct pack_item *rule = &list->items[i];

			if (!rule->levels || !pack_at_level(rule, REGION_LEVEL_TOWNSHIP) ||
			    str_ends(d->towns[t].name, S("街道")))
				continue;
			for (int n = 0; !e && n < rule->count && n < 4; n++) {
				struct day  day = day_make(year, 1 + n * 12 / rule->count + dice_range(dice, 0, 1),
				                           dice_range(dice, 5, 25));
				bool        held = day.n <= today.n;

				if (dice_per_mille(dice, 120))
					continue;       /* not planned: the year is short */
				e = meeting_make(&a, &(struct meeting_new){ .region = d->towns[t].code, .kind = rule->code,
					.state = held ? MEETING_STATE_HELD : MEETING_STATE_PLANNED, .day = day,
					.halves = dice_per_mille(dice, 900) ? 2 : 1 }, &id);
			}
		}
	return e;
}

/* ---- the year's drive ---- */

static const struct {
	const char *title, *words;
} measures[] = {
	{ "修订议事规则和工作制度，年底前上墙公布", "对照上级条例逐条修订，交主席团会议通过。" },
	{ "组织代表集中培训，每名代表至少参加一次", "安排代表法、预算监督两个专题。" },
	{ "配齐专职人员和办公设备", "缺口列清单，逐项销号。" },
	{ "联络站挂牌、公示栏和网上平台全部更新", "照片、电话、接待日一次改到位。" },
	{ "开展代表联系群众活动，意见全部登记交办", "每名代表联系不少于五户。" },
};

static enum err drive(struct demo *d, struct dice *dice)
{
	const struct pack_list *list = pack_list(d->house.packs, d->place.code, PACK_STREAMS, day_of(d->now));
	struct acting           a = as(d, &d->office);
	int                     year = day_split(day_of(d->now)).year;
	const struct pack_item *item = list && list->n ? &list->items[0] : NULL;
	drive_id                id;
	enum err                e;

	if (!item || (e = drive_start(&a, d->house.packs, item->code, year,
	                              S("按照县里统一部署，各乡镇对照分线措施推进，年底总结。"), &id)))
		return item ? e : OK;
	for (size_t i = 0; !e && i < item->parts.n * 2; i++) {
		struct holder owner = i % 3 == 2 ? (struct holder){ HOLDER_KIND_STATION, d->sites[demo_station(d)].id.v } :
		                      (struct holder){ HOLDER_KIND_OFFICE, d->towns[i % d->n_towns].code.v };
		struct who    doer = { .roles = OFFICE, .role = ROLE_OFFICE, .county = d->county,
			.account = d->towns[i % d->n_towns].office.account, .grant = d->towns[i % d->n_towns].office.grant,
			.region_lo = d->towns[i % d->n_towns].code.v, .region_hi = d->towns[i % d->n_towns].code.v + 999 };
		struct acting b = as(d, &doer);
		obligation_id task;

		e = drive_measure(&a, &(struct measure_new){ .drive = id, .stream = (int64_t)(i / 2) + 1, .owner = owner,
			.region = d->towns[i % d->n_towns].code, .due = { day_of(d->now).n + dice_range(dice, 0, 40) },
			.title = str_of(measures[i / 2 % COUNT(measures)].title),
			.words = str_of(measures[i / 2 % COUNT(measures)].words) }, &task);
		if (e || owner.kind != HOLDER_KIND_OFFICE || doer.account.v == 0 || dice_per_mille(dice, 350))
			continue;
		e = obligation_take(&b, task, &(struct obligation_step){ OBLIGATION_EVENT_REPORT, 1, { 0 },
			S("已经做完，材料和照片在台账里。") });
		if (!e && dice_per_mille(dice, 600))
			e = obligation_take(&a, task, &(struct obligation_step){ OBLIGATION_EVENT_SIGN, 2, { 0 }, S("") });
	}
	return e;
}

enum err demo_work(struct demo *d)
{
	struct dice dice = dice_for(d->seed, FOR_WORK, 0);
	enum err    e = demo_begin(d);

	if (e || (e = standards(d, &dice)) || (e = links(d, &dice)) || (e = posts(d, &dice)) ||
	    (e = meetings(d, &dice)) || (e = drive(d, &dice)))
		return e;
	return demo_commit(d);
}
