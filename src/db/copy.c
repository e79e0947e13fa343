#include "db/copy_private.h"

#include <sys/stat.h>

#include "db/copy.q.h"

#define CHUNK_BYTES (1 << 20)   /* first block of the arena of a chunk of rows */
#define SOURCE_BYTES (1 << 20)  /* three thousand counties, a hundred bytes each */

/* In copy_state.tables: all rows are there, and were found to be the same. */
#define COMPARED ((int64_t)copy_tables_n + 1)

#define AGAIN "; then run the same command again, it goes on where it stopped"

enum err copy_refuse(struct copying *r, enum err e, struct str a, struct str b, struct str c)
{
	r->c->why = str_join(r->a, a, b, c, STR_NONE);
	return e;
}

bool copy_told(struct copying *r, const struct copy_news *news)
{
	if (r->c->tell(r->c->arg, news))
		return true;
	r->c->why = S("stopped" AGAIN);
	return false;
}

static enum err say(struct copying *r, struct str sentence)
{
	return copy_told(r, &(struct copy_news){ .kind = COPY_SAYS, .sentence = sentence }) ? OK : ERR_LIMIT;
}

enum err copy_failed(struct copying *r, enum err e, const struct copy_side *s, const char *table)
{
	struct str what;

	if (!e || r->c->why.n)
		return e;
	what = str_join(r->a, s->name, S(", table "), str_of(table), STR_NONE);
	switch (e) {
	case ERR_FULL:
		return copy_refuse(r, e, S("no room on the disk of "), what, S("; make room" AGAIN));
	case ERR_CONFLICT:
		return copy_refuse(r, e, S("another program writes to "), what, S("; end it" AGAIN));
	case ERR_BUSY:
		return copy_refuse(r, e, S("no answer from "), what, S("; look at the server" AGAIN));
	default:
		return copy_refuse(r, e, S("could not go on at "), what,
		              S(": the log line above says why" AGAIN));
	}
}

/* ---- the two sides ---- */

static struct copy_side side_of(const char *place, const char *url_name)
{
	bool url = db_is_url(place);

	return (struct copy_side){ .place = place, .url = url, .lock = { -1 },
	                      .name = url ? str_of(url_name) : str_of(place) };
}

static enum err sides_differ(struct copying *r)
{
	struct stat a, b;
	bool        same = strcmp(r->from.place, r->to.place) == 0;

	if (!r->from.url && !r->to.url && stat(r->from.place, &a) == 0 && stat(r->to.place, &b) == 0)
		same |= a.st_dev == b.st_dev && a.st_ino == b.st_ino;
	return same ? copy_refuse(r, ERR_CONFLICT, S("--from and --to name the same place"), S(""), S("")) :
	              OK;
}

/* A folder that nobody uses, or a server whose one snapshot is read to the end. */
static enum err from_open(struct copying *r)
{
	struct copy_others_row   others = { 0 };
	struct copy_patience_row patience;
	struct copy_side             *s = &r->from;
	enum err                 e = OK;

	if (!s->url)
		e = lock_take(s->place, "copy", r->a, &s->lock, &r->c->why);
	if (!e)
		e = db_open(s->place, DB_READ, r->a, &s->db, &r->c->why);
	if (!e)
		e = db_begin(s->db, false);
	if (!e && s->url && !(e = copy_patience(s->db, r->a, &patience)))
		e = copy_others(s->db, r->a, &others);
	if (!e && others.n > 0)
		e = say(r, str_join(r->a, str_int(r->a, others.n), S(" connections of the program use "
		        "the source; what they write from now on is not in the copy"), STR_NONE));
	return copy_failed(r, e, s, "copy_state");
}

static enum err to_open(struct copying *r)
{
	struct copy_not_owned_row strange = { 0 };
	struct copy_side              *s = &r->to;
	enum err                  e = OK;

	if (!s->url && !(e = folder_make(s->place, NULL, r->a, &r->c->why)))
		e = lock_take(s->place, "copy", r->a, &s->lock, &r->c->why);
	if (!e)
		e = db_open_unfinished(s->place, DB_OFFLINE, r->a, &s->db, &r->c->why);
	if (!e && !s->url)
		e = wal_start(s->place, r->a, &r->wal, &r->c->why);
	if (!e && s->url)
		e = copy_not_owned(s->db, r->a, &strange);
	if (!e && strange.n > 0)
		return copy_refuse(r, ERR_DENIED, S("the user of the target's URL must own its tables; name "
		              "the owner, as for --db-owner"), S(""), S(""));
	return copy_failed(r, e, s, "copy_state");
}

static void sides_close(struct copying *r)
{
	if (r->wal)
		wal_stop(r->wal, r->to.db);
	db_close(r->from.db);
	db_close(r->to.db);
	lock_release(&r->from.lock);
	lock_release(&r->to.lock);
}

/* ---- may this source fill this target? ---- */

static enum err source_know(struct copying *r)
{
	struct copy_source_row *rows;
	struct buf              source, mark;
	size_t                  n;
	enum err                e = copy_source(r->from.db, r->a, &rows, &n);

	if (e)
		return copy_failed(r, e, &r->from, "tenant");
	buf_init(&source, r->a, SOURCE_BYTES);
	buf_init(&mark, r->a, SOURCE_BYTES);
	for (size_t i = 0; i < n; i++) {
		const struct cell of[] = {
			{ .letter = 'i', .i = rows[i].county.v }, { .letter = 'i', .i = rows[i].created.ms },
			{ .letter = rows[i].first.p ? 'b' : '\0', .s = rows[i].first },
			{ .letter = rows[i].last.p ? 'b' : '\0', .s = rows[i].last },
		};

		for (size_t k = 0; k < 3; k++)
			copy_put(&source, &of[k]);
		copy_put(&mark, &of[3]);
	}
	hash_sha256(source.p, source.n, r->source);
	hash_sha256(mark.p, mark.n, r->mark);
	return source.full || mark.full ? ERR_TOO_LARGE : OK;
}

static enum err one_found(void *arg, const struct cell *row, size_t n)
{
	(void)row;
	(void)n;
	*(bool *)arg = true;
	return OK;
}

static enum err target_empty(struct copying *r)
{
	struct buf  none = { 0 };
	struct stat st;
	bool        found = false;
	enum err    e = OK;

	buf_init(&none, r->a, COPY_KEY_BYTES);
	for (size_t i = 0; !e && i < copy_tables_n; i++) {
		struct copy_reader reader = { .db = r->to.db, .table = &copy_tables[i], .last = &none };

		buf_reset(&none);
		e = copy_read(&reader, 1, one_found, &found);
		if (!e && found)
			return copy_refuse(r, ERR_CONFLICT, r->to.name, S(" has rows already, in table "),
			              str_join(r->a, str_of(copy_tables[i].name),
			                       S("; name an empty one"), STR_NONE));
		e = copy_failed(r, e, &r->to, copy_tables[i].name);
	}
	if (!e && !r->to.url &&
	    stat(str_z(r->a, str_join(r->a, r->to.name, S("/search.db"), STR_NONE)), &st) == 0)
		return copy_refuse(r, ERR_CONFLICT, r->to.name, S(" has a search.db of other data; name an "
		              "empty folder"), S(""));
	return e;
}

static struct str hash_view(const unsigned char hash[HASH_BYTES])
{
	return (struct str){ (const char *)hash, HASH_BYTES };
}

static enum err copy_new(struct copying *r)
{
	enum err e = target_empty(r);

	if (e)
		return e;
	e = copy_begin(r->to.db, &(struct copy_begin_in){ .source = hash_view(r->source),
	               .mark = hash_view(r->mark), .last = S("") }, NULL);
	return copy_failed(r, e, &r->to, "copy_state");
}

static enum err copy_go_on(struct copying *r, const struct copy_state_row *state)
{
	if (!str_eq(state->source, hash_view(r->source)))
		return copy_refuse(r, ERR_CONFLICT, r->to.name, S(" holds an unfinished copy of another "
		              "database; name an empty one"), S(""));
	if (!str_eq(state->mark, hash_view(r->mark)))
		return copy_refuse(r, ERR_CONFLICT, r->from.name, S(" was used since this copy began, so it "
		              "cannot be continued; empty the target and begin anew"), S(""));
	if (state->tables < 0 || state->tables > COMPARED)
		return copy_refuse(r, ERR_FAULT, r->to.name, S(" says of its copy what cannot be; empty it"),
		              S(""));
	r->tables = state->tables;
	r->n = state->n;
	buf_str(&r->last, state->last);
	return say(r, str_join(r->a, S("goes on after "), str_int(r->a, state->n), S(" rows"),
	                       STR_NONE));
}

static enum err target_ready(struct copying *r)
{
	struct copy_state_row state;
	bool                  there;
	enum err              e = db_begin(r->to.db, true);

	if (!e)
		e = copy_state(r->to.db, r->a, &state, &there);
	if (!e)
		e = there ? copy_go_on(r, &state) : copy_new(r);
	if (!e)
		e = db_commit(r->to.db);
	return copy_failed(r, e, &r->to, "copy_state");
}

static enum err key_copy(struct copying *r)
{
	const char *from = r->from.url ? r->c->data : r->from.place;
	const char *to = r->to.url ? r->c->data : r->to.place;
	struct str  said = STR_NONE;
	enum err    e = OK;

	if (from && to)
		e = copy_key(from, to, r->a, &said, &r->c->why);
	else if (from)
		said = str_join(r->a, S("secret.key stays in "), str_of(from), S("; serve the database "
		                "with that folder as --data, or name another one here to take it along"),
		                STR_NONE);
	else if (to)
		said = str_join(r->a, S("without --data the key does not come along; put secret.key into "),
		                str_of(to), S(" before it serves"), STR_NONE);
	return e || !said.n ? e : say(r, said);
}

/* ---- the end ---- */

/* From here on the rows stand, and db_open() lets commands in. */
static enum err rows_done(struct copying *r)
{
	enum err e;

	if (r->tables == COMPARED)
		return OK;
	if ((e = copy_rows(r)) || (e = copy_settle(r)) || (e = copy_compare(r)))
		return e;
	buf_reset(&r->last);
	e = db_begin(r->to.db, true);
	if (!e)
		e = copy_state_write(r, COMPARED, r->n);
	if (!e)
		e = db_commit(r->to.db);
	return copy_failed(r, e, &r->to, "copy_state");
}

/* From here on the target serves. */
static enum err finish(struct copying *r)
{
	enum err e = OK;

	if (r->c->carry)
		e = r->c->carry(r->c, r->from.db, r->to.db, r->a, &r->c->why);
	if (!e && r->c->derive)
		e = r->c->derive(r->c->arg, r->to.place, r->a, &r->c->why);
	if (!e)
		e = db_begin(r->to.db, true);
	if (!e)
		e = copy_end(r->to.db, NULL);
	if (!e)
		e = db_commit(r->to.db);
	return copy_failed(r, e, &r->to, "copy_state");
}

enum err copy_run(struct copy *c, struct arena *a)
{
	struct copying r = { .c = c, .a = a, .chunk = arena_new(CHUNK_BYTES),
		             .from = side_of(c->from, "the source"),
		             .to = side_of(c->to, "the target") };
	enum err       e;

	buf_init(&r.last, a, COPY_KEY_BYTES);
	buf_init(&r.bytes, a, COPY_ROW_BYTES);
	c->why = STR_NONE;
	c->rows = 0;
	if (!(e = sides_differ(&r)) && !(e = from_open(&r)) && !(e = source_know(&r)) &&
	    !(e = to_open(&r)) && !(e = target_ready(&r)) && !(e = key_copy(&r)) &&
	    !(e = rows_done(&r)))
		e = finish(&r);
	c->rows = r.n;
	sides_close(&r);
	arena_free(r.chunk);
	return e;
}
