/* Telephone and door of a deputy: sealed with a key per person, found by a keyed index. */
#include "base/log.h"
#include "deputy/deputy_private.h"

static struct str context_of(struct arena *a, county_code county, person_id id, const char *column)
{
	return seal_context(a, county.v, "person_contact", id.v, column, 1);
}

static struct str phone_index(const struct deputy_desk *d, struct str phone)
{
	unsigned char mac[HASH_BYTES];
	struct buf    b;

	if (phone.n == 0)
		return STR_NONE;
	buf_init(&b, d->arena, 128);    /* a tenant's code and a telephone number */
	buf_int(&b, d->county.v);
	buf_lit(&b, "/deputy/");
	buf_str(&b, phone);
	keys_mac(d->keys, KEY_PHONE_INDEX, buf_view(&b), mac);
	return (struct str){ arena_copy(d->arena, mac, 16), 16 };
}

static struct str sealed(const struct deputy_desk *d, person_id id, const unsigned char key[KEY_BYTES],
                         const char *column, struct str plain)
{
	return plain.n ? seal(d->arena, key, plain, context_of(d->arena, d->county, id, column)) : STR_NONE;
}

bool contact_same(const struct deputy_record *a, const struct deputy_record *b)
{
	return str_eq(a->phone, b->phone) && str_eq(a->door, b->door) && str_eq(a->phone_public, b->phone_public) &&
	       a->consent_day.n == b->consent_day.n && str_eq(a->consent_note, b->consent_note);
}

enum err contact_write(const struct deputy_desk *d, const struct deputy_record *in, bool had)
{
	unsigned char key[KEY_BYTES];
	struct str    wrapped;
	enum err      e = had ? person_contact_drop(d->db, &(struct person_contact_drop_in){ d->county, in->id }, NULL) : OK;

	if (e || (in->phone.n == 0 && in->door.n == 0 && in->phone_public.n == 0))
		return e;
	wrapped = case_key_new(d->keys, d->arena, context_of(d->arena, d->county, in->id, "key"), key);
	return person_contact_add(d->db, &(struct person_contact_add_in){
		.county = d->county, .person = in->id, .wrapped = wrapped,
		.phone = sealed(d, in->id, key, "phone", in->phone),
		.door = sealed(d, in->id, key, "door", in->door),
		.phone_public = sealed(d, in->id, key, "phone_public", in->phone_public),
		.phone_index = phone_index(d, in->phone),
		.consent_day = in->consent_day, .consent_note = in->consent_note.p ? in->consent_note : S("") }, NULL);
}

static enum err opened(struct arena *a, county_code county, person_id id, const unsigned char key[KEY_BYTES],
                       const char *column, struct str stored, struct str *plain)
{
	*plain = S("");
	return stored.p ? seal_open(a, key, stored, context_of(a, county, id, column), plain) : OK;
}

enum err contact_read(const struct deputy_desk *d, struct deputy_record *in)
{
	struct person_contact_of_row c;
	unsigned char                key[KEY_BYTES];
	bool                         found;
	enum err                     e = person_contact_of(d->db, d->arena, &(struct person_contact_of_in){
	        d->county, in->id }, &c, &found);

	in->phone = in->door = in->phone_public = in->consent_note = S("");
	if (e || !found)
		return e;
	in->consent_day = c.consent_day;
	in->consent_note = c.consent_note;
	if ((e = case_key_open(d->keys, c.wrapped, context_of(d->arena, d->county, in->id, "key"), key)) ||
	    (e = opened(d->arena, d->county, in->id, key, "phone", c.phone, &in->phone)) ||
	    (e = opened(d->arena, d->county, in->id, key, "door", c.door, &in->door)) ||
	    (e = opened(d->arena, d->county, in->id, key, "phone_public", c.phone_public, &in->phone_public)))
		log_error("deputy", "the contact of deputy %lld cannot be opened with this secret.key",
		          (long long)in->id.v);
	return e;
}

enum err deputy_phone_shown(struct db *db, struct arena *a, const struct keys *keys, county_code county,
                            person_id id, struct str *phone)
{
	struct person_contact_of_row c;
	unsigned char                key[KEY_BYTES];
	bool                         found;
	enum err                     e = person_contact_of(db, a, &(struct person_contact_of_in){ county, id }, &c, &found);

	*phone = S("");
	if (e || !found || !c.phone_public.p)
		return e;
	e = case_key_open(keys, c.wrapped, context_of(a, county, id, "key"), key);
	return e ? e : opened(a, county, id, key, "phone_public", c.phone_public, phone);
}

enum err deputy_by_phone(const struct deputy_desk *d, struct str phone, person_id *ids, size_t limit, size_t *n)
{
	struct person_of_phone_row *rows;
	enum err                    e;

	*n = 0;
	if (phone.n == 0)
		return OK;
	e = person_of_phone(d->db, d->arena, &(struct person_of_phone_in){ d->county, phone_index(d, phone),
	        (int64_t)limit }, &rows, n);
	for (size_t i = 0; !e && i < *n; i++)
		ids[i] = rows[i].person;
	return e;
}
