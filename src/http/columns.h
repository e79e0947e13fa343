/*
 * columns: what a column of a sheet is called by people.
 *
 * A column without words of its own is headed by its plain name, as JSON shows it.
 */
#ifndef HTTP_COLUMNS_H
#define HTTP_COLUMNS_H

#include "http/req.h"

/* MSG_NONE when the column has no words. */
enum msg column_word(struct str name);

#endif
