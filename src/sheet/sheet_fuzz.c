/* Any bytes as a table: every row is read, nothing is believed. */
#include "sheet/sheet.h"

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena    *a = arena_new(64 * 1024), *rows = arena_new(64 * 1024);
	struct sheet    *s;
	struct sheet_row row;
	enum sheet_fault fault;
	bool             got = true;

	if (!sheet_open(a, (struct str){ (const char *)data, size }, &s, &fault))
		while (got && !sheet_next(s, rows, &row, &got, &fault)) {
			for (size_t i = 0; got && i < row.n; i++)
				if (!utf8_valid(row.cells[i]))
					__builtin_trap();
			arena_reset(rows);
		}
	arena_free(rows);
	arena_free(a);
	return 0;
}
