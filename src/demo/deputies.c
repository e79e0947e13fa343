/* What the invented deputies are: sex, ethnicity as the places have it, party, work, seats, telephone. */
#include "deputy/deputy.h"
#include "demo/demo_private.h"

#include "base/text.h"

/* A way of living: its words, its class, how often in a hundred. */
static const struct trade {
	const char           *words, *unit, *post;
	enum occupation_class class;
	enum education        education;
} trades[] = {
	{ "村党总支书记", "村党总支", "书记", OCCUPATION_CLASS_GRASSROOTS, EDUCATION_COLLEGE },
	{ "村委会主任", "村民委员会", "主任", OCCUPATION_CLASS_GRASSROOTS, EDUCATION_SENIOR },
	{ "茶农", "", "", OCCUPATION_CLASS_FARMER, EDUCATION_JUNIOR },
	{ "种植大户", "", "", OCCUPATION_CLASS_FARMER, EDUCATION_JUNIOR },
	{ "养殖户", "", "", OCCUPATION_CLASS_FARMER, EDUCATION_JUNIOR },
	{ "乡村医生", "村卫生室", "医生", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_VOCATIONAL },
	{ "小学教师", "中心小学", "教师", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_BACHELOR },
	{ "中学教师", "中学", "教师", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_BACHELOR },
	{ "合作社理事长", "专业合作社", "理事长", OCCUPATION_CLASS_BUSINESS, EDUCATION_COLLEGE },
	{ "企业负责人", "农产品加工厂", "负责人", OCCUPATION_CLASS_BUSINESS, EDUCATION_COLLEGE },
	{ "护林员", "林业站", "护林员", OCCUPATION_CLASS_WORKER, EDUCATION_JUNIOR },
	{ "个体工商户", "", "", OCCUPATION_CLASS_BUSINESS, EDUCATION_SENIOR },
	{ "驾校教练", "驾驶培训学校", "教练", OCCUPATION_CLASS_WORKER, EDUCATION_SENIOR },
	{ "农技员", "农业技术推广站", "农技员", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_COLLEGE },
	{ "水电工", "", "", OCCUPATION_CLASS_WORKER, EDUCATION_SENIOR },
	{ "社区网格员", "社区居民委员会", "网格员", OCCUPATION_CLASS_GRASSROOTS, EDUCATION_COLLEGE },
	{ "乡镇干部", "乡镇人民政府", "干部", OCCUPATION_CLASS_CADRE, EDUCATION_BACHELOR },
	{ "律师", "律师事务所", "律师", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_MASTER },
	{ "护士", "卫生院", "护士", OCCUPATION_CLASS_PROFESSIONAL, EDUCATION_COLLEGE },
	{ "非遗传承人", "", "", OCCUPATION_CLASS_OTHER, EDUCATION_SENIOR },
	{ "卡车司机", "", "", OCCUPATION_CLASS_WORKER, EDUCATION_JUNIOR },
	{ "民宿经营者", "", "", OCCUPATION_CLASS_BUSINESS, EDUCATION_COLLEGE },
	{ "村小组长", "村民小组", "组长", OCCUPATION_CLASS_FARMER, EDUCATION_JUNIOR },
	{ "妇联主席", "村妇联", "主席", OCCUPATION_CLASS_GRASSROOTS, EDUCATION_SENIOR },
};

/* Peoples that the name of a place names: 珠街彝族乡, 大理白族自治州. */
static size_t peoples_of(struct str name, enum ethnicity *out, size_t max)
{
	size_t n = 0, at;

	for (int v = ETHNICITY_MONGOL; v < ETHNICITY_OTHER && n < max; v++) {
		const struct msg_text *t = &msg_catalogs[LANG_ZH][ethnicity_msgs[v]];

		if (str_find(name, (struct str){ t->one, t->n_one }, &at))
			out[n++] = (enum ethnicity)v;
	}
	return n;
}

static enum ethnicity people_of(struct demo *d, const struct site *s, struct dice *dice)
{
	enum ethnicity here[8], around[32];
	size_t         n = s->town < d->n_towns ? peoples_of(d->towns[s->town].name, here, COUNT(here)) : 0, m;

	if (n && dice_per_mille(dice, 620))
		return here[dice_below(dice, (uint32_t)n)];
	m = peoples_of(d->place.name, around, COUNT(around));
	for (size_t i = 0; i < d->n_towns && m < COUNT(around) - 8; i++)
		m += peoples_of(d->towns[i].name, around + m, 8);
	return m && dice_per_mille(dice, 70) ? around[dice_below(dice, (uint32_t)m)] : ETHNICITY_HAN;
}

static enum political_party party_drawn(const struct trade *t, struct dice *dice)
{
	int throw = dice_range(dice, 1, 100);

	if (t->class == OCCUPATION_CLASS_GRASSROOTS || t->class == OCCUPATION_CLASS_CADRE)
		return throw <= 92 ? POLITICAL_PARTY_COMMUNIST : POLITICAL_PARTY_MASSES;
	if (t->class == OCCUPATION_CLASS_PROFESSIONAL && throw > 90)
		return throw > 96 ? POLITICAL_PARTY_LEAGUE : throw > 93 ? POLITICAL_PARTY_PEASANTS : POLITICAL_PARTY_JIUSAN;
	return throw <= 48 ? POLITICAL_PARTY_COMMUNIST : throw <= 52 ? POLITICAL_PARTY_INDEPENDENT : POLITICAL_PARTY_MASSES;
}

static void seat_put(struct deputy_record *r, region_code at, enum region_level level, const char *term, struct str district)
{
	r->seats[r->n_seats++] = (struct deputy_seat){ .congress = at, .level = level, .term = str_of(term),
		.district = district };
}

/* Where they sit: the township's congress, the county's, now and then above. */
static void seats_put(struct demo *d, struct deputy_record *r, const struct site *s, struct dice *dice)
{
	bool       town = s->town < d->n_towns && (s->kind == STATION_KIND_ROOM || dice_per_mille(dice, 500));
	int64_t    whole = d->place.code.v, city = whole / 100000000 * 100000000;
	int        throw = dice_range(dice, 1, 200);
	struct str group = str_join(d->arena, d->place.name, S("代表团"), STR_NONE);
	struct str district = str_join(d->arena, S("第"), str_int(d->arena, dice_range(dice, 1, 60)), S("选区"), STR_NONE);

	seat_put(r, town ? d->towns[s->town].code : d->place.code, town ? demo_town_level(d) : d->place.level,
	         town ? "第十届" : "第十八届", district);
	if (throw <= 2)
		seat_put(r, (region_code){ whole / 10000000000 * 10000000000 }, REGION_LEVEL_PROVINCE, "第十四届", group);
	else if (throw <= 8 && city != whole)
		seat_put(r, (region_code){ city }, REGION_LEVEL_CITY, "第五届", group);
}

static struct str phone_of(struct demo *d, struct dice *dice)
{
	return str_join(d->arena, S("1990000"), str_int(d->arena, dice_range(dice, 1000, 9999)), STR_NONE);
}

/* What does not come from where somebody sits. */
static void record_fill(struct demo *d, struct deputy_record *r, const struct site *s, struct dice *dice)
{
	const struct trade *t = &trades[dice_below(dice, COUNT(trades))];

	r->sex = dice_per_mille(dice, 340) ? SEX_FEMALE : SEX_MALE;
	r->birth = dice_range(dice, 1958, 1998) * 100 + dice_range(dice, 1, 12);
	r->ethnicity = people_of(d, s, dice);
	r->party = party_drawn(t, dice);
	r->education = t->education;
	r->occupation_class = t->class;
	r->occupation = str_of(t->words);
	r->work_unit = *t->unit ? str_join(d->arena, s->place, str_of(t->unit), STR_NONE) : S("");
	r->post = str_of(t->post);
	r->phone = phone_of(d, dice);
	r->door = str_join(d->arena, s->place, str_int(d->arena, dice_range(dice, 1, 200)), S("号"), STR_NONE);
	r->certificate = str_join(d->arena, S("示"), str_int(d->arena, (int64_t)d->n_deputies + 10000), STR_NONE);
	if (dice_per_mille(dice, 120)) {
		r->phone_public = r->phone;
		r->consent_day = day_of(d->start);
		r->consent_note = S("本人当面同意（示例）");
		r->published = (struct maybe_int){ true, DEPUTY_PUBLISHED | 1 << DEPUTY_FIELD_PHONE };
	}
}

static struct deputy_desk desk_of_demo(struct demo *d)
{
	return (struct deputy_desk){ .db = d->db, .arena = d->arena, .keys = d->house.keys, .county = d->county,
		.now = d->start };
}

static enum err put(struct demo *d, struct deputy *p, struct deputy_record *r)
{
	struct deputy_desk desk = desk_of_demo(d);
	enum err           e = deputy_store(&desk, r);

	p->id = r->id;
	memcpy(p->code, r->code.p, 6);
	return e;
}

enum err demo_deputy(struct demo *d, struct deputy *p, const struct site *s, struct dice *dice)
{
	struct deputy_record r = { .station = s->id, .region = s->region };

	demo_name(dice, d->arena, &p->name, &p->initials);
	r.name = str_join(d->arena, p->name, S(SHOWN), STR_NONE);
	r.rule = dice_per_mille(dice, 850) ? ASSIGN_RULE_RESIDENCE : ASSIGN_RULE_CONVENIENCE;
	if (s->town < d->n_towns)
		r.team = str_join(d->arena, d->towns[s->town].name, S("代表小组"), STR_NONE);
	record_fill(d, &r, s, dice);
	seats_put(d, &r, s, dice);
	return put(d, p, &r);
}

/* Deputies of the upper congresses whom no station has taken in yet, and a few of the county's own. */
enum err demo_unassigned(struct demo *d, struct dice *dice)
{
	const int64_t whole = d->place.code.v, province = whole / 10000000000 * 10000000000, city = whole / 100000000 * 100000000;
	const struct { region_code at; enum region_level level; const char *term; } seats[] = {
		{ { 0 }, REGION_LEVEL_NATION, "第十四届" }, { { province }, REGION_LEVEL_PROVINCE, "第十四届" },
		{ { province }, REGION_LEVEL_PROVINCE, "第十四届" }, { { city }, REGION_LEVEL_CITY, "第五届" },
		{ { city }, REGION_LEVEL_CITY, "第五届" }, { { city }, REGION_LEVEL_CITY, "第五届" },
		{ { whole }, d->place.level, "第十八届" }, { { whole }, d->place.level, "第十八届" },
		{ { whole }, d->place.level, "第十八届" }, { { whole }, d->place.level, "第十八届" },
	};
	enum err e = OK;

	for (size_t i = 0; !e && i < COUNT(seats); i++) {
		struct deputy        p = { .site = 0 };
		struct deputy_record r = { .region = d->place.code };

		if (seats[i].level == REGION_LEVEL_CITY && city == whole)
			continue;
		d->n_unassigned++;
		demo_name(dice, d->arena, &p.name, &p.initials);
		r.name = str_join(d->arena, p.name, S(SHOWN), STR_NONE);
		record_fill(d, &r, &d->sites[0], dice);
		r.certificate = str_join(d->arena, S("示"), str_int(d->arena, (int64_t)i + 90000), STR_NONE);
		seat_put(&r, seats[i].at, seats[i].level, seats[i].term, i == 0 ? S("") :
		         str_join(d->arena, d->place.name, S("代表团"), STR_NONE));
		e = put(d, &p, &r);
	}
	return e;
}
