/* Invented deputies by name and place, and who receives when. */
#include "demo/demo_private.h"

/* A character and the first letter of its pinyin. */
struct sign {
	const char *zh;
	char        letter;
};

static const struct sign surnames[] = {
	{ "王", 'w' }, { "李", 'l' }, { "张", 'z' }, { "刘", 'l' }, { "陈", 'c' }, { "杨", 'y' },
	{ "赵", 'z' }, { "黄", 'h' }, { "周", 'z' }, { "吴", 'w' }, { "徐", 'x' }, { "孙", 's' },
	{ "胡", 'h' }, { "朱", 'z' }, { "高", 'g' }, { "林", 'l' }, { "何", 'h' }, { "郭", 'g' },
	{ "马", 'm' }, { "罗", 'l' }, { "梁", 'l' }, { "宋", 's' }, { "郑", 'z' }, { "谢", 'x' },
	{ "韩", 'h' }, { "唐", 't' }, { "冯", 'f' }, { "于", 'y' }, { "董", 'd' }, { "萧", 'x' },
	{ "程", 'c' }, { "曹", 'c' }, { "袁", 'y' }, { "邓", 'd' }, { "许", 'x' }, { "傅", 'f' },
	{ "沈", 's' }, { "彭", 'p' }, { "吕", 'l' }, { "苏", 's' }, { "蒋", 'j' }, { "蔡", 'c' },
	{ "魏", 'w' }, { "鲁", 'l' }, { "段", 'd' }, { "字", 'z' }, { "禹", 'y' }, { "茶", 'c' },
};

static const struct sign givens[] = {
	{ "建", 'j' }, { "国", 'g' }, { "文", 'w' }, { "明", 'm' }, { "春", 'c' }, { "秀", 'x' },
	{ "英", 'y' }, { "华", 'h' }, { "丽", 'l' }, { "军", 'j' }, { "志", 'z' }, { "永", 'y' },
	{ "强", 'q' }, { "玉", 'y' }, { "兰", 'l' }, { "海", 'h' }, { "燕", 'y' }, { "梅", 'm' },
	{ "祥", 'x' }, { "学", 'x' }, { "富", 'f' }, { "贵", 'g' }, { "正", 'z' }, { "光", 'g' },
	{ "云", 'y' }, { "忠", 'z' }, { "荣", 'r' }, { "德", 'd' }, { "晓", 'x' }, { "红", 'h' },
	{ "芳", 'f' }, { "平", 'p' }, { "勇", 'y' }, { "波", 'b' }, { "辉", 'h' }, { "刚", 'g' },
	{ "健", 'j' }, { "俊", 'j' }, { "琼", 'q' }, { "珍", 'z' }, { "莲", 'l' }, { "凤", 'f' },
	{ "萍", 'p' }, { "雪", 'x' }, { "慧", 'h' }, { "敏", 'm' }, { "静", 'j' }, { "松", 's' },
	{ "柏", 'b' }, { "林", 'l' }, { "峰", 'f' }, { "江", 'j' }, { "涛", 't' }, { "龙", 'l' },
	{ "庆", 'q' }, { "和", 'h' }, { "安", 'a' }, { "宁", 'n' }, { "思", 's' }, { "远", 'y' },
};

void demo_name(struct dice *dice, struct arena *a, struct str *name, struct str *initials)
{
	const struct sign *s = &surnames[dice_below(dice, COUNT(surnames))];
	const struct sign *one = &givens[dice_below(dice, COUNT(givens))];
	const struct sign *two = &givens[dice_below(dice, COUNT(givens))];
	bool               both = dice_per_mille(dice, 780) && one != two;
	char               letters[3] = { s->letter, one->letter, two->letter };

	*name = both ? str_join(a, str_of(s->zh), str_of(one->zh), str_of(two->zh), STR_NONE) :
	        str_join(a, str_of(s->zh), str_of(one->zh), STR_NONE);
	*initials = str_copy(a, (struct str){ letters, both ? 3 : 2 });
}

enum err demo_deputies(struct demo *d)
{
	struct dice dice = dice_for(d->seed, FOR_PEOPLE, 0);
	enum err    e = OK;

	d->deputies = ARENA_ARRAY(d->arena, struct deputy, d->n_sites * 8);
	for (size_t i = 0; !e && i < d->n_sites; i++) {
		struct site *s = &d->sites[i];

		s->first_deputy = d->n_deputies;
		s->n_deputies = (size_t)(s->kind == STATION_KIND_ROOM ? dice_range(&dice, 3, 5) :
		        dice_range(&dice, 5, 8));
		for (size_t k = 0; !e && k < s->n_deputies; k++) {
			struct deputy *p = &d->deputies[d->n_deputies++];

			p->site = i;
			e = demo_deputy(d, p, s, &dice);
		}
	}
	return e ? e : demo_unassigned(d, &dice);
}

static enum err duty_day(struct demo *d, const struct site *s, struct day day, int from, int to,
                         struct dice *dice)
{
	size_t   n = 1 + dice_below(dice, 3), at = dice_below(dice, s->n_deputies);
	enum err e = OK;

	for (size_t i = 0; !e && i < n; i++)
		e = demo_duty_insert(d->db, &(struct demo_duty_insert_in){
			.county = d->county, .day = day, .station = s->id,
			.person = d->deputies[s->first_deputy + (at + i) % s->n_deputies].id,
			.from_min = from, .to_min = to }, NULL);
	return e;
}

/* The rule's reception days of two months back and three ahead; some places receive today too. */
enum err demo_duty(struct demo *d)
{
	struct day              today = day_of(d->now), days[6];
	const struct pack_list *rules =
		pack_list(d->house.packs, d->place.code, PACK_RECEPTION, today);
	const struct pack_item *rule = rules && rules->n ? &rules->items[0] : NULL;
	struct ymd              first = day_split(today);
	struct dice             dice = dice_for(d->seed, FOR_DUTY, 0);
	enum err                e = OK;

	for (int i = 0; rule && i < 6; i++)
		days[i] = pack_reception_day(pack_calendar(d->house.packs), rule,
		        day_add_months(day_make(first.year, first.month, 1), i - 2));
	for (size_t k = 0; !e && k < d->n_sites; k++) {
		bool demo = k == demo_station(d) || k == 0 || k == demo_station(d) + 1;
		bool done = false;

		for (int i = 0; !e && rule && i < 6; i++) {
			done = done || days[i].n == today.n;
			e = duty_day(d, &d->sites[k], days[i], rule->from_min, rule->to_min, &dice);
		}
		if (!e && !done && (demo || dice_per_mille(&dice, 40)))
			e = duty_day(d, &d->sites[k], today, 9 * 60, 11 * 60 + 30, &dice);
	}
	return e;
}
