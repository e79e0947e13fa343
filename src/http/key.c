#include "http/key.h"

#include "http/form.h"
#include "http/key.q.h"

#define PURGE_ROWS 500       /* the lane's limit of one closure */

static void put_be(unsigned char *p, uint64_t v, size_t n)
{
	for (size_t i = n; i-- > 0; v >>= 8)
		p[i] = (unsigned char)v;
}

static uint64_t get_be(const unsigned char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[i];
	return v;
}

/* The MAC binds a key to its tenant and to the session that drew the form, or to having none. */
static void key_mac(const struct req *r, const unsigned char *head, unsigned char out[HASH_BYTES])
{
	unsigned char text[KEY_HEAD + 4 + HASH_BYTES] = { 0 };

	memcpy(text, head, KEY_HEAD + 4);
	if (r->who.roles == ANYONE)
		memcpy(text + KEY_HEAD + 4, "anon", 4);
	else
		memcpy(text + KEY_HEAD + 4, r->who.token_hash, HASH_BYTES);
	keys_mac(r->house->keys, KEY_FORM, (struct str){ (const char *)text, sizeof(text) }, out);
}

struct str form_key_new(struct req *r)
{
	unsigned char key[KEY_SIZE], mac[HASH_BYTES];

	put_be(key, (uint64_t)r->now.ms, 8);
	random_bytes(key + 8, 16);
	put_be(key + KEY_HEAD, (uint64_t)r->county.v, 4);
	key_mac(r, key, mac);
	memcpy(key + KEY_HEAD + 4, mac, 16);
	r->keyed = true;
	return base64url(r->arena, key, sizeof(key));
}

/* Method and path, then every field but the key with its length, in the order of the form. */
static void fields_hash(const struct req *r, unsigned char out[HASH_BYTES])
{
	struct buf b;

	buf_init(&b, r->arena, 1024 * 1024);
	buf_str(&b, r->path);
	for (size_t i = 0; i < r->n_posted; i++) {
		const struct pair *p = &r->posted[i];

		if (str_eq(p->name, S(FORM_KEY_FIELD)))
			continue;
		buf_char(&b, '\n');
		buf_int(&b, (int64_t)p->name.n);
		buf_char(&b, ':');
		buf_str(&b, p->name);
		buf_int(&b, (int64_t)p->value.n);
		buf_char(&b, ':');
		buf_str(&b, p->value);
	}
	for (size_t i = 0; i < r->n_uploads; i++) {
		buf_char(&b, '\n');
		buf_int(&b, (int64_t)r->uploads[i].field.n);
		buf_char(&b, ':');
		buf_str(&b, r->uploads[i].field);
		buf_put(&b, (const char *)r->uploads[i].hash, HASH_BYTES);
	}
	hash_sha256(b.p, b.n, out);
}

enum err form_key_read(const struct req *r, struct form_key *k)
{
	struct str    text = req_posted(r, FORM_KEY_FIELD);
	unsigned char mac[HASH_BYTES];
	int64_t       age;

	memset(k, 0, sizeof(*k));
	if (!text.p || !base64url_read(text, k->bytes, KEY_SIZE))
		return ERR_FORGED;
	key_mac(r, k->bytes, mac);
	if (!bytes_equal(mac, k->bytes + KEY_HEAD + 4, 16))
		return ERR_FORGED;
	age = r->now.ms - (int64_t)get_be(k->bytes, 8);
	/* A minute ahead: two copies of the program need not have one clock. */
	if (age > KEY_KEPT_MS || age < -60 * 1000)
		return ERR_FORGED;
	k->county.v = (int64_t)get_be(k->bytes + KEY_HEAD, 4);
	k->fresh = age <= KEY_FRESH_MS;
	fields_hash(r, k->fields);
	return OK;
}

static struct str head_of(const struct form_key *k)
{
	return (struct str){ (const char *)k->bytes, KEY_HEAD };
}

/* A key lies with the tenant it was drawn for, which a session's tenant need not be. */
static void scope_of(struct req *r, county_code county)
{
	db_scope(r->db, county.v, county.v);
}

enum err form_key_find(struct req *r, const struct form_key *k, struct key_receipt *out)
{
	struct form_key_of_row row;
	bool                   found;
	enum err               e;

	*out = (struct key_receipt){ 0 };
	scope_of(r, k->county);
	e = form_key_of(r->db, r->arena,
	                &(struct form_key_of_in){ .county = k->county, .key = head_of(k) }, &row,
	                &found);
	scope_of(r, r->county);
	if (e || !found)
		return e;
	out->used = true;
	out->same = row.fields.n == HASH_BYTES && bytes_equal(row.fields.p, k->fields, HASH_BYTES);
	out->status = (int)row.status;
	out->location = row.location;
	return OK;
}

enum err form_key_keep(struct req *r, const struct form_key *k, int status, struct str location)
{
	scope_of(r, k->county);
	return form_key_add(
	        r->db,
	        &(struct form_key_add_in){ .county = k->county,
	                                   .key = head_of(k),
	                                   .fields = { (const char *)k->fields, HASH_BYTES },
	                                   .status = status,
	                                   .location = location.p ? location : S("") },
	        NULL);
}

enum err form_keys_purge(struct db *db, county_code county, struct when now, bool *more)
{
	unsigned char before[8];
	int64_t       changed = 0;
	enum err      e;

	*more = false;
	if (now.ms < KEY_KEPT_MS)
		return OK;              /* a machine that has lost its clock forgets nothing */
	put_be(before, (uint64_t)(now.ms - KEY_KEPT_MS), sizeof(before));
	e = form_key_drop(db,
	                  &(struct form_key_drop_in){ .county = county,
	                                              .before = { (const char *)before, sizeof(before) },
	                                              .limit = PURGE_ROWS },
	                  &changed);
	*more = changed == PURGE_ROWS;
	return e;
}
