/* Rows as JSON: every type, absent values, hostile text. */
#include "base/tap.h"
#include "http/inside.h"

struct row {
	struct str       text, blob;
	int64_t          n, id, code, no;
	struct maybe_int maybe;
	double           real;
	bool             flag;
	struct when      at;
	struct day       day;
	enum channel     channel;
};

#define COL(member, kind) { .name = #member, .type = kind, .at = offsetof(struct row, member) }
static const struct face_col cols[] = {
	COL(text, FACE_TEXT), COL(blob, FACE_BLOB), COL(n, FACE_INT), COL(id, FACE_ID), COL(code, FACE_CODE),
	COL(no, FACE_CASE), COL(maybe, FACE_MAYBE_INT), COL(real, FACE_REAL), COL(flag, FACE_BOOL),
	COL(at, FACE_TIME), COL(day, FACE_DAY),
	{ .name = "channel", .type = FACE_ENUM, .at = offsetof(struct row, channel), .names = channel_names },
};
static const struct face face = { "row", sizeof(struct row), cols, COUNT(cols) };

static void row_test(struct arena *a, const char *what, const struct row *row, const char *want)
{
	struct exchange x = { .req = { .arena = a, .county = { 530524 } } };
	struct buf      b;

	buf_init(&b, a, 1 << 16);
	json_row(&b, &x.req, &face, row);
	tap_ok(str_eq(buf_view(&b), str_of(want)), "%s: %.*s", what, (int)b.n, b.p);
}

int main(void)
{
	struct arena   *a = arena_new(4096);
	struct exchange x = { .req = { .arena = a } };
	struct buf      b;

	row_test(a, "every type", &(struct row){ .text = S("三 \"\\</script>\n"), .blob = S("\x01\xff"), .n = -5,
	        .id = 9007199254740993, .code = 530524000000, .no = 2600000123, .maybe = { true, 0 }, .real = 1.5,
	        .flag = true, .at = { 1796866860000 }, .day = day_make(2027, 3, 10), .channel = CHANNEL_LETTER },
	        "{\"text\":\"三 \\\"\\\\\\u003c/script\\u003e\\n\",\"blob\":\"01ff\",\"n\":-5,\"id\":\"9007199254740993\","
	        "\"code\":\"530524000000\",\"no\":\"530524-26-000123\",\"maybe\":0,\"real\":1.500000,\"flag\":true,"
	        "\"at\":\"2026-12-10T09:41:00+08:00\",\"day\":\"2027-03-10\",\"channel\":\"letter\"}");
	row_test(a, "nothing", &(struct row){ 0 },
	        "{\"text\":null,\"blob\":null,\"n\":0,\"id\":null,\"code\":\"0\",\"no\":null,\"maybe\":null,"
	        "\"real\":0.000000,\"flag\":false,\"at\":null,\"day\":null,\"channel\":null}");
	buf_init(&b, a, 1 << 16);
	json_rows(&b, &x.req, &face, NULL, 0);
	tap_ok(str_eq(buf_view(&b), S("[]")), "no rows");
	arena_free(a);
	return tap_done();
}
