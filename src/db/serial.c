#include "db/serial.h"

#include "db/serial.q.h"

enum err serial_next(struct db *db, struct arena *a, county_code county, enum serial_kind kind, int64_t *number)
{
	struct serial_take_row row;
	enum err               e = serial_take(db, a, &(struct serial_take_in){ county, kind }, &row);

	*number = e ? 0 : row.last;
	return e;
}

enum err serial_next_after(struct db *db, struct arena *a, county_code county, enum serial_kind kind,
                           int64_t used, int64_t *number)
{
	struct serial_take_after_row row;
	enum err e = serial_take_after(db, a, &(struct serial_take_after_in){ county, kind, used }, &row);

	*number = e ? 0 : row.last;
	return e;
}
