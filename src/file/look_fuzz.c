/* The header of any file: a picture that is taken has a size within the limits. */
#include <stdint.h>

#include "file/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str  s = { (const char *)data, size };
	struct look l = file_look(s);
	int         turn = exif_orientation(s);

	if (turn < 1 || turn > 8)
		abort();
	if (!l.fault && (l.kind < FILE_KIND_PICTURE || l.kind > FILE_KIND_DOCUMENT || l.format < FILE_FORMAT_JPEG))
		abort();
	if (!l.fault && l.kind == FILE_KIND_PICTURE &&
	    (l.width < 1 || l.height < 1 || l.width > PICTURE_EDGE_MAX || l.width * l.height > PICTURE_PIXELS_MAX))
		abort();
	return 0;
}
