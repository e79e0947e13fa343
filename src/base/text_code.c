#include "base/text.h"

#include "base/banned.h"

/* What people put between the parts of a number, and what telephones copy along with it. */
static bool dropped(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '-' || c == 0xA0 || c == 0xAD ||
	       (c >= 0x2000 && c <= 0x2015) ||          /* blanks, zero width, hyphens, dashes */
	       (c >= 0x202A && c <= 0x202F) || c == 0x2060 || c == 0x2212 || c == 0x3000 ||
	       c == 0xFE58 || c == 0xFE63 || c == 0xFEFF || c == 0xFF0D;
}

struct str text_code(struct arena *a, struct str s)
{
	size_t n = 0;
	char  *p;

	if (!s.p)
		return STR_NONE;
	p = arena_alloc(a, s.n + 1);
	while (s.n) {
		const char *from = s.p;
		uint32_t    c = utf8_next(&s);
		size_t      length = (size_t)(s.p - from);

		if (dropped(c))
			continue;
		if ((c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
		    (c >= 0xFF41 && c <= 0xFF5A)) {
			p[n++] = (char)(c - 0xFEE0);
			continue;
		}
		memcpy(p + n, from, length);
		n += length;
	}
	p[n] = '\0';
	return (struct str){ p, n };
}

/* Three in front and four behind, less of a short number, nothing of a very short one. */
struct str mask_phone(struct arena *a, struct str phone)
{
	size_t     length = utf8_length(phone), front = 0, back = 0;
	struct str head, last;
	char      *p;

	if (length >= 11) {
		front = 3;
		back = 4;
	} else if (length >= 7) {
		back = 2;
	}
	head = utf8_head(phone, front);
	last = str_part(phone, utf8_head(phone, length - back).n, phone.n);
	p = arena_alloc(a, head.n + last.n + length + 1);
	if (head.n)
		memcpy(p, head.p, head.n);
	memset(p + head.n, '*', length - front - back);
	if (last.n)
		memcpy(p + head.n + length - front - back, last.p, last.n);
	p[head.n + last.n + length - front - back] = '\0';
	return (struct str){ p, head.n + last.n + length - front - back };
}

/* Always two stars: how long a name is tells something of it. */
struct str mask_name(struct arena *a, struct str name)
{
	if (name.n == 0)
		return S("");
	return str_join(a, utf8_head(name, 1), S("**"), STR_NONE);
}

bool phone_valid(struct str digits)
{
	size_t area;

	for (size_t i = 0; i < digits.n; i++)
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
	if (digits.n < 10 || digits.n > 12)
		return false;
	if (digits.p[0] == '1')
		return digits.n == 11 && digits.p[1] >= '3';
	if (digits.p[0] != '0' || digits.p[1] == '0')
		return false;
	/* 010 and 02x are short; all other areas have 0 and three digits. */
	if (digits.p[1] == '1' && digits.p[2] != '0')
		return false;
	area = digits.p[1] <= '2' ? 3 : 4;
	return digits.n == area + 7 || digits.n == area + 8;
}
