/* Who may read the figures of the server. */
#include "admin/admin.h"

#include "base/tap.h"

int main(void)
{
	static const struct { const char *address, *allowed; bool open;
	} rows[] = {
		{ "127.0.0.1", "", true },
		{ "127.8.8.8", "", true },
		{ "::1", "", true },
		{ "::ffff:127.0.0.1", "", true },
		{ "10.0.0.7", "", false },
		{ "local", "", false },
		{ "1270.0.0.1", "", false },
		{ "10.0.0.7", "10.0.0.8, 10.0.0.7", true },
		{ "10.0.0.70", "10.0.0.7", false },
		{ "10.0.0.7", "any", true },
		{ "local", "local", true },
		{ "", "", false },
		{ "", ",", false },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(metrics_open_to(str_of(rows[i].address), str_of(rows[i].allowed)) ==
		               rows[i].open,
		       "'%s' when '%s' may", rows[i].address, rows[i].allowed);
	return tap_done();
}
