#include "file/look.h"

#include "file/look_office.h"

static unsigned byte_at(struct str s, size_t at)
{
	return at < s.n ? (unsigned char)s.p[at] : 0;
}

static unsigned big16(struct str s, size_t at)
{
	return byte_at(s, at) << 8 | byte_at(s, at + 1);
}

static uint32_t big32(struct str s, size_t at)
{
	return (uint32_t)big16(s, at) << 16 | big16(s, at + 2);
}

static uint32_t small24(struct str s, size_t at)
{
	return byte_at(s, at) | byte_at(s, at + 1) << 8 | byte_at(s, at + 2) << 16;
}

/* ---- pictures: their size, from the header alone ---- */

/* The frame header, behind any number of other segments. */
static bool jpeg_size(struct str s, struct look *l)
{
	size_t at = 2;

	while (at + 4 <= s.n && byte_at(s, at) == 0xFF) {
		unsigned marker = byte_at(s, at + 1), n = big16(s, at + 2);

		if (marker == 0xFF) {            /* padding */
			at++;
			continue;
		}
		if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 &&
		    marker != 0xCC) {
			l->height = big16(s, at + 5);
			l->width = big16(s, at + 7);
			return n >= 8 && at + 9 <= s.n;
		}
		if (n < 2 || marker == 0xD8 || marker == 0xD9 || marker == 0xDA)
			return false;
		at += 2 + (size_t)n;
	}
	return false;
}

static bool png_size(struct str s, struct look *l)
{
	if (s.n < 33 || big32(s, 8) != 13 || !str_eq(str_part(s, 12, 4), S("IHDR")))
		return false;
	l->width = big32(s, 16);
	l->height = big32(s, 20);
	return true;
}

static bool webp_size(struct str s, struct look *l)
{
	struct str kind = str_part(s, 12, 4);

	if (s.n < 30)
		return false;
	if (str_eq(kind, S("VP8 ")) && str_eq(str_part(s, 23, 3), S("\x9d\x01\x2a"))) {
		l->width = (byte_at(s, 26) | byte_at(s, 27) << 8) & 0x3FFF;
		l->height = (byte_at(s, 28) | byte_at(s, 29) << 8) & 0x3FFF;
	} else if (str_eq(kind, S("VP8L")) && byte_at(s, 20) == 0x2F) {
		uint32_t bits = small24(s, 21) | (uint32_t)byte_at(s, 24) << 24;

		l->width = (bits & 0x3FFF) + 1;
		l->height = (bits >> 14 & 0x3FFF) + 1;
	} else if (str_eq(kind, S("VP8X"))) {
		if (byte_at(s, 20) & 2)
			l->fault = LOOK_MOVING;
		l->width = small24(s, 24) + 1;
		l->height = small24(s, 27) + 1;
	} else {
		return false;
	}
	return true;
}

static struct look picture_look(struct str s, enum picture_code code)
{
	struct look l = { .kind = FILE_KIND_PICTURE, .format = FILE_FORMAT_JPEG, .code = code };
	bool        known = code == PICTURE_JPEG ? jpeg_size(s, &l) :
	                    code == PICTURE_PNG  ? png_size(s, &l) : webp_size(s, &l);

	if (!known || l.width == 0 || l.height == 0)
		l.fault = LOOK_BROKEN;
	else if (!l.fault && (l.width > PICTURE_EDGE_MAX || l.height > PICTURE_EDGE_MAX ||
	         l.width * l.height > PICTURE_PIXELS_MAX))
		l.fault = LOOK_PIXELS;
	return l;
}

/* ---- text ---- */

/* Marks of what a browser or a server would run. */
static bool text_runs(struct str s)
{
	static const char *const marks[] = { "<?", "<!doctype", "<html", "<svg", "<script", "<iframe", "<body",
	                                     "<xml" };
	struct str               start = str_trim(s);

	if (str_starts(start, S("\xEF\xBB\xBF")))
		start = str_trim(str_part(start, 3, start.n));
	if (str_starts(start, S("<")) || str_starts(start, S("#!")))
		return true;
	for (size_t at = 0; at < s.n; at++) {
		const char *open = memchr(s.p + at, '<', s.n - at);

		if (!open)
			break;
		at = (size_t)(open - s.p);
		for (size_t i = 0; i < COUNT(marks); i++)
			if (str_eq_nocase(str_part(s, at, strlen(marks[i])), str_of(marks[i])))
				return true;
	}
	return false;
}

/* Lines without control characters: UTF-8 or GB 18030, which older machines here write. */
static bool text_is(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f') || c == 0x7F)
			return false;
	}
	return !text_runs(s);
}

/* ---- all ---- */

static struct look document(enum file_format f)
{
	return (struct look){ .kind = FILE_KIND_DOCUMENT, .format = f };
}

static struct look refused(enum look_fault why)
{
	return (struct look){ .fault = why };
}

/* Pictures of phones that are not taken, by the brand in their first box. */
static bool heic_is(struct str s)
{
	static const char *const brands[] = { "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1", "avif" };

	if (!str_eq(str_part(s, 4, 4), S("ftyp")))
		return false;
	for (size_t i = 0; i < COUNT(brands); i++)
		if (str_eq(str_part(s, 8, 4), str_of(brands[i])))
			return true;
	return false;
}

struct look file_look(struct str s)
{
	if (s.n == 0)
		return refused(LOOK_EMPTY);
	if (s.n > FILE_BYTES_MAX)
		return refused(LOOK_LARGE);
	if (str_starts(s, S("\xFF\xD8\xFF")))
		return picture_look(s, PICTURE_JPEG);
	if (str_starts(s, S("\x89PNG\r\n\x1a\n")))
		return picture_look(s, PICTURE_PNG);
	if (str_starts(s, S("RIFF")) && str_eq(str_part(s, 8, 4), S("WEBP")))
		return picture_look(s, PICTURE_WEBP);
	if (heic_is(s))
		return refused(LOOK_HEIC);
	if (str_starts(s, S("GIF8")))
		return refused(LOOK_MOVING);
	if (str_starts(s, S("%PDF-")))
		return document(FILE_FORMAT_PDF);
	if (str_starts(s, S("PK\x03\x04")))
		return zip_look(s);
	if (str_starts(s, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
		return compound_look(s);
	if (text_is(s))
		return document(FILE_FORMAT_TXT);
	return refused(LOOK_UNKNOWN);
}

/* ---- EXIF ---- */

static unsigned tiff16(struct str s, size_t at, bool big)
{
	return big ? big16(s, at) : byte_at(s, at) | byte_at(s, at + 1) << 8;
}

static uint32_t tiff32(struct str s, size_t at, bool big)
{
	return big ? big32(s, at) : small24(s, at) | (uint32_t)byte_at(s, at + 3) << 24;
}

int exif_orientation(struct str s)
{
	bool     big = str_starts(s, S("MM"));
	uint32_t at;
	unsigned n;

	if (s.n < 8 || (!big && !str_starts(s, S("II"))) || tiff16(s, 2, big) != 42)
		return 1;
	at = tiff32(s, 4, big);
	if (at > s.n || s.n - at < 2)
		return 1;
	n = tiff16(s, at, big);
	for (unsigned i = 0; i < n; i++) {
		size_t   one = (size_t)at + 2 + (size_t)i * 12;
		unsigned v;

		if (one + 12 > s.n)
			return 1;
		if (tiff16(s, one, big) != 0x0112)
			continue;
		v = tiff16(s, one + 8, big);
		return v >= 1 && v <= 8 ? (int)v : 1;
	}
	return 1;
}
