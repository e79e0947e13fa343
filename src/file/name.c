#include "file/name.h"

#include "base/buf.h"
#include "base/html.h"
#include "base/text.h"

static const struct {
	const char *ending, *media;
} formats[FILE_FORMAT_COUNT] = {
	[FILE_FORMAT_JPEG] = { "jpg", "image/jpeg" },
	[FILE_FORMAT_PDF] = { "pdf", "application/pdf" },
	[FILE_FORMAT_DOCX] = { "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	[FILE_FORMAT_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	[FILE_FORMAT_PPTX] = { "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	[FILE_FORMAT_DOC] = { "doc", "application/msword" },
	[FILE_FORMAT_XLS] = { "xls", "application/vnd.ms-excel" },
	[FILE_FORMAT_OFD] = { "ofd", "application/ofd" },
	[FILE_FORMAT_TXT] = { "txt", "text/plain" },
};

const char *file_ending(enum file_format f)
{
	return formats[f].ending;
}

const char *file_media(enum file_format f)
{
	return formats[f].media;
}

/* Not in a name: separators, wildcards, quotes, and marks that turn the reading direction. */
static bool letter_fit(uint32_t c)
{
	return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && !(c < 0x80 && strchr("/\\:*?\"<>|;%`$", (int)c)) &&
	       c != 0x061C && !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202E) &&
	       !(c >= 0x2060 && c <= 0x206F) && c != 0xFEFF && c != 0xFFFD;
}

/* What stands before the last dot, if that is an ending. */
static struct str stem_of(struct str s)
{
	for (size_t i = s.n; i > 1; i--) {
		if (s.p[i - 1] == '.')
			return s.n - i <= 5 ? str_part(s, 0, i - 1) : s;
	}
	return s;
}

struct str file_name_safe(struct arena *a, struct str typed, enum file_format format)
{
	struct str rest = typed, head;
	struct buf b;

	for (size_t i = 0; i < typed.n; i++)
		if (typed.p[i] == '/' || typed.p[i] == '\\')
			rest = str_part(typed, i + 1, typed.n);
	rest = stem_of(rest);
	buf_init(&b, a, rest.n + 64);
	for (size_t n = 0; rest.n && n < FILE_NAME_MAX;) {
		uint32_t c = utf8_next(&rest);

		/* A name does not begin with a dot: nothing here is hidden. */
		if (letter_fit(c) && !(b.n == 0 && (c == '.' || c == ' ' || c == '-'))) {
			buf_utf8(&b, c);
			n++;
		}
	}
	head = str_trim(buf_view(&b));
	while (head.n && head.p[head.n - 1] == '.')
		head.n--;
	if (head.n == 0)
		head = S("file");
	return str_join(a, head, S("."), str_of(formats[format].ending), STR_NONE);
}

struct str file_disposition(struct arena *a, const char *how, struct str name)
{
	struct buf b;

	buf_init(&b, a, name.n * 4 + 128);
	buf_z(&b, how);
	buf_lit(&b, "; filename=\"");
	for (size_t i = 0; i < name.n; i++)
		buf_char(&b, (unsigned char)name.p[i] < 0x80 && letter_fit((unsigned char)name.p[i]) ? name.p[i] : '_');
	buf_lit(&b, "\"; filename*=UTF-8''");
	html_url(&b, name, false);
	return buf_view(&b);
}
