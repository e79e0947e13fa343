/*
 * plan: what to ask a folder for, as files of paths, one a line.
 *
 *   stations.txt   pages of stations          cases.txt    pages of cases, by their tokens
 *   lists.txt      the staff list after random cases       words.txt   searches of two characters
 *   published.txt  4,000 published cases, for everybody
 *   public.txt     the front, the public list and station pages together
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "base/arena.h"

/* 0, or 1 after a line on standard error. */
int plan_write(const char *dir, const char *out, struct arena *a);

#endif
