/*
 * req: one request, from its first header to its sent reply.
 *
 * A req lives in its own arena, which the completed callback drops. Handlers
 * read typed values from it, call queries on r->db and finish with exactly one
 * reply_* call. GET handlers run inside a read snapshot; POST handlers run in
 * the lane inside a savepoint, and what they replied is sent only after the
 * commit. Nothing here may be kept after the handler returned.
 */
#ifndef HTTP_REQ_H
#define HTTP_REQ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/time.h"
#include "db/db.h"
#include "http/house.h"

#include "msg.h"      /* generated: enum msg, enum lang */
#include "types.h"    /* generated: ids and enums */

/* A role as a bit. A route names the bits that open it; a request has exactly one. */
#define ROLE_BIT(role) (1u << (role))
#define ANYONE    1u                           /* no session asked for; a signed-in reader may come too */
#define DEPUTY    ROLE_BIT(ROLE_DEPUTY)
#define CLERK     ROLE_BIT(ROLE_CLERK)
#define HEAD      ROLE_BIT(ROLE_HEAD)
#define OFFICE    ROLE_BIT(ROLE_OFFICE)
#define RECEIVER  ROLE_BIT(ROLE_RECEIVER)
#define HANDLER   ROLE_BIT(ROLE_HANDLER)
#define SIGNER    ROLE_BIT(ROLE_SIGNER)
#define LEADER    ROLE_BIT(ROLE_LEADER)
#define ADMIN     ROLE_BIT(ROLE_ADMIN)
#define SECURITY  ROLE_BIT(ROLE_SECURITY)
#define AUDITOR   ROLE_BIT(ROLE_AUDITOR)
#define STATION_STAFF (CLERK | HEAD)
#define UNIT_STAFF    (RECEIVER | HANDLER | SIGNER)
#define CASE_STAFF    (STATION_STAFF | OFFICE | UNIT_STAFF | LEADER | DEPUTY)
#define SIGNED        (CASE_STAFF | ADMIN | SECURITY | AUDITOR)

enum method { GET = 1, POST = 2 };                /* HEAD is answered as GET without its body */
enum face_kind { AS_HTML, AS_JSON, AS_CSV, AS_XLSX };
enum theme { THEME_AUTO, THEME_LIGHT, THEME_DARK };

/* Who acts: the one grant of this request. Without a session roles == ANYONE and ids are 0. */
struct who {
	unsigned       roles;
	enum role      role;
	account_id     account;
	grant_id       grant;
	county_code    county;
	int64_t        region_lo, region_hi;
	station_id     station;
	unit_id        unit;
	person_id      person;
	struct str     name;              /* display name of the account */
	bool           must_change;       /* a new password is due before anything else */
	int            grants;            /* how many grants the account has now */
	unsigned char  token_hash[HASH_BYTES];
};

struct field_fault {
	const char *field;
	enum msg    what;
	int64_t     limit;                /* {0} of the message */
};

struct pair {
	struct str name, value;
};

/*
 * A file of a form, as it was sent: nobody has looked at it yet. The bytes are the
 * request's; `name` is what the sender calls it, cleaned and good for nothing but showing.
 */
struct upload {
	struct str    field, name, bytes;
	unsigned char hash[HASH_BYTES];
};

#define REQ_FAULTS 32

struct req {
	struct arena        *arena;
	struct db           *db;
	const struct house  *house;
	const struct route  *route;
	enum method          method;
	struct str           path;          /* decoded, without suffix of the face */
	struct str           query_text;    /* as sent, without '?' */
	enum face_kind       as;
	enum lang            lang;
	bool                 elder;
	enum theme           theme;
	bool                 wide;          /* the public page at full width, not the 640 px of forms */
	bool                 counting;      /* an export run: handlers may take more rows */
	bool                 keyed;         /* a form key was drawn for this reader alone */
	struct when          now;
	struct day           today;
	struct who           who;
	county_code          county;        /* the tenant this request speaks about */
	struct str           address;       /* of the client, as text */
	struct buf          *out;
	const struct pair   *parts;         /* :names of the route's path */
	size_t               n_parts;
	const struct pair   *query, *posted;
	size_t               n_query, n_posted;
	const struct upload *uploads;       /* of a route that takes FILES or a SHEET */
	size_t               n_uploads;
	void                *files;         /* private to src/file: what became of them */
	struct field_fault   faults[REQ_FAULTS];
	size_t               n_faults;
	enum err             failed;        /* why a form is drawn again: its banner; OK otherwise */
	bool                 resend;        /* the error's page may offer to send the form again */
	struct str           repeat_of;     /* ERR_REPEAT: where the first receipt stands */
	struct reply        *reply;         /* private to reply.c */
	void                *prepared;      /* what route.prepare left for run */
	bool                 packs_offered; /* accept what lies on house.pack_shelf once this is stored */
};

/* A :part of the path; "" when the route has none of that name. */
struct str req_part(const struct req *r, const char *name);

/* The first value of a query parameter, cleaned; STR_NONE when absent. */
struct str req_query(const struct req *r, const char *name);

/* The first posted value as typed, cleaned; STR_NONE when absent. */
struct str req_posted(const struct req *r, const char *name);

/* A request header, valid until the reply; STR_NONE when absent. */
struct str req_header(const struct req *r, const char *name);

/* Value of a cookie; STR_NONE when absent. */
struct str req_cookie(const struct req *r, const char *name);

/* Says which tenant an anonymous request speaks about (from a station, a case number...). */
void req_enter(struct req *r, county_code county);

/* What a page of this tenant needs besides its own: asked ahead, also before it is entered. */
void req_ask(struct req *r, county_code county);

/* Marks a field as wrong; the handler then returns ERR_INPUT. */
void req_fault(struct req *r, const char *field, enum msg what, int64_t limit);

/*
 * Counts one act of a kind against the address; ERR_LIMIT when it is too many.
 * The first 64 bits of an IPv6 address count: one phone has all the others.
 * For a POST only, in its lane or on a worker before it. On PostgreSQL an act in
 * the lane counts only when it is stored.
 */
enum err req_limit(struct req *r, const char *what, int max, int seconds) MUST_USE;

/* Likewise of somebody else than the address. */
enum err req_limit_of(struct req *r, const char *what, struct str who, int max, int seconds) MUST_USE;

/* Work in the lane that no answer waits for (a session's touch, a view count). */
void req_later(struct req *r, enum err (*fn)(struct db *db, void *arg), const void *arg, size_t n);

#endif
