/* The one door: a record is read, and stored with its seats, contact, counters and audit. */
#include "db/audit.h"
#include "db/outbox.h"
#include "deputy/deputy_private.h"

#define CODE_LETTERS 6

static struct str text(struct str s)
{
	return s.p ? s : S("");
}

static enum err seats_read(const struct deputy_desk *d, struct deputy_record *in)
{
	struct person_seats_row *rows;
	size_t                   n;
	enum err                 e = person_seats(d->db, d->arena, &(struct person_seats_in){ d->county, in->id },
	        &rows, &n);

	if (e)
		return e;
	in->n_seats = n < DEPUTY_SEATS ? n : DEPUTY_SEATS;
	for (size_t i = 0; i < in->n_seats; i++)
		in->seats[i] = (struct deputy_seat){ rows[i].congress, rows[i].level, rows[i].term, rows[i].district,
			rows[i].ended, rows[i].end_reason };
	return OK;
}

enum err deputy_read(const struct deputy_desk *d, person_id id, struct deputy_record *out)
{
	struct person_full_row p;
	bool                   found;
	enum err               e = person_full(d->db, d->arena, &(struct person_full_in){ d->county, id }, &p, &found);

	*out = (struct deputy_record){ .id = id };
	if (e || !found)
		return e ? e : ERR_MISSING;
	*out = (struct deputy_record){ .id = id, .version = p.version, .code = p.code, .name = p.name, .initials = p.initials,
		.sex = p.sex, .birth = p.birth, .ethnicity = p.ethnicity, .party = p.party, .education = p.education,
		.occupation_class = p.occupation_class, .occupation = p.occupation, .work_unit = p.work_unit,
		.post = p.post, .certificate = p.certificate, .team = p.team, .region = p.region, .station = p.station,
		.rule = p.assign_rule, .hidden = !p.shown, .published = p.published, .batch = { p.batch } };
	if ((e = seats_read(d, out)))
		return e;
	return contact_read(d, out);
}

/* A code nobody had in this folder. */
static enum err code_take(const struct deputy_desk *d, struct deputy_record *in)
{
	unsigned char bytes[16];
	char         *code = arena_zalloc(d->arena, CODE_LETTERS + 1);
	int64_t       taken = 0;
	enum err      e = OK;

	/* An import may bring the code that stands on a card already. */
	if (in->code.n)
		return person_code_take(d->db, &(struct person_code_take_in){ in->code, d->county, in->id.v }, &taken) ?
		       ERR_FAULT : taken ? OK : ERR_CONFLICT;
	while (!e && !taken) {
		random_bytes(bytes, sizeof(bytes));
		code_letters(bytes, sizeof(bytes), code, CODE_LETTERS);
		in->code = (struct str){ code, CODE_LETTERS };
		e = person_code_take(d->db, &(struct person_code_take_in){ in->code, d->county, in->id.v }, &taken);
	}
	return e;
}

static bool seats_same(const struct deputy_record *a, const struct deputy_record *b)
{
	if (a->n_seats != b->n_seats)
		return false;
	for (size_t i = 0; i < a->n_seats; i++) {
		const struct deputy_seat *x = &a->seats[i], *y = &b->seats[i];

		if (x->congress.v != y->congress.v || x->ended.n != y->ended.n || x->end_reason != y->end_reason ||
		    !str_eq(x->term, y->term) || !str_eq(x->district, y->district))
			return false;
	}
	return true;
}

static enum err seats_write(const struct deputy_desk *d, const struct deputy_record *in, bool had)
{
	enum err e = had ? seats_drop(d->db, &(struct seats_drop_in){ d->county, in->id }, NULL) : OK;

	for (size_t i = 0; !e && i < in->n_seats; i++) {
		const struct deputy_seat *s = &in->seats[i];

		e = seat_add(d->db, &(struct seat_add_in){ .county = d->county, .person = in->id, .congress = s->congress,
			.term = text(s->term), .level = s->level, .district = text(s->district), .ended = s->ended,
			.end_reason = s->end_reason }, NULL);
	}
	return e;
}

/* Where offices look for somebody whose place nobody said: the lowest seat inside the tenant. */
static region_code place_of(const struct deputy_desk *d, const struct deputy_record *in)
{
	int64_t best = tenant_lo(d->county);

	if (in->region.v)
		return in->region;
	for (size_t i = 0; i < in->n_seats; i++)
		if (in->seats[i].congress.v > best && in->seats[i].congress.v <= tenant_hi(d->county))
			best = in->seats[i].congress.v;
	return (region_code){ best };
}

static struct maybe_int birth_of(const struct deputy_record *in)
{
	return (struct maybe_int){ in->birth != 0, in->birth };
}

static enum err person_insert(const struct deputy_desk *d, const struct deputy_record *in)
{
	return person_add(d->db, &(struct person_add_in){ .county = d->county, .id = in->id, .code = in->code,
		.name = in->name, .initials = in->initials, .sex = in->sex, .birth = birth_of(in),
		.ethnicity = in->ethnicity, .party = in->party, .education = in->education,
		.occupation_class = in->occupation_class, .occupation = text(in->occupation),
		.work_unit = text(in->work_unit), .post = text(in->post), .certificate = text(in->certificate),
		.team = text(in->team), .region = place_of(d, in), .station = in->station, .assign_rule = in->rule,
		.shown = !in->hidden, .published = in->published, .levels = deputy_levels(in), .batch = d->batch.v,
		.now = d->now }, NULL);
}

static enum err person_update(const struct deputy_desk *d, const struct deputy_record *in)
{
	int64_t  changed = 0;
	enum err e = person_change(d->db, &(struct person_change_in){ .county = d->county, .id = in->id,
		.old = in->version, .name = in->name, .initials = in->initials, .sex = in->sex, .birth = birth_of(in),
		.ethnicity = in->ethnicity, .party = in->party, .education = in->education,
		.occupation_class = in->occupation_class, .occupation = text(in->occupation),
		.work_unit = text(in->work_unit), .post = text(in->post), .certificate = text(in->certificate),
		.team = text(in->team), .region = place_of(d, in), .station = in->station, .assign_rule = in->rule,
		.shown = !in->hidden, .published = in->published, .levels = deputy_levels(in), .now = d->now }, &changed);

	return e ? e : changed == 1 ? OK : ERR_CONFLICT;
}

static enum err store_new(const struct deputy_desk *d, struct deputy_record *in)
{
	enum err e;

	in->id.v = db_stamp(d->db, d->now);
	if ((e = code_take(d, in)) || (e = person_insert(d, in)) || (e = seats_write(d, in, false)) ||
	    (e = contact_write(d, in, false)))
		return e;
	in->version = 1;
	in->batch = d->batch;
	deputy_tally(d->db, d->county, in, 1);
	/* Those of an import are nobody's before its end, which notes them all. */
	return d->batch.v ? OK : outbox_note(d->db, d->county, OUTBOX_TOPIC_PERSON, in->id.v, d->now);
}

static enum err store_changed(const struct deputy_desk *d, struct deputy_record *in)
{
	struct deputy_record old;
	enum err      e;

	if ((e = deputy_read(d, in->id, &old)))
		return e;
	if (old.version != in->version)
		return ERR_CONFLICT;
	if ((e = person_update(d, in)) || (!seats_same(&old, in) && (e = seats_write(d, in, true))) ||
	    (!contact_same(&old, in) && (e = contact_write(d, in, true))))
		return e;
	in->version++;
	in->code = old.code;
	deputy_tally(d->db, d->county, &old, -1);
	deputy_tally(d->db, d->county, in, 1);
	return outbox_note(d->db, d->county, OUTBOX_TOPIC_PERSON, in->id.v, d->now);
}

enum err deputy_store(const struct deputy_desk *d, struct deputy_record *in)
{
	enum err e;

	if (in->initials.n == 0)
		in->initials = deputy_initials(d->arena, in->name);
	e = in->id.v ? store_changed(d, in) : store_new(d, in);
	if (e || !d->action)
		return e;
	return audit_write(d->db, &(struct audit){ .county = d->county, .now = d->now, .account = d->account,
		.grant = d->grant, .action = d->action, .object = in->code, .result = "",
		.reason = d->why.n ? d->why : STR_NONE });
}
