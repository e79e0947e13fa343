#include "base/heap.h"

#include <malloc.h>

#define KEPT_BYTES (8 << 20)
#define ALONE_BYTES (1 << 20)   /* larger pieces are the system's at once, always */

void heap_keep(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_MMAP_THRESHOLD, ALONE_BYTES);
}
