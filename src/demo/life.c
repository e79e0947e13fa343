/*
 * What the county's places have, how they were built and what is being built:
 * positions, facilities, equipment, experts, the upgrade list, a plan, proposals.
 * Positions are invented: scattered around the middle of the county so that a map
 * has something to draw; they say nothing about where a village really lies.
 */
#include "demo/demo_private.h"

#include "db/tally.h"
#include "place/place.h"

/* About the middle of the counties that are shown; others get no positions. */
static const struct {
	int64_t county, lat, lon;
} middles[] = {
	{ 530524, 24830000, 99610000 }, { 532930, 26110000, 99950000 }, { 632324, 34730000, 101610000 },
	{ 340406, 32780000, 116830000 }, { 430502, 27230000, 111490000 }, { 410700, 35300000, 113920000 },
};

static const char *const things[] = {
	"接待桌椅", "电脑", "公示栏", "档案柜", "打印机", "投影仪", "意见箱", "饮水机", "高拍仪", "音响",
};

/* By trade: who might help there. */
static const struct {
	const char *field, *work[2];
} experts[] = {
	{ "法律服务", { "律师事务所，婚姻家庭和土地纠纷", "司法所退休干部，人民调解" } },
	{ "养殖", { "畜牧站高级兽医，疫病防治", "养殖合作社，饲料和圈舍" } },
	{ "生态环保", { "环境监测站工程师，水质监测", "林草站，森林防火和护林" } },
	{ "教育", { "教师进修学校，学校管理", "退休校长，家庭教育" } },
	{ "医疗卫生", { "县医院副主任医师，慢性病", "妇幼保健院，儿童保健" } },
	{ "茶产业", { "茶叶技术推广站农艺师，种植", "茶厂厂长，加工和销售" } },
	{ "民族团结", { "文化馆，民族文化和语言", "老年协会，村规民约" } },
	{ "预算监督", { "会计师事务所，预算审查", "审计局退休干部，项目资金" } },
};

static term_id term_of(const struct demo *d, enum pack_section section, const char *code)
{
	const struct pack_item *item = pack_item(d->house.packs, d->place.code, section, code, day_of(d->now));

	return item ? item->id : (term_id){ 0 };
}

/* Near `from`, at most so many millionths of a degree away. */
static struct maybe_int near(struct maybe_int from, int spread, struct dice *dice)
{
	if (from.has)
		from.v += dice_range(dice, -spread, spread);
	return from;
}

/* ---- each place ---- */

static enum err marks_put(struct demo *d, const struct site *s, struct dice *dice)
{
	static const struct {
		enum place_mark   sort;
		enum pack_section section;
		const char       *code;
		int               stations, rooms;       /* so many of a thousand have it */
	} marks[] = {
		{ PLACE_MARK_FACILITY, PACK_FACILITIES, "study", 1000, 700 },
		{ PLACE_MARK_FACILITY, PACK_FACILITIES, "training", 600, 50 },
		{ PLACE_MARK_FACILITY, PACK_FACILITIES, "activity", 1000, 800 },
		{ PLACE_MARK_FACILITY, PACK_FACILITIES, "debate", 900, 300 },
		{ PLACE_MARK_TAG, PACK_TAGS, "party", 500, 900 },
		{ PLACE_MARK_TAG, PACK_TAGS, "reading", 50, 400 },
		{ PLACE_MARK_TAG, PACK_TAGS, "mediation", 300, 300 },
		{ PLACE_MARK_TAG, PACK_TAGS, "busy", 800, 500 },
		{ PLACE_MARK_FUNCTION, PACK_TAGS, "bridge", 1000, 1000 },
		{ PLACE_MARK_FUNCTION, PACK_TAGS, "filling", 800, 200 },
		{ PLACE_MARK_FUNCTION, PACK_TAGS, "duty", 1000, 700 },
		{ PLACE_MARK_FUNCTION, PACK_TAGS, "window", 600, 300 },
	};
	bool     room = s->kind == STATION_KIND_ROOM;
	enum err e = OK;

	for (size_t i = 0; !e && i < COUNT(marks); i++) {
		term_id term = term_of(d, marks[i].section, marks[i].code);

		if (dice_per_mille(dice, room ? marks[i].rooms : marks[i].stations) && term.v)
			e = demo_mark_add(d->db, &(struct demo_mark_add_in){ .county = d->county, .station = s->id,
				.sort = marks[i].sort, .term = term }, NULL);
	}
	return e;
}

static enum err things_put(struct demo *d, const struct site *s, struct dice *dice, int64_t *id)
{
	size_t   n = s->kind == STATION_KIND_ROOM ? 4 : COUNT(things);
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++) {
		int                  throw = dice_range(dice, 1, 100);
		enum equipment_state state = throw <= 80 ? EQUIPMENT_STATE_GOOD : throw <= 95 ? EQUIPMENT_STATE_WORN :
			throw <= 98 ? EQUIPMENT_STATE_BROKEN : EQUIPMENT_STATE_MISSING;

		e = demo_equipment_insert(d->db, &(struct demo_equipment_insert_in){ .county = d->county,
			.id = { ++*id }, .station = s->id, .what = str_of(things[i]), .number = i == 0 ? 6 : 1,
			.state = state, .since = { day_of(d->start).n - dice_range(dice, 0, 900) } }, NULL);
	}
	return e;
}

/* The two first stations of townships are demonstration sites. */
static bool demonstrates(const struct demo *d, size_t i)
{
	return d->n_towns > 1 && (i == d->towns[0].station || i == d->towns[1].station);
}

static enum err demonstration_put(struct demo *d, const struct site *s)
{
	static const char *const codes[] = { "standard", "active", "feature" };
	enum err                 e = OK;

	for (size_t i = 0; !e && i < COUNT(codes); i++) {
		term_id term = term_of(d, PACK_DEMONSTRATION, codes[i]);

		if (term.v)
			e = demo_mark_add(d->db, &(struct demo_mark_add_in){ .county = d->county, .station = s->id,
				.sort = PLACE_MARK_DEMONSTRATION, .term = term }, NULL);
	}
	return e;
}

static enum err sites_fill(struct demo *d, struct dice *dice)
{
	struct maybe_int lat = { 0 }, lon = { 0 }, town_lat, town_lon;
	int64_t          thing = 0;
	enum err         e = OK;

	for (size_t i = 0; i < COUNT(middles); i++)
		if (middles[i].county == d->county.v) {
			lat = (struct maybe_int){ true, middles[i].lat };
			lon = (struct maybe_int){ true, middles[i].lon };
		}
	town_lat = lat;
	town_lon = lon;
	for (size_t i = 0; !e && i < d->n_sites; i++) {
		const struct site *s = &d->sites[i];
		bool trade = i >= d->first_trade && i < d->first_trade + d->n_trades, room = s->kind == STATION_KIND_ROOM;

		if (!room && !trade && s->kind != STATION_KIND_HOME) {
			town_lat = near(lat, 150000, dice);
			town_lon = near(lon, 150000, dice);
		}
		e = demo_station_facts(d->db, &(struct demo_station_facts_in){ .county = d->county, .id = s->id,
			.local = term_of(d, PACK_STATION_KINDS, s->kind == STATION_KIND_HOME ? "home" :
			        trade ? "professional" : room ? "room" : "station").v,
			.lat_micro = near(room ? town_lat : trade ? lat : town_lat, room ? 40000 : 5000, dice),
			.lon_micro = near(room ? town_lon : trade ? lon : town_lon, room ? 40000 : 5000, dice),
			.head = dice_per_mille(dice, 950) ? d->deputies[s->first_deputy].id : (person_id){ 0 },
			.clerk = s->clerk.account, .opened = { day_of(d->start).n - dice_range(dice, 200, 2000) },
			.demonstration = { demonstrates(d, i) ? day_of(d->start).n + 100 : 0 } }, NULL);
		if (e || (e = marks_put(d, s, dice)) || (e = things_put(d, s, dice, &thing)))
			return e;
		if (!demonstrates(d, i))
			continue;
		tally_add(d->db, d->county, TALLY_SORT_DEMONSTRATION, 0, 0, 1);
		e = demonstration_put(d, s);
	}
	return e;
}

static enum err experts_put(struct demo *d, struct dice *dice)
{
	int64_t  id = 0;
	enum err e = OK;

	for (size_t i = 0; !e && i < 2 * d->n_trades && i < 2 * COUNT(experts); i++) {
		struct str           name, initials;
		struct expert_sealed sealed;

		demo_name(dice, d->arena, &name, &initials);
		id++;
		sealed = expert_seal(d->house.keys, d->arena, d->county, (expert_id){ id },
		                     str_join(d->arena, name, S(SHOWN), STR_NONE),
		                     str_join(d->arena, S("1990000"), str_int(d->arena, 9000 + id), STR_NONE));
		e = demo_expert_insert(d->db, &(struct demo_expert_insert_in){ .county = d->county, .id = { id },
			.station = d->sites[d->first_trade + i / 2].id, .work = str_of(experts[i / 2].work[i % 2]),
			.shown = i % 2 == 0, .wrapped = sealed.wrapped, .name = sealed.name, .phone = sealed.phone,
			.phone_index = sealed.phone_index, .since = day_of(d->start) }, NULL);
	}
	return e;
}

/* ---- building ---- */

/* Stations and rooms alike: in 昌宁 13 and 124, to be finished by the end of 2025; a few are behind. */
static enum err upgrades_put(struct demo *d, struct dice *dice)
{
	static const char *const before[] = {
		"和村委会共用办公室，没有固定牌子；意见记在本子上。", "有场地，没有电脑和网络，公示栏破旧。",
		"设备不全，台账不连续，制度没有上墙。",
	};
	int64_t    id = 0;
	struct day due = day_make(2025, 12, 31);
	enum err   e = OK;

	for (size_t i = d->first_trade + d->n_trades; !e && i < d->n_sites; i++) {
		bool done = !dice_per_mille(dice, 30);

		e = demo_upgrade_insert(d->db, &(struct demo_upgrade_insert_in){ .county = d->county, .id = { ++id },
			.station = d->sites[i].id, .before = str_of(before[dice_below(dice, COUNT(before))]),
			.after = done ? S("有固定场所和统一牌子，电脑联网，台账在系统里记录，制度和代表信息已经公示。") : S(""),
			.percent = done ? 100 : dice_range(dice, 4, 18) * 5,
			.owner = str_join(d->arena, d->sites[i].town_name, S("人大主席团"), STR_NONE), .due = due,
			.done = { done ? due.n - dice_range(dice, 5, 600) : 0 } }, NULL);
		tally_add(d->db, d->county, TALLY_SORT_UPGRADE, done ? TALLY_DONE : TALLY_UNDER_WAY, 0, 1);
	}
	return e;
}

static enum err plan_put(struct demo *d)
{
	const struct pack_list *gates = pack_list(d->house.packs, d->place.code, PACK_GATES, day_of(d->now));
	int64_t                 first = day_split(day_of(d->start)).year;
	enum err                e;

	e = demo_plan_insert(d->db, &(struct demo_plan_insert_in){ .county = d->county, .id = { 1 },
		.region = d->place.code, .name = str_join(d->arena, d->place.name, S("代表阵地三年建设计划"), STR_NONE),
		.first_year = first }, NULL);
	for (size_t i = 0; !e && gates && i < gates->n; i++) {
		struct day  due = day_make((int)first + (int)i, 12, 31);
		bool        judged = due.n < day_of(d->now).n;

		e = demo_gate_insert(d->db, &(struct demo_gate_insert_in){ .county = d->county, .plan = { 1 },
			.seq = (int64_t)i + 1, .term = gates->items[i].id, .goal = S(""), .due = due,
			.result = !judged ? GATE_RESULT_NONE : i == 0 ? GATE_RESULT_MET : GATE_RESULT_PARTLY,
			.judged = { judged ? due.n - 3 : 0 }, .judge = { judged ? d->office.account.v : 0 },
			.remark = !judged ? S("") : i == 0 ? S("各乡镇都有站，场所和牌子落实。") :
			S("活动和台账已经正常，少数村室设备还没有配齐。") }, NULL);
	}
	return e;
}

/* Four proposals, one in each state on the way; all of points in the first townships. */
static enum err proposals_put(struct demo *d, struct dice *dice)
{
	static const struct {
		const char     *what, *where, *why, *reason;
		enum site_state state;
		enum place_act  act;
	} rows[] = {
		{ "集贸市场", "集贸市场管理办公室", "赶集日来往群众多，市场有一间空办公室。", "", SITE_STATE_PROPOSED, 0 },
		{ "客运站", "客运站候车厅", "候车的群众多，方便路过反映。", "候车厅太吵，请另找安静的一间。", SITE_STATE_RETURNED, PLACE_ACT_RETURN },
		{ "敬老院", "敬老院一楼", "老人出门不方便，家属周末常来。", "", SITE_STATE_PLANNED, PLACE_ACT_APPROVE },
		{ "茶园", "茶叶合作社", "采茶季务工群众集中。", "", SITE_STATE_BUILDING, PLACE_ACT_BUILD },
	};
	static const char *const criteria[] = { "reachable", "uniform", "suitable", "shared" };
	enum err                 e = OK;

	for (size_t i = 0; !e && i < COUNT(rows) && d->n_towns; i++) {
		const struct town *t = &d->towns[i % d->n_towns];
		const struct site *s = &d->sites[t->station];
		struct when        at = { d->now.ms - (int64_t)(40 - 8 * (int64_t)i) * 86400000 };

		e = demo_site_insert(d->db, &(struct demo_site_insert_in){ .county = d->county,
			.id = { (int64_t)i + 1 }, .state = rows[i].state, .kind = STATION_KIND_POINT,
			.local = term_of(d, PACK_STATION_KINDS, "point").v,
			.name = str_join(d->arena, t->name, str_of(rows[i].what), S("代表联系点"), STR_NONE),
			.region = t->code, .parent = s->id, .address = str_of(rows[i].where), .why = str_of(rows[i].why),
			.reason = str_of(rows[i].reason), .proposer = s->clerk.account, .proposed = at,
			.due = { rows[i].state >= SITE_STATE_PLANNED ? day_of(d->now).n + dice_range(dice, 30, 200) : 0 },
			.version = rows[i].act ? 2 : 1 }, NULL);
		for (size_t k = 0; !e && k < COUNT(criteria); k++) {
			term_id term = term_of(d, PACK_SITE_CRITERIA, criteria[k]);

			if (term.v)
				e = demo_site_mark_add(d->db, &(struct demo_site_mark_add_in){ .county = d->county,
					.site = { (int64_t)i + 1 }, .sort = PLACE_MARK_CRITERION, .term = term,
					.remark = k == 0 ? str_of(rows[i].why) : S("") }, NULL);
		}
		if (!e)
			e = demo_place_event(d->db, &(struct demo_place_event_in){ .county = d->county,
				.about = PLACE_ABOUT_SITE, .id = (int64_t)i + 1, .seq = 1, .now = at,
				.account = s->clerk.account, .act = PLACE_ACT_PROPOSE, .note = S("") }, NULL);
		if (!e && rows[i].act)
			e = demo_place_event(d->db, &(struct demo_place_event_in){ .county = d->county,
				.about = PLACE_ABOUT_SITE, .id = (int64_t)i + 1, .seq = 2, .now = { at.ms + 3 * 86400000 },
				.account = d->office.account, .act = rows[i].act, .note = str_of(rows[i].reason) }, NULL);
	}
	return e;
}

enum err demo_life(struct demo *d)
{
	struct dice dice = dice_for(d->seed, FOR_LIFE, 0);
	enum err    e;

	if ((e = sites_fill(d, &dice)) || (e = experts_put(d, &dice)) || (e = upgrades_put(d, &dice)) ||
	    (e = plan_put(d)) || (e = proposals_put(d, &dice)))
		return e;
	for (size_t i = 0; !e && i < d->n_towns; i++)
		e = demo_target_insert(d->db, &(struct demo_target_insert_in){ .county = d->county,
			.region = d->towns[i].code, .points = dice_range(&dice, 1, 3) }, NULL);
	return e;
}
