#include "place/geo.h"

#include "base/buf.h"
#include "base/text.h"

#define TYPED_MAX 32
#define MICRO 1000000
#define DECIMALS_MAX 8                  /* as some maps show them; what is below a millionth is dropped */

bool degree_read(struct arena *a, struct str typed, int64_t *micro)
{
	struct str s = text_fold(a, str_trim(typed));
	int64_t    whole = 0, part = 0, unit = MICRO / 10;
	size_t     i = 0;

	if (s.n == 0 || s.n > TYPED_MAX)
		return false;
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && i < 3; i++)
		whole = whole * 10 + (s.p[i] - '0');
	if (i == 0 || (i < s.n && s.p[i] != '.') || (i + 1 == s.n && s.p[i] == '.'))
		return false;
	for (size_t from = ++i; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i - from >= DECIMALS_MAX)
			return false;
		part += (s.p[i] - '0') * unit;
		unit /= 10;
	}
	*micro = whole * MICRO + part;
	return true;
}

bool degree_north(int64_t micro)
{
	return micro >= 3400000 && micro <= 53700000;
}

bool degree_east(int64_t micro)
{
	return micro >= 73300000 && micro <= 135200000;
}

struct str degree_words(struct arena *a, int64_t micro)
{
	struct buf b;
	struct str s;

	buf_init(&b, a, 64);
	buf_int(&b, micro / MICRO);
	buf_char(&b, '.');
	buf_uint_pad(&b, (uint64_t)(micro % MICRO), 6);
	s = buf_view(&b);
	while (s.p[s.n - 1] == '0' && s.p[s.n - 2] != '.')
		s.n--;
	return s;
}
