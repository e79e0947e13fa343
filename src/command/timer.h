/*
 * timer: work that nobody asks for: answered cases whose rating window has
 * passed, form keys past their seven days, ended sessions, wrong tries older
 * than a day. A thread of its own that goes from tenant to tenant and puts one
 * small closure at a time into the lane. Of many copies only one is at a chore of a
 * tenant at any moment.
 */
#ifndef COMMAND_TIMER_H
#define COMMAND_TIMER_H

#include "http/house.h"

struct timer;

/* Runs a round at once and then every minute. */
enum err timer_start(const struct house *house, struct arena *a, struct timer **out) MUST_USE;

/* Ends after the closure that runs; before lane_stop(). */
void timer_stop(struct timer *t);

#endif
