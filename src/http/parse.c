#include "http/parse.h"

#include "base/text.h"

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool url_decode(struct arena *a, struct str in, bool plus, struct str *out)
{
	bool   good = true;
	size_t n = 0;
	char  *p;

	if (!memchr(in.p ? in.p : "", '%', in.n) &&
	    !(plus && memchr(in.p ? in.p : "", '+', in.n))) {
		*out = in;
		return true;
	}
	p = arena_alloc(a, in.n);
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if (c == '+' && plus) {
			c = ' ';
		} else if (c == '%') {
			int high = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(in.p[i + 2]) : -1;

			if (low >= 0) {
				c = (char)(high * 16 + low);
				i += 2;
			} else {
				good = false;
			}
		}
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return good;
}

/* Valid UTF-8 with U+FFFD for every byte that is none. */
static struct str utf8_mend(struct arena *a, struct str raw)
{
	struct buf b;

	if (utf8_valid(raw))
		return raw;
	buf_init(&b, a, raw.n * 3 + 1);
	while (raw.n) {
		size_t n = raw.n < 4 ? raw.n : 4;

		/* The shortest valid head; a sequence has at most four bytes. */
		for (size_t take = 1; take <= n; take++) {
			struct str head = { raw.p, take };

			if (utf8_valid(head)) {
				buf_str(&b, head);
				n = take;
				goto next;
			}
		}
		buf_utf8(&b, 0xFFFD);
		n = 1;
next:
		raw.p += n;
		raw.n -= n;
	}
	return buf_view(&b);
}

struct str text_edge(struct arena *a, struct str raw)
{
	struct str s;
	struct buf b;

	if (!raw.p)
		return STR_NONE;
	s = text_clean(a, utf8_mend(a, raw));
	if (!text_has_control(s))
		return s;
	buf_init(&b, a, s.n + 1);
	while (s.n) {
		struct str one = s;

		utf8_next(&s);
		one.n -= s.n;
		if (!text_has_control(one))
			buf_str(&b, one);
	}
	return text_clean(a, buf_view(&b));
}

enum err form_parse(struct arena *a, struct str body, size_t max, struct pair **out, size_t *n)
{
	struct pair *pairs;
	struct str   part;
	size_t       count = body.n > 0;

	*out = NULL;
	*n = 0;
	for (size_t i = 0; i < body.n; i++)
		count += body.p[i] == '&';
	if (count > max)
		return ERR_TOO_LARGE;
	pairs = ARENA_ARRAY(a, struct pair, count ? count : 1);
	while (str_next(&body, '&', &part)) {
		struct pair *one = &pairs[*n];
		size_t       at;

		if (part.n == 0 || *n == count)
			continue;
		if (!str_find(part, S("="), &at))
			at = part.n;
		one->name = (struct str){ part.p, at };
		one->value = at < part.n ? str_part(part, at + 1, part.n) : S("");
		url_decode(a, one->name, true, &one->name);
		url_decode(a, one->value, true, &one->value);
		one->name = text_edge(a, one->name);
		(*n)++;
	}
	*out = pairs;
	return OK;
}

bool path_decode(struct arena *a, struct str raw, struct str *out)
{
	struct str rest, part, path;
	size_t     at;

	if (raw.n == 0 || raw.p[0] != '/')
		return false;
	/* An encoded slash would mean one thing to a proxy's rules and another to our routes. */
	if (str_find(raw, S("%2F"), &at) || str_find(raw, S("%2f"), &at) ||
	    !url_decode(a, raw, false, &path))
		return false;
	if (!utf8_valid(path) || text_has_control(path) || memchr(path.p, '\n', path.n) ||
	    memchr(path.p, '\t', path.n) || memchr(path.p, '\\', path.n))
		return false;
	rest = path;
	while (str_next(&rest, '/', &part))
		if (str_eq(part, S("..")) || str_eq(part, S(".")))
			return false;
	*out = path;
	return true;
}

struct str cookie_find(struct str header, struct str name)
{
	struct str one;

	while (str_next(&header, ';', &one)) {
		size_t at;

		one = str_trim(one);
		if (str_find(one, S("="), &at) && str_eq((struct str){ one.p, at }, name))
			return str_part(one, at + 1, one.n);
	}
	return STR_NONE;
}

/* The weight of "tag;q=0.8" in thousandths; moves tag before its ';'. 0 when it is malformed. */
static int weight_take(struct str *tag)
{
	struct str head, part, rest = *tag;
	int        weight = 1000;

	if (!str_next(&rest, ';', &head))
		return 0;
	*tag = str_trim(head);
	while (str_next(&rest, ';', &part)) {
		int scale = 100;

		part = str_trim(part);
		if (part.n < 3 || (part.p[0] | 0x20) != 'q' || part.p[1] != '=')
			continue;
		if (part.p[2] != '0' && part.p[2] != '1')
			return 0;
		weight = (part.p[2] - '0') * 1000;
		if (part.n > 3 && part.p[3] != '.')
			return 0;
		for (size_t i = 4; i < part.n && scale > 0; i++, scale /= 10) {
			if (part.p[i] < '0' || part.p[i] > '9')
				return 0;
			weight += (part.p[i] - '0') * scale;
		}
	}
	return weight > 1000 ? 1000 : weight;
}

/* True when tag is the language or one of its kinds: "zh", "zh-CN", not "zhx". */
static bool tag_speaks(struct str tag, struct str language)
{
	return tag.n >= language.n && str_eq_nocase((struct str){ tag.p, language.n }, language) &&
	       (tag.n == language.n || tag.p[language.n] == '-');
}

enum lang language_of(struct str header)
{
	static const struct {
		struct str tag;
		enum lang  lang;
	} ours[] = { { { "zh", 2 }, LANG_ZH }, { { "en", 2 }, LANG_EN } };
	enum lang  best = LANG_ZH;
	int        most = 0;
	struct str tag;

	while (str_next(&header, ',', &tag)) {
		int weight = weight_take(&tag);

		if (weight <= most)
			continue;
		for (size_t i = 0; i < COUNT(ours); i++) {
			if (tag_speaks(tag, ours[i].tag)) {
				best = ours[i].lang;
				most = weight;
			}
		}
	}
	return best;
}

bool accept_names(struct str header, struct str type)
{
	struct str tag;

	while (str_next(&header, ',', &tag)) {
		int weight = weight_take(&tag);

		if (weight > 0 && str_eq_nocase(tag, type))
			return true;
	}
	return false;
}
