/* Ids, and marks that make them good for one reader and a while. */
#include "file/file_private.h"

#include "base/log.h"

#define MARK_BYTES 24

static void put_be(unsigned char *p, uint64_t v)
{
	for (int i = 8; i-- > 0; v >>= 8)
		p[i] = (unsigned char)v;
}

/* Over the tenant, the id, what it is for, when it ends, and the reader's session or none. */
static void mark_mac(const struct req *r, struct str id, const char *what, const unsigned char until[8],
                     unsigned char out[HASH_BYTES])
{
	struct buf b;

	buf_init(&b, r->arena, 512);
	buf_lit(&b, "file/");
	buf_z(&b, what);
	buf_char(&b, '/');
	buf_int(&b, r->county.v);
	buf_char(&b, '/');
	buf_str(&b, id);
	buf_char(&b, '/');
	buf_put(&b, (const char *)until, 8);
	if (r->who.roles == ANYONE)
		buf_lit(&b, "anyone");
	else
		buf_put(&b, (const char *)r->who.token_hash, HASH_BYTES);
	keys_mac(r->house->keys, KEY_FILE, buf_view(&b), out);
}

struct str file_mark(struct req *r, struct str id, const char *what, int64_t until_ms)
{
	unsigned char mark[MARK_BYTES], mac[HASH_BYTES];

	put_be(mark, (uint64_t)until_ms);
	mark_mac(r, id, what, mark, mac);
	memcpy(mark + 8, mac, MARK_BYTES - 8);
	return base64url(r->arena, mark, sizeof(mark));
}

bool file_mark_good(struct req *r, struct str id, const char *what, struct str mark)
{
	unsigned char is[MARK_BYTES], mac[HASH_BYTES];
	uint64_t      until = 0;

	if (!base64url_read(mark, is, sizeof(is)))
		return false;
	for (int i = 0; i < 8; i++)
		until = until << 8 | is[i];
	mark_mac(r, id, what, is, mac);
	return bytes_equal(mac, is + 8, MARK_BYTES - 8) && until <= INT64_MAX && (int64_t)until >= r->now.ms;
}

struct str file_id_new(struct arena *a)
{
	unsigned char id[16];

	random_bytes(id, sizeof(id));
	return base64url(a, id, sizeof(id));
}

/* ---- what a form holds ---- */

struct str held_name(struct arena *a, const char *field)
{
	return str_join(a, str_of(field), S(".held"), STR_NONE);
}

struct str held_value(struct req *r, struct str id)
{
	return str_join(r->arena, id, S("."), file_mark(r, id, "held", r->now.ms + HELD_MS), STR_NONE);
}

bool held_read(struct req *r, struct str value, struct str *id)
{
	if (value.n != ID_TEXT + 1 + MARK_TEXT || value.p[ID_TEXT] != '.')
		return false;
	*id = str_part(value, 0, ID_TEXT);
	return file_mark_good(r, *id, "held", str_part(value, ID_TEXT + 1, MARK_TEXT));
}

struct str bytes_words(struct req *r, int64_t bytes)
{
	struct buf b;

	buf_init(&b, r->arena, 32);
	if (bytes < 1024 * 1024)
		buf_int(&b, (bytes + 1023) / 1024);
	else
		buf_real(&b, (double)bytes / (1024.0 * 1024.0), 1);
	buf_z(&b, bytes < 1024 * 1024 ? " KB" : " MB");
	return buf_view(&b);
}
