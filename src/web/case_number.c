/* The case number people see: county, two digits of the year, a serial of at least six digits. */
#include "web/page.h"

#include "base/text.h"

#define SERIALS 100000000        /* id = year * 10^8 + serial */

struct str case_number(struct arena *a, county_code county, case_id id)
{
	struct buf b;

	buf_init(&b, a, 32);
	buf_uint_pad(&b, (uint64_t)county.v, 6);
	buf_char(&b, '-');
	buf_uint_pad(&b, (uint64_t)(id.v / SERIALS), 2);
	buf_char(&b, '-');
	buf_uint_pad(&b, (uint64_t)(id.v % SERIALS), 6);
	return buf_view(&b);
}

bool case_number_read(struct arena *a, struct str typed_text, county_code *county, case_id *id)
{
	struct str s;
	int64_t    place, year, serial;

	if (!typed_text.p || typed_text.n > 100)
		return false;
	s = text_code(a, typed_text);
	if (s.n < 14 || s.n > 16 || !str_number(str_part(s, 0, 6), 999999, &place) ||
	    !str_number(str_part(s, 6, 2), 99, &year) ||
	    !str_number(str_part(s, 8, s.n), SERIALS - 1, &serial) || place == 0 || serial == 0)
		return false;
	/* One number, one spelling: a longer serial does not begin with zero. */
	if (s.n > 14 && s.p[8] == '0')
		return false;
	county->v = place;
	id->v = year * SERIALS + serial;
	return true;
}
