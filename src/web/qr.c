#include "web/qr.h"

#include <qrencode.h>

#define HOST_MAX 255
#define QR_TEXT_MAX 400

static bool host_plain(struct str host)
{
	if (!host.p || host.n == 0 || host.n > HOST_MAX)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      c == '.' || c == '-' || c == ':' || c == '[' || c == ']'))
			return false;
	}
	return true;
}

struct str page_host(const struct page *p)
{
	struct str host = req_header(p->r, "Host");

	return host_plain(host) ? host : S("");
}

struct str page_absolute(const struct page *p, struct str path)
{
	struct str host = page_host(p);

	if (host.n == 0)
		return S("");
	return str_join(p->r->arena, p->r->house->set.behind_proxy ? S("https://") : S("http://"),
			host, path, STR_NONE);
}

/* One run of black squares in a row: a rectangle of height 1. */
static void run_put(struct buf *b, int x, int y, int n)
{
	buf_char(b, 'M');
	buf_int(b, x);
	buf_char(b, ' ');
	buf_int(b, y);
	buf_char(b, 'h');
	buf_int(b, n);
	buf_lit(b, "v1h-");
	buf_int(b, n);
	buf_char(b, 'z');
}

static void squares_put(struct buf *b, const QRcode *qr)
{
	for (int y = 0; y < qr->width; y++) {
		const unsigned char *row = qr->data + (size_t)y * (size_t)qr->width;

		for (int x = 0; x < qr->width; x++) {
			int n = 0;

			while (x + n < qr->width && row[x + n] & 1)
				n++;
			if (n)
				run_put(b, x, y, n);
			x += n;
		}
	}
}

void page_qr(struct page *p, struct str text, struct str label)
{
	QRcode *qr;

	if (text.n == 0 || text.n > QR_TEXT_MAX)
		return;
	qr = QRcode_encodeString8bit(str_z(p->r->arena, text), 0, QR_ECLEVEL_M);
	if (!qr)
		return;
	/* Four empty squares around it, as the standard asks. */
	buf_lit(p->out, "<svg class=\"qr\" viewBox=\"-4 -4 ");
	buf_int(p->out, qr->width + 8);
	buf_char(p->out, ' ');
	buf_int(p->out, qr->width + 8);
	buf_lit(p->out, "\" role=\"img\" aria-label=\"");
	html_text(p->out, label);
	buf_lit(p->out, "\"><path d=\"");
	squares_put(p->out, qr);
	buf_lit(p->out, "\"/></svg>\n");
	QRcode_free(qr);
}
