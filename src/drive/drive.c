/* Starting a drive, its measures, and its end. */
#include "drive/drive_private.h"

#include "db/audit.h"
#include "db/serial.h"
#include "region/region.h"

static enum err told(const struct acting *a, const char *action, drive_id id, struct str reason)
{
	return audit_write(a->db, &(struct audit){ .county = a->county, .now = a->now, .account = a->who->account,
		.grant = a->who->grant, .action = action, .result = "",
		.object = str_join(a->arena, S("drive "), str_int(a->arena, id.v), STR_NONE),
		.reason = reason.n ? reason : STR_NONE });
}

enum err drive_start(const struct acting *a, const struct pack_set *packs, struct str code, int64_t year,
                     struct str words, drive_id *id)
{
	const region_code        at = { a->who->region_lo };
	const struct pack_list  *list = pack_list(packs, at, PACK_STREAMS, day_of(a->now));
	const struct pack_item  *item = NULL;
	struct drive_of_year_row there;
	bool                     found;
	enum err                 e;

	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->items[i].code, code))
			item = &list->items[i];
	if (!item)
		return ERR_MISSING;
	if (!pack_in_function(packs, at, region_congress_level(at), item, day_of(a->now)))
		return ERR_STEP;
	if (item->year)
		year = item->year;      /* held once, in the year that the pack names */
	if ((e = drive_of_year(a->db, a->arena, &(struct drive_of_year_in){ a->county, year, at, code }, &there, &found)))
		return e;
	if (found)
		return ERR_CONFLICT;
	if ((e = serial_next(a->db, a->arena, a->county, SERIAL_KIND_DRIVE, &id->v)) ||
	    (e = drive_insert(a->db, &(struct drive_insert_in){ a->county, *id, at, year, item->code, item->zh,
		     item->en, words.p ? words : S("") }, NULL)))
		return e;
	/* Where the pack knows of no streams, the drive is its own only one. */
	if (item->parts.n == 0)
		e = drive_stream_insert(a->db, &(struct drive_stream_insert_in){ a->county, *id, 1, item->zh,
			item->en }, NULL);
	for (size_t i = 0; !e && i < item->parts.n; i++)
		e = drive_stream_insert(a->db, &(struct drive_stream_insert_in){ a->county, *id, (int64_t)i + 1,
			item->parts.items[i].zh, item->parts.items[i].en }, NULL);
	return e ? e : told(a, "drive.start", *id, words);
}

enum err drive_find(const struct acting *a, drive_id id, struct drive_by_id_row *d)
{
	bool     found;
	enum err e = drive_by_id(a->db, a->arena, &(struct drive_by_id_in){ .county = a->county,
		.lo = a->who->region_lo, .hi = a->who->region_hi, .whole = region_of_county(a->county), .id = id },
		d, &found);

	return e ? e : found ? OK : ERR_MISSING;
}

enum err drive_measure(const struct acting *a, const struct measure_new *in, obligation_id *id)
{
	struct drive_by_id_row    d;
	struct drive_streams_row *streams;
	size_t                    n, i = 0;
	enum err                  e = drive_find(a, in->drive, &d);

	if (e)
		return e;
	if (d.ended.n)
		return ERR_STEP;
	if ((e = drive_streams(a->db, a->arena, &(struct drive_streams_in){ a->county, in->drive }, &streams, &n)))
		return e;
	while (i < n && streams[i].stream != in->stream)
		i++;
	if (i == n)
		return ERR_MISSING;
	return obligation_make(a, &(struct obligation_new){ .owner = in->owner, .checker = holder_of(a->who),
		.region = in->region, .source = OBLIGATION_SOURCE_MEASURE, .source_id = in->drive.v,
		.source_item = in->stream, .due = in->due, .rule = in->rule, .title = in->title, .words = in->words }, id);
}

enum err drive_end(const struct acting *a, drive_id id, int64_t version, struct str summing)
{
	int64_t  changed;
	enum err e = drive_sum_up(a->db, &(struct drive_sum_up_in){ a->county, id, day_of(a->now), summing, version },
		&changed);

	if (e)
		return e;
	return changed == 1 ? told(a, "drive.end", id, summing) : ERR_CONFLICT;
}
