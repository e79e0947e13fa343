/* First letters of names, from the table that tools/pinyin.mjs made. */
#include "deputy/deputy.h"

#include "base/text.h"

#define FIRST 0x4E00u
#define LAST  0x9FFFu
#define NAME_BYTES 256

extern const char blob_initials[], blob_initials_end[];

/* How a surname at the beginning of the name is said; *signs: how many it has. */
static struct str surname_letters(struct str name, size_t *bytes)
{
	struct str lines = { blob_initials, (size_t)(blob_initials_end - blob_initials) }, line, best = STR_NONE, sign;

	*bytes = 0;
	(void)str_next(&lines, '\n', &line);             /* the table of single signs */
	while (str_next(&lines, '\n', &line))
		if (str_next(&line, ' ', &sign) && sign.n > *bytes && sign.n < name.n && str_starts(name, sign)) {
			best = line;
			*bytes = sign.n;
		}
	return best;
}

struct str deputy_initials(struct arena *a, struct str name)
{
	struct buf b;
	size_t     bytes;
	struct str head;

	buf_init(&b, a, NAME_BYTES);    /* a letter for each sign of a name */
	head = surname_letters(name, &bytes);
	buf_str(&b, head);
	name = str_part(name, bytes, name.n);
	while (name.n) {
		uint32_t c = utf8_next(&name);

		if (c == 0xFF08 || c == '(')
			break;                   /* a remark behind the name */
		if (c >= 'A' && c <= 'Z')
			buf_char(&b, (char)(c - 'A' + 'a'));
		else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&b, (char)c);
		else if (c >= FIRST && c <= LAST && blob_initials[c - FIRST] != '.')
			buf_char(&b, blob_initials[c - FIRST]);
	}
	return buf_view(&b);
}
