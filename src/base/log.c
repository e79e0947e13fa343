#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/banned.h"
#include "base/buf.h"
#include "base/time.h"

#define LINE_BYTES 2048

/* The one setting of the process that is not passed down: every room writes lines. */
static _Atomic int lowest = LOG_INFO;

void log_set_level(enum log_level level)
{
	atomic_store(&lowest, (int)level);
}

/*
 * The length of what may not stand in a line: control characters (C1 too, which
 * some terminals obey), line separators, and marks that turn the direction.
 */
static size_t unfit(const unsigned char *p, size_t n)
{
	if (p[0] < 0x20 || p[0] == 0x7F)
		return 1;
	if (p[0] == 0xC2 && n >= 2 && p[1] >= 0x80 && p[1] < 0xA0)
		return 2;
	if (p[0] == 0xE2 && n >= 3 &&
	    ((p[1] == 0x80 && p[2] >= 0xA8 && p[2] <= 0xAE) ||
	     (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9)))
		return 3;
	return 0;
}

static void line_clean(char *p, size_t n)
{
	size_t bad;

	for (size_t i = 0; i < n; i += bad ? bad : 1) {
		bad = unfit((const unsigned char *)p + i, n - i);
		memset(p + i, '?', bad);
	}
}

static void line_write(const char *p, size_t n)
{
	while (n) {
		ssize_t done = write(STDERR_FILENO, p, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;          /* nobody to tell */
		p += done;
		n -= (size_t)done;
	}
}

void log_line(enum log_level level, const char *room, const char *format, ...)
{
	static const char *const words[] = { "debug", "info", "warn", "error" };
	char       line[LINE_BYTES];
	struct buf b = { .p = line, .cap = sizeof(line) - 1, .max = sizeof(line) - 1 };
	int        saved = errno;
	int        length;
	size_t     room_left;
	va_list    ap;

	if ((int)level < atomic_load(&lowest) || (size_t)level >= COUNT(words))
		return;
	when_rfc3339(&b, when_now());
	buf_char(&b, ' ');
	buf_z(&b, words[level]);
	buf_char(&b, ' ');
	buf_z(&b, room);
	buf_lit(&b, ": ");
	room_left = sizeof(line) - 1 - b.n;
	va_start(ap, format);
	length = vsnprintf(line + b.n, room_left, format, ap);
	va_end(ap);
	if (length > 0)
		b.n += (size_t)length < room_left ? (size_t)length : room_left - 1;
	line_clean(line, b.n);
	line[b.n++] = '\n';
	line_write(line, b.n);
	errno = saved;
}
