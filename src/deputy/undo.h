/*
 * undo: what an import keeps of those it changes, so that it can be taken back.
 */
#ifndef DEPUTY_UNDO_H
#define DEPUTY_UNDO_H

#include "deputy/record.h"

/* True when both records say the same, seats and contact too. */
bool record_same(const struct deputy_record *a, const struct deputy_record *b);

/* The record as rows of a table, sealed. */
struct str undo_note(const struct deputy_desk *d, const struct gazetteer *g, const struct deputy_record *old);

/* The record again: what it held then, over what is stored now. */
enum err undo_read(const struct deputy_desk *d, const struct gazetteer *g, struct str note, struct deputy_record *now) MUST_USE;

#endif
