/*
 * look: what a file is, by its bytes.
 *
 * A short list of what is taken, each by its own signature and a strict look at
 * its frame; the sender's name and type say nothing. A table of our own and not
 * libmagic: ten kinds are asked for, hundreds would be parsed, and this runs on
 * hostile bytes inside the server (docs/decisions/0002-files.md). For pictures the
 * header gives the size before anything is decoded, so a bomb costs microseconds.
 * Pure, without memory; fuzz target look_fuzz.c.
 */
#ifndef FILE_LOOK_H
#define FILE_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#include "types.h"

#define FILE_BYTES_MAX (20 * 1024 * 1024)
#define PICTURE_PIXELS_MAX 40000000      /* what no phone exceeds by much; 160 MB decoded */
#define PICTURE_EDGE_MAX 30000

enum picture_code { PICTURE_JPEG = 1, PICTURE_PNG, PICTURE_WEBP };

/* Why a file is not taken. */
enum look_fault {
	LOOK_FINE, LOOK_EMPTY, LOOK_LARGE, LOOK_UNKNOWN, LOOK_HEIC, LOOK_MOVING, LOOK_PIXELS,
	LOOK_BROKEN, LOOK_MACROS, LOOK_FAULTS
};

struct look {
	enum look_fault   fault;
	enum file_kind    kind;
	enum file_format  format;       /* of what will be stored: a picture becomes a JPEG */
	enum picture_code code;
	int64_t           width, height;
};

/* What these bytes are, or why they are not taken. */
struct look file_look(struct str bytes);

/* The orientation (1..8) in an EXIF block, "Exif\0\0" left out; 1 when it says none. */
int exif_orientation(struct str exif);

#endif
