#include "deputy/record.h"

#include "region/region.h"
#include "sheet/sheet.h"

#define STATIONS_MAX 20000
#define CODE_LETTERS "23456789ABCDEFGHJKMNPQRSTVWXYZ"

enum cell_kind { TEXT_CELL, ENUM_CELL, OWN_CELL };

#define OF(member) offsetof(struct deputy_record, member)

/* Every column: its head, other heads people write, and how its cell is read and written. */
static const struct {
	enum msg        head;
	enum cell_kind  kind;
	size_t          at;              /* in struct deputy_record */
	int64_t         limit;           /* code points of a text; values of an enum */
	const enum msg *words;
	const char     *also;            /* other heads, parted by blanks */
} columns[COLUMNS] = {
	[COLUMN_CODE] = { MSG_sheet_code, OWN_CELL, OF(code), 6, NULL, "code 编码" },
	[COLUMN_NAME] = { MSG_sheet_name, TEXT_CELL, OF(name), DEPUTY_NAME_MAX, NULL, "代表姓名 代表" },
	[COLUMN_INITIALS] = { MSG_sheet_initials, OWN_CELL, OF(initials), DEPUTY_NAME_MAX, NULL, "首字母 拼音 拼音简码" },
	[COLUMN_SEX] = { MSG_sheet_sex, ENUM_CELL, OF(sex), SEX_COUNT, sex_msgs, "" },
	[COLUMN_BIRTH] = { MSG_sheet_birth, OWN_CELL, OF(birth), 0, NULL, "出生日期 生日 出生" },
	[COLUMN_ETHNICITY] = { MSG_sheet_ethnicity, ENUM_CELL, OF(ethnicity), ETHNICITY_COUNT, ethnicity_msgs, "" },
	[COLUMN_PARTY] = { MSG_sheet_party, ENUM_CELL, OF(party), POLITICAL_PARTY_COUNT, political_party_msgs, "政治面貌 党派团体" },
	[COLUMN_EDUCATION] = { MSG_sheet_education, ENUM_CELL, OF(education), EDUCATION_COUNT, education_msgs, "文化程度 最高学历" },
	[COLUMN_CLASS] = { MSG_sheet_class, ENUM_CELL, OF(occupation_class), OCCUPATION_CLASS_COUNT, occupation_class_msgs,
		"职业构成 代表构成 界别" },
	[COLUMN_OCCUPATION] = { MSG_sheet_occupation, TEXT_CELL, OF(occupation), DEPUTY_TEXT_MAX, NULL, "从业 身份" },
	[COLUMN_UNIT] = { MSG_sheet_unit, TEXT_CELL, OF(work_unit), DEPUTY_TEXT_MAX, NULL, "单位 所在单位" },
	[COLUMN_POST] = { MSG_sheet_post, TEXT_CELL, OF(post), DEPUTY_TEXT_MAX, NULL, "职位 单位职务" },
	[COLUMN_CERTIFICATE] = { MSG_sheet_certificate, TEXT_CELL, OF(certificate), DEPUTY_NAME_MAX, NULL, "证号 代表证 证件号" },
	[COLUMN_TEAM] = { MSG_sheet_team, TEXT_CELL, OF(team), DEPUTY_TEXT_MAX, NULL, "小组 所在小组" },
	[COLUMN_PHONE] = { MSG_sheet_phone, OWN_CELL, OF(phone), 20, NULL, "手机 电话 联系电话 联系方式 手机号码 phone" },
	[COLUMN_DOOR] = { MSG_sheet_door, TEXT_CELL, OF(door), DEPUTY_DOOR_MAX, NULL, "住址 地址 通讯地址 address" },
	[COLUMN_REGION] = { MSG_sheet_region, OWN_CELL, OF(region), 0, NULL, "居住地代码 所在乡镇 乡镇" },
	[COLUMN_STATION] = { MSG_sheet_station, OWN_CELL, OF(station), 0, NULL, "所在站 联络站 代表之家 站码 所属家站室" },
	[COLUMN_RULE] = { MSG_sheet_rule, ENUM_CELL, OF(rule), ASSIGN_RULE_COUNT, assign_rule_msgs, "编入方式" },
	[COLUMN_HIDDEN] = { MSG_sheet_hidden, OWN_CELL, OF(hidden), 0, NULL, "不公示" },
	[COLUMN_CONGRESS] = { MSG_sheet_congress, OWN_CELL, 0, 0, NULL, "人代会 所在人大 哪级代表" },
	[COLUMN_TERM] = { MSG_sheet_term, OWN_CELL, 0, DEPUTY_NAME_MAX, NULL, "届" },
	[COLUMN_DISTRICT] = { MSG_sheet_district, OWN_CELL, 0, DEPUTY_TEXT_MAX, NULL, "选区 选举单位 代表团" },
	[COLUMN_ENDED] = { MSG_sheet_ended, OWN_CELL, 0, 0, NULL, "" },
	[COLUMN_REASON] = { MSG_sheet_reason, OWN_CELL, 0, SEAT_END_COUNT, seat_end_msgs, "" },
};

/* What people write for a choice besides its word. */
static const struct {
	enum column column;
	int         value;
	const char *words;
} synonyms[] = {
	{ COLUMN_PARTY, POLITICAL_PARTY_COMMUNIST, "中共 党员 中国共产党 共产党员 中国共产党党员 预备党员 中共预备党员" },
	{ COLUMN_PARTY, POLITICAL_PARTY_INDEPENDENT, "无党派" },
	{ COLUMN_PARTY, POLITICAL_PARTY_MASSES, "非党 共青团员 团员 无" },
	{ COLUMN_PARTY, POLITICAL_PARTY_JIUSAN, "九三" },
	{ COLUMN_EDUCATION, EDUCATION_SENIOR, "高中 中专 技校 职高" },
	{ COLUMN_EDUCATION, EDUCATION_COLLEGE, "专科 大学专科 大学" },
	{ COLUMN_EDUCATION, EDUCATION_BACHELOR, "大学本科 学士 大学学历" },
	{ COLUMN_EDUCATION, EDUCATION_MASTER, "研究生 硕士研究生" },
	{ COLUMN_EDUCATION, EDUCATION_DOCTOR, "博士研究生" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_WORKER, "一线工人 职工" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_FARMER, "一线农民 牧民 农牧民" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_PROFESSIONAL, "知识分子 教师 医生 技术人员" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_CADRE, "干部 公务员 党政领导干部 领导干部" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_GRASSROOTS, "村干部 社区干部 基层干部 村社区干部 村（社区）干部" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_BUSINESS, "企业家 民营企业家 个体工商户" },
	{ COLUMN_CLASS, OCCUPATION_CLASS_MILITARY, "解放军 武警" },
	{ COLUMN_RULE, ASSIGN_RULE_RESIDENCE, "属地 居住地" },
	{ COLUMN_RULE, ASSIGN_RULE_CONVENIENCE, "方便 就便 便利" },
	{ COLUMN_REASON, SEAT_END_MOVED, "调离 迁出" },
	{ COLUMN_REASON, SEAT_END_OTHER, "其他" },
};

struct str words_of(enum lang lang, enum msg m)
{
	const struct msg_text *t = &msg_catalogs[lang][m];

	return (struct str){ t->one, t->n_one };
}

struct str fault_words(struct arena *a, enum lang lang, const struct cell_fault *f)
{
	struct str words = words_of(lang, f->what), number = str_int(a, f->limit);
	size_t     at;

	return str_find(words, S("{0}"), &at) ?
	       str_join(a, str_part(words, 0, at), number, str_part(words, at + 3, words.n), STR_NONE) : words;
}

struct str column_head(enum column c, enum lang lang)
{
	return words_of(lang, columns[c].head);
}

enum column column_of_head(struct arena *a, struct str head)
{
	struct str name = sheet_head_plain(a, head);

	for (int c = 0; c < COLUMNS; c++)
		if (sheet_head_is(name, columns[c].head, columns[c].also))
			return (enum column)c;
	return COLUMNS;
}

/* ---- a cell is read ---- */

static int choice_of(enum column c, struct str cell)
{
	for (int v = 1; v < columns[c].limit; v++)
		for (int l = 0; l < LANG_COUNT; l++) {
			struct str word = words_of((enum lang)l, columns[c].words[v]);

			if (str_eq_nocase(word, cell))
				return v;
			if (c == COLUMN_ETHNICITY && str_starts(word, cell) && word.n == cell.n + sizeof("族") - 1)
				return v;
		}
	for (size_t i = 0; i < COUNT(synonyms); i++)
		if (synonyms[i].column == c && sheet_listed(synonyms[i].words, cell))
			return synonyms[i].value;
	return 0;
}

/* Runs of digits: year, month and day in whatever marks stand between them. */
static size_t digit_groups(struct arena *a, struct str cell, int64_t *v, size_t max)
{
	struct str s = text_fold(a, cell);
	size_t     n = 0;

	for (size_t i = 0; i < s.n && n < max; ) {
		size_t from = i;

		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i > from && !str_number(str_part(s, from, i - from), INT64_C(99999999), &v[n++]))
			return 0;
		i += i == from;
	}
	return n;
}

static bool month_read(struct arena *a, struct str cell, int64_t *month)
{
	int64_t v[3] = { 0 }, at;
	size_t  n = digit_groups(a, cell, v, 3);

	at = n >= 2 ? v[0] * 100 + v[1] : n == 1 && v[0] > 999999 ? v[0] / 100 : v[0];
	*month = at;
	return n && at / 100 >= 1900 && at / 100 <= 2100 && at % 100 >= 1 && at % 100 <= 12 && (n == 1 || v[1] <= 12);
}

static bool day_typed(struct arena *a, struct str cell, struct day *day)
{
	int64_t v[3] = { 0 };
	size_t  n = digit_groups(a, cell, v, 3);

	if (n == 1)
		*day = day_make((int)(v[0] / 10000), (int)(v[0] / 100 % 100), (int)(v[0] % 100));
	else if (n == 3 && v[0] < 10000 && v[1] < 100 && v[2] < 100)
		*day = day_make((int)v[0], (int)v[1], (int)v[2]);
	else
		*day = (struct day){ 0 };
	return day->n > 0;
}

/* "昌宁县人民代表大会" is the congress of 昌宁县. */
static struct str congress_name(struct str s)
{
	static const char *const tails[] = { "人民代表大会", "人代会", "人大代表", "人大" };

	for (size_t i = 0; i < COUNT(tails); i++)
		if (s.n > strlen(tails[i]) && str_ends(s, str_of(tails[i])))
			return str_part(s, 0, s.n - strlen(tails[i]));
	return s;
}

static bool congress_read(const struct gazetteer *g, struct str cell, struct deputy_seat *seat)
{
	struct str name = congress_name(cell);
	int64_t    code = -1;

	if (str_number(cell, INT64_C(999999999999), &code) && cell.n == 6)
		code *= 1000000;
	for (size_t i = 0; i < g->n_congresses; i++) {
		const struct congresses_row *c = &g->congresses[i];

		if (c->code.v == code || str_eq(c->name, name) ||
		    (c->level == REGION_LEVEL_NATION && (str_eq(name, S("全国")) || str_eq_nocase(name, S("the nation"))))) {
			seat->congress = c->code;
			seat->level = c->level;
			return true;
		}
	}
	return false;
}

static bool station_read(const struct gazetteer *g, struct str cell, struct deputy_record *person)
{
	for (size_t i = 0; i < g->n_stations; i++)
		if (str_eq_nocase(g->stations[i].code, cell) || str_eq(g->stations[i].name, cell)) {
			person->station = g->stations[i].id;
			return true;
		}
	return false;
}

/* A township by its name, or any twelve digits inside the county (whether they exist is asked later). */
static bool region_read(const struct gazetteer *g, struct str cell, struct deputy_record *person)
{
	int64_t code, lo = tenant_lo(g->county), hi = tenant_hi(g->county);

	if (str_number(cell, INT64_C(999999999999), &code)) {
		code *= cell.n == 9 ? 1000 : 1;
		person->region.v = code;
		return code >= lo && code <= hi;
	}
	for (size_t i = 0; i < g->n_congresses; i++)
		if (g->congresses[i].code.v >= lo && g->congresses[i].code.v <= hi &&
		    str_eq(g->congresses[i].name, cell)) {
			person->region = g->congresses[i].code;
			return true;
		}
	return false;
}

static bool code_read(struct arena *a, struct str cell, struct deputy_record *person)
{
	struct str code = text_code(a, cell);
	char      *p = arena_copy(a, code.p, code.n);

	for (size_t i = 0; i < code.n; i++) {
		p[i] = p[i] >= 'a' && p[i] <= 'z' ? (char)(p[i] - 'a' + 'A') : p[i];
		if (!strchr(CODE_LETTERS, p[i]))
			return false;
	}
	person->code = (struct str){ p, code.n };
	return code.n == 6;
}

static bool initials_read(struct arena *a, struct str cell, struct deputy_record *person)
{
	person->initials = text_fold(a, cell);
	for (size_t i = 0; i < person->initials.n; i++)
		if (person->initials.p[i] < '0' || person->initials.p[i] > 'z')
			return false;
	return true;
}

static enum msg phone_read(struct arena *a, struct str cell, struct deputy_record *person)
{
	struct str phone = text_code(a, cell);

	if (memchr(cell.p, '*', cell.n))
		return MSG_NONE;         /* masked: stays what it is */
	person->phone = phone;
	return phone_valid(phone) ? MSG_NONE : MSG_sheet_fault_phone;
}

static enum msg own_read(struct arena *a, const struct gazetteer *g, enum column c, struct str cell,
                         struct deputy_record *person, struct deputy_seat *seat)
{
	switch (c) {
	case COLUMN_CODE: return code_read(a, cell, person) ? MSG_NONE : MSG_sheet_fault_code;
	case COLUMN_INITIALS: return initials_read(a, cell, person) ? MSG_NONE : MSG_sheet_fault_choice;
	case COLUMN_BIRTH: return month_read(a, cell, &person->birth) ? MSG_NONE : MSG_sheet_fault_month;
	case COLUMN_PHONE: return phone_read(a, cell, person);
	case COLUMN_REGION: return region_read(g, cell, person) ? MSG_NONE : MSG_sheet_fault_region;
	case COLUMN_STATION: return station_read(g, cell, person) ? MSG_NONE : MSG_sheet_fault_station;
	case COLUMN_HIDDEN:
		person->hidden = str_eq(cell, S("是")) || str_eq_nocase(cell, S("yes")) || str_eq(cell, S("1"));
		return MSG_NONE;
	case COLUMN_CONGRESS: return congress_read(g, cell, seat) ? MSG_NONE : MSG_sheet_fault_congress;
	case COLUMN_TERM: seat->term = cell; return MSG_NONE;
	case COLUMN_DISTRICT: seat->district = cell; return MSG_NONE;
	case COLUMN_ENDED: return day_typed(a, cell, &seat->ended) ? MSG_NONE : MSG_sheet_fault_day;
	case COLUMN_REASON:
		seat->end_reason = (enum seat_end)choice_of(c, cell);
		return seat->end_reason ? MSG_NONE : MSG_sheet_fault_choice;
	default: return MSG_NONE;
	}
}

static void cell_clear(enum column c, struct deputy_record *person)
{
	switch (c) {
	case COLUMN_CODE: case COLUMN_NAME: case COLUMN_INITIALS: case COLUMN_REGION:
	case COLUMN_CONGRESS: case COLUMN_TERM: case COLUMN_DISTRICT: case COLUMN_ENDED: case COLUMN_REASON: case COLUMNS:
		return;
	case COLUMN_BIRTH: person->birth = 0; return;
	case COLUMN_STATION: person->station.v = 0; return;
	case COLUMN_HIDDEN: person->hidden = false; return;
	default: break;
	}
	if (columns[c].kind == ENUM_CELL)
		*(unsigned *)(void *)((char *)person + columns[c].at) = 0;
	else
		*(struct str *)(void *)((char *)person + columns[c].at) = S("");
}

enum msg cell_read(struct arena *a, const struct gazetteer *g, enum column c, struct str cell, bool clear,
                   struct deputy_record *person, struct deputy_seat *seat, int64_t *limit)
{
	char *at = (char *)person + columns[c].at;
	int   value;

	*limit = columns[c].limit;
	if (cell.n == 0) {
		if (clear)
			cell_clear(c, person);
		return MSG_NONE;
	}
	if (text_has_control(cell))
		return MSG_sheet_fault_mark;
	if (columns[c].kind != ENUM_CELL && columns[c].words == NULL && columns[c].limit &&
	    utf8_length(cell) > (size_t)columns[c].limit)
		return MSG_sheet_fault_long;
	if (columns[c].kind == TEXT_CELL) {
		*(struct str *)(void *)at = cell;
		return MSG_NONE;
	}
	if (columns[c].kind == OWN_CELL)
		return own_read(a, g, c, cell, person, seat);
	value = choice_of(c, cell);
	if (!value)
		return MSG_sheet_fault_choice;
	*(unsigned *)(void *)at = (unsigned)value;
	return MSG_NONE;
}

/* ---- a cell is written ---- */

static struct str month_text(struct arena *a, int64_t month)
{
	struct buf b;

	buf_init(&b, a, 16);            /* 1975-03 */
	if (month) {
		buf_uint_pad(&b, (uint64_t)month / 100, 4);
		buf_char(&b, '-');
		buf_uint_pad(&b, (uint64_t)month % 100, 2);
	}
	return buf_view(&b);
}

static struct str seat_text(struct arena *a, const struct gazetteer *g, enum column c, const struct deputy_seat *s)
{
	struct buf b;

	if (!s)
		return S("");
	switch (c) {
	case COLUMN_CONGRESS:
		for (size_t i = 0; i < g->n_congresses; i++)
			if (g->congresses[i].code.v == s->congress.v)
				return g->congresses[i].name;
		return str_int(a, s->congress.v);
	case COLUMN_TERM: return s->term;
	case COLUMN_DISTRICT: return s->district;
	case COLUMN_REASON: return s->end_reason ? words_of(g->lang, seat_end_msgs[s->end_reason]) : S("");
	default:
		buf_init(&b, a, 16);    /* 2026-03-01 */
		if (s->ended.n)
			day_iso(&b, s->ended);
		return buf_view(&b);
	}
}

struct str cell_text(struct arena *a, const struct gazetteer *g, enum column c, const struct deputy_record *person,
                     const struct deputy_seat *seat, bool mask)
{
	const char *at = (const char *)person + columns[c].at;
	unsigned    value;

	if (c >= COLUMN_CONGRESS)
		return seat_text(a, g, c, seat);
	if (columns[c].kind == ENUM_CELL) {
		memcpy(&value, at, sizeof(value));
		return value ? words_of(g->lang, columns[c].words[value]) : S("");
	}
	switch (c) {
	case COLUMN_BIRTH: return month_text(a, person->birth);
	case COLUMN_PHONE: return mask ? mask_phone(a, person->phone) : person->phone;
	case COLUMN_DOOR: return mask ? S("") : person->door;
	case COLUMN_REGION: return person->region.v ? str_int(a, person->region.v) : S("");
	case COLUMN_HIDDEN: return person->hidden ? words_of(g->lang, MSG_sheet_yes) : S("");
	case COLUMN_STATION:
		for (size_t i = 0; i < g->n_stations; i++)
			if (g->stations[i].id.v == person->station.v)
				return g->stations[i].code;
		return S("");
	default: return *(const struct str *)(const void *)at;
	}
}

/* ---- what the county has ---- */

enum err gazetteer_read(struct db *db, struct arena *a, county_code county, enum lang lang, struct gazetteer *g)
{
	int64_t                whole = tenant_lo(county);
	struct congresses_in   in = { .whole = whole, .province = whole / INT64_C(10000000000) * INT64_C(10000000000),
	        .city = whole / 100000000 * 100000000, .lo = whole, .hi = tenant_hi(county),
	        .below = county.v % 100 ? REGION_LEVEL_TOWNSHIP : REGION_LEVEL_COUNTY };
	struct congresses_row *rows;
	size_t                 n;
	enum err               e = congresses(db, a, &in, &rows, &n);

	*g = (struct gazetteer){ .county = county, .lang = lang };
	if (!e && in.below == REGION_LEVEL_COUNTY && (n == 0 || rows[n - 1].level < REGION_LEVEL_COUNTY)) {
		in.below = REGION_LEVEL_TOWNSHIP;        /* a city without counties */
		e = congresses(db, a, &in, &rows, &n);
	}
	if (e)
		return e;
	g->congresses = ARENA_ARRAY(a, struct congresses_row, n + 1);
	g->congresses[0] = (struct congresses_row){ .code = { 0 }, .level = REGION_LEVEL_NATION,
		.name = words_of(lang, MSG_sheet_nation), .initials = S("qg") };
	if (n)
		memcpy(g->congresses + 1, rows, n * sizeof(*rows));
	g->n_congresses = n + 1;
	return person_stations(db, a, &(struct person_stations_in){ county, STATIONS_MAX }, &g->stations, &g->n_stations);
}
