/* Pick-up codes and QR tokens: derived, never stored (semantics.md, Numbers, codes, repeats). */
#include "cases/cases.h"

#define TRIES_KEPT_HOURS 24     /* the gate needs the running hour; a day is left to look back on */
#define PURGE_ROWS 500

/* What a code speaks for; `use` keeps the slip's letters and the QR's token apart. */
static void code_mac(const struct keys *k, char use, county_code county, case_id id, int64_t generation,
                     unsigned char mac[HASH_BYTES])
{
	char    bytes[1 + 3 * sizeof(int64_t)];
	int64_t parts[3] = { county.v, id.v, generation };

	bytes[0] = use;
	memcpy(bytes + 1, parts, sizeof(parts));
	keys_mac(k, KEY_PICKUP, (struct str){ bytes, sizeof(bytes) }, mac);
}

void case_pickup_code(const struct keys *k, county_code county, case_id id, int64_t generation, char code[9])
{
	unsigned char mac[HASH_BYTES];

	code_mac(k, 'c', county, id, generation, mac);
	code_letters(mac, sizeof(mac), code, 8);
	code[8] = '\0';
}

struct str case_token(const struct keys *k, struct arena *a, county_code county, case_id id, int64_t generation)
{
	unsigned char mac[HASH_BYTES];

	code_mac(k, 't', county, id, generation, mac);
	return base64url(a, mac, 16);
}

enum err case_tries_purge(struct db *db, county_code county, struct when now, bool *more)
{
	int64_t  changed = 0;
	enum err e = code_try_drop(db, &(struct code_try_drop_in){ .county = county,
	        .before_hour = now.ms / TRY_HOUR_MS - TRIES_KEPT_HOURS, .limit = PURGE_ROWS }, &changed);

	*more = changed == PURGE_ROWS;
	return e;
}
