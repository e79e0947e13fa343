/* row: what the test's template shows. */
#ifndef CASES_ROW_H
#define CASES_ROW_H

#include "base/str.h"

struct row { struct str title; };

#endif
