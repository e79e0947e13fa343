/*
 * admin: what the people who run the program look at.
 *
 * /healthz and /metrics for machines, the audit for the auditor, the settings
 * for the system administrator. Nothing here changes anything.
 */
#ifndef ADMIN_ADMIN_H
#define ADMIN_ADMIN_H

#include "http/route.h"

/* In the table `setting`: who may read /metrics besides this machine, comma between, or "any". */
#define SETTING_METRICS "metrics.addresses"

/* Audit rows looked at for one page: a filter that meets nothing must not walk through years. */
#define AUDIT_WINDOW 20000

extern const struct route admin_routes[];

/* May this address read /metrics? `allowed` is the setting, "" for none. */
bool metrics_open_to(struct str address, struct str allowed);

#endif
