#include "people/second.h"

#include "base/crypt.h"
#include "base/text.h"
#include "people/people_private.h"
#include "people/second.q.h"

/* What the secret of an account is bound to. */
static struct str secret_context(struct arena *a, account_id account)
{
	return str_join(a, S("account/"), str_int(a, account.v), S("/totp"), STR_NONE);
}

enum err second_of(struct req *r, account_id account, struct second *s)
{
	struct totp_of_row row;
	unsigned char      key[KEY_BYTES];
	enum err           e;

	*s = (struct second){ .shown = false };
	e = totp_of(r->db, r->arena, &(struct totp_of_in){ account }, &row, &s->shown);
	if (e || !s->shown)
		return e;
	if ((e = case_key_open(r->house->keys, row.wrapped, secret_context(r->arena, account), key)))
		return e;
	memcpy(s->secret, key, TOTP_SECRET);
	s->on = row.confirmed.ms != 0;
	s->since = row.confirmed;
	s->last = row.last_step;
	return OK;
}

enum err second_begin(struct req *r, account_id account, struct second *s)
{
	unsigned char key[KEY_BYTES];
	struct str    wrapped = case_key_new(r->house->keys, r->arena, secret_context(r->arena, account), key);
	int64_t       changed;
	enum err      e = totp_begin(r->db, &(struct totp_begin_in){ account, wrapped }, &changed);

	if (e || changed != 1)
		return e ? e : ERR_STEP;
	*s = (struct second){ .shown = true };
	memcpy(s->secret, key, TOTP_SECRET);
	return OK;
}

/* A recovery code is found by its keyed hash: without secret.key the table opens nothing. */
static void recovery_mac(struct req *r, account_id account, struct str code, unsigned char mac[HASH_BYTES])
{
	keys_mac(r->house->keys, KEY_RECOVERY,
	         str_join(r->arena, str_int(r->arena, account.v), S("/"), code, STR_NONE), mac);
}

static enum err recovery_take(struct req *r, const struct account_by_id_row *account, struct str code, bool *good)
{
	unsigned char mac[HASH_BYTES];
	int64_t       used;
	enum err      e;

	if (code.n != RECOVERY_LETTERS)
		return OK;
	recovery_mac(r, account->id, code, mac);
	e = recovery_use(r->db, &(struct recovery_use_in){ account->id, { (const char *)mac, HASH_BYTES } }, &used);
	*good = !e && used == 1;
	return *good ? account_audit(r->db, r->arena, account, (struct actor){ .account = account->id }, r->now,
	                             "totp.recovery", "") : e;
}

enum err second_try(struct req *r, const struct account_by_id_row *account, const struct second *s,
                    struct str typed, bool *good)
{
	struct str code = text_code(r->arena, typed);
	int64_t    step, changed = 0;
	enum err   e = OK;

	*good = false;
	if (account->retry_at > r->now.ms)
		return OK;
	if (totp_looks(code)) {
		step = totp_step(s->secret, r->now, s->last, code);
		if (step)
			e = totp_take(r->db, &(struct totp_take_in){ account->id, step, r->now }, &changed);
		*good = changed == 1;
	} else if (s->on) {
		e = recovery_take(r, account, code, good);
	}
	return e || *good ? e : signin_failed(r, account);
}

enum err second_codes(struct req *r, account_id account, struct str codes[RECOVERY_CODES])
{
	enum err e = recovery_drop(r->db, &(struct recovery_drop_in){ account }, NULL);

	for (size_t i = 0; !e && i < RECOVERY_CODES; i++) {
		unsigned char bytes[HASH_BYTES], mac[HASH_BYTES];
		char          letters[RECOVERY_LETTERS];
		struct str    code = { letters, RECOVERY_LETTERS };

		random_bytes(bytes, sizeof(bytes));
		code_letters(bytes, sizeof(bytes), letters, RECOVERY_LETTERS);
		recovery_mac(r, account, code, mac);
		codes[i] = str_join(r->arena, str_part(code, 0, 5), S("-"), str_part(code, 5, 10), STR_NONE);
		e = recovery_add(r->db, &(struct recovery_add_in){ account, { (const char *)mac, HASH_BYTES } }, NULL);
	}
	return e;
}

enum err second_drop(struct db *db, account_id account)
{
	enum err e = totp_drop(db, &(struct totp_drop_in){ account }, NULL);

	return e ? e : recovery_drop(db, &(struct recovery_drop_in){ account }, NULL);
}

enum err second_asked(struct req *r, const struct grants_of_row *grants, size_t n, bool *asked)
{
	struct people_setting_row row;
	bool                      officer = false;
	enum err                  e;

	*asked = false;
	for (size_t i = 0; i < n; i++)
		officer = officer || (ROLE_BIT(grants[i].role) & OFFICERS);
	if (!officer)
		return OK;
	e = people_setting(r->db, r->arena, &(struct people_setting_in){ S(SETTING_OFFICERS) }, &row, asked);
	*asked = !e && *asked && str_eq(row.value, S("on"));
	return e;
}
