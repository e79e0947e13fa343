/* What differs between two versions of a pack: rows by their code, members by their table. */
#include "pack/pack_private.h"

#define CHANGES_MAX 4000

struct finder {
	struct arena       *arena;
	struct pack_change *out;
	size_t              n, room;
	struct pack_change  spare;       /* where one too many goes */
	enum pack_section   section;
};

static struct pack_change *change(struct finder *f, enum pack_change_kind kind, struct str path,
                                  const struct pack_item *item)
{
	struct pack_change *c = &f->spare;

	if (f->n < f->room)
		c = &f->out[f->n];
	f->n++;
	*c = (struct pack_change){ .section = f->section, .kind = kind, .path = path };
	if (item) {
		c->zh = item->zh;
		c->en = item->en;
	}
	return c;
}

static void rows_compare(struct finder *f, const struct section *section, struct str above,
                         const struct pack_part *before, const struct pack_part *after);

static void row_compare(struct finder *f, const struct section *section, struct str path,
                        const struct pack_item *before, const struct pack_item *after)
{
	for (size_t i = 0; i < section->n; i++) {
		const struct member *m = &section->members[i];
		struct str          was, is;

		if (m->kind == MEMBER_ROWS) {
			rows_compare(f, m->rows, pack_path(f->arena, path, str_of(m->key)),
				member_of(m, before), member_of(m, after));
			continue;
		}
		was = pack_member_text(f->arena, m, before);
		is = pack_member_text(f->arena, m, after);
		if (str_eq(was, is))
			continue;
		struct pack_change *c = change(f, PACK_CHANGED, path, after);

		c->key = m->key;
		c->before = was;
		c->after = is;
	}
}

/* Do the rows that both have stand in another order? */
static bool reordered(const struct pack_part *before, const struct pack_part *after)
{
	size_t last = 0;

	for (size_t i = 0; i < after->n; i++) {
		const struct pack_item *was = pack_part_item(before, after->items[i].code);
		size_t                  at = was ? (size_t)(was - before->items) : last;

		if (at < last)
			return true;
		last = at;
	}
	return false;
}

static void rows_compare(struct finder *f, const struct section *section, struct str above,
                         const struct pack_part *before, const struct pack_part *after)
{
	for (size_t i = 0; i < before->n; i++)
		if (!pack_part_item(after, before->items[i].code))
			change(f, PACK_REMOVED, pack_path(f->arena, above, before->items[i].code),
				&before->items[i]);
	for (size_t i = 0; i < after->n; i++) {
		const struct pack_item *item = &after->items[i];
		const struct pack_item *was = pack_part_item(before, item->code);

		if (was)
			row_compare(f, section, pack_path(f->arena, above, item->code), was, item);
		else
			change(f, PACK_ADDED, pack_path(f->arena, above, item->code), item);
	}
	if (reordered(before, after))
		change(f, PACK_MOVED, above, NULL);
}

static void head_compare(struct finder *f, const char *key, struct str before, struct str after)
{
	struct pack_change *c;

	if (str_eq(before, after))
		return;
	c = change(f, PACK_CHANGED, STR_NONE, NULL);
	c->key = key;
	c->before = before;
	c->after = after;
}

size_t pack_diff(struct arena *a, const struct pack *before, const struct pack *after,
                 struct pack_change **out)
{
	struct finder f = { .arena = a, .room = CHANGES_MAX, .section = PACK_SECTIONS };

	f.out = ARENA_ARRAY(a, struct pack_change, CHANGES_MAX);
	*out = f.out;
	head_compare(&f, "name", before->name, after->name);
	head_compare(&f, "note", before->note, after->note);
	for (int s = 0; s < PACK_SECTIONS; s++) {
		const struct pack_list *was = &before->list[s], *is = &after->list[s];

		f.section = (enum pack_section)s;
		if (before->has[s] != after->has[s]) {
			change(&f, after->has[s] ? PACK_SECTION_ADDED : PACK_SECTION_REMOVED, STR_NONE,
				NULL);
			continue;
		}
		head_compare(&f, "source", was->source, is->source);
		head_compare(&f, "note", was->note, is->note);
		rows_compare(&f, pack_section_table((enum pack_section)s), STR_NONE,
			&(struct pack_part){ was->items, was->n },
			&(struct pack_part){ is->items, is->n });
	}
	return f.n < f.room ? f.n : f.room;
}

void pack_diff_tell(const struct pack_change *changes, size_t n, struct buf *out)
{
	static const char *const verbs[] = { "added", "removed", "changed", "in another order",
		"a section of its own now", "no section of its own any more" };

	for (size_t i = 0; i < n; i++) {
		const struct pack_change *c = &changes[i];

		buf_printf(out, "%s%s%.*s: ",
			c->section < PACK_SECTIONS ? pack_section_name(c->section) : "the pack",
			c->path.n ? "." : "", (int)c->path.n, c->path.n ? c->path.p : "");
		if (c->kind == PACK_CHANGED)
			buf_printf(out, "%s was '%.*s', is '%.*s'\n", c->key, SHOWN(c->before),
				SHOWN(c->after));
		else
			buf_printf(out, "%s%s%.*s\n", verbs[c->kind], c->zh.n ? ": " : "",
				(int)c->zh.n, c->zh.n ? c->zh.p : "");
	}
}
