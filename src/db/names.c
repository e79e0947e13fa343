/*
 * Names of stations, units and places by their numbers, kept by each connection.
 *
 * They stand in every row of every list and hardly ever change, so they are not
 * joined but looked up here (mkquery's `text@station`). What is kept is right and not
 * merely recent: every transaction reads the edition of the names in its own snapshot,
 * and whoever changes a name raises the edition in the same transaction (db_commit), on
 * whatever machine it runs. Same edition, same names. A writer that has changed a name
 * itself, and whoever asks outside a transaction, looks at the tables. A name that is
 * not there is "" and is not kept, so adding a row needs no new edition.
 */
#include "db/engine.h"

#include "db/names.q.h"

#define SLOTS 4096              /* a power of two; three counties and their villages */
#define BYTES (256 * 1024)
#define AHEAD 64                /* neighbours fetched with a name: numbers of a place are close */

struct slot {
	int64_t      county, id;
	enum db_name kind;
	struct str   name;
};

struct names {
	int64_t       edition;
	struct arena *arena;
	size_t        n, bytes;
	struct slot   slots[SLOTS];
};

/* A row of any of the queries. */
struct named {
	int64_t    id;
	struct str name;
};

void names_free(struct db *db)
{
	if (!db->names)
		return;
	arena_free(db->names->arena);
	base_free(db->names);
	db->names = NULL;
}

static void forget(struct names *m)
{
	arena_reset(m->arena);
	memset(m->slots, 0, sizeof(m->slots));
	m->n = m->bytes = 0;
}

static struct slot *slot_of(struct names *m, enum db_name kind, int64_t county, int64_t id)
{
	uint64_t h = ((uint64_t)id ^ (uint64_t)county << 40) * UINT64_C(0x9E3779B97F4A7C15) ^ (uint64_t)kind;
	size_t   i = (size_t)(h ^ h >> 29) & (SLOTS - 1);

	while (m->slots[i].name.p && (m->slots[i].id != id || m->slots[i].kind != kind || m->slots[i].county != county))
		i = (i + 1) & (SLOTS - 1);
	return &m->slots[i];
}

static void keep(struct names *m, enum db_name kind, int64_t county, const struct named *row)
{
	struct slot *s;

	if (m->n >= SLOTS / 4 * 3 || m->bytes + row->name.n > BYTES)
		forget(m);
	s = slot_of(m, kind, county, row->id);
	if (s->name.p)
		return;
	*s = (struct slot){ county, row->id, kind, str_copy(m->arena, row->name) };
	m->n++;
	m->bytes += row->name.n;
}

/* The row and those behind it. */
static enum err fetch(struct db *db, struct arena *a, enum db_name kind, int64_t county, int64_t id,
                      struct named **out, size_t *n)
{
	struct names_station_row *stations = NULL;
	struct names_unit_row    *units = NULL;
	struct names_region_row  *regions = NULL;
	enum err                  e;

	*n = 0;
	if (kind == DB_NAME_STATION)
		e = names_station(db, a, &(struct names_station_in){ { county }, id, AHEAD }, &stations, n);
	else if (kind == DB_NAME_UNIT)
		e = names_unit(db, a, &(struct names_unit_in){ { county }, id, AHEAD }, &units, n);
	else
		e = names_region(db, a, &(struct names_region_in){ id, AHEAD }, &regions, n);
	if (e)
		return e;
	*out = ARENA_ARRAY(a, struct named, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = stations ? (struct named){ stations[i].id, stations[i].name } :
		            units ? (struct named){ units[i].id, units[i].name } :
		            (struct named){ regions[i].id, regions[i].name };
	return OK;
}

/* May what is kept be used and added to? Once for each transaction. */
static enum err editions_compare(struct db *db, struct arena *a)
{
	struct names_edition_row row;
	enum err                 e;

	if (db->names_known)
		return OK;
	if ((e = names_edition(db, a, &row)))
		return e;
	if (!db->names) {
		db->names = base_alloc(sizeof(*db->names));
		db->names->arena = arena_new(4096);
		forget(db->names);
	}
	if (db->names->edition != row.n)
		forget(db->names);
	db->names->edition = row.n;
	db->names_known = true;
	return OK;
}

void db_names_ask(struct db *db)
{
	if (db_asks(db) && !db->names_known)
		names_edition_ask(db);
}

enum err db_name(struct db *db, enum db_name kind, int64_t county, int64_t id, struct arena *a,
                 struct str *name)
{
	const bool    kept = db_in_transaction(db) && !db->renamed;
	struct named *rows;
	size_t        n;
	enum err      e;

	if (kind == DB_NAME_REGION)
		county = 0;
	if (kept) {
		if ((e = editions_compare(db, a)))
			return e;
		*name = slot_of(db->names, kind, county, id)->name;
		if (name->p) {
			*name = str_copy(a, *name);
			return OK;
		}
	}
	if ((e = fetch(db, a, kind, county, id, &rows, &n)))
		return e;
	*name = n && rows[0].id == id ? rows[0].name : S("");
	for (size_t i = 0; kept && i < n; i++)
		keep(db->names, kind, county, &rows[i]);
	return OK;
}

enum err names_renewed(struct db *db)
{
	if (!db->renamed)
		return OK;
	db->renamed = false;
	return names_renew(db, NULL);
}
