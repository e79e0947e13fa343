#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/tap.h"

static char   got[8192];
static size_t got_n;
static int    ends[2];

/* What has been written since the last call. */
static const char *line_get(void)
{
	ssize_t n = read(ends[0], got, sizeof(got) - 1);

	got_n = n > 0 ? (size_t)n : 0;
	got[got_n] = '\0';
	return got;
}

/* The line behind its date, which is checked for its shape. */
static const char *line_rest(void)
{
	const char *s = line_get();

	if (got_n < 26 || s[4] != '-' || s[10] != 'T' || memcmp(s + 19, "+08:00 ", 7) != 0)
		return "no date";
	return s + 26;
}

int main(void)
{
	static char long_text[5000];
	int         kept = dup(STDERR_FILENO);

	if (pipe(ends) || dup2(ends[1], STDERR_FILENO) < 0)
		return 1;
	log_warn("lane", "commit failed: %s (%d)", "disk full", 13);
	tap_ok(strcmp(line_rest(), "warn lane: commit failed: disk full (13)\n") == 0, "one line");
	log_info("a", "x\ny\r\x1B[31m\x7F");
	tap_ok(strcmp(line_rest(), "info a: x?y??[31m?\n") == 0, "control characters are replaced");
	log_error("a\nb",
	        "\xC2\x9B" "1\xE2\x80\xAE" "2\xE2\x80\xA8" "3\xE2\x81\xA7" "4\xE9\xBE\x99");
	tap_ok(strcmp(line_rest(), "error a?b: ??1???2???3???4\xE9\xBE\x99\n") == 0,
	       "so are C1, separators and marks of direction, and a room's name is no way in");
	memset(long_text, 'x', sizeof(long_text) - 1);
	log_info("a", "%s", long_text);
	tap_ok(line_get() && got_n == 2048 - 1 && got[got_n - 1] == '\n' && !strchr(got, '?'),
	       "a long line is cut, with its end");
	errno = ENOSPC;
	log_info("a", "x");
	tap_ok(errno == ENOSPC && line_get(), "errno is left alone");
	dup2(ends[0], STDERR_FILENO);    /* cannot be written to */
	log_info("a", "to nobody");
	tap_ok(errno == ENOSPC, "also when the line is lost");
	dup2(ends[1], STDERR_FILENO);
	log_line(LOG_DEBUG, "a", "unseen");
	log_set_level(LOG_ERROR);
	log_warn("a", "unseen");
	log_error("a", "seen");
	tap_ok(strcmp(line_rest(), "error a: seen\n") == 0, "lines below the level are dropped");
	log_set_level(LOG_DEBUG);
	log_line(LOG_DEBUG, "a", "seen");
	tap_ok(strcmp(line_rest(), "debug a: seen\n") == 0, "the level can be lowered");
	dup2(kept, STDERR_FILENO);
	return tap_done();
}
