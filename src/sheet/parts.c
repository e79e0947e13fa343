/*
 * The small parts of a workbook: which sheet is the first, the texts that cells
 * share, which styles mean a day. The file is a zip of XML; a part has a limit of
 * its own, a document type is refused, so that no entity can grow or lead out.
 */
#include "sheet/sheet_private.h"

#include <expat.h>
#include <zip.h>

#define PART_BYTES   (INT64_C(600) << 20)       /* of one part when unpacked: a million rows */
#define STRINGS_MAX  4000000
#define STRINGS_BYTES (256u << 20)
#define CHUNK        (64 * 1024)
#define ID_MAX       64

struct xlsx_feed {
	zip_file_t *file;
	int64_t     left;
};

const char *xlsx_local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

struct str xlsx_attribute(const char *const *attributes, const char *name)
{
	for (; attributes[0]; attributes += 2)
		if (strcmp(xlsx_local(attributes[0]), name) == 0)
			return str_of(attributes[1]);
	return STR_NONE;
}

static void feed_close(void *arg)
{
	zip_fclose(arg);
}

static enum err refuse(enum sheet_fault *fault, enum sheet_fault what)
{
	*fault = what;
	return ERR_INPUT;
}

enum err xlsx_feed_open(struct zip *z, struct arena *a, struct str path, struct xlsx_feed **out,
                        enum sheet_fault *fault)
{
	struct xlsx_feed *f = ARENA_NEW(a, struct xlsx_feed);
	zip_stat_t        st;
	const char       *name = str_z(a, path);

	zip_stat_init(&st);
	*out = f;
	if (zip_stat(z, name, 0, &st))
		return refuse(fault, SHEET_DAMAGED);
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return refuse(fault, SHEET_LOCKED);
	f->left = PART_BYTES;
	f->file = zip_fopen(z, name, 0);
	if (!f->file)
		return refuse(fault, SHEET_DAMAGED);
	arena_defer(a, feed_close, f->file);
	return OK;
}

enum err xlsx_feed_read(struct xlsx_feed *f, char *into, size_t cap, size_t *n, enum sheet_fault *fault)
{
	zip_int64_t got = zip_fread(f->file, into, cap);

	if (got < 0)
		return refuse(fault, SHEET_DAMAGED);
	f->left -= got;
	if (f->left < 0)
		return refuse(fault, SHEET_TOO_LARGE);
	*n = (size_t)got;
	return OK;
}

/* ---- one pass over a part ---- */

struct reading {
	struct arena      *a;
	struct xlsx_parts *p;
	XML_Parser         parser;
	bool               refused, too_large;
	struct buf         text;
	bool               in_text, in_phonetic, in_cell_styles;
	size_t             cap, bytes;
	char               sheet_id[ID_MAX];         /* relation of the first sheet */
	bool               date_of_format[1024];     /* formats of the workbook's own */
};

static void doctype_refuse(void *arg, const char *name, const char *system, const char *public, int internal)
{
	struct reading *r = arg;

	(void)name, (void)system, (void)public, (void)internal;
	r->refused = true;
	XML_StopParser(r->parser, XML_FALSE);
}

typedef void on_start(void *, const char *, const char **);
typedef void on_end(void *, const char *);
typedef void on_text(void *, const char *, int);

static enum err part_read(struct zip *z, struct reading *r, struct str path, on_start *start, on_end *end,
                          on_text *text, enum sheet_fault *fault)
{
	struct xlsx_feed *f;
	enum err          e = xlsx_feed_open(z, r->a, path, &f, fault);
	size_t            n = 0;

	if (e)
		return e;
	r->parser = XML_ParserCreate(NULL);
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, start, end);
	XML_SetCharacterDataHandler(r->parser, text);
	XML_SetStartDoctypeDeclHandler(r->parser, doctype_refuse);
	do {
		char *into = XML_GetBuffer(r->parser, CHUNK);

		if (!into)
			e = refuse(fault, SHEET_TOO_LARGE);
		else
			e = xlsx_feed_read(f, into, CHUNK, &n, fault);
		if (!e && XML_ParseBuffer(r->parser, (int)n, n == 0) != XML_STATUS_OK)
			e = refuse(fault, r->too_large ? SHEET_TOO_LARGE : SHEET_DAMAGED);
	} while (!e && n);
	XML_ParserFree(r->parser);
	return e;
}

/* ---- xl/workbook.xml and its relations ---- */

static void workbook_start(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;
	struct str      id;

	if (strcmp(xlsx_local(name), "sheet") == 0 && !r->sheet_id[0]) {
		/* r:id; a plain attribute of that name does not stand here. */
		id = xlsx_attribute(attributes, "id");
		if (id.n && id.n < ID_MAX)
			memcpy(r->sheet_id, id.p, id.n);
	} else if (strcmp(xlsx_local(name), "workbookPr") == 0) {
		id = xlsx_attribute(attributes, "date1904");
		r->p->since_1904 = str_eq(id, S("1")) || str_eq(id, S("true"));
	}
}

static void relation_start(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;
	struct str      target;

	if (strcmp(xlsx_local(name), "Relationship") != 0 ||
	    !str_eq(xlsx_attribute(attributes, "Id"), str_of(r->sheet_id)))
		return;
	target = xlsx_attribute(attributes, "Target");
	if (target.n == 0 || target.n > 200)
		return;
	r->p->sheet = target.p[0] == '/' ? str_copy(r->a, str_part(target, 1, target.n))
	                                 : str_join(r->a, S("xl/"), target, STR_NONE);
}

static void nothing_end(void *arg, const char *name)
{
	(void)arg, (void)name;
}

static void nothing_text(void *arg, const char *s, int n)
{
	(void)arg, (void)s, (void)n;
}

/* ---- xl/sharedStrings.xml ---- */

static void string_start(void *arg, const char *name, const char **attributes)
{
	struct reading *r = arg;

	(void)attributes;
	name = xlsx_local(name);
	if (strcmp(name, "si") == 0)
		buf_reset(&r->text);
	r->in_text = strcmp(name, "t") == 0;
	if (strcmp(name, "rPh") == 0)
		r->in_phonetic = true;
}

static void string_text(void *arg, const char *s, int n)
{
	struct reading *r = arg;

	if (r->in_text && !r->in_phonetic)
		buf_put(&r->text, s, (size_t)n);
}

static void string_end(void *arg, const char *name)
{
	struct reading    *r = arg;
	struct xlsx_parts *p = r->p;

	name = xlsx_local(name);
	r->in_text = false;
	if (strcmp(name, "rPh") == 0)
		r->in_phonetic = false;
	if (strcmp(name, "si") != 0)
		return;
	r->bytes += r->text.n;
	if (r->text.full || r->bytes > STRINGS_BYTES || p->n_strings == STRINGS_MAX) {
		r->too_large = true;
		XML_StopParser(r->parser, XML_FALSE);
		return;
	}
	if (p->n_strings == r->cap) {
		size_t      cap = r->cap ? r->cap * 2 : 1024;
		struct str *grown = ARENA_ARRAY(r->a, struct str, cap);

		if (p->n_strings)
			memcpy(grown, p->strings, p->n_strings * sizeof(*grown));
		p->strings = grown;
		r->cap = cap;
	}
	p->strings[p->n_strings++] = cell_clean(r->a, str_copy(r->a, buf_view(&r->text)));
}

/* ---- xl/styles.xml ---- */

/* Formats 14-22 and 27-36, 45-47, 50-58 are days and times of the program's own. */
static bool builtin_date(int64_t format)
{
	return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
	       (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

/* Does the pattern name a year or a day, outside of quotes? */
static bool pattern_date(struct str s)
{
	bool quoted = false;

	for (size_t i = 0; i < s.n; i++) {
		quoted ^= s.p[i] == '"';
		if (!quoted && (s.p[i] == 'y' || s.p[i] == 'd' || s.p[i] == 'Y' || s.p[i] == 'D') &&
		    (i == 0 || s.p[i - 1] != '['))
			return true;
	}
	return false;
}

static void style_start(void *arg, const char *name, const char **attributes)
{
	struct reading    *r = arg;
	struct xlsx_parts *p = r->p;
	int64_t            format = 0;

	name = xlsx_local(name);
	if (strcmp(name, "cellXfs") == 0)
		r->in_cell_styles = true;
	(void)str_number(xlsx_attribute(attributes, "numFmtId"), 1023, &format);
	if (strcmp(name, "numFmt") == 0)
		r->date_of_format[format] = pattern_date(xlsx_attribute(attributes, "formatCode"));
	if (strcmp(name, "xf") == 0 && r->in_cell_styles && p->n_dates < XLSX_STYLES)
		p->dates[p->n_dates++] = builtin_date(format) || r->date_of_format[format];
}

static void style_end(void *arg, const char *name)
{
	struct reading *r = arg;

	if (strcmp(xlsx_local(name), "cellXfs") == 0)
		r->in_cell_styles = false;
}

enum err xlsx_parts_read(struct zip *z, struct arena *a, struct xlsx_parts *p, enum sheet_fault *fault)
{
	struct reading *r = ARENA_NEW(a, struct reading);
	enum err        e;

	r->a = a;
	r->p = p;
	p->sheet = S("xl/worksheets/sheet1.xml");
	buf_init(&r->text, a, SHEET_CELL * 4);
	if ((e = part_read(z, r, S("xl/workbook.xml"), workbook_start, nothing_end, nothing_text, fault)))
		return e;
	if (r->sheet_id[0] && zip_name_locate(z, "xl/_rels/workbook.xml.rels", 0) >= 0 &&
	    (e = part_read(z, r, S("xl/_rels/workbook.xml.rels"), relation_start, nothing_end, nothing_text, fault)))
		return e;
	if (zip_name_locate(z, "xl/sharedStrings.xml", 0) >= 0 &&
	    (e = part_read(z, r, S("xl/sharedStrings.xml"), string_start, string_end, string_text, fault)))
		return e;
	if (zip_name_locate(z, "xl/styles.xml", 0) < 0)
		return OK;
	p->dates = ARENA_ARRAY(a, bool, XLSX_STYLES);
	return part_read(z, r, S("xl/styles.xml"), style_start, style_end, nothing_text, fault);
}
