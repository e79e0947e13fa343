/* Bodies in parts: what browsers send, and what is refused. */
#include "http/multipart.h"

#include "base/tap.h"
#include "http/head.h"

#define PART(head, body) "--B\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

static void boundaries_test(struct arena *a)
{
	static const struct {
		const char *type, *boundary;
	} rows[] = {
		{ "multipart/form-data; boundary=B", "B" },
		{ "Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", "a b" },
		{ "multipart/form-data", NULL },
		{ "multipart/form-data; boundary=", NULL },
		{ "multipart/form-data; boundary=a\"b", NULL },
		{ "multipart/form-data; boundary=\"a ", NULL },
		{ "multipart/form-data; boundary=a; boundary=b", NULL },
		{ "multipart/mixed; boundary=B", NULL },
		{ "multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678901234567890", "1234567890123456789012345678901234567890123456789012345678901234567890" },
		{ "multipart/form-data; boundary=12345678901234567890123456789012345678901234567890123456789012345678901", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str got = multipart_boundary(a, str_of(rows[i].type));

		tap_ok(rows[i].boundary ? str_eq(got, str_of(rows[i].boundary)) : !got.p, "boundary of %s", rows[i].type);
	}
}

static void refused_test(struct arena *a)
{
	static const char *const rows[] = {
		"", "--B", "--C\r\n", "preamble\r\n--B--\r\n", "--B\n", "--B\r\n--B--\r\n",
		PART("name=\"a\"", "1"), PART("name=\"a\"", "1") "--B--\r\nepilogue", PART("name=\"a\"", "1") "--B-",
		PART("filename=\"a\"", "1") "--B--\r\n", PART("name=\"a\"; name=\"b\"", "1") "--B--\r\n",
		PART("name=\"a", "1") "--B--\r\n", PART("name=\"a\"x", "1") "--B--\r\n",
		"--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--\r\n",
		"--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\n1\r\n--B--\r\n",
		"--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--B--\r\n",
		"--B\r\nContent-Disposition: form-data; name=\"a\"\n\n1\r\n--B--\r\n",
		"--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--\r\n",
		PART("name=\"a\"", "1\r\n--Bx") "--B--\r\n",
	};
	struct multipart m;

	for (size_t i = 0; i < COUNT(rows); i++)
		tap_ok(multipart_parse(a, S("B"), str_of(rows[i]), 10, &m) == ERR_TYPE, "body %zu is none", i);
	tap_ok(multipart_parse(a, S("B"), S(PART("name=\"a\"", "1") PART("name=\"b\"", "2") "--B--\r\n"), 1, &m) == ERR_TOO_LARGE,
	       "more fields than asked for");
}

static void taken_test(struct arena *a)
{
	struct multipart m;
	enum err e = multipart_parse(a, S("B"), S(PART("name=\"words\"", "a\r\n--b")
	        PART("name=\"empty\"", "")
	        PART("name=\"p\"; filename=\"\"\r\nContent-Type: application/octet-stream", "")
	        PART("name=\"p\"; filename=\"C:\\a%22b%0D%0Ac.jpg\"\r\nContent-Type: image/jpeg", "\xFF\xD8\r\nx")
	        PART("name=\"p\"; filename=\"zero.txt\"", "") "--B--\r\n"), 10, &m);

	tap_ok(!e && m.n_pairs == 2 && m.n_uploads == 2, "two fields, two files, and a control left empty");
	tap_ok(!e && str_eq(m.pairs[0].value, S("a\r\n--b")) && m.pairs[1].value.n == 0, "their values");
	tap_ok(!e && str_eq(m.uploads[0].name, S("C:\\a\"b  c.jpg")) && str_eq(m.uploads[0].bytes, S("\xFF\xD8\r\nx")),
	       "a name without line ends, and bytes as they were");
	tap_ok(!e && m.uploads[1].bytes.n == 0 && str_eq(m.uploads[1].name, S("zero.txt")), "a file of no bytes is one");
	tap_ok(multipart_parse(a, S("B"), S("--B--\r\n"), 10, &m) == OK && m.n_pairs == 0, "a form without anything");
}

/* The same fields, and files of no bytes, however the body is cut on its way. */
static bool sifted(struct arena *a, struct str body, size_t cut)
{
	struct sieve    *s = sieve_new(a, S("B"));
	struct multipart m, is;
	bool             good;

	for (size_t at = 0; at < body.n; at += cut)
		sieve_add(s, body.p + at, body.n - at < cut ? body.n - at : cut);
	good = multipart_parse(a, S("B"), body, 10, &m) == OK && multipart_parse(a, S("B"), sieve_view(s), 10, &is) == OK &&
	       m.n_pairs == is.n_pairs && m.n_uploads == is.n_uploads;
	for (size_t i = 0; good && i < m.n_pairs; i++)
		good = str_eq(m.pairs[i].name, is.pairs[i].name) && str_eq(m.pairs[i].value, is.pairs[i].value);
	for (size_t i = 0; good && i < m.n_uploads; i++)
		good = str_eq(m.uploads[i].field, is.uploads[i].field) && is.uploads[i].bytes.n == 0;
	return good;
}

static void sieve_test(struct arena *a)
{
	static const char       head[] = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
	static const size_t     cuts[] = { 1, 2, 3, 5, 7, 64, 100000 };
	static const char *const bodies[] = {
		"--B--\r\n",
		PART("name=\"a\"", "1") "--B--\r\n",
		PART("name=\"a\"; filename=\"\"", "") "--B--\r\n",
		PART("name=\"a\"; filename=\"x\"", "") PART("name=\"b\"", "") "--B--\r\n",
		PART("name=\"a\"; filename=\"x\"", "1\r\r\n-\r\n--\r\n--C\r\r\n--b") PART("name=\"b\"", "\r\n\r\nContent") "--B--",
		PART("name=\"b\"", "filename=\"x\"\r\n\r\n2") PART("name=\"a\"; filename=\"x\"", "1\r\n--A") PART("name=\"c\"", "3")
			PART("name=\"a\"; filename=\"y\"", "2") PART("name=\"d\"", "4") "--B--\r\n",
	};
	struct sieve *s = sieve_new(a, S("B"));
	char         *long_one = arena_alloc(a, FORM_MAX);
	bool          good = true;

	for (size_t i = 0; i < COUNT(bodies); i++) {
		for (size_t k = 0; k < COUNT(cuts); k++)
			good = good && sifted(a, str_of(bodies[i]), cuts[k]);
		tap_ok(good, "body %zu keeps its fields without its files", i);
	}
	memset(long_one, 'x', FORM_MAX);
	sieve_add(s, head, sizeof(head) - 1);
	sieve_add(s, long_one, FORM_MAX / 2);
	tap_ok(sieve_view(s).n > FORM_MAX / 2, "a long text beside files is kept");
	sieve_add(s, long_one, FORM_MAX / 2);
	tap_ok(!sieve_view(s).p, "fields that are too long are not kept");
}

int main(void)
{
	struct arena *a = arena_new(16 * 1024);

	boundaries_test(a);
	refused_test(a);
	taken_test(a);
	sieve_test(a);
	arena_free(a);
	return tap_done();
}
