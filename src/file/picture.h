/*
 * picture: a picture made anew, by a process that can do nothing else.
 *
 * Decoders are where hostile bytes bite, so each picture gets a process of its own:
 * this same program, started anew as `lianxin picture` with two pipes and an empty
 * environment. It gives up everything first (no file, no socket, no other program;
 * 512 MB, five seconds), reads the bytes, decodes, turns the picture the right way
 * up, shrinks it to two sizes and writes two JPEG files that hold nothing but the
 * picture. If it dies, that is a fault of the picture.
 */
#ifndef FILE_PICTURE_H
#define FILE_PICTURE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define PICTURE_LARGE 1600        /* long edge in pixels */
#define PICTURE_SMALL 320
#define PICTURE_OUT_MAX (8 * 1024 * 1024)

struct picture {
	struct str large, small;      /* JPEG */
	int64_t    width, height;     /* of the large one */
};

/* Runs the process and waits for it; ERR_INPUT: cannot be read, ERR_BUSY: no process to be had. */
enum err picture_make(struct arena *a, struct str bytes, struct picture *out) MUST_USE;

/* ---- inside the process ---- */

struct pixels {
	unsigned char *p;             /* RGB */
	size_t         w, h;
};

/* Decodes, at a size of its choice not below least on the long edge if it had that; memory from base_alloc. */
enum err picture_read(struct str bytes, size_t least, struct pixels *out, int *orientation) MUST_USE;

/* Shrunk to the long edge and turned; never made larger. */
void picture_shrink(const struct pixels *in, size_t edge, struct pixels *out);
void picture_turn(struct pixels *in, int orientation);

/* A JPEG of nothing but the pixels; memory from base_alloc. */
enum err picture_write(const struct pixels *in, int quality, struct str *out) MUST_USE;

/* Gives up everything but reading and writing what is open. */
enum err picture_confine(void) MUST_USE;

#endif
