#include "print/ical.h"

#define LINE_MAX_BYTES 75

/* A line being written: how many bytes stand in it since the last fold. */
struct folded {
	struct buf *b;
	size_t      n;
};

/* One character, all its bytes in one line. */
static void fold_put(struct folded *f, const char *p, size_t n)
{
	if (f->n + n > LINE_MAX_BYTES) {
		buf_lit(f->b, "\r\n ");
		f->n = 1;
	}
	buf_put(f->b, p, n);
	f->n += n;
}

/* Bytes of the character that begins with c; 1 for what cannot begin one. */
static size_t sign_bytes(unsigned char c)
{
	return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 1;
}

static void value_put(struct folded *f, struct str s, bool text)
{
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		size_t        n = sign_bytes(c);

		if (n > s.n - i)
			n = s.n - i;
		if (text && c == '\n')
			fold_put(f, "\\n", 2);
		else if (text && (c == ',' || c == ';' || c == '\\'))
			fold_put(f, (const char[]){ '\\', (char)c }, 2);
		else if (c >= 0x20 && c != 0x7f)
			fold_put(f, s.p + i, n);
		i += n;
	}
	buf_lit(f->b, "\r\n");
}

static void line_put(struct buf *b, const char *name, struct str value, bool text)
{
	struct folded f = { b, 0 };

	for (; *name; name++)
		fold_put(&f, name, 1);
	fold_put(&f, ":", 1);
	value_put(&f, value, text);
}

void ical_text(struct buf *b, const char *name, struct str value)
{
	line_put(b, name, value, true);
}

void ical_plain(struct buf *b, const char *name, struct str value)
{
	line_put(b, name, value, false);
}

static void clock_put(struct buf *b, struct day d, int64_t second)
{
	struct ymd t = day_split(d);

	buf_uint_pad(b, (uint64_t)t.year, 4);
	buf_uint_pad(b, (uint64_t)t.month, 2);
	buf_uint_pad(b, (uint64_t)t.day, 2);
	buf_char(b, 'T');
	buf_uint_pad(b, (uint64_t)(second / 3600), 2);
	buf_uint_pad(b, (uint64_t)(second / 60 % 60), 2);
	buf_uint_pad(b, (uint64_t)(second % 60), 2);
}

void ical_when(struct buf *b, const char *name, struct when w)
{
	int64_t s = w.ms / 1000;

	buf_z(b, name);
	buf_char(b, ':');
	clock_put(b, (struct day){ s / 86400 }, s % 86400);
	buf_lit(b, "Z\r\n");
}

void ical_local(struct buf *b, const char *name, struct day d, int64_t minute)
{
	buf_z(b, name);
	buf_lit(b, ";TZID=Asia/Shanghai:");
	clock_put(b, d, minute * 60);
	buf_lit(b, "\r\n");
}

/* One time all over the country, without summer time since 1991. */
void ical_zone(struct buf *b)
{
	buf_lit(b, "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19910915T000000\r\n"
	           "TZOFFSETFROM:+0800\r\nTZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n");
}
