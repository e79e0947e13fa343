/*
 * look_office: which office document a container is.
 *
 * Two containers are opened far enough to read the names in them: ZIP (docx, xlsx,
 * pptx, ofd), by its central directory alone, and Microsoft's compound file (doc,
 * xls), by its directory entries. Nothing is unpacked. A ZIP with macros in it is
 * refused, and so is any other ZIP.
 */
#ifndef FILE_LOOK_OFFICE_H
#define FILE_LOOK_OFFICE_H

#include "file/look.h"

/* A file that begins like a ZIP; and one that begins like a compound file. */
struct look zip_look(struct str bytes);
struct look compound_look(struct str bytes);

#endif
