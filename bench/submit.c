#include "submit.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/html.h"
#include "base/time.h"
#include "db/sqlite_private.h"
#include "http/form.h"

#define PLACES_MOST 4096
#define MARK_EVERY 50

/* Ordinary sentences in many combinations, so that the index meets varied text. */
static const char *const what[] = {
	"村口的路灯坏了半个月", "自来水早晚没有水", "学校门口放学时车太多", "垃圾桶三天没有人清运",
	"灌溉水渠被泥沙堵住", "进村道路坑洼积水", "卫生室常常没有人值班", "电压不稳，灯一闪一闪",
	"河道边堆了建筑垃圾", "养殖场的气味很重", "公交车经常不停靠", "手机信号很弱",
};
static const char *const where[] = {
	"在三组水塘边", "在小学旁边的巷子里", "在村委会后面", "在大桥东头", "在老街拐弯处", "在新修的卫生路上",
	"在茶厂对面", "在集市入口",
};
static const char *const wish[] = {
	"希望有人来看一看。", "请尽快派人修理。", "盼望给一个答复。", "建议安排在农忙以前。", "已经向组长说过两次。",
	"老人和孩子走路不方便。",
};

struct str submit_key(const struct keys *k, struct arena *a, county_code county)
{
	union {
		const struct keys *given;
		struct keys       *wanted;
	} keys = { .given = k };
	struct house house = { .keys = keys.wanted };
	struct req   r = { .arena = a, .house = &house, .now = when_now(), .county = county,
	                   .who = { .roles = ANYONE } };

	return form_key_new(&r);
}

static bool places_read(struct submitter *s, const char *dir, struct arena *a)
{
	static const char  sql[] = "SELECT code, county, region FROM station ORDER BY code LIMIT 4096";
	struct place_code *places = ARENA_ARRAY(a, struct place_code, PLACES_MOST);
	struct str         why = STR_NONE;
	sqlite3_stmt      *q;
	struct db         *db;

	if (db_open(dir, DB_READ, a, &db, &why) != OK) {
		fprintf(stderr, "load: %.*s\n", (int)why.n, why.p);
		return false;
	}
	if (sqlite3_prepare_v2(sqlite_raw(db), sql, -1, &q, NULL) == SQLITE_OK)
		while (s->n_places < PLACES_MOST && sqlite3_step(q) == SQLITE_ROW)
			places[s->n_places++] = (struct place_code){
				str_copy(a, str_of((const char *)sqlite3_column_text(q, 0))),
				{ sqlite3_column_int64(q, 1) }, sqlite3_column_int64(q, 2) };
	sqlite3_finalize(q);
	db_close(db);
	s->places = places;
	return s->n_places > 0;
}

/* Tables elsewhere than in a folder: whoever starts the load has looked the stations up. */
static bool places_given(struct submitter *s, struct str lines, struct arena *a)
{
	struct place_code *places = ARENA_ARRAY(a, struct place_code, PLACES_MOST);
	struct str         line, code, county;

	while (s->n_places < PLACES_MOST && str_next(&lines, '\n', &line)) {
		struct place_code *p = &places[s->n_places++];

		if (!str_next(&line, ' ', &code) || !str_next(&line, ' ', &county) ||
		    !str_number(county, 999999, &p->county.v) ||
		    !str_number(line, INT64_C(999999999999), &p->region)) {
			fprintf(stderr, "load: a place is a line 'code county region'\n");
			return false;
		}
		p->code = code;
	}
	s->places = places;
	return s->n_places > 0;
}

/* The third step of the form carries the version of the notice. */
static bool notice_read(struct submitter *s, struct arena *a)
{
	const struct place_code *p = &s->places[0];
	struct answer            got;
	struct buf               body;
	struct str               rest, number;
	int64_t                  v = 0;
	size_t                   at;

	buf_init(&body, a, 4096);
	buf_lit(&body, "at=2&step=3&words=");
	html_url(&body, S("村口的路灯坏了"), false);
	buf_lit(&body, "&region=");
	buf_int(&body, p->region);
	if (!wire_ask(s->port, a, wire_post(a, str_join(a, S("/s/"), p->code, S("/say"), STR_NONE), buf_view(&body)),
	              &got) ||
	    !str_find(got.body, S("name=\"notice\" value=\""), &at)) {
		fprintf(stderr, "load: the form of station %.*s is not as expected (status %d)\n", (int)p->code.n,
		        p->code.p, got.status);
		return false;
	}
	rest = str_part(got.body, at + 21, 12);
	if (!str_next(&rest, '"', &number) || !str_number(number, INT32_MAX, &v))
		return false;
	s->notice = v;
	return true;
}

bool submitter_begin(struct submitter *s, const char *dir, struct str places, struct arena *a,
                     size_t connections)
{
	struct str why = STR_NONE;

	if (keys_open(dir, false, &s->keys, &why, a) != OK) {
		fprintf(stderr, "load: %.*s\n", (int)why.n, why.p);
		return false;
	}
	if (!(places.p ? places_given(s, places, a) : places_read(s, dir, a)) || !notice_read(s, a))
		return false;
	s->last_us = tick_us();
	s->rooms = ARENA_ARRAY(a, struct arena *, connections);
	for (size_t i = 0; i < connections; i++)
		s->rooms[i] = arena_new(8192);
	return true;
}

void submitter_end(struct submitter *s, size_t connections)
{
	for (size_t i = 0; s->rooms && i < connections; i++)
		arena_free(s->rooms[i]);
	if (s->keys)
		keys_close(s->keys);
}

static void words_put(struct buf *b, const struct submitter *s, struct arena *a, uint64_t number)
{
	struct buf words;

	buf_init(&words, a, 4096);
	buf_z(&words, what[random_below(COUNT(what))]);
	buf_lit(&words, "，");
	buf_z(&words, where[random_below(COUNT(where))]);
	buf_lit(&words, "，");
	buf_z(&words, what[random_below(COUNT(what))]);
	buf_lit(&words, "。");
	if (s->mark.n && number % MARK_EVERY == 0)
		buf_str(&words, s->mark);
	buf_z(&words, wish[random_below(COUNT(wish))]);
	buf_lit(&words, "第");
	buf_int(&words, (int64_t)number);
	buf_lit(&words, "次。");
	html_url(b, buf_view(&words), false);
}

static void log_put(const struct submitter *s, struct arena *a, char kind, uint64_t number, struct str one,
                    struct str two)
{
	struct buf b;

	if (s->log < 0)
		return;
	buf_init(&b, a, 1 << 20);
	buf_char(&b, kind);
	buf_char(&b, ' ');
	buf_int(&b, (int64_t)number);
	buf_char(&b, ' ');
	buf_str(&b, one);
	if (two.p) {
		buf_char(&b, ' ');
		buf_str(&b, two);
	}
	buf_char(&b, '\n');
	if (write(s->log, b.p, b.n) != (ssize_t)b.n)
		perror("load: the log");
}

bool submit_next(void *arg, size_t connection, struct str *request, uint64_t *tag)
{
	struct submitter        *s = arg;
	struct arena            *a = s->rooms[connection];
	const struct place_code *p = &s->places[random_below((uint32_t)s->n_places)];
	struct str               path;
	struct buf               body;

	arena_reset(a);
	*tag = ++s->sent;
	path = str_join(a, S("/s/"), p->code, S("/submit"), STR_NONE);
	buf_init(&body, a, 16384);
	buf_lit(&body, "form_key=");
	buf_str(&body, submit_key(s->keys, a, p->county));
	buf_lit(&body, "&at=3&words=");
	words_put(&body, s, a, *tag);
	buf_lit(&body, "&region=");
	buf_int(&body, p->region);
	buf_lit(&body, "&notice=");
	buf_int(&body, s->notice);
	buf_lit(&body, "&anonymity=anonymous&phone=&name=");
	*request = wire_post(a, path, buf_view(&body));
	log_put(s, a, 'S', *tag, path, buf_view(&body));
	return true;
}

void submit_heard(void *arg, size_t connection, const struct answer *a)
{
	struct submitter *s = arg;
	struct str        at = a->status == 303 ? wire_header(a->head, "Location") : STR_NONE;
	int64_t           now = tick_us();

	if (!at.p) {
		if (a->status) {
			s->refused++;
			s->last_refusal = a->status;
		}
		return;
	}
	if (now - s->last_us > s->gap_us)
		s->gap_us = now - s->last_us;
	s->last_us = now;
	s->acknowledged++;
	s->marked += a->tag % MARK_EVERY == 0;
	log_put(s, s->rooms[connection], 'A', a->tag, at, STR_NONE);
}

int64_t cases_count(const char *dir, struct arena *a)
{
	struct str    why = STR_NONE;
	sqlite3_stmt *q;
	struct db    *db;
	int64_t       n = -1;

	if (db_open(dir, DB_READ, a, &db, &why) != OK) {
		fprintf(stderr, "load: %.*s\n", (int)why.n, why.p);
		return -1;
	}
	if (sqlite3_prepare_v2(sqlite_raw(db), "SELECT count(*) FROM casefile", -1, &q, NULL) == SQLITE_OK &&
	    sqlite3_step(q) == SQLITE_ROW)
		n = sqlite3_column_int64(q, 0);
	sqlite3_finalize(q);
	db_close(db);
	return n;
}
