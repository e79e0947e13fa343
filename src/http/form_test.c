/* Posted fields into a struct: every kind, every fault. */
#include "http/form.h"

#include "base/tap.h"
#include "http/inside.h"
#include "http/parse.h"

struct all {
	struct str     line, text, phone, code;
	int64_t        number, choice, term;
	bool           check;
	struct day     date;
	struct numbers list;
};

static const struct field fields[] = {
	FIELD(all, line, LINE, 4, OPTIONAL),
	FIELD(all, text, TEXT, 8, OPTIONAL),
	FIELD(all, phone, PHONE, 0, OPTIONAL),
	FIELD(all, code, CODE, 8, OPTIONAL),
	FIELD(all, number, NUMBER, 500, OPTIONAL),
	FIELD_CHOICE(all, choice, channel, CHANNEL_COUNT, OPTIONAL),
	FIELD(all, term, TERM, 0, OPTIONAL),
	FIELD(all, check, CHECK, 0, OPTIONAL),
	FIELD(all, date, DATE, 0, OPTIONAL),
	FIELD(all, list, NUMBERS, 0, OPTIONAL),
};

static struct exchange x;

static enum err read_into(struct arena *a, const char *body, struct all *f)
{
	struct pair *posted;

	x.req.arena = a;
	x.req.n_faults = 0;
	if (form_parse(a, str_of(body), FORM_PAIRS, &posted, &x.req.n_posted))
		return ERR_FAULT;
	x.req.posted = posted;
	memset(f, 0xAA, sizeof(*f));
	return req_form(&x.req, fields, COUNT(fields), f);
}

static void good_test(struct arena *a)
{
	struct all f;

	tap_ok(read_into(a, "", &f) == OK && f.line.p && f.line.n == 0 && f.number == 0 && !f.check && f.list.n == 0,
	       "an empty form is empty, never unset");
	tap_ok(read_into(a, "line=+%E4%B8%89+&text=a%0D%0Ab", &f) == OK && str_eq(f.line, S("三")) &&
	       str_eq(f.text, S("a\nb")), "text is trimmed and its lines are ours");
	tap_ok(read_into(a, "phone=138%200013-8000&code=ab-2%EF%BC%93", &f) == OK &&
	       str_eq(f.phone, S("13800138000")) && str_eq(f.code, S("AB23")), "phones and codes as typed");
	tap_ok(read_into(a, "number=%EF%BC%91%EF%BC%92&choice=walk_in&term=77&check=on", &f) == OK && f.number == 12 &&
	       f.choice == CHANNEL_WALK_IN && f.term == 77 && f.check, "full-width digits, an enum by its name");
	tap_ok(read_into(a, "date=2027-03-10", &f) == OK && f.date.n == day_make(2027, 3, 10).n, "a day");
	tap_ok(read_into(a, "date=20270310", &f) == OK && f.date.n == day_make(2027, 3, 10).n, "a day in one word");
	tap_ok(read_into(a, "list=1&list=2&list=&list=3", &f) == OK && f.list.n == 3 && f.list.v[2] == 3, "a list");
	tap_ok(read_into(a, "other=1&line=a", &f) == OK, "fields of no table are nobody's");
}

static void fault_test(struct arena *a)
{
	static const struct {
		const char *body, *field;
		enum msg    what;
	} rows[] = {
		{ "line=%E4%B8%80%E4%BA%8C%E4%B8%89%E5%9B%9B%E4%BA%94", "line", MSG_fault_long },
		{ "line=a%0Ab", "line", MSG_fault_line },
		{ "line=a&line=b", "line", MSG_fault_twice },
		{ "text=%ff", "text", MSG_fault_utf8 },
		{ "text=%c0%af", "text", MSG_fault_utf8 },
		{ "text=a%00b", "text", MSG_fault_control },
		{ "text=a%1bb", "text", MSG_fault_control },
		{ "text=%E2%80%AEa", "text", MSG_fault_control },
		{ "text=123456789", "text", MSG_fault_long },
		{ "phone=12345", "phone", MSG_fault_phone },
		{ "phone=23800138000", "phone", MSG_fault_phone },
		{ "code=ABCDEFGHI", "code", MSG_fault_code },
		{ "code=A%3CB", "code", MSG_fault_code },
		{ "number=501", "number", MSG_fault_number },
		{ "number=1e3", "number", MSG_fault_number },
		{ "number=99999999999999999999", "number", MSG_fault_number },
		{ "choice=WALK_IN", "choice", MSG_fault_choice },
		{ "choice=99", "choice", MSG_fault_choice },
		{ "term=x", "term", MSG_fault_choice },
		{ "date=2027-02-29", "date", MSG_fault_date },
		{ "date=tomorrow", "date", MSG_fault_date },
		{ "list=1&list=x", "list", MSG_fault_choice },
		{ "list=1&list=2&list=3&list=4&list=5&list=6&list=7&list=8&list=9&list=10&list=11&list=12&list=13"
		  "&list=14&list=15&list=16&list=17", "list", MSG_fault_many },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct all                f;
		enum err                  e = read_into(a, rows[i].body, &f);
		const struct field_fault *fault = field_fault_of(&x.req, rows[i].field);

		tap_ok(e == ERR_INPUT && x.req.n_faults == 1 && fault && fault->what == rows[i].what,
		       "a fault: %s", rows[i].body);
	}
}

static void needed_test(struct arena *a)
{
	struct field needed[COUNT(fields)];
	struct pair *posted;
	struct all   f;

	memcpy(needed, fields, sizeof(needed));
	for (size_t i = 0; i < COUNT(needed); i++)
		needed[i].flags = NEEDED;
	x.req.n_faults = 0;
	if (form_parse(a, S("line=+&list="), FORM_PAIRS, &posted, &x.req.n_posted))
		return;
	x.req.posted = posted;
	tap_ok(req_form(&x.req, needed, COUNT(needed), &f) == ERR_INPUT && x.req.n_faults == COUNT(needed),
	       "everything that is needed is asked for at once");
	tap_ok(str_eq(req_posted(&x.req, "line"), S("")) && !req_posted(&x.req, "none").p, "what was typed stays");
}

int main(void)
{
	struct arena *a = arena_new(4096);

	good_test(a);
	fault_test(a);
	needed_test(a);
	arena_free(a);
	return tap_done();
}
