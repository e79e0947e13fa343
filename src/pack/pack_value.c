/* Single values of a pack file: each reads one node and tells what was expected of it. */
#include "pack/pack_private.h"

#include "base/text.h"

yaml_node_t *pack_node(struct reader *r, int id)
{
	return yaml_document_get_node(&r->doc, id);
}

/* The text of a scalar node; a fault and "" for anything else. */
struct str pack_scalar(struct reader *r, const yaml_node_t *n, const char *key)
{
	if (n->type != YAML_SCALAR_NODE) {
		pack_fault(r, n->start_mark.line, "%s must be a single value", key);
		return S("");
	}
	return (struct str){ (const char *)n->data.scalar.value, n->data.scalar.length };
}

struct str pack_text_value(struct reader *r, const yaml_node_t *n, const char *key, size_t max)
{
	struct str s = pack_scalar(r, n, key);

	if (n->type == YAML_SCALAR_NODE && (s.n == 0 || text_has_control(s)))
		pack_fault(r, n->start_mark.line, "%s must not be empty nor hold control characters",
			key);
	else if (utf8_length(s) > max)
		pack_fault(r, n->start_mark.line, "%s is longer than %zu characters", key, max);
	return text_clean(r->arena, s);
}

int64_t pack_int_value(struct reader *r, const yaml_node_t *n, const char *key,
                       int64_t min, int64_t max)
{
	struct str s = pack_scalar(r, n, key);
	bool minus = min < 0 && str_starts(s, S("-"));
	int64_t v = min;

	if (n->type == YAML_SCALAR_NODE &&
		(!str_number(str_part(s, minus, s.n), minus ? -min : max, &v) ||
			(!minus && v < min)))
		pack_fault(r, n->start_mark.line, "%s must be a number from %lld to %lld, not '%.*s'",
			key, (long long)min, (long long)max, SHOWN(s));
	return minus ? -v : v;
}

static bool bool_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);

	if (n->type == YAML_SCALAR_NODE && !str_eq(s, S("true")) && !str_eq(s, S("false")))
		pack_fault(r, n->start_mark.line, "%s must be true or false, not '%.*s'", key, SHOWN(s));
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
		pack_fault(r, n->start_mark.line, "%s must be 1 to 40 letters, digits or _, not '%.*s'",
			key, SHOWN(s));
	return str_copy(r->arena, s);
}

static struct str path_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);
	bool good = s.n > 1 && s.n <= 80 && s.p[0] == '/' && s.p[1] != '/';

	for (size_t i = 0; i < s.n; i++)
		good = good && (s.p[i] == '/' || s.p[i] == '-' || (s.p[i] >= 'a' && s.p[i] <= 'z'));
	if (n->type == YAML_SCALAR_NODE && !good)
		pack_fault(r, n->start_mark.line,
			"%s must be a page of this program as /stations, not '%.*s'", key,
			SHOWN(s));
	return str_copy(r->arena, s);
}

struct day pack_day_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);
	struct day d = { 0 };

	if (n->type == YAML_SCALAR_NODE && !day_read(s, &d))
		pack_fault(r, n->start_mark.line, "%s must be a day as 2026-01-31, not '%.*s'", key,
			SHOWN(s));
	return d;
}

/* "09:30" as minutes since midnight; -1 with a fault. */
static int time_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct str s = pack_scalar(r, n, key);
	int64_t hour = 0, minute = 0;
	bool good = s.n == 5 && s.p[2] == ':' && str_number(str_part(s, 0, 2), 23, &hour) &&
		str_number(str_part(s, 3, 2), 59, &minute);

	if (good)
		return (int)(hour * 60 + minute);
	if (n->type == YAML_SCALAR_NODE)
		pack_fault(r, n->start_mark.line, "%s must be a time as 09:30, not '%.*s'", key,
			SHOWN(s));
	return -1;
}

/* 1 for the first word, 2 for the second...; 0 with a fault that lists them. */
static unsigned word_value(struct reader *r, const yaml_node_t *n, const struct member *f)
{
	struct str s = pack_scalar(r, n, f->key);
	size_t i = 0;

	while (f->words[i] && !str_eq(s, str_of(f->words[i])))
		i++;
	if (f->words[i])
		return (unsigned)i + 1;
	if (n->type != YAML_SCALAR_NODE)
		return 0;
	if (!pack_fault_begin(r, n->start_mark.line))
		return 0;
	buf_printf(r->faults, "%s must be ", f->key);
	for (i = 0; f->words[i]; i++)
		buf_printf(r->faults, "%s%s", i == 0 ? "" : f->words[i + 1] ? ", " : " or ",
			f->words[i]);
	buf_printf(r->faults, ", not '%.*s'\n", SHOWN(s));
	return 0;
}

/* The nodes of a list of single values; 0 with a fault when it is none. */
static size_t list_length(struct reader *r, const yaml_node_t *n, const char *key)
{
	size_t rows = 0;

	if (n->type == YAML_SEQUENCE_NODE)
		rows = (size_t)(n->data.sequence.items.top - n->data.sequence.items.start);
	if (rows > 0 && rows <= CODES_MAX)
		return rows;
	pack_fault(r, n->start_mark.line, "%s must be a list of 1 to %d codes as [a, b]", key,
		CODES_MAX);
	return 0;
}

static struct pack_codes codes_value(struct reader *r, const yaml_node_t *n, const char *key)
{
	struct pack_codes codes = { .n = list_length(r, n, key) };

	codes.v = ARENA_ARRAY(r->arena, struct str, codes.n + 1);
	for (size_t i = 0; i < codes.n; i++) {
		const yaml_node_t *one = pack_node(r, n->data.sequence.items.start[i]);

		codes.v[i] = pack_code_value(r, one, key);
		for (size_t k = 0; k < i; k++)
			if (codes.v[i].n && str_eq(codes.v[k], codes.v[i]))
				pack_fault(r, one->start_mark.line, "'%.*s' stands in %s twice",
					SHOWN(codes.v[i]), key);
	}
	return codes;
}

static unsigned words_value(struct reader *r, const yaml_node_t *n, const struct member *f)
{
	size_t rows = list_length(r, n, f->key);
	unsigned bits = 0;

	for (size_t i = 0; i < rows; i++)
		bits |= 1u << word_value(r, pack_node(r, n->data.sequence.items.start[i]), f);
	return bits & ~1u;
}

void pack_member_value(struct reader *r, const struct member *f, const yaml_node_t *n,
                      struct pack_item *item)
{
	void *at = member_of(f, item);

	switch (f->kind) {
	case MEMBER_CODE:
		*(struct str *)at = pack_code_value(r, n, f->key);
		break;
	case MEMBER_TEXT:
		*(struct str *)at = pack_text_value(r, n, f->key, SHORT_TEXT_MAX);
		break;
	case MEMBER_LONG:
		*(struct str *)at = pack_text_value(r, n, f->key, LONG_TEXT_MAX);
		break;
	case MEMBER_PATH:
		*(struct str *)at = path_value(r, n, f->key);
		break;
	case MEMBER_BOOL:
		*(bool *)at = bool_value(r, n, f->key);
		break;
	case MEMBER_INT:
		*(int *)at = (int)pack_int_value(r, n, f->key, f->min, f->max);
		break;
	case MEMBER_TIME:
		*(int *)at = time_value(r, n, f->key);
		break;
	case MEMBER_DAY:
		*(struct day *)at = pack_day_value(r, n, f->key);
		break;
	case MEMBER_WORD:
		*(unsigned *)at = word_value(r, n, f);
		break;
	case MEMBER_WORDS:
		*(unsigned *)at = words_value(r, n, f);
		break;
	case MEMBER_CODES:
		*(struct pack_codes *)at = codes_value(r, n, f->key);
		break;
	case MEMBER_ROWS:        /* pack_items.c */
		break;
	}
}

#define KEYS_LISTED 50        /* faults before a file full of them no longer gets the list each time */

/* An unknown key, with those that may stand there. */
static void key_fault(struct reader *r, const yaml_node_t *key, const char *const *names, size_t n)
{
	struct str s = pack_scalar(r, key, "a key");

	if (!pack_fault_begin(r, key->start_mark.line))
		return;
	buf_printf(r->faults, "'%.*s' is not known here", SHOWN(s));
	for (size_t i = 0; i < n && r->n_faults <= KEYS_LISTED; i++)
		buf_printf(r->faults, "%s%s", i == 0 ? "; known are " : ", ", names[i]);
	buf_lit(r->faults, "\n");
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
			pack_fault(r, key->start_mark.line, "%s stands here twice", names[i]);
		*seen |= UINT64_C(1) << i;
		return i;
	}
	if (key->type == YAML_SCALAR_NODE && !r->stored)
		key_fault(r, key, names, n);
	return n;
}
