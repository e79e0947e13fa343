#include "http/seen.h"

#include "base/log.h"
#include "db/replica.h"

#define PLACE_BYTES 8
#define MAC_BYTES 16

static void place_mac(const struct req *r, const unsigned char *place, unsigned char mac[HASH_BYTES])
{
	keys_mac(r->house->keys, KEY_SEEN, (struct str){ (const char *)place, PLACE_BYTES }, mac);
}

bool seen_told(const struct req *r)
{
	return r->house->replicas && req_cookie(r, SEEN_COOKIE).p;
}

/* One that is not ours is from the time before a new secret.key, or tells nothing: the primary is always right. */
uint64_t seen_after(const struct req *r)
{
	unsigned char raw[PLACE_BYTES + MAC_BYTES], mac[HASH_BYTES];
	struct str    text = req_cookie(r, SEEN_COOKIE);
	uint64_t      place = 0;

	if (!text.p)
		return 0;
	if (!base64url_read(text, raw, sizeof(raw)))
		return REPLICA_NONE;
	place_mac(r, raw, mac);
	if (!bytes_equal(mac, raw + PLACE_BYTES, MAC_BYTES))
		return REPLICA_NONE;
	for (size_t i = 0; i < PLACE_BYTES; i++)
		place = place << 8 | raw[i];
	return place;
}

void seen_tell(struct exchange *x)
{
	struct req   *r = &x->req;
	unsigned char raw[PLACE_BYTES + MAC_BYTES], mac[HASH_BYTES];

	if (!x->stored || !r->house->replicas)
		return;
	for (size_t i = 0; i < PLACE_BYTES; i++)
		raw[i] = (unsigned char)(x->stored >> (8 * (PLACE_BYTES - 1 - i)));
	place_mac(r, raw, mac);
	memcpy(raw + PLACE_BYTES, mac, MAC_BYTES);
	if (reply_cookie(r, SEEN_COOKIE, base64url(r->arena, raw, sizeof(raw)), SEEN_S, true))
		log_warn("http", "no room for the cookie of what was stored");
}
