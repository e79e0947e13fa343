/*
 * A pack that reads has what the program relies on; one that does not says why,
 * each fault on a line of its own. The same for a holiday table.
 */
#include <stdlib.h>

#include "pack/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_list(const struct pack *p, enum pack_section s)
{
	for (size_t i = 0; i < p->list[s].n; i++) {
		const struct pack_item *item = &p->list[s].items[i];

		if (!item->code.n || !item->zh.n || !item->en.n || !item->source.n)
			abort();
		if (s == PACK_DEADLINES && (item->rule.span == SPAN_NONE || item->rule.count < 1))
			abort();
		if (s == PACK_RECEPTION && item->from_min >= item->to_min)
			abort();
	}
	if (p->has[s] != (p->list[s].n > 0))
		abort();
}

static void check_pack(struct arena *a, struct str s)
{
	struct buf faults;
	struct pack p;
	enum err e;

	buf_init(&faults, a, 16 * 1024 * 1024);
	e = pack_read(a, "seed", s, &p, &faults);
	if (e != OK && e != ERR_INPUT)
		abort();
	if ((e == OK) != (faults.n == 0))
		abort();
	if (e == ERR_INPUT && faults.p[faults.n - 1] != '\n')
		abort();
	for (int i = 0; e == OK && i < PACK_SECTIONS; i++)
		check_list(&p, (enum pack_section)i);
	if (e == OK && (p.lo > p.region.v || p.hi < p.region.v || p.from.n == 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str s = { (const char *)data, size };
	struct arena *a = arena_new(4096);
	struct calendar cal;
	struct str why = STR_NONE;

	check_pack(a, s);
	if (!calendar_read(a, s, &cal, &why) && why.n == 0)
		abort();
	arena_free(a);
	return 0;
}
