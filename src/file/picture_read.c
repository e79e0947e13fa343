/* Decoding, in the confined process. Sizes were checked before (look.h). */
#include <setjmp.h>

#include <jpeglib.h>
#include <jerror.h>
#include <png.h>
#include <webp/decode.h>

#include "file/look.h"
#include "file/picture.h"

static void pixels_new(struct pixels *out, size_t w, size_t h)
{
	*out = (struct pixels){ base_alloc(w * h * 3), w, h };
}

/* ---- JPEG ---- */

struct jpeg_end {
	struct jpeg_error_mgr mgr;     /* first: the library hands this back */
	jmp_buf               out;
	bool                  cut;     /* the file ended before the picture */
};

static void jpeg_fails(j_common_ptr c)
{
	longjmp(((struct jpeg_end *)(void *)c->err)->out, 1);
}

static void jpeg_says(j_common_ptr c, int level)
{
	if (level < 0 && c->err->msg_code == JWRN_JPEG_EOF)
		((struct jpeg_end *)(void *)c->err)->cut = true;
}

static int jpeg_orientation(const struct jpeg_decompress_struct *d)
{
	for (const struct jpeg_marker_struct *m = d->marker_list; m; m = m->next) {
		struct str s = { (const char *)m->data, m->data_length };

		if (m->marker == JPEG_APP0 + 1 && str_starts(s, (struct str){ "Exif\0\0", 6 }))
			return exif_orientation(str_part(s, 6, s.n));
	}
	return 1;
}

/* Inks to light; Adobe writes them the other way round. */
static void cmyk_row(const unsigned char *in, unsigned char *out, size_t w, bool inverted)
{
	for (size_t x = 0; x < w; x++, in += 4, out += 3) {
		for (int i = 0; i < 3; i++) {
			unsigned ink = inverted ? in[i] : 255u - in[i], key = inverted ? in[3] : 255u - in[3];

			out[i] = (unsigned char)(ink * key / 255);
		}
	}
}

static void jpeg_rows(struct jpeg_decompress_struct *d, struct pixels *out)
{
	unsigned char *inks = d->out_color_space == JCS_CMYK ? base_alloc((size_t)d->output_width * 4) : NULL;

	while (d->output_scanline < d->output_height) {
		unsigned char *row = out->p + (size_t)d->output_scanline * out->w * 3;
		JSAMPROW       to = inks ? inks : row;

		jpeg_read_scanlines(d, &to, 1);
		if (inks)
			cmyk_row(inks, row, out->w, d->saw_Adobe_marker);
	}
}

static enum err jpeg_read(struct str s, size_t least, struct pixels *out, int *orientation)
{
	static struct jpeg_decompress_struct d;
	static struct jpeg_end               end;
	unsigned                             edge;

	d.err = jpeg_std_error(&end.mgr);
	end.mgr.error_exit = jpeg_fails;
	end.mgr.emit_message = jpeg_says;
	if (setjmp(end.out)) {
		jpeg_destroy_decompress(&d);
		return ERR_INPUT;
	}
	jpeg_create_decompress(&d);
	jpeg_save_markers(&d, JPEG_APP0 + 1, 0xFFFF);
	jpeg_mem_src(&d, (const unsigned char *)s.p, s.n);
	jpeg_read_header(&d, TRUE);
	*orientation = jpeg_orientation(&d);
	d.out_color_space = d.num_components == 4 ? JCS_CMYK : JCS_RGB;
	/* The decoder shrinks by eighths for nothing; the rest is ours. */
	edge = d.image_width > d.image_height ? d.image_width : d.image_height;
	d.scale_denom = 8;
	for (d.scale_num = 1; d.scale_num < 8 && (size_t)edge * d.scale_num / 8 < least; d.scale_num++)
		;
	jpeg_start_decompress(&d);
	pixels_new(out, d.output_width, d.output_height);
	jpeg_rows(&d, out);
	/* A file cut short is drawn grey below the cut: not what its sender saw. */
	jpeg_destroy_decompress(&d);
	return end.cut ? ERR_INPUT : OK;
}

/* ---- PNG ---- */

struct png_bytes {
	struct str s;
};

static void png_take(png_structp png, png_bytep to, png_size_t n)
{
	struct png_bytes *b = png_get_io_ptr(png);

	if (n > b->s.n)
		png_error(png, "cut short");
	memcpy(to, b->s.p, n);
	b->s = str_part(b->s, n, b->s.n);
}

static void png_says(png_structp png, png_const_charp what)
{
	(void)png, (void)what;
}

/* White shines through. */
static void flatten(const unsigned char *in, unsigned char *out, size_t w)
{
	for (size_t x = 0; x < w; x++, in += 4, out += 3)
		for (int i = 0; i < 3; i++)
			out[i] = (unsigned char)((in[i] * in[3] + 255u * (255u - in[3])) / 255u);
}

static void png_rows(png_structp png, size_t w, size_t h, struct pixels *out)
{
	int            passes = png_set_interlace_handling(png);
	unsigned char *all;

	/* Interlaced: every pass touches all rows, so all stand in memory. */
	all = base_alloc(passes > 1 ? w * h * 4 : w * 4);
	for (int pass = 0; pass < passes; pass++) {
		for (size_t y = 0; y < h; y++) {
			unsigned char *row = all + (passes > 1 ? y * w * 4 : 0);

			png_read_row(png, row, NULL);
			if (pass == passes - 1)
				flatten(row, out->p + y * w * 3, w);
		}
	}
	base_free(all);
}

static enum err png_read_all(struct str s, struct pixels *out, int *orientation)
{
	static struct png_bytes from;
	static png_structp      png;
	static png_infop        info;
	png_bytep               exif = NULL;
	png_uint_32             n = 0;

	png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, png_says);
	info = png ? png_create_info_struct(png) : NULL;

	if (!info || setjmp(png_jmpbuf(png))) {
		png_destroy_read_struct(&png, &info, NULL);
		return ERR_INPUT;
	}
	from.s = s;
	png_set_read_fn(png, &from, png_take);
	png_set_user_limits(png, PICTURE_EDGE_MAX, PICTURE_EDGE_MAX);
	/* Texts and profiles are skipped, not unpacked. */
	png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
	png_set_chunk_malloc_max(png, 1024 * 1024);
	png_set_chunk_cache_max(png, 64);
	png_read_info(png, info);
	if (png_get_eXIf_1(png, info, &n, &exif) && exif)
		*orientation = exif_orientation((struct str){ (const char *)exif, n });
	png_set_expand(png);
	png_set_scale_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
	pixels_new(out, png_get_image_width(png, info), png_get_image_height(png, info));
	png_rows(png, out->w, out->h, out);
	png_destroy_read_struct(&png, &info, NULL);
	return OK;
}

/* ---- WebP ---- */

/* The EXIF chunk of a container, or none. */
static int webp_orientation(struct str s)
{
	for (size_t at = 12; at + 8 <= s.n;) {
		struct str head = str_part(s, at, 8);
		size_t     n = (unsigned char)head.p[4] | (size_t)(unsigned char)head.p[5] << 8 |
		               (size_t)(unsigned char)head.p[6] << 16 | (size_t)(unsigned char)head.p[7] << 24;

		if (str_starts(head, S("EXIF"))) {
			struct str exif = str_part(s, at + 8, n);

			if (str_starts(exif, (struct str){ "Exif\0\0", 6 }))
				exif = str_part(exif, 6, exif.n);
			return exif_orientation(exif);
		}
		at += 8 + n + (n & 1);
	}
	return 1;
}

static enum err webp_read(struct str s, size_t least, struct pixels *out, int *orientation)
{
	WebPDecoderConfig c;
	const uint8_t    *p = (const uint8_t *)s.p;
	size_t            edge;
	unsigned char    *rgba;

	if (!WebPInitDecoderConfig(&c) || WebPGetFeatures(p, s.n, &c.input) != VP8_STATUS_OK ||
	    c.input.has_animation)
		return ERR_INPUT;
	*orientation = webp_orientation(s);
	c.output.colorspace = MODE_RGBA;
	edge = (size_t)(c.input.width > c.input.height ? c.input.width : c.input.height);
	if (edge > 2 * least) {
		c.options.use_scaling = 1;
		c.options.scaled_width = (int)((size_t)c.input.width * 2 * least / edge);
		c.options.scaled_height = (int)((size_t)c.input.height * 2 * least / edge);
		c.options.scaled_width += c.options.scaled_width == 0;
		c.options.scaled_height += c.options.scaled_height == 0;
	}
	if (WebPDecode(p, s.n, &c) != VP8_STATUS_OK)
		return ERR_INPUT;
	pixels_new(out, (size_t)c.output.width, (size_t)c.output.height);
	rgba = c.output.u.RGBA.rgba;
	for (size_t y = 0; y < out->h; y++)
		flatten(rgba + y * (size_t)c.output.u.RGBA.stride, out->p + y * out->w * 3, out->w);
	WebPFreeDecBuffer(&c.output);
	return OK;
}

enum err picture_read(struct str bytes, size_t least, struct pixels *out, int *orientation)
{
	struct look l = file_look(bytes);

	*orientation = 1;
	if (l.fault || l.kind != FILE_KIND_PICTURE)
		return ERR_INPUT;
	switch (l.code) {
	case PICTURE_JPEG:
		return jpeg_read(bytes, least, out, orientation);
	case PICTURE_PNG:
		return png_read_all(bytes, out, orientation);
	case PICTURE_WEBP:
		return webp_read(bytes, least, out, orientation);
	}
	return ERR_INPUT;
}
