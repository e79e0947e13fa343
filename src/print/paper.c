#include "print/paper.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "base/log.h"

#define A4_SHORT 595.276
#define A4_LONG  841.890
#define QUIET    4              /* empty squares around a code, as its standard asks */
#define QR_MAX   400
#define SHRINK   0.92

struct paper {
	struct arena    *arena;
	struct buf       out;
	double           w, h, scale;
	cairo_surface_t *surface;
	cairo_t         *cr;
	PangoFontMap    *fonts;
	PangoContext    *context;
	PangoLayout     *layout;
	bool             ended;
};

static cairo_status_t bytes_take(void *arg, const unsigned char *p, unsigned n)
{
	struct buf *b = arg;

	buf_put(b, (const char *)p, n);
	return b->full ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static void paper_free(void *arg)
{
	struct paper *s = arg;

	g_object_unref(s->layout);
	g_object_unref(s->context);
	g_object_unref(s->fonts);
	cairo_destroy(s->cr);
	cairo_surface_destroy(s->surface);
}

/* Serif for titles, as congress walls have them; the rest without serifs, for small print. */
static PangoFontDescription *font_of(enum paper_font font, double size)
{
	PangoFontDescription *d = pango_font_description_new();

	pango_font_description_set_family_static(d, font == FONT_TITLE ?
	        "Noto Serif CJK SC,Noto Sans CJK SC,sans-serif" : "Noto Sans CJK SC,sans-serif");
	pango_font_description_set_weight(d, font == FONT_BODY ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	return d;
}

/* Better no sheet than one of empty boxes. */
static enum err fonts_check(struct paper *s)
{
	PangoFontDescription *d = font_of(FONT_BODY, 12);
	PangoFont            *font = pango_context_load_font(s->context, d);
	bool                  fits = font && pango_font_has_char(font, 0x4eba);

	pango_font_description_free(d);
	if (font)
		g_object_unref(font);
	if (fits)
		return OK;
	log_error("print", "no font with Chinese signs: install the package fonts-noto-cjk");
	return ERR_FAULT;
}

static void pdf_says(struct paper *s, struct str title, struct day day)
{
	struct buf b;

	buf_init(&b, s->arena, 64);     /* a day and a time */
	day_iso(&b, day);
	buf_lit(&b, "T00:00:00+08:00");
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_TITLE, str_z(s->arena, paper_clean(s->arena, title)));
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_CREATE_DATE, str_z(s->arena, buf_view(&b)));
	cairo_pdf_surface_set_metadata(s->surface, CAIRO_PDF_METADATA_CREATOR, "lianxin");
}

/* Shapes as they are, not fitted to the dots of a screen: A3 breaks lines where A4 does. */
static void context_ready(struct paper *s)
{
	cairo_font_options_t *o = cairo_font_options_create();

	cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(s->context, o);
	cairo_font_options_destroy(o);
	pango_context_set_round_glyph_positions(s->context, FALSE);
	pango_context_set_language(s->context, pango_language_from_string("zh-cn"));
	pango_context_set_base_dir(s->context, PANGO_DIRECTION_LTR);
	pango_layout_set_auto_dir(s->layout, FALSE);
	pango_layout_set_wrap(s->layout, PANGO_WRAP_WORD_CHAR);
}

enum err paper_new(struct arena *a, enum paper_size size, bool wide, struct str title, struct day day,
                   struct paper **out)
{
	struct paper *s = ARENA_NEW(a, struct paper);

	s->arena = a;
	s->w = wide ? A4_LONG : A4_SHORT;
	s->h = wide ? A4_SHORT : A4_LONG;
	s->scale = size == PAPER_A3 ? sqrt(2) : 1;
	buf_init(&s->out, a, PAPER_BYTES);
	s->surface = cairo_pdf_surface_create_for_stream(bytes_take, &s->out, s->w * s->scale, s->h * s->scale);
	s->cr = cairo_create(s->surface);
	s->fonts = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	s->context = pango_font_map_create_context(s->fonts);
	s->layout = pango_layout_new(s->context);
	arena_defer(a, paper_free, s);
	cairo_scale(s->cr, s->scale, s->scale);
	context_ready(s);
	pdf_says(s, title, day);
	*out = s;
	return fonts_check(s);
}

double paper_width(const struct paper *s)
{
	return s->w;
}

double paper_height(const struct paper *s)
{
	return s->h;
}

static void ink_take(struct paper *s, uint32_t ink)
{
	cairo_set_source_rgb(s->cr, (ink >> 16 & 255) / 255.0, (ink >> 8 & 255) / 255.0, (ink & 255) / 255.0);
}

/* ---- text ---- */

static void layout_font(struct paper *s, const struct style *style, double size)
{
	PangoFontDescription *d = font_of(style->font, size);
	PangoAttrList        *list = pango_attr_list_new();

	pango_layout_set_font_description(s->layout, d);
	pango_font_description_free(d);
	if (style->spacing > 0)
		pango_attr_list_insert(list, pango_attr_letter_spacing_new((int)(style->spacing * PANGO_SCALE)));
	pango_layout_set_attributes(s->layout, list);
	pango_attr_list_unref(list);
}

static double layout_height(struct paper *s)
{
	int h;

	pango_layout_get_size(s->layout, NULL, &h);
	return (double)h / PANGO_SCALE;
}

/* Does it stand in the box whole, without an ellipsis? */
static bool layout_fits(struct paper *s, double h)
{
	return !pango_layout_is_ellipsized(s->layout) && layout_height(s) <= h + 0.01;
}

/* Smaller until it fits or may not be smaller; gives the height. */
static double layout_fit(struct paper *s, struct box at, const struct style *style, bool one_line)
{
	double least = style->least > 0 ? style->least : style->size;

	pango_layout_set_width(s->layout, (int)(at.w * PANGO_SCALE));
	pango_layout_set_height(s->layout, one_line ? -1 : (int)(at.h * PANGO_SCALE));
	pango_layout_set_ellipsize(s->layout, PANGO_ELLIPSIZE_END);
	for (double size = style->size;; size = fmax(size * SHRINK, least)) {
		layout_font(s, style, size);
		if (size <= least || layout_fits(s, at.h))
			return layout_height(s);
	}
}

static double text_draw(struct paper *s, struct box at, const struct style *style, struct str text, bool one_line)
{
	static const PangoAlignment aligns[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT };
	double                      h;

	text = paper_clean(s->arena, text);
	if (text.n == 0 || at.w <= 0 || at.h <= 0)
		return 0;
	pango_layout_set_alignment(s->layout, aligns[style->align]);
	pango_layout_set_text(s->layout, text.p, (int)text.n);
	h = fmin(layout_fit(s, at, style, one_line), at.h);
	cairo_save(s->cr);
	cairo_rectangle(s->cr, at.x, at.y, at.w, at.h);
	cairo_clip(s->cr);
	ink_take(s, style->ink);
	cairo_move_to(s->cr, at.x, style->middle ? at.y + (at.h - h) / 2 : at.y);
	pango_cairo_show_layout(s->cr, s->layout);
	cairo_restore(s->cr);
	return h;
}

double paper_text(struct paper *s, struct box at, const struct style *style, struct str text)
{
	return text_draw(s, at, style, text, false);
}

double paper_line(struct paper *s, struct box at, const struct style *style, struct str text)
{
	return text_draw(s, at, style, text, true);
}

/* ---- shapes ---- */

void paper_fill(struct paper *s, struct box at, uint32_t ink)
{
	ink_take(s, ink);
	cairo_rectangle(s->cr, at.x, at.y, at.w, at.h);
	cairo_fill(s->cr);
}

void paper_frame(struct paper *s, struct box at, double width, uint32_t ink)
{
	ink_take(s, ink);
	cairo_set_line_width(s->cr, width);
	cairo_rectangle(s->cr, at.x, at.y, at.w, at.h);
	cairo_stroke(s->cr);
}

void paper_card(struct paper *s, struct box at, double radius, uint32_t ink, uint32_t edge)
{
	double right = at.x + at.w, low = at.y + at.h;

	cairo_new_sub_path(s->cr);
	cairo_arc(s->cr, right - radius, at.y + radius, radius, -G_PI / 2, 0);
	cairo_arc(s->cr, right - radius, low - radius, radius, 0, G_PI / 2);
	cairo_arc(s->cr, at.x + radius, low - radius, radius, G_PI / 2, G_PI);
	cairo_arc(s->cr, at.x + radius, at.y + radius, radius, G_PI, 3 * G_PI / 2);
	cairo_close_path(s->cr);
	ink_take(s, ink);
	cairo_fill_preserve(s->cr);
	ink_take(s, edge);
	cairo_set_line_width(s->cr, 0.8);
	cairo_stroke(s->cr);
}

void paper_star(struct paper *s, double x, double y, double radius, uint32_t ink)
{
	ink_take(s, ink);
	for (int i = 0; i < 10; i++) {
		double r = i % 2 ? radius * 0.382 : radius, turn = -G_PI / 2 + i * G_PI / 5;

		cairo_line_to(s->cr, x + r * cos(turn), y + r * sin(turn));
	}
	cairo_close_path(s->cr);
	cairo_fill(s->cr);
}

/* One rectangle for each run of black squares in a row, all in one path. */
static void squares_draw(struct paper *s, struct box at, const QRcode *qr)
{
	double side = at.w / (qr->width + 2 * QUIET);

	for (int y = 0; y < qr->width; y++) {
		const unsigned char *row = qr->data + (size_t)y * (size_t)qr->width;

		for (int x = 0; x < qr->width; x++) {
			int n = 0;

			while (x + n < qr->width && row[x + n] & 1)
				n++;
			if (n)
				cairo_rectangle(s->cr, at.x + (x + QUIET) * side, at.y + (y + QUIET) * side,
				                n * side, side);
			x += n;
		}
	}
	cairo_fill(s->cr);
}

bool paper_qr(struct paper *s, struct box at, struct str text)
{
	QRcode *qr = NULL;

	if (text.n && text.n <= QR_MAX)
		qr = QRcode_encodeString8bit(str_z(s->arena, text), 0, QR_ECLEVEL_M);
	if (!qr)
		return false;
	paper_fill(s, at, INK_WHITE);
	ink_take(s, 0x000000);
	squares_draw(s, at, qr);
	QRcode_free(qr);
	return true;
}

/* ---- pages ---- */

void paper_next(struct paper *s)
{
	cairo_show_page(s->cr);
}

enum err paper_end(struct paper *s, struct str *pdf)
{
	cairo_show_page(s->cr);
	cairo_surface_finish(s->surface);
	if (s->out.full || cairo_status(s->cr) || cairo_surface_status(s->surface)) {
		log_error("print", "a sheet could not be drawn: %s", s->out.full ? "too large" :
		          cairo_status_to_string(cairo_status(s->cr)));
		return ERR_FAULT;
	}
	*pdf = buf_view(&s->out);
	return OK;
}
