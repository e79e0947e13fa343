/*
 * ical: iCalendar text (RFC 5545), written by hand because it is four rules:
 * lines end in CRLF, a line has at most 75 bytes and goes on behind a blank in
 * the next one, never inside a character, and text hides , ; \ and newlines.
 * Moments are UTC; hours of a day are told in China's one time zone, whose table
 * is ical_zone(). Ends up in the caller's buf, whose limit is the only one.
 */
#ifndef PRINT_ICAL_H
#define PRINT_ICAL_H

#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"

/* "NAME:value" with the text hidden as it must be. */
void ical_text(struct buf *b, const char *name, struct str value);

/* The same for a value that is no text: an address, a number. Control signs are left out. */
void ical_plain(struct buf *b, const char *name, struct str value);

/* The time zone that ical_local() names. */
void ical_zone(struct buf *b);

/* "NAME;TZID=Asia/Shanghai:20261210T090000", of a day and minutes since its midnight. */
void ical_local(struct buf *b, const char *name, struct day d, int64_t minute);

/* "NAME:20261210T010000Z" */
void ical_when(struct buf *b, const char *name, struct when w);

#endif
