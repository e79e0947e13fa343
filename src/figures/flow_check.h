/*
 * flow_check: flow made anew from all cases and compared with what stands there.
 *
 * Cases, timelines and ratings pass by in streams and are added up in a table
 * in the arena, 48 bytes for each row that flow has (and up to four times that
 * while it grows); neither time nor memory goes into sorting millions of rows.
 */
#ifndef FIGURES_FLOW_CHECK_H
#define FIGURES_FLOW_CHECK_H

#include "db/check.h"

/* A db_check: at most 100 differences are told, all are counted. */
enum err flow_check(struct db *db, struct arena *a, struct buf *report, int64_t *differences) MUST_USE;

#endif
