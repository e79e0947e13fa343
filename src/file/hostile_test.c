/*
 * Some hundred hostile files: what comes out is refused in words or a bare JPEG, the
 * right way up; nothing that was put in is in it, and this process lives.
 */
#include "file/hostile_test.h"

#include "base/crypt.h"
#include "base/tap.h"
#include "base/time.h"
#include "file/file.h"
#include "file/look.h"
#include "file/name.h"

struct run {
	struct arena *arena;
	int           made, taken, refused, wrong;
};

/* Only what a decoder needs, between start and end. */
static bool jpeg_bare(struct str s)
{
	size_t at = 2;

	if (!str_starts(s, S("\xFF\xD8")) || !str_ends(s, S("\xFF\xD9")))
		return false;
	while (at + 4 <= s.n) {
		unsigned marker = (unsigned char)s.p[at + 1];

		if ((unsigned char)s.p[at] != 0xFF || (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE)
			return false;
		if (marker == 0xDA)
			return true;
		at += 2 + ((size_t)(unsigned char)s.p[at + 2] << 8 | (unsigned char)s.p[at + 3]);
	}
	return false;
}

static bool clean(struct str s)
{
	size_t at;

	return jpeg_bare(s) && !str_find(s, S("CANARY"), &at);
}

/* Runs one through the whole way; true when a picture came out. */
static bool through(struct run *t, struct str bytes, struct picture *out)
{
	enum err e = file_look(bytes).fault ? ERR_INPUT : picture_make(t->arena, bytes, out);

	t->made++;
	if (e == ERR_INPUT) {
		t->refused++;
		return false;
	}
	t->taken++;
	if (e || !clean(out->large) || !clean(out->small)) {
		t->wrong++;
		printf("# file %d: error %d, or something was left in it\n", t->made, (int)e);
	}
	return e == OK;
}

/* 'r', 'g', 'b', 'w' at a corner: 0 top left, 1 top right, 2 bottom left, 3 bottom right. */
static char corner(const struct pixels *p, int at)
{
	size_t               x = at & 1 ? p->w - 4 : 3, y = at & 2 ? p->h - 4 : 3;
	const unsigned char *c = p->p + (y * p->w + x) * 3;
	bool                 red = c[0] > 128, green = c[1] > 128, blue = c[2] > 128;

	return red && green && blue ? 'w' : red && !green && !blue ? 'r' : green && !red && !blue ? 'g' :
	       blue && !red && !green ? 'b' : '?';
}

/* Where the stored top left (red) and top right (green) corners are seen, by orientation. */
static const struct {
	int red, green;
} seen[9] = { { 0, 1 }, { 0, 1 }, { 1, 0 }, { 3, 2 }, { 2, 3 }, { 0, 2 }, { 1, 3 }, { 3, 1 }, { 2, 0 } };

static void upright(struct run *t, struct str bytes, int orientation, const char *what)
{
	struct picture out;
	struct pixels  p;
	int            turn;
	bool           good = through(t, bytes, &out) && picture_read(out.large, PICTURE_LARGE, &p, &turn) == OK;

	tap_ok(good && turn == 1 && corner(&p, seen[orientation].red) == 'r' &&
	       corner(&p, seen[orientation].green) == 'g', "%s, orientation %d, comes out the right way up", what, orientation);
	if (good)
		base_free(p.p);
}

static void orientations_test(struct run *t)
{
	struct str jpeg = jpeg_made(t->arena);

	for (int o = 1; o <= 8; o++) {
		upright(t, with_segment(t->arena, jpeg, 0xE1, exif_made(t->arena, false, o, true)), o, "a JPEG");
		upright(t, with_segment(t->arena, jpeg, 0xE1, exif_made(t->arena, true, o, true)), o, "a JPEG of the other byte order");
		upright(t, with_chunk(t->arena, png_made(t->arena, PNG_COLOR_TYPE_RGB, 8, false), "eXIf",
		                      exif_made(t->arena, true, o, false)), o, "a PNG");
		upright(t, with_riff(t->arena, webp_made(t->arena, o & 1), 8, "EXIF", exif_made(t->arena, false, o, o & 2)), o, "a WebP");
	}
	arena_reset(t->arena);
}

/* What may hang on a picture, in every place for it. */
static void carried_test(struct run *t)
{
	static const char *const tails[] = { "<html><script>" CANARY "</script>", "<?php " CANARY "?>", "PK\x03\x04" CANARY,
		"<svg>" CANARY "</svg>", "MZ" CANARY, "#!/bin/sh\n" CANARY };
	static const char *const chunks[] = { "tEXt", "iTXt", "zTXt", "eXIf", "iCCP", "sPLT", "tIME", "prVt", "dSIG" };
	static const char *const riffs[] = { "EXIF", "XMP ", "ICCP", "junk" };
	struct str               jpeg = jpeg_made(t->arena);
	struct picture           out;
	int                      before = t->wrong;

	for (unsigned marker = 0xE0; marker <= 0xEF; marker++)
		through(t, with_segment(t->arena, jpeg, marker, S("http://ns.adobe.com/xap/1.0/\0" CANARY)), &out);
	through(t, with_segment(t->arena, jpeg, 0xFE, S(CANARY)), &out);
	through(t, with_segment(t->arena, jpeg, 0xE2, S("ICC_PROFILE\0\1\1" CANARY)), &out);
	through(t, with_segment(t->arena, jpeg, 0xED, S("Photoshop 3.0\0008BIM" CANARY)), &out);
	for (size_t i = 0; i < COUNT(chunks); i++)
		through(t, with_chunk(t->arena, png_made(t->arena, PNG_COLOR_TYPE_RGB, 8, false), chunks[i], S("key\0\0" CANARY)), &out);
	for (size_t i = 0; i < COUNT(riffs); i++)
		through(t, with_riff(t->arena, webp_made(t->arena, true), 44, riffs[i], S(CANARY)), &out);
	for (size_t i = 0; i < COUNT(tails); i++) {
		struct str tail = str_of(tails[i]);

		through(t, str_join(t->arena, jpeg, tail, STR_NONE), &out);
		through(t, str_join(t->arena, png_made(t->arena, PNG_COLOR_TYPE_RGB, 8, false), tail, STR_NONE), &out);
		through(t, str_join(t->arena, webp_made(t->arena, false), tail, STR_NONE), &out);
	}
	tap_ok(t->wrong == before && t->taken > 50, "nothing that hangs on a picture is in what comes out");
	arena_reset(t->arena);
}

/* Cut at many places, and with bytes turned over at places that never change from run to run. */
static void damaged_test(struct run *t)
{
	struct str     kinds[3] = { jpeg_made(t->arena), STR_NONE, STR_NONE };
	struct picture out;
	uint32_t       state = 12345;
	int            before = t->wrong;

	kinds[1] = png_made(t->arena, PNG_COLOR_TYPE_RGBA, 16, true);
	kinds[2] = webp_made(t->arena, true);
	for (size_t k = 0; k < COUNT(kinds); k++) {
		for (size_t i = 1; i <= 30; i++)
			through(t, str_part(kinds[k], 0, kinds[k].n * i / 31), &out);
		for (int i = 0; i < 40; i++) {
			char *bent = arena_copy(t->arena, kinds[k].p, kinds[k].n);

			for (int n = 0; n < 4; n++) {
				state = state * 1664525 + 1013904223;
				bent[12 + state % (kinds[k].n - 12)] ^= (char)(1 << (state >> 29));
			}
			through(t, (struct str){ bent, kinds[k].n }, &out);
		}
	}
	tap_ok(t->wrong == before, "what is cut or bent is refused, or comes out bare");
	arena_reset(t->arena);
}

static void kinds_test(struct run *t)
{
	static const int colours[] = { PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGBA };
	struct picture   out;
	bool             good = true;

	for (size_t i = 0; i < COUNT(colours); i++)
		for (int laced = 0; laced < 2; laced++)
			good = through(t, png_made(t->arena, colours[i], i == 2 ? 16 : 8, laced), &out) && good;
	tap_ok(good, "PNG of 8 and 16 bits, grey, see-through and interlaced are taken");
	good = through(t, webp_made(t->arena, true), &out) && through(t, webp_made(t->arena, false), &out);
	tap_ok(good, "both kinds of WebP are taken");
	tap_ok(!through(t, with_riff(t->arena, webp_made(t->arena, true), 2, "ANIM", S("\0\0\0\0\0\0")), &out),
	       "an animation is not");
	arena_reset(t->arena);
}

static void bombs_test(struct run *t)
{
	static const char jpeg[] = "\xFF\xD8\xFF\xC0\0\x11\x08\xFF\xDC\xFF\xDC\x03\1\x22\0\2\x11\1\3\x11\1";
	static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x0DIHDR\0\0\xFF\xDC\0\0\xFF\xDC\x08\2\0\0\0\0\0\0\0";
	static const char webp[] = "RIFF\x30\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF";
	const struct str  bombs[] = { { jpeg, sizeof(jpeg) - 1 }, { png, sizeof(png) - 1 }, { webp, sizeof(webp) - 1 } };

	for (size_t i = 0; i < COUNT(bombs); i++) {
		int64_t     began = tick_us();
		struct look l = file_look(bombs[i]);
		int64_t     took = tick_us() - began;

		t->made++;
		t->refused++;
		tap_ok(l.fault == LOOK_PIXELS && took < 50000, "a bomb of %lld x %lld is refused in %lld us",
		       (long long)l.width, (long long)l.height, (long long)took);
	}
}

static void refused_test(struct run *t)
{
	static const struct {
		struct str      bytes;
		enum look_fault fault;
	} rows[] = {
		{ { "", 0 }, LOOK_EMPTY }, { { "GIF89a\1\0\1\0", 10 }, LOOK_MOVING },
		{ { "\0\0\0\x18" "ftypheic", 12 }, LOOK_HEIC }, { { "\0\0\0\x18" "ftypmif1", 12 }, LOOK_HEIC },
		{ { "\0\0\0\x18" "ftypavif", 12 }, LOOK_HEIC }, { { "BM\x36\0\0\0\0\0", 8 }, LOOK_UNKNOWN },
		{ { "II*\0\x08\0\0\0", 8 }, LOOK_UNKNOWN }, { { "<svg xmlns='x'/>", 16 }, LOOK_UNKNOWN },
		{ { "<!DOCTYPE html><p>", 18 }, LOOK_UNKNOWN }, { { " \n<html>", 8 }, LOOK_UNKNOWN },
		{ { "\xEF\xBB\xBF<?xml?>", 10 }, LOOK_UNKNOWN }, { { "text <script>x", 14 }, LOOK_UNKNOWN },
		{ { "<?php x", 7 }, LOOK_UNKNOWN }, { { "#!/bin/sh\n", 10 }, LOOK_UNKNOWN },
		{ { "\x7F" "ELF\2\1\1\0", 8 }, LOOK_UNKNOWN }, { { "MZ\x90\0\3\0", 6 }, LOOK_UNKNOWN },
		{ { "PK\3\4nothing", 11 }, LOOK_BROKEN }, { { "\x1F\x8B\x08\0\0", 5 }, LOOK_UNKNOWN },
		{ { "Rar!\x1A\7\0", 7 }, LOOK_UNKNOWN }, { { "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8 }, LOOK_UNKNOWN },
		{ { "\xFF\xD8\xFF", 3 }, LOOK_BROKEN }, { { "\x89PNG\r\n\x1a\n", 8 }, LOOK_BROKEN },
		{ { "RIFF\0\0\0\0WEBP", 12 }, LOOK_BROKEN }, { { "abc\0def", 7 }, LOOK_UNKNOWN },
	};
	char *large = base_alloc(FILE_BYTES_MAX + 1);

	for (size_t i = 0; i < COUNT(rows); i++, t->made++, t->refused++)
		tap_ok(file_look(rows[i].bytes).fault == rows[i].fault, "refused for its reason: kind %zu", i);
	memset(large, 'a', FILE_BYTES_MAX + 1);
	tap_ok(file_look((struct str){ large, FILE_BYTES_MAX + 1 }).fault == LOOK_LARGE, "a byte too much");
	tap_ok(file_look((struct str){ large, FILE_BYTES_MAX }).fault == LOOK_FINE, "and just enough");
	base_free(large);
}

static void documents_test(void)
{
	static const char office[] = "PK\1\2\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x11\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"word/document.xml" "PK\5\6\0\0\0\0\1\0\1\0\x3F\0\0\0\x1E\0\0\0\0\0";
	static const char head[] = "PK\3\4" "aaaaaaaaaaaaaaaaaaaaaaaaaa";
	struct arena *a = arena_new(4096);
	struct str    zip = str_join(a, (struct str){ head, 30 }, (struct str){ office, sizeof(office) - 1 }, STR_NONE);
	struct look   l = file_look(zip);

	tap_ok(!l.fault && l.format == FILE_FORMAT_DOCX, "a text document by its main part");
	tap_ok(file_look(str_join(a, zip, S("tail"), STR_NONE)).fault == LOOK_BROKEN, "but not with something behind it");
	tap_ok(file_look(S("%PDF-1.7\n")).format == FILE_FORMAT_PDF, "a PDF");
	tap_ok(file_look(S("一行字\r\n<1000 元\n")).format == FILE_FORMAT_TXT, "plain words");
	arena_free(a);
}

static void names_test(void)
{
	static const struct {
		const char *typed, *safe;
	} rows[] = {
		{ "../../etc/passwd", "passwd.pdf" }, { "C:\\x\\报告.docx", "报告.pdf" }, { "a\xE2\x80\xAE" "fdp.exe", "afdp.pdf" },
		{ ".htaccess", "htaccess.pdf" }, { "", "file.pdf" }, { "...", "file.pdf" }, { "a;b\"c'd.pdf", "abc'd.pdf" },
		{ "x.php.jpg", "x.php.pdf" }, { "CON:|?*", "CON.pdf" }, { "-rf", "rf.pdf" }, { "a\xE2\x80\x8B" "b", "ab.pdf" },
	};
	struct arena *a = arena_new(4096);

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(str_eq(file_name_safe(a, str_of(rows[i].typed), FILE_FORMAT_PDF), str_of(rows[i].safe)),
		       "the name %zu is safe", i);
	tap_ok(str_eq(file_disposition(a, "attachment", S("报告.pdf")),
	              S("attachment; filename=\"______.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf")),
	       "a name in a header is ASCII, and the whole one in percent signs");
	arena_free(a);
}

int main(int argc, char **argv)
{
	struct run t = { .arena = arena_new(1 << 20) };

	/* This program is also the process that makes a picture. */
	if (argc > 1 && strcmp(argv[1], "picture") == 0)
		return picture_command(argc - 1, argv + 1);
	if (crypt_start())
		return 2;
	orientations_test(&t);
	carried_test(&t);
	damaged_test(&t);
	kinds_test(&t);
	bombs_test(&t);
	refused_test(&t);
	documents_test();
	names_test();
	tap_ok(t.made >= 300 && t.wrong == 0, "%d hostile files: %d came out bare, %d were refused, %d wrong", t.made,
	       t.taken, t.refused, t.wrong);
	arena_free(t.arena);
	return tap_done();
}
