/*
 * Signing in over real sockets: the same answer for every wrong try, the
 * waiting after five of them, a new password that ends other sessions, and the
 * switch of the acting grant. The clock is the test's.
 */
#include "http/http_test.h"
#include "people/people_private.h"

/* web/layout.h is not included: http_test.h has a page of its own. */
struct page *layout_begin(struct req *r, struct str title);
void layout_end(struct page *p);
enum err layout_error(struct req *r, enum err e);

#define ORIGIN "Origin: http://t.test\r\n"
#define GOOD "good-horse-battery"
#define NOON 1700000000000

/* One account with two grants and the words to open it; one without any; one whose grant ends this day. */
static enum err people_fill(struct db *db, void *arg)
{
	struct arena       *a = arg;
	struct account_new  in = { .name = S("zhou"), .display = S("周联络员"), .now = { NOON } };
	struct grant_new g = { .county = { 530524 },
		               .region_lo = 530524000000,
		               .region_hi = 530524999999,
		               .from = { 1 },
		               .now = { NOON } };
	account_id          lonely;
	grant_id            id;
	enum err            e;

	if ((e = password_hash(a, S(GOOD), &in.hash)) ||
	    (e = account_create(db, a, &in, &g.account)))
		return e;
	g.role = ROLE_OFFICE;
	if ((e = grant_create(db, a, &g, &id)))
		return e;
	g.role = ROLE_LEADER;
	if ((e = grant_create(db, a, &g, &id)))
		return e;
	in.name = S("lonely");
	if ((e = account_create(db, a, &in, &lonely)))
		return e;
	in.name = S("lastday");
	if ((e = account_create(db, a, &in, &g.account)))
		return e;
	g.to = day_of((struct when){ NOON });
	return grant_create(db, a, &g, &id);
}

static struct str cookie_of(struct testing *t, struct str answer)
{
	struct str value = between(answer, "Set-Cookie: sid=", ";");

	return str_join(t->arena, S(ORIGIN "Cookie: sid="), value, S("\r\n"), STR_NONE);
}

static struct str sign_in(struct testing *t, const char *name, const char *password)
{
	return post(t, "/sign-in", ORIGIN,
	            str_join(t->arena, S("name="), str_of(name), S("&password="), str_of(password),
	                     STR_NONE));
}

/* The part of the page a reader sees; links of the layout stand elsewhere. */
static struct str told(struct str answer)
{
	return between(answer, "<main", "</main>");
}

static void test_wrong(struct testing *t)
{
	struct str wrong = sign_in(t, "zhou", "wrong-words"),
		   unknown = sign_in(t, "zhoX", "wrong-words");
	struct str lonely = sign_in(t, "lonely", GOOD);

	tap_ok(status_of(wrong) == 422 && !has(wrong, "Set-Cookie"),
	       "a wrong password opens nothing");
	tap_ok(status_of(unknown) == 422 && told(unknown).n == told(wrong).n,
	       "an unknown name reads alike");
	tap_ok(status_of(lonely) == 422 && told(lonely).n == told(wrong).n + 2,
	       "so does an account without a grant");
	tap_ok(!has(wrong, "wrong-words"), "the password is not drawn again");
	tap_ok(status_of(post(t, "/sign-in", "Origin: http://evil.test\r\n",
	                      S("name=zhou&password=" GOOD))) == 403,
	       "a form of another site opens nothing");
	tap_ok(status_of(post(t, "/sign-in", "", S("name=zhou&password=" GOOD))) == 403,
	       "nor one that does not say where it is from");
}

static void test_waiting(struct testing *t)
{
	struct str right, cookie;

	for (int i = 0; i < 4; i++)
		right = sign_in(t, "zhou", "wrong-words");
	right = sign_in(t, "zhou", GOOD);
	tap_ok(status_of(right) == 422 && !has(right, "Set-Cookie"),
	       "after five wrong ones the right one waits");
	t->house.set.now_ms += 59 * 1000;
	tap_ok(status_of(sign_in(t, "zhou", GOOD)) == 422, "59 seconds are not enough");
	t->house.set.now_ms += 2 * 1000;
	tap_ok(status_of(sign_in(t, "zhou", "wrong-words")) == 422, "a sixth wrong one");
	t->house.set.now_ms += 61 * 1000;
	tap_ok(status_of(sign_in(t, "zhou", GOOD)) == 422, "makes it two minutes");
	t->house.set.now_ms += 60 * 1000;
	right = sign_in(t, "ZHOU", GOOD);
	tap_ok(status_of(right) == 303 && has(right, "Location: /desk"),
	       "wait and the right password work");
	tap_ok(has(right, "HttpOnly; SameSite=Strict"), "the cookie is for this site only");
	cookie = cookie_of(t, right);
	tap_ok(status_of(get(t, "/password", str_z(t->arena, cookie))) == 200,
	       "the session is open");
	tap_ok(status_of(sign_in(t, "zhou", "wrong-words")) == 422 &&
	               status_of(sign_in(t, "zhou", GOOD)) == 303,
	       "the count began anew");
}

static void test_password(struct testing *t)
{
	const char *first = str_z(t->arena, cookie_of(t, sign_in(t, "zhou", GOOD)));
	const char *second = str_z(t->arena, cookie_of(t, sign_in(t, "zhou", GOOD)));
	struct str answer =
		post(t, "/password", first,
	             S("old=nope-nope-nope&fresh=other-horse-tack&again=other-horse-tack"));

	tap_ok(status_of(answer) == 422 && has(answer, "id=\"old-e\""),
	       "the old password is asked for");
	answer = post(t, "/password", first,
	              S("old=" GOOD "&fresh=my-zhou-horse&again=my-zhou-horse"));
	tap_ok(status_of(answer) == 422 && has(answer, "id=\"fresh-e\""),
	       "the name may not stand in it");
	answer = post(t, "/password", first,
	              S("old=" GOOD "&fresh=other-horse-tack&again=other-horse-tack"));
	tap_ok(status_of(answer) == 303 && has(answer, "Location: /password?done=1"),
	       "a good one is taken");
	tap_ok(status_of(get(t, "/password", str_z(t->arena, cookie_of(t, answer)))) == 200,
	       "with a new session");
	tap_ok(status_of(get(t, "/password", second)) == 303 &&
	               status_of(get(t, "/password", first)) == 303,
	       "and every old one has ended");
	tap_ok(status_of(sign_in(t, "zhou", GOOD)) == 422 &&
	               status_of(sign_in(t, "zhou", "other-horse-tack")) == 303,
	       "from now on the new one counts");
}

static void test_grant(struct testing *t)
{
	struct str cookie = cookie_of(t, sign_in(t, "zhou", "other-horse-tack")), page, key, answer;
	const char *first = str_z(t->arena, cookie);

	page = get(t, "/grant", first);
	key = between(between(page, "action=\"/grant\"", "</form>"), "name=\"form_key\" value=\"",
	              "\"");
	tap_ok(status_of(page) == 200 && key.n > 40, "the other grant can be chosen");
	answer = post(t, "/grant", first,
	              str_join(t->arena, S("grant=999&form_key="), key, STR_NONE));
	tap_ok(status_of(answer) == 404, "a grant of nobody is not there");
	answer =
		post(t, "/grant", first, str_join(t->arena, S("grant=2&form_key="), key, STR_NONE));
	tap_ok(status_of(answer) == 303, "one's own is taken");
	tap_ok(status_of(get(t, "/grant", first)) == 303, "the token of the old grant has ended");
	page = get(t, "/grant", str_z(t->arena, cookie_of(t, answer)));
	tap_ok(status_of(page) == 200 && has(between(page, "class=\"who\"", "</b>"), "领导"),
	       "the new one acts");
}

/* A grant that ends by its date takes its session along at midnight, in the middle of the work. */
static void test_last_day(struct testing *t)
{
	const char *other, *last;

	t->house.set.now_ms = when_of(day_of((struct when){ NOON }), 23, 55).ms;
	last = str_z(t->arena, cookie_of(t, sign_in(t, "lastday", GOOD)));
	other = str_z(t->arena, cookie_of(t, sign_in(t, "zhou", "other-horse-tack")));
	tap_ok(status_of(get(t, "/password", last)) == 200, "on its last day a grant acts");
	t->house.set.now_ms += 10 * 60 * 1000;
	tap_ok(status_of(get(t, "/password", last)) == 303 && status_of(get(t, "/password", other)) == 200,
	       "at midnight its session has ended, and no other");
	tap_ok(status_of(sign_in(t, "lastday", GOOD)) == 422, "and nobody comes in under it");
}

int main(void)
{
	static struct testing t;

	testing_start(&t, people_routes);
	t.house.draw_error = layout_error;
	t.house.draw_page_begin = layout_begin;
	t.house.draw_page_end = layout_end;
	t.house.gate = password_gate_new(t.arena);
	t.house.set.clock_fixed = true;
	t.house.set.now_ms = NOON;
	if (lane_call(t.house.lane, people_fill, t.arena)) {
		printf("Bail out! no accounts\n");
		return 1;
	}
	test_wrong(&t);
	test_waiting(&t);
	test_password(&t);
	test_grant(&t);
	test_last_day(&t);
	testing_stop(&t);
	return tap_done();
}
