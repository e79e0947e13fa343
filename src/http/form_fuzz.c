/* Form bodies and query texts: what comes out is text, and a form that is taken keeps its limits. */
#include <stdint.h>

#include "base/text.h"
#include "http/form.h"
#include "http/inside.h"
#include "http/parse.h"

struct all {
	struct str     line, text, phone, code;
	int64_t        number, choice;
	struct day     date;
	struct numbers list;
};

static const struct field fields[] = {
	FIELD(all, line, LINE, 10, OPTIONAL),
	FIELD(all, text, TEXT, 2000, OPTIONAL),
	FIELD(all, phone, PHONE, 0, OPTIONAL),
	FIELD(all, code, CODE, 8, OPTIONAL),
	FIELD(all, number, NUMBER, 500, OPTIONAL),
	FIELD_CHOICE(all, choice, channel, CHANNEL_COUNT, OPTIONAL),
	FIELD(all, date, DATE, 0, OPTIONAL),
	FIELD(all, list, NUMBERS, 0, OPTIONAL),
};

static void promise(bool kept)
{
	if (!kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct exchange x;
	struct arena          *a = arena_new(4096);
	struct pair           *posted;
	struct all             f;
	size_t                 n;

	memset(&x, 0, sizeof(x));
	if (form_parse(a, (struct str){ (const char *)data, size }, FORM_PAIRS, &posted, &n) == OK) {
		x.req.arena = a;
		x.req.posted = posted;
		x.req.n_posted = n;
		promise(n <= FORM_PAIRS);
		for (size_t i = 0; i < n; i++) {
			struct str shown = text_edge(a, posted[i].value);

			promise(utf8_valid(posted[i].name) && posted[i].value.n <= size);
			promise(utf8_valid(shown) && !text_has_control(shown));
		}
		if (req_form(&x.req, fields, COUNT(fields), &f) == OK) {
			promise(utf8_valid(f.line) && utf8_length(f.line) <= 10 && !memchr(f.line.p, '\n', f.line.n));
			promise(utf8_valid(f.text) && utf8_length(f.text) <= 2000 && !text_has_control(f.text));
			promise(f.phone.n == 0 || phone_valid(f.phone));
			promise(f.code.n <= 8 && f.number >= 0 && f.number <= 500);
			promise(f.choice >= 0 && f.choice < CHANNEL_COUNT && f.list.n <= 16);
		} else {
			promise(x.req.n_faults > 0);
		}
	}
	arena_free(a);
	return 0;
}
