#include "pack/pack_private.h"

#include "base/log.h"
#include "base/text.h"
#include "region/region.h"

/* Rows without a source of their own have that of what stands around them. */
static void source_pass(const struct section *section, struct pack_item *items, size_t n,
                        struct str source)
{
	for (size_t i = 0; i < n; i++) {
		if (items[i].source.n == 0)
			items[i].source = source;
		for (size_t k = 0; k < section->n; k++) {
			const struct member     *f = &section->members[k];
			const struct pack_part *part = member_of(f, &items[i]);

			if (f->kind == MEMBER_ROWS)
				source_pass(f->rows, part->items, part->n, items[i].source);
		}
	}
}

/* source, note, items. */
static void section_read(
	struct reader *r, enum pack_section s, const yaml_node_t *n, struct pack *out)
{
	static const char *const names[] = { "source", "note", "items" };
	struct pack_list *list = &out->list[s];
	struct pack_item *items = NULL;
	uint64_t seen = 0;

	*list = (struct pack_list){ 0 };         /* a section that stands twice is a fault already */
	if (n->type != YAML_MAPPING_NODE) {
		pack_fault(r, n->start_mark.line, "%s must hold source and items", pack_section_name(s));
		return;
	}
	for (yaml_node_pair_t *p = n->data.mapping.pairs.start; p < n->data.mapping.pairs.top;
		p++) {
		size_t i = pack_key(r, pack_node(r, p->key), names, COUNT(names), &seen);
		const yaml_node_t *value = pack_node(r, p->value);

		if (i == 0)
			list->source = pack_text_value(r, value, "source", SHORT_TEXT_MAX);
		else if (i == 1)
			list->note = pack_text_value(r, value, "note", LONG_TEXT_MAX);
		else if (i == 2)
			items = pack_items(r, pack_section_table(s), value, &list->n);
	}
	if (!(seen & 1))
		pack_fault(r, n->start_mark.line,
			"source is missing (unknown rules say: source: default)");
	if (!(seen & 4))
		pack_fault(r, n->start_mark.line, "items is missing");
	source_pass(pack_section_table(s), items, list->n, list->source);
	list->items = items;
}

enum { META_PACK, META_NAME, META_REGION, META_LEVEL, META_VERSION, META_FROM, META_NOTE, METAS };

static const char *const meta_names[METAS] = {
	"pack", "name", "region", "level", "version", "from", "note"
};

static enum region_level level_value(struct reader *r, const yaml_node_t *n)
{
	struct str s = pack_scalar(r, n, "level");
	enum region_level level = region_level_of(s);

	if (n->type == YAML_SCALAR_NODE &&
		(level == REGION_LEVEL_NONE || level == REGION_LEVEL_VILLAGE))
		pack_fault(r, n->start_mark.line,
			"level must be nation, province, city, county or township, "
			"not '%.*s'",
			SHOWN(s));
	return level;
}

static void meta_read(struct reader *r, size_t which, const yaml_node_t *n, struct pack *out)
{
	switch (which) {
	case META_PACK:
		out->code = pack_code_value(r, n, "pack");
		break;
	case META_NAME:
		out->name = pack_text_value(r, n, "name", SHORT_TEXT_MAX);
		break;
	case META_REGION:
		out->region.v = pack_int_value(r, n, "region", 0, INT64_C(999999999999));
		break;
	case META_LEVEL:
		out->level = level_value(r, n);
		break;
	case META_VERSION:
		out->version = pack_int_value(r, n, "version", 1, 1000000);
		break;
	case META_FROM:
		out->from = pack_day_value(r, n, "from");
		break;
	default:
		out->note = pack_text_value(r, n, "note", LONG_TEXT_MAX);
		break;
	}
}

/* A base pack has everything; a code fits its level. */
static void pack_check(struct reader *r, struct pack *out, uint64_t seen, size_t line)
{
	struct region_range range = region_range(out->region, out->level);

	for (size_t i = 0; i < METAS; i++)
		if (i != META_NOTE && !(seen & (UINT64_C(1) << i)))
			pack_fault(r, line, "%s is missing", meta_names[i]);
	if (out->level != REGION_LEVEL_NONE && range.lo != out->region.v)
		pack_fault(r, line, "region %012lld is not a code of level %s", (long long)out->region.v,
			region_level_names[out->level]);
	if (out->level == REGION_LEVEL_NATION && !r->stored)
		for (int s = 0; s < PACK_SECTIONS; s++)
			if (!out->has[s])
				pack_fault(r, line, "the base pack needs %s",
					pack_section_name((enum pack_section)s));
	out->lo = range.lo;
	out->hi = range.hi;
	if (!r->stored)
		pack_refs_check(r, out);
}

static void pack_walk(struct reader *r, struct pack *out)
{
	const yaml_node_t *root = yaml_document_get_root_node(&r->doc);
	const char *names[METAS + PACK_SECTIONS];
	uint64_t seen = 0;

	if (!root || root->type != YAML_MAPPING_NODE) {
		pack_fault(r, 0, "a pack must be keys with values");
		return;
	}
	for (size_t i = 0; i < METAS; i++)
		names[i] = meta_names[i];
	for (int s = 0; s < PACK_SECTIONS; s++)
		names[METAS + s] = pack_section_name((enum pack_section)s);
	for (yaml_node_pair_t *p = root->data.mapping.pairs.start; p < root->data.mapping.pairs.top;
		p++) {
		size_t i = pack_key(r, pack_node(r, p->key), names, COUNT(names), &seen);
		const yaml_node_t *value = pack_node(r, p->value);

		if (i < METAS) {
			meta_read(r, i, value, out);
		} else if (i < COUNT(names)) {
			out->has[i - METAS] = true;
			section_read(r, (enum pack_section)(i - METAS), value, out);
		}
	}
	pack_check(r, out, seen, root->start_mark.line);
}

/* What is no text of a pack at all; a stored one was looked at when it came. */
static bool text_good(struct reader *r, struct str yaml)
{
	size_t bad;

	if (yaml.n > PACK_BYTES_MAX) {
		pack_fault(r, 0, "a pack has at most %d bytes", PACK_BYTES_MAX);
		return false;
	}
	if ((bad = pack_bad_utf8(yaml)) < yaml.n) {
		pack_fault(r, pack_line_of(yaml, bad), "this line is not UTF-8; save the file as UTF-8");
		return false;
	}
	return r->stored || pack_shape_good(r, yaml);
}

static enum err text_read(struct reader *r, struct str yaml, struct pack *out)
{
	yaml_parser_t parser;

	*out = (struct pack){ 0 };
	if (!text_good(r, yaml)) {
		pack_faults_sort(r);
		return ERR_INPUT;
	}
	if (!yaml_parser_initialize(&parser))
		return ERR_FAULT;
	yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
	if (!yaml_parser_load(&parser, &r->doc)) {
		pack_fault(r, parser.problem_mark.line, "not YAML: %s",
			parser.problem ? parser.problem : "");
	} else {
		pack_walk(r, out);
		yaml_document_delete(&r->doc);
	}
	yaml_parser_delete(&parser);
	pack_faults_sort(r);
	return r->n_faults ? ERR_INPUT : OK;
}

enum err pack_read(struct arena *a, const char *file, struct str yaml, struct pack *out,
                   struct buf *faults)
{
	struct reader r = { .arena = a, .file = file, .faults = faults };

	return text_read(&r, yaml, out);
}

enum err pack_read_stored(struct arena *a, pack_id id, struct str yaml, struct pack *out)
{
	struct buf    faults;
	struct reader r = { .arena = a, .file = "stored pack", .faults = &faults, .stored = true };

	buf_init(&faults, a, 64 * 1024);
	if (text_read(&r, yaml, out) == OK) {
		out->id = id;
		return OK;
	}
	log_error("admin", "pack %lld cannot be read any more: %.*s", (long long)id.v, (int)faults.n,
		faults.p);
	return ERR_FAULT;
}
