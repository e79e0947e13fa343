/*
 * Accounts: one for each role with a password on paper, and one nobody can sign
 * in with for each pair of hands that the story of two years needs.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "demo/demo_private.h"
#include "people/people.h"

/* The last three are the first units of places.c, in their order. */
enum spot {
	SPOT_STATION, SPOT_ROOM, SPOT_COUNTY, SPOT_TOWN, SPOT_DEPUTY,
	SPOT_POWER, SPOT_EDUCATION, SPOT_TRANSPORT
};


static const struct {
	const char *name;
	enum role   role;
	enum spot   spot;
} logins[] = {
	{ "clerk", ROLE_CLERK, SPOT_STATION },
	{ "head", ROLE_HEAD, SPOT_STATION },
	{ "room", ROLE_CLERK, SPOT_ROOM },
	{ "office", ROLE_OFFICE, SPOT_COUNTY },
	{ "town", ROLE_OFFICE, SPOT_TOWN },
	{ "receiver", ROLE_RECEIVER, SPOT_POWER },
	{ "handler", ROLE_HANDLER, SPOT_POWER },
	{ "signer", ROLE_SIGNER, SPOT_POWER },
	{ "receiver2", ROLE_RECEIVER, SPOT_EDUCATION },
	{ "handler2", ROLE_HANDLER, SPOT_EDUCATION },
	{ "unit", ROLE_NONE, SPOT_TRANSPORT }, /* all three roles of the unit */
	{ "deputy", ROLE_DEPUTY, SPOT_DEPUTY },
	{ "leader", ROLE_LEADER, SPOT_COUNTY },
	{ "admin", ROLE_ADMIN, SPOT_COUNTY },
	{ "security", ROLE_SECURITY, SPOT_COUNTY },
	{ "auditor", ROLE_AUDITOR, SPOT_COUNTY },
};

struct logins {
	struct str password[COUNT(logins)], hash[COUNT(logins)];
	const char *tail; /* ".530524" when the plain names are taken */
};

/* What a grant reaches. */
struct post {
	enum role  role;
	int64_t    lo, hi;
	station_id station;
	unit_id    unit;
	person_id  person;
	struct str words;
};

static struct post post_county(const struct demo *d, enum role role)
{
	struct region_range r = region_range(d->place.code, d->place.level);

	return (struct post){ .role = role, .lo = r.lo, .hi = r.hi, .words = d->place.name };
}

static struct post post_town(const struct demo *d, size_t town)
{
	struct region_range r = region_range(d->towns[town].code, demo_town_level(d));

	return (struct post){
		.role = ROLE_OFFICE, .lo = r.lo, .hi = r.hi, .words = d->towns[town].name
	};
}

static struct post post_site(const struct demo *d, const struct site *s, enum role role)
{
	struct post         p = post_county(d, role);
	struct region_range r;

	if (s->town < d->n_towns) {
		r = region_range(s->region, s->kind == STATION_KIND_ROOM ? demo_room_level(d) :
		        demo_town_level(d));
		p.lo = r.lo;
		p.hi = r.hi;
	}
	p.station = s->id;
	p.words = s->name;
	return p;
}

static struct post post_unit(const struct demo *d, const struct body *b, enum role role)
{
	struct post p = post_county(d, role);

	p.unit = b->id;
	p.words = b->name;
	return p;
}

static struct post post_deputy(const struct demo *d, const struct deputy *p)
{
	struct post post = post_site(d, &d->sites[p->site], ROLE_DEPUTY);

	post.person = p->id;
	return post;
}

/* A grant of the post for an account, and who acts under it. */
static enum err post_take(struct demo *d, account_id account, struct str name, const struct post *p,
                          struct who *who)
{
	grant_id grant;
	enum err e = grant_create(d->db, d->scratch, &(struct grant_new){
		.account = account, .role = p->role, .county = d->county, .region_lo = p->lo,
		.region_hi = p->hi, .station = p->station, .unit = p->unit, .person = p->person,
		.from = day_of(d->start), .now = d->start }, &grant);

	*who = (struct who){
		.roles = ROLE_BIT(p->role), .role = p->role, .account = account, .grant = grant,
		.county = d->county, .region_lo = p->lo, .region_hi = p->hi, .station = p->station,
		.unit = p->unit, .person = p->person, .name = name, .grants = 1,
	};
	return e;
}

static enum err account_make(struct demo *d, struct str login, struct str name, struct str hash,
                             account_id *id)
{
	return account_create(d->db, d->scratch, &(struct account_new){ .name = login,
		.display = str_join(d->scratch, name, S(SHOWN), STR_NONE), .hash = hash,
		.now = d->start }, id);
}

/* An account that acts in the story and never signs in. */
static enum err hand_make(struct demo *d, const struct post *p, struct str name, struct who *who)
{
	struct buf login;
	account_id id;
	enum err   e;

	buf_init(&login, d->scratch, 64);       /* a role, a number and the county */
	buf_printf(&login, "%s-%zu.%06lld", role_names[p->role], ++d->n_logins,
		(long long)d->county.v);
	e = account_make(d, buf_view(&login), name, d->hash, &id);
	return e ? e : post_take(d, id, name, p, who);
}

static enum err hand_needed(
	struct demo *d, struct dice *dice, const struct post *p, struct who *who)
{
	struct str name, initials;

	if (who->account.v)
		return OK;
	demo_name(dice, d->arena, &name, &initials);
	return hand_make(d, p, name, who);
}

enum err demo_logins_hash(struct demo *d, struct logins **out)
{
	struct logins              *l = ARENA_NEW(d->arena, struct logins);
	struct demo_account_named_row row;
	bool                        taken = false;
	enum err                    e = OK;

	for (size_t i = 0; !e && !taken && i < COUNT(logins); i++)
		e = demo_account_named(d->db, d->scratch, &(struct demo_account_named_in){
		        .name = str_of(logins[i].name) }, &row, &taken);
	l->tail = taken ? str_z(d->arena, str_join(d->arena, S("."), str_int(d->arena, d->county.v),
	        STR_NONE)) : "";
	for (size_t i = 0; !e && i < COUNT(logins); i++) {
		l->password[i] = password_random(d->arena);
		e = password_hash(d->arena, l->password[i], &l->hash[i]);
	}
	if (!e)
		e = password_hash(d->arena, password_random(d->arena), &d->hash);
	*out = l;
	return e;
}

/* The township's office to try things as: one with a pack of its own, where there is one. */
static size_t town_shown(const struct demo *d)
{
	for (size_t i = 0; i < d->n_towns; i++) {
		const struct pack *pack = pack_of_list(d->house.packs, d->towns[i].code, PACK_STATION_KINDS,
			day_of(d->now));

		if (pack && pack->region.v == d->towns[i].code.v)
			return i;
	}
	return 0;
}

/* Where a login works, and which pair of hands of the story it is (NULL: none). */
static struct post login_post(struct demo *d, size_t i, struct who **who)
{
	struct site   *s = &d->sites[demo_station(d)], *room = s;
	struct deputy *p = &d->deputies[s->first_deputy];
	enum role      role = logins[i].role;
	struct body   *b;

	*who = NULL;
	switch (logins[i].spot) {
	case SPOT_STATION:
		*who = role == ROLE_HEAD ? &s->head : &s->clerk;
		return post_site(d, s, role);
	case SPOT_ROOM:
		if (d->towns[0].n_rooms)
			room = &d->sites[d->towns[0].first_room];
		*who = &room->clerk;
		return post_site(d, room, role);
	case SPOT_TOWN:
		*who = &d->towns[town_shown(d)].office;
		return post_town(d, town_shown(d));
	case SPOT_POWER:
	case SPOT_EDUCATION:
	case SPOT_TRANSPORT:
		b = &d->bodies[logins[i].spot - SPOT_POWER];
		*who = role == ROLE_SIGNER ? &b->signer : role == ROLE_HANDLER ? &b->handler :
			&b->receiver;
		return post_unit(d, b, role == ROLE_NONE ? ROLE_RECEIVER : role);
	case SPOT_DEPUTY:
		*who = &p->who;
		return post_deputy(d, p);
	case SPOT_COUNTY:
		break;
	}
	*who = role == ROLE_OFFICE ? &d->office : NULL;
	return post_county(d, role);
}

static enum err login_make(struct demo *d, const struct logins *l, size_t i, struct dice *dice)
{
	struct who  spare, *who;
	struct post p = login_post(d, i, &who);
	struct body *b = &d->bodies[SPOT_TRANSPORT - SPOT_POWER];
	struct str   name, initials,
		login = str_join(d->arena, str_of(logins[i].name), str_of(l->tail), STR_NONE);
	bool        all = logins[i].role == ROLE_NONE;
	account_id  id;
	enum err    e;

	demo_name(dice, d->arena, &name, &initials);
	if (logins[i].spot == SPOT_DEPUTY)
		name = d->deputies[d->sites[demo_station(d)].first_deputy].name;
	if ((e = account_make(d, login, name, l->hash[i], &id)) ||
	    (e = post_take(d, id, name, &p, who ? who : &spare)))
		return e;
	if (all) {
		p.role = ROLE_HANDLER;
		e = post_take(d, id, name, &p, &b->handler);
		p.role = ROLE_SIGNER;
		e = e ? e : post_take(d, id, name, &p, &b->signer);
	}
	buf_printf(&d->accounts, "%.*s\t%.*s\t%s\t%.*s\n", (int)login.n, login.p,
		(int)l->password[i].n, l->password[i].p,
		all ? "receiver,handler,signer" : role_names[p.role], (int)p.words.n, p.words.p);
	return e;
}

enum err demo_accounts(struct demo *d, struct logins *l)
{
	struct dice dice = dice_for(d->seed, FOR_PEOPLE, 1);
	struct post p;
	enum err    e = OK;

	buf_init(&d->accounts, d->arena, 16384);        /* some twenty short lines */
	for (size_t i = 0; !e && i < COUNT(logins); i++)
		e = login_make(d, l, i, &dice);
	p = post_county(d, ROLE_OFFICE);
	if (e || (e = hand_needed(d, &dice, &p, &d->office)) ||
		(e = hand_needed(d, &dice, &p, &d->caller)))
		return e;
	for (size_t i = 0; !e && i < d->n_towns; i++) {
		p = post_town(d, i);
		e = hand_needed(d, &dice, &p, &d->towns[i].office);
	}
	for (size_t i = 0; !e && i < d->n_sites; i++) {
		struct site   *s = &d->sites[i];
		struct deputy *first = &d->deputies[s->first_deputy];

		p = post_site(d, s, ROLE_CLERK);
		e = hand_needed(d, &dice, &p, &s->clerk);
		if (e || s->kind == STATION_KIND_ROOM)
			continue;
		p = post_site(d, s, ROLE_HEAD);
		e = hand_needed(d, &dice, &p, &s->head);
		p = post_deputy(d, first);
		if (!e && !first->who.account.v)
			e = hand_make(d, &p, first->name, &first->who);
	}
	for (size_t i = 0; !e && i < d->n_bodies; i++) {
		struct body *b = &d->bodies[i];

		p = post_unit(d, b, ROLE_RECEIVER);
		e = hand_needed(d, &dice, &p, &b->receiver);
		p.role = ROLE_HANDLER;
		e = e ? e : hand_needed(d, &dice, &p, &b->handler);
		p.role = ROLE_SIGNER;
		e = e ? e : hand_needed(d, &dice, &p, &b->signer);
	}
	d->resident = (struct who){ .roles = RESIDENT };
	d->program = (struct who){ .roles = PROGRAM };
	return e ? e : demo_accounts_came(d->db, &(struct demo_accounts_came_in){ d->county, d->now.ms }, NULL);
}

/* One line an account, added to what another county of the folder left there. */
enum err demo_accounts_write(struct demo *d)
{
	const char *path = str_z(
		d->arena, str_join(d->arena, str_of(d->dir), S("/demo-accounts.txt"), STR_NONE));
	int         fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	struct str  s = buf_view(&d->accounts);
	bool        good = fd >= 0;

	while (good && s.n) {
		ssize_t n = write(fd, s.p, s.n);

		good = n > 0;
		s = good ? str_part(s, (size_t)n, s.n) : s;
	}
	good = good && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	if (good)
		return OK;
	d->why = str_join(d->arena, S("cannot write "), str_of(path),
		S("; make room or allow writing"), STR_NONE);
	return ERR_FULL;
}
