/*
 * log: one line per event on standard error, for journald or a file.
 *
 * "2026-11-22T08:00:00+08:00 warn lane: commit failed: disk full (13)".
 * Control characters in values are replaced, so a line cannot be forged.
 * Personal data never goes to the log.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below level are dropped; the default is LOG_INFO. */
void log_set_level(enum log_level level);

/* One line; what does not fit in 2047 bytes is cut. The room is one word. */
void log_line(enum log_level level, const char *room, const char *format, ...) PRINTF_LIKE(3, 4);

#define log_info(room, ...) log_line(LOG_INFO, room, __VA_ARGS__)
#define log_warn(room, ...) log_line(LOG_WARN, room, __VA_ARGS__)
#define log_error(room, ...) log_line(LOG_ERROR, room, __VA_ARGS__)

#endif
