/*
 * hostile_test: pictures to hurt, made in memory.
 *
 * Four corners in four colours, so that the right way up can be seen; helpers that put
 * things where they do not belong. Static in the including test.
 */
#ifndef FILE_HOSTILE_TEST_H
#define FILE_HOSTILE_TEST_H

#include <png.h>
#include <setjmp.h>
#include <webp/encode.h>

#include "base/buf.h"
#include "file/picture.h"

#define WIDE 64
#define HIGH 48
#define CANARY "CANARY-25.1234N"

/* Red and green above, blue and white below. */
static struct pixels corners(void)
{
	struct pixels p = { base_alloc(WIDE * HIGH * 3), WIDE, HIGH };

	for (size_t y = 0; y < HIGH; y++) {
		for (size_t x = 0; x < WIDE; x++) {
			unsigned char *at = p.p + (y * WIDE + x) * 3;
			bool           right = x >= WIDE / 2, low = y >= HIGH / 2;

			at[0] = right == low ? 255 : 0;
			at[1] = right ? 255 : 0;
			at[2] = low ? 255 : 0;
		}
	}
	return p;
}

static struct str jpeg_made(struct arena *a)
{
	struct pixels p = corners();
	struct str    s = STR_NONE, copy;

	if (picture_write(&p, 95, &s))
		exit(2);
	base_free(p.p);
	copy = str_copy(a, s);
	base_free((void *)(uintptr_t)s.p);
	return copy;
}

static void png_add(png_structp png, png_bytep data, png_size_t n)
{
	buf_put(png_get_io_ptr(png), (const char *)data, n);
}

static void png_end(png_structp png)
{
	(void)png;
}

/* kind: RGB, gray with alpha, or 16 bits of RGBA; laced or not. */
static struct str png_made(struct arena *a, int colour, int depth, bool laced)
{
	struct pixels p = corners();
	struct buf    b;
	png_structp   png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop     info = png_create_info_struct(png);
	size_t        each = (size_t)(colour == PNG_COLOR_TYPE_RGB ? 3 : colour == PNG_COLOR_TYPE_RGBA ? 4 : 2) * (size_t)depth / 8;
	unsigned char *rows = base_alloc(WIDE * HIGH * each);
	png_bytep     row[HIGH];

	for (size_t i = 0; i < WIDE * HIGH; i++)
		for (size_t k = 0; k < each; k++)
			rows[i * each + k] = depth == 16 ? (k / 2 < 3 ? p.p[i * 3 + k / 2] : 255) :
			                     each == 2 ? (k ? 255 : p.p[i * 3]) : p.p[i * 3 + k];
	for (size_t y = 0; y < HIGH; y++)
		row[y] = rows + y * WIDE * each;
	buf_init(&b, a, 1 << 20);
	png_set_write_fn(png, &b, png_add, png_end);
	png_set_IHDR(png, info, WIDE, HIGH, depth, colour, laced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
	             PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	png_write_image(png, row);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	base_free(rows);
	base_free(p.p);
	return buf_view(&b);
}

static struct str webp_made(struct arena *a, bool lossless)
{
	struct pixels p = corners();
	uint8_t      *out = NULL;
	size_t        n = lossless ? WebPEncodeLosslessRGB(p.p, WIDE, HIGH, WIDE * 3, &out)
	                           : WebPEncodeRGB(p.p, WIDE, HIGH, WIDE * 3, 95, &out);
	struct str    s = str_copy(a, (struct str){ (const char *)out, n });

	WebPFree(out);
	base_free(p.p);
	return s;
}

/* ---- putting things in ---- */

static void big32_put(struct buf *b, uint32_t v)
{
	char c[4] = { (char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v };

	buf_put(b, c, 4);
}

/* A segment right behind the start of a JPEG. */
static struct str with_segment(struct arena *a, struct str jpeg, unsigned marker, struct str data)
{
	struct buf b;
	char       head[4] = { (char)0xFF, (char)marker, (char)((data.n + 2) >> 8), (char)(data.n + 2) };

	buf_init(&b, a, 1 << 20);
	buf_str(&b, str_part(jpeg, 0, 2));
	buf_put(&b, head, 4);
	buf_str(&b, data);
	buf_str(&b, str_part(jpeg, 2, jpeg.n));
	return buf_view(&b);
}

static uint32_t crc_of(struct str s)
{
	uint32_t c = 0xFFFFFFFF;

	for (size_t i = 0; i < s.n; i++) {
		c ^= (unsigned char)s.p[i];
		for (int k = 0; k < 8; k++)
			c = c & 1 ? c >> 1 ^ 0xEDB88320 : c >> 1;
	}
	return ~c;
}

/* A chunk behind the header of a PNG. */
static struct str with_chunk(struct arena *a, struct str png, const char *kind, struct str data)
{
	struct buf b, c;

	buf_init(&c, a, 1 << 20);
	buf_z(&c, kind);
	buf_str(&c, data);
	buf_init(&b, a, 1 << 20);
	buf_str(&b, str_part(png, 0, 33));
	big32_put(&b, (uint32_t)data.n);
	buf_str(&b, buf_view(&c));
	big32_put(&b, crc_of(buf_view(&c)));
	buf_str(&b, str_part(png, 33, png.n));
	return buf_view(&b);
}

static void small32_put(struct buf *b, uint32_t v)
{
	char c[4] = { (char)v, (char)(v >> 8), (char)(v >> 16), (char)(v >> 24) };

	buf_put(b, c, 4);
}

/* A WebP in the extended form with one chunk more; flags: 8 EXIF, 4 XMP, 32 ICC, 2 animation. */
static struct str with_riff(struct arena *a, struct str webp, unsigned flags, const char *kind, struct str data)
{
	struct str image = str_part(webp, 12, webp.n);
	struct buf b;
	char       size[6] = { WIDE - 1, 0, 0, HIGH - 1, 0, 0 };

	buf_init(&b, a, 1 << 20);
	buf_lit(&b, "RIFF");
	small32_put(&b, (uint32_t)(4 + 18 + image.n + 8 + data.n + (data.n & 1)));
	buf_lit(&b, "WEBPVP8X");
	small32_put(&b, 10);
	small32_put(&b, flags);
	buf_put(&b, size, 6);
	buf_str(&b, image);
	buf_z(&b, kind);
	small32_put(&b, (uint32_t)data.n);
	buf_str(&b, data);
	if (data.n & 1)
		buf_char(&b, 0);
	return buf_view(&b);
}

/* EXIF of one orientation, and a place that must not come out again. */
static struct str exif_made(struct arena *a, bool big, int orientation, bool headed)
{
	static const char wide[] = "MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\0\0\0\x01\x0F\0\x02\0\0\0\x10\0\0\0\x26\0\0\0\0";
	static const char low[] = "II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\x0F\x01\x02\0\x10\0\0\0\x26\0\0\0\0\0\0\0";
	struct buf        b;

	buf_init(&b, a, 256);
	if (headed)
		buf_put(&b, "Exif\0\0", 6);
	buf_put(&b, big ? wide : low, 38);
	b.p[(headed ? 6 : 0) + (big ? 19 : 18)] = (char)orientation;
	buf_lit(&b, CANARY);
	buf_char(&b, 0);
	return buf_view(&b);
}

#endif
