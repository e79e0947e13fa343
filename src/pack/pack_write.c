/*
 * Writes a pack as YAML by the tables of pack_fields.c. What it writes reads
 * back to the same rows, and written again gives the same bytes.
 */
#include "pack/pack_private.h"

struct pen {
	yaml_emitter_t emitter;
	struct arena  *arena;
	struct buf    *out;
	bool           bad;
};

static int put(void *arg, unsigned char *bytes, size_t n)
{
	struct pen *p = arg;

	buf_put(p->out, (const char *)bytes, n);
	return !p->out->full;
}

static void emit(struct pen *p, yaml_event_t *event)
{
	if (!p->bad && !yaml_emitter_emit(&p->emitter, event))
		p->bad = true;
	else if (p->bad)
		yaml_event_delete(event);
}

/* Would another reader of YAML take the plain word for a number, a day or a truth? */
static bool looks_typed(struct str s)
{
	static const char *const words[] = { "true", "false", "yes", "no", "on", "off", "null", "~",
		"True", "False", "Yes", "No", "On", "Off", "Null" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (str_eq(s, str_of(words[i])))
			return true;
	return s.n && ((s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == '.' || s.p[0] == '+' || s.p[0] == '-');
}

static void scalar(struct pen *p, struct str s, bool text)
{
	yaml_event_t event;
	size_t       at;
	yaml_scalar_style_t style = YAML_PLAIN_SCALAR_STYLE;

	if (text && str_find(s, S("\n"), &at))
		style = YAML_LITERAL_SCALAR_STYLE;
	else if (text && looks_typed(s))
		style = YAML_SINGLE_QUOTED_SCALAR_STYLE;
	if (!yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)s.p, (int)s.n, 1,
	            1, style))
		p->bad = true;
	else
		emit(p, &event);
}

static void word(struct pen *p, const char *s)
{
	scalar(p, str_of(s), false);
}

static void mapping(struct pen *p, bool flow)
{
	yaml_event_t event;

	if (!yaml_mapping_start_event_initialize(&event, NULL, NULL, 1,
	            flow ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE))
		p->bad = true;
	else
		emit(p, &event);
}

static void mapping_end(struct pen *p)
{
	yaml_event_t event;

	if (yaml_mapping_end_event_initialize(&event))
		emit(p, &event);
}

static void sequence(struct pen *p, bool flow)
{
	yaml_event_t event;

	if (!yaml_sequence_start_event_initialize(&event, NULL, NULL, 1,
	            flow ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE))
		p->bad = true;
	else
		emit(p, &event);
}

static void sequence_end(struct pen *p)
{
	yaml_event_t event;

	if (yaml_sequence_end_event_initialize(&event))
		emit(p, &event);
}

/* ---- rows ---- */

bool pack_member_empty(const struct member *f, const struct pack_item *item)
{
	const void *at = member_of(f, item);

	switch (f->kind) {
	case MEMBER_CODE:
	case MEMBER_TEXT:
	case MEMBER_LONG:
	case MEMBER_PATH:
		return ((const struct str *)at)->n == 0;
	case MEMBER_BOOL:
		return !*(const bool *)at;
	case MEMBER_INT:
		return *(const int *)at == 0;
	case MEMBER_TIME:
		return false;
	case MEMBER_DAY:
		return ((const struct day *)at)->n == 0;
	case MEMBER_WORD:
	case MEMBER_WORDS:
		return *(const unsigned *)at == 0;
	case MEMBER_CODES:
		return ((const struct pack_codes *)at)->n == 0;
	case MEMBER_ROWS:
		return ((const struct pack_part *)at)->n == 0;
	}
	return true;
}

static struct str day_text(struct arena *a, struct day d)
{
	struct buf b;

	buf_init(&b, a, 16);
	day_iso(&b, d);
	return buf_view(&b);
}

/* Every member but a list of rows, as one line of text. */
struct str pack_member_text(struct arena *a, const struct member *f, const struct pack_item *item)
{
	const void *at = member_of(f, item);
	struct buf  b;

	buf_init(&b, a, 64 * 1024);
	switch (f->kind) {
	case MEMBER_CODE:
	case MEMBER_TEXT:
	case MEMBER_LONG:
	case MEMBER_PATH:
		return *(const struct str *)at;
	case MEMBER_BOOL:
		return *(const bool *)at ? S("true") : S("false");
	case MEMBER_INT:
		return str_int(a, *(const int *)at);
	case MEMBER_TIME:
		buf_uint_pad(&b, (uint64_t)(*(const int *)at / 60), 2);
		buf_lit(&b, ":");
		buf_uint_pad(&b, (uint64_t)(*(const int *)at % 60), 2);
		break;
	case MEMBER_DAY:
		return ((const struct day *)at)->n ? day_text(a, *(const struct day *)at) : S("");
	case MEMBER_WORD:
		return *(const unsigned *)at ? str_of(f->words[*(const unsigned *)at - 1]) : S("");
	case MEMBER_WORDS:
		for (unsigned i = 0; f->words[i]; i++)
			if (*(const unsigned *)at & (2u << i))
				buf_printf(&b, "%s%s", b.n ? ", " : "", f->words[i]);
		break;
	case MEMBER_CODES:
		for (size_t i = 0; i < ((const struct pack_codes *)at)->n; i++) {
			buf_str(&b, i ? S(", ") : S(""));
			buf_str(&b, ((const struct pack_codes *)at)->v[i]);
		}
		break;
	case MEMBER_ROWS:
		break;
	}
	return b.n ? buf_view(&b) : S("");
}

static bool is_text(const struct member *f)
{
	return f->kind == MEMBER_TEXT || f->kind == MEMBER_LONG || f->kind == MEMBER_CODE ||
		f->kind == MEMBER_TIME;
}

/* Short rows stand in one line. */
static bool in_one_line(const struct section *section, const struct pack_item *item)
{
	size_t n = 0, at;

	for (size_t i = 0; i < section->n; i++) {
		const struct member *f = &section->members[i];
		const struct str   *s = member_of(f, item);

		if (pack_member_empty(f, item))
			continue;
		if (f->kind == MEMBER_ROWS)
			return false;
		if (f->kind > MEMBER_PATH)
			continue;
		n += s->n;
		if (n > 300 || str_find(*s, S("\n"), &at))
			return false;
	}
	return true;
}

static void rows_write(struct pen *p, const struct section *section, const struct pack_item *items,
                       size_t n, struct str source);

static void codes_write(struct pen *p, const struct member *f, const struct pack_item *item)
{
	const struct pack_codes *codes = member_of(f, item);

	sequence(p, true);
	for (size_t i = 0; f->kind == MEMBER_CODES && i < codes->n; i++)
		scalar(p, codes->v[i], true);
	for (unsigned i = 0; f->kind == MEMBER_WORDS && f->words[i]; i++)
		if (*(const unsigned *)member_of(f, item) & (2u << i))
			word(p, f->words[i]);
	sequence_end(p);
}

/* A row whose source is that of what stands around it does not repeat it, unless it has to. */
static void row_write(struct pen *p, const struct section *section, const struct pack_item *item,
                      struct str source)
{
	mapping(p, in_one_line(section, item));
	for (size_t i = 0; i < section->n; i++) {
		const struct member     *f = &section->members[i];
		const struct pack_part *part = member_of(f, item);

		if (f->at == offsetof(struct pack_item, source)) {
			if (item->source.n == 0 ||
				(!section->own_source && str_eq(item->source, source)))
				continue;
		} else if (pack_member_empty(f, item) && !f->need) {
			continue;
		}
		word(p, f->key);
		if (f->kind == MEMBER_ROWS)
			rows_write(p, f->rows, part->items, part->n, item->source);
		else if (f->kind == MEMBER_CODES || f->kind == MEMBER_WORDS)
			codes_write(p, f, item);
		else
			scalar(p, pack_member_text(p->arena, f, item), is_text(f));
	}
	mapping_end(p);
}

static void rows_write(struct pen *p, const struct section *section, const struct pack_item *items,
                       size_t n, struct str source)
{
	sequence(p, false);
	for (size_t i = 0; i < n; i++)
		row_write(p, section, &items[i], source);
	sequence_end(p);
}

static void text_line(struct pen *p, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	word(p, key);
	scalar(p, value, true);
}

static void pack_rows(struct pen *p, const struct pack *pack)
{
	struct buf region;

	buf_init(&region, p->arena, 64);
	if (pack->region.v)
		buf_uint_pad(&region, (uint64_t)pack->region.v, 12);
	else
		buf_lit(&region, "0");
	mapping(p, false);
	text_line(p, "pack", pack->code);
	text_line(p, "name", pack->name);
	word(p, "region");
	scalar(p, buf_view(&region), false);
	word(p, "level");
	word(p, region_level_names[pack->level]);
	word(p, "version");
	scalar(p, str_int(p->arena, pack->version), false);
	word(p, "from");
	scalar(p, day_text(p->arena, pack->from), false);
	text_line(p, "note", pack->note);
	for (int s = 0; s < PACK_SECTIONS; s++) {
		const struct pack_list *list = &pack->list[s];

		if (!pack->has[s])
			continue;
		word(p, pack_section_name((enum pack_section)s));
		mapping(p, false);
		text_line(p, "source", list->source);
		text_line(p, "note", list->note);
		word(p, "items");
		rows_write(p, pack_section_table((enum pack_section)s), list->items, list->n,
			list->source);
		mapping_end(p);
	}
	mapping_end(p);
}

enum err pack_write(struct arena *a, const struct pack *pack, struct str *yaml)
{
	struct pen   p = { .arena = a };
	struct buf   out;
	yaml_event_t event;

	buf_init(&out, a, 2 * PACK_BYTES_MAX);
	p.out = &out;
	if (!yaml_emitter_initialize(&p.emitter))
		return ERR_FAULT;
	yaml_emitter_set_output(&p.emitter, put, &p);
	yaml_emitter_set_unicode(&p.emitter, 1);
	yaml_emitter_set_width(&p.emitter, -1);
	yaml_emitter_set_indent(&p.emitter, 2);
	if (yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING))
		emit(&p, &event);
	if (yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1))
		emit(&p, &event);
	pack_rows(&p, pack);
	if (yaml_document_end_event_initialize(&event, 1))
		emit(&p, &event);
	if (yaml_stream_end_event_initialize(&event))
		emit(&p, &event);
	yaml_emitter_delete(&p.emitter);
	if (p.bad || out.full)
		return ERR_FULL;
	*yaml = buf_view(&out);
	return OK;
}
