#include "pack/pack_private.h"

#include "base/text.h"

#define ITEMS_MAX 200

/* What a key of an item holds and where it goes. */
enum field_kind {
	FIELD_CODE, FIELD_TEXT, FIELD_LONG, FIELD_BOOL, FIELD_INT, FIELD_SPAN, FIELD_TIME
};

struct field {
	const char     *key;
	enum field_kind kind;
	size_t          at;
	bool            need;
	int             min, max;        /* FIELD_INT */
};

#define AT(member) offsetof(struct pack_item, member)
#define COMMON \
	{ "code", FIELD_CODE, AT(code), true, 0, 0 }, \
	{ "zh", FIELD_TEXT, AT(zh), true, 0, 0 }, \
	{ "en", FIELD_TEXT, AT(en), true, 0, 0 }, \
	{ "source", FIELD_TEXT, AT(source), false, 0, 0 }, \
	{ "note", FIELD_LONG, AT(note), false, 0, 0 }

static const struct field plain_fields[] = { COMMON };
static const struct field decline_fields[] = {
	COMMON,
	{ "where_zh", FIELD_LONG, AT(where_zh), true, 0, 0 },
	{ "where_en", FIELD_LONG, AT(where_en), true, 0, 0 },
};
static const struct field class_fields[] = {
	COMMON,
	{ "counts_as_solved", FIELD_BOOL, AT(counts_as_solved), true, 0, 0 },
	{ "creates_promise", FIELD_BOOL, AT(creates_promise), true, 0, 0 },
};
static const struct field deadline_fields[] = {
	COMMON,
	{ "count", FIELD_INT, AT(rule.count), true, 1, 366 },
	{ "unit", FIELD_SPAN, AT(rule.span), true, 0, 0 },
	{ "shift", FIELD_BOOL, AT(rule.shift), true, 0, 0 },
	{ "law_zh", FIELD_TEXT, AT(law_zh), false, 0, 0 },
	{ "law_en", FIELD_TEXT, AT(law_en), false, 0, 0 },
};
static const struct field reception_fields[] = {
	COMMON,
	{ "month_day", FIELD_INT, AT(month_day), false, 1, 31 },
	{ "weekday", FIELD_INT, AT(weekday), false, 1, 7 },
	{ "from", FIELD_TIME, AT(from_min), true, 0, 0 },
	{ "to", FIELD_TIME, AT(to_min), true, 0, 0 },
	{ "shift", FIELD_BOOL, AT(rule.shift), true, 0, 0 },
	{ "notice_days", FIELD_INT, AT(notice_days), true, 0, 31 },
};
static const struct field text_fields[] = {
	COMMON,
	{ "version", FIELD_INT, AT(version), true, 1, 1000000 },
	{ "text_zh", FIELD_LONG, AT(text_zh), true, 0, 0 },
	{ "text_en", FIELD_LONG, AT(text_en), true, 0, 0 },
};

/* Codes a section must hold when it is there at all: the program asks for them by name. */
static const char *const deadline_codes[] = {
	"accept", "check", "receive", "send_back", "assist", "reply", "reply_township",
	"rehandle", "rating", NULL
};
static const char *const channel_codes[] = {
	"page", "walk_in", "letter", "telephone", "visit", "meeting", "deputy", NULL
};
static const char *const rating_codes[] = { "satisfied", "fairly", "dissatisfied", NULL };
static const char *const text_codes[] = { "notice", "consent", NULL };
static const char *const no_codes[] = { NULL };

static const struct section {
	const char         *name;
	const struct field *fields;
	size_t              n;
	const char *const  *codes;
	bool                only;        /* no other codes than these */
	bool                own_source;  /* each item says its own source */
} pack_sections[PACK_SECTIONS] = {
	[PACK_KINDS] = { "kinds", plain_fields, COUNT(plain_fields), no_codes, false, false },
	[PACK_DECLINE_REASONS] = { "decline_reasons", decline_fields, COUNT(decline_fields),
		no_codes, false, false },
	[PACK_RESULT_CLASSES] = { "result_classes", class_fields, COUNT(class_fields), no_codes,
		false, false },
	[PACK_DEADLINES] = { "deadlines", deadline_fields, COUNT(deadline_fields), deadline_codes,
		true, true },
	[PACK_RECEPTION] = { "reception", reception_fields, COUNT(reception_fields), no_codes,
		false, true },
	[PACK_CHANNELS] = { "channels", plain_fields, COUNT(plain_fields), channel_codes, true,
		false },
	[PACK_RATINGS] = { "ratings", plain_fields, COUNT(plain_fields), rating_codes, true,
		false },
	[PACK_TEXTS] = { "texts", text_fields, COUNT(text_fields), text_codes, true, false },
};

const char *pack_section_name(enum pack_section s)
{
	return pack_sections[s].name;
}

yaml_node_t *pack_node(struct reader *r, int id)
{
	return yaml_document_get_node(&r->doc, id);
}

/* The text of a scalar node; a fault and "" for anything else. */
struct str pack_scalar(struct reader *r, const yaml_node_t *n, const char *key)
{
	if (n->type != YAML_SCALAR_NODE) {
		fault(r, n->start_mark.line, "%s must be a single value", key);
		return S("");
	}
	return (struct str){ (const char *)n->data.scalar.value, n->data.scalar.length };
}

struct str pack_text_value(struct reader *r, const yaml_node_t *n, const char *key, size_t max)
{
	struct str s = pack_scalar(r, n, key);

	if (n->type == YAML_SCALAR_NODE && (s.n == 0 || text_has_control(s)))
		fault(r, n->start_mark.line, "%s must not be empty nor hold control characters",
			key);
	else if (utf8_length(s) > max)
		fault(r, n->start_mark.line, "%s is longer than %zu characters", key, max);
	return text_clean(r->arena, s);
}

int64_t pack_int_value(struct reader *r, const yaml_node_t *n, const char *key,
                       int64_t min, int64_t max)
{
	struct str s = pack_scalar(r, n, key);
	int64_t v = min;

	if (n->type == YAML_SCALAR_NODE && (!str_number(s, max, &v) || v < min))
		fault(r, n->start_mark.line, "%s must be a number from %lld to %lld, not '%.*s'",
			key, (long long)min, (long long)max, SHOWN(s));
	return v;
}

static bool bool_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);

	if (n->type == YAML_SCALAR_NODE && !str_eq(s, S("true")) && !str_eq(s, S("false")))
		fault(r, n->start_mark.line, "%s must be true or false, not '%.*s'", key, SHOWN(s));
	return str_eq(s, S("true"));
}

struct str pack_code_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);
	bool good = s.n > 0 && s.n <= 40;

	for (size_t i = 0; i < s.n; i++)
		good = good && (s.p[i] == '_' || (s.p[i] >= '0' && s.p[i] <= '9') ||
			(s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= 'A' && s.p[i] <= 'Z'));
	if (n->type == YAML_SCALAR_NODE && !good)
		fault(r, n->start_mark.line, "%s must be 1 to 40 letters, digits or _, not '%.*s'",
			key, SHOWN(s));
	return str_copy(r->arena, s);
}

/* "09:30" as minutes since midnight. */
static int time_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);
	int64_t hour = 0, minute = 0;
	bool good = s.n == 5 && s.p[2] == ':' && str_number(str_part(s, 0, 2), 23, &hour) &&
		str_number(str_part(s, 3, 2), 59, &minute);

	if (n->type == YAML_SCALAR_NODE && !good)
		fault(r, n->start_mark.line, "%s must be a time as 09:30, not '%.*s'", key,
			SHOWN(s));
	return (int)(hour * 60 + minute);
}

static enum span span_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);

	if (str_eq(s, S("day")))
		return SPAN_DAY;
	if (str_eq(s, S("workday")))
		return SPAN_WORKDAY;
	if (str_eq(s, S("month")))
		return SPAN_MONTH;
	if (n->type == YAML_SCALAR_NODE)
		fault(r, n->start_mark.line, "%s must be day, workday or month, not '%.*s'", key,
			SHOWN(s));
	return SPAN_NONE;
}

static void field_set(struct reader *r, const struct field *f, const yaml_node_t *n,
                      struct pack_item *item)
{
	void *at = (char *)item + f->at;

	switch (f->kind) {
	case FIELD_CODE:
		*(struct str *)at = pack_code_value(r, n, f->key);
		break;
	case FIELD_TEXT:
		*(struct str *)at = pack_text_value(r, n, f->key, SHORT_TEXT_MAX);
		break;
	case FIELD_LONG:
		*(struct str *)at = pack_text_value(r, n, f->key, LONG_TEXT_MAX);
		break;
	case FIELD_BOOL:
		*(bool *)at = bool_value(r, n, f->key);
		break;
	case FIELD_INT:
		*(int *)at = (int)pack_int_value(r, n, f->key, f->min, f->max);
		break;
	case FIELD_SPAN:
		*(enum span *)at = span_value(r, n, f->key);
		break;
	case FIELD_TIME:
		*(int *)at = time_value(r, n, f->key);
		break;
	}
}

/* Index of a key among n names, or n; also says when it stands twice. */
size_t pack_key(struct reader *r, const yaml_node_t *key, const char *const *names, size_t n,
                uint64_t *seen)
{
	struct str s = pack_scalar(r, key, "a key");

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(s, str_of(names[i])))
			continue;
		if (*seen & (UINT64_C(1) << i))
			fault(r, key->start_mark.line, "%s stands here twice", names[i]);
		*seen |= UINT64_C(1) << i;
		return i;
	}
	if (key->type == YAML_SCALAR_NODE)
		fault(r, key->start_mark.line, "'%.*s' is not known here", SHOWN(s));
	return n;
}

/* What single fields cannot tell. */
static void item_check(
	struct reader *r, enum pack_section s, const struct pack_item *item, size_t line)
{
	const char *const *code = pack_sections[s].codes;

	if (s == PACK_RECEPTION && (item->month_day > 0) == (item->weekday > 0))
		fault(r, line, "exactly one of month_day and weekday is needed");
	if (s == PACK_RECEPTION && item->from_min >= item->to_min)
		fault(r, line, "from must be earlier than to");
	if ((item->law_zh.n == 0) != (item->law_en.n == 0))
		fault(r, line, "law_zh and law_en stand together or not at all");
	if (!pack_sections[s].only || item->code.n == 0)
		return;
	while (*code && !str_eq(str_of(*code), item->code))
		code++;
	if (!*code)
		fault(r, line, "%s has no place for code '%.*s'", pack_sections[s].name,
			SHOWN(item->code));
}

static void item_read(struct reader *r, enum pack_section s, const yaml_node_t *n,
                      struct pack_item *item)
{
	const struct section *section = &pack_sections[s];
	const char *names[32];
	uint64_t seen = 0;

	if (n->type != YAML_MAPPING_NODE) {
		fault(r, n->start_mark.line, "an item of %s must be keys with values",
			section->name);
		return;
	}
	for (size_t i = 0; i < section->n; i++)
		names[i] = section->fields[i].key;
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
		p++) {
		size_t i = pack_key(r, pack_node(r, p->key), names, section->n, &seen);

		if (i < section->n)
			field_set(r, &section->fields[i], pack_node(r, p->value), item);
	}
	for (size_t i = 0; i < section->n; i++) {
		const struct field *f = &section->fields[i];
		bool need = f->need || (section->own_source && f->at == AT(source));

		if (need && !(seen & (UINT64_C(1) << i)))
			fault(r, n->start_mark.line, "%s is missing", f->key);
	}
	item_check(r, s, item, n->start_mark.line);
}

static size_t item_line(struct reader *r, const yaml_node_t *items, size_t i)
{
	return pack_node(r, items->data.sequence.items.start[i])->start_mark.line;
}

/* Faults for codes that stand twice or are not there at all. */
static void codes_check(struct reader *r, enum pack_section s, const yaml_node_t *n,
                        const struct pack_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (items[i].code.n && str_eq(items[k].code, items[i].code))
				fault(r, item_line(r, n, i), "code '%.*s' stands in %s twice",
					SHOWN(items[i].code), pack_sections[s].name);
	for (const char *const *code = pack_sections[s].codes; *code; code++) {
		size_t i = 0;

		while (i < count && !str_eq(items[i].code, str_of(*code)))
			i++;
		if (i == count)
			fault(r, n->start_mark.line, "%s needs a row with code '%s'",
				pack_sections[s].name, *code);
	}
}

struct pack_item *pack_items(struct reader *r, enum pack_section s, const yaml_node_t *n,
                             size_t *count)
{
	struct pack_item *items;
	size_t rows = 0;

	*count = 0;
	if (n->type == YAML_SEQUENCE_NODE)
		rows = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (rows == 0 || rows > ITEMS_MAX) {
		fault(r, n->start_mark.line, "items of %s must be a list of 1 to %d rows",
			pack_sections[s].name, ITEMS_MAX);
		return NULL;
	}
	items = ARENA_ARRAY(r->arena, struct pack_item, rows);
	for (size_t i = 0; i < rows; i++)
		item_read(r, s, pack_node(r, n->data.sequence.items.start[i]), &items[i]);
	codes_check(r, s, n, items, rows);
	*count = rows;
	return items;
}
