/* Places in the server's log: how far it has written, or replayed. */
#include "db/postgres_private.h"

#include "base/time.h"

enum err postgres_place(struct db *db, uint64_t *place)
{
	struct postgres *p = postgres_of(db);
	enum err         e = postgres_alive(p);

	if (!e && !(e = postgres_queue(p, PG_PLACE)))
		e = postgres_settle(p);
	*place = e ? 0 : p->place;
	return e;
}

/* Only what is not known yet is asked; a log grows, so what was once replayed stays so. */
bool postgres_reached(struct db *db, uint64_t place)
{
	struct postgres *p = postgres_of(db);

	if (postgres_lost(db))
		return false;
	if (p->place < place && (postgres_queue(p, PG_PLACE) || postgres_settle(p)))
		return false;
	return p->place >= place;
}

bool postgres_lost(struct db *db)
{
	struct postgres *p = postgres_of(db);

	postgres_look(p);
	return !p->raw;
}
