/*
 * What a pack may be of all that YAML can be: one document of plain values and lists. Looked at
 * event by event, so that nothing is built of a file that is not. Names and what points to them
 * (&, *) would let a small file become a huge one, tags (!) say nothing here, and lists in lists
 * without end are no rule of any place.
 */
#include "pack/pack_private.h"

#include "base/text.h"

#define DEPTH_MAX 16            /* base.yaml needs 8 */

struct shape {
	size_t documents, depth;
};

size_t pack_line_of(struct str text, size_t at)
{
	size_t line = 0;

	for (size_t i = 0; i < at && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

size_t pack_bad_utf8(struct str text)
{
	struct str rest = text, line;

	while (str_next(&rest, '\n', &line))
		if (!utf8_valid(line))
			return (size_t)(line.p - text.p);
	return text.n;
}

/* What stands before a value: only its own look, no name and no tag. */
static void plain_check(struct reader *r, const yaml_event_t *e, const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		pack_fault(r, e->start_mark.line, "&%.60s: a pack has no names for its parts; write the part where it is needed",
			(const char *)anchor);
	if (tag)
		pack_fault(r, e->start_mark.line, "%.60s: a pack has no tags; write the value alone", (const char *)tag);
}

/* False when nothing behind this is worth reading. */
static bool event_check(struct reader *r, const yaml_event_t *e, struct shape *s)
{
	switch (e->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (s->documents++ == 0)
			return true;
		pack_fault(r, e->start_mark.line, "a second document begins here; a pack is a file of its own");
		return false;
	case YAML_ALIAS_EVENT:
		pack_fault(r, e->start_mark.line, "*%.60s: a pack does not point to its parts; write the part where it is needed",
			(const char *)e->data.alias.anchor);
		return true;
	case YAML_SCALAR_EVENT:
		plain_check(r, e, e->data.scalar.anchor, e->data.scalar.tag);
		return true;
	case YAML_SEQUENCE_START_EVENT:
		plain_check(r, e, e->data.sequence_start.anchor, e->data.sequence_start.tag);
		break;
	case YAML_MAPPING_START_EVENT:
		plain_check(r, e, e->data.mapping_start.anchor, e->data.mapping_start.tag);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		s->depth--;
		return true;
	default:
		return true;
	}
	if (++s->depth <= DEPTH_MAX)
		return true;
	pack_fault(r, e->start_mark.line, "lists stand in one another more than %d deep", DEPTH_MAX);
	return false;
}

/* libyaml knows the line of what it cannot parse, of a sign that it cannot read only the place. */
static void unread_tell(struct reader *r, const yaml_parser_t *p, struct str yaml)
{
	size_t line = p->error == YAML_READER_ERROR ? pack_line_of(yaml, p->problem_offset) : p->problem_mark.line;

	pack_fault(r, line, "not YAML: %s", p->problem ? p->problem : "");
}

bool pack_shape_good(struct reader *r, struct str yaml)
{
	struct shape  s = { 0 };
	yaml_parser_t parser;
	yaml_event_t  e;
	bool          more = true;

	if (!yaml_parser_initialize(&parser)) {
		pack_fault(r, 0, "not read: memory is short");
		return false;
	}
	yaml_parser_set_input_string(&parser, (const unsigned char *)yaml.p, yaml.n);
	while (more) {
		if (!yaml_parser_parse(&parser, &e)) {
			unread_tell(r, &parser, yaml);
			break;
		}
		more = event_check(r, &e, &s) && e.type != YAML_STREAM_END_EVENT;
		yaml_event_delete(&e);
	}
	yaml_parser_delete(&parser);
	return r->n_faults == 0;
}
