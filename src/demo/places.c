/* The county's places from the division table: home, trades, a station a township, a room a
 * village. */
#include "demo/demo_private.h"

#include "base/text.h"
#include "place/place.h"

#define CHILDREN_MAX                                                                               \
	1000 /* townships of a county, villages of a township: 100 at most in the table */

/* Trades of the professional stations. Eight are published for 昌宁县; three of their names are. */
static const struct {
	const char *field, *initials;
} trades[] = {
	{ "法律服务", "flfw" }, { "养殖", "yz" }, { "生态环保", "sthb" }, { "教育", "jy" },
	{ "医疗卫生", "ylws" }, { "茶产业", "ccy" }, { "民族团结", "mztj" }, { "预算监督", "ysjd" },
};

static const struct {
	const char *key, *name, *initials;
} units[] = {          /* accounts.c works at the first three */
	{ "power", "供电公司", "gdgs" }, { "education", "教育体育局", "jytyj" },
	{ "transport", "交通运输局", "jtysj" }, { "health", "卫生健康局", "wsjkj" },
	{ "environment", "生态环境局", "sthjj" }, { "housing", "住房和城乡建设局", "zfhcxjsj" },
	{ "traffic", "公安局交通警察大队", "gajjtjcdd" }, { "police", "公安局", "gaj" },
	{ "water", "水务局", "swj" }, { "farming", "农业农村局", "nyncj" },
	{ "civil", "民政局", "mzj" }, { "labour", "人力资源和社会保障局", "rlzyhshbzj" },
	{ "land", "自然资源局", "zrzyj" }, { "forest", "林业和草原局", "lyhcyj" },
	{ "market", "市场监督管理局", "scjdglj" }, { "culture", "文化和旅游局", "whhlyj" },
	{ "insurance", "医疗保障局", "ylbzj" }, { "emergency", "应急管理局", "yjglj" },
	{ "justice", "司法局", "sfj" }, { "finance", "财政局", "czj" },
	{ "planning", "发展和改革局", "fzhggj" }, { "industry", "工业和信息化局", "gyhxxhj" },
	{ "city", "城市管理局", "csglj" }, { "telecom", "通信发展办公室", "txfzbgs" },
	{ "post", "邮政分公司", "yzfgs" }, { "donor", "爱心企业", "axqy" },
};

static const char *const hours[] = {
	"周一至周五 8:30—11:30，14:30—17:30", "周一至周五 9:00—12:00，14:00—17:30",
	"每周一、周三、周五 9:00—11:30", "每周二、周四 9:00—11:30，14:30—17:00",
	"每月接待日 9:00—11:00；其他时间请先打电话", "赶集日 9:00—12:00",
};

enum err demo_code(struct demo *d, enum code_kind kind, int64_t id, char code[7])
{
	unsigned char bytes[16];
	int64_t       taken = 0;
	enum err      e = OK;

	while (!e && !taken) {
		random_bytes(bytes, sizeof(bytes));
		code_letters(bytes, sizeof(bytes), code, 6);
		code[6] = '\0';
		e = demo_code_take(d->db, &(struct demo_code_take_in){ .code = { code, 6 },
		                           .county = d->county, .kind = kind, .id = id }, &taken);
	}
	return e;
}

/* The initials of a name's beginning: one letter a character in the table. */
static struct str initials_of(const struct region_place *p, struct str name)
{
	return str_part(p->initials, 0, utf8_length(name));
}

static enum err site_put(struct demo *d, struct site *s, const char *field, struct str address,
                         struct str initials, struct dice *dice)
{
	bool     open = s->kind != STATION_KIND_ROOM;
	enum err e;

	s->id = (station_id){ (int64_t)d->n_sites + 1 };
	e = demo_code(d, CODE_KIND_STATION, s->id.v, s->code);
	d->sites[d->n_sites++] = *s;
	place_count(d->db, d->county, &(struct place_sum){ s->kind, s->region, *field != '\0', false }, 1);
	return e ? e :
		   demo_station_insert(d->db,
			   &(struct demo_station_insert_in){ .county = d->county,
				   .id = s->id,
				   .code = { s->code, 6 },
				   .kind = s->kind,
				   .field = str_of(field),
				   .name = s->name,
				   .region = s->region,
				   .parent = { s->kind == STATION_KIND_HOME ?
						       0 :
						       (int64_t)s->parent + 1 },
				   .address = address,
				   .hours = str_of(
					   hours[open ? dice_below(dice, 2) :
							2 + dice_below(dice, COUNT(hours) - 2)]),
				   .initials = initials },
			   NULL);
}

static struct str address_of(
	struct demo *d, struct str place, const char *building, struct dice *dice)
{
	return str_join(d->arena, place, str_of(building),
		str_int(d->arena, dice_range(dice, 1, 3)), S("楼"), STR_NONE);
}

/* The county's home and the stations of the trades, which stand at the county. */
static enum err county_sites(struct demo *d, struct dice *dice)
{
	struct arena *a = d->arena;
	struct site   s = {
		.kind = STATION_KIND_HOME, .region = d->place.code, .place = d->place.name,
		.town_name = d->place.name, .town = d->n_towns,
		.name = str_join(a, d->place.name, S("人大代表之家"), STR_NONE),
	};
	enum err      e = site_put(d, &s, "", address_of(d, d->place.name, "人大常委会办公楼", dice),
	        str_join(a, d->place.initials, S("rddbzj"), STR_NONE), dice);

	s.kind = STATION_KIND_STATION;
	d->first_trade = d->n_sites;
	d->n_trades = COUNT(trades);
	for (size_t i = 0; !e && i < COUNT(trades); i++) {
		s.name = str_join(
			a, d->place.name, str_of(trades[i].field), S("专业代表工作站"), STR_NONE);
		e = site_put(d, &s, trades[i].field,
			address_of(d, d->place.name, "便民服务中心", dice),
			str_join(a, d->place.initials, str_of(trades[i].initials), S("zydbgzz"),
				STR_NONE),
			dice);
	}
	return e;
}

static enum err room_put(struct demo *d, const struct town *t, size_t town,
                         const struct region_place *p, struct dice *dice)
{
	struct str  place = region_short(p->name);
	struct site s = {
		.kind = STATION_KIND_ROOM, .region = p->code, .place = place, .town_name = t->name,
		.town = town, .parent = t->station,
		.name = str_join(d->arena, place, S("人大代表联络室"), STR_NONE),
	};

	return site_put(d, &s, "", address_of(d, place, "党群服务中心", dice),
	        str_join(d->arena, initials_of(p, place), S("rddblls"), STR_NONE), dice);
}

static enum err town_sites(struct demo *d, size_t i, const struct region_place *p,
                           const struct region_place *villages, size_t n, struct dice *dice)
{
	struct town *t = &d->towns[i];
	struct site  s = {
		 .kind = STATION_KIND_STATION,
		 .region = p->code,
		 .place = p->name,
		 .town_name = p->name,
		 .town = i,
		 .name = str_join(d->arena, p->name, S("人大代表联络站"), STR_NONE),
	};
	enum err     e;

	*t = (struct town){ .code = p->code, .name = p->name, .station = d->n_sites,
	                    .first_room = d->n_sites + 1, .n_rooms = n };
	e = site_put(d, &s, "", address_of(d, p->name, "政府便民服务大厅", dice),
	        str_join(d->arena, p->initials, S("rddbllz"), STR_NONE), dice);
	for (size_t k = 0; !e && k < n; k++)
		e = room_put(d, t, i, &villages[k], dice);
	return e;
}

/*
 * The places below one. A city's congress has stations in its counties, and a
 * few of them show it: their own places belong to their own tenants.
 */
static enum err below(struct demo *d, region_code code, size_t city_most, struct region_place **v,
                      size_t *n)
{
	enum err e = region_children(d->db, d->arena, code, (region_code){ 0 }, CHILDREN_MAX, v, n);
	size_t   kept = 0;

	if (e || !d->city)
		return e;
	for (size_t i = 0; i < *n && kept < city_most; i++)
		if ((*v)[i].has_congress)
			(*v)[kept++] = (*v)[i];
	*n = kept;
	return OK;
}

enum err demo_places(struct demo *d)
{
	struct dice          dice = dice_for(d->seed, FOR_PLACES, 0);
	struct region_place *towns, **villages;
	size_t              *n, total = 1 + COUNT(trades);
	enum err             e = below(d, d->place.code, 4, &towns, &d->n_towns);

	if (e)
		return e;
	if (d->n_towns == 0) {
		d->why = S("there are no townships below that county in the division table");
		return ERR_MISSING;
	}
	villages = ARENA_ARRAY(d->arena, struct region_place *, d->n_towns);
	n = ARENA_ARRAY(d->arena, size_t, d->n_towns);
	for (size_t i = 0; i < d->n_towns; i++) {
		if ((e = below(d, towns[i].code, 3, &villages[i], &n[i])))
			return e;
		total += 1 + n[i];
	}
	d->sites = ARENA_ARRAY(d->arena, struct site, total);
	d->towns = ARENA_ARRAY(d->arena, struct town, d->n_towns);
	e = county_sites(d, &dice);
	for (size_t i = 0; !e && i < d->n_towns; i++)
		e = town_sites(d, i, &towns[i], villages[i], n[i], &dice);
	return e;
}

enum err demo_units(struct demo *d)
{
	enum err e = OK;

	d->n_bodies = COUNT(units);
	d->bodies = ARENA_ARRAY(d->arena, struct body, d->n_bodies);
	for (size_t i = 0; !e && i < d->n_bodies; i++) {
		struct body *b = &d->bodies[i];

		b->id = (unit_id){ (int64_t)i + 1 };
		b->key = units[i].key;
		b->name = str_join(d->arena, d->place.name, str_of(units[i].name), STR_NONE);
		e = demo_unit_insert(d->db, &(struct demo_unit_insert_in){
			.county = d->county, .id = b->id, .name = b->name, .region = d->place.code,
			.initials = str_join(d->arena, d->place.initials, str_of(units[i].initials),
			        STR_NONE) }, NULL);
	}
	return e;
}
