/* What is wrong with a file: written as it is found, told in the order of the file. */
#include "pack/pack_private.h"

bool pack_fault_begin(struct reader *r, size_t line)
{
	r->n_faults++;
	if (r->n_marks == FAULTS_TOLD || r->faults->full)
		return false;
	if (!r->marks)
		r->marks = ARENA_ARRAY(r->arena, struct fault_mark, FAULTS_TOLD);
	if (r->n_marks)
		r->marks[r->n_marks - 1].end = r->faults->n;
	r->marks[r->n_marks++] = (struct fault_mark){ .line = line, .at = r->faults->n };
	buf_printf(r->faults, "%s:%zu: ", r->file, line + 1);
	return true;
}

static int mark_order(const void *a, const void *b)
{
	const struct fault_mark *x = a, *y = b;

	return x->line != y->line ? (x->line > y->line) - (x->line < y->line) : (x->at > y->at) - (x->at < y->at);
}

void pack_faults_sort(struct reader *r)
{
	size_t     from = r->n_marks ? r->marks[0].at : 0;
	struct str told = str_copy(r->arena, str_part(buf_view(r->faults), from, r->faults->n));

	if (r->n_marks == 0)
		return;
	r->marks[r->n_marks - 1].end = r->faults->n;
	qsort(r->marks, r->n_marks, sizeof(r->marks[0]), mark_order);
	r->faults->n = from;
	r->faults->full = false;         /* the same bytes once more */
	for (size_t i = 0; i < r->n_marks; i++) {
		/* A value that is quoted may hold a newline. */
		for (size_t at = r->marks[i].at; at + 1 < r->marks[i].end; at++)
			buf_char(r->faults, (unsigned char)told.p[at - from] < ' ' ? ' ' : told.p[at - from]);
		buf_lit(r->faults, "\n");
	}
}
