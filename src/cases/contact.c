/* Personal fields: sealed with a key per case, opened only to be shown on purpose. */
#include "base/log.h"
#include "base/text.h"
#include "cases/case_private.h"

/* The contact of a case, as seals are bound to it. */
static struct str context_of(const struct desk *d, case_id id, const char *column, int64_t version)
{
	return seal_context(d->arena, d->county.v, "contact", id.v, column, version);
}

static struct str sealed(const struct desk *d, case_id id, const unsigned char key[KEY_BYTES],
                         const char *column, struct str plain)
{
	if (plain.n == 0)
		return STR_NONE;
	return seal(d->arena, key, plain, context_of(d, id, column, 1));
}

/* The keyed index of a phone: equal phones of two tenants give different bytes. */
static struct str phone_index(const struct desk *d, struct str phone)
{
	unsigned char mac[HASH_BYTES];
	struct buf    b;

	if (phone.n == 0)
		return STR_NONE;
	buf_init(&b, d->arena, 64);
	buf_int(&b, d->county.v);
	buf_char(&b, '/');
	buf_str(&b, phone);
	keys_mac(d->house->keys, KEY_PHONE_INDEX, buf_view(&b), mac);
	return (struct str){ arena_copy(d->arena, mac, 16), 16 };
}

enum err contact_store(const struct desk *d, case_id id, const struct intake *in)
{
	unsigned char key[KEY_BYTES];
	struct str    wrapped;

	if (in->name.n == 0 && in->phone.n == 0 && in->door.n == 0)
		return OK;
	wrapped = case_key_new(d->house->keys, d->arena,
	        context_of(d, id, "key", 1), key);
	return contact_insert(d->db, &(struct contact_insert_in){
		.county = d->county, .case_id = id, .wrapped = wrapped,
		.name = sealed(d, id, key, "name", in->name),
		.phone = sealed(d, id, key, "phone", in->phone),
		.door = sealed(d, id, key, "door", in->door),
		.phone_index = phone_index(d, in->phone),
	}, NULL);
}

static enum err open_field(const struct desk *d, case_id id, const unsigned char key[KEY_BYTES],
                           const char *column, int64_t version, struct str sealed_field, struct str *plain)
{
	*plain = STR_NONE;
	if (!sealed_field.p)
		return OK;
	return seal_open(d->arena, key, sealed_field,
	        context_of(d, id, column, version), plain);
}

enum err contact_open(const struct desk *d, case_id id, struct contact_view *v)
{
	struct contact_by_case_row c;
	unsigned char              key[KEY_BYTES];
	bool                       found;
	enum err                   e;

	*v = (struct contact_view){ STR_NONE, STR_NONE, STR_NONE };
	e = contact_by_case(d->db, d->arena, &(struct contact_by_case_in){
	        .county = d->county, .case_id = id }, &c, &found);
	if (e || !found)
		return e;
	if ((e = case_key_open(d->house->keys, c.wrapped,
	             context_of(d, id, "key", c.version), key)) ||
	    (e = open_field(d, id, key, "name", c.version, c.name, &v->name)) ||
	    (e = open_field(d, id, key, "phone", c.version, c.phone, &v->phone)) ||
	    (e = open_field(d, id, key, "door", c.version, c.door, &v->door)))
		log_error("cases", "the contact of case %lld cannot be opened with this secret.key",
		        (long long)id.v);
	return e;
}
