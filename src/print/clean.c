/* What of a text goes onto paper. */
#include "print/paper.h"

#include <glib.h>

#include "base/text.h"

#define MARKS_MAX 2             /* signs above and below one letter */

static bool is_mark(GUnicodeType type)
{
	return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
	       type == G_UNICODE_SPACING_MARK;
}

/* A blank for what separates, nothing for what has no shape of its own, else the sign itself. */
static uint32_t printed(uint32_t c, GUnicodeType type)
{
	switch (type) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
	case G_UNICODE_SPACE_SEPARATOR:
		return ' ';
	case G_UNICODE_FORMAT:
	case G_UNICODE_SURROGATE:
	case G_UNICODE_PRIVATE_USE:
	case G_UNICODE_UNASSIGNED:
		return 0;
	default:
		/* Pictures and variants of them; rare Chinese characters lie in planes 2 and 3. */
		return (c >= 0x1f000 && c < 0x20000) || (c >= 0xfe00 && c <= 0xfe0f) || c >= 0xe0000 ? 0 : c;
	}
}

struct str paper_clean(struct arena *a, struct str text)
{
	struct buf b;
	size_t     n = 0, marks = 0;
	bool       blank = true;        /* none at the start, one between words */

	buf_init(&b, a, PAPER_TEXT * 4 + 8);
	while (text.n && n < PAPER_TEXT) {
		uint32_t     c = utf8_next(&text);
		GUnicodeType type = g_unichar_type(c);

		marks = is_mark(type) ? marks + 1 : 0;
		c = printed(c, type);
		if (!c || marks > MARKS_MAX || (c == ' ' && blank))
			continue;
		blank = c == ' ';
		buf_utf8(&b, c);
		n++;
	}
	if (text.n)
		buf_lit(&b, "…");
	return str_trim(buf_view(&b));
}
