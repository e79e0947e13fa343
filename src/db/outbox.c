#include "db/outbox.h"

#include "db/audit.h"
#include "db/outbox.q.h"

enum err outbox_note(struct db *db, county_code county, enum outbox_topic topic, int64_t id, struct when now)
{
	return outbox_add(db, &(struct outbox_add_in){ county, db_stamp(db, now), topic, id }, NULL);
}
