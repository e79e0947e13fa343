#include "file/look_office.h"

#define ENTRIES_MAX 20000        /* a workbook of a hundred sheets has some hundred */
#define ZIP_END_BYTES 22
#define ZIP_ENTRY_BYTES 46
#define COMPOUND_ENTRY 128

static unsigned u16(struct str s, size_t at)
{
	return (unsigned char)s.p[at] | (unsigned)(unsigned char)s.p[at + 1] << 8;
}

static uint32_t u32(struct str s, size_t at)
{
	return u16(s, at) | (uint32_t)u16(s, at + 2) << 16;
}

/* The end record, which stands behind all else but a comment. */
static bool zip_end(struct str s, size_t *at)
{
	size_t lowest = s.n > 65535 + ZIP_END_BYTES ? s.n - 65535 - ZIP_END_BYTES : 0;

	for (size_t i = s.n < ZIP_END_BYTES ? 0 : s.n - ZIP_END_BYTES + 1; i > lowest; i--) {
		*at = i - 1;
		/* Its comment must reach the end exactly: nothing hangs behind. */
		if (memcmp(s.p + *at, "PK\x05\x06", 4) == 0 &&
		    *at + ZIP_END_BYTES + u16(s, *at + 20) == s.n)
			return true;
	}
	return false;
}

static const struct {
	const char      *name;
	enum file_format format;
} main_parts[] = {
	{ "word/document.xml", FILE_FORMAT_DOCX },
	{ "xl/workbook.xml", FILE_FORMAT_XLSX },
	{ "ppt/presentation.xml", FILE_FORMAT_PPTX },
	{ "OFD.xml", FILE_FORMAT_OFD },
};

struct look zip_look(struct str s)
{
	struct look l = { .fault = LOOK_UNKNOWN, .kind = FILE_KIND_DOCUMENT };
	size_t      end, at;
	unsigned    n;

	if (!zip_end(s, &end))
		return (struct look){ .fault = LOOK_BROKEN };
	n = u16(s, end + 10);
	at = u32(s, end + 16);
	if (n > ENTRIES_MAX)
		return l;
	for (unsigned i = 0; i < n; i++) {
		struct str name;

		if (at + ZIP_ENTRY_BYTES > end || memcmp(s.p + at, "PK\x01\x02", 4) != 0)
			return (struct look){ .fault = LOOK_BROKEN };
		name = str_part(s, at + ZIP_ENTRY_BYTES, u16(s, at + 28));
		if (str_ends(name, S("vbaProject.bin")))
			return (struct look){ .fault = LOOK_MACROS };
		for (size_t k = 0; k < COUNT(main_parts); k++) {
			if (l.fault && str_eq(name, str_of(main_parts[k].name))) {
				l.fault = LOOK_FINE;
				l.format = main_parts[k].format;
			}
		}
		at += ZIP_ENTRY_BYTES + (size_t)u16(s, at + 28) + u16(s, at + 30) + u16(s, at + 32);
	}
	return l;
}

/* Is the entry's name, in UTF-16, exactly this one? Its length stands behind the name. */
static bool entry_named(struct str s, size_t at, const char *name)
{
	size_t n = strlen(name);

	if (u16(s, at + 64) != 2 * (n + 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (s.p[at + 2 * i] != name[i] || s.p[at + 2 * i + 1] != 0)
			return false;
	return true;
}

struct look compound_look(struct str s)
{
	struct look l = { .fault = LOOK_UNKNOWN, .kind = FILE_KIND_DOCUMENT };

	/* Entries lie on multiples of their size wherever the directory is. */
	for (size_t at = 512; at + COMPOUND_ENTRY <= s.n; at += COMPOUND_ENTRY) {
		if (entry_named(s, at, "WordDocument"))
			l.format = FILE_FORMAT_DOC;
		else if (entry_named(s, at, "Workbook") || entry_named(s, at, "Book"))
			l.format = FILE_FORMAT_XLS;
		else if (entry_named(s, at, "_VBA_PROJECT"))
			return (struct look){ .fault = LOOK_MACROS };
		else
			continue;
		l.fault = LOOK_FINE;
	}
	return l;
}
