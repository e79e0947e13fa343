#include "play_words.h"

#include "base/buf.h"
#include "base/time.h"
#include "people/totp.h"

#include <liboath/oath.h>

#define TEXT_MAX (4 * 1024 * 1024)
#define DAY_MS   INT64_C(86400000)

bool names_put(struct names *names, struct arena *a, struct str name, struct str value)
{
	if (names->n == NAMES_MAX)
		return false;
	names->v[names->n].name = str_copy(a, name);
	names->v[names->n++].value = str_copy(a, value);
	return true;
}

/* "字*2001" */
static bool repeated_put(struct buf *b, struct str name)
{
	size_t  at;
	int64_t n;

	if (!str_find(name, S("*"), &at) || at == 0 ||
	    !str_number(str_part(name, at + 1, name.n), TEXT_MAX, &n))
		return false;
	while (n-- > 0)
		buf_str(b, str_part(name, 0, at));
	return true;
}

/* "now+30d" */
static bool clock_put(struct buf *b, struct str name)
{
	int64_t days;

	if (!str_starts(name, S("now+")) || !str_ends(name, S("d")) ||
	    !str_number(str_part(name, 4, name.n - 5), 100000, &days))
		return false;
	buf_int(b, when_now().ms + days * DAY_MS);
	return true;
}

static struct str named(const struct names *names, struct str name)
{
	for (size_t i = names->n; i-- > 0;)
		if (str_eq(names->v[i].name, name))
			return names->v[i].value;
	return STR_NONE;
}

/* "totp:secret", "totp:secret+1", "totp:secret-1" */
static bool totp_put(struct buf *b, const struct names *names, struct str name)
{
	struct str letters, clock = named(names, S(PLAY_CLOCK));
	int64_t    now, step = 0;
	size_t     at, n = 0;
	char      *secret = NULL, code[TOTP_DIGITS + 1];
	bool       good;

	if (!str_starts(name, S("totp:")))
		return false;
	name = str_part(name, 5, name.n);
	if (str_find(name, S("+"), &at) || str_find(name, S("-"), &at)) {
		if (!str_number(str_part(name, at + 1, name.n), 1000, &step))
			return false;
		step = name.p[at] == '-' ? -step : step;
		name = str_part(name, 0, at);
	}
	letters = named(names, name);
	if (!letters.p || oath_base32_decode(letters.p, letters.n, &secret, &n) != OATH_OK)
		return false;
	if (!clock.p || !str_number(clock, INT64_MAX, &now))
		now = when_now().ms;
	good = n == TOTP_SECRET &&
	       totp_code((unsigned char *)secret, totp_step_of((struct when){ now }) + step, code);
	base_free(secret);
	if (good)
		buf_z(b, code);
	return good;
}

static bool named_put(struct buf *b, const struct names *names, struct str name)
{
	struct str value = named(names, name);

	if (value.p)
		buf_str(b, value);
	return value.p || repeated_put(b, name) || clock_put(b, name) || totp_put(b, names, name);
}

static struct str expand(struct arena *a, const struct names *names, struct str s, struct str *unknown)
{
	struct buf b;
	size_t     at, end;

	if (!str_find(s, S("${"), &at))
		return s;
	buf_init(&b, a, TEXT_MAX);
	while (str_find(s, S("${"), &at) && str_find(str_part(s, at, s.n), S("}"), &end)) {
		struct str name = str_part(s, at + 2, end - 2);

		buf_str(&b, str_part(s, 0, at));
		if (!named_put(&b, names, name) && !unknown->p)
			*unknown = name;
		s = str_part(s, at + end + 1, s.n);
	}
	buf_str(&b, s);
	return buf_view(&b);
}

size_t words_split(struct arena *a, const struct names *names, struct str line, struct word *words,
                   struct str *unknown)
{
	size_t n = 0, at = 0;

	*unknown = STR_NONE;
	while (at < line.n && n < WORDS_MAX) {
		struct buf b;
		bool       quoted = false;

		while (at < line.n && (line.p[at] == ' ' || line.p[at] == '\t'))
			at++;
		if (at == line.n || line.p[at] == '#')
			break;
		buf_init(&b, a, line.n + 1);
		words[n].quoted = line.p[at] == '"';
		for (; at < line.n && (quoted || (line.p[at] != ' ' && line.p[at] != '\t')); at++) {
			char c = line.p[at];

			if (c == '\\' && quoted && at + 1 < line.n) {
				c = line.p[++at];
				buf_char(&b, c == 'n' ? '\n' : c);
			} else if (c == '"') {
				quoted = !quoted;
			} else {
				buf_char(&b, c);
			}
		}
		words[n++].s = expand(a, names, buf_view(&b), unknown);
	}
	return n;
}
