/* Shrinking, turning and encoding, in the confined process. */
#include <jpeglib.h>

#include "file/picture.h"

/* The source columns or rows that make pixel i of n out of m: [from, to). */
static void span(size_t i, size_t n, size_t m, size_t *from, size_t *to)
{
	*from = i * m / n;
	*to = (i + 1) * m / n;
	if (*to == *from)
		*to = *from + 1;
}

/* The mean of a box of pixels. */
static void box(const struct pixels *in, size_t x0, size_t x1, size_t y0, size_t y1, unsigned char *out)
{
	uint64_t sum[3] = { 0, 0, 0 }, n = (uint64_t)(x1 - x0) * (y1 - y0);

	for (size_t y = y0; y < y1; y++) {
		const unsigned char *p = in->p + (y * in->w + x0) * 3;

		for (size_t x = x0; x < x1; x++, p += 3) {
			sum[0] += p[0];
			sum[1] += p[1];
			sum[2] += p[2];
		}
	}
	for (int i = 0; i < 3; i++)
		out[i] = (unsigned char)((sum[i] + n / 2) / n);
}

void picture_shrink(const struct pixels *in, size_t edge, struct pixels *out)
{
	size_t longer = in->w > in->h ? in->w : in->h;

	*out = (struct pixels){ NULL, in->w, in->h };
	if (longer > edge) {
		out->w = in->w * edge / longer;
		out->h = in->h * edge / longer;
		out->w += out->w == 0;
		out->h += out->h == 0;
	}
	out->p = base_alloc(out->w * out->h * 3);
	for (size_t y = 0; y < out->h; y++) {
		size_t y0, y1;

		span(y, out->h, in->h, &y0, &y1);
		for (size_t x = 0; x < out->w; x++) {
			size_t x0, x1;

			span(x, out->w, in->w, &x0, &x1);
			box(in, x0, x1, y0, y1, out->p + (y * out->w + x) * 3);
		}
	}
}

/* EXIF counts: 2 mirrored, 3 upside down, 4 both, 5 to 8 the same lying on a side. */
void picture_turn(struct pixels *in, int orientation)
{
	bool           lying = orientation >= 5, left = orientation == 2 || orientation == 3 ||
	               orientation == 7 || orientation == 8, up = orientation == 3 || orientation == 4 ||
	               orientation == 6 || orientation == 7;
	struct pixels  out = { NULL, lying ? in->h : in->w, lying ? in->w : in->h };
	unsigned char *to;

	if (orientation < 2 || orientation > 8)
		return;
	to = out.p = base_alloc(out.w * out.h * 3);
	for (size_t y = 0; y < out.h; y++) {
		for (size_t x = 0; x < out.w; x++, to += 3) {
			size_t sx = lying ? y : x, sy = lying ? x : y;

			if (left)
				sx = in->w - 1 - sx;
			if (up)
				sy = in->h - 1 - sy;
			memcpy(to, in->p + (sy * in->w + sx) * 3, 3);
		}
	}
	base_free(in->p);
	*in = out;
}

enum err picture_write(const struct pixels *in, int quality, struct str *out)
{
	struct jpeg_compress_struct c;
	struct jpeg_error_mgr       mgr;
	unsigned long               n = in->w * in->h * 3 + 65536;      /* more than any JPEG of them */
	unsigned char              *p = base_alloc(n);

	c.err = jpeg_std_error(&mgr);      /* a failure here ends the process, as it should */
	jpeg_create_compress(&c);
	jpeg_mem_dest(&c, &p, &n);
	c.image_width = (JDIMENSION)in->w;
	c.image_height = (JDIMENSION)in->h;
	c.input_components = 3;
	c.in_color_space = JCS_RGB;
	jpeg_set_defaults(&c);
	jpeg_set_quality(&c, quality, TRUE);
	c.optimize_coding = TRUE;
	c.write_JFIF_header = FALSE;       /* not even a resolution */
	jpeg_start_compress(&c, TRUE);
	while (c.next_scanline < c.image_height) {
		JSAMPROW row = in->p + (size_t)c.next_scanline * in->w * 3;

		jpeg_write_scanlines(&c, &row, 1);
	}
	jpeg_finish_compress(&c);
	jpeg_destroy_compress(&c);
	*out = (struct str){ (const char *)p, n };
	return OK;
}
