/*
 * tap: what a unit test prints, for prove.
 *
 * Only for *_test.c programs: the counters are static in the including file.
 */
#ifndef BASE_TAP_H
#define BASE_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_run, tap_failed;

/* One test: prints ok or not ok with its name and where it stands. */
#define tap_ok(cond, ...) tap_result((cond), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((format(printf, 4, 5), unused))
static bool tap_result(bool good, const char *file, int line, const char *format, ...)
{
	va_list ap;

	tap_run++;
	printf("%sok %d - ", good ? "" : "not ", tap_run);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	printf("\n");
	if (!good) {
		tap_failed++;
		printf("#   at %s:%d\n", file, line);
	}
	fflush(stdout);
	return good;
}

/* The plan, at the end, and the exit status of the program. */
__attribute__((unused))
static int tap_done(void)
{
	printf("1..%d\n", tap_run);
	return tap_failed != 0;
}

#endif
