/*
 * A resident's way over real sockets, without a session and without scripts:
 * three steps, the receipt, following, finding again, and the refusals that
 * must not tell whether a case exists. The clock is the test's.
 */
#include <stdarg.h>

#include "base/html.h"
#include "http/http_test.h"
#include "pack/pack.h"

/* cases/resident_private.h is not included: http_test.h has a page of its own. */
struct page *layout_begin(struct req *r, struct str title);
void layout_end(struct page *p);
enum err layout_error(struct req *r, enum err e);
extern const struct route resident_routes[], station_routes[];

#define ORIGIN "Origin: http://t.test\r\n"
#define NOON INT64_C(1795320000000)      /* 2026-11-22 12:00 in the county */
#define HOUR_MS 3600000
#define WORDS "村小学的电路老化，一开大功率电器就跳闸"

static enum err sql(struct db *db, const char *text)
{
	struct db_query  q = { .name = "test", .sql = text, .id = DB_UNCACHED, .writes = true };
	struct db_cursor c;
	bool             row;
	enum err         e = db_start(db, &q, &c);

	if (!e)
		e = db_step(&c, &row);
	db_done(&c);
	return e;
}

static enum err county_fill(struct db *db, void *arg)
{
	static const char *const rows[] = {
		"INSERT INTO region VALUES (530524000000, 530500000000, 4, 1, '昌宁县', "
		"'changningxian', 'cnx'),"
		"(530524101000, 530524000000, 5, 1, '田园镇', 'tianyuanzhen', 'tyz'),"
		"(530524101201, 530524101000, 6, 0, '新城社区居民委员会', 'xincheng', 'xcsq'),"
		"(530524101202, 530524101000, 6, 0, '勐廷社区居民委员会', 'mengting', 'mtsq')",
		"INSERT INTO region_import VALUES (1, 4, 4, x'00', 1)",
		"INSERT INTO tenant VALUES (530524, '昌宁县', 1, 1)",
		"INSERT INTO station(county, id, code, kind, field, name, region, parent, address, hours, "
		"initials) VALUES (530524, 1, 'TOWN22', 2, '', '田园镇代表联络站', "
		"530524101000, NULL, '', '', ''),"
		"(530524, 2, 'ROOM22', 3, '', '新城社区代表联络室', 530524101201, 1, '', '', "
		"'xcsq')",
		"INSERT INTO code VALUES ('TOWN22', 530524, 1, 1), ('ROOM22', 530524, 1, 2), "
		"('DEP222', 530524, 2, 1)",
		"INSERT INTO person(county, id, code, name, station, levels) VALUES (530524, 1, 'DEP222', '杨代表', 2, 16)",
		"INSERT INTO seat(county, person, congress, level) VALUES (530524, 1, 530524000000, 4)",
		"INSERT INTO duty VALUES (530524, 20780, 2, 1, 540, 660)",
		"INSERT INTO public_case VALUES (530524, 2500000001, 1, 1, 1700000000000, "
		"530524101201, 2, 0, 0, 1, NULL, 6,"
		" '路灯不亮', '路灯不亮', '修好了'),"
		"(530524, 2500000002, 1, 2, 1700000000000, 530524101201, 2, 0, 0, 1, NULL, 6, "
		"'撤下的', '撤下的', '撤下的')",
	};
	struct testing *t = arg;
	struct buf      faults;
	int64_t         added;
	enum err        e = OK;

	for (size_t i = 0; !e && i < COUNT(rows); i++)
		e = sql(db, rows[i]);
	buf_init(&faults, t->arena, 64 * 1024);
	if (!e)
		e = pack_install_builtin(db, t->arena, (struct when){ NOON }, &added, &faults);
	return e ? e : pack_set_open(db, t->arena, (struct pack_set **)&t->house.packs);
}

/* name, value, name, value ..., NULL as a posted body. */
static struct str body(struct testing *t, const char *name, ...)
{
	struct buf b;
	va_list    list;

	buf_init(&b, t->arena, 64 * 1024);
	va_start(list, name);
	for (; name; name = va_arg(list, const char *)) {
		if (b.n)
			buf_char(&b, '&');
		buf_z(&b, name);
		buf_char(&b, '=');
		html_url(&b, str_of(va_arg(list, const char *)), false);
	}
	va_end(list);
	return buf_view(&b);
}

static const char *key_in(struct testing *t, struct str page)
{
	return str_z(t->arena, between(page, "name=\"form_key\" value=\"", "\""));
}

static struct str send_to(struct testing *t, const char *path, struct str form)
{
	return post(t, path, ORIGIN, form);
}

static const char *z(struct testing *t, struct str s)
{
	return str_z(t->arena, s);
}

static struct str told(struct str answer)
{
	return between(answer, "<main", "</main>");
}

/* A key drawn by step 1 of the room. */
static const char *fresh_key(struct testing *t)
{
	return key_in(t, get(t, "/s/ROOM22/say", ""));
}

static void test_places(struct testing *t)
{
	struct str front = get(t, "/", ""), room = get(t, "/s/room22", ""),
		   lost = get(t, "/s/NOPE22", "");

	tap_ok(has(front, "昌宁县") && has(front, "/s/TOWN22") && has(front, "路灯不亮"),
	       "the front shows the county");
	tap_ok(status_of(room) == 200 && has(room, "杨代表") && has(room, "/s/ROOM22/say"),
	       "a code may be typed in small letters");
	tap_ok(status_of(lost) == 404 && has(lost, "href=\"/places\""),
	       "an unknown code leads to the finder");
	tap_ok(status_of(get(t, "/s/NOPE22.json", "")) == 404, "and is 404 for programs");
	tap_ok(has(get(t, "/places?q=XCS", ""), "<b>新城社区代表联络室</b>") &&
		       has(get(t, "/places?q=%E6%96%B0%E5%9F%8E", ""),
			   "<b>新城社区代表联络室</b>") &&
		       !has(get(t, "/places?q=mt", ""), "<b>新城社区代表联络室</b>"),
	       "places are found by name and initials");
	tap_ok(status_of(get(t, "/d/DEP222", "")) == 200, "a deputy has a page");
	tap_ok(has(get(t, "/s/ROOM22/poster", ""), "<path d=\"M"), "the poster carries a code");
	tap_ok(status_of(get(t, "/c/530525", "")) == 404,
	       "a county that is no tenant is not there");
}

static void test_steps(struct testing *t)
{
	const char *key = fresh_key(t);
	struct str short_words =
		send_to(t, "/s/ROOM22/say",
			body(t, "form_key", key, "at", "1", "step", "2", "words", "电", NULL));
	struct str second =
		send_to(t, "/s/ROOM22/say",
			body(t, "form_key", key, "at", "1", "step", "2", "words", WORDS, NULL));
	struct str found = send_to(t, "/s/ROOM22/say",
				   body(t, "form_key", key, "at", "2", "step", "2", "words", WORDS,
					"q", "mtsq", NULL));
	struct str foreign = send_to(t, "/s/ROOM22/say",
				     body(t, "form_key", key, "at", "2", "step", "3", "words",
					  WORDS, "region", "110101001001", NULL));
	struct str third = send_to(t, "/s/ROOM22/say",
				   body(t, "form_key", key, "at", "2", "step", "3", "words", WORDS,
					"region", "530524101202", NULL));
	struct str back =
		send_to(t, "/s/ROOM22/say",
			body(t, "form_key", key, "at", "2", "step", "1", "words", WORDS, NULL));
	struct str skip =
		send_to(t, "/s/ROOM22/say",
			body(t, "form_key", key, "at", "1", "step", "3", "words", WORDS, NULL));

	tap_ok(status_of(short_words) == 422 && has(short_words, "\n电</textarea>"),
	       "too short: told, and kept");
	tap_ok(status_of(second) == 200 &&
		       has(second, "value=\"530524101201\" data-p=\"tyzxcsq\"  selected"),
	       "the station's place is filled in");
	tap_ok(has(second, key) && has(third, key), "one key goes through the steps");
	tap_ok(has(found, "<optgroup label=\"找到的地方\">") &&
		       has(found, "value=\"530524101202\" data-p=\"mtsq\"  selected"),
	       "a place is found by initials");
	tap_ok(status_of(foreign) == 422 && has(foreign, "region-e"),
	       "a place of another county is refused");
	tap_ok(has(third, "value=\"" WORDS "\"") && has(third, "勐廷社区"),
	       "the last step shows what will be sent");
	tap_ok(has(third, "name=\"consent\"") && !has(third, " checked"),
	       "nothing is ticked beforehand");
	tap_ok(has(back, "\n" WORDS "</textarea>"), "going back keeps the words");
	tap_ok(has(skip, "name=\"at\" value=\"2\""), "no step can be left out");
	tap_ok(status_of(get(t, "/s/NOPE22/say", "")) == 404, "no step without a station");
}

static struct str submit(struct testing *t, const char *key, const char *words, const char *notice,
			 const char *anonymity, const char *phone)
{
	return send_to(t, "/s/ROOM22/submit",
		       body(t, "form_key", key, "words", words, "region", "530524101202", "notice",
			    notice, "anonymity", anonymity, "phone", phone, "name", "", NULL));
}

static struct str location_of(struct str answer)
{
	return between(answer, "Location: ", "\r\n");
}

static void test_submit(struct testing *t)
{
	const char *key = fresh_key(t);
	struct str  old = submit(t, key, WORDS, "7", "anonymous", "");
	struct str  wrong = submit(t, key, WORDS, "1", "named", "123");
	struct str  first = submit(t, key, WORDS, "1", "anonymous", "typed before choosing");
	struct str  again = submit(t, key, WORDS, "1", "anonymous", "typed before choosing");
	struct str  other = submit(t, key, "另一件事，别的话", "1", "anonymous", "");

	tap_ok(status_of(old) == 422 && has(old, "id=\"notice-e\""),
	       "another version of the notice is shown first");
	tap_ok(status_of(wrong) == 422 && has(wrong, "phone-e") && has(wrong, "name-e"),
	       "every fault is told at once");
	tap_ok(status_of(first) == 303 && str_ends(location_of(first), S("/receipt")),
	       "an opinion is taken in");
	tap_ok(status_of(again) == 303 && str_eq(location_of(first), location_of(again)),
	       "a second send gives the same receipt");
	tap_ok(status_of(other) == 409 && has(other, "另一件事") && !has(other, key),
	       "other words under the key: kept, new key");
	tap_ok(status_of(post(t, "/s/ROOM22/submit", ORIGIN, body(t, "words", WORDS, NULL))) != 303,
	       "no key, no case");
	tap_ok(status_of(submit(t, fresh_key(t), WORDS, "1", "phone_only",
				"１３８００１３８０００")) == 303,
	       "full-width digits are a phone");
}

/* The path of a new case's page. */
static const char *new_case(struct testing *t)
{
	struct str at =
		location_of(submit(t, fresh_key(t), WORDS, "1", "phone_only", "13800138000"));

	return z(t, str_part(at, 0, at.n - strlen("/receipt")));
}

static const char *with(struct testing *t, const char *path, const char *tail)
{
	return z(t, str_join(t->arena, str_of(path), str_of(tail), STR_NONE));
}

static void test_follow(struct testing *t)
{
	const char *base = new_case(t);
	struct str  receipt = get(t, with(t, base, "/receipt"), ""), page = get(t, base, "");
	struct str wrong = get(t, with(t, base, "x"), ""),
		   unknown = get(t, "/o/530524-26-999999/AAAAAAAAAAAAAAAAAAAAAA", "");
	struct str  added, stale, gone;

	tap_ok(has(receipt, "class=\"bigcode\"") && has(receipt, "<path d=\"M") &&
		       has(receipt, "no-store"),
	       "the receipt has code and QR, and is not kept");
	tap_ok(has(get(t, with(t, base, "/slip?size=58"), ""), "slip r58"),
	       "the slip fits a receipt printer");
	tap_ok(has(page, "11月25日") && has(page, "<details class=\"how\">"),
	       "the day and how it came about");
	tap_ok(status_of(wrong) == 404 && status_of(unknown) == 404 &&
		       told(wrong).n == told(unknown).n,
	       "wrong and unknown are alike");
	added = send_to(t, with(t, base, "/supplement"),
			body(t, "form_key", key_in(t, page), "version", "1", "words",
			     "昨天又跳闸了", NULL));
	page = get(t, base, "");
	tap_ok(status_of(added) == 303 && has(page, "昨天又跳闸了"), "a supplement is added");
	stale = send_to(
		t, with(t, base, "/supplement"),
		body(t, "form_key", key_in(t, page), "version", "1", "words", "旧页面的话", NULL));
	tap_ok(status_of(stale) == 409 && has(stale, "旧页面的话"),
	       "from an old page it is refused and kept");
	tap_ok(status_of(send_to(t, with(t, base, "/rate"),
				 body(t, "form_key", key_in(t, page), "version", "2", "attitude",
				      "satisfied", "result", "satisfied", NULL))) == 409,
	       "nothing to rate before the answer");
	gone = send_to(t, with(t, base, "/withdraw"),
		       body(t, "form_key", key_in(t, page), "version", "2", "why", "", NULL));
	tap_ok(status_of(gone) == 303 && !has(get(t, base, ""), "/withdraw\""),
	       "withdrawn once, and no more");
}

static struct str find(struct testing *t, const char *no, const char *field, const char *value)
{
	return send_to(
		t, "/find",
		body(t, "form_key", key_in(t, get(t, "/find", "")), "no", no, field, value, NULL));
}

static void test_find(struct testing *t)
{
	const char *base = new_case(t);
	struct str  receipt = get(t, with(t, base, "/receipt"), "");
	const char *no = z(t, between(receipt, "bigcode no\">", "<")),
		   *code = z(t, between(receipt, "\"bigcode\">", "<"));
	struct str  wrong, unknown, phone;
	size_t      opened = 0;

	tap_ok(str_eq(location_of(find(t, no, "code", code)), str_of(base)),
	       "number and code open the case");
	wrong = find(t, no, "code", "AAAAAAAA");
	unknown = find(t, "530524-26-888888", "code", "AAAAAAAA");
	tap_ok(status_of(wrong) == 422 && status_of(unknown) == 422 &&
		       told(wrong).n == told(unknown).n,
	       "wrong and unknown are alike");
	phone = find(t, no, "last4", "８０００");
	tap_ok(status_of(phone) == 200 && has(phone, "待受理") && !has(phone, "电路"),
	       "by phone only the state");
	tap_ok(status_of(find(t, no, "last4", "8001")) == 422, "other digits open nothing");
	for (int i = 0; i < 8; i++)
		opened += status_of(find(t, no, "code", "BBBBBBBB")) == 303;
	tap_ok(opened == 0 && status_of(find(t, no, "code", code)) == 422,
	       "after ten wrong tries not even the right code opens");
	t->house.set.now_ms += HOUR_MS;
	tap_ok(status_of(find(t, no, "code", code)) == 303, "in the next hour it does");
	for (int i = 0; i < 19; i++)
		opened += status_of(find(t, "530524-26-888888", "code", "CCCCCCCC")) == 303;
	tap_ok(opened == 0 && status_of(find(t, no, "code", code)) == 429,
	       "an address that tries too often waits");
	tap_ok(status_of(find(t, "12", "code", code)) == 429, "whatever it types");
}

/* The newest case gets a draft, or the draft is signed: what the units do elsewhere. */
static enum err draft_newest(struct db *db, void *arg)
{
	enum err e = sql(db, "INSERT INTO account (id, name, display, password, created) VALUES (7, 'he', '何承办', '-', 1)");

	(void)arg;
	return e ? e
		 : sql(db, "INSERT INTO reply VALUES (530524, (SELECT max(id) FROM casefile WHERE "
			   "county = 530524), 1, NULL, 0,"
			   " '换了铜芯线', 7, 1795320000000, NULL, NULL)");
}

static enum err sign_newest(struct db *db, void *arg)
{
	enum err e = sql(db, "UPDATE reply SET signer = 7, signed_at = 1795320000000");

	(void)arg;
	return e ? e
		 : sql(db,
		       "UPDATE casefile SET state = 9, version = 2 WHERE county = 530524 AND id ="
		       " (SELECT max(id) FROM casefile WHERE county = 530524)");
}

static void test_rate(struct testing *t)
{
	const char *base = new_case(t), *rate = with(t, base, "/rate"), *key;
	struct str  page, half, sent, again, late;

	tap_ok(lane_call(t->house.lane, draft_newest, NULL) == OK &&
		       !has(get(t, base, ""), "铜芯线"),
	       "a draft is not shown");
	tap_ok(lane_call(t->house.lane, sign_newest, NULL) == OK, "signed");
	page = get(t, base, "");
	tap_ok(has(page, "换了铜芯线") && has(page, "/rate\"") && !has(page, "何承办"),
	       "the answer is shown, without names of staff");
	half = send_to(t, rate,
		       body(t, "form_key", key_in(t, page), "version", "2", "attitude", "satisfied",
			    "remark", "还差一间", NULL));
	tap_ok(status_of(half) == 422 && has(half, "result-e") && has(half, "还差一间"),
	       "both are asked for, the remark is kept");
	key = key_in(t, half);
	sent = send_to(t, rate,
		       body(t, "form_key", key, "version", "2", "attitude", "satisfied", "result",
			    "dissatisfied", NULL));
	again = send_to(t, rate,
			body(t, "form_key", key, "version", "2", "attitude", "satisfied", "result",
			     "dissatisfied", NULL));
	tap_ok(status_of(sent) == 303 && status_of(again) == 303, "a double tap is one rating");
	page = get(t, base, "");
	tap_ok(has(page, "重新办理") && has(page, "第二次办理"),
	       "a dissatisfied result has it handled once more");
	late = send_to(t, rate,
		       body(t, "form_key", key_in(t, page), "version", "3", "attitude", "fairly",
			    "result", "fairly", NULL));
	tap_ok(status_of(late) == 409, "and is not rated again before the next answer");
}

static void test_busy(struct testing *t)
{
	const char *base;

	t->house.set.now_ms += HOUR_MS;
	t->house.set.submit_per_station = 1;
	new_case(t);
	base = new_case(t);
	tap_ok(has(get(t, base, ""), "待确认"),
	       "above its limit a station's opinions are held, not refused");
	t->house.set.submit_per_station = 0;
}

static void test_public(struct testing *t)
{
	struct str list = get(t, "/c/530524/cases", ""), csv = get(t, "/c/530524/cases.csv", "");

	tap_ok(has(list, "路灯不亮") && !has(list, "撤下的") && !has(list, "电路"),
	       "the list shows what is published, and nothing else");
	tap_ok(has(csv, "路灯不亮") && !has(csv, "撤下的"), "so does its sheet");
	tap_ok(status_of(get(t, "/c/530524/cases/530524-25-000001", "")) == 200,
	       "a published case has a page");
	tap_ok(status_of(get(t, "/c/530524/cases/530524-25-000002", "")) == 404 &&
		       status_of(get(t, "/c/530524/cases/530524-26-000001", "")) == 404,
	       "what is not shown is not there");
	tap_ok(status_of(get(t, "/c/530524/cases?after=x", "")) == 422,
	       "a cursor of nobody's is refused");
	tap_ok(has(get(t, "/c/530524/cases?town=530524101000", ""), "路灯不亮"),
	       "a township's own are found");
}

int main(void)
{
	static struct testing t;

	testing_start(&t, resident_routes);
	t.rooms[2] = station_routes;
	t.house.draw_error = layout_error;
	t.house.draw_page_begin = layout_begin;
	t.house.draw_page_end = layout_end;
	t.house.set.submit_per_address = 100;
	t.house.set.clock_fixed = true;
	t.house.set.now_ms = NOON;
	if (lane_call(t.house.lane, county_fill, &t)) {
		printf("Bail out! no county\n");
		return 1;
	}
	test_places(&t);
	test_steps(&t);
	test_submit(&t);
	test_follow(&t);
	test_rate(&t);
	test_find(&t);
	test_busy(&t);
	test_public(&t);
	testing_stop(&t);
	return tap_done();
}
