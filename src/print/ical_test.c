/* Folding, hiding and times of iCalendar. */
#include "print/ical.h"

#include "base/tap.h"

static struct buf fresh(struct arena *a)
{
	struct buf b;

	buf_init(&b, a, 64 * 1024);
	return b;
}

/* Every line at most 75 bytes, none beginning or ending inside a character. */
static bool folded_well(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n') {
			size_t next = i + 2 + (i + 2 < s.n && s.p[i + 2] == ' ');

			if (n > 75 || (next < s.n && ((unsigned char)s.p[next] & 0xc0) == 0x80))
				return false;
			n = 0;
			i++;
		} else {
			n++;
		}
	}
	return n == 0;
}

static struct str unfolded(struct arena *a, struct str s)
{
	struct buf b = fresh(a);

	for (size_t i = 0; i < s.n; i++) {
		if (s.n - i > 2 && memcmp(s.p + i, "\r\n ", 3) == 0)
			i += 2;
		else
			buf_char(&b, s.p[i]);
	}
	return buf_view(&b);
}

int main(void)
{
	struct arena *a = arena_new(64 * 1024);
	struct buf    b = fresh(a), long_one = fresh(a);

	ical_text(&b, "SUMMARY", S("a,b;c\\d\ne\rf\x01g\x7fh"));
	tap_ok(str_eq(buf_view(&b), S("SUMMARY:a\\,b\\;c\\\\d\\nefgh\r\n")), "text is hidden, control signs left out");
	b = fresh(a);
	ical_plain(&b, "URL", S("http://h/s/A;B,C\r\nX-BAD:1"));
	tap_ok(str_eq(buf_view(&b), S("URL:http://h/s/A;B,CX-BAD:1\r\n")), "a value cannot begin another line");

	for (size_t shift = 0; shift < 4; shift++) {
		long_one = fresh(a);
		for (size_t i = 0; i < shift; i++)
			buf_char(&long_one, 'x');
		for (int i = 0; i < 200; i++)
			buf_lit(&long_one, "镇😀é,");
		b = fresh(a);
		ical_text(&b, "DESCRIPTION", buf_view(&long_one));
		tap_ok(folded_well(buf_view(&b)), "lines of 75 bytes, never inside a character");
		tap_ok(str_starts(unfolded(a, buf_view(&b)), S("DESCRIPTION:")) &&
		       unfolded(a, buf_view(&b)).n == 12 + long_one.n + 200 + 2, "unfolded it is whole");
	}
	b = fresh(a);
	ical_text(&b, "X", (struct str){ "ab\xe9", 3 });
	tap_ok(b.n > 4 && folded_well(buf_view(&b)), "a character that is cut off does not lead past the end");

	b = fresh(a);
	ical_when(&b, "DTSTAMP", (struct when){ INT64_C(1796859906000) });
	tap_ok(str_eq(buf_view(&b), S("DTSTAMP:20261209T234506Z\r\n")), "a moment in UTC");
	b = fresh(a);
	ical_local(&b, "DTSTART", day_make(2026, 12, 10), 9 * 60 + 5);
	tap_ok(str_eq(buf_view(&b), S("DTSTART;TZID=Asia/Shanghai:20261210T090500\r\n")), "an hour of a day");
	arena_free(a);
	return tap_done();
}
