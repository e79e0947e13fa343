/* Accounts and grants as rows, with the rules that hold wherever they come from. */
#include "people/people_private.h"

#include "base/crypt.h"
#include "base/text.h"
#include "db/audit.h"

/* Letters and digits of any script, and . _ - between them. */
static bool name_sign(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
		       c == '-';
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
	       (c >= 0x00DF && c <= 0x024F) || (c >= 0x0F40 && c <= 0x0FBC) ||
	       (c >= 0x1820 && c <= 0x18AA) || (c >= 0x0620 && c <= 0x06FF) ||
	       (c >= 0xA000 && c <= 0xA48C) || (c >= 0xAC00 && c <= 0xD7A3) ||
	       (c >= 0x20000 && c <= 0x323AF);
}

struct str account_name_fold(struct arena *a, struct str typed)
{
	struct str folded, rest;

	if (!typed.p || typed.n > 4 * ACCOUNT_NAME_MAX || !utf8_valid(typed))
		return STR_NONE;
	folded = text_fold(a, str_trim(typed));
	if (folded.n == 0 || utf8_length(folded) > ACCOUNT_NAME_MAX)
		return STR_NONE;
	rest = folded;
	while (rest.n)
		if (!name_sign(utf8_next(&rest)))
			return STR_NONE;
	return folded;
}

enum err account_create(struct db *db, struct arena *a, const struct account_new *in,
                        account_id *id)
{
	struct str name = account_name_fold(a, in->name), display = str_trim(in->display);
	struct account_by_name_row before;
	struct account_insert_row row;
	bool                      found;
	enum err                  e;

	if (!name.p || display.n == 0 || utf8_length(display) > ACCOUNT_NAME_MAX)
		return ERR_INPUT;
	if ((e = account_by_name(db, a, &(struct account_by_name_in){ name }, &before, &found)))
		return e;
	if (found)
		return ERR_CONFLICT;
	e = account_insert(db, a, &(struct account_insert_in){ .name = name, .display = display,
	        .password = in->hash.n ? in->hash : S(""), .now = in->now, .must_change = in->must_change, .home = in->home }, &row);
	if (e)
		return e;
	*id = row.id;
	return audit_write(db, &(struct audit){ .county = in->home,
	                                        .now = in->now,
	                                        .account = in->by.account,
	                                        .grant = in->by.grant,
	                                        .action = "account.add",
	                                        .object = name,
	                                        .reason = STR_NONE });
}

enum err account_close(struct db *db, struct arena *a, account_id id, struct actor by, struct when now)
{
	struct account_by_id_row  account;
	struct account_county_row row;
	int64_t                   changed;
	bool                      found;
	enum err                  e;

	if ((e = account_by_id(db, a, &(struct account_by_id_in){ id }, &account, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	if ((e = account_disable(db, &(struct account_disable_in){ id, now }, &changed)))
		return e;
	if (changed != 1)
		return ERR_STEP;
	if ((e = account_sessions_end(db, &(struct account_sessions_end_in){ id }, NULL)) ||
	    (e = account_county(db, a, &(struct account_county_in){ id }, &row)))
		return e;
	return audit_write(db, &(struct audit){ .county = row.county, .now = now, .account = by.account,
		.grant = by.grant, .action = "account.disable", .object = account.name,
		.result = by.account.v ? "" : "command line", .reason = STR_NONE });
}

/* What a role cannot do without. */
static bool scope_given(const struct grant_new *g)
{
	unsigned bit = ROLE_BIT(g->role);

	if (g->role == ROLE_NONE || g->role >= ROLE_COUNT || !g->account.v ||
	    g->region_lo > g->region_hi)
		return false;
	if (bit & STATION_STAFF)
		return g->station.v && !g->unit.v;
	if (bit & UNIT_STAFF)
		return g->unit.v && !g->station.v;
	if (bit & DEPUTY)
		return g->person.v && !g->unit.v;
	return !g->station.v && !g->unit.v && !g->person.v;
}

enum err grant_create(struct db *db, struct arena *a, const struct grant_new *in, grant_id *id)
{
	struct grant_roles_row   *roles;
	struct grant_insert_row   row;
	struct account_by_id_row  account;
	bool                      found, officer = (ROLE_BIT(in->role) & OFFICERS) != 0;
	size_t                    n;
	enum err                  e;

	if (!scope_given(in))
		return ERR_INPUT;
	if ((e = account_by_id(db, a, &(struct account_by_id_in){ in->account }, &account, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	if ((e = grant_roles(db, a, &(struct grant_roles_in){ in->account, in->from }, &roles, &n)))
		return e;
	for (size_t i = 0; i < n; i++)
		if (roles[i].role != in->role && (officer || (ROLE_BIT(roles[i].role) & OFFICERS)))
			return ERR_CONFLICT;
	e = grant_insert(db, a, &(struct grant_insert_in){ .account = in->account, .role = in->role,
	        .county = in->county, .region_lo = in->region_lo, .region_hi = in->region_hi,
	        .station = in->station, .unit = in->unit, .person = in->person,
	        .from_day = in->from, .to_day = in->to }, &row);
	if (e)
		return e;
	*id = row.id;
	return audit_write(db, &(struct audit){ .county = in->county,
	                                        .now = in->now,
	                                        .account = in->by.account,
	                                        .grant = in->by.grant,
	                                        .action = "grant.add",
	                                        .object = account.name,
	                                        .result = role_names[in->role],
	                                        .reason = STR_NONE });
}

enum err grant_close(struct db *db, struct arena *a, const struct grant_old *in)
{
	struct account_by_id_row account;
	struct grant_role_row    grant;
	int64_t                  changed;
	bool                     found;
	enum err                 e;

	if ((e = account_by_id(db, a, &(struct account_by_id_in){ in->account }, &account, &found)))
		return e;
	if (found && (e = grant_role(db, a, &(struct grant_role_in){ in->county, in->grant, in->account },
	                             &grant, &found)))
		return e;
	if (!found)
		return ERR_MISSING;
	if ((e = grant_end(db, &(struct grant_end_in){ .county = in->county, .id = in->grant,
	             .last = { in->gone.n - 1 } }, &changed)))
		return e;
	if (changed != 1)
		return ERR_STEP;
	if (in->gone.n <= day_of(in->now).n &&
	    (e = grant_sessions_end(db, &(struct grant_sessions_end_in){ in->account, in->grant }, NULL)))
		return e;
	return audit_write(db, &(struct audit){ .county = in->county, .now = in->now,
		.account = in->by.account, .grant = in->by.grant, .action = "grant.end",
		.object = account.name, .result = role_names[grant.role], .reason = STR_NONE });
}

enum err account_audit(struct db *db, struct arena *a, const struct account_by_id_row *account,
                       struct actor by, struct when now, const char *action, const char *result)
{
	struct account_county_row row;
	enum err e = account_county(db, a, &(struct account_county_in){ account->id }, &row);

	return e ? e
	         : audit_write(db, &(struct audit){ .county = row.county,
	                                            .now = now,
	                                            .account = by.account,
	                                            .grant = by.grant,
	                                            .action = action,
	                                            .object = account->name,
	                                            .result = result,
	                                            .reason = STR_NONE });
}
