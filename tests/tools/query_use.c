/*
 * Runs the code that mkquery makes from good/cases/case.sql against a database
 * of this file, which hands out prepared rows and notes what it was told.
 */
#include "cases/case.q.h"

#include "base/tap.h"
#include "db/db.h"
#include "queries.h"

struct cell { char kind; int64_t n; const char *text; double real; };

struct db {
	const struct cell *row;         /* the row that every step gives */
	int64_t            rows;        /* how many steps give it */
	enum err           start, step; /* what fails, step after the rows */
	struct cell        set[20];
	int                starts, steps, dones, borrowed, asked;
	bool               asks;
	const char        *refused, *null;
	const struct db_query *query;
};

enum err db_start(struct db *db, const struct db_query *q, struct db_cursor *c)
{
	*c = (struct db_cursor){ .db = db, .query = q };
	db->starts++;
	db->query = q;
	return db->start;
}

static void note(struct db_cursor *c, int at, struct cell cell)
{
	c->db->set[at] = cell;
}

void db_set_int(struct db_cursor *c, int at, int64_t v)
{
	note(c, at, (struct cell){ 'i', v, NULL, 0 });
}

void db_set_real(struct db_cursor *c, int at, double v)
{
	note(c, at, (struct cell){ 'r', 0, NULL, v });
}

void db_set_text(struct db_cursor *c, int at, struct str v)
{
	note(c, at, (struct cell){ 't', 0, v.p, 0 });
}

void db_set_blob(struct db_cursor *c, int at, struct str v)
{
	note(c, at, (struct cell){ 'b', 0, v.p, 0 });
}

void db_set_null(struct db_cursor *c, int at)
{
	note(c, at, (struct cell){ 'n', 0, NULL, 0 });
}

enum err db_step(struct db_cursor *c, bool *row)
{
	*row = c->db->steps++ < c->db->rows;
	return *row ? OK : c->db->step;
}

bool db_asks(const struct db *db) { return db->asks; }
void db_ask(struct db_cursor *c) { c->db->asked++; }

enum err db_run(struct db_cursor *c)
{
	bool row;

	return db_step(c, &row);
}

bool db_is_null(struct db_cursor *c, int col) { return c->db->row[col].kind == 'n'; }
int64_t db_int(struct db_cursor *c, int col) { return c->db->row[col].n; }
double db_real(struct db_cursor *c, int col) { return c->db->row[col].real; }

struct str db_text(struct db_cursor *c, int col, struct arena *a)
{
	c->db->borrowed += a == NULL;
	return str_of(c->db->row[col].text);
}

struct str db_blob(struct db_cursor *c, int col, struct arena *a) { return db_text(c, col, a); }
int64_t db_changed(struct db_cursor *c) { return c->db->rows + 7; }
void db_done(struct db_cursor *c) { c->db->dones++; }

enum err db_refuse(struct db *db, const struct db_query *q, const char *member)
{
	(void)q;
	db->refused = member;
	return ERR_FAULT;
}

enum err db_null_found(struct db *db, const struct db_query *q, const char *column)
{
	(void)q;
	db->null = column;
	return ERR_FAULT;
}

#define I(v) { 'i', (v), NULL, 0 }
#define T(v) { 't', 0, (v), 0 }
#define NONE { 'n', 0, NULL, 0 }

static const struct cell full[] = { I(7), I(CASE_STATE_ACCEPTED), I(CHANNEL_LETTER), T("a"), T("b"),
	T("c"), I(9), I(10), I(1), { 'r', 0, NULL, 0.5 }, I(0), I(0) };
static const struct cell sparse[] = { I(7), I(CASE_STATE_HELD), NONE, T("a"), NONE, NONE, NONE,
	I(10),
	I(0), { 'r', 0, NULL, 0.5 }, NONE, I(530524) };

static struct case_list_in good_input(void)
{
	return (struct case_list_in){
		.county = { 0 }, .station = { 3 }, .state = CASE_STATE_NEW, .mark = S("m"),
		.day = { 20 }, .urgent = true, .share = 0.25,
	};
}

static void test_input(struct arena *a)
{
	struct case_list_in   in = good_input();
	struct case_list_row *rows;
	struct db             db = { 0 };
	size_t                n = 1;

	tap_ok(case_list(&db, a, &in, &rows, &n) == OK && n == 0, "no rows");
	tap_ok(db.set[1].kind == 'i' && db.set[1].n == 0, "a code may be 0");
	tap_ok(db.set[2].n == 3 && db.set[3].n == CASE_STATE_NEW, "id and enum");
	tap_ok(db.set[4].kind == 't' && db.set[4].text == in.mark.p, "text");
	tap_ok(db.set[5].kind == 'n' && db.set[6].kind == 'n' && db.set[7].kind == 'n' &&
	       db.set[11].kind == 'n' && db.set[12].kind == 'n', "what is not given is NULL");
	tap_ok(db.set[8].n == 20 && db.set[9].n == 1, "day and bool");
	tap_ok(db.set[10].kind == 'r' && db.set[10].real > 0.2, "real");
	in.note = S("n");
	in.channel = CHANNEL_VISIT;
	in.due.ms = 30;
	in.persons = (struct maybe_int){ true, 0 };
	in.seal = S("s");
	tap_ok(case_list(&db, a, &in, &rows, &n) == OK && db.set[5].kind == 't' &&
	       db.set[6].n == CHANNEL_VISIT && db.set[7].n == 30 && db.set[11].kind == 'i' &&
	       db.set[12].kind == 'b', "what is given is bound");
	tap_ok(db.starts == 2 && db.dones == 2, "every start has its done");
}

static void test_refused(struct arena *a)
{
	struct case_list_row *rows;
	size_t                n;
	struct case_list_in   in[7];
	static const char *const members[] = { "station", "state", "state", "mark", "day",
		"channel",
		"state" };

	for (size_t i = 0; i < COUNT(in); i++)
		in[i] = good_input();
	in[0].station.v = 0;
	in[1].state = CASE_STATE_NONE;
	in[2].state = CASE_STATE_COUNT;
	in[3].mark = STR_NONE;
	in[4].day.n = 0;
	in[5].channel = CHANNEL_COUNT;
	in[6].state = (enum case_state)-1;
	for (size_t i = 0; i < COUNT(in); i++) {
		struct db db = { 0 };

		tap_ok(case_list(&db, a, &in[i], &rows, &n) == ERR_FAULT && db.refused &&
		       strcmp(db.refused, members[i]) == 0 && db.starts == 0,
		       "a forgotten %s is refused", members[i]);
	}
}

static void test_output(struct arena *a)
{
	struct case_list_in   in = good_input();
	struct case_list_row *rows = NULL;
	struct db             db = { .row = full, .rows = 100 };
	size_t                n = 0, good = 0;

	tap_ok(case_list(&db, a, &in, &rows, &n) == OK && n == 100, "many rows");
	for (size_t i = 0; i < n; i++)
		good += rows[i].id.v == 7 && rows[i].state == CASE_STATE_ACCEPTED &&
		        rows[i].channel == CHANNEL_LETTER && str_eq(rows[i].title, S("a")) &&
		        str_eq(rows[i].note, S("b")) && str_eq(rows[i].seal, S("c")) &&
		        rows[i].due.ms == 9 && rows[i].day.n == 10 && rows[i].urgent &&
		        rows[i].share > 0.4 && rows[i].persons.has && rows[i].persons.v == 0;
	tap_ok(good == 100, "each is whole");
	db = (struct db){ .row = sparse, .rows = 1 };
	tap_ok(case_list(&db, a, &in, &rows, &n) == OK && n == 1 && rows->channel == CHANNEL_NONE &&
	       !rows->note.p && !rows->seal.p && rows->due.ms == 0 && !rows->persons.has &&
	       !rows->urgent && rows->county.v == 530524, "columns that are NULL");
	for (size_t i = 0; i < COUNT(full); i++) {
		struct cell               row[COUNT(full)];
		const struct face_col    *col = &case_list_face.cols[i];

		memcpy(row, full, sizeof row);
		row[i].kind = 'n';
		row[i].text = NULL;
		rows = NULL;
		db = (struct db){ .row = row, .rows = 1 };
		if (case_list(&db, a, &in, &rows, &n) == OK)
			tap_ok(col->nullable, "%s may be NULL", col->name);
		else
			tap_ok(!col->nullable && db.null && strcmp(db.null, col->name) == 0 &&
			       !rows &&
			       db.dones == 1, "%s may not be NULL", col->name);
	}
}

static void test_values(struct arena *a)
{
	struct cell        row[] = { T("a"), I(CASE_STATE_COUNT) };
	struct db          db = { .row = row, .rows = 1 };
	struct case_one_in in = { { 1 }, { 2 } };
	struct case_one_row one;

	tap_ok(case_one(&db, a, &in, &one) == ERR_FAULT && db.null, "a value that an enum lacks");
	row[1].n = -1;
	tap_ok(case_one(&db, a, &in, &one) != OK, "a negative value");
	tap_ok(case_state_of(S("accepted")) == CASE_STATE_ACCEPTED, "the value of a word");
	tap_ok(case_state_of(S("accept")) == CASE_STATE_NONE &&
	       case_state_of(S("")) == CASE_STATE_NONE &&
	       case_state_of(STR_NONE) == CASE_STATE_NONE, "an unknown word");
	tap_ok(strcmp(case_state_names[CASE_STATE_HELD], "held") == 0 && !*case_state_names[0],
	       "the word of a value");
}

static enum err stop_third(void *arg, const struct case_each_row *row)
{
	int *seen = arg;

	return ++*seen == 3 || !row->title.p ? ERR_LIMIT : OK;
}

static void test_answers(struct arena *a)
{
	static const struct cell row[] = { T("a"), I(1) };
	struct case_one_in  in = { { 1 }, { 2 } };
	struct case_one_row one;
	struct case_move_in move = { .county = { 1 } };
	struct db           db = { .row = row };
	bool                found = true;
	int64_t             changed = 0;
	int                 seen = 0;

	tap_ok(case_one(&db, a, &in, &one) == ERR_MISSING, "one without a row");
	tap_ok(case_maybe(&db, a, &(struct case_maybe_in){ { 1 }, { 2 } }, &one, &found) == OK &&
	       !found,
	       "maybe without a row");
	db = (struct db){ .row = row, .rows = 1 };
	tap_ok(case_maybe(&db, a, &(struct case_maybe_in){ { 1 }, { 2 } }, &one, &found) == OK &&
	       found &&
	       str_eq(one.title, S("a")) && db.borrowed == 0, "maybe with a row of another query");
	tap_ok(case_move(&db, &move, &changed) == OK && changed == 8 && db.set[2].kind == 'n' &&
	       db.set[3].kind == 'n' && case_move(&db, &move, NULL) == OK,
	       "exec counts its changes");
	tap_ok(db.query->writes && db.query->n_in == 3 && case_clear(&db, NULL) == OK,
	       "exec writes");
	db = (struct db){ .row = row, .rows = 9 };
	tap_ok(case_each(&db, a, stop_third, &seen) == ERR_LIMIT && seen == 3 && db.dones == 1 &&
	       db.borrowed == 3, "each ends with its function, texts are borrowed");
	tap_ok(db.query->id + 1 < QUERY_COUNT && !db.query->writes && QUERY_COUNT == 7,
	       "ids are dense");
	db = (struct db){ .start = ERR_BUSY };
	tap_ok(case_one(&db, a, &in, &one) == ERR_BUSY && db.steps == 0 && db.set[1].kind == 0 &&
	       db.dones == 1, "a start that fails");
	db = (struct db){ .row = row, .rows = 2, .step = ERR_FULL };
	tap_ok(case_each(&db, a, stop_third, &(int){ -9 }) == ERR_FULL && db.dones == 1,
	       "a step that fails");
	db = (struct db){ .step = ERR_FULL };
	tap_ok(case_one(&db, a, &in, &one) == ERR_FULL &&
	       case_move(&db, &move, &changed) == ERR_FULL,
	       "a failure is told before a missing row");
}

static void test_ask(void)
{
	struct case_list_in in = good_input();
	struct case_one_in  one = { { 1 }, { 2 } };
	struct db           db = { 0 };

	case_one_ask(&db, &one);
	tap_ok(db.starts == 0 && db.asked == 0, "where nothing is asked ahead nothing happens");
	db.asks = true;
	case_one_ask(&db, &one);
	case_maybe_ask(&db, &(struct case_maybe_in){ { 3 }, { 4 } });
	tap_ok(db.starts == 2 && db.asked == 2 && db.steps == 0 && db.dones == 0 && db.set[1].n == 3 &&
	       db.set[2].n == 4, "elsewhere it is bound and sent, no more");
	in.station.v = 0;
	case_list_ask(&db, &in);
	tap_ok(db.starts == 2 && db.asked == 2 && strcmp(db.refused, "station") == 0,
	       "a forgotten input is not sent");
	db.start = ERR_BUSY;
	case_count_ask(&db, &(struct case_count_in){ { 1 } });
	tap_ok(db.starts == 3 && db.asked == 2, "nor what cannot start");
}

static void test_face(void)
{
	const struct face *f = &case_list_face;

	tap_ok(f->n == 12 && f->size == sizeof(struct case_list_row), "the face of a row");
	tap_ok(f->cols[0].type == FACE_CASE && f->cols[1].type == FACE_ENUM &&
	       f->cols[1].names == case_state_names && f->cols[11].type == FACE_CODE &&
	       f->cols[10].type == FACE_MAYBE_INT &&
	       f->cols[10].at == offsetof(struct case_list_row, persons), "its columns");
}

int main(void)
{
	struct arena *a = arena_new(4096);

	test_input(a);
	test_refused(a);
	test_output(a);
	test_values(a);
	test_answers(a);
	test_ask();
	test_face();
	arena_free(a);
	return tap_done();
}
